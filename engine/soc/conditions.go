package soc

import (
	"slices"
	"strings"

	"socrates/engine/soc/profile"
)

// properties are what conditions of automation rules can ask about, with the values that an event has.
var properties = map[string]func(*Engine, *autoEvent) []string{
	"title":    ofIncident(func(_ *Engine, i *Incident) []string { return []string{i.Title} }),
	"severity": ofIncident(func(_ *Engine, i *Incident) []string { return []string{i.Sentinel.Severity.Value} }),
	"status":   ofIncident(func(_ *Engine, i *Incident) []string { return []string{i.Sentinel.State.Value.Status} }),
	"owner":    ofIncident(func(_ *Engine, i *Incident) []string { return []string{i.Sentinel.Owner.Value} }),
	"tag":      ofIncident(func(_ *Engine, i *Incident) []string { return i.Sentinel.TagNames() }),
	"provider": ofIncident(provider),
	"rule":     ofAlerts(func(e *Engine, a *Alert) []string { return e.ruleName(a) }),
	"product": ofAlerts(func(e *Engine, a *Alert) []string {
		p := e.profile.Product(a.Product)
		return []string{a.Product, p.Name, p.Product} // people know the name, SecurityAlert has the product
	}),
	"tactic":      ofAlerts(func(_ *Engine, a *Alert) []string { return a.Tactics }),
	"entity":      ofAlerts(func(_ *Engine, a *Alert) []string { return entityNames(a) }),
	"alert-title": ofAlerts(func(_ *Engine, a *Alert) []string { return []string{a.Title} }),
	"updated-by":  func(_ *Engine, ev *autoEvent) []string { return []string{ev.By} },
	"alerts":      nil, // asked about with "added" only
	"comments":    nil,
}

// operators of conditions: the first four compare values, the others ask what changed [J7].
var operators = []string{"equals", "not-equals", "contains", "not-contains", "starts-with", "changed", "changed-from", "changed-to", "added"}

func ofIncident(value func(*Engine, *Incident) []string) func(*Engine, *autoEvent) []string {
	return func(e *Engine, ev *autoEvent) []string {
		if i := e.incident(ev.Incident); i != nil {
			return value(e, e.target(i))
		}
		return nil
	}
}

// ofAlerts asks the alert of an alert event, or all alerts of an incident.
func ofAlerts(value func(*Engine, *Alert) []string) func(*Engine, *autoEvent) []string {
	return func(e *Engine, ev *autoEvent) (out []string) {
		for _, a := range e.alertsOfEvent(ev) {
			out = append(out, value(e, a)...)
		}
		return out
	}
}

func (e *Engine) alertsOfEvent(ev *autoEvent) []*Alert {
	if a := e.ix.alerts[ev.Alert]; a != nil {
		return []*Alert{a}
	}
	if i := e.incident(ev.Incident); i != nil {
		return e.alertsOf(e.target(i))
	}
	return nil
}

func provider(e *Engine, i *Incident) []string {
	if i.Origin == profile.Azure {
		return []string{e.profile.Providers.SentinelIncident}
	}
	return []string{e.profile.Providers.DefenderIncident}
}

func (e *Engine) ruleName(a *Alert) []string {
	if r := e.rule(a.Source); r != nil {
		return []string{r.Name, r.ID}
	}
	return nil
}

func entityNames(a *Alert) []string {
	var out []string
	for _, en := range a.Entities {
		out = append(out, en.Name())
	}
	return out
}

// fits reports that all conditions of a rule hold for an event.
func (e *Engine) fits(r *AutomationRule, ev *autoEvent) bool {
	for _, c := range r.Conditions {
		if !e.holds(c, ev) {
			return false
		}
	}
	return true
}

func (e *Engine) holds(c Condition, ev *autoEvent) bool {
	switch c.Operator {
	case "changed", "changed-from", "changed-to", "added":
		return slices.ContainsFunc(ev.Changes, func(ch change) bool { return c.changed(ch) })
	}
	values := properties[c.Property](e, ev)
	found := slices.ContainsFunc(values, func(v string) bool {
		return slices.ContainsFunc(c.Values, func(want string) bool { return compares(c.Operator, v, want) })
	})
	return found != strings.HasPrefix(c.Operator, "not-")
}

func (c Condition) changed(ch change) bool {
	if ch.Property != c.Property {
		return false
	}
	any := func(v string) bool {
		return slices.ContainsFunc(c.Values, func(want string) bool { return strings.EqualFold(v, want) })
	}
	switch c.Operator {
	case "changed-from":
		return any(ch.From)
	case "changed-to":
		return any(ch.To)
	case "added":
		return len(c.Values) == 0 || any(ch.To)
	}
	return true
}

// compares holds a value against what a condition wants, without regard to case.
func compares(operator, v, want string) bool {
	v, want = strings.ToLower(v), strings.ToLower(want)
	switch strings.TrimPrefix(operator, "not-") {
	case "contains":
		return strings.Contains(v, want)
	case "starts-with":
		return strings.HasPrefix(v, want)
	}
	return v == want
}
