package record

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"socrates/engine/journal"
)

// KindPlan is the plan of a practice session, or its end.
const KindPlan = "quiz.plan"

// Plan is what a practice session asks, put on record before its first question, so that one that was cut off can go on.
type Plan struct {
	Session string    `json:"session"`
	Items   []Planned `json:"items,omitempty"`
	Ended   bool      `json:"ended,omitempty"` // the learner had enough, or all was answered
}

// Planned is one question of a plan.
type Planned struct {
	Item      string `json:"item"`
	Variation int    `json:"variation,omitempty"`
}

// AddPlan puts a plan, or the end of one, on record.
func (b *Book) AddPlan(ctx context.Context, learner string, at time.Time, p Plan) error {
	return b.add(ctx, learner, at, KindPlan, p, nil)
}

// CutOff is what is left of a learner's last session when it did not come to its end, and how many of its questions
// are answered.
func (b *Book) CutOff(learner string) (left Plan, answered int, ok bool) {
	p, ok := b.plans[learner]
	if !ok || p.Ended {
		return Plan{}, 0, false
	}
	left = Plan{Session: p.Session}
	for _, q := range p.Items {
		if slices.ContainsFunc(b.answers, func(a *Answer) bool { return a.Learner == learner && a.Session == p.Session && a.Item == q.Item }) {
			answered++
		} else {
			left.Items = append(left.Items, q)
		}
	}
	return left, answered, len(left.Items) > 0
}

func (b *Book) plan(e journal.Entry) error {
	var p Plan
	if err := json.Unmarshal(e.Data, &p); err != nil {
		return fmt.Errorf("entry %d of the record: %w", e.Seq, err)
	}
	if b.plans == nil {
		b.plans = map[string]Plan{}
	}
	b.plans[e.Actor] = p
	return nil
}
