package labs

import (
	"context"
	"errors"

	"socrates/engine/soc/rule"
)

// fakeWorld answers queries by their text.
type fakeWorld struct {
	facts map[string]any
	rows  map[string]*Rows
	state map[string]any
	other *fakeWorld // the one hidden world
	trial []Trial
	did   []string
}

func (w *fakeWorld) Fact(name string) (any, bool) {
	v, ok := w.facts[name]
	return v, ok
}

func (w *fakeWorld) Query(_ context.Context, _, kql string) (*Rows, error) {
	if r, ok := w.rows[kql]; ok {
		return r, nil
	}
	return nil, &Refused{Text: "no table " + kql}
}

func (w *fakeWorld) State(context.Context) (map[string]any, error) { return w.state, nil }

func (w *fakeWorld) Do(_ context.Context, a map[string]any) (string, error) {
	did := a["kind"].(string)
	if data, _ := a["data"].(map[string]any); data["incident"] != nil {
		did += " " + data["incident"].(string)
	}
	w.did = append(w.did, did)
	return "done: " + a["kind"].(string), nil
}

func (w *fakeWorld) Advance(_ context.Context, by string) error {
	w.did = append(w.did, by)
	return nil
}

func (w *fakeWorld) Fork(context.Context) (World, func(), error) {
	fork := *w
	fork.did = nil
	return &fork, func() {}, nil
}

func (w *fakeWorld) Try(context.Context, *rule.Rule, int) ([]Trial, error) { return w.trial, nil }

func (w *fakeWorld) Rule(_ context.Context, name string) (*rule.Rule, error) {
	if name != "In the tenant" {
		return nil, nil
	}
	return rule.Parse("r", []byte(ruleText))
}

func (w *fakeWorld) Elsewhere(_ context.Context, _ int, ask func(World) (bool, error)) (bool, error) {
	if w.other == nil {
		return false, errors.New("no other world")
	}
	return ask(w.other)
}
