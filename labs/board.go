package labs

import "context"

// Board is the state of a lab's tasks in one world: what holds, and what was last said. A task that held once stays
// held. States of the mini-SOC are looked at after every act (Sweep), so that a task is ticked when it is done, by
// whatever way.
type Board struct {
	Lab      *Lab
	World    World
	Verdicts map[string]Verdict // the passing verdict of a task that holds, else the latest
}

// NewBoard makes a board on which nothing is done.
func NewBoard(l *Lab, w World) *Board {
	return &Board{Lab: l, World: w, Verdicts: map[string]Verdict{}}
}

// Held are the tasks that hold.
func (b *Board) Held() map[string]bool {
	held := map[string]bool{}
	for id, v := range b.Verdicts {
		held[id] = v.Ending == Pass
	}
	return held
}

// Submit grades a submission. A task that holds stays as it was.
func (b *Board) Submit(ctx context.Context, s Submission) (Verdict, error) {
	if v := b.Verdicts[s.Task]; v.Ending == Pass {
		return v, nil
	}
	v, err := b.Lab.Grade(ctx, b.World, s, b.Held())
	if err == nil && v.Ending != Skipped {
		b.Verdicts[s.Task] = v
	}
	return v, err
}

// Sweep looks at the tasks that need nothing handed in, and returns those that hold since.
func (b *Board) Sweep(ctx context.Context) (ticked []Verdict, err error) {
	for _, t := range b.Lab.Tasks {
		if t.State == nil && (t.Verdict == nil || t.Verdict.Incident == "") || b.Verdicts[t.ID].Ending == Pass {
			continue
		}
		v, err := b.Lab.Grade(ctx, b.World, Submission{Task: t.ID}, b.Held())
		if err != nil {
			return ticked, err
		}
		if v.Ending == Pass {
			b.Verdicts[t.ID] = v
			ticked = append(ticked, v)
		}
	}
	return ticked, nil
}

// Sum judges every task as things stand: what was handed in keeps its verdict, what never was is a miss.
func (b *Board) Sum(ctx context.Context) ([]Verdict, error) {
	if _, err := b.Sweep(ctx); err != nil {
		return nil, err
	}
	var out []Verdict
	for _, t := range b.Lab.Tasks {
		v, done := b.Verdicts[t.ID]
		if !done || t.State != nil && v.Ending != Pass {
			var err error
			if v, err = b.Lab.Grade(ctx, b.World, Submission{Task: t.ID}, b.Held()); err != nil {
				return nil, err
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// Total is the points of verdicts.
func Total(vs []Verdict) (points, most int) {
	for _, v := range vs {
		points, most = points+v.Points, most+v.Max
	}
	return points, most
}
