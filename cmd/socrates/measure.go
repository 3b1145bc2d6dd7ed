package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"socrates/engine/kql/value"
	"socrates/engine/tenant"
	"socrates/labs/measure"
)

func newSOCMetricsCommand(a *app) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "metrics",
		Short: "Hold your work against the truth: times, dwell, verdicts, blast radius (tells the story of the attack)",
		Long: `Hold what was done in a tenant against ground truth, up to now: mean time to acknowledge and to resolve, how long the attack dwelt,
which verdicts were right, what the attack reached and what the responses kept it from. It gives the story away: ask for it
when you are done.`,
		Example: "  socrates soc metrics\n  socrates soc metrics --tenant hunt1 --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withTenant(cmd.Context(), name, func(t *tenant.Tenant) error {
				bar := a.startBar("The days without the attack")
				r, err := measure.Take(cmd.Context(), t)
				bar.stop()
				if err != nil {
					return err
				}
				return a.show(r, func() { a.printMeasure(r) })
			})
		},
	}
	tenantFlag(cmd, &name)
	return cmd
}

func (a *app) printMeasure(r *measure.Report) {
	for _, t := range []struct {
		name string
		t    measure.Times
	}{{"time to acknowledge", r.Acknowledge}, {"time to resolve", r.Resolve}} {
		fmt.Fprintf(a.out, "%-20s mean %s, worst %s over %d incidents; %d still wait\n", t.name, spanWords(t.t.Mean), spanWords(t.t.Worst), t.t.Count, t.t.Open)
	}
	fmt.Fprintf(a.out, "%-20s %s%s\n", "dwell time", spanWords(r.Dwell), map[bool]string{true: ", and the attack goes on", false: ""}[r.Under])
	a.heading("Verdicts")
	lines := [][]string{{"  TRUTH", "VERDICT", "INCIDENTS", ""}}
	for _, c := range r.Verdicts {
		lines = append(lines, []string{"  " + c.Truth, c.Verdict, fmt.Sprint(c.Count), map[bool]string{true: "right", false: ""}[c.Right]})
	}
	a.grid(lines)
	a.heading("Blast radius")
	for _, x := range []struct {
		name string
		r    measure.Radius
	}{{"reached", r.Reached}, {"avoided", r.Avoided}} {
		fmt.Fprintf(a.out, "  %s: %d stages, %d rows, %d devices, %d accounts\n", x.name, x.r.Stages, x.r.Rows, len(x.r.Devices), len(x.r.Accounts))
	}
	a.heading("The attack")
	lines = nil
	for _, s := range r.Stages {
		lines = append(lines, []string{"  " + s.ID, s.Outcome, fmt.Sprintf("%d of %d rows", s.Rows, s.Planned), s.Says})
	}
	a.grid(lines)
}

// spanWords writes a span to the second.
func spanWords(ticks int64) string { return value.FormatTimespan(ticks / value.Second * value.Second) }
