package bind

import (
	"fmt"
	"strconv"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// reduce groups texts that are alike. A text is a row of words between separators; a word that more than a
// share of all texts has in the same place is kept, every other becomes a star, and the texts of one pattern
// are a group. Texts without a frequent word are the group "others".
const reduceShare = 0.1

func (b *binder) reduce(in *table, op *syntax.Reduce) *table {
	x := b.cast(b.scalar(op.By, b.rowEnv(in, op, nil)), schema.String)
	if x.Type() == schema.Unknown {
		return in.broken()
	}
	t, pattern := b.patterned(in, x, op)
	by := plan.Item{Col: b.col("Pattern", schema.String), X: ref(pattern)}
	if _, kind := hint(op.Hints, "kind"); kind == "source" {
		return b.project(t, put(passAll(in.cols), by))
	}
	n := plan.Item{Col: b.col("Count", schema.Long), X: b.countRows()}
	known := plan.Expr(&plan.Case{
		When: []plan.Expr{b.apply("==", ref(pattern), lit(value.String("others")))}, Then: []plan.Expr{lit(value.String(""))}, Else: x, T: schema.String,
	})
	rep := plan.Item{Col: b.col("Representative", schema.String), X: b.aggregateOf("min", known)}
	out := b.grouped(t, []plan.Item{by}, []plan.Item{n, rep})
	return out.sorted([]plan.SortKey{{X: ref(n.Col), Desc: true}})
}

// patterned adds the pattern of x to every row of the table.
func (b *binder) patterned(in *table, x plan.Expr, op *syntax.Reduce) (*table, plan.Col) {
	text, out := b.col("", schema.String), b.col("", schema.String)
	t := b.project(in, append(passAll(in.cols), plan.Item{Col: text, X: x}))
	share, seps := b.reduceOptions(op)
	quoted := rawText(seps)
	cols := t.rel.Cols()
	sel := ""
	for _, c := range cols {
		sel += "r." + cid(c) + ", "
	}
	sql := fmt.Sprintf("WITH r AS MATERIALIZED {0}, w AS (SELECT unnest(kql_reduce_words(%[1]s, %[2]s)) AS t FROM r), "+
		"f AS (SELECT coalesce(list(t), []) AS f FROM (SELECT t FROM w GROUP BY t HAVING count(*) > %[3]s * (SELECT count(*) FROM r))) "+
		"SELECT %[4]skql_reduce_pattern(r.%[1]s, %[2]s, f.f) AS %[5]s FROM r, f", cid(text), quoted, strconv.FormatFloat(share, 'g', -1, 64), sel, cid(out))
	made := *t
	made.rel = &plan.Raw{Ins: []plan.Rel{t.rel}, SQL: sql, Columns: append(cols[:len(cols):len(cols)], out)}
	made.cols = in.cols
	return &made, out
}

// reduceOptions reads `with threshold = 0.2, characters = "-_"`.
func (b *binder) reduceOptions(op *syntax.Reduce) (share float64, seps string) {
	share = reduceShare
	for _, p := range op.With {
		if len(p.Names) != 1 {
			continue
		}
		v, ok := constant(b.scalar(p.X, env{}))
		switch {
		case !ok || v.Null:
		case p.Names[0].Text == "threshold" && v.Type == schema.Real:
			share = v.F
		case p.Names[0].Text == "threshold":
			share = float64(v.I)
		case p.Names[0].Text == "characters" && v.Type == schema.String:
			seps = v.S
		}
	}
	return min(max(share, 0), 1), seps
}
