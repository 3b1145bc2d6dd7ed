package labs

import (
	"context"
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// StateCheck is a condition on the mini-SOC, in the expr language over World.State and the function
// fact("name"). Any way of reaching it counts.
type StateCheck struct {
	Holds string `yaml:"holds"`
	Else  string `yaml:"else"` // said while it does not hold, a template
}

func (g *grading) state() Verdict {
	state, err := g.w.State(g.ctx)
	if err != nil {
		return g.t.broke(err)
	}
	ok, err := holds(g.w, state, g.t.State.Holds)
	switch {
	case err != nil:
		return g.t.broke(err)
	case ok:
		return g.t.pass()
	}
	if turn, ok := g.turnWhen(state); ok {
		return g.t.turn(turn)
	}
	v := g.t.miss("")
	v.template = g.t.State.Else
	return v
}

// compileCondition compiles code over the names of env.
func compileCondition(w World, env map[string]any, code string, more ...expr.Option) (*vm.Program, error) {
	fact := func(args ...any) (any, error) {
		v, ok := w.Fact(fmt.Sprint(args...))
		if !ok {
			return nil, fmt.Errorf("no fact %v", args)
		}
		return v, nil
	}
	options := append([]expr.Option{expr.Env(env), expr.Function("fact", fact, new(func(string) any))}, more...)
	program, err := expr.Compile(code, options...)
	if err != nil {
		return nil, fmt.Errorf("condition %q: %w", code, err)
	}
	return program, nil
}

func holds(w World, env map[string]any, condition string) (bool, error) {
	program, err := compileCondition(w, env, condition, expr.AsBool())
	if err != nil {
		return false, err
	}
	out, err := expr.Run(program, env)
	if err != nil {
		return false, fmt.Errorf("condition %q: %w", condition, err)
	}
	return out.(bool), nil
}

// evaluateText is the value of an expression over the state of the mini-SOC, as text.
func evaluateText(ctx context.Context, w World, code string) (string, error) {
	state, err := w.State(ctx)
	if err != nil {
		return "", err
	}
	program, err := compileCondition(w, state, code)
	if err != nil {
		return "", err
	}
	out, err := expr.Run(program, state)
	if err != nil {
		return "", fmt.Errorf("expression %q: %w", code, err)
	}
	return factText(out), nil
}

// pick finds the one thing of a list of the state (incidents, alerts) for which a condition on its fields holds,
// and returns one of its fields. Of several, the one with most products, then the first, is meant.
func pick(ctx context.Context, w World, list, where, field string) (string, error) {
	things, err := fitting(ctx, w, list, where)
	if err != nil {
		return "", err
	}
	var best map[string]any
	for _, thing := range things {
		if best == nil || products(thing) > products(best) {
			best = thing
		}
	}
	if best == nil {
		return "", fmt.Errorf("none of the %s is so that %s", list, where)
	}
	return factText(best[field]), nil
}

// pickAll returns a field of every thing of a list for which a condition holds.
func pickAll(ctx context.Context, w World, list, where, field string) ([]string, error) {
	things, err := fitting(ctx, w, list, where)
	return mapped(things, func(thing map[string]any) string { return factText(thing[field]) }), err
}

// fitting are the things of a list of the state for which a condition on their fields holds.
func fitting(ctx context.Context, w World, list, where string) (out []map[string]any, err error) {
	state, err := w.State(ctx)
	if err != nil {
		return nil, err
	}
	things, _ := state[list].([]any)
	for _, x := range things {
		thing := x.(map[string]any)
		ok, err := holds(w, thing, named(where))
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, thing)
		}
	}
	return out, nil
}

func products(thing map[string]any) int {
	n, _ := thing["products"].(int)
	return n
}

// named spells out conditions that have a name.
func named(where string) string {
	switch where {
	case "multi-product":
		return "products > 1 && !merged"
	case "sentinel-only":
		return `origin == "azure" && !merged`
	}
	return where
}
