// Package exam is the mock exam: a paper after the outline's blueprint, a sitting under the rules of the real thing, a report.
//
// In:  a bank, the record, the learner, the moment of every act.
// Out: papers, sittings that survive a crash, reports with a scaled score.
//
// A sitting is folded from its events on the record. An answer is on the disk before Answer returns, and the deadline
// was fixed at the start, so that a crash costs no answer and wins no time. A clock that goes back wins none either:
// no event counts as earlier than the one before it. A section that was left is closed; so is a yes/no item once it was
// left, answered or not.
//
// Not here: asking (cmd), clocks, tenants (a Runner is passed in).
package exam

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"socrates/quizzes"
	"socrates/quizzes/record"
)

// Minutes is the working time.
const Minutes = 100

// ErrNone says that no exam is under way.
var ErrNone = errors.New("no exam is under way; begin one with: socrates exam start")

// ErrTime says that the time is over: what was answered until then counts.
var ErrTime = errors.New("the time is over")

// Refusal is an act that the rules do not allow.
type Refusal struct{ Why string }

func (r *Refusal) Error() string { return r.Why }

// event is what the record keeps of an act.
type event struct {
	Kind     string           `json:"kind"` // start, answer, flag, leave, finish
	Exam     string           `json:"exam"`
	Form     *Form            `json:"form,omitempty"`
	Deadline *time.Time       `json:"deadline,omitempty"`
	Slot     int              `json:"slot,omitempty"`
	Given    []string         `json:"given,omitempty"`
	Seconds  float64          `json:"seconds,omitempty"`
	Flag     bool             `json:"flag,omitempty"`
	Section  int              `json:"section,omitempty"`
	Results  []*record.Answer `json:"results,omitempty"`
	TimeOver bool             `json:"timeOver,omitempty"`
}

// Sitting is an exam as it stands.
type Sitting struct {
	ID       string
	Learner  string
	Form     *Form
	Began    time.Time
	Deadline time.Time
	Section  int // the open one
	Slots    []State
	Ended    time.Time // zero while it is under way
	TimeOver bool
	Results  []*record.Answer

	last time.Time // of its events
	bank *quizzes.Bank
	book *record.Book
}

// State is what was done in a slot.
type State struct {
	Given   []string // nil: nothing yet
	Flag    bool
	Closed  bool // a yes/no item that was left
	Changes int
	Seconds float64
}

// Answered reports whether any part was answered.
func (s State) Answered() bool {
	for _, g := range s.Given {
		if g != "" {
			return true
		}
	}
	return false
}

// All folds a learner's sittings, oldest first.
func All(book *record.Book, bank *quizzes.Bank, learner string) ([]*Sitting, error) {
	var out []*Sitting
	byID := map[string]*Sitting{}
	for _, e := range book.Events(learner) {
		var ev event
		if err := json.Unmarshal(e.Data, &ev); err != nil {
			return nil, fmt.Errorf("an exam event of %s: %w", e.At.Format(time.RFC3339), err)
		}
		s := byID[ev.Exam]
		if s == nil {
			if ev.Kind != "start" || ev.Form == nil || ev.Deadline == nil {
				return nil, fmt.Errorf("exam %s has events before its start", ev.Exam)
			}
			s = &Sitting{ID: ev.Exam, Learner: learner, Form: ev.Form, Began: e.At, Deadline: *ev.Deadline,
				Slots: make([]State, ev.Form.Len()), bank: bank, book: book}
			byID[ev.Exam] = s
			out = append(out, s)
		}
		if ev.Slot < 0 || ev.Slot >= len(s.Slots) {
			return nil, fmt.Errorf("exam %s has an event for question %d of %d", ev.Exam, ev.Slot+1, len(s.Slots))
		}
		s.take(ev, e.At)
	}
	return out, nil
}

// Resume is the sitting that is under way. ErrNone: there is none.
func Resume(book *record.Book, bank *quizzes.Bank, learner string) (*Sitting, error) {
	all, err := All(book, bank, learner)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.Ended.IsZero() {
			return s, nil
		}
	}
	return nil, ErrNone
}

// Start makes a paper and begins the sitting. It refuses while another one is under way.
func Start(ctx context.Context, book *record.Book, bank *quizzes.Bank, learner string, p Plan, seed uint64, now time.Time) (*Sitting, error) {
	used, n, err := usedItems(book, bank, learner)
	if err != nil {
		return nil, err
	}
	form, err := Build(bank, p, used, seed)
	if err != nil {
		return nil, err
	}
	deadline := now.Add(Minutes * time.Minute)
	ev := event{Kind: "start", Exam: fmt.Sprintf("exam-%d", n+1), Form: form, Deadline: &deadline}
	err = book.AddEvent(ctx, learner, now, ev, func() error {
		if s, err := Resume(book, bank, learner); err == nil {
			return &Refusal{fmt.Sprintf("%s is under way; go on with: socrates exam resume", s.ID)}
		} else if !errors.Is(err, ErrNone) {
			return err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return Resume(book, bank, learner)
}

// usedItems counts how often each item was on a paper of the learner, and the papers.
func usedItems(book *record.Book, bank *quizzes.Bank, learner string) (map[string]int, int, error) {
	all, err := All(book, bank, learner)
	used := map[string]int{}
	for _, s := range all {
		for _, sec := range s.Form.Sections {
			for _, slot := range sec.Slots {
				used[slot.Item]++
			}
		}
	}
	return used, len(all), err
}

func (s *Sitting) take(ev event, at time.Time) {
	if at.After(s.last) {
		s.last = at
	}
	switch ev.Kind {
	case "answer":
		st := &s.Slots[ev.Slot]
		if st.Given != nil {
			st.Changes++
		}
		st.Given = append([]string{}, ev.Given...)
		st.Seconds += ev.Seconds
		st.Closed = s.Final(ev.Slot)
	case "flag":
		s.Slots[ev.Slot].Flag = ev.Flag
	case "leave":
		s.Section = ev.Section + 1
	case "finish":
		s.Ended, s.Results, s.TimeOver = s.last, ev.Results, ev.TimeOver
		if s.Ended.After(s.Deadline) {
			s.Ended = s.Deadline
		}
	}
}

// Final reports whether slot n cannot be returned to once it was left.
func (s *Sitting) Final(n int) bool {
	_, _, slot := s.Form.At(n)
	return slot.Final
}

// clock is the moment that counts: never before an earlier event.
func (s *Sitting) clock(now time.Time) time.Time {
	if now.Before(s.last) {
		return s.last
	}
	return now
}

// Left is the working time that remains, never less than 0.
func (s *Sitting) Left(now time.Time) time.Duration {
	return max(s.Deadline.Sub(s.clock(now)), 0)
}

// Item is slot n as it is to be asked.
func (s *Sitting) Item(n int) (*quizzes.Item, error) {
	_, _, slot := s.Form.At(n)
	it, err := s.bank.Find(slot.Item)
	if err != nil {
		return nil, err
	}
	return it.Variation(slot.Variation), nil
}

// Answer puts an answer on record, one entry for each part; "" leaves a part open. When it returns nil the
// answer is on the disk. Errors: ErrTime, *Refusal.
func (s *Sitting) Answer(ctx context.Context, n int, given []string, seconds float64, now time.Time) error {
	return s.add(ctx, event{Kind: "answer", Slot: n, Given: append([]string{}, given...), Seconds: seconds}, now, func() error { return s.open(n) })
}

// Flag marks slot n for review, or takes the mark away.
func (s *Sitting) Flag(ctx context.Context, n int, on bool, now time.Time) error {
	return s.add(ctx, event{Kind: "flag", Slot: n, Flag: on}, now, func() error { return s.open(n) })
}

// Leave closes the open section; the next one opens, if there is one.
func (s *Sitting) Leave(ctx context.Context, now time.Time) error {
	section := s.Section
	return s.add(ctx, event{Kind: "leave", Section: section}, now, func() error {
		if s.Section != section {
			return &Refusal{"the section has been left already"}
		}
		return nil
	})
}

// open says why slot n cannot be worked on, if it cannot.
func (s *Sitting) open(n int) error {
	section, _, _ := s.Form.At(n)
	switch {
	case n < 0 || section < 0:
		return &Refusal{fmt.Sprintf("there is no question %d; the paper has %d", n+1, s.Form.Len())}
	case section < s.Section:
		return &Refusal{"that section is closed"}
	case section > s.Section:
		return &Refusal{"that section is not open yet; leave the present one first"}
	case s.Slots[n].Closed:
		return &Refusal{"there is no way back to a yes/no question"}
	}
	return nil
}

func (s *Sitting) add(ctx context.Context, ev event, now time.Time, check func() error) error {
	ev.Exam = s.ID
	at := s.clock(now)
	err := s.book.AddEvent(ctx, s.Learner, at, ev, func() error {
		if err := s.refresh(); err != nil {
			return err
		}
		if !s.Ended.IsZero() {
			return &Refusal{"the exam is over"}
		}
		if s.Left(at) == 0 && ev.Kind != "finish" {
			return ErrTime
		}
		return check()
	})
	if err != nil {
		return err
	}
	return s.refresh()
}

// refresh folds the record anew: another process may have gone on with the sitting.
func (s *Sitting) refresh() error {
	all, err := All(s.book, s.bank, s.Learner)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.ID == s.ID {
			*s = *x
			return nil
		}
	}
	return fmt.Errorf("exam %s is not on record", s.ID)
}

// Finish hands the paper in: everything is graded and put on record at once. run serves live items and may be
// nil when there are none.
func (s *Sitting) Finish(ctx context.Context, now time.Time, run quizzes.Runner) error {
	var results []*record.Answer
	for n := range s.Slots {
		a, err := s.grade(ctx, n, run)
		if err != nil {
			return err
		}
		results = append(results, a)
	}
	over := s.Left(now) == 0
	return s.add(ctx, event{Kind: "finish", Results: results, TimeOver: over}, now, func() error { return nil })
}

// grade grades slot n. An item whose text has changed since the paper was made earns and costs nothing.
func (s *Sitting) grade(ctx context.Context, n int, run quizzes.Runner) (*record.Answer, error) {
	_, _, slot := s.Form.At(n)
	st := s.Slots[n]
	a := &record.Answer{
		Item: slot.Item, Version: slot.Version, Variation: slot.Variation, Mode: record.Exam, Session: s.ID,
		Given: st.Given, Seconds: st.Seconds, Changes: st.Changes,
	}
	it, err := s.bank.Find(slot.Item)
	if err != nil {
		return a, nil
	}
	a.Objective, a.Card, a.Planned = it.Objective, it.Card(), it.PlannedSeconds()
	if it.Version() != slot.Version {
		return a, nil
	}
	asked, err := it.Variation(slot.Variation).Resolve(ctx, run)
	if err != nil {
		return nil, err
	}
	r, err := asked.Grade(ctx, st.Given, run)
	if err != nil {
		return nil, err
	}
	a.Points, a.Max = r.Points, r.Max
	a.Grade, a.Scheduler = 1, scheduler
	if r.Right() {
		a.Grade = 3
	}
	return a, nil
}
