package labs

import (
	"context"
	"fmt"

	"github.com/expr-lang/expr"
)

// StateCheck is a condition on the mini-SOC, in the expr language over World.State and the function
// fact("name"). Any way of reaching it counts.
type StateCheck struct {
	Holds string `yaml:"holds"`
	Else  string `yaml:"else"` // said while it does not hold
}

func (t *Task) judgeState(ctx context.Context, w World) Verdict {
	state, err := w.State(ctx)
	if err != nil {
		return t.broke(err)
	}
	holds, err := evaluate(w, state, t.State.Holds)
	switch {
	case err != nil:
		return t.broke(err)
	case holds:
		return t.pass()
	}
	for _, turn := range t.Wrong {
		if turn.When == "" {
			continue
		}
		if hit, err := evaluate(w, state, turn.When); err == nil && hit {
			return t.turn(turn)
		}
	}
	return t.miss(t.State.Else)
}

func evaluate(w World, state map[string]any, condition string) (bool, error) {
	fact := func(args ...any) (any, error) {
		v, ok := w.Fact(fmt.Sprint(args...))
		if !ok {
			return nil, fmt.Errorf("no fact %v", args)
		}
		return v, nil
	}
	program, err := expr.Compile(condition, expr.Env(state), expr.AsBool(), expr.Function("fact", fact, new(func(string) any)))
	if err != nil {
		return false, fmt.Errorf("condition %q: %w", condition, err)
	}
	out, err := expr.Run(program, state)
	if err != nil {
		return false, fmt.Errorf("condition %q: %w", condition, err)
	}
	return out.(bool), nil
}
