package soc

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/profile"
)

// Line is an incident as one portal's queue shows it.
type Line struct {
	ID             int64    `json:"id"`
	Number         int64    `json:"number,omitempty"` // Sentinel's incident number
	Title          string   `json:"title"`
	Status         string   `json:"status"` // in the portal's words
	Severity       string   `json:"severity"`
	Owner          string   `json:"owner,omitempty"`
	Classification string   `json:"classification,omitempty"` // in the portal's words
	Detail         string   `json:"detail,omitempty"`         // determination, or reason
	Tags           []string `json:"tags"`
	Origin         Portal   `json:"origin"`
	Alerts         int      `json:"alerts"`
	Products       []string `json:"products"`
	Created        int64    `json:"created"` // datetime ticks, as the next three
	First          int64    `json:"first"`
	Last           int64    `json:"last"`
	Changed        int64    `json:"changed"`
	Redirect       int64    `json:"redirect,omitempty"` // the incident that this one was merged into
	Merged         []int64  `json:"merged,omitempty"`
	// OnItsWay is when the other side will hear of the last change; 0 when both agree.
	OnItsWay int64 `json:"onItsWay,omitempty"`
}

// Filter narrows a queue. An empty field lets everything through.
type Filter struct {
	Statuses   []string // new, active, closed, or the portal's words
	Severities []string
	Owner      string // UPN; "none" for nobody
	Product    string // id of the profile's product
	Tag        string
	Text       string // in the title, or the name of an entity
	Since      int64  // last activity at or after, datetime ticks
	Merged     bool   // show incidents that were merged into others, too
	Sort       string // id (default), severity, created, changed, last, alerts; the highest first but for id
}

// SortKeys are what a queue can be sorted by.
var SortKeys = []string{"id", "severity", "created", "changed", "last", "alerts"}

// Queue lists the incidents of a portal. A *Refusal says what is wrong with the filter.
func (e *Engine) Queue(portal Portal, f Filter) ([]Line, error) {
	if err := f.check(portal); err != nil {
		return nil, err
	}
	out := []Line{}
	for _, i := range e.st.Incidents {
		if i.Face(portal).Since == 0 || i.Redirect != 0 && !f.Merged {
			continue
		}
		if l := e.line(i, portal); e.passes(f, i, l, i.Face(portal).State.Value.Status) {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int { return f.compare(a, b) })
	return out, nil
}

func (f *Filter) check(portal Portal) error {
	f.Sort = cmp.Or(f.Sort, "id")
	if !slices.Contains(SortKeys, f.Sort) {
		return refuse(Invalid, "sort by "+strings.Join(SortKeys, ", "), "no queue is sorted by %q", f.Sort)
	}
	for n, s := range f.Statuses {
		status, err := statusOf(portal, s)
		if err != nil {
			return err
		}
		f.Statuses[n] = status
	}
	for n, s := range f.Severities {
		severity, err := severityOf(s)
		if err != nil {
			return err
		}
		f.Severities[n] = severity
	}
	return nil
}

func (e *Engine) passes(f Filter, i *Incident, l Line, status string) bool {
	switch {
	case len(f.Statuses) > 0 && !slices.Contains(f.Statuses, status),
		len(f.Severities) > 0 && !slices.Contains(f.Severities, l.Severity),
		f.Owner == "none" && l.Owner != "",
		f.Owner != "" && f.Owner != "none" && !strings.EqualFold(f.Owner, l.Owner),
		f.Product != "" && !slices.Contains(l.Products, f.Product),
		f.Tag != "" && !slices.ContainsFunc(l.Tags, func(t string) bool { return strings.EqualFold(t, f.Tag) }),
		f.Since > l.Last:
		return false
	}
	return f.Text == "" || e.mentions(i, f.Text)
}

func (e *Engine) mentions(i *Incident, text string) bool {
	text = strings.ToLower(text)
	if strings.Contains(strings.ToLower(i.Title), text) {
		return true
	}
	for _, en := range e.entitiesOf(i) {
		if strings.Contains(strings.ToLower(en.Name()), text) {
			return true
		}
	}
	return false
}

func (f Filter) compare(a, b Line) int {
	by := 0
	switch f.Sort {
	case "severity":
		by = rank(b.Severity) - rank(a.Severity)
	case "created":
		by = cmp.Compare(b.Created, a.Created)
	case "changed":
		by = cmp.Compare(b.Changed, a.Changed)
	case "last":
		by = cmp.Compare(b.Last, a.Last)
	case "alerts":
		by = b.Alerts - a.Alerts
	}
	return cmp.Or(by, cmp.Compare(a.ID, b.ID))
}

func (e *Engine) line(i *Incident, portal Portal) Line {
	f := i.Face(portal)
	s := f.State.Value
	l := Line{ID: i.ID, Number: i.Number, Title: i.Title, Status: StatusWord(portal, s.Status), Severity: f.Severity.Value, Owner: f.Owner.Value,
		Classification: s.Verdict, Detail: s.Determination, Tags: append([]string{}, f.TagNames()...), Origin: i.Origin, Alerts: len(i.Alerts), Products: e.productsOf(i),
		Created: i.Created, First: i.First, Last: i.Last, Changed: max(f.Since, f.Changed), Redirect: i.Redirect, Merged: i.Merged,
		OnItsWay: max(i.Defender.Due, i.Sentinel.Due)}
	if portal == profile.Azure {
		l.Classification, l.Detail = s.Classification, s.Reason
	}
	return l
}

func (e *Engine) productsOf(i *Incident) []string {
	out := []string{}
	for _, a := range e.alertsOf(i) {
		out = append(out, a.Product)
	}
	return uniq(out)
}

// StatusWord spells a status as a portal does: Sentinel says New, Active, Closed; Defender says Active, In
// progress, Resolved.
func StatusWord(portal Portal, status string) string {
	if portal == profile.Azure {
		return status
	}
	return map[string]string{StatusNew: "Active", Active: "In progress", Closed: "Resolved"}[status]
}

// find returns an incident that has reached a side.
func (e *Engine) find(id int64, side Portal) (*Incident, error) {
	i := e.incident(id)
	if i == nil {
		return nil, refuse(NotFound, "socrates incident list shows the numbers there are", "there is no incident %d", id)
	}
	if i.Face(side).Since == 0 {
		return nil, e.notThere(i, side)
	}
	return i, nil
}

// notThere says why a side does not have an incident.
func (e *Engine) notThere(i *Incident, side Portal) error {
	switch {
	case !e.st.Connector.Incidents:
		return refuse(Conflict, e.wayTo("connector")+" and connect incidents, or use "+side.Other().Title(),
			"incident %d is not in %s: the %s connector is off", i.ID, side.Title(), ConnectorName)
	case i.Manual && !e.profile.Sync.ManualIncidents: // [B17]
		return refuse(NotAllowed, "work on it in "+side.Other().Title(), "incident %d is not in %s: incidents made by hand are not synchronised", i.ID, side.Title())
	}
	return refuse(Conflict, fmt.Sprintf("advance the clock (socrates clock advance %s), or use %s", e.profile.Sync.Create, side.Other().Title()),
		"incident %d has not reached %s yet", i.ID, side.Title())
}

// findToWork is find for acts that change the incident: a merged one sends the analyst on.
func (e *Engine) findToWork(id int64, side Portal) (*Incident, error) {
	i, err := e.find(id, side)
	if err == nil && i.Redirect != 0 {
		err = refuse(Conflict, fmt.Sprintf("work on incident %d", e.target(i).ID), "incident %d was merged into incident %d", i.ID, i.Redirect)
	}
	return i, err
}

// target follows redirections to the incident that is worked on.
func (e *Engine) target(i *Incident) *Incident {
	for i.Redirect != 0 {
		i = e.incident(i.Redirect)
	}
	return i
}
