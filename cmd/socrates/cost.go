package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/cost"
	"socrates/engine/soc/profile"
)

func newCostCommand(a *app) *cobra.Command {
	var d desk
	var size cost.Size
	cmd := &cobra.Command{
		Use:   "cost",
		Short: "Estimate what the workspace's tables cost, at any number of endpoints",
		Long: `Show what each table weighs and costs.

The bytes of a row are measured in the tenant. The rows of a Defender table are an estimate for one endpoint with its
user and a day, kept in the platform profile, because a tenant tells only a part of a real device's day; the rows of the
other tables are the tenant's own. Prices are examples: look up those of your region.`,
		Example: `  socrates cost --portal azure
  socrates cost --portal azure --endpoints 5000
  socrates cost --portal azure --endpoints 5000 --keep 180 --total 730
  socrates cost --portal azure --lake DeviceNetworkEvents,DeviceFileEvents`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if size.Endpoints <= 0 || size.Keep < 0 || size.Total < 0 {
				return fmt.Errorf("--endpoints takes a number above zero, --keep and --total a number of days")
			}
			return a.showCost(cmd.Context(), d, size)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().IntVar(&size.Endpoints, "endpoints", 5000, "endpoints to scale to, each with its user")
	cmd.Flags().IntVar(&size.Keep, "keep", 90, "analytics retention in days")
	cmd.Flags().IntVar(&size.Total, "total", 0, "total retention in days (default: the analytics retention)")
	cmd.Flags().StringSliceVar(&size.Lake, "lake", nil, "tables to keep in the data lake only")
	return cmd
}

func (a *app) showCost(ctx context.Context, d desk, size cost.Size) error {
	return a.look(ctx, d, func(e *soc.Engine, side profile.Portal) error {
		if err := e.Offered(side, "cost"); err != nil {
			return err
		}
		r, err := e.Cost(ctx, size)
		if err != nil {
			return err
		}
		return a.show(r, func() { printCost(a.out, r) })
	})
}

func printCost(out io.Writer, r cost.Report) {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "bytes/row\trows/endpoint/day\tGB/day\t%s/day\t  table\n", r.Currency)
	for _, l := range r.Lines {
		fmt.Fprintf(w, "%.0f\t%s\t%.2f\t%.2f\t  %s\n", l.BytesPerRow, perDay(l.RowsPerDay), l.GBPerDay, l.PricePerDay, costName(l))
	}
	w.Flush()
	fmt.Fprintf(out, "\nAt %s endpoints (measured on %d endpoints over %.1f days):\n", thousands(int64(r.Size.Endpoints)), r.Size.Tenant, r.Size.Days)
	fmt.Fprintf(out, "  analytics tier %.1f GB/day, data lake only %.1f GB/day, free tables %.1f GB/day\n", r.GBPerDay, r.LakePerDay, r.FreePerDay)
	fmt.Fprintf(out, "  Defender tables: everything %.1f GB/day, only those to ingest always %.1f GB/day", r.Everything, r.AlwaysOnly)
	if r.Everything > 0 {
		fmt.Fprintf(out, " (%.0f%% saved)", 100*(1-r.AlwaysOnly/r.Everything))
	}
	fmt.Fprintf(out, "\n  ingestion, cheapest first:")
	for _, p := range r.Plans[:min(3, len(r.Plans))] {
		fmt.Fprintf(out, "  %s %.2f %s/day", strings.TrimSpace(fmt.Sprintf("%s %s", p.Name, committed(p.GB))), p.PerDay, r.Currency)
	}
	fmt.Fprintf(out, "\n  retention: %.2f %s a month once %d days are kept\n", r.Retention, r.Currency, max(r.Size.Keep, r.Size.Total))
}

// costName is a table with what is special about it.
func costName(l cost.Line) string {
	var notes []string
	if l.Tier != "analytics" {
		notes = append(notes, l.Tier)
	}
	if l.Advice != "" {
		notes = append(notes, "advice: "+l.Advice)
	}
	if len(notes) == 0 {
		return l.Table
	}
	return l.Table + " (" + strings.Join(notes, "; ") + ")"
}

func committed(gb int) string {
	if gb == 0 {
		return ""
	}
	return fmt.Sprintf("%d GB/day", gb)
}

// perDay writes a number of rows with as many digits as tell something.
func perDay(n float64) string {
	if n >= 10 {
		return thousands(int64(n + 0.5))
	}
	return fmt.Sprintf("%.2f", n)
}
