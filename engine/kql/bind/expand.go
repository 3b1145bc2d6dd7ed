package bind

import (
	"fmt"
	"slices"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// expansion is one list that mv-expand or mv-apply takes apart.
type expansion struct {
	name    string
	list    plan.Expr
	replace int // position of the column that it takes the place of; -1 for a new one
	typ     schema.Type
	elem    plan.Col
}

// mvExpand gives a row for each element of a list.
func (b *binder) mvExpand(in *table, op *syntax.MvExpand) *table {
	xs := b.expansions(in, op.Items, op, "mv-expand")
	if len(xs) == 0 {
		return in.broken()
	}
	mode := plan.BagAsBags
	h, how := hint(op.Hints, "bagexpansion")
	if h == nil {
		h, how = hint(op.Hints, "kind")
	}
	if h != nil && how == "array" {
		mode = plan.BagAsArrays
	}
	return b.expanded(in, xs, op.ItemIndex, mode, b.rowLimit(op.Limit), true)
}

func (b *binder) rowLimit(x syntax.Expr) int64 {
	if x == nil {
		return 0
	}
	v, ok := constant(b.scalar(x, env{}))
	if !ok || v.Type != schema.Long && v.Type != schema.Int {
		b.err(CodeNotConst, x.Span(), "the limit must be a constant number", "")
		return 0
	}
	return v.I
}

func (b *binder) expansions(in *table, items []*syntax.TypedItem, op syntax.Operator, word string) []expansion {
	var out []expansion
	names := newNamer()
	for _, c := range in.cols {
		names.taken[c.Name] = true
	}
	for _, it := range items {
		named, inner := unname(it.X)
		x := expansion{list: b.scalar(inner, b.rowEnv(in, op, nil)), replace: -1, typ: schema.Dynamic}
		if it.To != nil {
			x.typ = it.To.Type
		}
		switch x.list.Type() {
		case schema.Dynamic:
		case schema.Unknown:
			x.list = lit(value.NullOf(schema.Dynamic))
		default:
			d := b.err(CodeType, inner.Span(), fmt.Sprintf("%s takes a dynamic value apart, and this is %s", word, x.list.Type()), "not dynamic")
			if x.list.Type() == schema.String {
				b.wrapHint(d, inner, "parse_json")
			}
			x.list = lit(value.NullOf(schema.Dynamic))
		}
		switch {
		case named != nil && len(named.Names) > 0:
			x.name = named.Names[0].Text
		default:
			x.name = b.resultName(inner)
			if x.name == "" {
				x.name = names.auto("")
			}
		}
		x.replace = slices.IndexFunc(in.cols, func(c plan.Col) bool { return c.Name == x.name })
		out = append(out, x)
	}
	return out
}

// expanded unnests and puts the elements where they belong.
func (b *binder) expanded(in *table, xs []expansion, index *syntax.Name, mode plan.BagMode, limit int64, keep bool) *table {
	u := &plan.Unnest{In: in.rel, KeepEmpty: keep, Limit: limit}
	for i := range xs {
		xs[i].elem = b.col("", schema.Dynamic)
		u.Lists, u.Elems, u.Bag = append(u.Lists, xs[i].list), append(u.Elems, xs[i].elem), append(u.Bag, mode)
	}
	items := passAll(in.cols)
	for _, x := range xs {
		it := plan.Item{Col: b.col(x.name, x.typ), X: b.cast(ref(x.elem), x.typ)}
		if x.replace >= 0 {
			items[x.replace] = it
		} else {
			items = append(items, it)
		}
	}
	if index != nil {
		c := b.col("", schema.Long)
		u.Index = &c
		items = append(items, plan.Item{Col: plan.Col{ID: c.ID, Name: index.Text, Type: schema.Long}, X: ref(c)})
	}
	return b.project(in.with(u), items)
}

// mvApply takes lists apart and runs a pipeline over the elements of each row by itself. Each row gets a
// number, which every step of the pipeline then works within, and which leads back to the row.
func (b *binder) mvApply(in *table, op *syntax.MvApply) *table {
	xs := b.expansions(in, op.Items, op, "mv-apply")
	if len(xs) == 0 || op.Sub == nil {
		return in.broken()
	}
	base, at := b.numbered(in.flat(), nil)
	base = b.keepHidden(base, at)
	sub := b.expanded(base, xs, op.ItemIndex, plan.BagAsBags, b.rowLimit(op.Limit), false)
	sub.part = append(slices.Clone(in.part), at)
	if op.ID != nil {
		b.scalar(op.ID, env{})
	}
	got := b.run(sub, op.Sub.Ops)
	if got.bad {
		return got
	}
	return b.rejoined(in, base, at, got, xs)
}

// flat is t seen as one table, its subtables' columns still there.
func (t *table) flat() *table {
	out := *t
	return &out
}

// keepHidden projects a hidden column along.
func (b *binder) keepHidden(t *table, c plan.Col) *table {
	out := *t
	out.part = append(slices.Clone(t.part), c)
	return b.project(&out, passAll(t.cols))
}

// rejoined gives the result of mv-apply the columns of the row that the pipeline did not hand on.
func (b *binder) rejoined(in, base *table, at plan.Col, got *table, xs []expansion) *table {
	lost := slices.DeleteFunc(slices.Clone(base.cols), func(c plan.Col) bool {
		return slices.ContainsFunc(xs, func(x expansion) bool { return x.replace >= 0 && x.name == c.Name })
	})
	out := *got
	out.part = slices.Clone(in.part)
	out.ingested = 0
	all := slices.ContainsFunc(lost, func(c plan.Col) bool {
		return !slices.ContainsFunc(got.cols, func(g plan.Col) bool { return g.ID == c.ID })
	})
	if !all {
		return b.project(&out, passAll(got.cols))
	}
	return b.withRow(&out, lost, base, at, got)
}

// withRow joins the pipeline's result with the rows that it came from.
func (b *binder) withRow(out *table, lost []plan.Col, base *table, at plan.Col, got *table) *table {
	var left []plan.Item
	cols := map[plan.ColID]plan.Col{}
	for _, c := range lost {
		n := b.col(c.Name, c.Type)
		cols[c.ID] = n
		left = append(left, plan.Item{Col: n, X: ref(c)})
	}
	key := b.col("", schema.Long)
	left = append(left, plan.Item{Col: key, X: ref(at)})
	l := &plan.Project{In: base.rel, Items: left}
	out.rel = &plan.Join{Kind: plan.Inner, L: l, R: got.rel, On: b.apply("==", ref(key), ref(at))}
	var items []plan.Item
	for _, c := range lost {
		if g, ok := got.find(c.Name); ok && g.ID == c.ID {
			continue
		}
		if _, ok := got.find(c.Name); !ok {
			items = append(items, plan.Item{Col: cols[c.ID], X: ref(cols[c.ID])})
		}
	}
	for _, c := range got.cols {
		items = append(items, pass(c))
	}
	out.ordered = false
	return b.project(out, inOrder(items, lost))
}

// inOrder puts the row's columns first, in their order, then what the pipeline added.
func inOrder(items []plan.Item, first []plan.Col) []plan.Item {
	var out []plan.Item
	for _, c := range first {
		for _, it := range items {
			if it.Name == c.Name {
				out = append(out, it)
			}
		}
	}
	for _, it := range items {
		if !has(first, it.Name) {
			out = append(out, it)
		}
	}
	return out
}
