package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/telemetry"
	"socrates/engine/tenant"
	"socrates/scenarios"
)

// tenantBenchFlags are what tenant bench asks for.
type tenantBenchFlags struct {
	scenario     string
	people, days int
	rows         []int
	seed         uint64
}

// rowsAPersonADay is about how many rows a person, with their devices and their share of the servers, leaves on a day.
const rowsAPersonADay = 560

func newTenantBenchCommand(a *app) *cobra.Command {
	var f tenantBenchFlags
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure how fast tenants are made, beside DuckDB's own ceiling",
		Long: `Make a tenant that is thrown away, and measure it twice: from the organisation to the finished file, and then DuckDB
alone, fed with ready-made chunks of the same rows. A rate a core is rows by seconds of processor time, whatever else
the machine does. With --rows several sizes are made one after the other, to see that the cost grows with the rows and the
memory does not.`,
		Example: `  socrates tenant bench
  socrates tenant bench --people 500 --days 7
  socrates tenant bench --rows 1000000,3000000,10000000`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.benchTenants(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.scenario, "scenario", defaultScenario, "scenario")
	cmd.Flags().IntVar(&f.people, "people", 200, "people in the organisation")
	cmd.Flags().IntVar(&f.days, "days", 3, "days of data")
	cmd.Flags().IntSliceVar(&f.rows, "rows", nil, "about so many rows, by as many days as it takes")
	cmd.Flags().Uint64Var(&f.seed, "seed", 1, "seed")
	return cmd
}

// benchRun is one size, as it is printed.
type benchRun struct {
	People     int       `json:"people"`
	Days       int       `json:"days"`
	Rows       int64     `json:"rows"`
	Bytes      int64     `json:"bytes"`
	FileBytes  int64     `json:"fileBytes"`
	EndToEnd   benchPace `json:"endToEnd"`
	Ceiling    benchPace `json:"ceiling"`
	Share      float64   `json:"shareOfCeiling"`
	PeakMemory int64     `json:"peakMemoryBytes"`
}

type benchPace struct {
	Wall  float64 `json:"wallSeconds"`
	CPU   float64 `json:"cpuSeconds"`
	Rows  float64 `json:"rowsPerSecondAndCore"`
	Bytes float64 `json:"bytesPerSecondAndCore"`
}

func (a *app) benchTenants(ctx context.Context, f tenantBenchFlags) error {
	sizes, err := f.sizes()
	if err != nil {
		return err
	}
	home, err := a.tenantsDir()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(home, 0o755); err != nil {
		return err
	}
	runs := []benchRun{}
	for _, days := range sizes {
		r, err := a.benchOne(ctx, home, f, days)
		if err != nil {
			return err
		}
		runs = append(runs, r)
		if !a.json {
			printBench(a.out, r)
		}
	}
	if a.json {
		return a.emit(runs)
	}
	return nil
}

// sizes are the days of data of each run.
func (f tenantBenchFlags) sizes() ([]int, error) {
	if f.people < 1 || f.days < 1 {
		return nil, errors.New("--people and --days must be at least 1")
	}
	if len(f.rows) == 0 {
		return []int{f.days}, nil
	}
	var out []int
	for _, n := range f.rows {
		if n < 1 {
			return nil, fmt.Errorf("--rows %d: give a number of rows, such as 1000000", n)
		}
		out = append(out, max(1, n/(f.people*rowsAPersonADay)))
	}
	return out, nil
}

func (a *app) benchOne(ctx context.Context, home string, f tenantBenchFlags, days int) (benchRun, error) {
	s, err := scenarios.Load(f.scenario)
	if err != nil {
		return benchRun{}, err
	}
	began := time.Now()
	meter := func() telemetry.Usage { return telemetry.Usage{Wall: time.Since(began), CPU: cpuTime()} }
	plan, err := s.Compile(scenarios.Params{Seed: f.seed, People: f.people, Days: days})
	if err != nil {
		return benchRun{}, err
	}
	bar := a.startBar(fmt.Sprintf("%d people, %d days", f.people, days))
	r, err := tenant.Bench(ctx, home, tenant.Spec{Name: "bench", Plan: plan, Days: days, Profile: defaultProfile}, meter, bar.generated)
	bar.stop()
	if err != nil {
		return benchRun{}, err
	}
	whole, bare := paceOf(r.EndToEnd), paceOf(r.Ceiling)
	return benchRun{People: f.people, Days: days, Rows: r.EndToEnd.Rows, Bytes: r.EndToEnd.Bytes, FileBytes: r.FileBytes, EndToEnd: whole, Ceiling: bare,
		Share: whole.Rows / bare.Rows, PeakMemory: peakMemory()}, nil
}

func paceOf(p tenant.Pace) benchPace {
	cpu := p.Used.CPU.Seconds()
	return benchPace{Wall: p.Used.Wall.Seconds(), CPU: cpu, Rows: float64(p.Rows) / cpu, Bytes: float64(p.Bytes) / cpu}
}

func printBench(out io.Writer, r benchRun) {
	const mb = 1e6
	fmt.Fprintf(out, "%s rows, %.0f MB of cells, %.0f MB of file; %d people, %d days\n", thousands(r.Rows), float64(r.Bytes)/mb, float64(r.FileBytes)/mb, r.People, r.Days)
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\twall s\tcpu s\trows/s a core\tMB/s a core\t")
	for _, p := range []struct {
		name string
		benchPace
	}{{"end to end", r.EndToEnd}, {"DuckDB alone", r.Ceiling}} {
		fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%s\t%.1f\t\n", p.name, p.Wall, p.CPU, thousands(int64(p.Rows)), p.benchPace.Bytes/mb)
	}
	w.Flush()
	fmt.Fprintf(out, "share of the ceiling %.2f; memory at most %.0f MB\n", r.Share, float64(r.PeakMemory)/mb)
}
