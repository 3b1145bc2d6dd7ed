package scenarios

import (
	"context"
	"fmt"
	"testing"

	"socrates/generator"
	"socrates/generator/realism"
)

// A week of three organisations lies within every band.
func TestRealism(t *testing.T) {
	s, err := Load("phish-to-c2")
	if err != nil {
		t.Fatal(err)
	}
	for _, seed := range []uint64{2, 5, 9} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			plan, err := s.Compile(Params{Seed: seed, People: 30, Days: 7})
			if err != nil {
				t.Fatal(err)
			}
			g := realism.New()
			if _, err := generator.Run(context.Background(), plan, g, nil); err != nil {
				t.Fatal(err)
			}
			scores := g.Scores(plan.Start, plan.Horizon)
			if len(scores) < 45 {
				t.Errorf("%d statistics; 45 are wanted", len(scores))
			}
			for _, sc := range scores {
				t.Logf("%-62s %10.3f  [%g, %g]", sc.Name, sc.Value, sc.Lo, sc.Hi)
				if !sc.OK() {
					t.Errorf("%s is %.4f, outside %g to %g: %s", sc.Name, sc.Value, sc.Lo, sc.Hi, sc.Source)
				}
			}
		})
	}
}
