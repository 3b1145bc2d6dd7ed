package quizzes

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
	Level     string   `yaml:"level"`     // recall, apply, analyse
	Kind      Kind     `yaml:"type"`
	Profile   string   `yaml:"profile"` // the platform profile the key holds for; "" for any
	AsOf      string   `yaml:"as_of"`   // date of the facts, 2026-11-24
	Source    string   `yaml:"source"`
	Facts     []string `yaml:"facts"`   // ids of the facts it rests on
	Minutes   float64  `yaml:"minutes"` // planned time; 0 means 1.5
	Stem      string   `yaml:"stem"`
	Exhibit   string   `yaml:"exhibit"` // a query, table or log extract shown with the stem
	Lab       string   `yaml:"lab"`     // the lab that trains it
	Explain   string   `yaml:"explain"` // said after the answer, whatever it was

	Options    []Option    `yaml:"options"` // single, multiple
	Choose     int         `yaml:"choose"`  // multiple
	Statements []Statement `yaml:"statements"`
	Steps      []Step      `yaml:"steps"` // ordering: the right order first, then those that do not belong
	Pairs      []Pair      `yaml:"pairs"`
	Targets    []string    `yaml:"targets"` // matching: further targets that nothing matches
	Blanks     []Blank     `yaml:"blanks"`
	Areas      []Area      `yaml:"areas"`
	Query      *Query      `yaml:"query"`

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

// Query is what a live KQL item asks for and how an answer is judged.
type Query struct {
	Scenario  string   `yaml:"scenario"`
	Scope     string   `yaml:"scope"` // defender, workspace, unified
	Reference string   `yaml:"reference"`
	Ordered   bool     `yaml:"ordered"`
	Wrong     []string `yaml:"wrong"` // queries that must not pass
}

// Where names the item's place in the bank, for messages.
func (it *Item) Where() string { return place(it.file, it.line) }
