package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/telemetry"
	"socrates/engine/telemetry/measure"
)

type kqlBench struct {
	app     *app
	rows    int64
	rounds  int
	file    string
	threads int
}

func newKQLBenchCommand(a *app) *cobra.Command {
	b := &kqlBench{app: a}
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure typical hunting queries beside hand-written SQL",
		Long: `Makes tables of real shape, asks twenty typical hunting questions of them in KQL and in SQL written by
hand, and prints how many times as long KQL takes. The answers of both sides are compared.`,
		Example: `  socrates kql bench
  socrates kql bench --rows 1000000 --rounds 5
  socrates kql bench --file /tmp/bench.duckdb --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return b.run(cmd.Context()) },
	}
	cmd.Flags().Int64Var(&b.rows, "rows", 10_000_000, "rows of all tables together")
	cmd.Flags().IntVar(&b.rounds, "rounds", 3, "times to ask each question; the best counts")
	cmd.Flags().StringVar(&b.file, "file", "", "keep the tables in this file, or use those that are in it")
	cmd.Flags().IntVar(&b.threads, "threads", 2, "threads of the database")
	return cmd
}

func (b *kqlBench) run(ctx context.Context) error {
	if b.rows < 1000 || b.rounds < 1 {
		return errors.New("a measurement wants --rows 1000 or more and --rounds 1 or more")
	}
	file, done, err := b.data(ctx)
	if err != nil {
		return err
	}
	defer done()
	db, err := telemetry.Open(ctx, telemetry.Options{Data: file, Threads: b.threads, MemoryMB: 4096})
	if err != nil {
		return err
	}
	defer db.Close()
	var each func(measure.Timing)
	if !b.app.json {
		fmt.Fprintf(b.app.out, "%-34s %8s %9s %9s %7s %8s\n", "question", "compile", "KQL", "SQL", "ratio", "rows")
		each = b.line
	}
	ts, err := measure.Run(ctx, db, measure.Cases, b.rounds, each)
	if err != nil {
		return err
	}
	return b.sum(ts)
}

// data is the file with the tables, made unless it is there.
func (b *kqlBench) data(ctx context.Context) (file string, done func(), err error) {
	file, done = b.file, func() {}
	if file == "" {
		dir, err := os.MkdirTemp("", "socrates-bench-*")
		if err != nil {
			return "", nil, err
		}
		file, done = filepath.Join(dir, "bench.duckdb"), func() { os.RemoveAll(dir) }
	} else if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return file, done, err
	}
	fmt.Fprintf(b.app.err, "making %s rows …\n", thousands(b.rows))
	if err := measure.Make(ctx, file, b.rows); err != nil {
		done()
		return "", nil, fmt.Errorf("make the tables: %w", err)
	}
	return file, done, nil
}

func (b *kqlBench) line(t measure.Timing) {
	note := ""
	if !t.Agree {
		note = "  ANSWERS DIFFER: " + t.Mismatch
	}
	fmt.Fprintf(b.app.out, "%-34s %8s %9s %9s %7.2f %8d%s\n", t.Name, short(t.Compile), short(t.KQL), short(t.SQL), t.Ratio(), t.Rows, note)
}

func short(d time.Duration) string {
	if d < 10*time.Millisecond {
		return d.Round(10 * time.Microsecond).String()
	}
	return d.Round(time.Millisecond).String()
}

func (b *kqlBench) sum(ts []measure.Timing) error {
	median, worst := measure.Summary(ts)
	differ := 0
	for _, t := range ts {
		if !t.Agree {
			differ++
		}
	}
	if b.app.json {
		if err := b.app.emit(map[string]any{"rows": b.rows, "median_ratio": median, "worst_ratio": worst, "questions": ts}); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(b.app.out, "\nKQL takes %.2f times as long as hand-written SQL in the median, %.2f at worst.\n", median, worst)
	}
	if differ > 0 {
		return fmt.Errorf("%d questions got different answers from KQL and SQL", differ)
	}
	return nil
}
