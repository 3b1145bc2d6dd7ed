package quizzes

import "cmp"

// Kind is how an item is answered.
type Kind string

const (
	Single   Kind = "single"   // one option
	Multiple Kind = "multiple" // Choose options, one point each
	YesNo    Kind = "yesno"    // a row of statements, each yes or no
	Ordering Kind = "ordering" // steps put in order; more may be offered than needed
	Matching Kind = "matching" // each source gets one target; targets may serve again
	Fill     Kind = "fill"     // blanks filled with text
	HotSpot  Kind = "hotspot"  // areas of a query or table, each with its choices
	KQL      Kind = "kql"      // a query, graded by its rows on a tenant
)

// Kinds lists every kind, for checks and help.
func Kinds() []Kind {
	return []Kind{Single, Multiple, YesNo, Ordering, Matching, Fill, HotSpot, KQL}
}

// Item is one question of the bank, as its file has it.
type Item struct {
	ID        string   `yaml:"id"`
	Objective string   `yaml:"objective"` // an id of outline.yaml
	Concept   string   `yaml:"concept"`   // the one idea asked for, such as alert-grouping; items that share it replace each other in practice
	Enemies   []string `yaml:"enemies"`   // items that ask for the same fact or give this one away; one side naming the other is enough
	Level     string   `yaml:"level"`     // recall, apply, analyse
	Kind      Kind     `yaml:"type"`
	Profile   string   `yaml:"profile"` // the platform profile the key holds for: 2024-course, 2026-07, or any
	AsOf      string   `yaml:"as_of"`   // date of the facts, 2026-11-24
	Source    string   `yaml:"source"`
	Facts     []string `yaml:"facts"`   // ids of the facts it rests on
	Minutes   float64  `yaml:"minutes"` // planned time; 0 means what is usual for the type
	Stem      string   `yaml:"stem"`
	Exhibit   string   `yaml:"exhibit"` // a query, table or log extract shown with the stem
	Lab       string   `yaml:"lab"`     // the lab that trains it
	Explain   string   `yaml:"explain"` // said after the answer, whatever it was
	Scoring   Scoring  `yaml:"scoring"`

	Vary     map[string][]string `yaml:"vary"`     // placeholder -> its values, drawn each for itself
	Variants []map[string]string `yaml:"variants"` // rows of placeholder values that belong together

	Options    []Option    `yaml:"options"` // single, multiple
	Choose     int         `yaml:"choose"`  // multiple
	Statements []Statement `yaml:"statements"`
	Steps      []Step      `yaml:"steps"` // ordering: the right order first, then those that do not belong
	Pairs      []Pair      `yaml:"pairs"`
	Targets    []string    `yaml:"targets"` // matching: further targets that nothing matches
	Blanks     []Blank     `yaml:"blanks"`
	Areas      []Area      `yaml:"areas"`
	Query      *Query      `yaml:"query"`

	Case   *Case   `yaml:"-"` // the case study it belongs to, or nil
	Series *Series `yaml:"-"` // the series of proposed solutions it belongs to, or nil

	file string
	line int
}

// Scoring is how the points of the parts add up.
type Scoring string

const (
	PerPart Scoring = ""       // a point for every right part
	Whole   Scoring = "whole"  // one point for everything right, else none
	Cancel  Scoring = "cancel" // a wrong part takes a point away, never below none
)

// Case is a case study: what a candidate reads in tabs, and the items asked about it.
type Case struct {
	ID      string  `yaml:"case"`
	Title   string  `yaml:"title"`
	Profile string  `yaml:"profile"` // for every item that names none
	AsOf    string  `yaml:"as_of"`   // likewise
	Tabs    []Tab   `yaml:"tabs"`
	Items   []*Item `yaml:"items"`

	file string
	line int
}

// Tab is a page of a case study.
type Tab struct {
	Title string `yaml:"title"`
	Text  string `yaml:"text"`
}

// Series is one situation with several proposed solutions, each an item of its own that cannot be
// returned to. More than one of them, or none, may meet the goal.
type Series struct {
	ID      string  `yaml:"series"`
	Profile string  `yaml:"profile"`
	AsOf    string  `yaml:"as_of"`
	Text    string  `yaml:"text"` // shown above every item
	Items   []*Item `yaml:"items"`

	file string
	line int
}

// Option is one answer of a single or multiple item. Its id is its letter in the file, "a" first,
// whatever order it is shown in.
type Option struct {
	Text    string `yaml:"text"`
	Correct bool   `yaml:"correct"`
	Because string `yaml:"because"` // why it is right, or what misconception it shows
}

// Statement is a row of a yes/no item.
type Statement struct {
	Text    string `yaml:"text"`
	Yes     bool   `yaml:"yes"`
	Because string `yaml:"because"`
}

// Step is a step of an ordering item; Extra marks one that does not belong.
type Step struct {
	Text    string `yaml:"text"`
	Extra   bool   `yaml:"extra"`
	Because string `yaml:"because"`
}

// Pair is a source of a matching item with its target.
type Pair struct {
	Source  string `yaml:"source"`
	Target  string `yaml:"target"`
	Because string `yaml:"because"`
}

// Blank is a gap to fill. Accept lists right answers; case and surrounding space do not count unless
// Exact is set.
type Blank struct {
	Label   string   `yaml:"label"`
	Accept  []string `yaml:"accept"`
	Exact   bool     `yaml:"exact"`
	Because string   `yaml:"because"`
}

// Area is a place of a hot spot with the choices it offers.
type Area struct {
	Label   string   `yaml:"label"`
	Choices []Option `yaml:"choices"`
}

// Query is what a live KQL item asks for and how an answer is judged: by its rows on a tenant, beside
// those of the reference on the same tenant.
type Query struct {
	Tenant    string  `yaml:"tenant"`    // an id of tenants.yaml
	Scope     string  `yaml:"scope"`     // defender, workspace, unified
	Values    []Value `yaml:"values"`    // placeholders that the tenant itself fills in
	Reference string  `yaml:"reference"` // a right answer
	Ordered   bool    `yaml:"ordered"`   // the order of rows counts
	Wrong     []Wrong `yaml:"wrong"`     // answers that must not pass
}

// Value fills a placeholder with the one cell that a query finds, so that stem and queries can speak of
// an account or device of the tenant at hand. It may use the values above it.
type Value struct {
	Name  string `yaml:"name"`
	Query string `yaml:"query"`
}

// Wrong is a foreseen mistake. A learner whose rows are those of Query reads Because.
type Wrong struct {
	Query   string `yaml:"query"`
	Because string `yaml:"because"`
	Refused bool   `yaml:"refused"` // it does not even compile
}

// Tenant describes a tenant for live items: small, made from the learner's seed, shared by the items
// that name it.
type Tenant struct {
	ID       string `yaml:"id"`
	Scenario string `yaml:"scenario"`
	People   int    `yaml:"people"`
	Days     int    `yaml:"days"`
	Profile  string `yaml:"profile"`
}

// Where names the item's place in the bank, for messages.
func (it *Item) Where() string { return place(it.file, it.line) }

// Card is what practice schedules: the objective, or one concept of it. Items of one card replace each
// other, so that a learner meets an idea again and not a letter.
func (it *Item) Card() string {
	if it.Concept == "" {
		return it.Objective
	}
	return it.Objective + "/" + it.Concept
}

// Final reports whether an answer cannot be changed in an exam: yes/no items and series of solutions.
func (it *Item) Final() bool { return it.Kind == YesNo || it.Series != nil }

// plannedMinutes is what an item is meant to take when its file does not say.
var plannedMinutes = map[Kind]float64{KQL: 6, HotSpot: 2.5, Ordering: 2, Matching: 2, YesNo: 2}

// PlannedSeconds is the time the item is meant to take.
func (it *Item) PlannedSeconds() float64 {
	minutes := cmp.Or(it.Minutes, plannedMinutes[it.Kind], 1.5)
	return minutes * 60
}
