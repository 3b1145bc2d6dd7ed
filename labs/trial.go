package labs

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/soc"
	"socrates/engine/soc/content"
	"socrates/engine/soc/rule"
	"socrates/engine/tenant"
)

// Try runs a rule over the tenant's rows and over hidden worlds, with the attack and without it.
func (p *Play) Try(ctx context.Context, r *rule.Rule, hidden int) ([]Trial, error) {
	others, err := p.worlds.hidden(ctx, p.lab, hidden)
	if err != nil {
		return nil, err
	}
	var out []Trial
	for _, t := range append([]*tenant.Tenant{p.t}, others...) {
		trial, err := try(ctx, t, r)
		if err != nil {
			return nil, err
		}
		out = append(out, trial)
	}
	return out, nil
}

// Rule is a rule of the tenant by its id or name; nil when there is none.
func (p *Play) Rule(ctx context.Context, name string) (found *rule.Rule, err error) {
	err = p.t.SOC(ctx, func(e *soc.Engine) error {
		for _, l := range e.RuleList() {
			if strings.EqualFold(l.ID, name) || strings.EqualFold(l.Name, name) {
				found = l.Rule
			}
		}
		return nil
	})
	return found, err
}

// Elsewhere asks for something in n hidden worlds and reports whether it holds in all.
func (p *Play) Elsewhere(ctx context.Context, n int, ask func(World) (bool, error)) (bool, error) {
	others, err := p.worlds.hidden(ctx, p.lab, n)
	if err != nil {
		return false, err
	}
	for _, t := range others {
		w, err := NewPlay(ctx, p.lab, t, SetupActor, p.wall, p.worlds)
		if err != nil {
			return false, err
		}
		if ok, err := ask(w); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

func try(ctx context.Context, t *tenant.Tenant, r *rule.Rule) (Trial, error) {
	m := t.Manifest()
	out := Trial{Seed: m.Seed, Days: float64(m.Horizon-m.Start) / float64(value.Day), Stages: map[string]int64{}}
	var err error
	if out.facts, err = readFacts(ctx, t); err != nil {
		return out, err
	}
	truth, err := t.Truth(ctx)
	if err != nil {
		return out, err
	}
	for _, s := range truth.Stages {
		out.Stages[s.ID] = s.Start
	}
	with, failed, err := raised(ctx, t, r, true)
	if err != nil {
		return out, err
	}
	out.Failed = failed
	without, _, err := raised(ctx, t, r, false)
	if err != nil {
		return out, err
	}
	out.False = without
	out.Found = owed(with, without)
	return out, nil
}

// raised are the alerts of a rule over a tenant's whole data.
func raised(ctx context.Context, t *tenant.Tenant, r *rule.Rule, attack bool) (alerts []TrialAlert, failed string, err error) {
	trial := *r
	trial.ID = cmp.Or(trial.ID, "rule-on-trial")
	e, err := t.Trial(&content.Content{Rules: []*rule.Rule{&trial}}, attack)
	if err != nil {
		return nil, "", err
	}
	if err := e.Advance(ctx, int64(t.Manifest().Horizon)); err != nil {
		return nil, "", err
	}
	for _, a := range e.Alerts() {
		alerts = append(alerts, TrialAlert{Created: a.Created, Entities: names(a), Rows: a.Count})
	}
	if st := e.Rules()[trial.ID]; st != nil {
		for _, run := range st.Runs {
			failed = run.Error
		}
	}
	return alerts, failed, nil
}

// names are all identifiers of an alert's entities: a person may be meant by any.
func names(a *soc.Alert) []string {
	var out []string
	for _, e := range a.Entities {
		out = append(out, e.Name(), e.UPN())
		for _, id := range e.IDs {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// owed are the alerts that would not have risen like this without the attack.
func owed(with, without []TrialAlert) []TrialAlert {
	seen := map[string]int{}
	key := func(a TrialAlert) string { return fmt.Sprint(a.Created, a.Rows, strings.Join(a.Entities, " ")) }
	for _, a := range without {
		seen[key(a)]++
	}
	var out []TrialAlert
	for _, a := range with {
		if k := key(a); seen[k] > 0 {
			seen[k]--
			continue
		}
		out = append(out, a)
	}
	return out
}
