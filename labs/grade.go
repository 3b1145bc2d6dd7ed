package labs

import (
	"context"
	"fmt"
	"strings"
)

// Submission is what a learner hands in for a task: an answer, a choice, the text of a query or of a rule, a
// timeline. A task about the state of the SOC needs none.
type Submission struct {
	Task string `json:"task"`
	Text string `json:"text,omitempty"`
}

// Grade judges one submission. Held are the tasks that hold already. An error is a mistake of the caller, such as
// a task that the lab does not have; a check that breaks is a verdict.
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
	v := (&grading{ctx, l, w, t, s.Text}).judge()
	if ctx.Err() != nil {
		return Verdict{}, ctx.Err()
	}
	author, err := render(ctx, w, l.ID+"/"+t.ID, v.template)
	if err != nil {
		return t.broke(err), nil
	}
	v.Says = strings.TrimSpace(strings.TrimSpace(author) + "\n" + v.Says)
	return v, nil
}

// grading is one submission on its way to a verdict.
type grading struct {
	ctx  context.Context
	lab  *Lab
	w    World
	t    *Task
	text string
}

func (g *grading) judge() Verdict {
	if g.t.State == nil && g.t.Verdict == nil && strings.TrimSpace(g.text) == "" {
		return g.t.miss("Nothing handed in yet.")
	}
	switch g.t.Kind() {
	case "answer":
		return g.answer()
	case "query":
		return g.query()
	case "rule":
		return g.rule()
	case "verdict":
		return g.verdict()
	case "state":
		return g.state()
	case "timeline":
		return g.timeline()
	case "choice":
		return g.choice()
	}
	return g.t.broke(fmt.Errorf("task %s has no check", g.t.ID))
}

// file reads a file of the lab and fills it in.
func (g *grading) file(name string) (string, error) {
	text, err := g.lab.File(name)
	if err != nil {
		return "", err
	}
	return render(g.ctx, g.w, name, text)
}

// fill fills a template of the task in.
func (g *grading) fill(text string) (string, error) {
	return render(g.ctx, g.w, g.lab.ID+"/"+g.t.ID, text)
}

// turnWhen recognises a mistake by a condition over env; nil env is the state of the mini-SOC.
func (g *grading) turnWhen(env map[string]any) (WrongTurn, bool) {
	for _, turn := range g.t.Wrong {
		if turn.When == "" {
			continue
		}
		if hit, err := holds(g.w, env, turn.When); err == nil && hit {
			return turn, true
		}
	}
	return WrongTurn{}, false
}
