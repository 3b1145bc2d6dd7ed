package generator

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"testing"

	"socrates/engine/schema/rows"
	"socrates/generator/org"
	"socrates/generator/tick"
)

// digest is a sink that hashes what it gets.
type digest struct{ hash.Hash }

func (d digest) Append(b *rows.Batch) error {
	fmt.Fprint(d, b.Table.Name, b.ID, b.Ingested)
	for i := range b.Cols {
		fmt.Fprint(d, b.Cols[i].I, b.Cols[i].F, b.Cols[i].S)
	}
	return nil
}

func (d digest) Truth(*Truth) error { return nil }

func digestOf(t *testing.T, size int64) string {
	t.Helper()
	defer func(was func(int) int64) { portion = was }(portion)
	portion = func(int) int64 { return size }
	o, err := org.Build(5, 12)
	if err != nil {
		t.Fatal(err)
	}
	const start = 639_174_240_000_000_000 // 2026-06-15, a Monday
	d := digest{sha256.New()}
	sum, err := Run(context.Background(), Plan{Seed: 5, Scenario: "none", People: 12, Start: start, Now: start + 20*tick.Hour, Horizon: start + 40*tick.Hour, Org: o}, d, nil)
	if err != nil {
		t.Fatal(err)
	}
	if sum.Rows == 0 {
		t.Fatal("no rows")
	}
	return fmt.Sprintf("%d rows %x", sum.Rows, d.Sum(nil))
}

// However the days are cut into portions, the rows are the same.
func TestPortionsMakeNoDifference(t *testing.T) {
	whole := digestOf(t, 10*tick.Day)
	for _, size := range []int64{tick.Hour, 7 * tick.Hour} {
		if got := digestOf(t, size); got != whole {
			t.Errorf("portions of %d h: %s\nwhole days: %s", size/tick.Hour, got, whole)
		}
	}
}
