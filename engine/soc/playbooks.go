package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// NewPlaybook is the data of "playbook.create".
type NewPlaybook struct {
	Name     string     `json:"name"`
	Trigger  string     `json:"trigger"` // incident, alert
	Steps    []PlayStep `json:"steps"`
	Template string     `json:"template,omitempty"` // of an installed solution: it has the trigger and the steps
}

// GrantPlaybook is the data of "playbook.grant" and "playbook.revoke": "run" lets rules run it, "all" is every
// permission, anything else is a permission of the playbook's identity.
type GrantPlaybook struct {
	ID         string `json:"id"`
	Permission string `json:"permission"`
}

// RunPlaybook is the data of "playbook.run".
type RunPlaybook struct {
	ID       string `json:"id"`
	Incident int64  `json:"incident"`
}

func init() {
	register("playbook.create", "automation", "make a playbook", func(_ context.Context, e *Engine, a Action, n NewPlaybook) (Outcome, error) {
		return e.createPlaybook(a, n)
	})
	register("playbook.delete", "automation", "delete a playbook", func(_ context.Context, e *Engine, _ Action, n ByName) (Outcome, error) { return e.deletePlaybook(n) })
	register("playbook.grant", "automation", "let rules run a playbook, or give its identity a permission", func(_ context.Context, e *Engine, _ Action, g GrantPlaybook) (Outcome, error) {
		return e.grant(g, true)
	})
	register("playbook.revoke", "automation", "take a right of a playbook away", func(_ context.Context, e *Engine, _ Action, g GrantPlaybook) (Outcome, error) {
		return e.grant(g, false)
	})
	register("playbook.run", "playbook.run", "run a playbook on an incident", func(ctx context.Context, e *Engine, a Action, r RunPlaybook) (Outcome, error) {
		return e.runByHand(ctx, a, r)
	})
	for verb, off := range map[string]bool{"enable": false, "disable": true} {
		register("playbook."+verb, "automation", verb+" a playbook", func(_ context.Context, e *Engine, _ Action, n ByName) (Outcome, error) {
			p, err := e.playbook(n.ID)
			if err != nil {
				return Outcome{}, err
			}
			p.Off = off
			return Outcome{Message: fmt.Sprintf("playbook %s %q is %sd", p.ID, p.Name, verb), ID: p.ID}, nil
		})
	}
}

func (e *Engine) createPlaybook(a Action, n NewPlaybook) (Outcome, error) {
	n, err := n.fromTemplate(e)
	if err != nil {
		return Outcome{}, err
	}
	n.Trigger = firstOf(strings.ToLower(n.Trigger), "incident")
	switch {
	case strings.TrimSpace(n.Name) == "":
		return Outcome{}, refuse(Invalid, "", "a playbook needs a name")
	case slices.ContainsFunc(e.st.Playbooks, func(p *Playbook) bool { return strings.EqualFold(p.Name, n.Name) }):
		return Outcome{}, refuse(Conflict, "choose another name", "there is a playbook %q already", n.Name)
	case n.Trigger != "incident" && n.Trigger != "alert":
		return Outcome{}, refuse(Invalid, "choose incident or alert", "no trigger %q", n.Trigger)
	case len(n.Steps) == 0:
		return Outcome{}, refuse(Invalid, "give it one", "a playbook needs a step")
	}
	for _, s := range n.Steps {
		if err := e.checkStep(s); err != nil {
			return Outcome{}, err
		}
	}
	e.st.PlaybookIDs++
	p := &Playbook{ID: fmt.Sprintf("P%d", e.st.PlaybookIDs), Name: n.Name, Trigger: n.Trigger, Steps: n.Steps, By: a.Actor, Since: e.st.Now}
	e.st.Playbooks = append(e.st.Playbooks, p)
	out := Outcome{Message: fmt.Sprintf("playbook %s %q is there", p.ID, p.Name), ID: p.ID,
		Notes: []string{"rules cannot run it yet: socrates playbook grant " + p.ID + " run"}}
	for _, need := range p.needs() {
		out.Notes = append(out.Notes, "its identity needs "+need)
	}
	return out, nil
}

func (e *Engine) checkStep(s PlayStep) error {
	if _, ok := stepKinds[s.Do]; !ok {
		var names []string
		for _, k := range StepKinds() {
			names = append(names, k[0])
		}
		return refuse(Invalid, "choose one of "+strings.Join(names, ", "), "no step %q", s.Do)
	}
	if s.Do == "severity" {
		_, err := severityOf(s.Value)
		return err
	}
	if slices.Contains([]string{"comment", "tag", "assign", "create-task", "notify"}, s.Do) && strings.TrimSpace(s.Value) == "" {
		return refuse(Invalid, "say what or whom", "the step %s needs a value", s.Do)
	}
	return nil
}

// needs lists the permissions that the steps need, each once.
func (p *Playbook) needs() []string {
	var out []string
	for _, s := range p.Steps {
		if need := stepKinds[s.Do].needs; need != "" && !slices.Contains(out, need) {
			out = append(out, need)
		}
	}
	return out
}

func (e *Engine) deletePlaybook(n ByName) (Outcome, error) {
	p, err := e.playbook(n.ID)
	if err != nil {
		return Outcome{}, err
	}
	for _, r := range e.st.Automations {
		if slices.ContainsFunc(r.Actions, func(a AutoAction) bool { return a.Do == "playbook" && a.Value == p.ID }) {
			return Outcome{}, refuse(Conflict, "delete the rule first", "automation rule %s %q runs playbook %q", r.ID, r.Name, p.Name)
		}
	}
	e.st.Playbooks = slices.DeleteFunc(e.st.Playbooks, func(x *Playbook) bool { return x == p })
	return Outcome{Message: fmt.Sprintf("playbook %s %q is deleted", p.ID, p.Name), ID: p.ID}, nil
}

func (e *Engine) grant(g GrantPlaybook, give bool) (Outcome, error) {
	p, err := e.playbook(g.ID)
	if err != nil {
		return Outcome{}, err
	}
	known := []string{"run", "all"}
	for _, k := range stepKinds {
		if k.needs != "" {
			known = append(known, k.needs)
		}
	}
	slices.Sort(known)
	if !slices.Contains(known, g.Permission) {
		return Outcome{}, refuse(Invalid, "choose one of "+strings.Join(slices.Compact(known), ", "), "no permission %q", g.Permission)
	}
	if g.Permission == "run" || g.Permission == "all" {
		p.Runnable = give
	}
	if g.Permission != "run" {
		given := []string{g.Permission}
		if g.Permission == "all" {
			given = p.needs()
		}
		p.Granted = slices.DeleteFunc(p.Granted, func(x string) bool { return slices.Contains(given, x) })
		if give {
			p.Granted = append(p.Granted, given...)
		}
	}
	return Outcome{Message: fmt.Sprintf("playbook %s %q: %s is %s", p.ID, p.Name, g.Permission, map[bool]string{true: "granted", false: "taken away"}[give]), ID: p.ID}, nil
}

// runByHand runs a playbook on an incident for a person, who needs no rule and no grant to the service.
func (e *Engine) runByHand(ctx context.Context, a Action, r RunPlaybook) (Outcome, error) {
	p, err := e.playbook(r.ID)
	if err != nil {
		return Outcome{}, err
	}
	i, err := e.findToWork(r.Incident, a.Portal)
	if err != nil {
		return Outcome{}, err
	}
	if err := p.matches(OnIncidentCreated); err != nil { // [J13]
		return Outcome{}, err
	}
	if i.Sentinel.Since == 0 {
		return Outcome{}, e.notThere(i, "azure")
	}
	e.chain = []string{p.ID}
	says, err := e.runPlaybook(ctx, p.ID, &autoEvent{Trigger: OnIncidentCreated, Incident: i.ID}, a.Actor, false)
	e.chain = nil
	if refused, ok := AsRefusal(err); ok { // it ran and failed: that is kept, so the act was done
		return Outcome{Message: fmt.Sprintf("playbook %q failed on incident %d: %s", p.Name, i.ID, refused.Msg), Incident: i.ID, ID: p.ID, Notes: []string{refused.Hint}}, nil
	}
	return Outcome{Message: says, Incident: i.ID, ID: p.ID}, err
}

func (e *Engine) playbook(id string) (*Playbook, error) {
	for _, p := range e.st.Playbooks {
		if strings.EqualFold(p.ID, id) || strings.EqualFold(p.Name, id) {
			return p, nil
		}
	}
	return nil, refuse(NotFound, "socrates playbook list shows them", "there is no playbook %q", id)
}

// Playbooks lists the playbooks, oldest first; treat as read-only.
func (e *Engine) Playbooks() []*Playbook { return slices.Clone(e.st.Playbooks) }
