package soc

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"socrates/engine/soc/profile"
)

// NewAutomation is the data of "automation.create".
type NewAutomation struct {
	Name       string       `json:"name"`
	Order      int          `json:"order"`
	Trigger    string       `json:"trigger"`
	Conditions []Condition  `json:"conditions,omitempty"`
	Actions    []AutoAction `json:"actions"`
	Expires    int64        `json:"expires,omitempty"` // datetime ticks; 0: never
}

// ByName is the data of acts on an automation rule or a playbook: its id or name.
type ByName struct {
	ID string `json:"id"`
}

func init() {
	register("automation.create", "automation", "make an automation rule", func(_ context.Context, e *Engine, a Action, n NewAutomation) (Outcome, error) {
		return e.createAutomation(a, n)
	})
	register("automation.delete", "automation", "delete an automation rule", func(_ context.Context, e *Engine, _ Action, n ByName) (Outcome, error) {
		r, err := e.automation(n.ID)
		if err != nil {
			return Outcome{}, err
		}
		e.st.Automations = slices.DeleteFunc(e.st.Automations, func(x *AutomationRule) bool { return x == r })
		return Outcome{Message: fmt.Sprintf("automation rule %s %q is deleted", r.ID, r.Name), ID: r.ID}, nil
	})
	for verb, off := range map[string]bool{"enable": false, "disable": true} {
		register("automation."+verb, "automation", verb+" an automation rule", func(_ context.Context, e *Engine, _ Action, n ByName) (Outcome, error) {
			r, err := e.automation(n.ID)
			if err != nil {
				return Outcome{}, err
			}
			if !off && r.Expires != 0 && r.Expires <= e.st.Now {
				return Outcome{}, refuse(Conflict, "make a new one", "automation rule %s expired at %s", r.ID, clock(r.Expires))
			}
			r.Off = off
			return Outcome{Message: fmt.Sprintf("automation rule %s %q is %sd", r.ID, r.Name, verb), ID: r.ID}, nil
		})
	}
}

func (e *Engine) createAutomation(a Action, n NewAutomation) (Outcome, error) {
	if err := e.checkAutomation(&n); err != nil {
		return Outcome{}, err
	}
	e.st.AutomationIDs++
	r := &AutomationRule{ID: fmt.Sprintf("A%d", e.st.AutomationIDs), Name: n.Name, Order: n.Order, Trigger: n.Trigger, Conditions: n.Conditions,
		Actions: n.Actions, Expires: n.Expires, By: a.Actor, Since: e.st.Now}
	e.st.Automations = append(e.st.Automations, r)
	return Outcome{Message: fmt.Sprintf("automation rule %s %q runs %s", r.ID, r.Name, triggerWords[r.Trigger]), ID: r.ID}, nil
}

var triggerWords = map[string]string{OnIncidentCreated: "when an incident is created", OnIncidentUpdated: "when an incident is updated", OnAlertCreated: "when an alert is created"}

func (e *Engine) checkAutomation(n *NewAutomation) error {
	l := e.profile.Limits
	switch {
	case strings.TrimSpace(n.Name) == "" || len(n.Name) > 500: // [J2]
		return refuse(Invalid, "give it a name of 1 to 500 characters", "the name of an automation rule has %d characters", len(n.Name))
	case slices.ContainsFunc(e.st.Automations, func(r *AutomationRule) bool { return strings.EqualFold(r.Name, n.Name) }):
		return refuse(Conflict, "choose another name", "there is an automation rule %q already", n.Name)
	case len(e.st.Automations) >= l.AutomationRules:
		return refuse(LimitHit, "delete one", "there are %d automation rules, the most there can be", l.AutomationRules)
	case triggerWords[n.Trigger] == "":
		return refuse(Invalid, "choose one of "+strings.Join(slices.Sorted(maps.Keys(triggerWords)), ", "), "no trigger %q", n.Trigger)
	case len(n.Actions) == 0 || len(n.Actions) > l.AutomationActions:
		return refuse(LimitHit, "", "an automation rule has 1 to %d actions, this one %d", l.AutomationActions, len(n.Actions))
	case len(n.Conditions) > l.AutomationConditions:
		return refuse(LimitHit, "", "an automation rule has at most %d conditions, this one %d", l.AutomationConditions, len(n.Conditions))
	case n.Expires != 0 && n.Expires <= e.st.Now:
		return refuse(Invalid, "give a later moment, or none", "an automation rule cannot have expired already")
	}
	for _, c := range n.Conditions {
		if err := e.checkCondition(c, n.Trigger); err != nil {
			return err
		}
	}
	for k := range n.Actions {
		if err := e.checkAutoAction(&n.Actions[k], n.Trigger); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) checkCondition(c Condition, trigger string) error {
	value, ok := properties[c.Property]
	asksChange := slices.Contains([]string{"changed", "changed-from", "changed-to", "added"}, c.Operator)
	switch {
	case !ok:
		return refuse(Invalid, "choose one of "+strings.Join(slices.Sorted(maps.Keys(properties)), ", "), "no property %q", c.Property)
	case !slices.Contains(operators, c.Operator):
		return refuse(Invalid, "choose one of "+strings.Join(operators, ", "), "no operator %q", c.Operator)
	case asksChange && trigger != OnIncidentUpdated: // [J7]
		return refuse(Invalid, "use the trigger "+OnIncidentUpdated, "the operator %s asks what changed, which only an update has", c.Operator)
	case value == nil && c.Operator != "added":
		return refuse(Invalid, "use the operator added", "%s can only be added", c.Property)
	case c.Property == "provider" && e.profile.Providers.DefenderIncident == e.profile.Providers.SentinelIncident: // [F13]
		return refuse(NotAllowed, "use the name of the analytics rule, or the product", "every incident has the provider %q here, so there is no such condition", e.profile.Providers.DefenderIncident)
	case c.Property == "updated-by" && trigger != OnIncidentUpdated:
		return refuse(Invalid, "use the trigger "+OnIncidentUpdated, "only an update has someone who updated")
	case len(c.Values) == 0 && c.Operator != "changed" && c.Operator != "added":
		return refuse(Invalid, "give a value", "the condition on %s compares with nothing", c.Property)
	}
	return nil
}

func (e *Engine) checkAutoAction(a *AutoAction, trigger string) error {
	if trigger == OnAlertCreated && a.Do != "playbook" {
		return refuse(NotAllowed, "give the alert to a playbook", "a rule on alerts can run playbooks only") // [J5]
	}
	switch a.Do {
	case "severity":
		s, err := severityOf(a.Value)
		a.Value = s
		return err
	case "status":
		return e.checkAutoStatus(a)
	case "playbook":
		p, err := e.playbook(a.Value)
		if err != nil {
			return err
		}
		a.Value = p.ID
		return p.matches(trigger)
	case "tag", "task", "owner":
		if strings.TrimSpace(a.Value) == "" {
			return refuse(Invalid, "say which", "the action %s needs a value", a.Do)
		}
		return nil
	}
	return refuse(Invalid, "choose status, severity, owner, tag, task or playbook", "no action %q", a.Do)
}

func (e *Engine) checkAutoStatus(a *AutoAction) error {
	parts := strings.Split(a.Value+"//", "/")
	status, err := statusOf(profile.Azure, parts[0])
	if err != nil || status != Closed {
		return err
	}
	class, reason, err := e.profile.Closing.CheckSentinel(parts[1], parts[2])
	if err != nil {
		return &Refusal{Code: Invalid, Msg: err.Error()}
	}
	a.Value = status + "/" + class + "/" + reason
	return nil
}

func (e *Engine) automation(id string) (*AutomationRule, error) {
	for _, r := range e.st.Automations {
		if strings.EqualFold(r.ID, id) || strings.EqualFold(r.Name, id) {
			return r, nil
		}
	}
	return nil, refuse(NotFound, "socrates automation list shows them", "there is no automation rule %q", id)
}
