package telemetry

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"socrates/engine/kql"
	"socrates/engine/schema"
)

func program(sql string, types ...schema.Type) *kql.Program {
	p := &kql.Program{SQL: sql}
	for i, t := range types {
		p.Columns = append(p.Columns, schema.Column{Name: fmt.Sprint("c", i), Type: t})
	}
	return p
}

func TestCellsComeInTheirOwnTypes(t *testing.T) {
	db := openDB(t, "")
	res, err := db.Run(context.Background(), program(
		`SELECT true c0, 7::INTEGER c1, 8::BIGINT c2, 0.5::DOUBLE c3, '-1.50'::DECIMAL(38,18) c4, NULL::VARCHAR c5, NULL::BIGINT c6, 'x' c7, sum(9)::HUGEINT c8 FROM range(2)`,
		schema.Bool, schema.Int, schema.Long, schema.Real, schema.Decimal, schema.String, schema.Datetime, schema.Guid, schema.Long), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprintf("%#v", res.Rows), `[][]interface {}{[]interface {}{true, 7, 8, 0.5, "-1.5", "", interface {}(nil), "x", 18}}`; got != want {
		t.Errorf("got %s", got)
	}
}

func TestOrderAndLimits(t *testing.T) {
	db := openDB(t, "")
	for _, tt := range []struct {
		name      string
		limits    Limits
		rows      int
		truncated bool
	}{
		{"as many as there are", Limits{Rows: 100_000}, 100_000, false},
		{"fewer", Limits{Rows: 10}, 10, true},
		{"bytes", Limits{Rows: 100_000, Bytes: 80}, 11, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res, err := db.Run(context.Background(), program("SELECT range AS c0 FROM range(100000) ORDER BY c0 DESC", schema.Long), tt.limits)
			if err != nil {
				t.Fatal(err)
			}
			if len(res.Rows) != tt.rows || res.Truncated != tt.truncated {
				t.Fatalf("%d rows, truncated %v", len(res.Rows), res.Truncated)
			}
			for i, r := range res.Rows {
				if r[0] != int64(99_999-i) {
					t.Fatalf("row %d holds %v", i, r[0])
				}
			}
		})
	}
}

// What is read in parallel first and what is read in one stream come out alike, on both sides of the border.
func TestManyRowsAndFewComeOutAlike(t *testing.T) {
	db := openDB(t, "")
	for _, n := range []int{1, inParallel - 1, inParallel, inParallel + 1, 3 * inParallel} {
		p := program(fmt.Sprintf("SELECT range AS c0 FROM range(%d)", n), schema.Long)
		p.Streams = true
		for _, most := range []int{inParallel - 1, inParallel, 2 * inParallel} {
			res, err := db.Run(context.Background(), p, Limits{Rows: most})
			if err != nil {
				t.Fatal(err)
			}
			if len(res.Rows) != min(n, most) || res.Truncated != (n > most) {
				t.Fatalf("%d rows under a limit of %d: %d came, truncated %v", n, most, len(res.Rows), res.Truncated)
			}
			for i, r := range res.Rows {
				if r[0] != int64(i) {
					t.Fatalf("row %d holds %v", i, r[0])
				}
			}
		}
	}
}

const endless = "SELECT count(*)::BIGINT AS c0 FROM range(1000000000) a, range(1000000000) b WHERE a.range * b.range % 7 = 3"

func TestALongQueryIsStopped(t *testing.T) {
	db := openDB(t, "")
	began := time.Now()
	_, err := db.Run(context.Background(), program(endless, schema.Long), Limits{Time: 50 * time.Millisecond})
	var re *RunError
	if !errors.As(err, &re) || !strings.Contains(re.Msg, "longer than 50ms") {
		t.Errorf("got %v after %s", err, time.Since(began))
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := db.Run(ctx, program(endless, schema.Long), Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestFailuresSpeakOfTheQuery(t *testing.T) {
	db, err := Open(context.Background(), Options{MemoryMB: 64, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, tt := range []struct{ name, sql, want string }{
		{"overflow", "SELECT (9223372036854775807 + x)::BIGINT AS c0 FROM range(1, 2) t(x)", "out of the range"},
		{"conversion", "SELECT CAST(x AS BIGINT) AS c0 FROM (SELECT 'ab' || range AS x FROM range(2))", "could not be read"},
		{"memory", "SELECT length(string_agg(repeat('x', 1000) || range, ''))::BIGINT AS c0 FROM range(200000)", "more memory"},
		{"the compiler's fault", "SELECT no_such_function(1) AS c0", "fault of socrates"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := db.Run(context.Background(), program(tt.sql, schema.Long), Limits{})
			var re *RunError
			if !errors.As(err, &re) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "Error:") {
				t.Errorf("DuckDB speaks: %v", err)
			}
		})
	}
}
