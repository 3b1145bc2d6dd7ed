package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/hub"
	"socrates/engine/soc/rule"
)

// RuleTemplate is a rule that an installed solution offers. It does not run; a rule made from it does.
type RuleTemplate struct {
	*rule.Rule
	Solution string `json:"solution"` // its title
	InUse    bool   `json:"inUse"`    // a rule was made from it
	// Update says that the rule in use is of an older version than the template.
	Update bool `json:"update,omitempty"`
}

// HuntingQuery is a query that an installed solution offers.
type HuntingQuery struct {
	hub.Query
	Solution string `json:"solution"`
}

// WatchlistTemplate is a watchlist's header that an installed solution offers.
type WatchlistTemplate struct {
	hub.Watchlist
	Solution string `json:"solution"`
}

// PlaybookTemplate is a playbook that an installed solution offers.
type PlaybookTemplate struct {
	hub.Playbook
	Solution string `json:"solution"`
}

// FromTemplate is the data of "rule.from-template".
type FromTemplate struct {
	Template string `json:"template"` // id, name, or what the name begins with
	Off      bool   `json:"off,omitempty"`
}

func init() {
	register("rule.from-template", "rule", "make an analytics rule from a template", func(_ context.Context, e *Engine, _ Action, f FromTemplate) (Outcome, error) {
		return e.ruleFromTemplate(f)
	})
}

// shippedRule finds a rule or template of the content by its id.
func (e *Engine) shippedRule(id string) *rule.Rule {
	for _, list := range [][]*rule.Rule{e.content.Rules, e.content.Templates} {
		if i := slices.IndexFunc(list, func(r *rule.Rule) bool { return r.ID == id }); i >= 0 {
			return list[i]
		}
	}
	return nil
}

// RuleTemplates lists the templates of the installed solutions by name.
func (e *Engine) RuleTemplates() []RuleTemplate {
	out := []RuleTemplate{}
	for _, s := range e.installed() {
		for _, id := range s.Rules {
			t := RuleTemplate{Rule: e.shippedRule(id), Solution: s.Title}
			if r := e.rule(id); r != nil {
				t.InUse, t.Update = true, r.Version != t.Version
			}
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b RuleTemplate) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return out
}

// ruleFromTemplate makes a rule; a rule that is in use already, of an older version, is brought up to its template.
func (e *Engine) ruleFromTemplate(f FromTemplate) (Outcome, error) {
	t, err := pick("rule template", f.Template, e.RuleTemplates(), func(t RuleTemplate) (string, string) { return t.ID, t.Name }, "socrates rule templates lists those of the installed solutions")
	if err != nil {
		return Outcome{}, err
	}
	if t.InUse && !t.Update {
		return Outcome{}, refuse(Conflict, "change the rule that is there, or import a copy under another id", "there is a rule from the template %q already", t.Name)
	}
	r := *t.Rule
	if f.Off {
		no := false
		r.Enabled = &no
	}
	if err := e.takes(&r); err != nil {
		return Outcome{}, err
	}
	if err := e.room([]*rule.Rule{&r}); err != nil {
		return Outcome{}, err
	}
	e.save(&r)
	return Outcome{ID: r.ID, Message: fmt.Sprintf("analytics rule %q is made from the template of %s", r.Name, t.Solution), Notes: []string{e.firstRun(&r)}}, nil
}

// HuntingQueries lists the queries of the installed solutions by name.
func (e *Engine) HuntingQueries() []HuntingQuery {
	out := []HuntingQuery{}
	for _, s := range e.installed() {
		for _, q := range s.Queries {
			out = append(out, HuntingQuery{q, s.Title})
		}
	}
	slices.SortFunc(out, func(a, b HuntingQuery) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// HuntingQuery finds a query of an installed solution by its name, or what it begins with.
func (e *Engine) HuntingQuery(name string) (HuntingQuery, error) {
	return pick("query", name, e.HuntingQueries(), func(q HuntingQuery) (string, string) { return "", q.Name }, "socrates query list --all shows yours and those of the solutions")
}

// WatchlistTemplates lists those of the installed solutions.
func (e *Engine) WatchlistTemplates() []WatchlistTemplate {
	out := []WatchlistTemplate{}
	for _, s := range e.installed() {
		for _, w := range s.Watchlists {
			out = append(out, WatchlistTemplate{w, s.Title})
		}
	}
	return out
}

// PlaybookTemplates lists those of the installed solutions.
func (e *Engine) PlaybookTemplates() []PlaybookTemplate {
	out := []PlaybookTemplate{}
	for _, s := range e.installed() {
		for _, p := range s.Playbooks {
			out = append(out, PlaybookTemplate{p, s.Title})
		}
	}
	return out
}

// Parsers are the workspace functions that the installed solutions bring.
func (e *Engine) Parsers() []hub.Parser {
	var out []hub.Parser
	for _, s := range e.content.Solutions { // asked with every query: few solutions have any
		if v := e.version(s); v != "" && len(s.Parsers) > 0 {
			out = append(out, s.At(v).Parsers...)
		}
	}
	return out
}

// fromTemplate completes the data of a new watchlist.
func (c CreateWatchlist) fromTemplate(e *Engine) (CreateWatchlist, error) {
	if c.Template == "" {
		return c, nil
	}
	t, err := pick("watchlist template", c.Template, e.WatchlistTemplates(), func(w WatchlistTemplate) (string, string) { return w.Alias, w.Name }, "socrates watchlist templates lists those of the installed solutions")
	if err != nil {
		return c, err
	}
	columns, _, err := e.readCSV(c.CSV)
	if err != nil {
		return c, err
	}
	if !slices.Equal(columns, t.Columns) {
		return c, refuse(Invalid, "write the header "+strings.Join(t.Columns, ","), "the columns of the file are not those of the template %s", t.Alias)
	}
	c.SearchKey, c.Name, c.Description = t.SearchKey, firstOf(c.Name, t.Name), firstOf(c.Description, t.Says)
	return c, nil
}

// fromTemplate completes the data of a new playbook.
func (n NewPlaybook) fromTemplate(e *Engine) (NewPlaybook, error) {
	if n.Template == "" {
		return n, nil
	}
	if len(n.Steps) > 0 {
		return n, refuse(Invalid, "leave one of them out", "a playbook has the steps of its template, or its own")
	}
	t, err := pick("playbook template", n.Template, e.PlaybookTemplates(), func(p PlaybookTemplate) (string, string) { return "", p.Name }, "socrates playbook templates lists those of the installed solutions")
	if err != nil {
		return n, err
	}
	n.Trigger = t.Trigger
	for _, s := range t.Steps {
		n.Steps = append(n.Steps, PlayStep{Do: s.Do, Value: s.Value})
	}
	return n, nil
}

// pick finds the one of a list that an id or a name means, or what a name begins with.
func pick[T any](what, name string, list []T, of func(T) (id, name string), hint string) (none T, err error) {
	low := strings.ToLower(strings.TrimSpace(name))
	var fits []T
	var names []string
	for _, t := range list {
		switch id, n := of(t); {
		case strings.EqualFold(id, name) && id != "" || strings.EqualFold(n, name):
			return t, nil
		case low != "" && strings.HasPrefix(strings.ToLower(n), low):
			fits, names = append(fits, t), append(names, fmt.Sprintf("%q", n))
		}
	}
	switch len(fits) {
	case 1:
		return fits[0], nil
	case 0:
		return none, refuse(NotFound, hint, "there is no %s %q", what, name)
	}
	return none, refuse(Invalid, "write more of it", "%q may be %s", name, strings.Join(names, ", "))
}

// TemplateName is the name of a rule that ships, by its id.
func (e *Engine) TemplateName(id string) string {
	if r := e.shippedRule(id); r != nil {
		return r.Name
	}
	return ""
}
