package tenant

import (
	"context"
	"os"
	"path/filepath"

	"socrates/engine/schema/rows"
	"socrates/engine/telemetry"
	"socrates/generator"
)

// Pace is how fast rows were made or taken.
type Pace struct {
	Rows  int64
	Bytes int64 // of the cells: 8 for a number or a time, its length for a text
	Used  telemetry.Usage
}

// BenchResult sets the making of a tenant beside what DuckDB alone needs for the same rows.
type BenchResult struct {
	People, Days int
	EndToEnd     Pace  // organisation to finished file
	Ceiling      Pace  // ready-made chunks to finished file
	FileBytes    int64 // of the data file
}

// Bench makes the tenant spec twice below the folder home, which it leaves as it was: once as Create does, once only to
// feed its rows to DuckDB from ready-made chunks. progress, which may be nil, sees both runs.
func Bench(ctx context.Context, home string, spec Spec, m telemetry.Meter, progress func(generator.Progress)) (_ *BenchResult, err error) {
	dir, err := os.MkdirTemp(home, ".bench-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	r := &BenchResult{People: spec.Plan.People, Days: spec.Days}
	if err := r.whole(ctx, dir, spec, m, progress); err != nil {
		return nil, err
	}
	return r, r.bare(ctx, dir, spec, m, progress)
}

func (r *BenchResult) whole(ctx context.Context, dir string, spec Spec, m telemetry.Meter, progress func(generator.Progress)) error {
	begin := m()
	if err := build(ctx, dir, spec, generator.Run, progress); err != nil {
		return err
	}
	end := m()
	r.EndToEnd.Used = telemetry.Usage{Wall: end.Wall - begin.Wall, CPU: end.CPU - begin.CPU}
	file := filepath.Join(dir, telemetryFile)
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	r.FileBytes = info.Size()
	return os.Remove(file)
}

func (r *BenchResult) bare(ctx context.Context, dir string, spec Spec, m telemetry.Meter, progress func(generator.Progress)) error {
	c, err := telemetry.NewCeiling(ctx, filepath.Join(dir, telemetryFile), telemetry.BuildOptions{Writers: spec.Writers, MemoryMB: spec.MemoryMB}, m)
	if err != nil {
		return err
	}
	defer c.Abort()
	feed := &feeder{c: c}
	if _, err := generator.Run(ctx, spec.Plan, feed, progress); err != nil {
		return err
	}
	r.Ceiling.Bytes, r.EndToEnd.Bytes = feed.bytes, feed.bytes
	r.Ceiling.Rows, r.Ceiling.Used, err = c.Finish()
	r.EndToEnd.Rows = r.Ceiling.Rows
	return err
}

// feeder is a sink that only feeds DuckDB.
type feeder struct {
	c     *telemetry.Ceiling
	bytes int64
}

// StandStill makes the generator wait while a batch is taken, so that the meter sees DuckDB alone.
func (*feeder) StandStill() {}

func (f *feeder) Append(b *rows.Batch) error {
	f.bytes += cellBytes(b)
	return f.c.Append(telemetry.RowsSchema, b)
}

func (f *feeder) Truth(*generator.Truth) error { return nil }

func cellBytes(b *rows.Batch) (n int64) {
	for i := range b.Cols {
		v := &b.Cols[i]
		n += 8 * int64(len(v.I)+len(v.F))
		for _, s := range v.S {
			n += int64(len(s))
		}
	}
	return n
}
