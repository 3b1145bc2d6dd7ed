package bind

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// makeSeries aggregates by steps of an axis and gives each group one array for each aggregate, without
// gaps. Four stages: rows within the axis are binned and aggregated; every group gets a row for every
// step between its ends (a grid, which only Raw can say); steps without data get the default; the rows
// of a group become arrays in the order of the axis.
func (b *binder) makeSeries(in *table, op *syntax.MakeSeries) *table {
	e := b.rowEnv(in, op, nil)
	names := newNamer()
	axis := b.scalar(op.Axis, e)
	by := b.seriesGroups(in, op, names)
	ends := b.seriesEnds(op, axis)
	if axis.Type() == schema.Unknown || ends == nil {
		return b.seriesRefused(in, op, by, names)
	}
	aggs, defaults := b.seriesAggs(in, op, names)
	axisName := names.auto(b.resultName(op.Axis))
	binned := b.binned(in, axis, ends, by, aggs)
	_, kind := hint(op.Hints, "kind")
	grid, key := b.grid(binned, by, aggs, axis.Type(), ends, kind == "nonempty")
	return b.gathered(grid, key, by, aggs, defaults, axisName, axis.Type())
}

// axisEnds are where an axis begins and ends; nil where the data decides.
type axisEnds struct{ from, to, step plan.Expr }

func (b *binder) seriesEnds(op *syntax.MakeSeries, axis plan.Expr) *axisEnds {
	from, to, step := op.From, op.To, op.Step2
	closed := false
	if op.In != nil {
		if len(op.In.Args) != 3 {
			b.err(CodeArity, op.In.Span(), "range() takes a start, an end and a step", "")
			return nil
		}
		from, to, step, closed = op.In.Args[0], op.In.Args[1], op.In.Args[2], true
	}
	if step == nil {
		b.err(CodeType, op.Span(), "make-series wants a step", "without one the axis has no points", "add `step 1h` behind the axis")
		return nil
	}
	ends := &axisEnds{step: b.scalar(step, env{})}
	if from != nil {
		ends.from = b.scalar(from, env{})
	}
	if to != nil {
		ends.to = b.scalar(to, env{})
	}
	if closed {
		ends.to = b.apply("+", ends.to, ends.step)
	}
	return b.fitEnds(op, ends, axis.Type())
}

// fitEnds brings the ends and the step to the type of the axis.
func (b *binder) fitEnds(op *syntax.MakeSeries, ends *axisEnds, t schema.Type) *axisEnds {
	step := t
	if t == schema.Datetime {
		step = schema.Timespan
	}
	for _, x := range []struct {
		at   *plan.Expr
		want schema.Type
	}{{&ends.from, t}, {&ends.to, t}, {&ends.step, step}} {
		if *x.at == nil {
			continue
		}
		got := (*x.at).Type()
		switch {
		case got == schema.Unknown:
			return nil
		case got == x.want, got.Numeric() && x.want.Numeric(), got == schema.Dynamic:
			*x.at = b.cast(*x.at, x.want)
		default:
			b.err(CodeType, op.Span(), fmt.Sprintf("an axis of type %s cannot have an end or step of type %s", t, got), "")
			return nil
		}
	}
	return ends
}

func (b *binder) seriesGroups(in *table, op *syntax.MakeSeries, names *namer) []plan.Item {
	var by []plan.Item
	for _, x := range op.By {
		for _, o := range b.outputs(x, b.rowEnv(in, op, nil)) {
			if o.x.Type() == schema.Dynamic {
				b.groupByDynamic(o)
			}
			by = b.grouping(by, o, names)
		}
	}
	return by
}

// seriesAggs binds the aggregates and what stands for a step without data: 0 unless said.
func (b *binder) seriesAggs(in *table, op *syntax.MakeSeries, names *namer) (aggs []plan.Item, defaults []plan.Expr) {
	e := b.rowEnv(in, op, nil)
	e.aggs = true
	for _, a := range op.Aggs {
		for _, o := range b.outputs(a.X, e) {
			b.mustAggregate(o, in, nil)
			items := b.projected(nil, o, names)
			for _, it := range items {
				it.Col = b.col(it.Name, it.Type)
				d := zero(it.Type)
				if a.Default != nil {
					d = b.cast(b.scalar(a.Default, env{}), it.Type)
				}
				aggs, defaults = append(aggs, it), append(defaults, d)
			}
		}
	}
	return aggs, defaults
}

// zero is the default of a series.
func zero(t schema.Type) plan.Expr {
	switch t {
	case schema.Int:
		return lit(value.Int(0))
	case schema.Long:
		return long(0)
	case schema.Real:
		return lit(value.Real(0))
	case schema.Decimal:
		return lit(value.Decimal("0"))
	case schema.Timespan:
		return lit(value.Timespan(0))
	}
	return lit(value.NullOf(t))
}

func (b *binder) seriesRefused(in *table, op *syntax.MakeSeries, by []plan.Item, names *namer) *table {
	aggs, _ := b.seriesAggs(in, op, names)
	out := b.grouped(in, by, aggs)
	out.bad, out.open = true, true
	return out
}

// binned aggregates the rows by group and step. The key comes last among the group keys.
func (b *binder) binned(in *table, axis plan.Expr, ends *axisEnds, by, aggs []plan.Item) *table {
	if ends.from != nil {
		in = in.with(&plan.Filter{In: in.rel, Pred: b.apply(">=", axis, ends.from)})
	}
	if ends.to != nil {
		in = in.with(&plan.Filter{In: in.rel, Pred: b.apply("<", axis, ends.to)})
	}
	key := b.callScalar("bin", axis, ends.step)
	if ends.from != nil {
		key = b.callScalar("bin_at", axis, ends.step, ends.from)
	}
	k := plan.Item{Col: b.col("", axis.Type()), X: key}
	return b.grouped(in, append(append([]plan.Item(nil), by...), k), slices.Clone(aggs)) // grid renames aggs
}

// maxPoints caps the points of one series, as Kusto does.
const maxPoints = 1048576

// grid has, for every group of t, a row for every step of the axis. Without any row there is a group of
// defaults where the query asks for one.
func (b *binder) grid(t *table, by, aggs []plan.Item, axis schema.Type, ends *axisEnds, nonempty bool) (*table, plan.Col) {
	key := t.cols[len(by)]
	from, to, step := b.end(ends.from, axis), b.end(ends.to, axis), b.end(ends.step, ends.step.Type())
	one := &plan.Values{Columns: []plan.Col{b.col("", schema.Long)}, Rows: [][]plan.Expr{{long(0)}}}
	ctl := &plan.Project{In: one, Items: []plan.Item{from, to, step}}
	var groups, same []string
	cols := append(append([]plan.Col(nil), colsOf(by)...), t.part...)
	out := *t
	out.part = nil
	fresh := map[plan.ColID]plan.Col{}
	for _, c := range cols {
		n := b.col(c.Name, c.Type)
		fresh[c.ID] = n
		groups = append(groups, cid(c))
		same = append(same, fmt.Sprintf("a.%s IS NOT DISTINCT FROM k.%s", cid(c), cid(c)))
	}
	at := b.col("", axis)
	var sel []string
	for _, c := range cols {
		sel = append(sel, fmt.Sprintf("k.%s AS %s", cid(c), cid(fresh[c.ID])))
	}
	sel = append(sel, fmt.Sprintf("k.f + g.i * k.s AS %s", cid(at)))
	rawCols := append(colsFresh(cols, fresh), at)
	for i := range aggs {
		n := b.col(aggs[i].Name, aggs[i].Type)
		sel = append(sel, fmt.Sprintf("a.%s AS %s", cid(aggs[i].Col), cid(n)))
		aggs[i].Col = n
		rawCols = append(rawCols, n)
	}
	sql := fmt.Sprintf("WITH a AS MATERIALIZED {0}, k AS (%s), "+
		"g AS (SELECT k.*, unnest(range(0, least(%d, greatest(0, TRY_CAST(ceil((k.t - k.f)::DOUBLE / k.s) AS BIGINT))))) AS i FROM k) "+
		"SELECT %s FROM g LEFT JOIN a ON %s",
		gridEnds(groups, key, [3]plan.Col{from.Col, to.Col, step.Col}, nonempty), maxPoints,
		strings.ReplaceAll(strings.Join(sel, ", "), "k.", "g."),
		strings.ReplaceAll(strings.Join(append(same, fmt.Sprintf("a.%s = k.f + g.i * k.s", cid(key))), " AND "), "k.", "g."))
	out.rel = &plan.Raw{Ins: []plan.Rel{t.rel, ctl}, SQL: sql, Columns: rawCols}
	for i := range by {
		by[i].Col = fresh[by[i].ID]
	}
	for _, h := range t.part {
		out.part = append(out.part, fresh[h.ID])
	}
	return &out, at
}

// end is a column that holds an end or the step of the axis; null where the data decides.
func (b *binder) end(x plan.Expr, typ schema.Type) plan.Item {
	if x == nil {
		x = lit(value.NullOf(typ))
	}
	return plan.Item{Col: b.col("", typ), X: x}
}

// gridEnds is SQL for where the axis of each group begins (f) and ends (t), and its step (s): those of the query,
// in the columns from, to and step of {1}, else those of the group's keys.
func gridEnds(groups []string, key plan.Col, ends [3]plan.Col, nonempty bool) string {
	keys := append(append([]string(nil), groups...),
		fmt.Sprintf("coalesce(any_value(p.%s), min(%s)) AS f", cid(ends[0]), cid(key)),
		fmt.Sprintf("coalesce(any_value(p.%s), max(%s) + any_value(p.%s)) AS t", cid(ends[1]), cid(key), cid(ends[2])),
		fmt.Sprintf("any_value(p.%s) AS s", cid(ends[2])))
	source := "a, {1} p"
	if len(groups) == 0 && nonempty {
		source = "{1} p LEFT JOIN a ON true"
	}
	sql := "SELECT " + strings.Join(keys, ", ") + " FROM " + source
	if len(groups) > 0 {
		sql += " GROUP BY " + strings.Join(groups, ", ")
	}
	return sql
}

func colsFresh(cols []plan.Col, fresh map[plan.ColID]plan.Col) []plan.Col {
	out := make([]plan.Col, len(cols))
	for i, c := range cols {
		out[i] = fresh[c.ID]
	}
	return out
}

// cid is a column's name in SQL.
func cid(c plan.Col) string { return fmt.Sprintf("c%d", c.ID) }

// gathered makes arrays of a grid's rows.
func (b *binder) gathered(t *table, key plan.Col, by, aggs []plan.Item, defaults []plan.Expr, axisName string, axis schema.Type) *table {
	list, ok := funcs.Lookup("make_list_with_nulls", funcs.Aggregate)
	if !ok {
		return badTable()
	}
	gather := func(name string, x plan.Expr) plan.Item {
		m, bad := funcs.Resolve(list, funcArgs([]plan.Expr{x}))
		if bad != nil {
			return plan.Item{Col: b.col(name, schema.Dynamic), X: lit(value.NullOf(schema.Dynamic))}
		}
		return plan.Item{Col: b.col(name, schema.Dynamic), X: &plan.AggCall{Fn: list, Sig: m.Sig, Args: b.converted(m, []plan.Expr{x}), T: schema.Dynamic}}
	}
	var outs []plan.Item
	for i, a := range aggs {
		outs = append(outs, gather(a.Name, orElse(ref(a.Col), defaults[i])))
	}
	outs = append(outs, gather(axisName, ref(key)))
	groups := make([]plan.Item, len(by))
	for i, g := range by {
		groups[i] = plan.Item{Col: b.col(g.Name, g.Type), X: ref(g.Col)}
	}
	sorted := t.sorted([]plan.SortKey{{X: ref(key), NullsFirst: true}})
	if len(by)+len(t.part) > 0 {
		return b.grouped(sorted, groups, outs)
	}
	points := plan.Item{Col: b.col("", schema.Long), X: b.countRows()}
	all := b.grouped(sorted, groups, append(outs, points))
	some := all.with(&plan.Filter{In: all.rel, Pred: b.apply(">", ref(points.Col), long(0))})
	return b.project(some, passAll(colsOf(outs)))
}
