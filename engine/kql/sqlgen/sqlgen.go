// Package sqlgen writes a plan as one DuckDB SELECT.
//
// In:  a plan.Rel, its visible columns, the query's clock.
// Out: SQL whose columns stand in the order asked for, as the caller's driver can read them: dynamic and
// decimal as text, strings never NULL.
//
// The plan is folded into blocks. A block is one SELECT in the making: columns that it computes, rows that it
// keeps, their order, how many. A step joins the block below it when SQL's own order of evaluation
// allows, and otherwise wraps it in a new one. Nothing is written before all of a block's users have
// said which columns they read, so a table of a hundred columns is read for the three that matter.
//
// An order is not written where it is made but carried upwards as hidden columns to where it counts: a
// limit, a window function, a list, the answer.
//
// An argument that a function's template repeats is computed once, in a SELECT slipped in below the block
// (see hoist.go); without that, nested calls would double the text at every level.
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
	g := &gen{now: now, hidden: -1, ctes: map[int]*cte{}, inner: map[plan.Rel]*block{}, uses: countShared(root)}
	b, err := g.build(root)
	if err != nil {
		return "", err
	}
	body, err := g.answer(b, cols)
	if err != nil {
		return "", err
	}
	with, err := g.with()
	if err != nil {
		return "", err
	}
	if len(with)+len(body) > maxText {
		return "", ErrTooLarge
	}
	return with + body, nil
}

// gen writes one statement.
type gen struct {
	now    int64
	hidden plan.ColID          // the next id for a column of sqlgen's own; counts downwards
	ctes   map[int]*cte        // by Shared.ID
	order  []*cte              // inner ones first
	uses   map[int]int         // of each Shared.ID
	inner  map[plan.Rel]*block // relations inside expressions
	names  int                 // hoisted columns
	spent  int                 // bytes of expressions written
}

func (g *gen) newID() plan.ColID {
	g.hidden--
	return g.hidden
}

// build folds a relation and those inside its expressions into blocks.
func (g *gen) build(r plan.Rel) (*block, error) {
	for _, x := range plan.Exprs(r) {
		if err := g.buildInner(x); err != nil {
			return nil, err
		}
	}
	return g.fold(r)
}

// fold dispatches; the work is in the file named after the node.
func (g *gen) fold(r plan.Rel) (*block, error) {
	switch r := r.(type) {
	case *plan.Aggregate:
		return g.aggregate(r)
	case *plan.Distinct:
		return g.distinct(r)
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
		return overScan(r), nil
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
	return nil, fmt.Errorf("no SQL for the plan node %T", r)
}

// answer writes the outermost SELECT.
func (g *gen) answer(b *block, cols []plan.Col) (string, error) {
	st := &statement{block: b, final: true}
	if b.weak {
		b.order = nil
	}
	for _, c := range cols {
		st.cols = append(st.cols, column{c, &plan.Ref{ID: c.ID, T: c.Type}})
	}
	return g.write(st)
}

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

// name is what a column is called in SQL.
func name(id plan.ColID) string {
	if id < 0 {
		return fmt.Sprintf("k%d", -id)
	}
	return fmt.Sprintf("c%d", id)
}

func itoa(i int) string { return strconv.Itoa(i) }

func joined(parts []string, sep string) string { return strings.Join(parts, sep) }
