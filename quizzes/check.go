package quizzes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Finding is something wrong with the bank.
type Finding struct {
	Where string // file:line
	Item  string
	Msg   string
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s: %s", f.Where, f.Item, f.Msg) }

// Check holds every item to the rules that a program can check. All findings of one run are returned.
func (b *Bank) Check() []Finding {
	c := &checker{bank: b, seen: map[string]*Item{}}
	for _, it := range b.Items {
		c.item = it
		c.common()
		c.kind()
		c.wording()
	}
	c.keyLength()
	return c.found
}

type checker struct {
	bank  *Bank
	item  *Item
	seen  map[string]*Item
	found []Finding
}

func (c *checker) say(format string, args ...any) {
	c.found = append(c.found, Finding{c.item.Where(), c.item.ID, fmt.Sprintf(format, args...)})
}

func (c *checker) need(ok bool, format string, args ...any) {
	if !ok {
		c.say(format, args...)
	}
}

var (
	idForm   = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	dateForm = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	levels   = []string{"recall", "apply", "analyse"}
)

func (c *checker) common() {
	it := c.item
	c.need(idForm.MatchString(it.ID), "id %q is not lower-case words joined by hyphens", it.ID)
	if first, dup := c.seen[it.ID]; dup {
		c.say("id stands twice; the first is at %s", first.Where())
	}
	c.seen[it.ID] = it
	_, known := c.bank.Outline.Objective(it.Objective)
	c.need(known, "objective %q is not in the outline", it.Objective)
	c.need(slices.Contains(levels, it.Level), "level %q is none of %s", it.Level, strings.Join(levels, ", "))
	c.need(slices.Contains(Kinds(), it.Kind), "type %q is none of %v", it.Kind, Kinds())
	c.need(dateForm.MatchString(it.AsOf), "as_of %q is not a date like 2026-11-24", it.AsOf)
	c.need(it.Source != "", "no source: where can a reader check the key?")
	c.need(strings.TrimSpace(it.Stem) != "", "no stem")
}

func (c *checker) kind() {
	it := c.item
	switch it.Kind {
	case Single:
		c.options(it.Options, 1)
	case Multiple:
		c.options(it.Options, it.Choose)
		c.need(it.Choose >= 2, "choose is %d; with one right option the type is single", it.Choose)
	case YesNo:
		c.need(len(it.Statements) >= 2, "a yes/no item has at least two statements")
		for _, s := range it.Statements {
			c.reason(s.Text, s.Because)
		}
	case Ordering:
		c.need(len(it.Steps) >= 3, "an ordering item has at least three steps")
		for _, s := range it.Steps {
			c.reason(s.Text, s.Because)
		}
	case Matching:
		c.need(len(it.Pairs) >= 3, "a matching item has at least three pairs")
		for _, p := range it.Pairs {
			c.reason(p.Source, p.Because)
		}
	case Fill:
		c.need(len(it.Blanks) > 0, "no blanks")
		for _, b := range it.Blanks {
			c.need(len(b.Accept) > 0, "blank %q accepts nothing", b.Label)
			c.reason(b.Label, b.Because)
		}
	case HotSpot:
		c.need(len(it.Areas) > 0, "no areas")
		for _, a := range it.Areas {
			c.options(a.Choices, 1)
		}
	case KQL:
		c.need(it.Query != nil && it.Query.Reference != "" && it.Query.Scenario != "", "a kql item needs query.scenario and query.reference")
		c.need(it.Query == nil || len(it.Query.Wrong) > 0, "a kql item needs at least one query that must not pass")
	}
}

func (c *checker) reason(text, because string) {
	c.need(text != "", "an empty option, statement or step")
	c.need(because != "", "%q has no because", text)
}

func (c *checker) options(options []Option, right int) {
	n := 0
	for _, o := range options {
		c.reason(o.Text, o.Because)
		if o.Correct {
			n++
		}
	}
	c.need(n == right, "%d options are marked correct, %d are asked for", n, right)
	c.need(len(options) >= 3, "%d options; at least three are needed", len(options))
}

var (
	catchAll = regexp.MustCompile(`(?i)\b(all|none) of (the above|these)\b`)
	negative = regexp.MustCompile(`\b(not|never|except|cannot)\b[^.]*\?`)
)

// wording enforces those writing rules that can be seen in the text alone.
func (c *checker) wording() {
	it := c.item
	for _, o := range it.Options {
		c.need(!catchAll.MatchString(o.Text), "%q: an option must say something of its own", o.Text)
	}
	stem := strings.TrimSpace(it.Stem)
	last := stem[strings.LastIndex(stem, "\n")+1:]
	c.need(!negative.MatchString(last), "the question is negative without emphasis; turn it around, or write NOT")
}

// keyLength objects when keys can be guessed because they are the longest option: more than half of the
// single items once there are ten.
func (c *checker) keyLength() {
	longest, total := 0, 0
	for _, it := range c.bank.Items {
		if it.Kind != Single || len(it.Options) == 0 {
			continue
		}
		total++
		o := slices.MaxFunc(it.Options, func(a, b Option) int { return len(a.Text) - len(b.Text) })
		if o.Correct {
			longest++
		}
	}
	if total >= 10 && longest*2 > total {
		c.found = append(c.found, Finding{"bank", "all single items", fmt.Sprintf("the key is the longest option in %d of %d", longest, total)})
	}
}
