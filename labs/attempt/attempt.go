// Package attempt is one learner's go at a lab: a tenant of their own, what they handed in, the hints they opened, their
// points, and the result file that somebody else can check.
//
// In:  a lab, who plays it and how (Start), submissions, the wall clock of the caller.
// Out: verdicts, hints, a Report; a Result, which Verify recomputes from nothing but the seed and the journal.
//
// All of it is in the tenant's journal, written before it is acted on. What a report says is a function of the journal
// alone, so nothing is lost by a crash, and nothing can be added afterwards.
//
// Not here: what grades a task (labs), classes and what teachers see (labs/class), the terminal.
package attempt

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"socrates/engine/tenant"
	"socrates/labs"
)

// Attempt is an open attempt. The caller closes it. It is not safe for concurrent use.
type Attempt struct {
	Lab    *labs.Lab
	Start  Start
	t      *tenant.Tenant
	play   *labs.Play
	board  *labs.Board
	record Record
	wall   func() time.Time
	ws     *labs.Worlds
}

// Options are what an attempt is given by its caller.
type Options struct {
	Wall   func() time.Time
	Worlds *labs.Worlds // where copies and hidden worlds are made; the caller closes it
}

// SealedError says that an assessment has ended and takes nothing more.
type SealedError struct{ Name string }

func (e *SealedError) Error() string {
	return fmt.Sprintf("the assessment %s has ended and takes nothing more; see its result with: socrates lab status %s", e.Name, e.Name)
}

// TimeUpError says that the time of an assessment is over.
type TimeUpError struct{ Minutes int }

func (e *TimeUpError) Error() string {
	return fmt.Sprintf("the %d minutes of this assessment are over; end it with: socrates lab finish", e.Minutes)
}

// Begin makes the tenant of an attempt in the folder home and sets it up. The attempt's name is the lab's id with a
// number behind it. An interrupted Begin leaves nothing, or an attempt that Resume completes.
func Begin(ctx context.Context, home string, l *labs.Lab, s Start, o Options) (*Attempt, error) {
	if err := s.complete(l); err != nil {
		return nil, err
	}
	name, err := freeName(home, l.ID)
	if err != nil {
		return nil, err
	}
	spec, err := l.Spec(s.Seed, name, o.Wall())
	if err != nil {
		return nil, err
	}
	dir, err := tenant.Create(ctx, home, spec, o.Worlds.Progress)
	if err != nil {
		return nil, err
	}
	return open(ctx, dir, l, &s, o)
}

// freeName is the first of one-phish-1, one-phish-2 … that is not taken.
func freeName(home, lab string) (string, error) {
	there, err := tenant.List(home)
	if err != nil {
		return "", err
	}
	taken := map[string]bool{}
	for _, t := range there {
		taken[t.Name] = true
	}
	for n := 1; ; n++ {
		if name := fmt.Sprintf("%s-%d", lab, n); !taken[name] {
			return name, nil
		}
	}
}

// Resume opens an attempt where it was left, whatever ended it.
func Resume(ctx context.Context, dir string, o Options) (*Attempt, error) {
	info, err := Read(ctx, dir)
	if err != nil {
		return nil, err
	}
	l, err := info.Start.OpenLab()
	if err != nil {
		return nil, err
	}
	if !info.Record.ready() { // the setup was cut short: begin it again
		if _, err := tenant.Reset(filepath.Dir(dir), filepath.Base(dir), o.Wall()); err != nil {
			return nil, err
		}
		return open(ctx, dir, l, &info.Start, o)
	}
	return open(ctx, dir, l, nil, o)
}

// open opens the tenant; with a Start it is a fresh one, to be set up.
func open(ctx context.Context, dir string, l *labs.Lab, fresh *Start, o Options) (_ *Attempt, err error) {
	a := &Attempt{Lab: l, wall: o.Wall, ws: o.Worlds}
	if a.t, err = tenant.Open(ctx, dir, tenant.Options{}); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			a.t.Close()
		}
	}()
	if fresh != nil {
		if err = a.setUp(ctx, *fresh); err != nil {
			return nil, err
		}
	}
	entries, err := a.t.Journal(ctx)
	if err != nil {
		return nil, err
	}
	if a.record, err = readRecord(entries); err != nil {
		return nil, err
	}
	a.Start = *a.record.start()
	if a.play, err = labs.NewPlay(ctx, l, a.t, a.Start.Learner, a.wall, a.ws); err != nil {
		return nil, err
	}
	a.board = a.record.board(l, a.play)
	return a, nil
}

func (a *Attempt) setUp(ctx context.Context, s Start) error {
	if err := a.note(ctx, s.Learner, Event{Event: eventStart, Start: &s}); err != nil {
		return err
	}
	if err := a.Lab.Prepare(ctx, a.t, a.ws); err != nil {
		return err
	}
	return a.note(ctx, s.Learner, Event{Event: eventReady})
}

// note writes an event into the journal and into the record.
func (a *Attempt) note(ctx context.Context, actor string, e Event) error {
	data, err := json.Marshal(e)
	if err != nil {
		return err
	}
	entry, err := a.t.Note(ctx, actor, a.wall(), journalKind, data)
	if err != nil {
		return err
	}
	e.Wall, e.At = entry.Wall, entry.At
	a.record = append(a.record, e)
	return nil
}

// Name is the attempt's, and its tenant's.
func (a *Attempt) Name() string { return a.t.Manifest().Name }

// Tenant is the tenant that the attempt is played in.
func (a *Attempt) Tenant() *tenant.Tenant { return a.t }

// World is the tenant as the lab's templates see it.
func (a *Attempt) World() labs.World { return a.play }

// Close saves and closes the tenant.
func (a *Attempt) Close() error { return a.t.Close() }

// Sealed reports that the attempt was an assessment and has ended.
func (a *Attempt) Sealed() bool { return a.record.sealed() }

// Left is how much time an assessment has left; ok is false in practice, which has no limit.
func (a *Attempt) Left() (left time.Duration, ok bool) {
	if a.Start.Mode != Assessment {
		return 0, false
	}
	return a.record[0].Wall.Add(time.Duration(a.Start.Minutes) * time.Minute).Sub(a.wall()), true
}

// mayAct reports why nothing can be handed in, if so.
func (a *Attempt) mayAct() error {
	if a.Sealed() {
		return &SealedError{a.Name()}
	}
	if left, ok := a.Left(); ok && left <= 0 {
		return &TimeUpError{a.Start.Minutes}
	}
	return nil
}

// Submit hands something in. In practice the verdict is given at once. In an assessment it is only taken: the verdict
// that comes back says so, and grading waits for the end.
func (a *Attempt) Submit(ctx context.Context, task, text string) (labs.Verdict, error) {
	if err := a.mayAct(); err != nil {
		return labs.Verdict{}, err
	}
	t, err := a.Lab.Task(task)
	if err != nil {
		return labs.Verdict{}, err
	}
	if held := a.board.Verdicts[t.ID]; held.Ending == labs.Pass {
		return held, nil
	}
	if err := a.note(ctx, a.Start.Learner, Event{Event: eventSubmit, Task: t.ID, Text: text}); err != nil {
		return labs.Verdict{}, err
	}
	if a.Start.Mode == Assessment {
		return labs.Verdict{Task: t.ID, Ending: Taken, Max: t.Points, Says: "Taken. You will read what it was worth when the assessment has ended."}, nil
	}
	v, err := a.board.Submit(ctx, labs.Submission{Task: t.ID, Text: text})
	if err != nil {
		return v, err
	}
	return v, a.note(ctx, a.Start.Learner, Event{Event: eventVerdict, Task: t.ID, Verdict: &v})
}

// Taken is the ending of a submission that waits for the end of its assessment.
const Taken labs.Ending = "taken"

// Look ticks the tasks about the state of the mini-SOC that hold by now, and returns those that do since the last time.
// An assessment tells nothing.
func (a *Attempt) Look(ctx context.Context) ([]labs.Verdict, error) {
	if a.Start.Mode == Assessment || a.Sealed() {
		return nil, nil
	}
	ticked, err := a.board.Sweep(ctx)
	if err != nil {
		return nil, err
	}
	for i := range ticked {
		if err := a.note(ctx, a.Start.Learner, Event{Event: eventVerdict, Task: ticked[i].Task, Verdict: &ticked[i]}); err != nil {
			return ticked, err
		}
	}
	return ticked, nil
}

// LastQuery is the query that was asked last in the tenant.
func (a *Attempt) LastQuery(ctx context.Context) (string, error) {
	entries, err := a.t.Journal(ctx)
	if err != nil {
		return "", err
	}
	for _, e := range slices.Backward(entries) {
		var h struct{ Query string }
		if e.Kind == "hunt" && json.Unmarshal(e.Data, &h) == nil && h.Query != "" {
			return h.Query, nil
		}
	}
	return "", errors.New("no query was asked in this tenant yet; ask one with: socrates hunt, or hand one in with -f")
}

// Hint is a rung of a task's ladder.
type Hint struct {
	Task string `json:"task"`
	Rung int    `json:"rung"` // from 1
	Of   int    `json:"of"`
	Cost int    `json:"cost"` // points, charged if the task is solved
	Text string `json:"text,omitempty"`
}

// NextHint tells what the next hint of a task would cost. ok is false when all are open.
func (a *Attempt) NextHint(task string) (h Hint, ok bool, err error) {
	t, err := a.Lab.Task(task)
	if err != nil {
		return h, false, err
	}
	open := a.record.rungs(t.ID)
	if open >= len(t.Hints) {
		return Hint{Task: t.ID, Rung: open, Of: len(t.Hints)}, false, nil
	}
	return Hint{Task: t.ID, Rung: open + 1, Of: len(t.Hints), Cost: t.Hints[open].Cost}, true, nil
}

// OpenHint opens the next hint of a task.
func (a *Attempt) OpenHint(ctx context.Context, task string) (Hint, error) {
	if err := a.mayAct(); err != nil {
		return Hint{}, err
	}
	h, ok, err := a.NextHint(task)
	if err != nil {
		return h, err
	}
	if !ok {
		return h, fmt.Errorf("all %d hints of task %s are open already; read them with: socrates lab show", h.Of, h.Task)
	}
	t, _ := a.Lab.Task(task)
	if h.Text, err = a.Lab.RenderHint(ctx, a.play, t, h.Rung-1); err != nil {
		return h, err
	}
	return h, a.note(ctx, a.Start.Learner, Event{Event: eventHint, Task: h.Task, Rung: h.Rung})
}

// OpenHints are the hints of a task that are open.
func (a *Attempt) OpenHints(ctx context.Context, t *labs.Task) ([]Hint, error) {
	var out []Hint
	for i := range min(a.record.rungs(t.ID), len(t.Hints)) {
		text, err := a.Lab.RenderHint(ctx, a.play, t, i)
		if err != nil {
			return nil, err
		}
		out = append(out, Hint{t.ID, i + 1, len(t.Hints), t.Hints[i].Cost, strings.TrimSpace(text)})
	}
	return out, nil
}

// Report is how the attempt stands. That of an assessment has no verdicts until it is sealed; Result has.
func (a *Attempt) Report() Report { return Score(a.Lab, a.Start, a.record) }

// Reveal shows the lab's solution, filled in for this tenant. What is solved after that earns nothing. An assessment
// reveals nothing before it has ended.
func (a *Attempt) Reveal(ctx context.Context) (string, error) {
	if a.Start.Mode == Assessment && !a.Sealed() {
		return "", errors.New("an assessment shows its solution only after it has ended")
	}
	if a.Start.Mode == Practice && !a.record.has(eventReveal) {
		if err := a.note(ctx, a.Start.Learner, Event{Event: eventReveal}); err != nil {
			return "", err
		}
	}
	return a.Lab.ShowSolution(ctx, a.play), nil
}

// Reset begins a practice anew in the same tenant. What was done is kept in the tenant's folder under another name.
func Reset(ctx context.Context, dir string, o Options) (*Attempt, error) {
	info, err := Read(ctx, dir)
	if err != nil {
		return nil, err
	}
	if info.Start.Mode == Assessment {
		return nil, errors.New("an assessment cannot be begun again")
	}
	l, err := info.Start.OpenLab()
	if err != nil {
		return nil, err
	}
	if _, err := tenant.Reset(filepath.Dir(dir), filepath.Base(dir), o.Wall()); err != nil {
		return nil, err
	}
	s := info.Start
	s.Digest = l.Digest()
	return open(ctx, dir, l, &s, o)
}

// Finish ends an assessment: nothing more is taken, and everything is graded.
func (a *Attempt) Finish(ctx context.Context) error {
	if a.Start.Mode != Assessment {
		return errors.New("practice does not end; export what there is with: socrates lab export")
	}
	if !a.Sealed() {
		if err := a.note(ctx, a.Start.Learner, Event{Event: eventSeal}); err != nil {
			return err
		}
	}
	if a.record.has(eventGraded) {
		return nil
	}
	entries, err := a.t.Journal(ctx)
	if err != nil {
		return err
	}
	record, err := Replay(ctx, a.Lab, a.Start.Seed, entries, a.ws)
	if err != nil {
		return err
	}
	r := Score(a.Lab, a.Start, record)
	return a.note(ctx, a.Start.Learner, Event{Event: eventGraded, Report: &r})
}
