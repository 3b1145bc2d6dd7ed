package labs

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// ShowSolution tells how the lab is solved, as Markdown, filled in for a world. What cannot be filled in yet (the number
// of an incident that is not there) stays as its author wrote it.
func (l *Lab) ShowSolution(ctx context.Context, w World) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: the solution\n\n%s\n", l.Title, strings.TrimSpace(l.Solution.Says))
	for i, s := range l.Solution.Steps {
		fmt.Fprintf(&b, "\n%d. %s\n", i+1, l.stepSays(ctx, w, s))
	}
	return b.String()
}

func (l *Lab) stepSays(ctx context.Context, w World, s Step) string {
	text, err := l.stepText(ctx, w, s)
	if err != nil {
		text = s.Answer + s.Query + s.File
	}
	switch {
	case s.Query != "":
		return fmt.Sprintf("Task %s, this query:\n\n```kql\n%s\n```", s.Task, strings.TrimSpace(text))
	case s.File != "":
		return fmt.Sprintf("Task %s:\n\n```\n%s\n```", s.Task, strings.TrimSpace(text))
	case s.Task != "":
		return fmt.Sprintf("Task %s: %s", s.Task, text)
	case s.Advance != "":
		return "Let time pass: " + s.Advance
	}
	data, err := renderAll(ctx, w, l.ID, s.Do["data"])
	if err != nil {
		data = s.Do["data"]
	}
	shown, _ := json.Marshal(data)
	each := ""
	if s.Each != "" {
		each = ", for each incident so that " + s.Each
	}
	return strings.TrimSpace(fmt.Sprintf("Do %v in the %v portal%s: %s", s.Do["kind"], s.Do["portal"], each, strings.Trim(string(shown), "{}")))
}
