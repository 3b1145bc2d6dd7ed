package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/kql/value"
	"socrates/engine/soc/content"
	"socrates/engine/tenant"
)

// ruleBench is the time that detections and rules took to catch up.
type ruleBench struct {
	Rows       int64   `json:"rows"`
	Days       float64 `json:"days"`
	Detections int     `json:"detections"`
	Rules      int     `json:"rules"`
	Runs       int64   `json:"runs"`
	Alerts     int     `json:"alerts"`
	Seconds    float64 `json:"seconds"`
}

func newRuleBenchCommand(a *app) *cobra.Command {
	var name string
	var days float64
	var rules int
	cmd := &cobra.Command{
		Use: "bench", Short: "Measure how fast detections and rules catch up over a tenant's days", Args: cobra.NoArgs,
		Long: `Let a mini-SOC of its own, with every built-in detection and analytics rule, go through the days of a tenant in one step. The tenant is not
changed.`,
		Example: "  socrates rule bench --tenant big\n  socrates rule bench --tenant big --days 3.5 --rules 38 --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withTenant(cmd.Context(), name, func(t *tenant.Tenant) error {
				b, err := benchRules(cmd.Context(), t, days, rules)
				if err != nil {
					return err
				}
				return a.show(b, func() {
					fmt.Fprintf(a.out, "%d rows, %.1f days, %d detections, %d rules: %d runs and %d alerts in %.1f s\n", b.Rows, b.Days, b.Detections, b.Rules, b.Runs, b.Alerts, b.Seconds)
				})
			})
		},
	}
	tenantFlag(cmd, &name)
	cmd.Flags().Float64Var(&days, "days", 7, "days to go through, at most the tenant's")
	cmd.Flags().IntVar(&rules, "rules", 0, "only so many of the rules and detections (default: all)")
	return cmd
}

func benchRules(ctx context.Context, t *tenant.Tenant, days float64, most int) (*ruleBench, error) {
	c, err := content.Load()
	if err != nil {
		return nil, err
	}
	if most > 0 {
		c.Rules, c.Detections = c.Rules[:min(most, len(c.Rules))], c.Detections[:min(most, len(c.Detections))]
	}
	e, err := t.Trial(c, true)
	if err != nil {
		return nil, err
	}
	m := t.Manifest()
	to := min(int64(m.Horizon), int64(m.Start)+int64(days*float64(value.Day)))
	began := time.Now()
	if err := e.Advance(ctx, to); err != nil {
		return nil, err
	}
	b := &ruleBench{Rows: m.Rows, Days: float64(to-int64(m.Start)) / float64(value.Day), Detections: len(c.Detections), Rules: len(c.Rules), Alerts: len(e.Alerts()), Seconds: time.Since(began).Seconds()}
	for _, l := range e.RuleList() {
		b.Runs += l.Total
	}
	return b, nil
}
