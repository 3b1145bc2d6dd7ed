package telemetry

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"socrates/engine/kql"
	"socrates/engine/kql/udf"
	"socrates/engine/schema"
)

// Result is the answer to a query. A cell is nil (null), bool, int64 (int, long, ticks of datetime and timespan),
// float64, or string (string, guid, decimal, and dynamic as JSON). A string column holds no nil.
type Result struct {
	Columns   []schema.Column
	Rows      [][]any
	Truncated bool // there were more rows than Limits.Rows, or more bytes than Limits.Bytes
	Ordered   bool // the query asked for this order of rows
	Elapsed   time.Duration
	Render    *kql.Render // how to draw it; nil without a render operator
}

// Limits bound one query; zero values are the defaults.
type Limits struct {
	Rows  int           // returned; default 30,000
	Bytes int64         // returned, roughly; default 64 MB
	Time  time.Duration // default one minute
}

const (
	defaultRows  = 30_000
	defaultBytes = 64 << 20
	defaultTime  = time.Minute
)

func (l Limits) filled() Limits {
	l.Rows = defaulted(l.Rows, defaultRows)
	if l.Bytes <= 0 {
		l.Bytes = defaultBytes
	}
	if l.Time <= 0 {
		l.Time = defaultTime
	}
	return l
}

// RunError is a query that compiled and could not be carried out, in the learner's terms.
type RunError struct {
	Msg, Hint string
	Err       error
}

func (e *RunError) Error() string { return e.Msg + "; " + e.Hint }
func (e *RunError) Unwrap() error { return e.Err }

// grace is how long a query that was given up may take to notice. DuckDB looks between blocks of rows; a
// single huge value can keep it from looking for seconds. Such a query is left to end by itself.
const grace = 300 * time.Millisecond

// Run carries out a compiled query. Errors: *RunError, or the context's own when the caller ended it.
func (d *DB) Run(ctx context.Context, p *kql.Program, l Limits) (*Result, error) {
	l = l.filled()
	limited, stop := context.WithTimeout(ctx, l.Time)
	began := time.Now()
	done := make(chan outcome, 1)
	go func() {
		defer stop()
		res, err := d.collect(limited, p, l)
		done <- outcome{res, err}
	}()
	out := await(limited, done)
	switch {
	case out.err == nil:
		out.res.Elapsed = time.Since(began)
		return out.res, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(limited.Err(), context.DeadlineExceeded):
		return nil, &RunError{Err: out.err, Msg: fmt.Sprintf("the query ran longer than %s and was stopped", l.Time),
			Hint: "look at less time with where Timestamp > ago(…), filter before you join, or take fewer columns"}
	}
	return nil, runError(out.err)
}

type outcome struct {
	res *Result
	err error
}

// await gives the outcome, or up soon after the context has ended.
func await(ctx context.Context, done <-chan outcome) outcome {
	select {
	case o := <-done:
		return o
	case <-ctx.Done():
	}
	select {
	case o := <-done:
		return o
	case <-time.After(grace):
		return outcome{err: ctx.Err()}
	}
}

// inParallel is the longest LIMIT under which DuckDB reads a table with all its threads and yet in order; a longer
// one it reads with one thread (its planner's BATCH_LIMIT_THRESHOLD).
const inParallel = 10_000

// collect reads a long filtered table in parallel as long as few rows come out, which is the rule, and in one
// stream when they are many.
func (d *DB) collect(ctx context.Context, p *kql.Program, l Limits) (*Result, error) {
	if p.Streams && l.Rows >= inParallel {
		few := l
		few.Rows = inParallel - 1
		if res, err := d.read(ctx, p, few); err != nil || !res.Truncated || len(res.Rows) < few.Rows {
			return res, err
		}
	}
	return d.read(ctx, p, l)
}

// read takes one row more than it may return, to know that there are more.
func (d *DB) read(ctx context.Context, p *kql.Program, l Limits) (*Result, error) {
	rs, err := d.sql.QueryContext(ctx, fmt.Sprintf("SELECT * FROM (%s) LIMIT %d", p.SQL, l.Rows+1))
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	res := &Result{Columns: p.Columns, Render: p.Render, Ordered: p.Ordered, Rows: [][]any{}}
	raw := make([]any, len(p.Columns))
	into := make([]any, len(raw))
	for i := range raw {
		into[i] = &raw[i]
	}
	var size int64
	for rs.Next() {
		if len(res.Rows) == l.Rows || size > l.Bytes {
			res.Truncated = true
			break
		}
		if err := rs.Scan(into...); err != nil {
			return nil, err
		}
		row := make([]any, len(raw))
		for i, x := range raw {
			row[i] = cell(p.Columns[i].Type, x)
			size += cellSize(row[i])
		}
		res.Rows = append(res.Rows, row)
	}
	return res, rs.Err()
}

func cellSize(c any) int64 {
	if s, ok := c.(string); ok {
		return int64(len(s)) + 2
	}
	return 8
}

// cell turns what the driver gives into a cell of a Result.
func cell(t schema.Type, x any) any {
	switch x := x.(type) {
	case nil:
		if t == schema.String {
			return ""
		}
		return nil
	case bool, int64, float64, string:
		return x
	case int32:
		return int64(x)
	case int16:
		return int64(x)
	case int8:
		return int64(x)
	case uint64:
		return int64(x)
	case uint32:
		return int64(x)
	case float32:
		return float64(x)
	case []byte:
		return string(x)
	case *big.Int:
		return x.Int64()
	case duckdb.Decimal:
		return decimalText(x)
	}
	return fmt.Sprint(x)
}

// decimalText writes a decimal without the zeros behind its point.
func decimalText(d duckdb.Decimal) string {
	s := d.String()
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// runCauses are the failures that a query can bring about while it runs.
var runCauses = []struct {
	kind      duckdb.ErrorType
	msg, hint string
}{
	{duckdb.ErrorTypeOutOfMemory, "the query needed more memory than it may have", "filter earlier, summarize before you join, or look at less time"},
	{duckdb.ErrorTypeOutOfRange, "a number grew out of the range of its type", "compute with real numbers: todouble(…)"},
	{duckdb.ErrorTypeDivideByZero, "a number was divided by zero", "keep zeros out first: where Divisor != 0"},
	{duckdb.ErrorTypeConversion, "a value could not be read as the type it is used as", "convert it with tolong(), todouble(), todatetime() and the like, which give null instead"},
}

// runError puts a failure into words; no text of DuckDB reaches the learner, except what a function of ours said.
func runError(err error) *RunError {
	for _, l := range udf.Limits() {
		if strings.Contains(err.Error(), l.Error()) {
			msg, hint, _ := strings.Cut(l.Error(), "; ")
			return &RunError{Msg: msg, Hint: hint, Err: l}
		}
	}
	var de *duckdb.Error
	if errors.As(err, &de) {
		for _, c := range runCauses {
			if de.Type == c.kind {
				return &RunError{Msg: c.msg, Hint: c.hint, Err: err}
			}
		}
	}
	return &RunError{Err: err, Msg: "the query is right, but this engine could not carry it out",
		Hint: "write it in another way, and report it with the query: it is a fault of socrates"}
}
