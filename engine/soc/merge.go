package soc

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/profile"
)

// MergeIncidents is the data of "incident.merge". The platform chooses which incident stays.
type MergeIncidents struct {
	IDs []int64 `json:"ids"`
}

// MoveAlerts is the data of "incident.split": alerts leave an incident for another, or for a new one.
type MoveAlerts struct {
	ID     int64    `json:"id"`
	Alerts []string `json:"alerts"`       // ids, or the beginnings of ids
	To     int64    `json:"to,omitempty"` // 0: a new incident
}

// CreateIncident is the data of "incident.create".
type CreateIncident struct {
	Title    string `json:"title"`
	Severity string `json:"severity"`
}

func init() {
	register("incident.merge", "incident.merge", "merge incidents into one", func(_ context.Context, e *Engine, a Action, m MergeIncidents) (Outcome, error) {
		return e.mergeByHand(a, m)
	})
	register("incident.split", "incident.merge", "move alerts to another or a new incident", func(_ context.Context, e *Engine, a Action, m MoveAlerts) (Outcome, error) { return e.split(a, m) })
	register("incident.create", "incident.create", "make an incident by hand", func(_ context.Context, e *Engine, a Action, c CreateIncident) (Outcome, error) {
		return e.createIncident(a, c)
	})
}

func (e *Engine) mergeByHand(a Action, m MergeIncidents) (Outcome, error) {
	slices.Sort(m.IDs)
	m.IDs = slices.Compact(m.IDs)
	if n := e.profile.Correlation.ManualMerge; len(m.IDs) < 2 || len(m.IDs) > n { // [C14]
		return Outcome{}, refuse(LimitHit, "", "a merge takes 2 to %d incidents, this one %d", n, len(m.IDs))
	}
	var all []*Incident
	for _, id := range m.IDs {
		i, err := e.findToWork(id, a.Portal)
		if err != nil {
			return Outcome{}, err
		}
		if !i.Defender.Open() {
			return Outcome{}, refuse(Conflict, fmt.Sprintf("reopen it: socrates incident update %d --status active", id), "incident %d is closed", id)
		}
		all = append(all, i)
	}
	if n := e.profile.Correlation.MaxEntities; len(e.entitiesOf(all...)) > n { // [C13]
		return Outcome{}, refuse(LimitHit, "merge fewer", "together they would have more than %d entities", n)
	}
	slices.SortStableFunc(all, func(x, y *Incident) int { // Defender's own first, then the oldest
		return cmp.Or(strings.Compare(string(y.Origin), string(x.Origin)), cmp.Compare(x.ID, y.ID))
	})
	into := all[0]
	for _, from := range all[1:] {
		e.merge(into, from, a.Actor, "")
	}
	return Outcome{Message: fmt.Sprintf("%d incidents are now incident %d", len(all), into.ID), Incident: into.ID}, nil
}

func (e *Engine) split(a Action, m MoveAlerts) (Outcome, error) {
	from, err := e.findToWork(m.ID, a.Portal)
	if err != nil {
		return Outcome{}, err
	}
	moving, err := e.movable(from, m.Alerts)
	if err != nil {
		return Outcome{}, err
	}
	var to *Incident
	if m.To != 0 {
		if to, err = e.findToWork(m.To, a.Portal); err != nil {
			return Outcome{}, err
		}
		if to == from {
			return Outcome{}, refuse(Invalid, "name another incident, or none for a new one", "the alerts are in incident %d already", to.ID)
		}
	} else {
		to = e.openIncident(moving[0], profile.Defender)
	}
	for _, al := range moving {
		from.Alerts = slices.DeleteFunc(from.Alerts, func(id string) bool { return id == al.ID })
		from.Links = slices.DeleteFunc(from.Links, func(l Link) bool { return l.Alert == al.ID })
		e.join(to, al, Link{Alert: al.ID, Says: fmt.Sprintf("moved by %s from incident %d", a.Actor, from.ID)})
	}
	e.spanOf(from)
	e.note(from, a.Actor, a.Portal, "split", fmt.Sprintf("%d alerts moved to incident %d", len(moving), to.ID))
	e.touch(from, from.Origin)
	e.settleIncident(from)
	e.settleIncident(to)
	return Outcome{Message: fmt.Sprintf("%d alerts moved from incident %d to incident %d", len(moving), from.ID, to.ID), Incident: to.ID}, nil
}

// movable finds the alerts that are to leave an incident; one at least stays.
func (e *Engine) movable(from *Incident, ids []string) ([]*Alert, error) {
	var out []*Alert
	for _, id := range ids {
		al, err := e.FindAlert(id)
		if err != nil {
			return nil, err
		}
		if al.Incident != from.ID {
			return nil, refuse(Invalid, fmt.Sprintf("socrates incident show %d lists its alerts", from.ID), "alert %s is not in incident %d", al.ID, from.ID)
		}
		if !slices.Contains(out, al) {
			out = append(out, al)
		}
	}
	switch len(out) {
	case 0:
		return nil, refuse(Invalid, fmt.Sprintf("socrates incident show %d lists its alerts", from.ID), "name an alert to move")
	case len(from.Alerts):
		return nil, refuse(NotAllowed, "merge the incidents instead", "all alerts of incident %d would leave it", from.ID) // [C17]
	}
	return out, nil
}

// spanOf derives first and last activity from the alerts.
func (e *Engine) spanOf(i *Incident) {
	for n, al := range e.alertsOf(i) {
		if n == 0 {
			i.First, i.Last = al.First, al.Last
		}
		i.First, i.Last = min(i.First, al.First), max(i.Last, al.Last)
	}
}

func (e *Engine) createIncident(a Action, c CreateIncident) (Outcome, error) {
	severity, err := severityOf(c.Severity)
	if err != nil {
		return Outcome{}, err
	}
	if strings.TrimSpace(c.Title) == "" {
		return Outcome{}, refuse(Invalid, "", "an incident needs a title")
	}
	i := e.openIncident(&Alert{Title: c.Title, Severity: severity, First: e.st.Now, Last: e.st.Now}, profile.Azure)
	i.Manual, i.TitleFixed = true, true
	e.note(i, a.Actor, a.Portal, "created", "made by hand")
	e.publishIncident(i, a.Actor)
	out := Outcome{Message: fmt.Sprintf("incident %d is there", i.ID), Incident: i.ID}
	if !e.profile.Sync.ManualIncidents { // [B17]
		out.Notes = append(out.Notes, "incidents made by hand are not synchronised to "+profile.Defender.Title())
	}
	return out, nil
}
