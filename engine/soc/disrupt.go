package soc

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"socrates/engine/kql/value"
	"socrates/engine/soc/entity"
)

// Automatic attack disruption contains the user or device at the heart of an attack once several products agree
// about it with High alerts. It works on Defender's side alone and waits for no one; analysts release what it
// contained.

// disruptionTakes is how long containment needs; no figure is published.
const disruptionTakes = value.Minute

// SetDisruption is the data of "disruption.set".
type SetDisruption struct {
	On bool `json:"on"`
}

func init() {
	register("disruption.set", "respond", "turn automatic attack disruption on or off", func(_ context.Context, e *Engine, _ Action, s SetDisruption) (Outcome, error) {
		e.st.Disruption = &s.On
		return Outcome{Message: "automatic attack disruption is " + map[bool]string{true: "on", false: "off"}[s.On]}, nil
	})
	offer(remedy{kind: "contain-user", says: "stop an account from moving: its logons and sessions are refused by every device", find: findUser,
		takes: func(u entity.Entity) []Block { return append(takesAccount(u), takesSession(u)...) }, undo: "release-user", undoSays: "release a contained user"})
}

// Disrupts reports whether automatic attack disruption is on.
func (e *Engine) Disrupts() bool {
	if e.st.Disruption != nil {
		return *e.st.Disruption
	}
	return e.profile.Disruption.On
}

// considerDisruption plans a containment when the incident has become sure enough.
func (e *Engine) considerDisruption(i *Incident) {
	if e.Disrupts() && i.Origin != "" && e.heart(i).Type != "" && !slices.Contains(i.Defender.TagNames(), disruptionTag) {
		e.st.cancel(func(j job) bool { return j.Kind == "disrupt" && j.Ref == i.ID })
		e.st.schedule(job{Due: e.st.Now + disruptionTakes, Kind: "disrupt", Ref: i.ID})
	}
}

const disruptionTag = "Attack Disruption"

// heart is the user, or else the device, that enough High alerts of enough Defender products hit; the zero Entity
// when there is none.
func (e *Engine) heart(i *Incident) entity.Entity {
	type score struct {
		en       entity.Entity
		alerts   int
		products map[string]bool
	}
	var scores []*score
	for _, a := range e.alertsOf(i) {
		if a.Sentinel() || a.Severity != "High" {
			continue
		}
		for _, en := range a.Entities {
			if en.Role != entity.Impacted || en.Type != entity.Account && en.Type != entity.Host {
				continue
			}
			n := slices.IndexFunc(scores, func(s *score) bool { return entity.Same(s.en, en) })
			if n < 0 {
				n, scores = len(scores), append(scores, &score{en: en, products: map[string]bool{}})
			}
			scores[n].alerts++
			scores[n].products[a.Product] = true
		}
	}
	scores = slices.DeleteFunc(scores, func(s *score) bool {
		return s.alerts < e.profile.Disruption.Alerts || len(s.products) < e.profile.Disruption.Products
	})
	if len(scores) == 0 {
		return entity.Entity{}
	}
	slices.SortStableFunc(scores, func(a, b *score) int {
		return cmp.Or(cmp.Compare(order(a.en), order(b.en)), b.alerts-a.alerts)
	})
	return scores[0].en
}

func order(en entity.Entity) int {
	if en.Type == entity.Account {
		return 0
	}
	return 1
}

// disrupt contains the heart of an incident.
func (e *Engine) disrupt(i *Incident) {
	i = e.target(i)
	en := e.heart(i)
	if en.Type == "" || !i.Defender.Open() || !e.Disrupts() {
		return
	}
	kind := "contain-user"
	if en.Type == entity.Host {
		kind = "isolate-device"
	}
	if e.inForce(kind, en) != nil {
		return
	}
	x := e.ask(remedies[kind], en, "attack disruption", "disruption", i.ID,
		fmt.Sprintf("at least %d High alerts of %d products hit %s", e.profile.Disruption.Alerts, e.profile.Disruption.Products, en.Name()))
	e.note(i, x.By, "", "disruption", x.Why)
	e.begin(x)
	if kind == "contain-user" {
		e.st.schedule(job{Due: e.st.Now + e.profile.Disruption.UserContainment.Ticks(), Kind: "release", ID: x.ID})
	}
	e.setTag(i, "defender", x.By, disruptionTag, false)
}

// releaseUser ends the containment of a user that disruption contained long ago.
func (e *Engine) releaseUser(id string) {
	if x := e.response(id); x != nil && x.Status == Completed {
		e.lift(x, "attack disruption")
	}
}
