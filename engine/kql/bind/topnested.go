package bind

import (
	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// topHitters takes the n values of an expression that occur most often, or whose weights sum highest.
func (b *binder) topHitters(in *table, op *syntax.TopHitters) *table {
	n := b.number(op.N, "top-hitters")
	e := b.rowEnv(in, op, nil)
	x := b.scalar(op.Of, e)
	name := b.resultName(op.Of)
	if name == "" {
		name = "Column1"
	}
	by := plan.Item{Col: b.col(name, x.Type()), X: x}
	agg := plan.Item{Col: b.col("approximate_count_"+name, schema.Long), X: b.countRows()}
	if op.By != nil {
		w := b.scalar(op.By, e)
		agg = plan.Item{X: b.aggregateOf("sum", w)}
		agg.Col = b.col("approximate_sum_"+b.resultName(op.By), agg.X.Type())
	}
	t := b.grouped(in, []plan.Item{by}, []plan.Item{agg})
	return b.limit(t.sorted([]plan.SortKey{{X: ref(agg.Col), Desc: true}, {X: ref(by.Col), Desc: true}}), n)
}

// aggregateOf applies an aggregate to operands that are known to fit.
func (b *binder) aggregateOf(name string, args ...plan.Expr) plan.Expr {
	f, ok := funcs.Lookup(name, funcs.Aggregate)
	if !ok {
		return unknown()
	}
	m, bad := funcs.Resolve(f, funcArgs(args))
	if bad != nil {
		return unknown()
	}
	return &plan.AggCall{Fn: f, Sig: m.Sig, Args: b.converted(m, args), T: m.Returns}
}

// topNested takes the top values of one expression, within each the top values of the next, and so on.
// The rows are cut down level by level to those whose values are among the top; at the end the levels'
// aggregates, computed over the rows cut down so far, are joined together by the values.
func (b *binder) topNested(in *table, op *syntax.TopNested) *table {
	names := newNamer()
	use := b.shared(in, false)
	var acc *table
	var accKeys []plan.Col
	for _, l := range op.Levels {
		if l.Others != nil && len(op.Levels) > 1 {
			b.warn(CodeOthers, l.Others.Span(), "the record of all others is left out here", "it is given for a top-nested of one level only")
		}
		acc, accKeys = b.nest(use, acc, accKeys, l, op, names)
		if acc == nil || acc.bad {
			return badTable()
		}
	}
	if acc == nil {
		return badTable()
	}
	var items []plan.Item
	for _, c := range acc.cols {
		items = append(items, pass(c))
	}
	return b.project(acc, items)
}

// nest adds a level to what the levels above it chose.
func (b *binder) nest(use func() *table, acc *table, keys []plan.Col, l *syntax.TopNestedLevel, op *syntax.TopNested, names *namer) (*table, []plan.Col) {
	rows := use()
	keyed, above := b.keyedRows(rows, op, keys, names)
	x := b.scalar(l.Of, b.rowEnv(rows, op, nil))
	keyName := names.auto(b.resultName(l.Of))
	e := b.rowEnv(rows, op, nil)
	e.aggs = true
	named, by := unname(l.By)
	agg := b.scalar(by, e)
	if x.Type() == schema.Unknown || agg.Type() == schema.Unknown {
		return badTable(), nil
	}
	aggName := "aggregated_" + keyName
	if named != nil {
		aggName = named.Names[0].Text
	}
	aggName = names.auto(aggName)
	key := plan.Item{Col: b.col(keyName, x.Type()), X: x}
	out := plan.Item{Col: b.col(aggName, agg.Type()), X: agg}
	t := b.grouped(keyed, append(above, key), []plan.Item{out})
	if l.N != nil {
		t = b.topOf(t, colsOf(above), out.Col, l)
	}
	if acc == nil {
		first := b.project(t, []plan.Item{pass(key.Col), pass(out.Col)})
		if l.Others != nil && len(op.Levels) == 1 {
			first = b.withOthers(first, rows, key, out, l)
		}
		return first, []plan.Col{key.Col}
	}
	return b.nested(acc, keys, t, colsOf(above), key.Col, out.Col)
}

// withOthers adds a record of the rows whose values are not among the top.
func (b *binder) withOthers(top, rows *table, key, agg plan.Item, l *syntax.TopNestedLevel) *table {
	use := b.shared(top, false)
	best, shown := use(), use()
	of := b.col("", key.Type)
	rest := rows.with(&plan.Project{In: rows.rel, Items: append(passAll(rows.rel.Cols()), plan.Item{Col: of, X: key.X})})
	rest.rel = &plan.Join{Kind: plan.Anti, L: rest.rel, R: best.rel, On: &plan.Same{X: ref(of), Y: ref(best.cols[0])}}
	name := plan.Item{Col: b.col(key.Name, key.Type), X: b.cast(b.scalar(l.Others, env{}), key.Type)}
	sum := plan.Item{Col: b.col(agg.Name, agg.Type), X: agg.X}
	left := plan.Item{Col: b.col("", schema.Long), X: b.countRows()}
	all := b.grouped(rest, nil, []plan.Item{sum, left})
	some := all.with(&plan.Filter{In: all.rel, Pred: b.apply(">", ref(left.Col), long(0))})
	return b.stack([]*table{shown, b.project(some, []plan.Item{name, pass(sum.Col)})}, false, "")
}

// keyedRows are the rows with the values of the levels above as group keys.
func (b *binder) keyedRows(rows *table, op *syntax.TopNested, keys []plan.Col, names *namer) (*table, []plan.Item) {
	var above []plan.Item
	for i := range keys {
		x := b.scalar(op.Levels[i].Of, b.rowEnv(rows, op, nil))
		above = append(above, plan.Item{Col: b.col("", x.Type()), X: x})
	}
	return rows, above
}

// topOf keeps the n best values within each combination of the levels above.
func (b *binder) topOf(t *table, above []plan.Col, agg plan.Col, l *syntax.TopNestedLevel) *table {
	n := b.number(l.N, "top-nested")
	f, ok := funcs.Lookup("row_number", funcs.Window)
	if !ok {
		return t
	}
	m, _ := funcs.Resolve(f, nil)
	at := b.col("", schema.Long)
	w := &plan.Window{In: t.rel, PartBy: refs(above), Keys: []plan.SortKey{{X: ref(agg), Desc: l.Desc, NullsFirst: !l.Desc}},
		Items: []plan.Item{{Col: at, X: &plan.WinCall{Fn: f, Sig: m.Sig, T: schema.Long}}}}
	return t.with(&plan.Filter{In: w, Pred: b.apply("<=", ref(at), n)})
}

// nested joins a level to those above it.
func (b *binder) nested(acc *table, keys []plan.Col, t *table, above []plan.Col, key, agg plan.Col) (*table, []plan.Col) {
	var on plan.Expr
	for i := range keys {
		on = b.both(on, &plan.Same{X: ref(keys[i]), Y: ref(above[i])})
	}
	out := *acc
	out.rel = &plan.Join{Kind: plan.Inner, L: acc.rel, R: t.rel, On: on}
	items := append(passAll(acc.cols), pass(key), pass(agg))
	return b.project(&out, items), append(append([]plan.Col(nil), keys...), key)
}
