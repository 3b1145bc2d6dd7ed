package labs

import "context"

// Follow plays a script in a world as a learner would, and grades every task at the end. Verdicts stand in
// the order of the tasks.
func (l *Lab) Follow(ctx context.Context, w World, s Script) ([]Verdict, error) {
	given := map[string]string{}
	for _, step := range s.Steps {
		if err := l.follow(ctx, w, step, given); err != nil {
			return nil, err
		}
	}
	held := map[string]bool{}
	var out []Verdict
	for _, t := range l.Tasks {
		v, err := l.Grade(ctx, w, Submission{Task: t.ID, Text: given[t.ID]}, held)
		if err != nil {
			return nil, err
		}
		held[t.ID] = v.Ending == Pass
		out = append(out, v)
	}
	return out, nil
}

func (l *Lab) follow(ctx context.Context, w World, s Step, given map[string]string) error {
	switch {
	case s.Answer != "":
		text, err := render(w, l.ID+"/"+s.Task, s.Answer)
		given[s.Task] = text
		return err
	case s.Query != "":
		text, err := l.File(s.Query)
		given[s.Task] = text
		return err
	case s.Do != nil:
		return w.Do(ctx, s.Do)
	case s.Advance != "":
		return w.Advance(ctx, s.Advance)
	}
	return nil
}

// Total is the points of verdicts.
func Total(vs []Verdict) (points, most int) {
	for _, v := range vs {
		points, most = points+v.Points, most+v.Max
	}
	return points, most
}
