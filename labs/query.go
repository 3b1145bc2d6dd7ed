package labs

import (
	"errors"
	"fmt"
	"strings"
)

// QueryCheck runs the learner's query and compares its rows with a reference query's. Any query that finds the
// rows is right: columns are paired by their values, whatever they are called and wherever they stand, further
// columns do not matter, and the order counts only where it is asked for.
type QueryCheck struct {
	Scope     string   `yaml:"scope"`     // defender, workspace, unified (when empty)
	Reference string   `yaml:"reference"` // a file of the lab
	Ordered   bool     `yaml:"ordered"`
	Columns   []string `yaml:"columns"` // compare only these of the reference's columns; none for all
	// Repeats makes equal rows count as often as they stand there. Without it they count once, unless the
	// reference itself has equal rows.
	Repeats bool `yaml:"repeats"`
	// Elsewhere is in how many hidden worlds of the same story the query must be right as well, so that an
	// answer typed in as constants does not pass.
	Elsewhere int `yaml:"elsewhere"`
}

func (g *grading) query() Verdict {
	want, err := g.fileRows(g.t.Query.Reference)
	if err != nil {
		return g.t.broke(err)
	}
	got, err := g.w.Query(g.ctx, scopeOr(g.t.Query.Scope), g.text)
	var refused *Refused
	switch {
	case errors.As(err, &refused):
		return g.t.miss("The query does not run:\n" + refused.Text)
	case err != nil:
		return g.t.broke(err)
	}
	c := compare(got, want, g.t.Query)
	if c.same() {
		return g.elsewhere()
	}
	if turn, ok := g.queryTurn(got); ok {
		return g.t.turn(turn)
	}
	return g.t.part(c.share(), c.says())
}

func (g *grading) fileRows(file string) (*Rows, error) {
	text, err := g.file(file)
	if err != nil {
		return nil, err
	}
	rows, err := g.w.Query(g.ctx, scopeOr(g.t.Query.Scope), text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return rows, nil
}

// queryTurn recognises a foreseen mistake by its rows.
func (g *grading) queryTurn(got *Rows) (WrongTurn, bool) {
	for _, turn := range g.t.Wrong {
		if turn.Query == "" {
			continue
		}
		rows, err := g.fileRows(turn.Query)
		if err == nil && compare(got, rows, g.t.Query).same() {
			return turn, true
		}
	}
	return WrongTurn{}, false
}

// elsewhere asks a right query again where the names and numbers are others.
func (g *grading) elsewhere() Verdict {
	if g.t.Query.Elsewhere == 0 {
		return g.t.pass()
	}
	reference, err := g.lab.File(g.t.Query.Reference)
	if err != nil {
		return g.t.broke(err)
	}
	ok, err := g.w.Elsewhere(g.ctx, g.t.Query.Elsewhere, func(other World) (bool, error) {
		return g.sameIn(other, reference)
	})
	switch {
	case err != nil:
		return g.t.broke(err)
	case !ok:
		return g.t.part(0.5, "The rows are right here, but the same query finds other rows than it should in another organisation with the "+
			"same story. Ask the tables for what is special about these rows, rather than naming them one by one.")
	}
	return g.t.pass()
}

func (g *grading) sameIn(other World, reference string) (bool, error) {
	text, err := render(g.ctx, other, g.t.Query.Reference, reference)
	if err != nil {
		return false, err
	}
	want, err := other.Query(g.ctx, scopeOr(g.t.Query.Scope), text)
	if err != nil {
		return false, err
	}
	got, err := other.Query(g.ctx, scopeOr(g.t.Query.Scope), g.text)
	var refused *Refused
	if errors.As(err, &refused) {
		return false, nil
	}
	return err == nil && compare(got, want, g.t.Query).same(), err
}

func (c comparison) says() string {
	switch {
	case c.got == 0:
		return "Your query runs and finds nothing. Loosen one condition at a time and look at what comes."
	case len(c.lost) > 0:
		return "No column of your answer holds what is asked for as " + strings.Join(c.lost, ", ") + "."
	case c.order:
		return "The rows are right, their order is not the one asked for."
	case c.hit == 0:
		return "Your query runs, but none of its rows belongs to the answer."
	case c.hit == c.got:
		return fmt.Sprintf("Every row you have is right, and %s missing.", are(c.want-c.hit))
	case c.hit == c.want:
		return fmt.Sprintf("All rows are there, and %d more that do not belong.", c.got-c.hit)
	}
	return fmt.Sprintf("%d rows are right, %d do not belong, and %s missing.", c.hit, c.got-c.hit, are(c.want-c.hit))
}

// share is the part of the points that an answer which is not right yet earns: half the harmonic mean of
// precision and recall.
func (c comparison) share() float64 {
	if c.hit == 0 || len(c.lost) > 0 {
		return 0
	}
	return float64(c.hit) / float64(c.got+c.want)
}
