package labs

import (
	"context"
	"fmt"

	"socrates/engine/soc"
)

// Follow plays a script in a world as a learner would, handing things in as it goes, and sums up at the end.
// Verdicts stand in the order of the tasks.
func (l *Lab) Follow(ctx context.Context, w World, s Script) ([]Verdict, error) {
	b := NewBoard(l, w)
	for i, step := range s.Steps {
		if err := b.follow(ctx, step); err != nil {
			return nil, fmt.Errorf("step %d: %w", i+1, err)
		}
		if _, err := b.Sweep(ctx); err != nil {
			return nil, err
		}
	}
	return b.Sum(ctx)
}

func (b *Board) follow(ctx context.Context, s Step) error {
	text, err := b.Lab.stepText(ctx, b.World, s)
	switch {
	case err != nil:
		return err
	case s.Task != "":
		_, err = b.Submit(ctx, Submission{Task: s.Task, Text: text})
		return err
	}
	says, err := act(ctx, b.World, b.Lab.ID, s)
	if refusal, ok := soc.AsRefusal(err); ok == s.Refused {
		if ok {
			return nil
		}
		return err
	} else if ok {
		return fmt.Errorf("the platform refuses %v: %w", s.Do["kind"], refusal)
	}
	if err == nil {
		return fmt.Errorf("the platform was expected to refuse %v, and said: %s", s.Do["kind"], says)
	}
	return err
}

// stepText is what a step hands in; "" for a step that acts.
func (l *Lab) stepText(ctx context.Context, w World, s Step) (string, error) {
	switch {
	case s.Answer != "":
		return render(ctx, w, l.ID+"/"+s.Task, s.Answer)
	case s.File != "":
		return l.File(s.File)
	case s.Query != "":
		text, err := l.File(s.Query)
		if err != nil {
			return "", err
		}
		return render(ctx, w, s.Query, text)
	}
	return "", nil
}
