package labs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// AnswerCheck compares a typed answer with something the tenant knows: a fact of its ground truth, what a query
// finds, or a value of the mini-SOC. One of Fact, Query and State says what.
type AnswerCheck struct {
	Kind  string `yaml:"kind"` // text, number, time, list, entity
	Fact  string `yaml:"fact"`
	Query string `yaml:"query"` // a file of the lab; the first cell, for a list the first column
	Scope string `yaml:"scope"` // of the query; empty means unified
	State string `yaml:"state"` // an expression over the mini-SOC
	// Also are facts that mean the same and are accepted as well, such as the account name beside the user
	// principal name.
	Also []string `yaml:"also"`
	// Exact refuses the short forms of entities: a host without its domain, an account without its suffix.
	Exact     bool    `yaml:"exact"`
	InAlerts  bool    `yaml:"inAlerts"`  // the answer is meant to be read from an alert's title
	Tolerance float64 `yaml:"tolerance"` // numbers: absolute; times: seconds
	Ordered   bool    `yaml:"ordered"`   // lists: the order counts
}

// AnswerKinds are the kinds of AnswerCheck.
var AnswerKinds = []string{"text", "number", "time", "list", "entity"}

func (g *grading) answer() Verdict {
	c := g.t.Answer
	want, err := g.wanted()
	if err != nil {
		return g.t.broke(err)
	}
	right, err := c.anyOf(g.longForms(want[0]), want)
	if bare, ok := g.bareAccount(); ok && !right && err == nil {
		right, err = c.anyOf(bare, want)
	}
	switch {
	case err != nil:
		return g.t.miss(err.Error())
	case right:
		return g.t.pass()
	}
	if turn, ok, err := g.answerTurn(); err != nil {
		return g.t.broke(err)
	} else if ok {
		return g.t.turn(turn)
	}
	switch {
	case c.Kind == "list":
		return g.listMiss(want[0])
	case c.Kind == "time" && withoutSeconds(g.text, want[0]):
		return g.t.miss("To the minute that is it. Give the seconds as well.")
	}
	return g.t.miss("That is not it.")
}

// longForms is the text as it was handed in; of a list, the items with the short names of the organisation's own accounts and
// devices replaced by the long ones that are asked for.
func (g *grading) longForms(want string) string {
	domain, ok := g.w.Fact("org.domain")
	if g.t.Answer.Kind != "list" || g.t.Answer.Exact || !ok {
		return g.text
	}
	right := listOf(want)
	long := map[string]string{}
	for _, name := range right {
		for _, short := range shortForms([]string{name}, factText(domain)) {
			if other, twice := long[short]; twice && other != name {
				name = short // two things of one short name: it tells neither
			}
			long[short] = name
		}
	}
	return strings.Join(mapped(itemsLike(g.text, right), func(item string) string { return cmp.Or(long[item], item) }), "\n")
}

// wanted are the values any of which is right.
func (g *grading) wanted() ([]string, error) {
	c := g.t.Answer
	first, err := g.valueOf(c.Fact, c.Query, c.State)
	if err != nil {
		return nil, err
	}
	out := []string{first}
	for _, also := range c.Also {
		v, err := factOf(g.w, also)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	if domain, ok := g.w.Fact("org.domain"); ok && c.Kind == "entity" && !c.Exact {
		out = append(out, shortForms(out, factText(domain))...)
	}
	return out, nil
}

// bareAccount is an account that was given as DOMAIN\name of the organisation's own domain, without the domain.
func (g *grading) bareAccount() (string, bool) {
	domain, ok := g.w.Fact("org.domain")
	if !ok || g.t.Answer.Kind != "entity" || g.t.Answer.Exact {
		return "", false
	}
	return withoutDomain(g.text, factText(domain))
}

func (g *grading) valueOf(fact, query, state string) (string, error) {
	switch {
	case fact != "":
		return factOf(g.w, fact)
	case state != "":
		return evaluateText(g.ctx, g.w, state)
	}
	text, err := g.file(query)
	if err != nil {
		return "", err
	}
	rows, err := g.w.Query(g.ctx, scopeOr(g.t.Answer.Scope), text)
	if err != nil {
		return "", fmt.Errorf("%s: %w", query, err)
	}
	if len(rows.Cells) == 0 {
		return "", fmt.Errorf("%s finds nothing", query)
	}
	if g.t.Answer.Kind == "list" {
		return strings.Join(column(rows, 0), "\n"), nil
	}
	return rows.Cells[0][0], nil
}

func scopeOr(scope string) string {
	if scope == "" {
		return "unified"
	}
	return scope
}

// answerTurn recognises a foreseen mistake by its value.
func (g *grading) answerTurn() (WrongTurn, bool, error) {
	for _, turn := range g.t.Wrong {
		value, err := g.turnValue(turn)
		if err != nil {
			return turn, false, err
		}
		if value == "" {
			continue
		}
		if hit, err := g.t.Answer.same(g.text, value); err == nil && hit {
			return turn, true, nil
		}
	}
	return WrongTurn{}, false, nil
}

// turnValue is the answer that a wrong turn gives; "" for one that is told by a condition.
func (g *grading) turnValue(turn WrongTurn) (string, error) {
	switch {
	case turn.Value != "":
		return g.fill(turn.Value)
	case turn.Fact != "" || turn.Query != "":
		return g.valueOf(turn.Fact, turn.Query, "")
	}
	return "", nil
}

// FactsAt are the facts of the tenant that a lab has for a seed, without making it.
func (l *Lab) FactsAt(seed uint64) (map[string]any, error) {
	spec, err := l.Spec(seed, "facts", time.Time{})
	if err != nil {
		return nil, err
	}
	return decodeFacts(spec.Plan.Facts)
}

// Fits reports whether a text is the right answer of a task in the tenant with these facts. It can be told for answers
// that are facts only.
func (t *Task) Fits(text string, facts map[string]any) bool {
	if t.Answer == nil || t.Answer.Fact == "" {
		return false
	}
	want, ok := facts[t.Answer.Fact]
	if !ok {
		return false
	}
	right, err := t.Answer.same(text, factText(want))
	return err == nil && right
}

func (c *AnswerCheck) anyOf(answer string, want []string) (bool, error) {
	for _, w := range want {
		right, err := c.same(answer, w)
		if err != nil || right {
			return right, err
		}
	}
	return false, nil
}

// same reports whether an answer means the value. An answer that cannot be read as its kind (a word where a
// number is asked for) comes back as an error that says so.
func (c *AnswerCheck) same(answer, want string) (bool, error) {
	switch c.Kind {
	case "number":
		return sameNumber(answer, want, c.Tolerance)
	case "time":
		return sameTime(answer, want, c.Tolerance)
	case "list":
		right := listOf(want)
		got := itemsLike(answer, right)
		if !c.Ordered {
			got, right = sorted(got), sorted(right)
		}
		return slices.Equal(got, right), nil
	case "entity":
		return entity(answer) == entity(want), nil
	}
	return plain(answer) == plain(want), nil
}

// listMiss says how near a list is, without saying which element is wrong.
func (g *grading) listMiss(want string) Verdict {
	right := sorted(listOf(want))
	got := sorted(itemsLike(g.longForms(want), right))
	hit := shared(got, right)
	if hit == 0 {
		return g.t.miss("None of these belongs to the answer.")
	}
	f := 2 * float64(hit) / float64(len(got)+len(right))
	switch {
	case hit == len(right) && hit == len(got):
		return g.t.part(f/2, "The right things, in another order than asked for.")
	case hit == len(got):
		return g.t.part(f/2, fmt.Sprintf("All of these belong to the answer, and %s missing.", are(len(right)-hit)))
	case hit == len(right):
		return g.t.part(f/2, fmt.Sprintf("The answer is in there, and %s too many.", are(len(got)-hit)))
	}
	return g.t.part(f/2, fmt.Sprintf("%d of these belong to the answer, %d do not, and %s missing.", hit, len(got)-hit, are(len(right)-hit)))
}

func are(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}
