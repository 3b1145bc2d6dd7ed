package quizzes

import "fmt"

// kind holds an item to what its type needs.
func (c *checker) kind() {
	it := c.item
	switch it.Kind {
	case Single:
		c.options(it.Options, 1, 3)
	case Multiple:
		c.options(it.Options, it.Choose, 4)
		c.need(it.Choose >= 2, "choose is %d; with one right option the type is single", it.Choose)
		c.need(it.Choose*2 <= len(it.Options)+1, "%d of %d options are right; offer more that are wrong", it.Choose, len(it.Options))
	case YesNo:
		c.statements()
	case Ordering:
		c.steps()
	case Matching:
		c.need(len(it.Pairs) >= 3, "a matching item has at least three pairs")
		for _, p := range it.Pairs {
			c.reason(p.Source, p.Because)
			c.need(p.Target != "", "%q has no target", p.Source)
		}
	case Fill:
		c.blanks()
	case HotSpot:
		c.areas()
	case KQL:
		c.query()
	}
}

func (c *checker) statements() {
	it := c.item
	yes := 0
	for _, s := range it.Statements {
		c.reason(s.Text, s.Because)
		if s.Yes {
			yes++
		}
	}
	if it.Series != nil {
		return
	}
	c.need(len(it.Statements) >= 2, "a yes/no item has at least two statements")
	c.need(len(it.Statements) < 3 || yes > 0 && yes < len(it.Statements), "all statements have the same answer; mix them")
}

func (c *checker) steps() {
	right := 0
	extra := false
	for _, s := range c.item.Steps {
		c.reason(s.Text, s.Because)
		c.need(s.Extra || !extra, "%q belongs and stands behind a step that does not; those come last", s.Text)
		extra = extra || s.Extra
		if !s.Extra {
			right++
		}
	}
	c.need(right >= 3, "an ordering item has at least three steps that belong; this has %d", right)
}

func (c *checker) blanks() {
	it := c.item
	c.need(len(it.Blanks) > 0, "no blanks")
	for _, b := range it.Blanks {
		c.need(len(b.Accept) > 0, "blank %q accepts nothing", b.Label)
		c.reason(b.Label, b.Because)
	}
}

// areas demands an exhibit in which every area is marked [1], [2], …
func (c *checker) areas() {
	it := c.item
	c.need(len(it.Areas) > 0, "no areas")
	c.need(it.Exhibit != "", "a hot spot needs an exhibit: the query or table to point at")
	for i, a := range it.Areas {
		c.need(it.Exhibit == "" || contains(it.Exhibit, fmt.Sprintf("[%d]", i+1)), "the exhibit does not mark area %d as [%d]", i+1, i+1)
		c.need(a.Label != "", "area %d has no label", i+1)
		c.options(a.Choices, 1, 2)
	}
}

func (c *checker) query() {
	q := c.item.Query
	if q == nil || q.Reference == "" || q.Tenant == "" {
		c.say("a kql item needs query.tenant and query.reference")
		return
	}
	_, err := c.bank.Tenant(q.Tenant)
	c.need(err == nil, "tenant %q is not in tenants.yaml", q.Tenant)
	c.need(q.Scope == "defender" || q.Scope == "workspace" || q.Scope == "unified", "scope %q is none of defender, workspace, unified", q.Scope)
	c.need(len(q.Wrong) > 0, "a kql item needs at least one query that must not pass")
	for i, w := range q.Wrong {
		c.need(w.Query != "", "wrong query %d is empty", i+1)
		c.need(w.Because != "", "wrong query %d has no because", i+1)
	}
}

func (c *checker) reason(text, because string) {
	c.need(text != "", "an empty option, statement or step")
	c.need(because != "", "%q has no because", text)
}

func (c *checker) options(options []Option, right, least int) {
	n := 0
	for _, o := range options {
		c.reason(o.Text, o.Because)
		if o.Correct {
			n++
		}
	}
	c.need(n == right, "%d options are marked correct, %d are asked for", n, right)
	c.need(len(options) >= least, "%d options; at least %d are needed", len(options), least)
}
