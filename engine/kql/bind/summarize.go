package bind

import (
	"fmt"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// summarize groups rows. Most aggregates become one Aggregate. arg_max, arg_min and take_any can give
// several columns; when one of them stands alone it picks a row of each group, which is much cheaper
// than an aggregate for each column.
func (b *binder) summarize(in *table, op *syntax.Summarize) *table {
	names := newNamer()
	by, in := b.groups(in, op, names)
	if p, ok := b.pickAlone(op); ok {
		return b.pickRow(in, op, p, by, names)
	}
	var aggs []plan.Item
	for _, x := range op.Aggs {
		aggs = append(aggs, b.aggItems(in, op, x, by, names)...)
	}
	if len(op.Aggs) == 0 && len(by) > 0 {
		t := b.project(in.unordered(), by)
		t.open = false
		return t.with(&plan.Distinct{In: t.rel})
	}
	if len(aggs) == 0 && len(by) == 0 {
		return badTable()
	}
	return b.grouped(in, by, aggs)
}

// groups binds the expressions behind by.
func (b *binder) groups(in *table, op *syntax.Summarize, names *namer) ([]plan.Item, *table) {
	w := newWindows()
	var by []plan.Item
	for _, x := range op.By {
		if wc, ok := bare(x).(*syntax.Wildcard); ok {
			for _, c := range b.wildcard(in, wc) {
				if names.claim(c.Name) {
					by = append(by, pass(c))
				}
			}
			continue
		}
		for _, o := range b.outputs(x, b.rowEnv(in, op, w)) {
			if o.x.Type() == schema.Dynamic {
				b.groupByDynamic(o)
			}
			by = b.grouping(by, o, names)
		}
	}
	return by, w.apply(in)
}

// grouping adds a group key; the same name twice keeps the first when it is the same column.
func (b *binder) grouping(by []plan.Item, o output, names *namer) []plan.Item {
	if o.given == nil && o.plain && names.taken[o.name] {
		return by
	}
	it := b.projected(nil, o, names)
	if len(it) == 1 {
		it[0].Col = b.col(it[0].Name, it[0].Type)
	}
	return append(by, it...)
}

// groupByDynamic tells that a cluster would refuse a dynamic group key. Here it groups by its text.
func (b *binder) groupByDynamic(o output) {
	at := o.at
	if n, ok := at.(*syntax.NamedExpr); ok {
		at = n.X
	}
	d := b.warn(CodeDynamicKey, at.Span(), "a dynamic value as a group key is refused by a real cluster", "it runs here, grouped by its text")
	if d.Code != "" {
		b.wrapHint(d, at, "tostring")
	}
}

// aggItems are the columns of one item of summarize.
func (b *binder) aggItems(in *table, op *syntax.Summarize, x syntax.Expr, by []plan.Item, names *namer) []plan.Item {
	e := b.rowEnv(in, op, nil)
	e.aggs = true
	named, inner := unname(x)
	if c, ok := bare(inner).(*syntax.Call); ok && b.scope.find(c.Fn.Text) == nil {
		if f, ok := funcs.Lookup(c.Fn.Text, funcs.Aggregate); ok {
			switch {
			case f.Split != nil:
				return b.splitItems(f, c, named, e, names)
			case isPick(f.Name):
				return b.pickItems(in, f, c, named, by, e, names)
			}
		}
	}
	var out []plan.Item
	for _, o := range b.outputs(x, e) {
		b.mustAggregate(o, in, by)
		out = append(out, plan.Item{Col: b.col(names.auto(o.name), o.x.Type()), X: o.x})
	}
	return out
}

func unname(x syntax.Expr) (*syntax.NamedExpr, syntax.Expr) {
	if n, ok := x.(*syntax.NamedExpr); ok {
		return n, n.X
	}
	return nil, x
}

// mustAggregate refuses a column outside an aggregate: which of the group's rows would it be?
func (b *binder) mustAggregate(o output, in *table, by []plan.Item) {
	var inside func(plan.Expr) bool
	inside = func(x plan.Expr) bool {
		if _, ok := x.(*plan.AggCall); ok {
			return true
		}
		if r, ok := x.(*plan.Ref); ok {
			return !hasID(in.cols, r.ID)
		}
		for _, p := range plan.Parts(x) {
			if !inside(p) {
				return false
			}
		}
		return true
	}
	if inside(o.x) {
		return
	}
	at := o.at
	if n, ok := at.(*syntax.NamedExpr); ok {
		at = n.X
	}
	d := b.err(CodeNotAggregate, at.Span(), "summarize wants an aggregate function here", "a column has many values in a group",
		"put it behind `by`, or gather it: `make_set(…)`, `take_any(…)`")
	if d.Code != "" && b.outside == nil {
		if n := asName(at); n != nil {
			b.replace(d, at.Span(), "take_any("+quoted(n.Text)+")")
		}
	}
}

func hasID(cols []plan.Col, id plan.ColID) bool {
	for _, c := range cols {
		if c.ID == id {
			return true
		}
	}
	return false
}

// splitItems is an aggregate that is several calls of another, such as percentiles.
func (b *binder) splitItems(f *funcs.Func, c *syntax.Call, named *syntax.NamedExpr, e env, names *namer) []plan.Item {
	to, ok := funcs.Lookup(f.Split.To, funcs.Aggregate)
	if !ok || len(c.Args) <= f.Split.Shared {
		b.err(CodeArity, c.Span(), fmt.Sprintf("%s() takes at least %d arguments, not %d", f.Name, f.Split.Shared+1, len(c.Args)), "")
		return nil
	}
	var out []plan.Item
	for i, a := range c.Args[f.Split.Shared:] {
		call := &syntax.Call{At: c.At, Fn: c.Fn, Args: append(append([]syntax.Expr(nil), c.Args[:f.Split.Shared]...), a)}
		x := b.aggregate(to, call, e)
		name := ""
		if to.ResultName != nil {
			name = to.ResultName(b.argNames(call.Args))
		}
		if named != nil && i < len(named.Names) {
			name = named.Names[i].Text
		}
		out = append(out, plan.Item{Col: b.col(names.auto(name), x.Type()), X: x})
	}
	return out
}

// isPick tells the aggregates that take values from one row of the group.
func isPick(name string) bool {
	switch name {
	case "arg_max", "arg_min", "take_any", "any", "argmax", "argmin":
		return true
	}
	return false
}

// picked is one arg_max, arg_min or take_any call.
type picked struct {
	f     *funcs.Func
	call  *syntax.Call
	named *syntax.NamedExpr
}

// pickAlone recognises a summarize whose only aggregate picks a row.
func (b *binder) pickAlone(op *syntax.Summarize) (picked, bool) {
	if len(op.Aggs) != 1 {
		return picked{}, false
	}
	named, inner := unname(op.Aggs[0])
	c, ok := bare(inner).(*syntax.Call)
	if !ok || b.scope.find(c.Fn.Text) != nil {
		return picked{}, false
	}
	f, ok := funcs.Lookup(c.Fn.Text, funcs.Aggregate)
	if !ok || !isPick(f.Name) || len(c.Args) == 0 {
		return picked{}, false
	}
	if _, any := anyOf(f.Name); any && len(c.Args) == 1 && !stars(c) {
		return picked{}, false // an aggregate finds a value that is not null, a row may not have one
	}
	return picked{f, c, named}, true
}

// pickRow keeps one row of each group and projects what is asked of it. take_any takes any row; but a
// group of Kusto's take_any prefers a row that is not null, which an aggregate says better.
func (b *binder) pickRow(in *table, op *syntax.Summarize, p picked, by []plan.Item, names *namer) *table {
	e := b.rowEnv(in, op, nil).inner()
	byKeys := exprsOf(by)
	if len(by) == 0 {
		return b.pickTotal(in, op, p, names)
	}
	keys, outs := b.pickOutputs(in, p, by, e, names)
	t := in.unordered()
	t.rel = &plan.PickOne{In: in.rel, By: append(byKeys, refs(in.part)...), Keys: keys}
	out := b.project(t, append(append([]plan.Item(nil), by...), outs...))
	out.open = in.open && stars(p.call)
	return out
}

func stars(c *syntax.Call) bool {
	_, ok := onlyStar(c.Args[len(c.Args)-1:])
	return ok
}

func exprsOf(items []plan.Item) []plan.Expr {
	out := make([]plan.Expr, len(items))
	for i, it := range items {
		out[i] = it.X
	}
	return out
}

// pickTotal picks one row of the whole table. A table without rows gives one row of nulls, so the picked
// row hangs on a row that is always there.
func (b *binder) pickTotal(in *table, op *syntax.Summarize, p picked, names *namer) *table {
	e := b.rowEnv(in, op, nil).inner()
	keys, outs := b.pickOutputs(in, p, nil, e, names)
	t := in.unordered()
	t.rel = &plan.PickOne{In: in.rel, By: refs(in.part), Keys: keys}
	out := b.project(t, outs)
	out.open = in.open && stars(p.call)
	if len(in.part) > 0 {
		return out
	}
	one := &plan.Values{Columns: []plan.Col{b.col("", schema.Long)}, Rows: [][]plan.Expr{{lit(value.Long(0))}}}
	cols := out.cols
	out.rel = &plan.Join{Kind: plan.Left, L: one, R: out.rel, On: lit(value.Bool(true))}
	return b.project(out, b.renewed(cols))
}

// renewed computes columns again under fresh ids; text that an outer join left null becomes empty.
func (b *binder) renewed(cols []plan.Col) []plan.Item {
	out := make([]plan.Item, len(cols))
	for i, c := range cols {
		out[i] = plan.Item{Col: b.col(c.Name, c.Type), X: ref(c)}
	}
	return out
}

// pickOutputs binds the arguments of a picking aggregate: the order of rows and the columns it gives.
func (b *binder) pickOutputs(in *table, p picked, by []plan.Item, e env, names *namer) ([]plan.SortKey, []plan.Item) {
	var keys []plan.SortKey
	args := p.call.Args
	if _, any := anyOf(p.f.Name); !any && len(args) > 0 {
		x := b.scalar(args[0], e)
		if x.Type() != schema.Unknown {
			keys = []plan.SortKey{{X: x, Desc: p.f.Name == "arg_max" || p.f.Name == "argmax"}}
		}
	}
	return keys, b.pickColumns(in, p, by, e, names)
}

func anyOf(name string) (string, bool) { return name, name == "take_any" || name == "any" }

// pickColumns are the output columns of a picking aggregate; a star is every column that is no group
// key and not named before.
func (b *binder) pickColumns(in *table, p picked, by []plan.Item, e env, names *namer) []plan.Item {
	var out []plan.Item
	taken := map[plan.ColID]bool{}
	for _, it := range by {
		if r, ok := it.X.(*plan.Ref); ok {
			taken[r.ID] = true
		}
	}
	for i, a := range p.call.Args {
		if _, ok := onlyStar([]syntax.Expr{a}); ok {
			for _, c := range in.cols {
				if taken[c.ID] {
					continue
				}
				out = append(out, plan.Item{Col: b.col(names.auto(c.Name), c.Type), X: ref(c)})
			}
			continue
		}
		x := b.scalar(a, e)
		if r, ok := x.(*plan.Ref); ok {
			taken[r.ID] = true
		}
		name := b.resultName(a)
		if name == "" {
			name = b.unnamedArg(p, i)
		}
		if p.named != nil && i < len(p.named.Names) {
			name = p.named.Names[i].Text
			names.claim(name)
		} else {
			name = names.auto(name)
		}
		out = append(out, plan.Item{Col: b.col(name, x.Type()), X: x})
	}
	return out
}

// unnamedArg names the i-th argument of a picking aggregate that has no name of its own.
func (b *binder) unnamedArg(p picked, i int) string {
	_, order, _ := strings.Cut(p.f.Name, "_")
	switch {
	case order == "any" && len(p.call.Args) > 1:
		return "any_arg" + itoa(i)
	case order == "any", order == "":
		return ""
	case i == 0:
		return order + "_"
	}
	return order + "_" + b.resultName(p.call.Args[0]) + "_arg" + itoa(i)
}

// pickItems are the columns of a picking aggregate that stands among others: one aggregate a column.
func (b *binder) pickItems(in *table, f *funcs.Func, c *syntax.Call, named *syntax.NamedExpr, by []plan.Item, e env, names *namer) []plan.Item {
	if len(c.Args) == 0 {
		b.err(CodeArity, c.Span(), f.Name+"() wants something to look at", "", "it is used as "+usage(f))
		return nil
	}
	cols := b.pickColumns(in, picked{f, c, named}, by, e.inner(), names)
	_, any := anyOf(f.Name)
	var key plan.Expr
	if !any {
		key = b.scalar(c.Args[0], e.inner())
	}
	for i := range cols {
		args := []plan.Expr{cols[i].X}
		if !any {
			args = []plan.Expr{key, cols[i].X}
		}
		cols[i].X = b.aggCall(f, args)
	}
	return cols
}

// aggCall applies an aggregate to operands that are known to fit.
func (b *binder) aggCall(f *funcs.Func, args []plan.Expr) plan.Expr {
	for _, a := range args {
		if a.Type() == schema.Unknown {
			return unknown()
		}
	}
	m, bad := funcs.Resolve(f, funcArgs(args))
	if bad != nil {
		return unknown()
	}
	return &plan.AggCall{Fn: f, Sig: m.Sig, Args: b.converted(m, args), T: args[len(args)-1].Type()}
}
