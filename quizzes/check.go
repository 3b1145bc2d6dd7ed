package quizzes

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Finding is something wrong with the bank.
type Finding struct {
	Where string `json:"where"` // file:line, or "bank"
	Item  string `json:"item"`  // id
	Msg   string `json:"msg"`
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s: %s", f.Where, f.Item, f.Msg) }

// Known lists names from other rooms that items may use. A nil list is not checked.
type Known struct {
	Profiles, Labs, Scenarios []string
}

// Check holds every item to the rules that a program can check, and the bank to those that show over many
// items. All findings of one run are returned. What is still missing is Coverage's to say.
func (b *Bank) Check(known Known) []Finding {
	c := &checker{bank: b, known: known, seen: map[string]string{}}
	c.tenants()
	for _, cs := range b.Cases {
		c.caseStudy(cs)
	}
	for _, s := range b.Series {
		c.series(s)
	}
	for _, it := range b.Items {
		c.item = it
		c.common()
		c.placeholders()
		c.kind()
		c.eachVariation()
	}
	c.found = append(c.found, b.balance()...)
	c.found = append(c.found, b.duplicates()...)
	return c.found
}

type checker struct {
	bank  *Bank
	known Known
	item  *Item
	seen  map[string]string // id -> where it stands
	found []Finding
}

func (c *checker) say(format string, args ...any) {
	c.sayAt(c.item.Where(), c.item.ID, format, args...)
}

func (c *checker) sayAt(where, id, format string, args ...any) {
	f := Finding{where, id, fmt.Sprintf(format, args...)}
	if !slices.Contains(c.found, f) { // variations repeat each other
		c.found = append(c.found, f)
	}
}

func (c *checker) need(ok bool, format string, args ...any) {
	if !ok {
		c.say(format, args...)
	}
}

// name holds an id to its form and to being the only one of its kind.
func (c *checker) name(kind, id, where string) {
	if !idForm.MatchString(id) {
		c.sayAt(where, id, "id %q is not lower-case words joined by hyphens", id)
	}
	if first, dup := c.seen[kind+id]; dup {
		c.sayAt(where, id, "id stands twice; the first is at %s", first)
	}
	c.seen[kind+id] = where
}

var (
	idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	levels = []string{"recall", "apply", "analyse"}
)

// Levels lists the levels of thinking, the simplest first.
func Levels() []string { return slices.Clone(levels) }

func (c *checker) common() {
	it := c.item
	c.name("item ", it.ID, it.Where())
	_, known := c.bank.Outline.Objective(it.Objective)
	c.need(known, "objective %q is not in the outline", it.Objective)
	c.need(it.Concept == "" || idForm.MatchString(it.Concept), "concept %q is not lower-case words joined by hyphens", it.Concept)
	c.enemies()
	c.need(slices.Contains(levels, it.Level), "level %q is none of %s", it.Level, strings.Join(levels, ", "))
	c.need(slices.Contains(Kinds(), it.Kind), "type %q is none of %v", it.Kind, Kinds())
	c.need(slices.Contains([]Scoring{PerPart, Whole, Cancel}, it.Scoring), "scoring %q is none of whole, cancel", it.Scoring)
	_, err := time.Parse(time.DateOnly, it.AsOf)
	c.need(err == nil, "as_of %q is not a date like 2026-11-24", it.AsOf)
	c.need(len(it.Source) >= 8, "no source: where can a reader check the key?")
	c.need(strings.TrimSpace(it.Stem) != "", "no stem")
	c.need(it.Profile != "", "no profile: which platform does the key hold for? say any if it holds for all")
	c.knows("profile", it.Profile, append(slices.Clone(c.known.Profiles), "any"), c.known.Profiles == nil)
	if it.Lab != "" {
		c.knows("lab", it.Lab, c.known.Labs, c.known.Labs == nil)
	}
	c.facts()
}

func (c *checker) knows(what, name string, among []string, skip bool) {
	if !skip && name != "" && !slices.Contains(among, name) {
		c.say("%s %q is none of %s", what, name, strings.Join(among, ", "))
	}
}

func (c *checker) enemies() {
	for _, id := range c.item.Enemies {
		c.need(id != c.item.ID, "it is named as its own enemy")
		c.need(slices.ContainsFunc(c.bank.Items, func(it *Item) bool { return it.ID == id }), "enemy %q is not an item of the bank", id)
	}
}

func (c *checker) facts() {
	for _, id := range c.item.Facts {
		fact, known := c.bank.Facts[id]
		switch {
		case c.bank.Facts == nil:
		case !known:
			c.say("fact %s is not in facts.txt", id)
		case fact.Shaky():
			c.say("rests on fact %s, which is marked %s: no key may", id, fact.Confidence)
		}
	}
}

// placeholders demands that every {{name}} has its values, and every value its place.
func (c *checker) placeholders() {
	it := c.item
	given := map[string]bool{}
	for name, values := range it.Vary {
		given[name] = true
		c.need(len(values) > 1, "vary: %s has %d values; a single one is no variation", name, len(values))
	}
	for i, row := range it.Variants {
		for name := range row {
			c.need(i == 0 || has(it.Variants[0], name), "variants: row %d has %s, row 1 has not", i+1, name)
			given[name] = true
		}
		c.need(len(row) == len(it.Variants[0]), "variants: row %d has %d values, row 1 has %d", i+1, len(row), len(it.Variants[0]))
	}
	if it.Query != nil {
		for _, v := range it.Query.Values {
			given[v.Name] = true
		}
	}
	used := map[string]bool{}
	it.eachText(func(s string) {
		for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
			used[m[1]] = true
			c.need(given[m[1]], "{{%s}} has no values; list them under vary, variants or query.values", m[1])
		}
	})
	for _, name := range slices.Sorted(maps.Keys(given)) {
		c.need(used[name], "%s has values and stands nowhere as {{%s}}", name, name)
	}
}

func has(m map[string]string, key string) bool { _, ok := m[key]; return ok }

// mostVariations is how many wordings of one item are read; more differ in nothing that a rule looks at.
const mostVariations = 12

func (c *checker) eachVariation() {
	whole := c.item
	for n := range min(whole.Variations(), mostVariations) {
		c.item = whole.Variation(n)
		c.wording()
	}
	c.item = whole
}

func (c *checker) tenants() {
	for _, t := range c.bank.Tenants {
		c.item = &Item{ID: t.ID, file: "tenants.yaml"}
		c.name("tenant ", t.ID, "tenants.yaml")
		c.need(t.Scenario != "", "no scenario")
		c.knows("scenario", t.Scenario, c.known.Scenarios, c.known.Scenarios == nil)
		c.knows("profile", t.Profile, c.known.Profiles, c.known.Profiles == nil)
		c.need(t.People >= 8 && t.People <= 60, "people is %d; 8 to 60 make a tenant that is quickly there", t.People)
		c.need(t.Days >= 1 && t.Days <= 7, "days is %d; 1 to 7 make a tenant that is quickly there", t.Days)
	}
}

func (c *checker) caseStudy(cs *Case) {
	where := place(cs.file, cs.line)
	c.name("case ", cs.ID, where)
	c.item = &Item{ID: cs.ID, file: cs.file, line: cs.line}
	c.need(cs.Title != "", "no title")
	c.need(len(cs.Tabs) >= 2, "%d tabs; a case study has at least two", len(cs.Tabs))
	c.need(len(cs.Items) >= 3, "%d items; a case study asks at least three", len(cs.Items))
	for _, t := range cs.Tabs {
		c.need(t.Title != "" && strings.TrimSpace(t.Text) != "", "a tab without title or text")
	}
}

func (c *checker) series(s *Series) {
	where := place(s.file, s.line)
	c.name("series ", s.ID, where)
	c.item = &Item{ID: s.ID, file: s.file, line: s.line}
	c.need(strings.TrimSpace(s.Text) != "", "no text: what is the situation, what is the goal?")
	c.need(len(s.Items) >= 2, "%d items; a series proposes at least two solutions", len(s.Items))
	for _, it := range s.Items {
		c.need(it.Kind == YesNo && len(it.Statements) == 1, "%s: an item of a series is a yesno item with one statement", it.ID)
	}
}
