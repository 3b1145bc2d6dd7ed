package bind

import (
	"fmt"
	"slices"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// A function made with let is written out where it is called: its parameters become names in a scope
// around its body, whose outer scope is the one in which the function was written.

// inlineScalar calls a function where a value is wanted.
func (b *binder) inlineScalar(at source.Span, en *entry, args []syntax.Expr, e env) plan.Expr {
	out := unknown()
	b.inline(at, en, args, e, func(body syntax.Expr) {
		if isTable(body) || b.isTabular(body) {
			b.err(CodeNotScalar, at, fmt.Sprintf("%s() gives a table, not a value", en.name), "one value is wanted here",
				fmt.Sprintf("take one value out of it: `toscalar(%s(…))`", en.name))
			return
		}
		out = b.scalar(body, env{aggs: e.aggs, windows: e.windows})
	})
	return out
}

// inlineTable calls a function where a table is wanted.
func (b *binder) inlineTable(at source.Span, en *entry, args []syntax.Expr, e env) *table {
	out := badTable()
	b.inline(at, en, args, e, func(body syntax.Expr) {
		if !isTable(body) && !b.isTabular(body) && asName(body) == nil {
			if _, ok := bare(body).(*syntax.Call); !ok {
				b.scalar(body, env{})
				b.err(CodeNotTable, at, fmt.Sprintf("%s() gives a value, not a table", en.name), "a table is wanted here")
				return
			}
		}
		out = b.tabular(body)
	})
	return out
}

// inline opens the scope of a call and hands the body's last expression to use.
func (b *binder) inline(at source.Span, en *entry, args []syntax.Expr, e env, use func(body syntax.Expr)) {
	if slices.Contains(b.calls, en.lambda) {
		b.err(CodeRecursion, at, fmt.Sprintf("%s() calls itself", en.name), "functions are written out where they are called, so none can call itself")
		return
	}
	if !b.enter(at) {
		b.leave()
		return
	}
	defer b.leave()
	en.called()
	inner := newScope(en.env)
	if !b.arguments(at, en, args, e, inner) {
		return
	}
	b.calls = append(b.calls, en.lambda)
	old := b.outside
	if en.stored && b.outside == nil {
		b.outside = &at
	}
	b.within(inner, func() { b.body(en.lambda, use) })
	b.outside = old
	b.calls = b.calls[:len(b.calls)-1]
}

func (b *binder) body(l *syntax.Lambda, use func(syntax.Expr)) {
	last := lastQuery(l.Body)
	for i, s := range l.Body {
		if x, ok := s.(*syntax.ExprStatement); ok && i == last {
			use(x.X)
			continue
		}
		b.statements([]syntax.Statement{s})
	}
}

// arguments binds a call's arguments and names them by the parameters.
func (b *binder) arguments(at source.Span, en *entry, args []syntax.Expr, e env, inner *scope) bool {
	given, ok := b.matchArgs(at, en, args)
	if !ok {
		return false
	}
	for i, p := range en.lambda.Params {
		pe := &entry{name: p.Name.Text, at: p.Name.Span()}
		switch x := given[i]; {
		case p.Tabular:
			b.tableArg(p, x, pe, en)
		case x == nil:
			b.within(en.env, func() { pe.scalar = b.cast(b.scalar(p.Default, env{}), p.Type) })
		default:
			pe.scalar = b.scalarArg(p, x, e)
		}
		inner.add(pe)
	}
	return true
}

// matchArgs sorts arguments, by position or by name, to parameters.
func (b *binder) matchArgs(at source.Span, en *entry, args []syntax.Expr) ([]syntax.Expr, bool) {
	params := en.lambda.Params
	given := make([]syntax.Expr, len(params))
	pos := 0
	for _, a := range args {
		i := pos
		if n, ok := a.(*syntax.NamedExpr); ok && len(n.Names) == 1 {
			i = slices.IndexFunc(params, func(p *syntax.Param) bool { return p.Name.Text == n.Names[0].Text })
			if i < 0 {
				b.noParam(n.Names[0], en)
				return nil, false
			}
			a = n.X
		} else {
			for i < len(params) && given[i] != nil {
				i++
			}
			pos = i + 1
		}
		if i >= len(params) {
			b.wrongCount(at, en, len(args))
			return nil, false
		}
		given[i] = a
	}
	for i, p := range params {
		if given[i] == nil && p.Default == nil {
			b.wrongCount(at, en, len(args))
			return nil, false
		}
	}
	return given, true
}

func (b *binder) noParam(n *syntax.Name, en *entry) {
	var names []string
	for _, p := range en.lambda.Params {
		names = append(names, p.Name.Text)
	}
	d := b.err(CodeNamedArg, n.Span(), fmt.Sprintf("%s() has no parameter %q", en.name, n.Text), "")
	if near := nearest(n.Text, names); near != "" {
		b.replace(d, n.Span(), near)
	}
}

func (b *binder) wrongCount(at source.Span, en *entry, n int) {
	lo := 0
	for _, p := range en.lambda.Params {
		if p.Default == nil {
			lo++
		}
	}
	want := itoa(lo)
	if lo < len(en.lambda.Params) {
		want = fmt.Sprintf("%d to %d", lo, len(en.lambda.Params))
	}
	d := b.err(CodeArity, at, fmt.Sprintf("%s() takes %s arguments, not %d", en.name, want, n), "")
	if d.Code != "" && !en.stored {
		d.Also = append(d.Also, source.Mark{Span: en.at, Label: "made here"})
	}
}

func (b *binder) scalarArg(p *syntax.Param, x syntax.Expr, e env) plan.Expr {
	if isTable(x) {
		return b.cast(b.listOf(x), p.Type)
	}
	v := b.scalar(x, e)
	t, want := v.Type(), p.Type
	switch {
	case t == want || want == schema.Unknown || t == schema.Unknown || want == schema.Dynamic || t == schema.Dynamic,
		t.Numeric() && want.Numeric():
		return b.cast(v, want)
	}
	d := b.warn(CodeParamType, x.Span(), fmt.Sprintf("the parameter %q is declared as %s, and here is %s", p.Name.Text, want, t), "it will be null there")
	if fn := convertFunc(want); fn != "" && d.Code != "" {
		b.wrapHint(d, x, fn)
	}
	return b.cast(unknown(), want)
}

// tableArg binds a tabular argument and checks that it has the columns that the parameter declares.
func (b *binder) tableArg(p *syntax.Param, x syntax.Expr, pe *entry, en *entry) {
	t := b.tabular(x)
	if t == nil || t.bad {
		pe.bad = true
		t = badTable()
	}
	for _, c := range p.Columns {
		if _, ok := t.find(c.Name.Text); !ok && !t.open {
			b.err(CodeNoName, x.Span(), fmt.Sprintf("the table has no column %q, which %s() needs", c.Name.Text, en.name), "")
			pe.bad = true
		}
	}
	pe.table = func() *table { return t }
	if mentions(en.lambda, p.Name.Text) > 1 {
		pe.table = b.shared(t, false)
	}
}

// mentions counts how often a name stands in a function's body.
func mentions(l *syntax.Lambda, name string) int {
	n := 0
	for _, s := range l.Body {
		syntax.Walk(s, func(node syntax.Node) bool {
			if x, ok := node.(*syntax.Name); ok && x.Text == name {
				n++
			}
			return true
		})
	}
	return n
}

// checkUncalled binds functions that nobody called with made-up arguments, for the mistakes in them.
func (b *binder) checkUncalled() {
	for _, name := range b.scope.order {
		en := b.scope.names[name]
		if en.lambda == nil || en.stored || en.wasCalled || slices.Contains(b.calls, en.lambda) {
			continue
		}
		en.called()
		inner := newScope(en.env)
		for _, p := range en.lambda.Params {
			inner.add(b.madeUp(p))
		}
		b.calls = append(b.calls, en.lambda)
		b.within(inner, func() {
			b.body(en.lambda, func(x syntax.Expr) {
				if isTable(x) || b.isTabular(x) {
					b.tabular(x)
				} else if asName(x) == nil {
					b.scalar(x, env{})
				}
			})
		})
		b.calls = b.calls[:len(b.calls)-1]
	}
}

func (b *binder) madeUp(p *syntax.Param) *entry {
	pe := &entry{name: p.Name.Text, at: p.Name.Span()}
	if !p.Tabular {
		pe.scalar = lit(value.NullOf(p.Type))
		return pe
	}
	var cols []schema.Column
	for _, c := range p.Columns {
		cols = append(cols, schema.Column{Name: c.Name.Text, Type: c.Type})
	}
	pe.table = func() *table {
		t := b.empty(cols)
		t.open = p.Star || len(cols) == 0
		return t
	}
	return pe
}

func (en *entry) called() { en.wasCalled = true }

// empty is a table without rows.
func (b *binder) empty(cols []schema.Column) *table {
	t := &table{}
	for _, c := range cols {
		t.cols = append(t.cols, b.col(c.Name, c.Type))
	}
	all := t.cols
	if len(all) == 0 {
		all = []plan.Col{b.col("", schema.Long)}
	}
	t.rel = &plan.Values{Columns: all}
	return t
}
