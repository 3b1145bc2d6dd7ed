package bind

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// autocluster, basket and diffpatterns look for combinations of values that many rows share. Here all
// combinations over the first columns with discrete values are counted (GROUP BY CUBE), and then those are
// kept that the plugin is after: all frequent ones (basket), those that no finer one explains as well
// (autocluster), those whose shares differ between two sets of rows (diffpatterns). Kusto's own search is
// a heuristic; for few columns this one sees more.

// maxCube is the number of columns whose combinations are counted: each doubles the work.
const maxCube = 9

// discrete lists the columns whose values can repeat.
func discrete(cols []plan.Col, skip plan.ColID) []plan.Col {
	var out []plan.Col
	for _, c := range cols {
		switch c.Type {
		case schema.String, schema.Bool, schema.Int, schema.Long, schema.Guid:
			if c.ID != skip && len(out) < maxCube {
				out = append(out, c)
			}
		}
	}
	return out
}

// share reads a number between 0 and 1, or gives the plugin's own.
func (b *binder) share(pos []syntax.Expr, i int, own float64) float64 {
	if i >= len(pos) {
		return own
	}
	v, ok := constant(b.scalar(pos[i], env{}))
	switch {
	case !ok || v.Type == schema.String:
		return own
	case v.Type == schema.Real:
		return min(1, max(0, v.F))
	}
	return min(1, max(0, float64(v.I)))
}

// cube counts the combinations. The relation a has one row for each: the values, null where any value
// goes; how many values it fixes (w); and the counts of what SQL lists in counts.
func cube(cols []plan.Col, counts string) string {
	var names, fixed []string
	for _, c := range cols {
		names = append(names, cid(c))
		fixed = append(fixed, "1 - grouping("+cid(c)+")")
	}
	list := strings.Join(names, ", ")
	return fmt.Sprintf("r AS MATERIALIZED {0}, a AS MATERIALIZED (SELECT %s, %s AS w, %s FROM r GROUP BY CUBE (%s))", list, strings.Join(fixed, " + "), counts, list)
}

// finer says that combination y fixes all that x fixes, and more.
func finer(cols []plan.Col) string {
	var out []string
	for _, c := range cols {
		out = append(out, fmt.Sprintf("(x.%[1]s IS NULL OR x.%[1]s IS NOT DISTINCT FROM y.%[1]s)", cid(c)))
	}
	return "y.w > x.w AND " + strings.Join(out, " AND ")
}

// patternTable is the answer: the measures, then every column of the input, empty where any value goes.
func (b *binder) patternTable(in *table, with, from string, dims []plan.Col, measures []plan.Col, exprs []string) *table {
	var sel []string
	for i, m := range measures {
		sel = append(sel, exprs[i]+" AS "+cid(m))
	}
	cols := slices.Clone(measures)
	for _, c := range in.cols {
		n := b.col(c.Name, c.Type)
		cols = append(cols, n)
		if slices.Contains(dims, c) {
			sel = append(sel, fmt.Sprintf("x.%s AS %s", cid(c), cid(n)))
		} else {
			sel = append(sel, fmt.Sprintf("CAST(NULL AS %s) AS %s", duckType[c.Type], cid(n)))
		}
	}
	sql := "WITH " + with + " SELECT " + strings.Join(sel, ", ") + " FROM " + from
	raw := &plan.Raw{Ins: []plan.Rel{&plan.Project{In: in.rel, Items: passAll(in.cols)}}, SQL: sql, Columns: cols, Ordered: true}
	t := &table{rel: raw, cols: cols}
	var items []plan.Item
	for _, c := range cols {
		x := plan.Expr(ref(c))
		if c.Type == schema.String {
			x = internal("text", "coalesce($x, '')", schema.String, named("x", x))
		}
		items = append(items, plan.Item{Col: b.col(c.Name, c.Type), X: x})
	}
	return b.project(t, items).sorted([]plan.SortKey{{X: ref(cols[0]), NullsFirst: true}}).over(items)
}

// over puts the sort below the projection, whose columns it reads.
func (t *table) over(items []plan.Item) *table {
	s := t.rel.(*plan.Sort)
	p := s.In.(*plan.Project)
	t.rel = &plan.Project{In: &plan.Sort{In: p.In, Keys: s.Keys}, Items: p.Items}
	return t
}

var duckType = map[schema.Type]string{
	schema.Bool: "BOOLEAN", schema.Int: "INTEGER", schema.Long: "BIGINT", schema.Real: "DOUBLE", schema.Decimal: "DECIMAL(38,18)",
	schema.String: "VARCHAR", schema.Datetime: "BIGINT", schema.Timespan: "BIGINT", schema.Guid: "VARCHAR", schema.Dynamic: "JSON", schema.Unknown: "VARCHAR",
}

func (b *binder) segmentCols() []plan.Col {
	return []plan.Col{b.col("SegmentId", schema.Long), b.col("Count", schema.Long), b.col("Percent", schema.Real)}
}

// basket lists the combinations that at least a share of the rows has.
func (b *binder) basket(in *table, op *syntax.Evaluate) *table {
	pos, _ := pluginArgs(op.Call)
	return b.segments(in, op, b.share(pos, 0, 0.05), "")
}

// autocluster lists frequent combinations, but not one that a finer one explains nearly as well.
func (b *binder) autocluster(in *table, op *syntax.Evaluate) *table {
	dims := discrete(in.cols, 0)
	if len(dims) == 0 {
		return b.noDims(in, op)
	}
	return b.segments(in, op, 0.05, fmt.Sprintf(" AND NOT EXISTS (SELECT 1 FROM a y WHERE %s AND y.n >= 0.8 * x.n)", finer(dims)))
}

func (b *binder) noDims(in *table, op *syntax.Evaluate) *table {
	b.err(CodeArgType, op.Call.Span(), op.Call.Fn.Text+"() wants columns with discrete values", "there are none of type string, bool, int, long or guid",
		"project the columns of interest first; group times with bin() and turn them into text")
	return in.broken()
}

func (b *binder) segments(in *table, op *syntax.Evaluate, share float64, more string) *table {
	dims := discrete(in.cols, 0)
	if len(dims) == 0 {
		return b.noDims(in, op)
	}
	from := fmt.Sprintf("a x, t WHERE x.w > 0 AND x.n >= %g * t.n%s", share, more)
	return b.patternTable(in, cube(dims, "count(*) AS n")+", t AS (SELECT count(*) AS n FROM r)", from, dims, b.segmentCols(),
		[]string{"(row_number() OVER (ORDER BY x.n * x.w DESC, x.w DESC, x.n DESC) - 1)::BIGINT", "x.n::BIGINT", "100.0 * x.n / t.n"})
}

// diffPatterns lists combinations whose shares differ between the rows of two values of a column.
func (b *binder) diffPatterns(in *table, op *syntax.Evaluate) *table {
	pos, _ := pluginArgs(op.Call)
	if len(pos) < 3 {
		b.err(CodeArity, op.Call.Span(), "diffpatterns() wants a column and the two of its values to compare", "")
		return in.broken()
	}
	split := b.scalar(pos[0], b.rowEnv(in, op, nil))
	va, vb := b.scalar(pos[1], env{}), b.scalar(pos[2], env{})
	skip := plan.ColID(0)
	if r, ok := split.(*plan.Ref); ok {
		skip = r.ID
	}
	dims := discrete(in.cols, skip)
	if len(dims) == 0 {
		return b.noDims(in, op)
	}
	isA := b.operate("==", pos[1].Span(), pos[1].Span(), []syntax.Expr{pos[0], pos[1]}, split, va)
	isB := b.operate("==", pos[2].Span(), pos[2].Span(), []syntax.Expr{pos[0], pos[2]}, split, vb)
	ca, cb := b.col("", schema.Bool), b.col("", schema.Bool)
	t := *in
	t.rel = &plan.Project{In: in.rel, Items: append(passAll(in.cols), plan.Item{Col: ca, X: isA}, plan.Item{Col: cb, X: isB})}
	t.cols = append(slices.Clone(in.cols), ca, cb)
	counts := fmt.Sprintf("count(*) FILTER (WHERE %s) AS na, count(*) FILTER (WHERE %s) AS nb", cid(ca), cid(cb))
	total := fmt.Sprintf(", t AS (SELECT greatest(1, count(*) FILTER (WHERE %s)) AS na, greatest(1, count(*) FILTER (WHERE %s)) AS nb FROM r)", cid(ca), cid(cb))
	diff := "abs(100.0 * x.na / t.na - 100.0 * x.nb / t.nb)"
	from := fmt.Sprintf("a x, t WHERE x.w > 0 AND %s >= %g AND NOT EXISTS (SELECT 1 FROM a y WHERE %s AND y.na = x.na AND y.nb = x.nb)", diff, 100*b.share(pos, 4, 0.05), finer(dims))
	measures := []plan.Col{b.col("SegmentId", schema.Long), b.col("CountA", schema.Long), b.col("CountB", schema.Long),
		b.col("PercentA", schema.Real), b.col("PercentB", schema.Real), b.col("PercentDiffAB", schema.Real)}
	out := b.patternTable(&t, cube(dims, counts)+total, from, dims, measures, []string{
		"(row_number() OVER (ORDER BY " + diff + " DESC, x.w DESC) - 1)::BIGINT", "x.na::BIGINT", "x.nb::BIGINT",
		"100.0 * x.na / t.na", "100.0 * x.nb / t.nb", diff})
	var keep []plan.Item
	for _, c := range out.cols {
		if c.Name != "" {
			keep = append(keep, pass(c))
		}
	}
	return b.project(out, keep)
}
