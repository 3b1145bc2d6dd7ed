package soc

import (
	"context"
	"slices"

	"socrates/engine/kql/sweep"
	"socrates/engine/soc/rule"
)

// Most runs of most rules find nothing. When the clock is to move over many runs of a rule, the world is asked once in
// which of their windows the query finds rows at all; only those runs ask the query itself. The result is the
// same as running the query each time. What is known grows stale when a response changes the world, or when
// the mini-SOC writes into a table that the query reads; then it is asked anew.

// Sweeper is a World that can tell about many windows at once.
type Sweeper interface {
	// Sweep tells in which windows the query of q finds rows, and which tables it reads. The bounds of q are
	// not read. An error means that the query has to be asked window by window.
	Sweep(ctx context.Context, q Query, w sweep.Windows) (found []bool, tables []string, err error)
}

// swept is what is known about the next runs of a rule.
type swept struct {
	first, step int64 // due time of the first run, time between runs
	found       []bool
	tables      []string
	puts        map[string]int // rows written into the tables when it was asked
	turns       int
	served      int // runs that it answered
	pause       int // runs to go before it is worth asking again
	never       bool
}

// worthSweeping is the number of runs ahead from which one question about all of them is cheaper.
const worthSweeping = 4

// misses reports that a run would find no rows, if that is known. False says nothing.
func (e *Engine) misses(ctx context.Context, r *rule.Rule, due int64) (bool, error) {
	world, ok := e.world.(Sweeper)
	if !ok || e.ahd == nil {
		return false, nil
	}
	s := e.sweeps[r.ID]
	if s == nil {
		s = &swept{}
		e.sweeps[r.ID] = s
	}
	if !e.knows(s, due) {
		if err := e.sweep(ctx, world, s, r, due); err != nil || len(s.found) == 0 {
			return false, err
		}
	}
	s.served++
	return !s.found[(due-s.first)/s.step], nil
}

// knows reports that s holds an answer for the run, and that nothing has happened since.
func (e *Engine) knows(s *swept, due int64) bool {
	if len(s.found) == 0 || due < s.first || (due-s.first)/s.step >= int64(len(s.found)) || (due-s.first)%s.step != 0 {
		return false
	}
	return s.turns == e.st.Turns && !slices.ContainsFunc(s.tables, func(t string) bool { return s.puts[t] != e.puts[t] })
}

// sweep asks about the runs from due to the end of what the clock is moved over. Without an answer found is empty.
func (e *Engine) sweep(ctx context.Context, world Sweeper, s *swept, r *rule.Rule, due int64) error {
	if len(s.found) > 0 && s.served < worthSweeping {
		s.pause = 2 * worthSweeping
	}
	s.found, s.served = nil, 0
	w := e.windows(r, due)
	if s.pause--; s.never || s.pause > 0 || w.N < worthSweeping {
		return nil
	}
	if err := e.flush(ctx); err != nil {
		return err
	}
	found, tables, err := world.Sweep(ctx, Query{KQL: r.Query, Scope: e.ScopeOf(r)}, w)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		s.never = true
		return nil
	}
	s.first, s.step, s.found, s.tables, s.turns, s.puts = due, w.Step, found, tables, e.st.Turns, map[string]int{}
	for _, t := range tables {
		s.puts[t] = e.puts[t]
	}
	return nil
}

// windows are those of the runs of a rule from due on, as far as the clock is to go.
func (e *Engine) windows(r *rule.Rule, due int64) sweep.Windows {
	step := e.frequency(r)
	last := e.ahd.to - e.runDelay(r)
	if r.Kind == rule.Custom && e.period(r, due) != e.period(r, due+1) { // the first run looks back further
		last = due
	}
	w := sweep.Windows{N: int(max(0, (last-due)/step+1)), Step: step, Now: due}
	q := e.runQuery(r, due)
	w.From, w.To, w.After, w.At = q.From, q.To, q.After, q.At
	return w
}
