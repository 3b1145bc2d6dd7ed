// Package udf holds the functions of KQL that DuckDB cannot say, in Go.
//
// In:  single values as DuckDB hands them over: string, int64, float64, bool, int32.
// Out: Register, which makes every row of All callable from SQL on one DuckDB instance.
//
// A row names a SQL function, its types and a plain Go function; the Go functions are tested without
// DuckDB. Names begin with kql_ so that they meet no function of DuckDB. An argument that is NULL
// makes the result NULL without a call, unless the row asks to see nulls. A JSON column is passed as
// its text; a dynamic result is Text, which the SQL of the function's row casts to JSON.
//
// Not here: signatures, conversions and documentation of KQL functions (funcs), anything that keeps
// state between calls except caches of compiled patterns.
package udf

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// Type is a type that crosses the border.
type Type uint8

const (
	Text  Type = iota // VARCHAR; string in Go
	Long              // BIGINT; int64: also datetimes and timespans, in ticks
	Int               // INTEGER; int32
	Real              // DOUBLE; float64
	Bool              // BOOLEAN; bool
	Blob              // BLOB; []byte
	Reals             // DOUBLE[]; []any of float64 in, []float64 out
	Longs             // BIGINT[]; []any of int64 in, []int64 out
	Texts             // VARCHAR[]; []any of string in, []string out
)

// Func is one row.
type Func struct {
	Name     string
	In       []Type
	Rest     bool // the last type of In may repeat, any number of times, also none
	Out      Type
	Fn       Fn
	Nulls    bool // call Fn for NULL arguments too, which are then nil
	Volatile bool // differs from row to row
}

// Fn computes one value from its arguments; nil is NULL. An error ends the query: it is for limits
// only, and its text is shown to the learner.
type Fn func(in []driver.Value) (any, error)

// Of1 to Of5 make an Fn of a typed function whose bool says whether there is a result; false
// gives NULL.
func Of1[A, R any](f func(A) (R, bool)) Fn {
	return func(in []driver.Value) (any, error) { return null(f(in[0].(A))) }
}

func Of2[A, B, R any](f func(A, B) (R, bool)) Fn {
	return func(in []driver.Value) (any, error) { return null(f(in[0].(A), in[1].(B))) }
}

func Of3[A, B, C, R any](f func(A, B, C) (R, bool)) Fn {
	return func(in []driver.Value) (any, error) { return null(f(in[0].(A), in[1].(B), in[2].(C))) }
}

func Of4[A, B, C, D, R any](f func(A, B, C, D) (R, bool)) Fn {
	return func(in []driver.Value) (any, error) {
		return null(f(in[0].(A), in[1].(B), in[2].(C), in[3].(D)))
	}
}

func Of5[A, B, C, D, E, R any](f func(A, B, C, D, E) (R, bool)) Fn {
	return func(in []driver.Value) (any, error) {
		return null(f(in[0].(A), in[1].(B), in[2].(C), in[3].(D), in[4].(E)))
	}
}

// Sure makes of a function that always has a result one that says so, for Of1.
func Sure[A, R any](f func(A) R) func(A) (R, bool) {
	return func(a A) (R, bool) { return f(a), true }
}

func null[R any](r R, ok bool) (any, error) {
	if !ok {
		return nil, nil
	}
	return r, nil
}

// families joins the rows of all files. A file of functions is one package-level slice, named here.
func families() [][]Func {
	return [][]Func{
		aggregateFuncs, arrayFuncs, bagFuncs, bagPathFuncs, convertFuncs, encodeFuncs, geoFuncs, hashFuncs, ipFuncs, jsonFuncs, kvFuncs, numberFuncs,
		parseFuncs, placeFuncs, punycodeFuncs, reduceFuncs, scanFuncs, seriesDecomposeFuncs, seriesFillFuncs, seriesFilterFuncs, seriesFitFuncs, seriesMathFuncs,
		seriesPeriodFuncs, seriesStatsFuncs, sketchFuncs, statsFuncs, textFuncs, timeFuncs, userAgentFuncs, xmlFuncs, zoneFuncs,
	}
}

// All lists every row.
func All() []Func {
	var out []Func
	for _, rows := range families() {
		out = append(out, rows...)
	}
	return out
}

// Register makes every row callable on the DuckDB instance that conn belongs to. Do it before the
// configuration is locked.
func Register(ctx context.Context, conn *sql.Conn) error {
	for _, f := range All() {
		s, err := newScalar(f)
		if err != nil {
			return fmt.Errorf("function %s: %w", f.Name, err)
		}
		if err := duckdb.RegisterScalarUDF(conn, strings.ToLower(f.Name), s); err != nil {
			return fmt.Errorf("function %s: %w", f.Name, err)
		}
	}
	return nil
}

// maxText is the longest text that a function may give, in bytes. Kusto's own limit is a megabyte; a query
// that goes beyond this one builds texts from texts without end.
const maxText = 16 << 20

// Limit is a function's refusal to go on, as against a fault in it. Its text is written for the learner.
type Limit string

func (l Limit) Error() string { return string(l) }

// Limits lists every limit, so that it can be told from a fault in a failure that DuckDB reports as text.
func Limits() []Limit { return []Limit{errTooLong, errInflated, errLongScan} }

const errTooLong Limit = "a text or array of more than 16 MB came about; build smaller ones"

// bounded is the row's function held to maxText.
func (f Func) bounded(in []driver.Value) (any, error) {
	out, err := f.Fn(in)
	if s, ok := out.(string); ok && len(s) > maxText {
		return nil, errTooLong
	}
	return out, err
}

// fits reports whether n pieces of a size stay within maxText together.
func fits(n, size int) bool { return size == 0 || n <= maxText/size }

// scalar is a row as the driver wants it.
type scalar struct {
	config duckdb.ScalarFuncConfig
	run    duckdb.RowContextExecutorFn
}

func (s *scalar) Config() duckdb.ScalarFuncConfig { return s.config }
func (s *scalar) Executor() duckdb.ScalarFuncExecutor {
	return duckdb.ScalarFuncExecutor{RowContextExecutor: s.run}
}

// guarded calls the function, unless the query was given up meanwhile: DuckDB itself looks only after every
// 2048 rows. A panic must not reach DuckDB, where it would end the whole program; it becomes an error of the
// query.
func (f Func) guarded(ctx context.Context, in []driver.Value) (out any, err error) {
	if ctx != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	defer func() {
		if r := recover(); r != nil {
			out, err = nil, fmt.Errorf("function %s failed: %v", f.Name, r)
		}
	}()
	return f.bounded(in)
}

func newScalar(f Func) (*scalar, error) {
	s := &scalar{run: f.guarded}
	s.config.Volatile, s.config.SpecialNullHandling = f.Volatile, f.Nulls
	for i, t := range f.In {
		info, err := t.info()
		if err != nil {
			return nil, err
		}
		if f.Rest && i == len(f.In)-1 {
			s.config.VariadicTypeInfo = info
			break
		}
		s.config.InputTypeInfos = append(s.config.InputTypeInfos, info)
	}
	var err error
	s.config.ResultTypeInfo, err = f.Out.info()
	return s, err
}

func (t Type) info() (duckdb.TypeInfo, error) {
	switch t {
	case Reals, Longs, Texts:
		elem, err := duckdb.NewTypeInfo(map[Type]duckdb.Type{
			Reals: duckdb.TYPE_DOUBLE, Longs: duckdb.TYPE_BIGINT, Texts: duckdb.TYPE_VARCHAR,
		}[t])
		if err != nil {
			return nil, err
		}
		return duckdb.NewListInfo(elem)
	}
	return duckdb.NewTypeInfo(map[Type]duckdb.Type{
		Text: duckdb.TYPE_VARCHAR, Long: duckdb.TYPE_BIGINT, Int: duckdb.TYPE_INTEGER,
		Real: duckdb.TYPE_DOUBLE, Bool: duckdb.TYPE_BOOLEAN, Blob: duckdb.TYPE_BLOB,
	}[t])
}
