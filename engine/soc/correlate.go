package soc

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/soc/entity"
	"socrates/engine/soc/profile"
)

// raise lets an alert appear now: it is published and finds its incident.
func (e *Engine) raise(ctx context.Context, a *Alert) error {
	a.Created, a.Status = e.st.Now, StatusNew
	e.st.Alerts = append(e.st.Alerts, a)
	e.ix.alerts[a.ID] = a
	if x := e.allowed(a); x != nil {
		e.hide(a, "allow indicator "+x.ID)
		return nil
	}
	t := e.tuned(a)
	if t != nil {
		t.Matched++
		if t.Does == "hide" {
			e.hide(a, "tuning rule "+t.ID)
			return nil
		}
	}
	i := e.place(a)
	e.indexAlert(a)
	e.publishAlert(a)
	if i != nil {
		if t != nil {
			e.resolveTuned(i, a, t)
		}
		e.settleIncident(i)
		if err := e.followUp(ctx, i, a); err != nil {
			return err
		}
	}
	if a.Sentinel() {
		e.fire(autoEvent{Trigger: OnAlertCreated, Alert: a.ID, Incident: a.Incident}) // [J11]
		e.stream(a)
	} else {
		e.st.schedule(job{Due: e.st.Now + e.profile.Sync.Alerts.Ticks(), Kind: "stream", ID: a.ID})
	}
	return nil
}

// hide keeps an alert out of every incident; it is in the alert tables all the same [C19].
func (e *Engine) hide(a *Alert, why string) {
	a.Hidden, a.Status = why, AlertResolved
	e.ix.alerts[a.ID] = a
	if a.Group != "" {
		e.ix.groups[a.Group] = a
	}
	e.publishAlert(a)
}

// followUp lets the machinery that waits for alerts look at a new one.
func (e *Engine) followUp(ctx context.Context, i *Incident, a *Alert) error {
	if a.Sentinel() || !i.Defender.Open() {
		return nil
	}
	if err := e.considerInvestigation(ctx, i, a); err != nil {
		return err
	}
	e.considerDisruption(i)
	return nil
}

func (e *Engine) indexAlert(a *Alert) {
	e.ix.alerts[a.ID] = a
	if a.Group != "" {
		e.ix.groups[a.Group] = a
	}
	if !a.Correlates || a.Hidden != "" {
		return
	}
	for _, k := range entity.TyingKeys(a.Entities) {
		if !slices.Contains(e.ix.keys[k], a) {
			e.ix.keys[k] = append(e.ix.keys[k], a)
		}
	}
}

// place finds the incident of a new alert: by correlation, by its rule's own grouping, or a new one.
func (e *Engine) place(a *Alert) *Incident {
	if a.Correlates {
		if i := e.correlate(a); i != nil {
			return i
		}
	}
	if a.Sentinel() {
		return e.groupByRule(a)
	}
	i := e.openIncident(a, profile.Defender)
	e.join(i, a, Link{Alert: a.ID, Says: "opened the incident: no open incident had alerts on its entities in the window"})
	e.mergeRelated(i, a)
	return i
}

// relation is an earlier alert that shares an entity with a new one.
type relation struct {
	alert *Alert
	key   string
	apart int64
}

// related lists the earlier alerts within the window that share an entity, nearest in time first.
func (e *Engine) related(a *Alert) []relation {
	var out []relation
	seen := map[string]bool{}
	for _, k := range entity.TyingKeys(a.Entities) {
		for _, b := range e.ix.keys[k] {
			apart := max(0, a.First-b.Last, b.First-a.Last)
			if b != a && !seen[b.ID] && apart <= e.profile.Correlation.Window.Ticks() {
				seen[b.ID] = true
				out = append(out, relation{b, k, apart})
			}
		}
	}
	slices.SortStableFunc(out, func(x, y relation) int { return cmp.Compare(x.apart, y.apart) })
	return out
}

// correlate joins an alert to the oldest open Defender incident that it is related to, and then draws in
// the others. Nil means that there is none.
func (e *Engine) correlate(a *Alert) *Incident {
	var best *Incident
	var by relation
	for _, r := range e.related(a) {
		i := e.incident(r.alert.Incident)
		if i == nil || i.Origin != profile.Defender || !i.Defender.Open() || i.Redirect != 0 || e.otherGroups(e.alertsOf(i), []*Alert{a}) != "" {
			continue
		}
		if best == nil || i.ID < best.ID {
			best, by = i, r
		}
	}
	if best == nil {
		return nil
	}
	e.join(best, a, Link{Alert: a.ID, Other: by.alert.ID, Key: by.key, Apart: by.apart, Window: e.profile.Correlation.Window.Ticks(),
		Says: fmt.Sprintf("shares %s with %q, %s apart (window %s)", by.key, by.alert.Title, spanText(by.apart), e.profile.Correlation.Window)})
	e.mergeRelated(best, a)
	return best
}

// mergeRelated merges every other incident that the alert is related to into i, as far as the platform
// allows.
func (e *Engine) mergeRelated(i *Incident, a *Alert) {
	for _, r := range e.related(a) {
		other := e.incident(r.alert.Incident)
		if other == nil || other == i || other.Redirect != 0 || slices.ContainsFunc(i.Refused, func(n NotMerged) bool { return n.Other == other.ID }) {
			continue
		}
		if why := e.mergeRefusal(i, other); why != "" {
			i.Refused = append(i.Refused, NotMerged{other.ID, e.st.Now, r.key, why})
			e.note(i, "system", profile.Defender, "merge", fmt.Sprintf("incident %d shares %s, but was not merged: %s", other.ID, r.key, why))
			continue
		}
		e.merge(i, other, "system", r.key)
	}
}

// mergeRefusal says why two incidents may not be merged by themselves [C13]; "" means that they may.
func (e *Engine) mergeRefusal(into, from *Incident) string {
	a, b := &into.Defender, &from.Defender
	if b.Since == 0 {
		b = &from.Sentinel
	}
	av, bv := a.State.Value, b.State.Value
	switch {
	case !a.Open() || !b.Open():
		return "one of them is closed"
	case a.Owner.Value != "" && b.Owner.Value != "" && a.Owner.Value != b.Owner.Value:
		return "they are assigned to different people"
	case av.Verdict != "" && bv.Verdict != "" && (av.Verdict != bv.Verdict || av.Determination != bv.Determination):
		return "they are classified differently"
	case len(e.entitiesOf(into, from)) > e.profile.Correlation.MaxEntities:
		return "together they would have too many entities"
	}
	return e.otherGroups(e.alertsOf(into), e.alertsOf(from))
}

// merge moves alerts and tags of one incident to another [C11]; the source is closed and tagged.
// Comments and the activity log stay with it [C12].
func (e *Engine) merge(into, from *Incident, by, key string) {
	for _, id := range from.Alerts {
		a := e.ix.alerts[id]
		a.Incident = into.ID
		into.Alerts = append(into.Alerts, id)
		into.Links = append(into.Links, Link{Alert: id, Key: key, Says: fmt.Sprintf("came with incident %d%s", from.ID, because(", which shares ", key))})
		into.First, into.Last = min(into.First, a.First), max(into.Last, a.Last)
	}
	from.Alerts = nil
	for _, t := range from.Face(from.Origin).TagNames() {
		e.setTag(into, profile.Defender, by, t, false)
	}
	from.Redirect, into.Merged = into.ID, append(into.Merged, from.ID)
	side := from.Origin
	st := from.Face(side).State.Value
	st.Status = Closed
	if side == profile.Azure && st.Classification == "" {
		st.Classification = "Undetermined"
	}
	e.setState(from, side, by, st)
	e.setTag(from, side, by, "Redirected", false)
	e.moveComments(into, from)
	e.note(from, by, side, "merge", fmt.Sprintf("merged into incident %d%s", into.ID, because(": both have ", key)))
	e.note(into, by, profile.Defender, "merge", fmt.Sprintf("incident %d was merged into this one%s", from.ID, because(": both have ", key)))
	e.settleIncident(from)
	e.settleIncident(into)
}

// because words the key that a merge followed; a merge by hand follows none.
func because(words, key string) string {
	if key == "" {
		return ""
	}
	return words + key
}

// moveComments takes the comments of a merged incident along, where the platform does so [C12].
func (e *Engine) moveComments(into, from *Incident) {
	if !e.profile.Correlation.MoveComments {
		return
	}
	f := into.Face(profile.Defender)
	for _, c := range from.Face(from.Origin).Comments {
		if len(f.Comments) < e.profile.Limits.Comments {
			f.Comments = append(f.Comments, c)
		}
	}
}

// join puts an alert into an incident.
func (e *Engine) join(i *Incident, a *Alert, l Link) {
	a.Incident = i.ID
	i.Alerts = append(i.Alerts, a.ID)
	i.Links = append(i.Links, l)
	i.First, i.Last = min(i.First, a.First), max(i.Last, a.Last)
	if i.Origin == profile.Defender && rank(a.Severity) > rank(i.Defender.Severity.Value) && i.Defender.Severity.Stamp.By == "system" {
		e.setSeverity(i, profile.Defender, "system", a.Severity)
	}
	e.note(i, "system", i.Origin, "alert", fmt.Sprintf("%q joined: %s", a.Title, l.Says))
	e.touch(i, i.Origin)
}

func rank(severity string) int { return slices.Index(severities, severity) }

// openIncident makes an incident on the side that owns it.
func (e *Engine) openIncident(a *Alert, side Portal) *Incident {
	i := &Incident{ID: int64(len(e.st.Incidents)) + 1, Origin: side, Title: a.Title, Created: e.st.Now, First: a.First, Last: a.Last}
	e.st.Incidents = append(e.st.Incidents, i)
	f := i.Face(side)
	f.Since = e.st.Now
	stamp := e.stamp(side, "system")
	f.State = Field[State]{Value: State{Status: StatusNew}, Stamp: stamp}
	f.Severity = Field[string]{Value: a.Severity, Stamp: stamp}
	f.Owner = Field[string]{Stamp: stamp}
	e.note(i, "system", side, "created", "created from "+a.Title)
	if side == profile.Azure {
		e.st.Numbers++
		i.Number = e.st.Numbers
		i.Rule = a.Source
		e.st.schedule(job{Due: e.st.Now + e.profile.Sync.Unify.Ticks(), Kind: "arrive", Ref: i.ID, Side: profile.Defender})
	} else {
		e.st.schedule(job{Due: e.st.Now + e.profile.Sync.Create.Ticks(), Kind: "arrive", Ref: i.ID, Side: profile.Azure})
	}
	return i
}

// settleIncident brings title up to date and writes the workspace's log.
func (e *Engine) settleIncident(i *Incident) {
	if i.Origin == profile.Defender && !i.TitleFixed && len(i.Alerts) > 0 {
		i.Title = e.compose(i)
	}
	if i.Sentinel.Since > 0 && i.Origin == profile.Azure {
		e.publishIncident(i, "system")
	}
}

// compose names an incident as the correlation engine does: after its first and last tactics, if there
// are several alerts.
func (e *Engine) compose(i *Incident) string {
	alerts := e.alertsOf(i)
	if len(alerts) == 1 {
		return alerts[0].Title
	}
	slices.SortStableFunc(alerts, func(a, b *Alert) int { return cmp.Compare(a.First, b.First) })
	var tactics []string
	sources, users, devices := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, a := range alerts {
		if !slices.Contains(tactics, a.Category) {
			tactics = append(tactics, a.Category)
		}
		sources[a.Product] = true
		for _, en := range a.Entities {
			switch {
			case en.Type == entity.Host && en.Role == entity.Impacted:
				devices[en.Name()] = true
			case (en.Type == entity.Account || en.Type == entity.Mailbox) && en.Role == entity.Impacted:
				users[en.Name()] = true
			}
		}
	}
	title := "Incident involving " + words(tactics[0])
	if len(tactics) > 1 {
		title = "Multi-stage incident involving " + words(tactics[0]) + " & " + words(tactics[len(tactics)-1])
	}
	switch {
	case len(devices) == 1:
		title += " on one endpoint"
	case len(devices) > 1:
		title += " on multiple endpoints"
	case len(users) == 1:
		title += " of one user"
	case len(users) > 1:
		title += " of multiple users"
	}
	if len(sources) > 1 {
		title += " reported by multiple sources"
	}
	return title
}

// words spells InitialAccess as "Initial access".
func words(tactic string) string {
	var b strings.Builder
	for i, r := range tactic {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (e *Engine) alertsOf(i *Incident) []*Alert {
	out := make([]*Alert, 0, len(i.Alerts))
	for _, id := range i.Alerts {
		out = append(out, e.ix.alerts[id])
	}
	return out
}

func (e *Engine) entitiesOf(incidents ...*Incident) []entity.Entity {
	var out []entity.Entity
	for _, i := range incidents {
		for _, a := range e.alertsOf(i) {
			out = entity.Add(out, a.Entities...)
		}
	}
	return out
}

func spanText(ticks int64) string {
	return value.FormatTimespan(ticks / value.Second * value.Second)
}
