package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/profile"
)

// AlertFilter narrows the list of alerts. An empty field lets everything through.
type AlertFilter struct {
	Product  string
	Severity string
	Text     string // in the title, or the name of an entity
	Incident int64
	Since    int64 // raised at or after, datetime ticks
}

// AlertQueue lists the alerts that a portal shows, in order of appearance. The Azure portal has those that were
// streamed to the workspace; the Defender portal all but alerts of rules that make no incident [C9].
func (e *Engine) AlertQueue(portal Portal, f AlertFilter) ([]*Alert, error) {
	if f.Severity != "" {
		severity, err := severityOf(f.Severity)
		if err != nil {
			return nil, err
		}
		f.Severity = severity
	}
	out := []*Alert{}
	for _, a := range e.st.Alerts {
		if portal == profile.Azure && a.Streamed == 0 || portal == profile.Defender && a.Sentinel() && a.Incident == 0 {
			continue
		}
		if f.passes(a) {
			out = append(out, a)
		}
	}
	return out, nil
}

func (f AlertFilter) passes(a *Alert) bool {
	switch {
	case f.Product != "" && f.Product != a.Product, f.Severity != "" && f.Severity != a.Severity, f.Incident != 0 && f.Incident != a.Incident, a.Created < f.Since:
		return false
	}
	text := strings.ToLower(f.Text)
	if text == "" || strings.Contains(strings.ToLower(a.Title), text) {
		return true
	}
	for _, en := range a.Entities {
		if strings.Contains(strings.ToLower(en.Name()), text) {
			return true
		}
	}
	return false
}

// FindAlert finds an alert by its id or the beginning of it.
func (e *Engine) FindAlert(id string) (*Alert, error) {
	var fits []*Alert
	for _, a := range e.st.Alerts {
		if strings.HasPrefix(a.ID, strings.ToLower(id)) {
			fits = append(fits, a)
		}
	}
	switch {
	case id == "" || len(fits) == 0:
		return nil, refuse(NotFound, "socrates alert list shows the ids there are", "there is no alert %q", id)
	case len(fits) > 1:
		return nil, refuse(Invalid, "write more of the id", "%d alerts begin with %q", len(fits), id)
	}
	return fits[0], nil
}

// UpdateAlert is the data of "alert.update". Empty fields stay.
type UpdateAlert struct {
	ID            string `json:"id"`               // or the beginning of it
	Status        string `json:"status,omitempty"` // new, in-progress, resolved
	Owner         string `json:"owner,omitempty"`
	Verdict       string `json:"verdict,omitempty"` // Defender's words
	Determination string `json:"determination,omitempty"`
	Comment       string `json:"comment,omitempty"`
}

func init() {
	register("alert.update", "incident.investigate", "change an alert's status, owner or classification, or comment on it",
		func(_ context.Context, e *Engine, a Action, u UpdateAlert) (Outcome, error) {
			return e.updateAlert(a, u)
		})
}

var alertStatuses = map[string]string{"new": StatusNew, "in-progress": AlertInProgress, "inprogress": AlertInProgress, "in progress": AlertInProgress, "resolved": AlertResolved}

func (e *Engine) updateAlert(a Action, u UpdateAlert) (Outcome, error) {
	al, err := e.FindAlert(u.ID)
	if err != nil {
		return Outcome{}, err
	}
	status, verdict, determination := al.Status, al.Verdict, al.Determination
	if u.Status != "" {
		s, ok := alertStatuses[strings.ToLower(u.Status)]
		if !ok {
			return Outcome{}, refuse(Invalid, "choose new, in-progress or resolved", "no alert has the status %q", u.Status)
		}
		status = s
	}
	if u.Verdict != "" {
		if verdict, determination, err = e.profile.Closing.CheckDefender(u.Verdict, u.Determination); err != nil {
			return Outcome{}, &Refusal{Code: Invalid, Msg: err.Error()}
		}
	}
	if n := e.profile.Limits.CommentLength; len(u.Comment) > n { // [J21]
		return Outcome{}, refuse(LimitHit, "shorten it", "a comment has at most %d characters", n)
	}
	al.Status, al.Verdict, al.Determination = status, verdict, determination
	if u.Owner != "" {
		al.Owner = u.Owner
	}
	if u.Comment != "" {
		al.Comments = append(al.Comments, Comment{e.st.next(), e.st.Now, a.Actor, u.Comment, a.Portal})
	}
	if i := e.incident(al.Incident); i != nil {
		e.note(i, a.Actor, a.Portal, "alert", fmt.Sprintf("alert %q: %s", al.Title, strings.Join(slices.DeleteFunc([]string{status, verdict, determination}, func(s string) bool { return s == "" }), ", ")))
	}
	return Outcome{Message: fmt.Sprintf("alert %s is %s", al.ID, strings.ToLower(al.Status)), ID: al.ID, Incident: al.Incident}, nil
}
