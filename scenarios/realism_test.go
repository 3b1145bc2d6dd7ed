package scenarios

import (
	"context"
	"testing"

	"socrates/generator"
	"socrates/generator/realism"
	"socrates/generator/tick"
)

func TestRealism(t *testing.T) {
	s, err := Load("phish-to-c2")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := s.Compile(Params{Seed: 2, Days: 7})
	if err != nil {
		t.Fatal(err)
	}
	g := realism.New()
	if _, err := generator.Run(context.Background(), plan, g, nil); err != nil {
		t.Fatal(err)
	}
	scores := g.Scores(float64(plan.Horizon-plan.Start) / float64(tick.Day))
	if len(scores) < 25 {
		t.Errorf("%d statistics; 25 are wanted", len(scores))
	}
	for _, sc := range scores {
		t.Logf("%-55s %10.3f  [%g, %g]", sc.Name, sc.Value, sc.Lo, sc.Hi)
		if !sc.OK() {
			t.Errorf("%s is %.3f, outside %g to %g: %s", sc.Name, sc.Value, sc.Lo, sc.Hi, sc.Source)
		}
	}
}
