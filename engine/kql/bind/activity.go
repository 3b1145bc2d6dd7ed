package bind

import (
	"fmt"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// The plugins that follow ids through steps of time: who came back, who stayed away, how many are active.

// without is the operator with some of its arguments left out, and those.
func without(op *syntax.Evaluate, at ...int) (*syntax.Evaluate, []syntax.Expr) {
	pos, _ := pluginArgs(op.Call)
	turned, call := *op, *op.Call
	call.Args = nil
	var out []syntax.Expr
	for i, x := range pos {
		if len(at) > 0 && i == at[0] {
			out, at = append(out, x), at[1:]
			continue
		}
		call.Args = append(call.Args, x)
	}
	turned.Call = &call
	return &turned, out
}

// ranged reads `plugin(Id, Time, [Start, End,] n more …)`; without a start and an end they are those of the data.
func (b *binder) ranged(in *table, op *syntax.Evaluate, more int) (t *timeline, from, to string) {
	pos, _ := pluginArgs(op.Call)
	if len(pos) > 2 && b.quietType(pos[2]) == schema.Datetime {
		if t = b.timelineOf(in, op, 2+more); t == nil {
			return nil, "", ""
		}
		from, to = "p."+cid(t.args[0]), "p."+cid(t.args[1])
		t.args = t.args[2:]
		return t, from, to
	}
	if t = b.timelineOf(in, op, more); t == nil {
		return nil, "", ""
	}
	return t, fmt.Sprintf("(SELECT min(%s) FROM r0)", cid(t.at)), fmt.Sprintf("(SELECT max(%s) FROM r0)", cid(t.at))
}

// quietType is the type of a constant argument; what is wrong with it is said when it is read.
func (b *binder) quietType(x syntax.Expr) schema.Type {
	kept := len(b.diags)
	t := b.scalar(x, env{}).Type()
	if len(b.diags) > kept {
		for _, d := range b.diags[kept:] {
			delete(b.seen, seenDiag{d.Span, d.Code})
		}
		b.diags = b.diags[:kept]
	}
	return t
}

// binned is the start of the SQL of these plugins: r has every row of the range with the start of its step.
func (t *timeline) binned(from, to, step string) string {
	return fmt.Sprintf("WITH r0 AS MATERIALIZED {0}, p AS {1}, r AS MATERIALIZED (SELECT r0.*, %[1]s + (r0.%[4]s - %[1]s) // p.%[3]s * p.%[3]s AS bin, p.%[3]s AS step "+
		"FROM r0, p WHERE r0.%[4]s >= %[1]s AND r0.%[4]s <= %[2]s)", from, to, step, cid(t.at))
}

// activityMetrics compares the ids of each step with those of the step before.
func (b *binder) activityMetrics(in *table, op *syntax.Evaluate) *table {
	t, from, to := b.ranged(in, op, 1)
	if t == nil {
		return in.broken()
	}
	at := b.col(t.atName, t.at.Type)
	n, fresh := b.col("dcount_values", schema.Long), b.col("dcount_newvalues", schema.Long)
	stay, churn := b.col("retention_rate", schema.Real), b.col("churn_rate", schema.Real)
	dims, same := t.dimsSQL()
	sql := t.binned(from, to, cid(t.args[0])) + fmt.Sprintf(
		", u AS (SELECT DISTINCT bin, step, %[1]s%[2]s FROM r WHERE %[1]s IS NOT NULL), "+
			"n AS (SELECT bin%[2]s, count(*)::BIGINT AS n FROM u GROUP BY bin%[2]s), "+
			"b AS (SELECT c.bin%[3]s, count(*)::BIGINT AS back FROM u c JOIN u x ON x.%[1]s = c.%[1]s AND x.bin = c.bin - c.step%[4]s GROUP BY c.bin%[3]s), "+
			"m AS (SELECT n.*, coalesce(b.back, 0) AS back, (SELECT q.n FROM n q WHERE q.bin = n.bin - (SELECT any_value(step) FROM r)%[5]s) AS past FROM n LEFT JOIN b ON b.bin = n.bin%[6]s) "+
			"SELECT bin AS %[7]s%[2]s, n AS %[8]s, (n - back)::BIGINT AS %[9]s, coalesce(back::DOUBLE / past, 'nan'::DOUBLE) AS %[10]s, coalesce(1 - back::DOUBLE / past, 'nan'::DOUBLE) AS %[11]s FROM m ORDER BY bin",
		cid(t.id), dims(""), dims("c."), same("x", "c"), same("q", "n"), same("b", "n"), cid(at), cid(n), cid(fresh), cid(stay), cid(churn))
	return b.answerOf(t, sql, at, n, fresh, stay, churn)
}

// activityEngagement compares the ids of a short window with those of a long one that ends with it.
func (b *binder) activityEngagement(in *table, op *syntax.Evaluate) *table {
	t, from, to := b.ranged(in, op, 2)
	if t == nil {
		return in.broken()
	}
	at := b.col(t.atName, t.at.Type)
	inner, outer := b.col("dcount_activities_inner", schema.Long), b.col("dcount_activities_outer", schema.Long)
	ratio := b.col("activity_ratio", schema.Real)
	dims, same := t.dimsSQL()
	sql := t.binned(from, to, cid(t.args[0])) + fmt.Sprintf(
		", g AS (SELECT bin, step%[1]s, count(DISTINCT %[2]s)::BIGINT AS n FROM r GROUP BY bin, step%[1]s) "+
			"SELECT g.bin AS %[3]s%[4]s, any_value(g.n) AS %[5]s, count(DISTINCT r0.%[2]s)::BIGINT AS %[6]s, any_value(g.n)::DOUBLE / count(DISTINCT r0.%[2]s) AS %[7]s "+
			"FROM g, p, r0 WHERE r0.%[8]s < g.bin + g.step AND r0.%[8]s >= g.bin + g.step - p.%[9]s AND r0.%[8]s >= %[10]s%[11]s GROUP BY g.bin%[4]s ORDER BY g.bin",
		dims(""), cid(t.id), cid(at), dims("g."), cid(inner), cid(outer), cid(ratio), cid(t.at), cid(t.args[1]), from, same("r0", "g"))
	return b.answerOf(t, sql, at, inner, outer, ratio)
}

// newActivityMetrics follows the ids first seen in one step through all later ones.
func (b *binder) newActivityMetrics(in *table, op *syntax.Evaluate) *table {
	pos, _ := pluginArgs(op.Call)
	cohort, seen := "", ""
	if len(pos) > 5 && b.quietType(pos[5]) == schema.Datetime {
		turned, taken := without(op, 5)
		if v, ok := constant(b.scalar(taken[0], env{})); ok && !v.Null {
			cohort = fmt.Sprintf(" AND f.bin = %d", v.I)
		}
		op = turned
		pos, _ = pluginArgs(op.Call)
	}
	var lookback *table
	if last := len(pos) - 1; last > 4 && (isTable(pos[last]) || b.isTabular(pos[last])) {
		turned, taken := without(op, last)
		if lookback = b.tabular(taken[0]); lookback.bad {
			return lookback
		}
		op = turned
	}
	t := b.timelineOf(in, op, 3)
	if t == nil {
		return in.broken()
	}
	from, to := "p."+cid(t.args[0]), "p."+cid(t.args[1])
	if lookback != nil {
		if c, ok := t.idIn(lookback); ok {
			seen = fmt.Sprintf(" WHERE %s NOT IN (SELECT %s FROM {2} WHERE %s IS NOT NULL)", cid(t.id), cid(c), cid(c))
		}
	}
	a, z := b.col("from_"+t.atName, t.at.Type), b.col("to_"+t.atName, t.at.Type)
	fresh, kept, lost := b.col("dcount_new_values", schema.Long), b.col("dcount_retained_values", schema.Long), b.col("dcount_churn_values", schema.Long)
	stay, churn := b.col("retention_rate", schema.Real), b.col("churn_rate", schema.Real)
	dims, same := t.dimsSQL()
	sql := t.binned(from, to, cid(t.args[2])) + fmt.Sprintf(
		", u AS MATERIALIZED (SELECT DISTINCT bin, %[1]s%[2]s FROM r WHERE %[1]s IS NOT NULL), "+
			"f AS MATERIALIZED (SELECT %[1]s%[2]s, min(bin) AS bin FROM u%[3]s GROUP BY %[1]s%[2]s), "+
			"c AS (SELECT bin%[2]s, count(*)::BIGINT AS size FROM f WHERE true%[4]s GROUP BY bin%[2]s), "+
			"g AS (SELECT %[5]s + i * p.%[6]s AS bin FROM p, LATERAL (SELECT unnest(range(0, least(100000, greatest(0, (%[7]s - %[5]s) // p.%[6]s + 1)))) AS i) s), "+
			"k AS (SELECT f.bin AS a, u.bin AS z%[8]s, count(*)::BIGINT AS kept FROM f JOIN u ON u.%[1]s = f.%[1]s AND u.bin >= f.bin%[9]s GROUP BY f.bin, u.bin%[8]s), "+
			"w AS (SELECT c.bin AS a, u.bin AS z%[10]s, count(*)::BIGINT AS fresh FROM c JOIN u ON u.bin >= c.bin%[11]s JOIN f ON f.%[1]s = u.%[1]s%[9]s AND (f.bin > c.bin OR u.bin = c.bin AND f.bin = c.bin) GROUP BY c.bin, u.bin%[10]s) "+
			"SELECT c.bin AS %[12]s, g.bin AS %[13]s%[10]s, coalesce(w.fresh, 0)::BIGINT AS %[14]s, coalesce(k.kept, 0)::BIGINT AS %[15]s, (c.size - coalesce(k.kept, 0))::BIGINT AS %[16]s, "+
			"coalesce(k.kept, 0)::DOUBLE / c.size AS %[17]s, (c.size - coalesce(k.kept, 0))::DOUBLE / c.size AS %[18]s "+
			"FROM c JOIN g ON g.bin >= c.bin LEFT JOIN k ON k.a = c.bin AND k.z = g.bin%[19]s LEFT JOIN w ON w.a = c.bin AND w.z = g.bin%[20]s ORDER BY c.bin, g.bin",
		cid(t.id), dims(""), seen, cohort, from, cid(t.args[2]), to, dims("f."), same("u", "f"), dims("c."), same("u", "c"),
		cid(a), cid(z), cid(fresh), cid(kept), cid(lost), cid(stay), cid(churn), same("k", "c"), same("w", "c"))
	cols := append(append([]plan.Col{a, z}, t.dims...), fresh, kept, lost, stay, churn)
	ins := []plan.Rel{t.rel, t.ctl}
	if lookback != nil {
		ins = append(ins, lookback.rel)
	}
	return &table{rel: &plan.Raw{Ins: ins, SQL: sql, Columns: cols}, cols: cols}
}

// idIn is the column of another table that holds ids: of the same name, or else the first of the same type.
func (t *timeline) idIn(other *table) (plan.Col, bool) {
	if c, ok := other.find(t.idName); ok && c.Type == t.id.Type {
		return c, true
	}
	for _, c := range other.cols {
		if c.Type == t.id.Type {
			return c, true
		}
	}
	return plan.Col{}, false
}

// activeUsers counts, for each step, the ids that were there in at least so many periods of a window that
// ends with one of their rows.
func (b *binder) activeUsers(in *table, op *syntax.Evaluate) *table {
	turned, taken := without(op, 6)
	if len(taken) == 0 {
		b.err(CodeArity, op.Call.Span(), fmt.Sprintf("active_users_count() takes at least 8 arguments, not %d", len(op.Call.Args)), "",
			"it is used as `active_users_count(Id, Time, start, end, lookback, period, periods, bin, …)`")
		return in.broken()
	}
	periods, ok := constant(b.scalar(taken[0], env{}))
	t := b.timelineOf(in, turned, 5)
	if t == nil || !ok || !periods.Type.Numeric() {
		return in.broken()
	}
	at, n := b.col(t.atName, t.at.Type), b.col("dcount", schema.Long)
	from, to, back, period, step := "p."+cid(t.args[0]), "p."+cid(t.args[1]), "p."+cid(t.args[2]), "p."+cid(t.args[3]), "p."+cid(t.args[4])
	dims, same := t.dimsSQL()
	sql := fmt.Sprintf("WITH r AS MATERIALIZED {0}, p AS {1}, a AS (SELECT c.%[1]s, c.%[2]s%[3]s FROM r c, p, r x WHERE c.%[1]s = x.%[1]s%[4]s AND c.%[2]s >= %[5]s AND c.%[2]s < %[6]s "+
		"AND x.%[2]s <= c.%[2]s AND x.%[2]s > c.%[2]s - %[7]s GROUP BY c.%[1]s, c.%[2]s%[3]s HAVING count(DISTINCT x.%[2]s // %[8]s) >= %[9]d) "+
		"SELECT %[5]s + (a.%[2]s - %[5]s) // %[10]s * %[10]s AS %[11]s%[12]s, count(DISTINCT a.%[1]s)::BIGINT AS %[13]s FROM a, p GROUP BY 1%[12]s ORDER BY 1",
		cid(t.id), cid(t.at), dims("c."), same("x", "c"), from, to, back, period, int64(b.asReal(periods).F), step, cid(at), dims("a."), cid(n))
	return b.answerOf(t, sql, at, n)
}

// funnelCompletion counts how far ids come through a sequence of states within each of several lengths of time.
func (b *binder) funnelCompletion(in *table, op *syntax.Evaluate) *table {
	turned, taken := without(op, 5, 6, 7)
	if len(taken) != 3 {
		b.err(CodeArity, op.Call.Span(), fmt.Sprintf("funnel_sequence_completion() takes 8 arguments, not %d", len(op.Call.Args)), "",
			"it is used as `funnel_sequence_completion(Id, Time, start, end, bin, State, dynamic([states]), dynamic([windows]))`")
		return in.broken()
	}
	states, ok := b.constElements(taken[1])
	windows, fine := b.constElements(taken[2])
	turned.Call.Args = append(turned.Call.Args, taken[0])
	t := b.timelineOf(in, turned, 3)
	if t == nil || !ok || !fine || len(t.dims) != 1 {
		return in.broken()
	}
	state := t.dims[0]
	t.dims = nil
	at, period, n := b.col(t.atName, t.at.Type), b.col("Period", schema.Timespan), b.col("dcount", schema.Long)
	name := b.col(state.Name, state.Type)
	var parts []string
	for _, w := range windows {
		ticks, isSpan := value.ParseTimespan(value.Text(w))
		if !isSpan {
			continue
		}
		from := ""
		for i, s := range states {
			from += b.funnelStep(t, state, i, value.Text(s), ticks)
			parts = append(parts, fmt.Sprintf("SELECT s0.bin AS %s, %s AS %s, %d::BIGINT AS %s, count(DISTINCT s0.%s)::BIGINT AS %s FROM %s GROUP BY s0.bin",
				cid(at), rawText(value.Text(s)), cid(name), ticks, cid(period), cid(t.id), cid(n), from))
		}
	}
	if len(parts) == 0 {
		return b.limit(b.answerOf(t, t.binned("p."+cid(t.args[0]), "p."+cid(t.args[1]), cid(t.args[2]))+" SELECT 0", at), long(0))
	}
	sql := t.binned("p."+cid(t.args[0]), "p."+cid(t.args[1]), cid(t.args[2])) + " " + strings.Join(parts, " UNION ALL ")
	out := &table{rel: &plan.Raw{Ins: []plan.Rel{t.rel, t.ctl}, SQL: sql, Columns: []plan.Col{at, name, period, n}, Ordered: true}, cols: []plan.Col{at, name, period, n}}
	return out
}

// funnelStep joins the rows of one more state, each after the one before and all within a window.
func (b *binder) funnelStep(t *timeline, state plan.Col, i int, want string, window int64) string {
	rows := fmt.Sprintf("(SELECT * FROM r WHERE %s = %s) s%d", cid(state), rawText(want), i)
	if i == 0 {
		return rows
	}
	return fmt.Sprintf(" JOIN %[1]s ON s%[2]d.%[4]s = s0.%[4]s AND s%[2]d.%[5]s >= s%[3]d.%[5]s AND s%[2]d.%[5]s - s0.%[5]s <= %[6]d", rows, i, i-1, cid(t.id), cid(t.at), window)
}

// constElements are the elements of a constant array.
func (b *binder) constElements(x syntax.Expr) ([]string, bool) {
	v, ok := constant(b.scalar(x, env{}))
	if !ok || v.Type != schema.Dynamic {
		b.err(CodeNotConst, x.Span(), "this argument must be a constant array", "", "write it out: `dynamic([\"a\", \"b\"])`")
		return nil, false
	}
	return value.Elements(v.S), true
}

// funnelSequence says what came right before and right after a sequence of states: its first table.
func (b *binder) funnelSequence(in *table, op *syntax.Evaluate) *table {
	turned, taken := without(op, 6, 7)
	if len(taken) != 2 {
		b.err(CodeArity, op.Call.Span(), fmt.Sprintf("funnel_sequence() takes 8 arguments, not %d", len(op.Call.Args)), "",
			"it is used as `funnel_sequence(Id, Time, start, end, window, bin, State, dynamic([states]))`")
		return in.broken()
	}
	states, ok := b.constElements(taken[1])
	turned.Call.Args = append(turned.Call.Args, taken[0])
	t := b.timelineOf(in, turned, 4)
	if t == nil || !ok || len(states) == 0 || len(t.dims) != 1 {
		return in.broken()
	}
	state := t.dims[0]
	t.dims = nil
	at, prev, next := b.col(t.atName, t.at.Type), b.col("prev", schema.String), b.col("next", schema.String)
	n, samples := b.col("dcount", schema.Long), b.col("samples", schema.Dynamic)
	match := ""
	for i, s := range states {
		match += fmt.Sprintf(" AND coalesce(lead(%[1]s, %[2]d) OVER o, '') = %[3]s AND coalesce(lead(%[4]s, %[2]d) OVER o - %[4]s, 0) <= step0 * %[5]d", cid(state), i, rawText(value.Text(s)), cid(t.at), max(i, 1))
	}
	sql := t.binned("p."+cid(t.args[0]), "p."+cid(t.args[1]), cid(t.args[3])) + fmt.Sprintf(
		", q AS (SELECT r.*, p.%[1]s AS step0 FROM r, p), m AS (SELECT bin, %[2]s, (true%[3]s) AS hit, lag(%[4]s) OVER o AS before, lead(%[4]s, %[5]d) OVER o AS after FROM q WINDOW o AS (PARTITION BY %[2]s ORDER BY %[6]s)) "+
			"SELECT bin AS %[7]s, coalesce(before, '') AS %[8]s, coalesce(after, '') AS %[9]s, count(DISTINCT %[2]s)::BIGINT AS %[10]s, to_json(list(DISTINCT %[2]s)[1:128]) AS %[11]s FROM m WHERE hit GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC",
		cid(t.args[2]), cid(t.id), match, cid(state), len(states), cid(t.at), cid(at), cid(prev), cid(next), cid(n), cid(samples))
	cols := []plan.Col{at, prev, next, n, samples}
	return &table{rel: &plan.Raw{Ins: []plan.Rel{t.rel, t.ctl}, SQL: sql, Columns: cols, Ordered: true}, cols: cols}
}

// dcountIntersect counts what the first one, two, three … of several hll() sketches have in common.
func (b *binder) dcountIntersect(in *table, op *syntax.Evaluate) *table {
	pos, _ := pluginArgs(op.Call)
	if len(pos) < 2 || len(pos) > 16 {
		b.err(CodeArity, op.Call.Span(), fmt.Sprintf("dcount_intersect() takes 2 to 16 arguments, not %d", len(pos)), "", "each is a column made with hll()")
		return in.broken()
	}
	items := passAll(in.cols)
	var ops []operand
	list := ""
	for i, x := range pos {
		v := b.scalar(x, b.rowEnv(in, op, nil))
		if v.Type() != schema.Dynamic {
			if v.Type() != schema.Unknown {
				b.err(CodeArgType, x.Span(), fmt.Sprintf("dcount_intersect() wants sketches, and this is %s", v.Type()), "", "make them with summarize hll(…)")
			}
			return in.broken()
		}
		name := fmt.Sprintf("h%d", i)
		ops = append(ops, named(name, v))
		list += comma(i > 0) + "($" + name + ")::VARCHAR"
		c := internal("hll_intersect", "kql_hll_intersect(["+list+"])", schema.Long, append([]operand(nil), ops...)...)
		items = append(items, plan.Item{Col: b.col(fmt.Sprintf("s%d", i), schema.Long), X: c})
	}
	return b.project(in, items)
}

// preview gives some of the rows.
func (b *binder) preview(in *table, op *syntax.Evaluate) *table {
	pos, _ := pluginArgs(op.Call)
	if len(pos) != 1 {
		b.err(CodeArity, op.Call.Span(), fmt.Sprintf("preview() takes 1 argument, not %d", len(pos)), "", "it is used as `evaluate preview(NumberOfRows)`")
		return in.broken()
	}
	return b.limit(in, b.number(pos[0], "preview"))
}
