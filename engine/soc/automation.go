package soc

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/profile"
)

// Automation works on the workspace's side of an incident, whichever side made it [J12]. Whenever a row of
// SecurityIncident is written, what changed since the last one becomes an event; rules that fit it run in their
// order, each seeing what the earlier ones left [J3, J4]. What automation changes is an event again, but a rule
// runs once in such a chain, so a chain ends.

// AutomationRule reacts to incidents and alerts.
type AutomationRule struct {
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	Order      int          `json:"order"` // lower runs first
	Trigger    string       `json:"trigger"`
	Conditions []Condition  `json:"conditions,omitempty"` // all have to hold
	Actions    []AutoAction `json:"actions"`
	Expires    int64        `json:"expires,omitempty"` // datetime ticks; 0: never
	Off        bool         `json:"off,omitempty"`
	By         string       `json:"by"`
	Since      int64        `json:"since"`
	Runs       []AutoRun    `json:"runs,omitempty"` // the last ones
}

// The triggers [J1].
const (
	OnIncidentCreated = "incident-created"
	OnIncidentUpdated = "incident-updated"
	OnAlertCreated    = "alert-created"
)

// Condition is a condition of an automation rule; one of Values has to fit.
type Condition struct {
	Property string   `json:"property"`
	Operator string   `json:"operator"`
	Values   []string `json:"values,omitempty"`
}

// AutoAction is an action of an automation rule [J5].
type AutoAction struct {
	Do    string `json:"do"`    // status, severity, owner, tag, task, playbook
	Value string `json:"value"` // closed/TruePositive/SuspiciousActivity, High, a UPN, a tag, a text, id of a playbook
}

// AutoRun is one run of an automation rule.
type AutoRun struct {
	At       int64    `json:"at"`
	Incident int64    `json:"incident,omitempty"`
	Alert    string   `json:"alert,omitempty"`
	Status   string   `json:"status"` // Success, Partial success, Failure
	Steps    []string `json:"steps"`  // what was done, or why it could not be
}

// The results of runs, as SentinelHealth spells them.
const (
	RunSuccess = "Success"
	RunPartly  = "Partial success"
	RunFailure = "Failure"
)

// autoEvent is something that automation reacts to.
type autoEvent struct {
	Trigger  string   `json:"trigger"`
	Incident int64    `json:"incident,omitempty"`
	Alert    string   `json:"alert,omitempty"`
	By       string   `json:"by,omitempty"`
	Changes  []change `json:"changes,omitempty"`
	Chain    []string `json:"chain,omitempty"` // rules that ran on the way here
}

// change is a property of an incident that changed.
type change struct {
	Property string `json:"property"`
	From     string `json:"from,omitempty"`
	To       string `json:"to,omitempty"`
}

// seen is what automation last saw of an incident.
type seen struct {
	Status   string   `json:"status"`
	Severity string   `json:"severity"`
	Owner    string   `json:"owner,omitempty"`
	Tags     []string `json:"tags,omitempty"`
	Alerts   int      `json:"alerts"`
	Comments int      `json:"comments,omitempty"`
}

// observe makes events of what changed on the workspace's side of an incident.
func (e *Engine) observe(i *Incident, by string) {
	f := &i.Sentinel
	now := &seen{f.State.Value.Status, f.Severity.Value, f.Owner.Value, f.TagNames(), len(i.Alerts), len(f.Comments)}
	was := i.Seen
	i.Seen = now
	if was == nil {
		e.fire(autoEvent{Trigger: OnIncidentCreated, Incident: i.ID, By: by})
		return
	}
	if changes := differences(was, now); len(changes) > 0 {
		e.fire(autoEvent{Trigger: OnIncidentUpdated, Incident: i.ID, By: by, Changes: changes})
	}
}

func differences(was, now *seen) []change {
	var out []change
	add := func(property, from, to string) {
		if from != to {
			out = append(out, change{property, from, to})
		}
	}
	add("status", was.Status, now.Status)
	add("severity", was.Severity, now.Severity)
	add("owner", was.Owner, now.Owner)
	for _, t := range now.Tags {
		if !slices.Contains(was.Tags, t) {
			add("tag", "", t)
		}
	}
	if now.Alerts > was.Alerts {
		add("alerts", fmt.Sprint(was.Alerts), fmt.Sprint(now.Alerts))
	}
	if now.Comments > was.Comments {
		add("comments", fmt.Sprint(was.Comments), fmt.Sprint(now.Comments))
	}
	return out
}

// fire queues an event, if a rule waits for its kind; created goes before updated [J3].
func (e *Engine) fire(ev autoEvent) {
	if !slices.ContainsFunc(e.st.Automations, func(r *AutomationRule) bool { return r.Trigger == ev.Trigger && !r.Off }) {
		return
	}
	ev.Chain = slices.Clone(e.chain)
	e.st.schedule(job{Due: e.st.Now, Kind: "automation", Event: &ev})
}

// automate runs the rules that an event fits.
func (e *Engine) automate(ctx context.Context, ev *autoEvent) error {
	rules := slices.DeleteFunc(slices.Clone(e.st.Automations), func(r *AutomationRule) bool {
		return r.Trigger != ev.Trigger || slices.Contains(ev.Chain, r.ID)
	})
	slices.SortStableFunc(rules, func(a, b *AutomationRule) int {
		return cmp.Or(a.Order-b.Order, strings.Compare(e.hash("automation", a.ID), e.hash("automation", b.ID))) // equal numbers: by chance [J3]
	})
	for _, r := range rules {
		if r.Expires != 0 && r.Expires <= e.st.Now { // [J6]
			r.Off = true
		}
		if r.Off || !e.fits(r, ev) {
			continue
		}
		e.chain = append(slices.Clone(ev.Chain), r.ID)
		err := e.runAutomation(ctx, r, ev)
		ev.Chain, e.chain = e.chain, nil
		if err != nil {
			return err
		}
	}
	return nil
}

// runAutomation carries out the actions of a rule in order; one that fails does not keep the next from running.
func (e *Engine) runAutomation(ctx context.Context, r *AutomationRule, ev *autoEvent) error {
	run := AutoRun{At: e.st.Now, Incident: ev.Incident, Alert: ev.Alert, Status: RunSuccess, Steps: []string{}}
	failed := 0
	for _, act := range r.Actions {
		says, err := e.autoAct(ctx, r, act, ev)
		if refused, ok := AsRefusal(err); ok {
			failed++
			says = act.Do + " failed: " + refused.Msg
		} else if err != nil {
			return err
		}
		run.Steps = append(run.Steps, says)
	}
	switch {
	case failed == len(r.Actions):
		run.Status = RunFailure
	case failed > 0:
		run.Status = RunPartly
	}
	r.Runs = keepLast(append(r.Runs, run), e.profile.Rules.KeptRuns)
	if i := e.incident(ev.Incident); i != nil {
		e.note(e.target(i), r.Name, profile.Azure, "automation", fmt.Sprintf("automation rule %q ran: %s", r.Name, strings.Join(run.Steps, "; ")))
	}
	e.put("SentinelHealth", cells{"OperationName": "Automation rule run", "Status": run.Status, "Description": strings.Join(run.Steps, "; "), "SentinelResourceName": r.Name,
		"SentinelResourceId": r.ID, "SentinelResourceType": "Automation rule", "SentinelResourceKind": "Automation rule", "WorkspaceId": e.ws.ID,
		"RecordId": e.guid(fmt.Sprint(r.ID, e.st.next())), "ExtendedProperties": map[string]any{"TriggeredOn": r.Trigger, "IncidentNumber": ev.Incident, "ActionsTriggered": len(r.Actions)}})
	return nil
}

func keepLast[T any](list []T, n int) []T {
	if len(list) > n {
		return slices.Clone(list[len(list)-n:])
	}
	return list
}

// autoAct does one action of a rule on the workspace's side.
func (e *Engine) autoAct(ctx context.Context, r *AutomationRule, act AutoAction, ev *autoEvent) (string, error) {
	by := "Automation rule " + r.Name
	if act.Do == "playbook" {
		return e.runPlaybook(ctx, act.Value, ev, by, true)
	}
	i := e.incident(ev.Incident)
	if i == nil {
		return "", refuse(NotAllowed, "", "an alert that made no incident can be given to a playbook only")
	}
	i = e.target(i)
	return act.Do + " " + act.Value, e.editBySystem(i, by, act.Do, act.Value)
}

// editBySystem changes an incident on the workspace's side for automation.
func (e *Engine) editBySystem(i *Incident, by, do, value string) error {
	u := UpdateIncident{ID: i.ID}
	switch do {
	case "status":
		parts := strings.Split(value+"//", "/")
		u.Status, u.Classification, u.Reason = &parts[0], parts[1], parts[2]
	case "severity":
		u.Severity = &value
	case "owner":
		u.Owner = &value
	case "tag":
		u.AddTags = []string{value}
	case "comment":
		u.Comment = value
	case "task":
		return e.addTask(i, by, value)
	}
	_, err := e.update(Action{Kind: "incident.update", Portal: profile.Azure, Actor: by}, u)
	return err
}

// Automations lists the automation rules by order; treat as read-only.
func (e *Engine) Automations() []*AutomationRule {
	out := slices.Clone(e.st.Automations)
	slices.SortStableFunc(out, func(a, b *AutomationRule) int { return a.Order - b.Order })
	return out
}
