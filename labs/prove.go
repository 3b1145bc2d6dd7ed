package labs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"socrates/engine/kql/value"
	"socrates/engine/tenant"
	"socrates/scenarios"
)

// Spec is the tenant a lab is played in, for a seed.
func (l *Lab) Spec(seed uint64, name string, wall time.Time) (tenant.Spec, error) {
	sc, err := scenarios.Load(l.Scenario)
	if err != nil {
		return tenant.Spec{}, err
	}
	plan, err := sc.Compile(scenarios.Params{Seed: seed, People: l.People, Days: l.Days})
	if err != nil {
		return tenant.Spec{}, err
	}
	return tenant.Spec{
		Name: name, Plan: plan, Days: int((plan.Now - plan.Start) / value.Day), Profile: l.Profile, Created: wall,
	}, nil
}

// Run makes a fresh tenant below home, plays a script in it and returns the verdicts.
func (l *Lab) Run(ctx context.Context, home string, seed uint64, name string, s Script, wall func() time.Time) ([]Verdict, error) {
	spec, err := l.Spec(seed, name, wall())
	if err != nil {
		return nil, err
	}
	dir, err := tenant.Create(ctx, home, spec, nil)
	if err != nil {
		return nil, err
	}
	t, err := tenant.Open(ctx, dir, tenant.Options{})
	if err != nil {
		return nil, err
	}
	defer t.Close()
	w, err := NewPlay(ctx, t, "learner", wall)
	if err != nil {
		return nil, err
	}
	return l.Follow(ctx, w, s)
}

// Prove holds a lab to its law on one seed: untouched it fails, the solution passes everything, and each wrong
// turn misses exactly what it names. It returns what does not hold.
func (l *Lab) Prove(ctx context.Context, home string, seed uint64, wall func() time.Time) ([]string, error) {
	var found []string
	run := func(name string, s Script, judge func(Verdict) string) error {
		vs, err := l.Run(ctx, home, seed, fmt.Sprintf("%s-%d", name, seed), s, wall)
		if err != nil {
			return fmt.Errorf("lab %s, %s, seed %d: %w", l.ID, name, seed, err)
		}
		for _, v := range vs {
			if bad := judge(v); bad != "" {
				found = append(found, fmt.Sprintf("%s, %s, seed %d: task %s %s; it said: %s", l.ID, name, seed, v.Task, bad, v.Says))
			}
		}
		return nil
	}
	if err := run("untouched", Script{}, mustMiss); err != nil {
		return nil, err
	}
	if err := run("solution", l.Solution, mustPass); err != nil {
		return nil, err
	}
	for _, name := range l.turns() {
		s := l.Wrong[name]
		if err := run(name, s, s.judge); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (l *Lab) turns() []string {
	var out []string
	for name := range l.Wrong {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func mustMiss(v Verdict) string {
	if v.Ending == Pass || v.Ending == Broke {
		return "ended with " + string(v.Ending)
	}
	return ""
}

func mustPass(v Verdict) string {
	if v.Ending != Pass {
		return "ended with " + string(v.Ending)
	}
	return ""
}

// judge holds a verdict to what the wrong turn says it misses.
func (s Script) judge(v Verdict) string {
	turn, misses := s.Misses[v.Task]
	switch {
	case !misses:
		return mustPass(v)
	case v.Ending != Miss:
		return "ended with " + string(v.Ending)
	case v.Turn != turn:
		return fmt.Sprintf("was taken for the wrong turn %q, not %q", v.Turn, turn)
	}
	return ""
}
