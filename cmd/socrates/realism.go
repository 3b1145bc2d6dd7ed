package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"socrates/generator"
	"socrates/generator/realism"
	"socrates/generator/tick"
	"socrates/scenarios"
)

func newScenarioRealismCommand(a *app) *cobra.Command {
	p := scenarios.Params{Days: 7}
	cmd := &cobra.Command{
		Use: "realism FILE|ID", Short: "Hold the data of a scenario to bands of realistic values", Example: "  socrates scenario realism quiet-week --seed 4", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.scoreRealism(c.Context(), args[0], p) },
	}
	cmd.Flags().Uint64Var(&p.Seed, "seed", 1, "seed of the organisation")
	cmd.Flags().IntVar(&p.People, "people", 0, "size of the organisation (default: the scenario's)")
	return cmd
}

func (a *app) scoreRealism(ctx context.Context, id string, p scenarios.Params) error {
	s, err := scenarios.Load(id)
	if err != nil {
		return err
	}
	plan, err := s.Compile(p)
	if err != nil {
		return err
	}
	g := realism.New()
	if _, err := generator.Run(ctx, plan, g, nil); err != nil {
		return err
	}
	scores := g.Scores(float64(plan.Horizon-plan.Start) / float64(tick.Day))
	outside := 0
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	for _, sc := range scores {
		mark := "ok"
		if !sc.OK() {
			mark = "OUTSIDE"
			outside++
		}
		if !a.json {
			fmt.Fprintf(w, "%s\t%.3f\t%g to %g\t%s\t%s\n", sc.Name, sc.Value, sc.Lo, sc.Hi, mark, sc.Source)
		}
	}
	if a.json {
		if err := a.emit(scores); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if outside > 0 {
		return fmt.Errorf("%d of %d statistics lie outside their bands", outside, len(scores))
	}
	return nil
}
