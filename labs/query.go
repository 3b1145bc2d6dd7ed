package labs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// QueryCheck runs the learner's query and compares its rows with a reference query's.
type QueryCheck struct {
	Scope     string   `yaml:"scope"`
	Reference string   `yaml:"reference"` // a file of the lab
	Ordered   bool     `yaml:"ordered"`
	Columns   []string `yaml:"columns"` // compare only these of the reference's columns; nil for all
}

func (l *Lab) judgeQuery(ctx context.Context, w World, t *Task, text string) Verdict {
	if strings.TrimSpace(text) == "" {
		return t.miss("No query yet.")
	}
	want, err := l.fileRows(ctx, w, t, t.Query.Reference)
	if err != nil {
		return t.broke(err)
	}
	got, err := w.Query(ctx, t.Query.Scope, text)
	var refused *Refused
	switch {
	case errors.As(err, &refused):
		return t.miss(escape("The query does not run:\n" + refused.Text))
	case err != nil:
		return t.broke(err)
	}
	c := compare(got, want, t.Query)
	if c.same() {
		return t.pass()
	}
	if turn, ok := l.queryTurn(ctx, w, t, got); ok {
		return t.turn(turn)
	}
	v := t.miss(c.says())
	v.Points = c.partial(t.Points)
	return v
}

func (l *Lab) fileRows(ctx context.Context, w World, t *Task, file string) (*Rows, error) {
	text, err := l.File(file)
	if err != nil {
		return nil, err
	}
	rows, err := w.Query(ctx, t.Query.Scope, text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return rows, nil
}

// queryTurn recognises a foreseen mistake by its rows.
func (l *Lab) queryTurn(ctx context.Context, w World, t *Task, got *Rows) (WrongTurn, bool) {
	for _, turn := range t.Wrong {
		if turn.Query == "" {
			continue
		}
		rows, err := l.fileRows(ctx, w, t, turn.Query)
		if err == nil && compare(got, rows, t.Query).same() {
			return turn, true
		}
	}
	return WrongTurn{}, false
}

// comparison counts rows that two answers share, once columns are paired.
type comparison struct {
	hit, got, want int
	columns        []string // of the reference that found no partner
	order          bool     // the same rows, in another order than was asked for
}

func (c comparison) same() bool {
	return c.hit == c.got && c.hit == c.want && len(c.columns) == 0 && !c.order
}

// compare pairs columns by their values, so that neither names nor order of columns decide, and counts
// equal rows.
func compare(got, want *Rows, q *QueryCheck) comparison {
	need := q.Columns
	if need == nil {
		need = want.Columns
	}
	pairs, lost := pair(got, want, need)
	c := comparison{got: len(got.Cells), want: len(want.Cells), columns: lost}
	if len(lost) > 0 {
		return c
	}
	g, w := project(got, pairs), project(want, indices(want, need))
	if q.Ordered && slices.Equal(g, w) {
		c.hit = len(g)
		return c
	}
	c.hit = shared(g, w)
	c.order = q.Ordered && c.hit == c.got && c.hit == c.want
	return c
}

// pair finds, for each needed column of want, the column of got: one that holds the same values, else
// one of the same name.
func pair(got, want *Rows, need []string) (at []int, lost []string) {
	used := map[int]bool{}
	for _, name := range need {
		w := slices.Index(want.Columns, name)
		best, score := -1, -1
		for g := range got.Columns {
			if used[g] {
				continue
			}
			s := 2 * shared(column(got, g), column(want, w))
			if strings.EqualFold(got.Columns[g], name) {
				s++
			}
			if s > score {
				best, score = g, s
			}
		}
		if best < 0 || score == 0 && len(want.Cells) > 0 && len(got.Cells) > 0 {
			lost = append(lost, name)
			continue
		}
		used[best] = true
		at = append(at, best)
	}
	return at, lost
}

func indices(r *Rows, names []string) []int {
	out := make([]int, len(names))
	for i, n := range names {
		out[i] = slices.Index(r.Columns, n)
	}
	return out
}

func column(r *Rows, i int) []string { return project(r, []int{i}) }

func project(r *Rows, at []int) []string {
	out := make([]string, len(r.Cells))
	for i, row := range r.Cells {
		parts := make([]string, len(at))
		for j, c := range at {
			parts[j] = row[c]
		}
		out[i] = strings.Join(parts, "\x1f")
	}
	return out
}

// shared is the size of the intersection of two multisets.
func shared(a, b []string) int {
	count := map[string]int{}
	for _, s := range b {
		count[s]++
	}
	n := 0
	for _, s := range a {
		if count[s] > 0 {
			count[s]--
			n++
		}
	}
	return n
}

func (c comparison) says() string {
	switch {
	case len(c.columns) > 0:
		return "No column of your answer holds what is asked for as " + strings.Join(c.columns, ", ") + "."
	case c.order:
		return "The rows are right, their order is not the one asked for."
	case c.got == 0:
		return "Your query runs and finds nothing. Loosen one condition at a time and look at what comes."
	case c.hit == 0:
		return "Your query runs, but none of its rows belongs to the answer."
	case c.hit == c.got:
		return fmt.Sprintf("Every row you have is right, and %d are missing.", c.want-c.hit)
	case c.hit == c.want:
		return fmt.Sprintf("All rows are there, and %d more that do not belong.", c.got-c.hit)
	}
	return fmt.Sprintf("%d rows are right, %d do not belong and %d are missing.", c.hit, c.got-c.hit, c.want-c.hit)
}

// partial gives part of the points by the harmonic mean of precision and recall, at most half: the
// answer is not right yet.
func (c comparison) partial(points int) int {
	if c.hit == 0 || len(c.columns) > 0 {
		return 0
	}
	f := 2 * float64(c.hit) / float64(c.got+c.want)
	return int(f * float64(points) / 2)
}
