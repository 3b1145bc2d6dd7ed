// Package sweep asks one query about many windows of time at once.
//
// In:  the plan of a query, bound twice with different clocks; the windows, each a step later than the one before.
// Out: one plan that tells in which windows the query finds rows, exactly as asking it window by window would; or
// the word that this query cannot be asked that way.
//
// Every table that the query reads is joined with the windows that each of its rows lies in. The number of the window
// then travels with the row: groups, joins, unions and window functions work within each window. What now() and
// ago() put into the query are constants of a plan; they are found by comparing the two bindings, and read from the
// window instead.
//
// Not here: what a window is good for (a rule's schedule), running SQL, which rows the windows had.
package sweep

import (
	"fmt"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// Windows are N windows, each Step later than the one before it. The bounds are those of the first, in ticks; a bound
// of zero is none: From < time <= To, After < ingestion <= At.
type Windows struct {
	N                   int
	Step                int64
	Now                 int64 // what now() is in the first
	From, To, After, At int64
}

// Found is a plan that gives the numbers of the windows in which a query finds rows.
type Found struct {
	Root   plan.Rel
	Run    plan.Col
	Tables []string // that the query reads
}

// Rewrite makes the plan. first and last are one query, bound with the clocks of the first and of the last window.
// The error says what stands in the way.
func Rewrite(first, last plan.Rel, w Windows) (*Found, error) {
	moved, err := compare(first, last, w.Step*int64(w.N-1))
	if err != nil {
		return nil, err
	}
	s := &sweep{w: w, moved: moved, next: fresh(first), shared: map[int]*half{}, tables: map[string]bool{}}
	h, err := s.rel(top(first))
	if err != nil {
		return nil, err
	}
	if h.lane == nil {
		return nil, cannot("reads no table")
	}
	run := h.lane.run
	found := &Found{Run: run, Root: &plan.Distinct{In: &plan.Project{In: h.rel, Items: []plan.Item{pass(run)}}}}
	for t := range s.tables {
		found.Tables = append(found.Tables, t)
	}
	return found, nil
}

func cannot(why string) error { return fmt.Errorf("the query %s", why) }

// top leaves out what stands above the last step that can drop every row.
func top(r plan.Rel) plan.Rel {
	for {
		switch x := r.(type) {
		case *plan.Sort:
			r = x.In
		case *plan.Project:
			r = x.In
		case *plan.Limit:
			if n, ok := x.N.(*plan.Lit); !ok || n.V.I < 1 {
				return r
			}
			r = x.In
		default:
			return r
		}
	}
}

// sweep rewrites one plan.
type sweep struct {
	w      Windows
	moved  *moved
	next   plan.ColID
	shared map[int]*half
	tables map[string]bool
}

// half is a rewritten relation; lane is nil when its rows are the same in every window.
type half struct {
	rel  plan.Rel
	lane *lane
}

// lane are the columns that say which window a row is of: its number, and what the clock makes of it.
type lane struct {
	run    plan.Col
	clocks []plan.Col
}

func (l *lane) cols() []plan.Col { return append([]plan.Col{l.run}, l.clocks...) }

func (s *sweep) col(name string, t schema.Type) plan.Col {
	s.next++
	return plan.Col{ID: s.next, Name: name, Type: t}
}

func (s *sweep) newLane() *lane {
	l := &lane{run: s.col("$window", schema.Long)}
	for i := range s.moved.values {
		l.clocks = append(l.clocks, s.col(fmt.Sprint("$clock", i), schema.Datetime))
	}
	return l
}

// laneSQL selects the lane's columns, the window's number being w.i.
func (s *sweep) laneSQL(l *lane) string {
	out := []string{fmt.Sprintf("w.i AS c%d", l.run.ID)}
	for i, c := range l.clocks {
		out = append(out, fmt.Sprintf("w.i * %d + %d AS c%d", s.w.Step, s.moved.values[i], c.ID))
	}
	return strings.Join(out, ", ")
}

func (s *sweep) windowsSQL() string {
	return fmt.Sprintf("(SELECT range AS i FROM range(%d)) AS w", s.w.N)
}

// scan joins a table with the windows that its rows lie in.
func (s *sweep) scan(r *plan.Scan) (*half, error) {
	s.tables[r.Name] = true
	l := s.newLane()
	if r.From == "" {
		return &half{&plan.Values{Columns: append(r.Columns[:len(r.Columns):len(r.Columns)], l.cols()...)}, l}, nil
	}
	if r.Time == "" || r.Ingested == "" {
		return nil, cannot("reads " + r.Name + ", whose rows have no time")
	}
	time, ingested := s.col("", schema.Datetime), s.col("", schema.Datetime)
	in := *r
	in.Columns = append(r.Columns[:len(r.Columns):len(r.Columns)], time, ingested)
	in.Source = append(r.Source[:len(r.Source):len(r.Source)], r.Time, r.Ingested)
	sql := "SELECT t.*, " + s.laneSQL(l) + " FROM {0} AS t JOIN " + s.windowsSQL() + " ON " + s.within(time, ingested)
	return &half{&plan.Raw{Ins: []plan.Rel{&in}, SQL: sql, Columns: append(in.Columns[:len(in.Columns):len(in.Columns)], l.cols()...)}, l}, nil
}

func (s *sweep) within(time, ingested plan.Col) string {
	var on []string
	bound := func(c plan.Col, op string, first int64) {
		if first != 0 {
			on = append(on, fmt.Sprintf("t.c%d %s w.i * %d + %d", c.ID, op, s.w.Step, first))
		}
	}
	bound(time, ">", s.w.From)
	bound(time, "<=", s.w.To)
	bound(ingested, ">", s.w.After)
	bound(ingested, "<=", s.w.At)
	if len(on) == 0 {
		return "true"
	}
	return strings.Join(on, " AND ")
}

// lift repeats a relation that is the same in every window.
func (s *sweep) lift(h *half) *half {
	if h.lane != nil {
		return h
	}
	l := s.newLane()
	cols := h.rel.Cols()
	return &half{&plan.Raw{Ins: []plan.Rel{h.rel}, SQL: "SELECT t.*, " + s.laneSQL(l) + " FROM {0} AS t, " + s.windowsSQL(),
		Columns: append(cols[:len(cols):len(cols)], l.cols()...)}, l}
}

func ref(c plan.Col) *plan.Ref { return &plan.Ref{ID: c.ID, T: c.Type} }

func pass(c plan.Col) plan.Item { return plan.Item{Col: c, X: ref(c)} }

func (l *lane) items() []plan.Item {
	var out []plan.Item
	for _, c := range l.cols() {
		out = append(out, pass(c))
	}
	return out
}
