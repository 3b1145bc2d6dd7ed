package soc

import (
	"cmp"
	"context"
	"fmt"
	"strings"

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

func init() {
	register("incident.update", "incident.triage", "change status, severity, owner, tags, or comment on an incident",
		func(_ context.Context, e *Engine, a Action, u UpdateIncident) (Outcome, error) { return e.update(a, u) })
}

func (e *Engine) update(a Action, u UpdateIncident) (Outcome, error) {
	i, err := e.findToWork(u.ID, a.Portal)
	if err != nil {
		return Outcome{}, err
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

// statusOf reads a status in a portal's words: Active is a new incident in Defender, one in work in Sentinel.
func statusOf(portal Portal, name string) (string, error) {
	status, ok := statuses[strings.ToLower(name)]
	if portal == profile.Defender && strings.EqualFold(name, "active") {
		status = StatusNew
	}
	if !ok {
		return "", refuse(Invalid, statusHint[portal], "no status %q", name)
	}
	return status, nil
}

var statusHint = map[Portal]string{profile.Defender: "choose active, in-progress or resolved", profile.Azure: "choose new, active or closed"}

// statuses are the names of both portals for the states of an incident.
var statuses = map[string]string{"new": StatusNew, "active": Active, "in progress": Active, "inprogress": Active, "in-progress": Active,
	"closed": Closed, "resolved": Closed}

func (e *Engine) newState(portal Portal, s State, u UpdateIncident) (State, error) {
	if u.Status != nil {
		status, err := statusOf(portal, *u.Status)
		if err != nil {
			return s, err
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
