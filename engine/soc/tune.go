package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/profile"
)

// Tuning is a rule that hides or resolves alerts which are known to be harmless. Every condition that is given has
// to hold; one at least is.
type Tuning struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Source   string `json:"source,omitempty"`  // id of the detection or rule
	Title    string `json:"title,omitempty"`   // text in the alert's title
	Product  string `json:"product,omitempty"` // id of the profile's product
	Severity string `json:"severity,omitempty"`
	Entity   string `json:"entity,omitempty"` // name of an entity that the alert must have
	Does     string `json:"does"`             // hide, resolve
	By       string `json:"by"`
	Since    int64  `json:"since"`             // datetime ticks
	Removed  int64  `json:"removed,omitempty"` // 0 while it works
	Matched  int    `json:"matched"`
}

// AddTuning is the data of "alert.tune".
type AddTuning struct {
	Name     string `json:"name"`
	Source   string `json:"source,omitempty"`
	Title    string `json:"title,omitempty"`
	Product  string `json:"product,omitempty"`
	Severity string `json:"severity,omitempty"`
	Entity   string `json:"entity,omitempty"`
	Does     string `json:"does"`
}

// RemoveTuning is the data of "alert.untune".
type RemoveTuning struct {
	ID string `json:"id"`
}

func init() {
	register("alert.tune", "tuning", "hide or resolve alerts that are known to be harmless", func(_ context.Context, e *Engine, a Action, d AddTuning) (Outcome, error) { return e.tune(a, d) })
	register("alert.untune", "tuning", "remove a tuning rule", func(_ context.Context, e *Engine, a Action, d RemoveTuning) (Outcome, error) { return e.untune(d) })
}

func (e *Engine) tune(a Action, d AddTuning) (Outcome, error) {
	d.Does = strings.ToLower(d.Does)
	switch {
	case d.Does != "hide" && d.Does != "resolve":
		return Outcome{}, refuse(Invalid, "choose hide or resolve", "a tuning rule cannot %q an alert", d.Does)
	case d.Source+d.Title+d.Product+d.Entity == "":
		return Outcome{}, refuse(Invalid, "name a source, title, product or entity", "a tuning rule without a condition would take every alert")
	case d.Does == "hide" && !e.hideable(d): // [C19]
		return Outcome{}, refuse(NotAllowed, "resolve them instead", "only alerts of Microsoft Defender for Endpoint can be hidden")
	}
	if d.Severity != "" {
		severity, err := severityOf(d.Severity)
		if err != nil {
			return Outcome{}, err
		}
		d.Severity = severity
	}
	t := &Tuning{ID: fmt.Sprintf("T%d", len(e.st.Tunings)+1), Name: d.Name, Source: d.Source, Title: d.Title, Product: d.Product, Severity: d.Severity,
		Entity: d.Entity, Does: d.Does, By: a.Actor, Since: e.st.Now}
	e.st.Tunings = append(e.st.Tunings, t)
	return Outcome{Message: fmt.Sprintf("tuning rule %s: %ss alerts from now on", t.ID, t.Does), ID: t.ID}, nil
}

// hideable reports a rule that can meet endpoint alerts only.
func (e *Engine) hideable(d AddTuning) bool {
	if d.Product == "endpoint" {
		return true
	}
	found := e.detection(d.Source)
	return found != nil && found.Product == "endpoint"
}

func (e *Engine) untune(d RemoveTuning) (Outcome, error) {
	for _, t := range e.st.Tunings {
		if strings.EqualFold(t.ID, d.ID) && t.Removed == 0 {
			t.Removed = e.st.Now
			return Outcome{Message: "tuning rule " + t.ID + " is removed; alerts it took stay as they are", ID: t.ID}, nil
		}
	}
	return Outcome{}, refuse(NotFound, "socrates alert tunings lists them", "there is no tuning rule %q", d.ID)
}

// tuned finds the tuning rule that takes a new alert, if any.
func (e *Engine) tuned(a *Alert) *Tuning {
	if a.Sentinel() && !e.profile.Automated.TunesSentinel { // [C18]
		return nil
	}
	for _, t := range e.st.Tunings {
		if t.Removed == 0 && t.takes(a) {
			return t
		}
	}
	return nil
}

func (t *Tuning) takes(a *Alert) bool {
	switch {
	case t.Source != "" && t.Source != a.Source,
		t.Title != "" && !strings.Contains(strings.ToLower(a.Title), strings.ToLower(t.Title)),
		t.Product != "" && t.Product != a.Product,
		t.Severity != "" && t.Severity != a.Severity,
		t.Does == "hide" && a.Product != "endpoint":
		return false
	}
	if t.Entity == "" {
		return true
	}
	for _, en := range a.Entities {
		if strings.EqualFold(en.Name(), t.Entity) {
			return true
		}
	}
	return false
}

// resolveTuned resolves an alert by its tuning rule, and its incident if nothing else is open in it.
func (e *Engine) resolveTuned(i *Incident, a *Alert, t *Tuning) {
	a.Status = AlertResolved
	e.note(i, "alert tuning", profile.Defender, "alert", fmt.Sprintf("%q was resolved by tuning rule %s %q", a.Title, t.ID, t.Name))
	for _, other := range e.alertsOf(i) {
		if other.Status != AlertResolved {
			return
		}
	}
	side := i.Origin
	s := i.Face(side).State.Value
	s.Status = Closed
	if side == profile.Azure {
		s.Classification = "Undetermined"
	}
	e.setState(i, side, "alert tuning", s)
}

// Tunings lists the tuning rules with those removed, oldest first; treat as read-only.
func (e *Engine) Tunings() []*Tuning { return slices.Clone(e.st.Tunings) }
