package bind

import (
	"fmt"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// diffTexts looks for patterns of text that are more frequent in one set of rows than in the other. A
// pattern is what reduce makes of a text: the words that enough texts of a set have in the same place, and a
// star for every other run. Where Kusto's own search is fuzzy, this one is exact.
func (b *binder) diffTexts(in *table, op *syntax.Evaluate) *table {
	pos, _ := pluginArgs(op.Call)
	if len(pos) < 2 {
		b.err(CodeArity, op.Call.Span(), fmt.Sprintf("diffpatterns_text() takes at least 2 arguments, not %d", len(pos)), "",
			"it is used as `diffpatterns_text(Text, condition, [least words, threshold, most words])`")
		return in.broken()
	}
	e := b.rowEnv(in, op, nil)
	x, p := b.cast(b.scalar(pos[0], e), schema.String), b.predicate(pos[1], e)
	if x.Type() == schema.Unknown || p.Type() == schema.Unknown {
		return in.broken()
	}
	text, hit := b.col("", schema.String), b.col("", schema.Bool)
	rel := &plan.Project{In: in.rel, Items: []plan.Item{{Col: text, X: x}, {Col: hit, X: b.cast(p, schema.Bool)}}}
	least, most, share := b.whole(pos, 2, 1), b.whole(pos, 4, 20), b.share(pos, 3, 0.05)
	cols := []plan.Col{b.col("Count_of_True", schema.Long), b.col("Count_of_False", schema.Long), b.col("Percent_of_True", schema.Real),
		b.col("Percent_of_False", schema.Real), b.col("Pattern", schema.String)}
	sql := fmt.Sprintf("WITH r AS MATERIALIZED (SELECT %[1]s AS t, coalesce(%[2]s, false) AS hit FROM {0}), "+
		"n AS (SELECT count(*) FILTER (WHERE hit) AS a, count(*) FILTER (WHERE NOT hit) AS b FROM r), "+
		"w AS (SELECT hit, unnest(kql_reduce_words(t, '')) AS word FROM r), "+
		"f AS (SELECT coalesce(list(DISTINCT word), []) AS f FROM (SELECT hit, word, count(*) AS c FROM w GROUP BY ALL) q, n WHERE split_part(word, ':', 1)::BIGINT < %[4]d AND q.c >= %[3]g * CASE WHEN hit THEN n.a ELSE n.b END), "+
		"p AS (SELECT DISTINCT trim(kql_reduce_pattern(t, '', f.f)) AS p FROM r, f), "+
		"l AS (SELECT p, replace(replace(replace(replace(p, '\\', '\\\\'), '%%', '\\%%'), '_', '\\_'), '*', '%%') AS k FROM p WHERE p <> 'others' AND len(kql_reduce_words(replace(p, '*', ' '), '')) >= %[5]d), "+
		"c AS (SELECT p, count(*) FILTER (WHERE hit) AS a, count(*) FILTER (WHERE NOT hit) AS b FROM l JOIN r ON r.t LIKE l.k || '%%' ESCAPE '\\' GROUP BY p), "+
		"s AS (SELECT c.a, c.b, coalesce(100.0 * c.a / nullif(n.a, 0), 0) AS x, coalesce(100.0 * c.b / nullif(n.b, 0), 0) AS y, p FROM c, n) "+
		"SELECT a AS %[6]s, b AS %[7]s, x AS %[8]s, y AS %[9]s, p AS %[10]s FROM s WHERE abs(x - y) >= 100 * %[3]g ORDER BY x - y DESC, p",
		cid(text), cid(hit), share, most, least, cid(cols[0]), cid(cols[1]), cid(cols[2]), cid(cols[3]), cid(cols[4]))
	return &table{rel: &plan.Raw{Ins: []plan.Rel{rel}, SQL: sql, Columns: cols, Ordered: true}, cols: cols, ordered: true}
}

// whole reads a whole number among the arguments, or gives the plugin's own.
func (b *binder) whole(pos []syntax.Expr, i, own int) int {
	if i >= len(pos) {
		return own
	}
	v, ok := constant(b.number(pos[i], "diffpatterns_text"))
	if !ok || v.Null {
		return own
	}
	return int(min(max(v.I, 0), 200))
}
