package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"socrates/engine/tenant"
	"socrates/generator"
	"socrates/generator/realism"
	"socrates/scenarios"
)

func newTenantRealismCommand(a *app) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "realism",
		Short: "Hold the data of a tenant to bands of realistic values",
		Long: `Measure the rows of a tenant, ground truth among them: shares, rates, spread, delays, and whether the keys that products
share lead from table to table. Each value stands beside its accepted band and where the band comes from. The exit code is 1
when a value lies outside. Bands are made for some days of an office; a tenant of one day or of a handful of people may miss some.`,
		Example: `  socrates tenant realism
  socrates tenant realism --tenant hunt1 --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withTenant(cmd.Context(), name, func(t *tenant.Tenant) error { return a.scoreTenant(cmd.Context(), t) })
		},
	}
	tenantFlag(cmd, &name)
	return cmd
}

func (a *app) scoreTenant(ctx context.Context, t *tenant.Tenant) error {
	g := realism.New()
	if err := t.Replay(ctx, g, realism.Wanted); err != nil {
		return err
	}
	m := t.Manifest()
	return a.printScores(g.Scores(int64(m.Start), int64(m.Horizon)))
}

func newScenarioRealismCommand(a *app) *cobra.Command {
	p := scenarios.Params{Days: 7}
	cmd := &cobra.Command{
		Use: "realism FILE|ID", Short: "Hold the data of a scenario to bands of realistic values", Example: "  socrates scenario realism quiet-week --seed 4", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.scoreScenario(c.Context(), args[0], p) },
	}
	cmd.Flags().Uint64Var(&p.Seed, "seed", 1, "seed of the organisation")
	cmd.Flags().IntVar(&p.People, "people", 0, "size of the organisation (default: the scenario's)")
	return cmd
}

func (a *app) scoreScenario(ctx context.Context, id string, p scenarios.Params) error {
	s, err := scenarios.Load(id)
	if err != nil {
		return err
	}
	plan, err := s.Compile(p)
	if err != nil {
		return err
	}
	g := realism.New()
	bar := a.startBar("Living " + id)
	_, err = generator.Run(ctx, plan, g, bar.generated)
	bar.stop()
	if err != nil {
		return err
	}
	return a.printScores(g.Scores(plan.Start, plan.Horizon))
}

// jsonScore is a statistic on the wire.
type jsonScore struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	OK     bool    `json:"ok"`
	Source string  `json:"source"`
}

func (a *app) printScores(scores []realism.Score) error {
	outside := 0
	wire := make([]jsonScore, len(scores))
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	for i, s := range scores {
		wire[i] = jsonScore{s.Name, s.Value, s.Lo, s.Hi, s.OK(), s.Source}
		mark := "ok"
		if !s.OK() {
			mark = "OUTSIDE"
			outside++
		}
		if !a.json {
			fmt.Fprintf(w, "%s\t%s\t%.4g\t%g to %g\t%s\n", mark, s.Name, s.Value, s.Lo, s.Hi, s.Source)
		}
	}
	if a.json {
		if err := a.emit(wire); err != nil {
			return err
		}
	}
	w.Flush()
	if outside > 0 {
		return &exitError{code: 1, quiet: a.json, err: fmt.Errorf("%d of %d statistics lie outside their bands", outside, len(scores))}
	}
	if !a.json {
		fmt.Fprintf(a.out, "all %d statistics lie within their bands\n", len(scores))
	}
	return nil
}
