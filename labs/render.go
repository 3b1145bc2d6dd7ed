package labs

import (
	"fmt"
	"strings"
	"text/template"
)

// A brief, a task's text, a hint and a script's answers are templates. {{fact "victim.upn"}} puts in a
// fact of the learner's own tenant, so that no name, address or time is literal.

func render(w World, name, text string) (string, error) {
	var missing error
	fact := func(id string) string {
		v, ok := w.Fact(id)
		if !ok {
			missing = fmt.Errorf("%s: this tenant has no fact %q", name, id)
		}
		return factText(v)
	}
	t, err := template.New(name).Funcs(template.FuncMap{"fact": fact, "upper": strings.ToUpper, "lower": strings.ToLower, "domainOf": domainOf}).Parse(text)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	var b strings.Builder
	if err := t.Execute(&b, nil); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return b.String(), missing
}

// factText writes a fact as a person would: a list with commas.
func factText(v any) string {
	if list, ok := v.([]any); ok {
		parts := make([]string, len(list))
		for i, e := range list {
			parts[i] = factText(e)
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v)
}

// RenderBrief fills the brief in for a world.
func (l *Lab) RenderBrief(w World) (string, error) { return render(w, l.ID+"/brief.md", l.Brief) }

// RenderTask fills a task's text in.
func (l *Lab) RenderTask(w World, t *Task) (string, error) {
	return render(w, l.ID+"/"+t.ID, t.Says)
}

// domainOf is what stands behind the at sign of an address or user principal name.
func domainOf(s string) string { return s[strings.LastIndex(s, "@")+1:] }
