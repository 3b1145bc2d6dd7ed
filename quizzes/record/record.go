// Package record is what learners answered, for ever.
//
// In:  a journal, answers and the events of exams, each with its learner and the moment.
// Out: the same, in order; what Add acknowledged is on the disk.
//
// Nothing is ever changed: schedules, abilities and statistics are folded from the log whenever they are
// asked for, so a better way to compute them applies to everything that was answered before.
//
// Not here: grading (quizzes), what follows from answers (practice, ability, analysis, exam), clocks.
package record

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"socrates/engine/journal"
)

// Kinds of entries.
const (
	KindAnswer = "quiz.answer"
	KindExam   = "quiz.exam" // an event of an exam
)

// Mode is how an item was asked.
type Mode string

const (
	Practice Mode = "practice"
	Exam     Mode = "exam"
)

// Answer is one item answered and graded.
type Answer struct {
	Learner string    `json:"-"`
	At      time.Time `json:"-"`

	Item      string   `json:"item"`
	Version   string   `json:"version"` // of the item's text
	Variation int      `json:"variation,omitempty"`
	Seed      uint64   `json:"seed,omitempty"` // of the tenant, for live items
	Objective string   `json:"objective"`
	Card      string   `json:"card"`
	Mode      Mode     `json:"mode"`
	Session   string   `json:"session"`
	Given     []string `json:"given"` // choice ids or texts, one for each part
	Points    int      `json:"points"`
	Max       int      `json:"max"`

	Confidence int     `json:"confidence,omitempty"` // percent, said before the answer; 0 when not asked
	Seconds    float64 `json:"seconds,omitempty"`
	Planned    float64 `json:"planned,omitempty"` // seconds that the item is meant to take
	Grade      int     `json:"grade,omitempty"`   // 1 to 4, of a review in practice
	Scheduler  string  `json:"scheduler,omitempty"`
	Changes    int     `json:"changes,omitempty"` // how often the answer was changed before it counted
}

// Right reports whether every point was earned.
func (a *Answer) Right() bool { return a.Points == a.Max }

// Score is the share of points, 0 to 1.
func (a *Answer) Score() float64 {
	if a.Max == 0 {
		return 0
	}
	return float64(a.Points) / float64(a.Max)
}

// Event is an event of an exam; Data is the exam's to read.
type Event struct {
	Learner string
	At      time.Time
	Data    json.RawMessage
}

// Book is a journal read as a record. It is for one goroutine; several processes may write to one journal.
type Book struct {
	log     journal.Log
	head    int64
	answers []*Answer
	events  []Event
	plans   map[string]Plan // the last of each learner
}

// Open reads a journal. The caller closes the journal itself.
func Open(ctx context.Context, log journal.Log) (*Book, error) {
	b := &Book{log: log}
	return b, b.read(ctx)
}

// Answers are a learner's graded answers, those of finished exams included, oldest first; everybody's for "".
func (b *Book) Answers(learner string) []*Answer {
	var out []*Answer
	for _, a := range b.answers {
		if learner == "" || a.Learner == learner {
			out = append(out, a)
		}
	}
	return out
}

// Events are the exam events of a learner, oldest first.
func (b *Book) Events(learner string) []Event {
	var out []Event
	for _, e := range b.events {
		if e.Learner == learner {
			out = append(out, e)
		}
	}
	return out
}

// AddAnswer puts an answer on record. When it returns without an error the answer is on the disk.
func (b *Book) AddAnswer(ctx context.Context, a *Answer) error {
	return b.add(ctx, a.Learner, a.At, KindAnswer, a, nil)
}

// AddEvent puts an event of an exam on record. check is asked again whenever another writer was faster; an
// error of it is returned and nothing is written.
func (b *Book) AddEvent(ctx context.Context, learner string, at time.Time, data any, check func() error) error {
	return b.add(ctx, learner, at, KindExam, data, check)
}

func (b *Book) add(ctx context.Context, learner string, at time.Time, kind string, v any, check func() error) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("record %s: %w", kind, err)
	}
	for {
		if check != nil {
			if err := check(); err != nil {
				return err
			}
		}
		e, err := b.log.Append(ctx, b.head, journal.Entry{Wall: at, Actor: learner, Kind: kind, Data: raw})
		switch {
		case errors.Is(err, journal.ErrMoved):
			if err := b.read(ctx); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		}
		return b.take(e)
	}
}

// read catches up with the journal.
func (b *Book) read(ctx context.Context) error {
	entries, err := b.log.After(ctx, b.head)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := b.take(e); err != nil {
			return err
		}
	}
	return nil
}

func (b *Book) take(e journal.Entry) error {
	b.head = e.Seq
	switch e.Kind {
	case KindAnswer:
		a := &Answer{Learner: e.Actor, At: e.Wall}
		if err := json.Unmarshal(e.Data, a); err != nil {
			return fmt.Errorf("entry %d of the record: %w", e.Seq, err)
		}
		b.answers = append(b.answers, a)
	case KindPlan:
		return b.plan(e)
	case KindExam:
		b.events = append(b.events, Event{Learner: e.Actor, At: e.Wall, Data: e.Data})
		return b.results(e)
	}
	return nil
}

// results takes the graded answers that an exam's last event carries.
func (b *Book) results(e journal.Entry) error {
	var end struct {
		Results []*Answer `json:"results"`
	}
	if err := json.Unmarshal(e.Data, &end); err != nil {
		return fmt.Errorf("entry %d of the record: %w", e.Seq, err)
	}
	for _, a := range end.Results {
		a.Learner, a.At = e.Actor, e.Wall
		b.answers = append(b.answers, a)
	}
	return nil
}
