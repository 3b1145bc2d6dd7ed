package soc

import (
	"fmt"
	"slices"

	"socrates/engine/soc/profile"
)

// Each side keeps its own view of an incident. A change marks its field fresh and plans one delivery to the
// other side after the profile's delay; changes until then travel with it, last state only [D4].
//
// The rule for conflicts: when both sides set a field before either heard of the other, the later
// setting stands, on both sides; of two at the same instant, the one that was done second. What lost is
// written into the activity log. State, verdict and closing comment are one field, so that no verdict is
// torn apart. Comments accumulate; tags merge one by one. A delivered value is not a change of the
// receiving side, so nothing travels in circles.

func (e *Engine) stamp(side Portal, by string) Stamp {
	return Stamp{At: e.st.Now, Seq: e.st.next(), Side: side, By: by}
}

func (e *Engine) setState(i *Incident, side Portal, by string, s State) {
	e.fillVerdict(side, &s)
	reopened := !i.Face(side).Open() && s.Status != Closed
	i.Face(side).State = Field[State]{s, e.stamp(side, by), true}
	if reopened && i.Face(side.Other()).Since == 0 { // closed, it had no need to be there
		e.st.schedule(job{Due: e.st.Now + e.profile.Sync.Create.Ticks(), Kind: "arrive", Ref: i.ID, Side: side.Other()})
	}
	e.touch(i, side)
}

// fillVerdict completes the other side's words.
func (e *Engine) fillVerdict(side Portal, s *State) {
	if s.Status != Closed {
		return
	}
	if side == profile.Azure {
		s.Verdict, s.Determination = e.profile.Closing.Defenders(s.Classification, s.Reason)
		return
	}
	r := e.profile.Closing.Sentinels(s.Verdict)
	s.Classification, s.Reason = r.Classification, r.Reason
}

func (e *Engine) setSeverity(i *Incident, side Portal, by, severity string) {
	i.Face(side).Severity = Field[string]{severity, e.stamp(side, by), true}
	e.touch(i, side)
}

func (e *Engine) setOwner(i *Incident, side Portal, by, owner string) {
	i.Face(side).Owner = Field[string]{owner, e.stamp(side, by), true}
	e.touch(i, side)
}

func (e *Engine) setTag(i *Incident, side Portal, by, name string, gone bool) {
	f := i.Face(side)
	t := Tag{name, gone, e.stamp(side, by)}
	if n := slices.IndexFunc(f.Tags, func(x Tag) bool { return x.Name == name }); n >= 0 {
		f.Tags[n] = t
	} else {
		f.Tags = append(f.Tags, t)
	}
	e.touch(i, side)
}

// touch marks a side as changed and plans the delivery.
func (e *Engine) touch(i *Incident, side Portal) {
	f := i.Face(side)
	f.Changed, f.Edited = e.st.Now, true
	e.planSync(i, side)
}

func (e *Engine) planSync(i *Incident, from Portal) {
	f, to := i.Face(from), i.Face(from.Other())
	if f.Due != 0 || !f.Edited || to.Since == 0 || !e.st.Connector.Incidents {
		return
	}
	f.Due = e.st.Now + e.profile.Sync.Update.Ticks()
	e.st.schedule(job{Due: f.Due, Kind: "sync", Ref: i.ID, Side: from})
}

// arrive lets an incident appear on the side that did not make it.
func (e *Engine) arrive(i *Incident, side Portal) {
	to, from := i.Face(side), i.Face(side.Other())
	if to.Since != 0 || !e.st.Connector.Incidents || i.Manual && !e.profile.Sync.ManualIncidents {
		return
	}
	*to = *from
	to.Since, to.Edited, to.Due = e.st.Now, false, 0
	to.Tags, to.Comments = slices.Clone(from.Tags), slices.Clone(from.Comments)
	from.Edited, from.State.Fresh, from.Severity.Fresh, from.Owner.Fresh = false, false, false, false
	to.State.Fresh, to.Severity.Fresh, to.Owner.Fresh = false, false, false
	if side == profile.Azure {
		e.st.Numbers++
		i.Number = e.st.Numbers
		e.publishIncident(i, e.profile.Providers.ModifiedBy)
	}
	e.note(i, "sync", side, "sync", "arrived in "+side.Title())
}

// deliver takes the fresh fields of one side to the other.
func (e *Engine) deliver(i *Incident, from Portal) {
	f, t := i.Face(from), i.Face(from.Other())
	f.Due = 0
	if !e.st.Connector.Incidents || t.Since == 0 {
		return // kept: reconnecting plans it anew
	}
	f.Edited = false
	changed := settle(e, i, "status", &f.State, &t.State)
	changed = settle(e, i, "severity", &f.Severity, &t.Severity) || changed
	changed = settle(e, i, "owner", &f.Owner, &t.Owner) || changed
	changed = deliverTags(f, t) || changed
	changed = e.deliverComments(f, t) || changed
	t.Changed = max(t.Changed, e.st.Now)
	if from == profile.Defender {
		e.publishIncident(i, e.profile.Providers.ModifiedBy) // alerts and title may have changed as well
	}
	if changed {
		e.note(i, "sync", from.Other(), "sync", "changes of "+from.Title()+" arrived")
	}
	e.resolveAlerts(i)
}

// settle takes one field across, by the rule above.
func settle[T comparable](e *Engine, i *Incident, name string, from, to *Field[T]) bool {
	if !from.Fresh {
		return false
	}
	from.Fresh = false
	conflict := to.Fresh && from.Value != to.Value
	if conflict {
		won, lost := *from, *to
		if won.Stamp.Before(lost.Stamp) {
			won, lost = lost, won
		}
		e.note(i, "sync", won.Stamp.Side, "conflict", fmt.Sprintf("%s was set on both sides before either knew: %v by %s stands, being the later; %v by %s does not",
			name, won.Value, won.Stamp.By, lost.Value, lost.Stamp.By))
	}
	if from.Stamp.Before(to.Stamp) {
		return false // the other side's later setting is on its way here
	}
	changed := to.Value != from.Value
	*to = *from
	return changed
}

func deliverTags(f, t *Face) (changed bool) {
	for _, tag := range f.Tags {
		n := slices.IndexFunc(t.Tags, func(x Tag) bool { return x.Name == tag.Name })
		switch {
		case n < 0:
			t.Tags, changed = append(t.Tags, tag), true
		case t.Tags[n].Stamp.Before(tag.Stamp):
			t.Tags[n], changed = tag, true
		}
	}
	return changed
}

func (e *Engine) deliverComments(f, t *Face) (changed bool) {
	for _, c := range f.Comments {
		if !slices.ContainsFunc(t.Comments, func(x Comment) bool { return x.ID == c.ID }) && len(t.Comments) < e.profile.Limits.Comments {
			t.Comments, changed = append(t.Comments, c), true
		}
	}
	return changed
}

// resolveAlerts follows a closed incident: Defender resolves its alerts.
func (e *Engine) resolveAlerts(i *Incident) {
	if i.Defender.Since == 0 || i.Defender.Open() {
		return
	}
	for _, a := range e.alertsOf(i) {
		a.Status = AlertResolved
	}
}

func (e *Engine) note(i *Incident, by string, side Portal, what, says string) {
	i.Log = append(i.Log, Entry{e.st.Now, by, side, what, says})
}

func (e *Engine) incident(id int64) *Incident {
	if id < 1 || id > int64(len(e.st.Incidents)) {
		return nil
	}
	return e.st.Incidents[id-1]
}

// Incidents lists the unified record of every incident, by id; treat as read-only.
func (e *Engine) Incidents() []*Incident { return slices.Clone(e.st.Incidents) }

// Alerts lists every alert in order of appearance; treat as read-only.
func (e *Engine) Alerts() []*Alert { return slices.Clone(e.st.Alerts) }

// Rules tells the state of every rule by id; treat as read-only.
func (e *Engine) Rules() map[string]*RuleState { return e.st.Rules }
