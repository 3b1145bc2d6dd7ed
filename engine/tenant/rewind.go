package tenant

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"socrates/engine/journal"
)

// A rewind turns the clock back: what was done later is undone, and stays on record. Nothing is taken out of the
// journal. The state after a rewind is the fold of the entries before it as far as they reach, so a rewind can itself
// be rewound.

// kindRewind marks a turn of the clock back; Data is a clockMove.
const kindRewind = "rewind"

// Rewind turns the clock back to a moment between the start of the data and now. Everything done later is as if it
// had not been.
func (t *Tenant) Rewind(ctx context.Context, actor string, wall time.Time, to int64) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	e, err := t.record(ctx, func() (journal.Entry, error) {
		if to > t.now || to < int64(t.man.Start) {
			return journal.Entry{}, fmt.Errorf("the clock stands at %s and can be turned back to %s at most, not to %s", Instant(t.now), t.man.Start, Instant(to))
		}
		data, err := json.Marshal(clockMove{Instant(to)})
		return journal.Entry{At: t.now, Wall: wall, Actor: actor, Kind: kindRewind, Data: data}, err
	})
	if err != nil {
		return err
	}
	if _, err := t.take(ctx, e); err != nil {
		return err
	}
	t.settle()
	return nil
}

// takeRewind folds the history that a rewind leaves, from the tenant's first instant.
func (t *Tenant) takeRewind(ctx context.Context, e journal.Entry) error {
	all, err := t.log.After(ctx, 0)
	if err != nil {
		return err
	}
	for len(all) > 0 && all[len(all)-1].Seq > e.Seq {
		all = all[:len(all)-1]
	}
	kept, opening, err := history(all, t.man.opening())
	if err != nil {
		return err
	}
	if err := t.beginAt(ctx, opening); err != nil {
		return err
	}
	for _, k := range kept {
		t.dirty = true
		if _, err := t.take(ctx, k); err != nil && !isRefusal(err) {
			return err
		}
	}
	t.dirty = true // until the caller has made e the head
	return nil
}

// history is what counts of a journal: acts and moves that no later rewind undid, and the moment at which the tenant
// opens, which a rewind can put earlier.
func history(entries []journal.Entry, opens int64) (kept []journal.Entry, opening int64, err error) {
	opening = opens
	for _, e := range entries {
		switch e.Kind {
		case kindAction, kindClock:
			kept = append(kept, e)
		case kindRewind:
			var m clockMove
			if err := json.Unmarshal(e.Data, &m); err != nil {
				return nil, 0, fmt.Errorf("journal entry %d: %w", e.Seq, err)
			}
			opening = min(opening, int64(m.To))
			if kept, err = upTo(kept, int64(m.To)); err != nil {
				return nil, 0, err
			}
		}
	}
	return kept, opening, nil
}

// upTo keeps what was done until a moment; a move of the clock beyond it ends there.
func upTo(entries []journal.Entry, to int64) ([]journal.Entry, error) {
	var kept []journal.Entry
	for _, e := range entries {
		if e.At > to {
			continue
		}
		if e.Kind == kindClock {
			var m clockMove
			if err := json.Unmarshal(e.Data, &m); err != nil {
				return nil, fmt.Errorf("journal entry %d: %w", e.Seq, err)
			}
			m.To = min(m.To, Instant(to))
			data, err := json.Marshal(m)
			if err != nil {
				return nil, err
			}
			e.Data = data
		}
		kept = append(kept, e)
	}
	return kept, nil
}

// sinceLastRewind leaves out what a rewind folds anyway.
func sinceLastRewind(entries []journal.Entry) []journal.Entry {
	for n := len(entries) - 1; n > 0; n-- {
		if entries[n].Kind == kindRewind {
			return entries[n:]
		}
	}
	return entries
}
