package tenant

import (
	"context"

	"socrates/engine/kql"
	"socrates/engine/soc"
	"socrates/engine/telemetry"
)

// A rehearsal asks of a tenant's rows what would be seen if parts of the story were missing: a stage left out, something
// taken away in time. It changes nothing. Scenarios prove themselves by it; no learner gets there.

// Taken is something that a response takes from the attack: a kind and id as of generator.Need.
type Taken struct {
	Kind, ID     string
	Since, Until int64 // datetime ticks; Until 0: for good
}

// Rehearsal is a variation on the story.
type Rehearsal struct {
	At     int64    // where the clock stands; datetime ticks
	Absent []string // stages and decoys that do not happen, they alone: what builds on them still does
	Taken  []Taken  // responses, with all that follows from them
}

// mostRehearsed is as far as Rehearse counts.
const mostRehearsed = 10_000

// Rehearse counts the rows that a query finds as of a rehearsal, in the unified view; it counts no further than 10,000.
// Findings and errors are those of Hunt.
func (t *Tenant) Rehearse(ctx context.Context, r Rehearsal, text string) (int, kql.Diags, error) {
	t.mu.Lock()
	v := t.look()
	t.mu.Unlock()
	v.hidden = append(t.story.hidden(r.blocks()), t.story.without(r.Absent)...)
	s := &scope{kind: soc.Unified, window: window{at: r.At}, v: v}
	res, found, err := t.db.Query(ctx, text, kql.Options{Catalog: s, Now: r.At, Context: ctx}, telemetry.Limits{Rows: mostRehearsed})
	if res == nil {
		return 0, found, err
	}
	return len(res.Rows), found, err
}

// without hides stages and decoys, each alone.
func (s *story) without(ids []string) (out []hiding) {
	for _, id := range ids {
		out = append(out, hiding{stage: id, tables: s.tables[id], decoy: true})
	}
	return out
}

// Stopped lists the stages that the responses of a rehearsal keep from happening.
func (t *Tenant) Stopped(r Rehearsal) []string { return stopped(t.story.hidden(r.blocks())) }

func stopped(hidden []hiding) (out []string) {
	for _, h := range hidden {
		if h.from == 0 {
			out = append(out, h.stage)
		}
	}
	return out
}

func (r Rehearsal) blocks() []soc.Block {
	out := make([]soc.Block, len(r.Taken))
	for i, x := range r.Taken {
		out[i] = soc.Block{Kind: x.Kind, ID: x.ID, Since: x.Since, Until: x.Until}
	}
	return out
}

// Unwatched is an Options.Engine for a tenant that is only rehearsed: no mini-SOC works on it, and every table can be read.
func Unwatched(*Manifest, soc.World) (MiniSOC, error) { return unwatched{}, nil }

type unwatched struct{}

func (unwatched) Advance(context.Context, int64) error { return nil }
func (unwatched) Apply(context.Context, int64, soc.Action) (soc.Outcome, error) {
	return soc.Outcome{}, &soc.Refusal{Code: soc.NotAllowed, Msg: "nobody works on this tenant"}
}
func (unwatched) Blocks() []soc.Block                       { return nil }
func (unwatched) Visible(soc.Scope, string) (bool, soc.Why) { return true, soc.Why{} }
func (unwatched) Snapshot() ([]byte, error)                 { return []byte("{}"), nil }
func (unwatched) Restore([]byte) error                      { return nil }
