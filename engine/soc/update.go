package soc

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"socrates/engine/schema"
	"socrates/engine/soc/profile"
)

// UpdateIncident is the data of "incident.update". A nil field stays. Verdict and Determination are
// Defender's words, Classification and Reason Sentinel's; give those of the portal that is used.
type UpdateIncident struct {
	ID             int64    `json:"id"`
	Status         *string  `json:"status,omitempty"`
	Severity       *string  `json:"severity,omitempty"`
	Owner          *string  `json:"owner,omitempty"`
	Verdict        string   `json:"verdict,omitempty"`
	Determination  string   `json:"determination,omitempty"`
	Classification string   `json:"classification,omitempty"`
	Reason         string   `json:"reason,omitempty"`
	Comment        string   `json:"comment,omitempty"`
	AddTags        []string `json:"addTags,omitempty"`
	RemoveTags     []string `json:"removeTags,omitempty"`
}

// OneIncident is the data of "incident.investigate".
type OneIncident struct {
	ID int64 `json:"id"`
}

// SelectTables is the data of "connector.tables": true selects a table, false deselects it.
type SelectTables struct {
	Tables map[string]bool `json:"tables"`
}

// Apply does an act at a time, after all work that was due by then. A *Refusal means that nothing changed.
func (e *Engine) Apply(ctx context.Context, at int64, a Action) (Outcome, error) {
	if err := e.Advance(ctx, at); err != nil {
		return Outcome{}, err
	}
	a.Portal = cmp.Or(a.Portal, profile.Defender)
	out, err := e.act(a)
	if err != nil {
		return Outcome{}, err
	}
	return out, e.flush(ctx)
}

func (e *Engine) act(a Action) (Outcome, error) {
	switch a.Kind {
	case "connector.connect":
		return e.connect(a, true)
	case "connector.disconnect":
		return e.connect(a, false)
	case "connector.tables":
		return take(e, a, "connector", e.selectTables)
	case "incident.investigate":
		return take(e, a, "incident.investigate", e.investigate)
	case "incident.update":
		return take(e, a, "incident.triage", e.update)
	}
	return Outcome{}, refuse(Invalid, "", "no act is called %q", a.Kind)
}

// take decodes an act's data and checks that its portal offers the task.
func take[T any](e *Engine, a Action, task string, do func(Action, T) (Outcome, error)) (Outcome, error) {
	var data T
	if err := e.offered(a.Portal, task); err != nil {
		return Outcome{}, err
	}
	if err := json.Unmarshal(a.Data, &data); err != nil {
		return Outcome{}, refuse(Invalid, "", "the data of %s cannot be read: %v", a.Kind, err)
	}
	return do(a, data)
}

func (e *Engine) offered(portal Portal, task string) error {
	if e.profile.Offers(portal, task) {
		return nil
	}
	t, _ := e.profile.Task(task)
	return refuse(WrongPortal, e.wayTo(task), "%s does not offer to %s: %s", portal.Title(), t.Says, t.Why)
}

func (e *Engine) find(id int64, side Portal) (*Incident, error) {
	i := e.incident(id)
	if i == nil {
		return nil, refuse(NotFound, "SecurityIncident and the unified queue hold the numbers there are", "there is no incident %d", id)
	}
	if i.Face(side).Since == 0 {
		return nil, refuse(Conflict, "advance the clock, or use "+side.Other().Title(), "incident %d has not reached %s yet", id, side.Title())
	}
	return i, nil
}

func (e *Engine) update(a Action, u UpdateIncident) (Outcome, error) {
	i, err := e.find(u.ID, a.Portal)
	if err != nil {
		return Outcome{}, err
	}
	if i.Redirect != 0 {
		return Outcome{}, refuse(Conflict, fmt.Sprintf("work on incident %d", i.Redirect), "incident %d was merged into incident %d", i.ID, i.Redirect)
	}
	f := i.Face(a.Portal)
	state, err := e.newState(a.Portal, f.State.Value, u)
	if err != nil {
		return Outcome{}, err
	}
	severity := f.Severity.Value
	if u.Severity != nil {
		if severity, err = severityOf(*u.Severity); err != nil {
			return Outcome{}, err
		}
	}
	if n := e.profile.Limits.CommentLength; len(u.Comment) > n {
		return Outcome{}, refuse(LimitHit, "shorten it", "a comment has at most %d characters", n) // [J21]
	}
	if u.Comment != "" && len(f.Comments) >= e.profile.Limits.Comments {
		return Outcome{}, refuse(LimitHit, "", "incident %d has %d comments, the most there can be", i.ID, len(f.Comments))
	}
	e.carryOut(i, a, u, state, severity)
	return Outcome{Message: fmt.Sprintf("incident %d updated in %s", i.ID, a.Portal.Title()), Incident: i.ID, Notes: e.when(i, a.Portal)}, nil
}

func severityOf(name string) (string, error) {
	for _, s := range severities {
		if strings.EqualFold(s, name) {
			return s, nil
		}
	}
	return "", refuse(Invalid, "choose one of "+strings.Join(severities, ", "), "no severity %q", name)
}

// statuses are the names of both portals for the states of an incident.
var statuses = map[string]string{"new": StatusNew, "active": Active, "in progress": Active, "inprogress": Active, "in-progress": Active,
	"closed": Closed, "resolved": Closed}

func (e *Engine) newState(portal Portal, s State, u UpdateIncident) (State, error) {
	if u.Status != nil {
		status, ok := statuses[strings.ToLower(*u.Status)]
		if !ok {
			return s, refuse(Invalid, "choose new, active (in progress) or closed (resolved)", "no status %q", *u.Status)
		}
		s.Status = status
	}
	if s.Status != Closed {
		return State{Status: s.Status}, nil
	}
	var err error
	switch {
	case portal == profile.Azure && u.Classification != "":
		s.Classification, s.Reason, err = e.profile.Closing.CheckSentinel(u.Classification, u.Reason)
	case portal == profile.Defender && u.Verdict != "":
		s.Verdict, s.Determination, err = e.profile.Closing.CheckDefender(u.Verdict, u.Determination)
	case portal == profile.Azure && s.Classification == "":
		err = fmt.Errorf("closing an incident in %s needs a classification", portal.Title())
	}
	if err != nil {
		return s, &Refusal{Code: Invalid, Msg: err.Error()}
	}
	if u.Comment != "" {
		s.Comment = u.Comment
	}
	return s, nil
}

func (e *Engine) carryOut(i *Incident, a Action, u UpdateIncident, state State, severity string) {
	f := i.Face(a.Portal)
	say := func(what, format string, args ...any) {
		e.note(i, a.Actor, a.Portal, what, fmt.Sprintf(format, args...))
	}
	if state != f.State.Value {
		say("status", "status %s -> %s", f.State.Value.Status, state.Status)
		e.setState(i, a.Portal, a.Actor, state)
	}
	if severity != f.Severity.Value {
		say("severity", "severity %s -> %s", f.Severity.Value, severity)
		e.setSeverity(i, a.Portal, a.Actor, severity)
	}
	if u.Owner != nil && *u.Owner != f.Owner.Value {
		say("owner", "owner %s -> %s", cmp.Or(f.Owner.Value, "nobody"), cmp.Or(*u.Owner, "nobody"))
		e.setOwner(i, a.Portal, a.Actor, *u.Owner)
	}
	for _, t := range u.AddTags {
		e.setTag(i, a.Portal, a.Actor, t, false)
	}
	for _, t := range u.RemoveTags {
		e.setTag(i, a.Portal, a.Actor, t, true)
	}
	if u.Comment != "" {
		f.Comments = append(f.Comments, Comment{e.st.next(), e.st.Now, a.Actor, u.Comment, a.Portal})
		e.touch(i, a.Portal)
	}
	if a.Portal == profile.Azure {
		e.publishIncident(i, a.Actor)
	}
	e.resolveAlerts(i)
}

// when tells when the other side will know.
func (e *Engine) when(i *Incident, from Portal) []string {
	switch f := i.Face(from); {
	case !e.st.Connector.Incidents:
		return []string{"the connector is off: " + from.Other().Title() + " will not know until it is connected again"}
	case f.Due != 0:
		return []string{fmt.Sprintf("%s will know in %s", from.Other().Title(), spanText(f.Due-e.st.Now))}
	}
	return nil
}

// investigate starts the automated investigation. It runs on Defender's evidence only.
func (e *Engine) investigate(a Action, o OneIncident) (Outcome, error) {
	i, err := e.find(o.ID, a.Portal)
	if err != nil {
		return Outcome{}, err
	}
	for _, alert := range e.alertsOf(i) {
		if !alert.Sentinel() {
			return Outcome{}, refuse(NotAllowed, "look at the entities and alerts by hand", "automated investigation is not built yet")
		}
	}
	return Outcome{}, refuse(NotAllowed, "investigate by hunting, or answer with a playbook",
		"automated investigation cannot run on incident %d: all its alerts come from Microsoft Sentinel, and it needs alerts of a Defender product", i.ID)
}

func (e *Engine) connect(a Action, on bool) (Outcome, error) {
	if err := e.offered(a.Portal, "connector"); err != nil {
		return Outcome{}, err
	}
	c := &e.st.Connector
	word := map[bool]string{true: "connected", false: "disconnected"}[on]
	if c.Incidents == on {
		return Outcome{Message: "the " + ConnectorName + " connector is " + word + " already"}, nil
	}
	c.Incidents, c.Since = on, e.st.Now
	e.st.cancel(func(j job) bool { return j.Kind == "sync" })
	for _, i := range e.st.Incidents {
		e.reconnect(i, on)
	}
	return Outcome{Message: "the " + ConnectorName + " connector is " + word + "; incidents and alerts " + map[bool]string{true: "flow again", false: "stop"}[on]}, nil
}

// reconnect plans what was held back while the connector was off: open incidents, and edits.
func (e *Engine) reconnect(i *Incident, on bool) {
	i.Defender.Due, i.Sentinel.Due = 0, 0
	if !on {
		return
	}
	for _, side := range []Portal{profile.Defender, profile.Azure} {
		if i.Face(side).Since == 0 && i.Face(side.Other()).Open() {
			e.st.schedule(job{Due: e.st.Now + e.profile.Sync.Create.Ticks(), Kind: "arrive", Ref: i.ID, Side: side})
		}
		e.planSync(i, side)
	}
}

func (e *Engine) selectTables(_ Action, s SelectTables) (Outcome, error) {
	for name := range s.Tables {
		if t, ok := schema.Lookup(name); !ok || !t.Streamable {
			return Outcome{}, refuse(Invalid, "choose among the tables that the connector lists", "the connector cannot stream a table %q", name)
		}
	}
	for name, on := range s.Tables {
		if on {
			delete(e.st.Connector.Off, name)
		} else {
			e.st.Connector.Off[name] = true
		}
	}
	return Outcome{Message: fmt.Sprintf("%d tables changed; %d are not selected", len(s.Tables), len(e.st.Connector.Off))}, nil
}
