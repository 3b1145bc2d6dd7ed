package labs

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

// texts proves what a learner reads: everything renders, every query in it runs, no answer stands in it, and every
// foreseen answer is recognised.
func (p *proof) texts(ctx context.Context, w *Play) {
	texts := p.readable(ctx, w)
	for _, t := range texts {
		p.queries(ctx, w, t)
	}
	for _, t := range p.lab.Tasks {
		if t.Answer != nil {
			p.answers(ctx, w, t, texts)
		}
		if t.Choice != nil {
			p.options(ctx, w, t)
		}
		p.renderTurns(ctx, w, t)
	}
}

// readable is a text that a learner sees, and where.
type readable struct {
	where, text string
	task        string // whose text it is; "" for the brief and alerts
}

func (p *proof) readable(ctx context.Context, w *Play) []readable {
	var out []readable
	add := func(where, task, text string, err error) {
		if err != nil {
			p.say(where, "%v", err)
			return
		}
		out = append(out, readable{where, text, task})
	}
	brief, err := p.lab.RenderBrief(ctx, w)
	add("brief.md", "", brief, err)
	for _, t := range p.lab.Tasks {
		text, err := p.lab.RenderTask(ctx, w, t)
		add("task "+t.ID, t.ID, text, err)
		for i := range t.Hints {
			text, err := p.lab.RenderHint(ctx, w, t, i)
			add(fmt.Sprintf("task %s, hint %d", t.ID, i+1), t.ID, text, err)
		}
	}
	state, err := w.State(ctx)
	if err != nil {
		p.say("alerts", "%v", err)
		return out
	}
	for _, a := range state["alerts"].([]any) {
		title := a.(map[string]any)["title"].(string)
		add("alert "+title, "", title, nil)
	}
	return out
}

var fence = regexp.MustCompile("(?s)```kql([^\n]*)\n(.*?)```")

// queries runs what stands in fences marked kql; a scope may follow: ```kql workspace.
func (p *proof) queries(ctx context.Context, w World, t readable) {
	for _, m := range fence.FindAllStringSubmatch(t.text, -1) {
		if _, err := w.Query(ctx, scopeOr(strings.TrimSpace(m[1])), m[2]); err != nil {
			p.say(t.where, "the query in it does not run: %v", err)
		}
	}
}

// answers proves that a task's foreseen mistakes are recognised and that its answer stands nowhere to be read.
func (p *proof) answers(ctx context.Context, w World, t *Task, texts []readable) {
	g := &grading{ctx, p.lab, w, t, ""}
	want, err := g.wanted()
	if err != nil {
		return // the answer is there only later; the solution has proved it
	}
	for _, turn := range t.Wrong {
		if g.text, err = g.turnValue(turn); err != nil {
			p.say("task "+t.ID, "wrong turn %s: %v", turn.ID, err)
			continue
		}
		if g.text == "" {
			continue
		}
		if v := g.judge(); v.Turn != turn.ID {
			p.say("task "+t.ID, "wrong turn %s is answered by %q, which ends with %s %s", turn.ID, g.text, v.Ending, v.Turn)
		}
	}
	for _, text := range texts {
		if t.Answer.InAlerts && strings.HasPrefix(text.where, "alert ") {
			continue
		}
		for _, answer := range want[:1+len(t.Answer.Also)] {
			if leaks(text.text, answer, t.Answer.Kind) {
				p.say(text.where, "gives the answer of task %s away: %s", t.ID, answer)
			}
		}
	}
}

// leaks reports that an answer stands in a text as a word of its own. Small numbers stand anywhere by chance.
func leaks(text, answer, kind string) bool {
	text = strings.ToLower(text)
	switch kind {
	case "list":
		items := listOf(answer)
		for _, item := range items {
			if !leaks(text, item, "entity") {
				return false
			}
		}
		return len(items) > 0
	case "number":
		if n, err := readNumber(answer); err != nil || n < 100 {
			return false
		}
	case "time":
		at, err := readTime(answer)
		return err == nil && strings.Contains(text, at.Format("15:04:05"))
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	if len(answer) < 3 {
		return false
	}
	for from := 0; ; {
		i := strings.Index(text[from:], answer)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(answer)
		if !wordAt(text, start-1) && !wordAt(text, end) {
			return true
		}
		from = end
	}
}

func wordAt(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] >= 'a' && s[i] <= 'z' || s[i] == '_' || s[i] == '-')
}

// options proves that every option of a choice can be taken and plays out.
func (p *proof) options(ctx context.Context, w World, t *Task) {
	several := t.Choice.correct() > 1
	for _, o := range t.Choice.Options {
		v := (&grading{ctx, p.lab, w, t, o.ID}).judge()
		if v.Ending == Broke || (v.Ending == Pass) != (o.Correct && !several) {
			p.say("task "+t.ID, "option %s ended with %s; it said: %s", o.ID, v.Ending, v.Says)
		}
	}
}

// renderTurns fills in what is said about mistakes and after the task.
func (p *proof) renderTurns(ctx context.Context, w World, t *Task) {
	texts := map[string]string{"after": t.After}
	if t.State != nil {
		texts["else"] = t.State.Else
	}
	for _, turn := range t.Wrong {
		texts["wrong turn "+turn.ID] = turn.Hint
	}
	for where, text := range texts {
		if strings.Contains(text, "{{") && !strings.Contains(text, "{{incident") && !strings.Contains(text, "{{number") && !strings.Contains(text, "{{alert") {
			if _, err := render(ctx, w, p.lab.ID+"/"+t.ID, text); err != nil {
				p.say("task "+t.ID, "%s: %v", where, err)
			}
		}
	}
}
