package labs

import (
	"context"
	"fmt"
	"strings"
	"text/template"
	"time"
)

// A brief, a task's text, a hint, feedback, a script's answers and reference queries are templates over the
// learner's own tenant, so that no name, address, number or time is literal:
//
//	{{fact "victim.upn"}}            a fact of ground truth
//	{{fact "victim.upn" | domainOf}} what stands behind its at sign
//	{{day "stage.click.start"}}      a fact that is a time, as its day: Thursday, 18 June 2026
//	{{clock "stage.click.start"}}    … as its hour and minute, UTC: 14:05
//	{{now}}                          the tenant's clock, to the second, UTC: 2026-06-18 14:05:00
//	{{incident "products >= 4"}}     the number of the incident for which the condition holds
//	{{number "products >= 4"}}       its IncidentNumber in the workspace
//	{{alert "product == 'nrt'"}}     the id of an alert
//	{{state "len(incidents)"}}       an expression over the mini-SOC
//	{{ask "workspace" "T | count"}}  the first cell of a query's answer
//	{{upper …}} {{lower …}}

func render(ctx context.Context, w World, name, text string) (string, error) {
	if !strings.Contains(text, "{{") {
		return text, nil
	}
	t, err := template.New(name).Funcs(templateFuncs(ctx, w)).Parse(text)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	var b strings.Builder
	if err := t.Execute(&b, nil); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return b.String(), nil
}

// templateFuncs are the functions a template may call.
func templateFuncs(ctx context.Context, w World) template.FuncMap {
	fact := func(id string) (string, error) { return factOf(w, id) }
	return template.FuncMap{
		"fact": fact, "upper": strings.ToUpper, "lower": strings.ToLower, "domainOf": domainOf,
		"day":      func(id string) (string, error) { return timeOf(w, id, "Monday, 2 January 2006") },
		"clock":    func(id string) (string, error) { return timeOf(w, id, "15:04") },
		"now":      func() (string, error) { return clockOf(ctx, w) },
		"state":    func(code string) (string, error) { return evaluateText(ctx, w, code) },
		"incident": func(where string) (string, error) { return pick(ctx, w, "incidents", where, "id") },
		"number":   func(where string) (string, error) { return pick(ctx, w, "incidents", where, "number") },
		"alert":    func(where string) (string, error) { return pick(ctx, w, "alerts", where, "id") },
		"ask":      func(scope, kql string) (string, error) { return firstCell(ctx, w, scope, kql) },
	}
}

func factOf(w World, id string) (string, error) {
	v, ok := w.Fact(id)
	if !ok {
		return "", fmt.Errorf("this tenant has no fact %q", id)
	}
	return factText(v), nil
}

func timeOf(w World, id, layout string) (string, error) {
	text, err := factOf(w, id)
	if err != nil {
		return "", err
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return "", fmt.Errorf("fact %s is %q and no time", id, text)
	}
	return t.UTC().Format(layout), nil
}

// clockOf is the tenant's clock as a person reads it. Conditions see it to the tick.
func clockOf(ctx context.Context, w World) (string, error) {
	text, err := evaluateText(ctx, w, "now")
	if err != nil {
		return "", err
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return "", fmt.Errorf("the clock says %q, which is no time", text)
	}
	return t.UTC().Format(time.DateTime), nil
}

func firstCell(ctx context.Context, w World, scope, kql string) (string, error) {
	rows, err := w.Query(ctx, scope, kql)
	switch {
	case err != nil:
		return "", err
	case len(rows.Cells) == 0 || len(rows.Cells[0]) == 0:
		return "", fmt.Errorf("the query finds nothing: %s", kql)
	}
	return rows.Cells[0][0], nil
}

// factText writes a fact as a person would: a list with commas.
func factText(v any) string {
	switch v := v.(type) {
	case []any:
		parts := make([]string, len(v))
		for i, e := range v {
			parts[i] = factText(e)
		}
		return strings.Join(parts, ", ")
	case []string:
		return strings.Join(v, ", ")
	case float64:
		return fmt.Sprintf("%.15g", v)
	}
	return fmt.Sprint(v)
}

// RenderBrief fills the brief in for a world.
func (l *Lab) RenderBrief(ctx context.Context, w World) (string, error) {
	return render(ctx, w, l.ID+"/brief.md", l.Brief)
}

// RenderTask fills a task's text in.
func (l *Lab) RenderTask(ctx context.Context, w World, t *Task) (string, error) {
	text, err := render(ctx, w, l.ID+"/"+t.ID, t.Says)
	if err == nil && t.Choice != nil {
		text, err = t.Choice.render(ctx, w, l.ID+"/"+t.ID, text)
	}
	return strings.TrimSpace(text), err
}

// RenderHint fills a rung of a task's ladder in; rungs count from 0.
func (l *Lab) RenderHint(ctx context.Context, w World, t *Task, rung int) (string, error) {
	if rung < 0 || rung >= len(t.Hints) {
		return "", fmt.Errorf("task %s has %d hints", t.ID, len(t.Hints))
	}
	return render(ctx, w, l.ID+"/"+t.ID, t.Hints[rung].Text)
}

// domainOf is what stands behind the at sign of an address or user principal name.
func domainOf(s string) string { return s[strings.LastIndex(s, "@")+1:] }

// renderAll fills in every string of a value of maps and slices.
func renderAll(ctx context.Context, w World, name string, v any) (any, error) {
	var err error
	switch v := v.(type) {
	case string:
		return render(ctx, w, name, v)
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			if out[k], err = renderAll(ctx, w, name, e); err != nil {
				return nil, err
			}
		}
		return out, nil
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			if out[i], err = renderAll(ctx, w, name, e); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return v, nil
}
