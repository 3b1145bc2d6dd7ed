package attempt

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"socrates/engine/journal"
	"socrates/engine/soc"
	"socrates/engine/tenant"
	"socrates/labs"
)

// DivergedError says that an entry of a journal, done again in the same tenant, came out as another entry.
type DivergedError struct {
	Seq  int64
	Says string
}

func (e *DivergedError) Error() string {
	return fmt.Sprintf("entry %d of the journal does not follow from what comes before it: %s", e.Seq, e.Says)
}

// Replay makes the tenant of a lab and seed anew, does everything again that a journal tells, and judges every
// submission at its moment. The record that comes back has the verdicts that this gives, and none that the journal
// claims. States of the mini-SOC are looked at after every act.
func Replay(ctx context.Context, l *labs.Lab, seed uint64, entries []journal.Entry, ws *labs.Worlds) (Record, error) {
	var out Record
	err := ws.Visit(ctx, l, seed, func(t *tenant.Tenant) error {
		r := &replay{l: l, t: t, ws: ws}
		for _, e := range entries {
			if err := r.entry(ctx, e); err != nil {
				return err
			}
		}
		out = r.out
		return nil
	})
	return out, err
}

type replay struct {
	l     *labs.Lab
	t     *tenant.Tenant
	ws    *labs.Worlds
	board *labs.Board
	ready bool
	out   Record
}

func (r *replay) entry(ctx context.Context, e journal.Entry) error {
	if e.Actor == labs.SetupActor && r.ready {
		return &DivergedError{e.Seq, "the lab's setup was done before"}
	}
	if err := r.repeat(ctx, e); err != nil {
		return err
	}
	if err := r.same(e); err != nil {
		return err
	}
	switch {
	case e.Kind == journalKind:
		return r.event(ctx, e)
	case r.board != nil && e.Kind != "hunt":
		return r.sweep(ctx, e)
	}
	return nil
}

// repeat does what an entry tells.
func (r *replay) repeat(ctx context.Context, e journal.Entry) error {
	switch e.Kind {
	case "soc":
		var a soc.Action
		if err := json.Unmarshal(e.Data, &a); err != nil {
			return &DivergedError{e.Seq, err.Error()}
		}
		_, err := r.t.Do(ctx, e.Actor, e.Wall, a)
		if _, refused := soc.AsRefusal(err); refused {
			return nil
		}
		return err
	case "clock":
		return move(ctx, e, r.t.Advance)
	case "rewind":
		return move(ctx, e, r.t.Rewind)
	}
	_, err := r.t.Note(ctx, e.Actor, e.Wall, e.Kind, e.Data)
	return err
}

// move turns the clock forward or back, as an entry tells.
func move(ctx context.Context, e journal.Entry, turn func(context.Context, string, time.Time, int64) error) error {
	var m struct {
		To tenant.Instant `json:"to"`
	}
	if err := json.Unmarshal(e.Data, &m); err != nil {
		return &DivergedError{e.Seq, err.Error()}
	}
	if err := turn(ctx, e.Actor, e.Wall, int64(m.To)); err != nil {
		return &DivergedError{e.Seq, err.Error()}
	}
	return nil
}

// same holds the newest entry of the tenant to the one that was to come out. The digest is over the entry and all
// before it.
func (r *replay) same(want journal.Entry) error {
	got := r.t.Head()
	switch {
	case got.Seq != want.Seq:
		return &DivergedError{want.Seq, fmt.Sprintf("it would be entry %d", got.Seq)}
	case got.At != want.At:
		return &DivergedError{want.Seq, fmt.Sprintf("the clock stands at %s then, not at %s", tenant.Instant(got.At), tenant.Instant(want.At))}
	case got.Hash != want.Hash:
		return &DivergedError{want.Seq, "its digest does not fit: it, or one before it, was changed"}
	}
	return nil
}

func (r *replay) event(ctx context.Context, e journal.Entry) error {
	ev, err := readEvent(e)
	if err != nil {
		return &DivergedError{e.Seq, err.Error()}
	}
	if ev.Event == eventVerdict || ev.Event == eventGraded {
		return nil // a claim
	}
	r.out = append(r.out, ev)
	switch ev.Event {
	case eventReady:
		return r.begin(ctx, e)
	case eventSubmit:
		if r.board == nil {
			return &DivergedError{e.Seq, "something was handed in before the lab was set up"}
		}
		if _, err := r.l.Task(ev.Task); err != nil {
			return &DivergedError{e.Seq, err.Error()}
		}
		v, err := r.board.Submit(ctx, labs.Submission{Task: ev.Task, Text: ev.Text})
		if err != nil {
			return err
		}
		r.verdict(e, v)
	}
	return nil
}

func readEvent(e journal.Entry) (Event, error) {
	ev := Event{Wall: e.Wall, At: e.At}
	err := json.Unmarshal(e.Data, &ev)
	return ev, err
}

// begin holds what was done until now to the lab's setup.
func (r *replay) begin(ctx context.Context, e journal.Entry) error {
	entries, err := r.t.Journal(ctx)
	if err != nil {
		return err
	}
	done := slices.DeleteFunc(entries, func(e journal.Entry) bool { return e.Actor != labs.SetupActor })
	if len(done) != len(r.l.Setup) {
		return &DivergedError{e.Seq, fmt.Sprintf("the lab's setup has %d steps, %d were done", len(r.l.Setup), len(done))}
	}
	w, err := labs.NewPlay(ctx, r.l, r.t, e.Actor, nil, r.ws)
	if err != nil {
		return err
	}
	r.board, r.ready = labs.NewBoard(r.l, w), true
	return nil
}

func (r *replay) sweep(ctx context.Context, e journal.Entry) error {
	ticked, err := r.board.Sweep(ctx)
	for _, v := range ticked {
		r.verdict(e, v)
	}
	return err
}

func (r *replay) verdict(e journal.Entry, v labs.Verdict) {
	r.out = append(r.out, Event{Event: eventVerdict, Task: v.Task, Verdict: &v, Wall: e.Wall, At: e.At})
}
