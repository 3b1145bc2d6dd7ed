package soc

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"socrates/engine/soc/profile"
)

// An act is a kind of thing that a person can do. It stands in the file of its subject with the struct of its
// data, and is registered there; nothing else needs to know of it.
type act struct {
	kind, task, says string
	do               func(context.Context, *Engine, Action) (Outcome, error)
}

var acts = map[string]act{}

// register makes a kind of act known. task is the profile's task that it belongs to: the portals that offer the
// task offer the act. do checks everything before it changes anything.
func register[T any](kind, task, says string, do func(context.Context, *Engine, Action, T) (Outcome, error)) {
	acts[kind] = act{kind, task, says, func(ctx context.Context, e *Engine, a Action) (Outcome, error) {
		data, err := decode[T](a)
		if err != nil {
			return Outcome{}, err
		}
		return do(ctx, e, a, data)
	}}
}

// nothing is the data of an act that needs none.
type nothing struct{}

func decode[T any](a Action) (data T, err error) {
	if len(a.Data) == 0 {
		return data, nil
	}
	dec := json.NewDecoder(bytes.NewReader(a.Data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&data); err != nil {
		return data, refuse(Invalid, "", "the data of %s cannot be read: %v", a.Kind, err)
	}
	return data, nil
}

// Apply does an act at a time, after all work that was due by then. A *Refusal means that nothing changed.
func (e *Engine) Apply(ctx context.Context, at int64, a Action) (Outcome, error) {
	if err := e.Advance(ctx, at); err != nil {
		return Outcome{}, err
	}
	a.Portal = cmp.Or(a.Portal, profile.Defender)
	out, err := e.act(ctx, a)
	if err != nil {
		return Outcome{}, err
	}
	return out, e.flush(ctx)
}

// IsAct reports whether a kind of act is known.
func IsAct(kind string) bool {
	_, ok := acts[kind]
	return ok
}

func (e *Engine) act(ctx context.Context, a Action) (Outcome, error) {
	k, ok := acts[a.Kind]
	if !ok {
		return Outcome{}, refuse(Invalid, "the acts are "+strings.Join(slices.Sorted(maps.Keys(acts)), ", "), "no act is called %q", a.Kind)
	}
	if err := e.Offered(a.Portal, k.task); err != nil {
		return Outcome{}, err
	}
	if err := e.Permitted(a.Actor, k.task); err != nil {
		return Outcome{}, err
	}
	return k.do(ctx, e, a)
}

// Offered refuses a task that a portal does not offer, and names the place that does.
func (e *Engine) Offered(portal Portal, task string) error {
	if e.profile.Offers(portal, task) {
		return nil
	}
	t, _ := e.profile.Task(task)
	return refuse(WrongPortal, e.wayTo(task), "%s does not offer to %s: %s", portal.Title(), t.Says, t.Why)
}

// Offer is a task of the platform as one portal sees it.
type Offer struct {
	Task    string   `json:"task"`
	Says    string   `json:"says"`
	Offered bool     `json:"offered"`
	Where   string   `json:"where,omitempty"` // the menu path, or the portal to go to instead
	Why     string   `json:"why,omitempty"`
	Acts    []string `json:"acts,omitempty"` // what can be done here, kind: what it does
}

// Offers lists every task of the profile: what the portal offers, and where the rest is done.
func (e *Engine) Offers(portal Portal) []Offer {
	var out []Offer
	for _, t := range e.profile.Tasks {
		o := Offer{Task: t.ID, Says: t.Says, Offered: e.profile.Offers(portal, t.ID), Where: t.Where, Why: t.Why}
		if !o.Offered {
			o.Where = e.wayTo(t.ID)
		}
		for _, kind := range slices.Sorted(maps.Keys(acts)) {
			if acts[kind].task == t.ID {
				o.Acts = append(o.Acts, kind+": "+acts[kind].says)
			}
		}
		out = append(out, o)
	}
	return out
}
