package bind

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// The plugins that look at a timeline in steps: each reads an id, a time and dimensions of every row, and
// says what SQL's joins of bins with rows can say.

// timeline is the input of such a plugin: a relation of columns with known ids.
type timeline struct {
	rel    plan.Rel
	id     plan.Col
	at     plan.Col
	dims   []plan.Col
	args   []plan.Col // further scalar arguments, the same in every row of ctl
	ctl    plan.Rel
	atName string
	idName string
}

// timelineOf reads `plugin(Id, Timeline, n scalars…, dimensions…)`.
func (b *binder) timelineOf(in *table, op *syntax.Evaluate, scalars int) *timeline {
	pos, _ := pluginArgs(op.Call)
	if len(pos) < 2+scalars {
		b.err(CodeArity, op.Call.Span(), fmt.Sprintf("%s() takes at least %d arguments, not %d", op.Call.Fn.Text, 2+scalars, len(pos)), "")
		return nil
	}
	e := b.rowEnv(in, op, nil)
	id, at := b.scalar(pos[0], e), b.scalar(pos[1], e)
	if id.Type() == schema.Unknown || at.Type() == schema.Unknown {
		return nil
	}
	t := &timeline{id: b.col("", id.Type()), at: b.col("", at.Type()), atName: b.resultName(pos[1]), idName: b.resultName(pos[0])}
	items := []plan.Item{{Col: t.id, X: id}, {Col: t.at, X: at}}
	for _, x := range pos[2+scalars:] {
		v := b.scalar(x, e)
		c := b.col(b.resultName(x), v.Type())
		t.dims = append(t.dims, c)
		items = append(items, plan.Item{Col: c, X: v})
	}
	t.rel = &plan.Project{In: in.rel, Items: items}
	one := &plan.Values{Columns: []plan.Col{b.col("", schema.Long)}, Rows: [][]plan.Expr{{long(0)}}}
	var ctl []plan.Item
	for i, x := range pos[2 : 2+scalars] {
		v := b.timeArg(x, at.Type(), i)
		if v == nil {
			return nil
		}
		c := b.col("", v.Type())
		t.args = append(t.args, c)
		ctl = append(ctl, plan.Item{Col: c, X: v})
	}
	t.ctl = &plan.Project{In: one, Items: ctl}
	return t
}

// timeArg binds a start, an end, or a length on the timeline.
func (b *binder) timeArg(x syntax.Expr, at schema.Type, i int) plan.Expr {
	v := b.scalar(x, env{})
	t := v.Type()
	switch {
	case t == schema.Unknown:
		return nil
	case t == at, t.Numeric() && at.Numeric():
		return b.cast(v, at)
	case at == schema.Datetime && (t == schema.Timespan || t == schema.Datetime), t == schema.Dynamic:
		return v
	}
	b.err(CodeArgType, x.Span(), fmt.Sprintf("a timeline of type %s cannot be measured in %s", at, t), fmt.Sprintf("this is %s", t))
	return nil
}

// dimsSQL names the dimensions: in a list, read from an alias, and compared between two.
func (t *timeline) dimsSQL() (list func(alias string) string, same func(a, b string) string) {
	list = func(alias string) string {
		out := ""
		for _, d := range t.dims {
			out += ", " + alias + cid(d)
		}
		return out
	}
	same = func(x, y string) string {
		out := ""
		for _, d := range t.dims {
			out += fmt.Sprintf(" AND %s.%s IS NOT DISTINCT FROM %s.%s", x, cid(d), y, cid(d))
		}
		return out
	}
	return list, same
}

// answerOf is the result of a plugin: the time, the dimensions, and the measures, under fresh ids.
func (b *binder) answerOf(t *timeline, sql string, at plan.Col, measures ...plan.Col) *table {
	cols := append(append([]plan.Col{at}, t.dims...), measures...)
	return &table{rel: &plan.Raw{Ins: []plan.Rel{t.rel, t.ctl}, SQL: sql, Columns: cols}, cols: cols}
}

// slidingCounts counts rows and ids in a window that ends with each step of the timeline.
func (b *binder) slidingCounts(in *table, op *syntax.Evaluate) *table {
	t := b.timelineOf(in, op, 4)
	if t == nil {
		return in.broken()
	}
	from, to, back, step := cid(t.args[0]), cid(t.args[1]), cid(t.args[2]), cid(t.args[3])
	at, n, d := b.col(t.atName, t.at.Type), b.col("Count", schema.Long), b.col("Dcount", schema.Long)
	dims, _ := t.dimsSQL()
	sql := fmt.Sprintf("WITH r AS MATERIALIZED {0}, p AS {1}, "+
		"g AS (SELECT p.*, %[1]s + i * %[4]s AS t FROM p, LATERAL (SELECT unnest(range(0, least(100000, greatest(0, (%[2]s - %[1]s) // %[4]s + 1)))) AS i) u) "+
		"SELECT g.t AS %[5]s%[6]s, count(*)::BIGINT AS %[7]s, count(DISTINCT r.%[8]s)::BIGINT AS %[9]s "+
		"FROM g JOIN r ON r.%[10]s < g.t + g.%[4]s AND r.%[10]s >= g.t + g.%[4]s - g.%[3]s GROUP BY g.t%[6]s ORDER BY g.t",
		from, to, back, step, cid(at), dims("r."), cid(n), cid(t.id), cid(d), cid(t.at))
	return b.answerOf(t, sql, at, n, d)
}

// activityCounts counts, for each step, rows, ids, ids not seen in earlier steps, and ids seen so far.
func (b *binder) activityCounts(in *table, op *syntax.Evaluate) *table {
	t := b.timelineOf(in, op, 3)
	if t == nil {
		return in.broken()
	}
	from, to, step := cid(t.args[0]), cid(t.args[1]), cid(t.args[2])
	at, n, d := b.col(t.atName, t.at.Type), b.col("count", schema.Long), b.col("dcount", schema.Long)
	fresh, all := b.col("new_dcount", schema.Long), b.col("aggregated_dcount", schema.Long)
	dims, same := t.dimsSQL()
	part := strings.TrimPrefix(dims("c."), ", ")
	if part != "" {
		part = "PARTITION BY " + part + " "
	}
	sql := fmt.Sprintf("WITH r AS MATERIALIZED (SELECT r.*, p.%[1]s + (r.%[4]s - p.%[1]s) // p.%[3]s * p.%[3]s AS bin FROM {0} r, {1} p WHERE r.%[4]s >= p.%[1]s AND r.%[4]s <= p.%[2]s), "+
		"f AS (SELECT %[5]s AS id%[6]s, min(bin) AS bin FROM r GROUP BY %[5]s%[6]s), "+
		"c AS (SELECT bin%[6]s, count(*)::BIGINT AS n, count(DISTINCT %[5]s)::BIGINT AS d FROM r GROUP BY bin%[6]s), "+
		"w AS (SELECT bin%[6]s, count(*)::BIGINT AS fresh FROM f GROUP BY bin%[6]s) "+
		"SELECT c.bin AS %[7]s%[8]s, c.n AS %[9]s, c.d AS %[10]s, coalesce(w.fresh, 0)::BIGINT AS %[11]s, "+
		"(sum(coalesce(w.fresh, 0)) OVER (%[12]sORDER BY c.bin))::BIGINT AS %[13]s FROM c LEFT JOIN w ON w.bin = c.bin%[14]s",
		from, to, step, cid(t.at), cid(t.id), dims(""), cid(at), dims("c."), cid(n), cid(d), cid(fresh), part, cid(all), same("w", "c"))
	return b.answerOf(t, sql, at, n, d, fresh, all)
}

// sessionCount counts, for each step, the sessions that begin in it: activity of an id after a silence
// as long as the lookback window.
func (b *binder) sessionCount(in *table, op *syntax.Evaluate) *table {
	t := b.timelineOf(in, op, 4)
	if t == nil {
		return in.broken()
	}
	from, to, step, back := cid(t.args[0]), cid(t.args[1]), cid(t.args[2]), cid(t.args[3])
	at, n := b.col(t.atName, t.at.Type), b.col("count_sessions", schema.Long)
	dims, _ := t.dimsSQL()
	sql := fmt.Sprintf("WITH r AS (SELECT r.*, p.*, lag(r.%[1]s) OVER (PARTITION BY r.%[2]s%[3]s ORDER BY r.%[1]s) AS before FROM {0} r, {1} p WHERE r.%[1]s >= p.%[4]s AND r.%[1]s < p.%[5]s) "+
		"SELECT %[1]s // %[6]s * %[6]s AS %[7]s%[8]s, count(*)::BIGINT AS %[9]s FROM r WHERE before IS NULL OR %[1]s - before >= %[10]s GROUP BY 1%[8]s ORDER BY 1",
		cid(t.at), cid(t.id), dims("r."), from, to, step, cid(at), dims(""), cid(n), back)
	return b.answerOf(t, sql, at, n)
}

// rollingPercentile is a percentile over the last bins of an index.
func (b *binder) rollingPercentile(in *table, op *syntax.Evaluate) *table {
	pos, _ := pluginArgs(op.Call)
	if len(pos) < 5 {
		b.err(CodeArity, op.Call.Span(), fmt.Sprintf("rolling_percentile() takes at least 5 arguments, not %d", len(pos)), "")
		return in.broken()
	}
	pct, _ := constant(b.scalar(pos[1], env{}))
	bins, ok := constant(b.scalar(pos[4], env{}))
	if !ok || !pct.Type.Numeric() {
		b.err(CodeNotConst, op.Call.Span(), "rolling_percentile(): the percentile and the number of bins must be constant", "")
		return in.broken()
	}
	turned := *op
	call := *op.Call
	call.Args = append([]syntax.Expr{pos[0], pos[2], pos[3]}, pos[5:]...)
	turned.Call = &call
	t := b.timelineOf(in, &turned, 1)
	if t == nil {
		return in.broken()
	}
	p := numberText(b.asReal(pct))
	at := b.col(t.atName, t.at.Type)
	name := fmt.Sprintf("rolling_%d_percentile_%s_%s", bins.I, t.idName, strings.ReplaceAll(numberText(pct), ".", "_"))
	v := b.col(name, t.id.Type)
	dims, same := t.dimsSQL()
	sql := fmt.Sprintf("WITH r AS MATERIALIZED (SELECT r.*, r.%[1]s // p.%[2]s * p.%[2]s AS bin, p.%[2]s AS w FROM {0} r, {1} p), "+
		"g AS (SELECT DISTINCT bin, w%[3]s FROM r) "+
		"SELECT g.bin AS %[4]s%[5]s, quantile_disc(r.%[6]s, %[7]s / 100) AS %[8]s FROM g JOIN r ON r.bin <= g.bin AND r.bin > g.bin - g.w * %[9]d%[10]s GROUP BY g.bin%[5]s ORDER BY g.bin",
		cid(t.at), cid(t.args[0]), dims(""), cid(at), dims("g."), cid(t.id), p, cid(v), bins.I, same("r", "g"))
	return b.answerOf(t, sql, at, v)
}

func (b *binder) asReal(v value.Value) value.Value {
	if v.Type == schema.Real || v.Type == schema.Decimal {
		return v
	}
	return value.Real(float64(v.I))
}

// sequenceDetect finds rows that meet conditions one after the other, each within a window after the one
// before, all within a span, of the same dimensions.
func (b *binder) sequenceDetect(in *table, op *syntax.Evaluate) *table {
	args := op.Call.Args
	if len(args) < 4 {
		b.err(CodeArity, op.Call.Span(), fmt.Sprintf("sequence_detect() takes at least 4 arguments, not %d", len(args)), "")
		return in.broken()
	}
	e := b.rowEnv(in, op, nil)
	at := b.scalar(args[0], e)
	step, span := b.timeArg(args[1], at.Type(), 0), b.timeArg(args[2], at.Type(), 1)
	if at.Type() == schema.Unknown || step == nil || span == nil {
		return in.broken()
	}
	t := &timeline{at: b.col("", at.Type()), atName: b.resultName(args[0])}
	items := []plan.Item{{Col: t.at, X: at}}
	var conds []plan.Col
	var names []string
	for i, a := range args[3:] {
		v := b.scalar(a, e)
		name := b.resultName(a)
		if v.Type() == schema.Bool && len(t.dims) == 0 {
			if name == "" {
				name = "expr" + itoa(i)
			}
			c := b.col("", schema.Bool)
			conds, names = append(conds, c), append(names, name)
			items = append(items, plan.Item{Col: c, X: v})
			continue
		}
		c := b.col(name, v.Type())
		t.dims = append(t.dims, c)
		items = append(items, plan.Item{Col: c, X: v})
	}
	if len(conds) == 0 {
		b.err(CodeArgType, op.Call.Span(), "sequence_detect() wants conditions to follow each other", "")
		return in.broken()
	}
	t.rel = &plan.Project{In: in.rel, Items: items}
	return b.sequence(t, conds, names, step, span)
}

func (b *binder) sequence(t *timeline, conds []plan.Col, names []string, step, span plan.Expr) *table {
	one := &plan.Values{Columns: []plan.Col{b.col("", schema.Long)}, Rows: [][]plan.Expr{{long(0)}}}
	ws, wl := b.col("", step.Type()), b.col("", span.Type())
	t.ctl = &plan.Project{In: one, Items: []plan.Item{{Col: ws, X: step}, {Col: wl, X: span}}}
	dims, same := t.dimsSQL()
	var sel, from []string
	var cols []plan.Col
	for i := range conds {
		a := fmt.Sprintf("s%d", i)
		c := b.col(names[i]+"_"+t.atName, t.at.Type)
		cols = append(cols, c)
		sel = append(sel, fmt.Sprintf("%s.%s AS %s", a, cid(t.at), cid(c)))
		rows := fmt.Sprintf("(SELECT * FROM r WHERE %s) %s", cid(conds[i]), a)
		if i == 0 {
			from = append(from, rows+", p")
			continue
		}
		prev := fmt.Sprintf("s%d", i-1)
		from = append(from, fmt.Sprintf("JOIN %s ON %s.%s >= %s.%s AND %s.%s - %s.%s <= p.%s AND %s.%s - s0.%s <= p.%s%s", rows,
			a, cid(t.at), prev, cid(t.at), a, cid(t.at), prev, cid(t.at), cid(ws), a, cid(t.at), cid(t.at), cid(wl), same(a, "s0")))
	}
	last := fmt.Sprintf("s%d", len(conds)-1)
	length := schema.Timespan
	if t.at.Type != schema.Datetime {
		length = t.at.Type
	}
	d := b.col("Duration", length)
	sql := fmt.Sprintf("WITH r AS MATERIALIZED {0}, p AS {1} SELECT %s%s, %s.%s - s0.%s AS %s FROM %s", strings.TrimPrefix(dims("s0."), ", "),
		comma(len(t.dims) > 0)+strings.Join(sel, ", "), last, cid(t.at), cid(t.at), cid(d), strings.Join(from, " "))
	all := append(append(slices.Clone(t.dims), cols...), d)
	return &table{rel: &plan.Raw{Ins: []plan.Rel{t.rel, t.ctl}, SQL: sql, Columns: all}, cols: all}
}

func comma(yes bool) string {
	if yes {
		return ", "
	}
	return ""
}
