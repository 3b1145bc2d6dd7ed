package bind

import (
	"fmt"
	"slices"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// keys binds the keys of sort and top. Without a word, Kusto descends; nulls come first ascending and
// last descending.
func (b *binder) keys(in *table, ks []*syntax.SortKey, e env) []plan.SortKey {
	var out []plan.SortKey
	for _, k := range ks {
		x := b.scalar(k.X, e)
		if x.Type() == schema.Unknown {
			continue
		}
		if _, ok := constant(x); ok {
			continue
		}
		first := !k.Desc
		if k.NullsFirst != nil {
			first = *k.NullsFirst
		}
		out = append(out, plan.SortKey{X: x, Desc: k.Desc, NullsFirst: first})
	}
	return out
}

func (b *binder) sort(in *table, op *syntax.Sort) *table {
	w := newWindows()
	keys := b.keys(in, op.Keys, b.rowEnv(in, op, w))
	return w.apply(in).sorted(keys)
}

// sorted orders the rows, within each subtable where there are some.
func (t *table) sorted(keys []plan.SortKey) *table {
	out := *t
	if all := append(partKeys(t.part), keys...); len(all) > 0 {
		out.rel = &plan.Sort{In: t.rel, Keys: all}
	}
	out.ordered, out.serial, out.name = true, true, ""
	return &out
}

func partKeys(part []plan.Col) []plan.SortKey {
	var out []plan.SortKey
	for _, c := range part {
		out = append(out, plan.SortKey{X: ref(c), NullsFirst: true})
	}
	return out
}

// number binds a count of rows.
func (b *binder) number(x syntax.Expr, op string) plan.Expr {
	n := b.scalar(x, env{})
	switch n.Type() {
	case schema.Int, schema.Long, schema.Unknown:
		return b.cast(n, schema.Long)
	case schema.Dynamic, schema.Real:
		return b.cast(n, schema.Long)
	}
	b.err(CodeType, x.Span(), fmt.Sprintf("%s wants a number of rows, and this is %s", op, n.Type()), "not a whole number")
	return lit(value.Long(0))
}

func (b *binder) take(in *table, op *syntax.Take) *table {
	return b.limit(in, b.number(op.N, "take"))
}

// limit takes the first n rows, of each subtable where there are some.
func (b *binder) limit(t *table, n plan.Expr) *table {
	if len(t.part) == 0 {
		return t.with(&plan.Limit{In: t.rel, N: n})
	}
	t, at := b.numbered(t, nil)
	return t.with(&plan.Filter{In: t.rel, Pred: b.apply("<=", ref(at), n)})
}

// numbered adds a hidden column that counts the rows of each group from 1.
func (b *binder) numbered(t *table, by []plan.Expr) (*table, plan.Col) {
	f, ok := funcs.Lookup("row_number", funcs.Window)
	if !ok {
		return t, b.col("", schema.Long)
	}
	m, _ := funcs.Resolve(f, nil)
	c := b.col("", schema.Long)
	part := append(refs(t.part), by...)
	return t.with(&plan.Window{In: t.rel, PartBy: part, Items: []plan.Item{{Col: c, X: &plan.WinCall{Fn: f, Sig: m.Sig, T: schema.Long}}}}), c
}

func (b *binder) top(in *table, op *syntax.Top) *table {
	w := newWindows()
	n := b.number(op.N, "top")
	keys := b.keys(in, op.Keys, b.rowEnv(in, op, w))
	return b.limit(w.apply(in).sorted(keys), n)
}

func (b *binder) sample(in *table, op *syntax.Sample) *table {
	n := b.number(op.N, "sample")
	out := in.with(&plan.Sample{In: in.rel, N: n})
	out.ordered, out.serial = false, false
	return out
}

// sampleDistinct takes up to n different values of one expression.
func (b *binder) sampleDistinct(in *table, op *syntax.SampleDistinct) *table {
	n := b.number(op.N, "sample-distinct")
	x := b.scalar(op.Of, b.rowEnv(in, op, nil))
	name := b.resultName(op.Of)
	if name == "" {
		name = "Column1"
	}
	t := b.project(in.unordered(), []plan.Item{{Col: b.col(name, x.Type()), X: x}})
	return b.limit(t.with(&plan.Distinct{In: t.rel}), n)
}

// unordered is t whose rows have lost their order, their table and their time of arrival.
func (t *table) unordered() *table {
	out := *t
	out.ordered, out.serial, out.name, out.ingested = false, false, "", 0
	return &out
}

func (b *binder) count(in *table, op *syntax.Count) *table {
	name := "Count"
	if op.As != nil {
		name = op.As.Text
	}
	return b.grouped(in, nil, []plan.Item{{Col: b.col(name, schema.Long), X: b.countRows()}})
}

// countRows is count().
func (b *binder) countRows() plan.Expr {
	f, ok := funcs.Lookup("count", funcs.Aggregate)
	if !ok {
		return unknown()
	}
	m, bad := funcs.Resolve(f, nil)
	if bad != nil {
		return unknown()
	}
	return &plan.AggCall{Fn: f, Sig: m.Sig, T: schema.Long}
}

// grouped aggregates, within each subtable where there are some. What is computed from aggregates is
// computed in a projection above them, because SQL restricts what may stand around an aggregate.
func (b *binder) grouped(in *table, by, aggs []plan.Item) *table {
	hidden := passAll(in.part)
	pure, mixed := b.partAggs(aggs)
	out := in.unordered()
	out.rel = &plan.Aggregate{In: in.rel, By: append(append([]plan.Item(nil), by...), hidden...), Aggs: pure}
	out.cols = colsOf(append(append([]plan.Item(nil), by...), aggs...))
	out.open = false
	if mixed == nil {
		return out
	}
	return b.project(out, append(passAll(colsOf(by)), mixed...))
}

// partAggs takes the aggregates out of larger expressions: the aggregates by themselves, and the
// expressions over them. mixed is nil where every item is an aggregate already.
func (b *binder) partAggs(aggs []plan.Item) (pure, mixed []plan.Item) {
	if !slices.ContainsFunc(aggs, func(it plan.Item) bool { _, ok := it.X.(*plan.AggCall); return !ok }) {
		return aggs, nil
	}
	for _, it := range aggs {
		if _, ok := it.X.(*plan.AggCall); ok {
			pure, mixed = append(pure, it), append(mixed, pass(it.Col))
			continue
		}
		x := plan.Replace(it.X, func(x plan.Expr) (plan.Expr, bool) {
			a, ok := x.(*plan.AggCall)
			if !ok {
				return nil, false
			}
			c := b.col("", a.T)
			pure = append(pure, plan.Item{Col: c, X: a})
			return ref(c), true
		})
		mixed = append(mixed, plan.Item{Col: it.Col, X: x})
	}
	return pure, mixed
}

func (b *binder) distinct(in *table, op *syntax.Distinct) *table {
	names := newNamer()
	var items []plan.Item
	for _, x := range op.Items {
		if w, ok := bare(x).(*syntax.Wildcard); ok {
			for _, c := range b.wildcard(in, w) {
				if names.claim(c.Name) {
					items = append(items, pass(c))
				}
			}
			continue
		}
		for _, o := range b.outputs(x, b.rowEnv(in, op, nil)) {
			items = b.projected(items, o, names)
		}
	}
	t := b.project(in.unordered(), items)
	if w, ok := onlyStar(op.Items); !ok || w != "*" {
		t.open = false
	}
	return t.with(&plan.Distinct{In: t.rel})
}

func onlyStar(xs []syntax.Expr) (string, bool) {
	if len(xs) != 1 {
		return "", false
	}
	w, ok := bare(xs[0]).(*syntax.Wildcard)
	if !ok {
		return "", false
	}
	return w.Pattern, true
}
