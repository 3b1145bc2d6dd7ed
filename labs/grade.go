package labs

import (
	"context"
	"fmt"
	"strings"
)

// Submission is what a learner hands in for a task: an answer, a choice, or the text of a query. A task
// about the state of the SOC needs none.
type Submission struct {
	Task string `json:"task"`
	Text string `json:"text,omitempty"`
}

// Grade judges one submission. Held are the tasks that hold already.
func (l *Lab) Grade(ctx context.Context, w World, s Submission, held map[string]bool) (Verdict, error) {
	t, err := l.Task(s.Task)
	if err != nil {
		return Verdict{}, err
	}
	for _, need := range t.Needs {
		if !held[need] {
			return Verdict{Task: t.ID, Ending: Skipped, Max: t.Points, Says: fmt.Sprintf("Task %s comes first.", need)}, nil
		}
	}
	v := l.judge(ctx, w, t, s.Text)
	if v.Says, err = render(w, l.ID+"/"+t.ID, v.Says); err != nil {
		return t.broke(err), nil
	}
	return v, nil
}

func (l *Lab) judge(ctx context.Context, w World, t *Task, text string) Verdict {
	switch {
	case t.Answer != nil:
		return t.judgeAnswer(w, text)
	case t.Query != nil:
		return l.judgeQuery(ctx, w, t, text)
	case t.State != nil:
		return t.judgeState(ctx, w)
	case t.Choice != nil:
		return t.judgeChoice(text)
	}
	return t.broke(fmt.Errorf("task %s has no check", t.ID))
}

func (t *Task) judgeAnswer(w World, text string) Verdict {
	if strings.TrimSpace(text) == "" {
		return t.miss("No answer yet.")
	}
	want, ok := w.Fact(t.Answer.Fact)
	if !ok {
		return t.broke(fmt.Errorf("no fact %s", t.Answer.Fact))
	}
	right, err := t.Answer.same(text, want)
	switch {
	case err != nil:
		return t.miss(escape(err.Error()) + ".")
	case right:
		return t.pass()
	}
	for _, turn := range t.Wrong {
		if value := turnValue(w, turn); value != "" {
			if hit, err := t.Answer.same(text, value); err == nil && hit {
				return t.turn(turn)
			}
		}
	}
	return t.miss("That is not it.")
}

func turnValue(w World, turn WrongTurn) string {
	if turn.Fact == "" {
		return turn.Value
	}
	v, _ := w.Fact(turn.Fact)
	return factText(v)
}

// escape keeps a learner's own words from being read as a template.
func escape(s string) string { return strings.ReplaceAll(s, "{{", `{{"{{"}}`) }

// ChoiceCheck offers options; the right one is marked, and each says what would follow.
type ChoiceCheck struct {
	Options []ChoiceOption `yaml:"options"`
}

// ChoiceOption is one option of a choice.
type ChoiceOption struct {
	ID      string `yaml:"id"`
	Text    string `yaml:"text"`
	Correct bool   `yaml:"correct"`
	Because string `yaml:"because"`
}

func (t *Task) judgeChoice(text string) Verdict {
	var ids []string
	for _, o := range t.Choice.Options {
		ids = append(ids, o.ID)
		if plain(text) != plain(o.ID) {
			continue
		}
		if o.Correct {
			v := t.pass()
			v.Says = strings.TrimSpace(o.Because + "\n" + t.After)
			return v
		}
		v := t.miss(o.Because)
		v.Turn = o.ID
		return v
	}
	return t.miss("Choose one of: " + strings.Join(ids, ", ") + ".")
}
