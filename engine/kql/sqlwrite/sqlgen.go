// Package sqlgen writes a plan as one DuckDB SELECT.
//
// In:  a plan.Rel, its visible columns, the query's clock.
// Out: SQL whose columns stand in the order asked for, as the caller's driver can read them: dynamic and
// decimal as text, strings never NULL.
//
// Every node becomes one SELECT over the SELECT of its input; DuckDB flattens them and reads only the
// columns that are used. Two things need care. An argument that a function's template repeats would
// double the text at every level of nesting, so a long one is computed once, as a column of a SELECT
// slipped in below (see hoist in expr.go). And the order of rows is remembered beside the SQL, because a
// window function and an ordered list have to be told it again.
//
// Not here: what a name means or a type is (bind), what a function does (funcs), running SQL.
package sqlgen

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// maxText caps the SQL of one query, in bytes. No sensible query comes near it.
const maxText = 8 << 20

// ErrTooLarge says that a plan is too large to be written.
var ErrTooLarge = errors.New("the query needs more SQL than the engine takes")

// Generate writes the SELECT for root. Its columns are cols, in that order.
func Generate(root plan.Rel, cols []plan.Col, now int64) (string, error) {
	g := &gen{now: now, ctes: map[int]*cte{}}
	in, err := g.rel(root)
	if err != nil {
		return "", err
	}
	list := make([]string, len(cols))
	for i, c := range cols {
		list[i] = forDriver(name(c.ID), c.Type) + " AS r" + strconv.Itoa(i)
	}
	if len(list) == 0 {
		list = []string{"1 AS none"}
	}
	text := g.with() + "SELECT " + strings.Join(list, ", ") + " FROM " + in.from() + orderBy(in.order)
	if len(text) > maxText {
		return "", ErrTooLarge
	}
	return text, nil
}

// forDriver turns a value into one that the Go driver can hand over as it is.
func forDriver(sql string, t schema.Type) string {
	switch t {
	case schema.Dynamic, schema.Decimal, schema.Unknown:
		return "(" + sql + ")::VARCHAR"
	case schema.String:
		return "coalesce(" + sql + ", '')"
	}
	return sql
}

// gen writes one statement.
type gen struct {
	now   int64
	ctes  map[int]*cte
	list  []*cte // inner ones first
	names int
	spent int
}

// cte is a shared relation.
type cte struct {
	name         string
	sql          string
	cols         []plan.Col
	materialized bool
}

// query is a SELECT and the order in which its rows stand: keys over its own columns.
type query struct {
	sql   string
	order []string
}

func (q query) from() string { return "(" + q.sql + ")" }

func orderBy(keys []string) string {
	if len(keys) == 0 {
		return ""
	}
	return " ORDER BY " + strings.Join(keys, ", ")
}

func (g *gen) with() string {
	if len(g.list) == 0 {
		return ""
	}
	parts := make([]string, len(g.list))
	for i, c := range g.list {
		how := " AS ("
		if c.materialized {
			how = " AS MATERIALIZED ("
		}
		parts[i] = c.name + how + c.sql + ")"
	}
	return "WITH " + strings.Join(parts, ", ") + " "
}

// fresh names a column of sqlgen's own.
func (g *gen) fresh() string {
	g.names++
	return "k" + strconv.Itoa(g.names)
}

// name is what a column is called in SQL.
func name(id plan.ColID) string { return "c" + strconv.Itoa(int(id)) }

// sqlType is the DuckDB type that holds values of t.
func sqlType(t schema.Type) string {
	switch t {
	case schema.Bool:
		return "BOOLEAN"
	case schema.Int:
		return "INTEGER"
	case schema.Long, schema.Datetime, schema.Timespan:
		return "BIGINT"
	case schema.Real:
		return "DOUBLE"
	case schema.Decimal:
		return "DECIMAL(38,18)"
	case schema.String, schema.Guid:
		return "VARCHAR"
	}
	return "JSON"
}

// rel dispatches; the work is in the function named after the node.
func (g *gen) rel(r plan.Rel) (query, error) {
	if g.spent > maxText {
		return query{}, ErrTooLarge
	}
	q, err := g.node(r)
	g.spent += len(q.sql) / 4
	return q, err
}

func (g *gen) node(r plan.Rel) (query, error) {
	switch r := r.(type) {
	case *plan.Aggregate:
		return g.aggregate(r)
	case *plan.Distinct:
		return g.over(r.In, func(in query) (query, error) { return query{sql: "SELECT DISTINCT * FROM " + in.from()}, nil })
	case *plan.Filter:
		return g.filter(r)
	case *plan.Join:
		return g.join(r)
	case *plan.Limit:
		return g.limit(r)
	case *plan.PickOne:
		return g.pickOne(r)
	case *plan.Project:
		return g.project(r)
	case *plan.Raw:
		return g.raw(r)
	case *plan.Sample:
		return g.sample(r)
	case *plan.Scan:
		return scan(r), nil
	case *plan.Series:
		return g.series(r)
	case *plan.Shared:
		return g.shared(r)
	case *plan.Sort:
		return g.sort(r)
	case *plan.Union:
		return g.union(r)
	case *plan.Unnest:
		return g.unnest(r)
	case *plan.Values:
		return g.values(r)
	case *plan.Window:
		return g.window(r)
	}
	return query{}, fmt.Errorf("no SQL for the plan node %T", r)
}

func (g *gen) over(in plan.Rel, f func(query) (query, error)) (query, error) {
	q, err := g.rel(in)
	if err != nil {
		return query{}, err
	}
	return f(q)
}
