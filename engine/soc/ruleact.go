package soc

import (
	"context"
	"fmt"

	"socrates/engine/soc/rule"
)

// take gives an alert what its rule's answer says in place of the rule: tactics, techniques, further properties.
func (a *Alert) take(d rule.Draft) {
	if len(d.Tactics) > 0 {
		a.Tactics = d.Tactics
	}
	if len(d.Properties) == 0 {
		return
	}
	a.Properties = map[string]string{}
	for name, v := range d.Properties {
		if name == "Techniques" {
			if found := rule.TechniquesIn(v); len(found) > 0 {
				a.Techniques = found
			}
			continue
		}
		a.Properties[name] = v
	}
}

// respondTo takes the response actions of a custom detection on what its alerts name. A target that cannot be found or refuses is
// left, and the alert's incident says so.
func (e *Engine) respondTo(ctx context.Context, r *rule.Rule, alerts []string) error {
	for _, id := range alerts {
		a := e.ix.alerts[id]
		if a == nil || a.Hidden != "" {
			continue
		}
		for _, kind := range r.Actions {
			if err := e.respondToAlert(ctx, r, a, kind); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *Engine) respondToAlert(ctx context.Context, r *rule.Rule, a *Alert, kind string) error {
	does, ok := remedies[kind]
	if !ok {
		return nil // checked when the rule was made; a journal of another version may have it
	}
	for _, en := range a.Entities {
		if en.Type != rule.Actions[kind] {
			continue
		}
		target, err := e.resolve(ctx, does, en)
		if err == nil && does.refuses != nil {
			err = does.refuses(ctx, e, target)
		}
		if refused, ok := AsRefusal(err); ok {
			if i := e.incident(a.Incident); i != nil {
				e.note(e.target(i), r.Name, "", "response", fmt.Sprintf("%s on %s was not done: %s", kind, en.Name(), refused.Msg))
			}
			continue
		} else if err != nil {
			return err
		}
		if e.inForce(kind, target) == nil {
			e.begin(e.ask(does, target, r.Name, "custom detection", a.Incident, "custom detection "+r.Name))
		}
	}
	return nil
}
