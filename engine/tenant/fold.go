package tenant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"socrates/engine/journal"
	"socrates/engine/kql/value"
	"socrates/engine/soc"
)

// Kinds of journal entries that move the tenant. Others (a lab's, a hunt) are kept and change nothing here.
const (
	kindAction = "soc"   // Data is a soc.Action
	kindClock  = "clock" // Data is a clockMove
)

// clockMove is the journal's record of an advance. The entry's At is where the clock stood before.
type clockMove struct {
	To Instant `json:"to"`
}

// fold brings the state up to the newest entry of the journal: from the cache if it fits, otherwise from
// the tenant's first instant.
func (t *Tenant) fold(ctx context.Context, cached bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !cached || !t.loadFold(ctx) {
		if err := t.begin(ctx); err != nil {
			return err
		}
	}
	return t.catchUp(ctx)
}

// begin lives the days before the tenant opened.
func (t *Tenant) begin(ctx context.Context) error { return t.beginAt(ctx, t.man.opening()) }

func (t *Tenant) beginAt(ctx context.Context, opening int64) (err error) {
	if err := (world{t}).Retract(ctx); err != nil {
		return err
	}
	if t.soc, err = t.engine(t.man, world{t}); err != nil {
		return err
	}
	t.head, t.now = journal.Entry{}, opening
	t.dirty = true
	if err := t.soc.Advance(ctx, t.now); err != nil {
		return fmt.Errorf("the mini-SOC stopped while it went through the days before: %w", err)
	}
	t.dirty = false
	t.settle()
	return nil
}

// catchUp folds in entries that are newer than the state: another process may have written them, or an
// interrupt may have kept this one from it. In that case the state is half-way, and the fold starts over.
func (t *Tenant) catchUp(ctx context.Context) error {
	if t.dirty {
		if err := t.begin(ctx); err != nil {
			return err
		}
	}
	entries, err := t.log.After(ctx, t.head.Seq)
	if err != nil {
		return err
	}
	for _, e := range sinceLastRewind(entries) {
		if _, err := t.take(ctx, e); err != nil && !isRefusal(err) {
			return err
		}
	}
	if len(entries) > 0 || t.seen.Load() == nil {
		t.settle()
	}
	return nil
}

// take folds in one entry. A refusal of the mini-SOC leaves the state whole: that an act was tried and
// refused is part of the story.
func (t *Tenant) take(ctx context.Context, e journal.Entry) (out soc.Outcome, err error) {
	t.dirty = true
	switch e.Kind {
	case kindClock:
		err = t.takeMove(ctx, e)
	case kindAction:
		out, err = t.takeAction(ctx, e)
	case kindRewind:
		err = t.takeRewind(ctx, e)
	}
	if err == nil || isRefusal(err) {
		t.head, t.dirty = e, false
	}
	return out, err
}

func (t *Tenant) takeMove(ctx context.Context, e journal.Entry) error {
	var m clockMove
	if err := json.Unmarshal(e.Data, &m); err != nil {
		return fmt.Errorf("journal entry %d: %w", e.Seq, err)
	}
	if err := t.soc.Advance(ctx, int64(m.To)); err != nil {
		return err
	}
	t.now = int64(m.To)
	return nil
}

func (t *Tenant) takeAction(ctx context.Context, e journal.Entry) (soc.Outcome, error) {
	var a soc.Action
	if err := json.Unmarshal(e.Data, &a); err != nil {
		return soc.Outcome{}, fmt.Errorf("journal entry %d: %w", e.Seq, err)
	}
	t.now = max(t.now, e.At)
	return t.soc.Apply(ctx, e.At, a)
}

func isRefusal(err error) bool {
	_, refused := soc.AsRefusal(err)
	return refused
}

// actTakes is how long an act takes on the simulated clock, so that no two leave rows of the same moment:
// arg_max over TimeGenerated then finds the last one.
const actTakes = value.Second

// Do records an act in the journal and then does it. wall is the caller's clock. When Do returns without an
// error the act is on disk. A *soc.Refusal says that the platform would not do it; that it was tried is
// on record too.
func (t *Tenant) Do(ctx context.Context, actor string, wall time.Time, a soc.Action) (soc.Outcome, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a.Actor == "" {
		a.Actor = actor
	}
	data, err := json.Marshal(a)
	if err != nil {
		return soc.Outcome{}, err
	}
	e, err := t.record(ctx, func() (journal.Entry, error) {
		return journal.Entry{At: min(t.now+actTakes, int64(t.man.Horizon)), Wall: wall, Actor: actor, Kind: kindAction, Data: data}, nil
	})
	if err != nil {
		return soc.Outcome{}, err
	}
	out, err := t.take(context.WithoutCancel(ctx), e) // it is on record: an interrupt must not leave it half done
	if err == nil || isRefusal(err) {
		t.settle()
	}
	return out, err
}

// record appends an entry behind the newest one, folding in what other processes wrote meanwhile.
func (t *Tenant) record(ctx context.Context, make func() (journal.Entry, error)) (journal.Entry, error) {
	for {
		if err := t.catchUp(ctx); err != nil {
			return journal.Entry{}, err
		}
		e, err := make()
		if err != nil {
			return e, err
		}
		e, err = t.log.Append(ctx, t.head.Seq, e)
		if !errors.Is(err, journal.ErrMoved) {
			return e, err
		}
	}
}

// Advance moves the clock to a moment up to the horizon; the mini-SOC does what is due on the way. An
// interrupted advance is on record and is completed by the next one to open the tenant.
func (t *Tenant) Advance(ctx context.Context, actor string, wall time.Time, to int64) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	e, err := t.record(ctx, func() (journal.Entry, error) {
		if to < t.now || to > int64(t.man.Horizon) {
			return journal.Entry{}, &HorizonError{Instant(t.now), Instant(to), t.man.Horizon}
		}
		data, err := json.Marshal(clockMove{Instant(to)})
		return journal.Entry{At: t.now, Wall: wall, Actor: actor, Kind: kindClock, Data: data}, err
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

// Note records something that does not change the tenant: a hunt, a lab's answer. data is JSON.
func (t *Tenant) Note(ctx context.Context, actor string, wall time.Time, kind string, data json.RawMessage) (journal.Entry, error) {
	if kind == kindAction || kind == kindClock || kind == kindRewind {
		return journal.Entry{}, fmt.Errorf("a note cannot be of the kind %q: use Do or Advance", kind)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	e, err := t.record(ctx, func() (journal.Entry, error) {
		return journal.Entry{At: t.now, Wall: wall, Actor: actor, Kind: kind, Data: data}, nil
	})
	if err == nil {
		t.head = e
	}
	return e, err
}

// Head is the newest entry that is folded in; the zero Entry when nothing was done yet.
func (t *Tenant) Head() journal.Entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.head
}

// Journal returns all entries, oldest first.
func (t *Tenant) Journal(ctx context.Context) ([]journal.Entry, error) { return t.log.After(ctx, 0) }

// SOC calls do with the mini-SOC while nothing else changes it. do reads; acts go through Do.
func (t *Tenant) SOC(ctx context.Context, do func(*soc.Engine) error) error {
	return t.withSOC(ctx, func(m MiniSOC) error {
		e, ok := m.(*soc.Engine)
		if !ok {
			return fmt.Errorf("tenant %s was opened with another mini-SOC", t.man.Name)
		}
		return do(e)
	})
}

func (t *Tenant) withSOC(ctx context.Context, do func(MiniSOC) error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.catchUp(ctx); err != nil {
		return err
	}
	return do(t.soc)
}
