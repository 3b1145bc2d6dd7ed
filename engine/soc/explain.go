package soc

import (
	"fmt"
	"slices"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
)

// Explanation says why the alerts of an incident are together, and why others are not among them.
type Explanation struct {
	Incident int64   `json:"incident"`
	Title    string  `json:"title"`
	Window   int64   `json:"window"` // of the correlation, timespan ticks
	Together []Link  `json:"together"`
	Apart    []Apart `json:"apart"`
}

// Apart is an alert that is not in the incident.
type Apart struct {
	Alert    string `json:"alert"`
	Title    string `json:"title"`
	Incident int64  `json:"incident"` // where it is; 0: nowhere
	Key      string `json:"key,omitempty"`
	Gap      int64  `json:"gap"` // timespan ticks between its activity and that of the nearest alert with Key
	Why      string `json:"why"`
}

// Explain explains an incident. Without an alert it lists those that share an entity with it and are elsewhere;
// with one, it says why that one is not in the incident.
func (e *Engine) Explain(portal Portal, id int64, alert string) (*Explanation, error) {
	i, err := e.find(id, portal)
	if err != nil {
		return nil, err
	}
	x := &Explanation{Incident: i.ID, Title: i.Title, Window: e.profile.Correlation.Window.Ticks(), Together: slices.Clone(i.Links), Apart: []Apart{}}
	if alert != "" {
		a, err := e.FindAlert(alert)
		if err != nil {
			return nil, err
		}
		if a.Incident == i.ID {
			x.Together = slices.DeleteFunc(x.Together, func(l Link) bool { return l.Alert != a.ID })
			return x, nil
		}
		x.Together, x.Apart = []Link{}, []Apart{e.apart(i, a)}
		return x, nil
	}
	for _, a := range e.st.Alerts {
		if a.Incident != i.ID {
			if p := e.apart(i, a); p.Key != "" {
				x.Apart = append(x.Apart, p)
			}
		}
	}
	return x, nil
}

// apart says why an alert is not in an incident: the first reason, in the order in which the machinery asks.
func (e *Engine) apart(i *Incident, a *Alert) Apart {
	p := Apart{Alert: a.ID, Title: a.Title, Incident: a.Incident}
	var near *Alert
	near, p.Key, p.Gap = e.nearest(i, a)
	switch {
	case i.Redirect != 0:
		p.Why = fmt.Sprintf("incident %d was merged into incident %d, and its alerts with it", i.ID, i.Redirect)
	case a.Hidden != "":
		p.Why = "it is hidden: " + a.Hidden
	case near == nil:
		p.Why = e.whyNoKey(i, a)
	case !a.Correlates:
		p.Why = e.whyNotCorrelated(a)
	case !near.Correlates:
		p.Why = fmt.Sprintf("it shares %s with %q, but: %s", p.Key, near.Title, e.whyNotCorrelated(near))
	case p.Gap > e.profile.Correlation.Window.Ticks():
		p.Why = fmt.Sprintf("it shares %s with %q, but %s apart, and the window is %s", p.Key, near.Title, spanText(p.Gap), e.profile.Correlation.Window)
	default:
		p.Why = e.whyElsewhere(i, a, p.Key)
	}
	return p
}

// nearest finds the alert of an incident that shares an entity with a, nearest in time, whether or not it may
// be correlated.
func (e *Engine) nearest(i *Incident, a *Alert) (best *Alert, key string, gap int64) {
	for _, b := range e.alertsOf(i) {
		k := entity.Shared(b.Entities, a.Entities)
		if apart := max(0, a.First-b.Last, b.First-a.Last); k != "" && (best == nil || apart < gap) {
			best, key, gap = b, k, apart
		}
	}
	return best, key, gap
}

func (e *Engine) whyNoKey(i *Incident, a *Alert) string {
	var quiet []string
	for _, en := range a.Entities {
		for _, other := range e.entitiesOf(i) {
			if (en.Quiet || other.Quiet) && shareKey(en, other) {
				quiet = append(quiet, en.Name())
			}
		}
	}
	if len(quiet) > 0 {
		return fmt.Sprintf("they have only %s in common, which too many alerts share to tie them together", uniq(quiet)[0])
	}
	if a.Sentinel() && len(entity.TyingKeys(a.Entities)) == 0 {
		return "the rule maps no entity that ties alerts together"
	}
	return "they share no entity"
}

func (e *Engine) whyNotCorrelated(a *Alert) string {
	r := e.rule(a.Source)
	if r == nil || e.profile.Correlation.AnalyticsRules {
		return fmt.Sprintf("the rule of %q keeps its alerts out of correlation by the tag at the start of its description", a.Title) // [C6]
	}
	return fmt.Sprintf("%q comes from an analytics rule, and those stay out of correlation by the tenant's default; its own grouping counts: %s", a.Title, groupingWords(r)) // [C4]
}

func groupingWords(r *rule.Rule) string {
	if !r.Incident.Grouping.Enabled {
		return "a new incident for each alert"
	}
	return fmt.Sprintf("%s, within %s", grouped(r.Incident.Grouping.Method), r.Incident.Grouping.Lookback)
}

// whyElsewhere explains an alert that could have been correlated and still is in another incident.
func (e *Engine) whyElsewhere(i *Incident, a *Alert, key string) string {
	other := e.incident(a.Incident)
	if other != nil {
		for _, pair := range [][2]*Incident{{i, other}, {other, i}} {
			for _, n := range pair[0].Refused {
				if n.Other == pair[1].ID {
					return fmt.Sprintf("they share %s, but were not merged: %s", n.Key, n.Why)
				}
			}
		}
		for _, l := range other.Links {
			if l.Alert == a.ID && l.Key == "" {
				return l.Says
			}
		}
	}
	if !i.Defender.Open() && i.Defender.State.Stamp.At <= a.Created {
		return fmt.Sprintf("they share %s, but incident %d was closed at %s, before the alert came", key, i.ID, clock(i.Defender.State.Stamp.At))
	}
	if i.Origin == profile.Azure {
		return fmt.Sprintf("they share %s, but incident %d is an analytics rule's own, which correlation does not fill", key, i.ID)
	}
	return fmt.Sprintf("they share %s, but an older open incident took the alert", key)
}
