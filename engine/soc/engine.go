// Package soc is the mini-SOC: Defender XDR and a Sentinel workspace at work on one simulated clock.
//
// In:  a World to query, a dated platform profile, content (detections, rules), the acts of people.
// Out: alerts, incidents on two synchronised sides, the rows that the real platform would write about
// them, responses in force; for everything the reason why.
//
// The state is a fold: Advance does the work that is due in order of (due time, sequence), Apply does
// what a person does. The same calls at the same times give the same state, however Advance was cut
// into steps.
//
// Not here: ground truth, DuckDB, files, the wall clock, drawing.
package soc

import (
	"context"
	"encoding/json"
	"fmt"

	"socrates/engine/kql/value"
	"socrates/engine/soc/content"
	"socrates/engine/soc/profile"
)

// Options is what a mini-SOC is made of.
type Options struct {
	Profile   *profile.Profile
	Content   *content.Content
	World     World
	Seed      uint64 // makes ids that differ between tenants
	Start     int64  // the first moment of the tenant's data, datetime ticks
	Workspace Workspace
}

// Workspace names the Sentinel workspace and what it sits in.
type Workspace struct {
	Name           string `json:"name"`
	ID             string `json:"id"` // guid; the TenantId column of workspace rows
	TenantID       string `json:"tenantId"`
	SubscriptionID string `json:"subscriptionId"`
	ResourceGroup  string `json:"resourceGroup"`
}

// Engine is the mini-SOC of one tenant. It is not safe for concurrent use.
type Engine struct {
	profile *profile.Profile
	content *content.Content
	world   World
	seed    uint64
	start   int64
	ws      Workspace

	st      *state
	ahd     *ahead   // what was read ahead of the clock; never part of the state
	out     outbox   // rows that wait to be published
	waiting int      // how many
	ix      index    // lookups over st, rebuilt after Restore
	chain   []string // automation rules that led to what happens now; empty otherwise

	sweeps map[string]*swept // by rule: what is known about its next runs; never part of the state
	puts   map[string]int    // rows written by table, since the engine was made
}

// New makes a mini-SOC that stands at the start of the tenant's data; nothing has happened yet.
func New(o Options) *Engine {
	e := &Engine{profile: o.Profile, content: o.Content, world: o.World, seed: o.Seed, start: o.Start, ws: o.Workspace,
		sweeps: map[string]*swept{}, puts: map[string]int{}}
	e.st = newState(o)
	e.reindex()
	e.planRules()
	e.planAnomalies()
	e.st.schedule(job{Due: e.start + value.Hour, Kind: "feeds"})
	return e
}

// Now is the clock: everything due until then is done.
func (e *Engine) Now() int64 { return e.st.Now }

// Profile is the platform that the engine plays.
func (e *Engine) Profile() *profile.Profile { return e.profile }

// Advance does all work that falls due until `to`. A clock that stands later already stays.
func (e *Engine) Advance(ctx context.Context, to int64) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		due, work, err := e.next(ctx, to)
		if err != nil {
			return err
		}
		if work == nil {
			break
		}
		e.st.Now = max(e.st.Now, due)
		if err := work(ctx); err != nil {
			return err
		}
	}
	e.st.Now = max(e.st.Now, to)
	e.st.Cursor = max(e.st.Cursor, to)
	return e.flush(ctx)
}

// next finds the work with the earliest due time not after `to`: rows that a product sees before jobs
// of the same instant. No work means that the clock may move to `to`.
func (e *Engine) next(ctx context.Context, to int64) (int64, func(context.Context) error, error) {
	if err := e.lookAhead(ctx, to); err != nil {
		return 0, nil, err
	}
	seen, sighted := e.ahd.peek()
	job, waiting := e.st.peek()
	switch {
	case sighted && seen <= to && (!waiting || seen <= job.Due):
		return seen, e.sight, nil
	case waiting && job.Due <= to:
		return job.Due, func(ctx context.Context) error { return e.work(ctx, e.st.pop()) }, nil
	}
	return 0, nil, nil
}

// Snapshot writes the whole state. What is published is part of it.
func (e *Engine) Snapshot() ([]byte, error) { return json.Marshal(e.st) }

// Restore takes a state that Snapshot of the same options wrote. The World still holds, or has taken
// back, the rows that were published until then.
func (e *Engine) Restore(snapshot []byte) error {
	st := newState(Options{Start: e.start})
	if err := json.Unmarshal(snapshot, st); err != nil {
		return fmt.Errorf("mini-SOC snapshot: %w", err)
	}
	e.st, e.ahd, e.out, e.waiting, e.sweeps = st, nil, nil, 0, map[string]*swept{}
	e.reindex()
	return nil
}
