// Package measure holds compiled KQL against what a person would write in SQL: typical hunting queries over
// millions of rows of real-shaped tables, each beside hand-written DuckDB SQL for the same answer.
//
// In:  a number of rows, a place for the data file.
// Out: for each query the best times of both sides, their ratio, and whether the answers agree.
//
// Not here: correctness of single functions (their examples are the tests), machines and their load: a
// ratio is taken from runs that alternate in one process.
package measure

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"socrates/engine/kql"
	"socrates/engine/telemetry"
)

// Case is one question, asked twice.
type Case struct {
	Name string
	KQL  string
	// SQL gives the same answer. $now stands for the clock in ticks; d.name is a table.
	SQL string
}

// Timing is what one case came to.
type Timing struct {
	Name     string        `json:"name"`
	Compile  time.Duration `json:"compile_ns"` // text to SQL
	KQL      time.Duration `json:"kql_ns"`     // the SQL that was compiled, prepared and run
	SQL      time.Duration `json:"sql_ns"`     // the SQL written by hand
	Rows     int           `json:"rows"`
	Agree    bool          `json:"agree"`
	Mismatch string        `json:"mismatch,omitempty"`
}

// Ratio is how many times as long KQL takes, its compilation included.
func (t Timing) Ratio() float64 { return float64(t.Compile+t.KQL) / float64(t.SQL) }

// Run asks every case rounds times, both sides in turn, and keeps the best time of each.
func Run(ctx context.Context, db *telemetry.DB, cases []Case, rounds int, each func(Timing)) ([]Timing, error) {
	var out []Timing
	for _, c := range cases {
		t, err := one(ctx, db, c, rounds)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
		if each != nil {
			each(t)
		}
		out = append(out, t)
	}
	return out, nil
}

func one(ctx context.Context, db *telemetry.DB, c Case, rounds int) (Timing, error) {
	t := Timing{Name: c.Name, Compile: math.MaxInt64, KQL: math.MaxInt64, SQL: math.MaxInt64}
	sql := strings.ReplaceAll(c.SQL, "$now", fmt.Sprint(Now))
	for range rounds {
		began := time.Now()
		p, found := kql.Compile(c.KQL, kql.Options{Catalog: Scope{}, Now: Now, Context: ctx})
		t.Compile = min(t.Compile, time.Since(began))
		if found.HasErrors() {
			return t, fmt.Errorf("does not compile: %s", found[0].Msg)
		}
		r, err := db.Run(ctx, p, telemetry.Limits{Time: time.Hour, Rows: 1 << 20})
		if err != nil {
			return t, err
		}
		t.KQL, t.Rows = min(t.KQL, r.Elapsed), len(r.Rows)
		began = time.Now()
		rows, err := db.Rows(ctx, sql)
		if err != nil {
			return t, fmt.Errorf("hand-written SQL: %w", err)
		}
		t.SQL = min(t.SQL, time.Since(began))
		t.Mismatch = compare(r.Rows, rows)
	}
	t.Agree = t.Mismatch == ""
	return t, nil
}

// compare says how two answers differ as sets of rows; empty when they do not.
func compare(a, b [][]any) string {
	if len(a) != len(b) {
		return fmt.Sprintf("%d rows by KQL, %d by SQL", len(a), len(b))
	}
	x, y := texts(a), texts(b)
	for i := range x {
		if x[i] != y[i] {
			return fmt.Sprintf("KQL has %.120s, SQL has %.120s", x[i], y[i])
		}
	}
	return ""
}

// texts writes rows so that numbers of different Go types compare, and sorts them.
func texts(rows [][]any) []string {
	out := make([]string, len(rows))
	for i, row := range rows {
		var line strings.Builder
		for _, c := range row {
			switch c := c.(type) {
			case float64:
				fmt.Fprintf(&line, "%.9g|", c)
			default:
				fmt.Fprintf(&line, "%v|", c)
			}
		}
		out[i] = line.String()
	}
	slices.Sort(out)
	return out
}

// Summary is the median and the largest ratio.
func Summary(ts []Timing) (median, worst float64) {
	ratios := make([]float64, len(ts))
	for i, t := range ts {
		ratios[i] = t.Ratio()
	}
	slices.Sort(ratios)
	if len(ratios) == 0 {
		return 0, 0
	}
	return (ratios[(len(ratios)-1)/2] + ratios[len(ratios)/2]) / 2, ratios[len(ratios)-1]
}
