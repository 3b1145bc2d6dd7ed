package sqlgen

import (
	"fmt"
	"math"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

var one = &plan.Lit{V: value.Long(1)}

const (
	maxRange = math.MaxInt64 // rows of a range, which are made one by one
	maxList  = 10_000_000    // rows of a range whose ends the data give, which are made at once
)

// fixed is a source whose text is known, with columns under their own names.
type fixed struct {
	sql  string
	cols map[plan.ColID]string
}

func (f *fixed) column(id plan.ColID) (string, bool) {
	sql, ok := f.cols[id]
	return sql, ok
}

func (f *fixed) write(*gen) (string, error) { return f.sql, nil }

func named(sql string, cols []plan.Col) *fixed {
	f := &fixed{sql: sql, cols: map[plan.ColID]string{}}
	for _, c := range cols {
		f.cols[c.ID] = name(c.ID)
	}
	return f
}

// values writes literal rows. One row without columns is a block without FROM: print.
func (g *gen) values(r *plan.Values) (*block, error) {
	cols := r.Cols()
	if len(r.Rows) == 0 {
		return over(named(emptyRows(cols), cols)), nil
	}
	if len(cols) == 0 && len(r.Rows) == 1 {
		return over(&fixed{}), nil
	}
	rows, err := g.valueRows(r)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = name(c.ID)
	}
	if len(cols) == 0 {
		names = []string{"none"}
	}
	b := over(named("(VALUES "+rows+") AS v("+joined(names, ", ")+")", cols))
	if r.Ordinal != nil {
		b.order, b.weak = []plan.SortKey{{X: &plan.Ref{ID: r.Ordinal.ID, T: schema.Long}}}, true
	}
	return b, nil
}

func (g *gen) valueRows(r *plan.Values) (string, error) {
	sc := &scope{g: g, b: over(&fixed{}), inline: true}
	var out strings.Builder
	for i, row := range r.Rows {
		var cells []string
		for _, x := range row {
			sql, err := sc.sql(x)
			if err != nil {
				return "", err
			}
			cells = append(cells, sql)
		}
		if r.Ordinal != nil {
			cells = append(cells, literal(value.Long(int64(i))))
		}
		if len(cells) == 0 {
			cells = []string{"1"}
		}
		if i > 0 {
			out.WriteString(", ")
		}
		out.WriteString("(" + joined(cells, ", ") + ")")
	}
	return out.String(), nil
}

func emptyRows(cols []plan.Col) string {
	list := []string{"1 AS none"}
	for _, c := range cols {
		list = append(list, literal(value.NullOf(c.Type))+" AS "+name(c.ID))
	}
	return "(SELECT " + joined(list, ", ") + " WHERE false)"
}

// series writes range. Its rows come one by one from DuckDB's range(), as many as a LIMIT says. Ends that
// the data give have to be computed first; then the rows are made from a list.
func (g *gen) series(r *plan.Series) (*block, error) {
	for _, x := range plan.Exprs(r) {
		if readsData(x) {
			return g.seriesOfData(r)
		}
	}
	sc := &scope{g: g, b: over(&fixed{}), inline: true}
	var ends [3]string
	for i, x := range plan.Exprs(r) {
		sql, err := sc.operand(x)
		if err != nil {
			return nil, err
		}
		ends[i] = sql
	}
	sql := fmt.Sprintf("(SELECT %s AS %s FROM (SELECT i FROM range(0, %d) r(i) LIMIT %s))",
		term(r.Column.Type, ends[0], ends[2]), name(r.Column.ID), maxRange, termCount(r.Column.Type, ends, maxRange))
	return over(named(sql, []plan.Col{r.Column})), nil
}

func (g *gen) seriesOfData(r *plan.Series) (*block, error) {
	return overNested(func(g *gen, _ needs) (string, error) {
		var cols []column
		var ends [3]string
		for i, x := range plan.Exprs(r) {
			c := plan.Col{ID: g.newID(), Type: r.Column.Type}
			cols = append(cols, column{c, x})
			ends[i] = name(c.ID)
		}
		from, err := g.write(&statement{block: over(&fixed{}), cols: cols})
		return fmt.Sprintf("SELECT %s AS %s FROM (SELECT *, unnest(range(%s)) AS i FROM (%s))",
			term(r.Column.Type, ends[0], ends[2]), name(r.Column.ID), termCount(r.Column.Type, ends, maxList), from), err
	}), nil
}

func readsData(x plan.Expr) bool {
	found := false
	plan.Each(x, func(e plan.Expr) { found = found || plan.InnerOf(e) != nil })
	return found
}

func term(t schema.Type, from, step string) string {
	return "CAST(" + from + " + i * " + step + " AS " + sqlType(t) + ")"
}

// termCount is the number of rows, at most most.
func termCount(t schema.Type, ends [3]string, most int64) string {
	return fmt.Sprintf("(greatest(0, coalesce(least(%s, %d) + 1, 0)))", steps(t, ends[0], ends[1], ends[2]), most-1)
}

// steps is the number of steps from one end to the other; null when there is no way.
func steps(t schema.Type, from, to, step string) string {
	if t == schema.Real || t == schema.Decimal {
		return fmt.Sprintf("TRY_CAST(floor(nullif((%s - %s) / nullif(%s, 0), 'NaN'::DOUBLE) + 1e-9) AS BIGINT)", to, from, step)
	}
	return fmt.Sprintf("TRY_CAST((%s::HUGEINT - %s::HUGEINT) // nullif(%s::HUGEINT, 0) - CASE WHEN (%s::HUGEINT - %s::HUGEINT) < 0 AND %s > 0 OR (%s::HUGEINT - %s::HUGEINT) > 0 AND %s < 0 THEN 1 ELSE 0 END AS BIGINT)",
		to, from, step, to, from, step, to, from, step)
}
