package bind

import (
	"fmt"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// in binds `x in (…)`, `x has_any (…)` and their like. The list is values, an array, or a table.
func (b *binder) in(x *syntax.In, e env) plan.Expr {
	v := b.scalar(x.X, e)
	if len(x.List) == 1 && (isTable(x.List[0]) || b.tableInList(x.List[0], e)) {
		return b.inTable(x, v)
	}
	args := []plan.Expr{v}
	for _, l := range x.List {
		args = append(args, b.scalar(l, e))
	}
	for _, a := range args {
		if a.Type() == schema.Unknown {
			return unknownBool()
		}
	}
	f, ok := funcs.Lookup(x.Op, funcs.Operator)
	if !ok {
		b.err(CodeUnsupported, x.OpAt, fmt.Sprintf("the operator `%s` is not supported here", x.Op), "")
		return unknown()
	}
	m, bad := funcs.Resolve(f, funcArgs(args))
	if bad != nil {
		args = b.fitList(x.Op, args)
		m, bad = funcs.Resolve(f, funcArgs(args))
	}
	if bad != nil {
		b.cannotList(x, bad, args)
		return unknown()
	}
	return b.applied(f, m, args)
}

// tableInList recognises a name that means a table: columns and scalars come first.
func (b *binder) tableInList(x syntax.Expr, e env) bool {
	if n := asName(x); n != nil && e.row != nil {
		if _, ok := e.row.find(n.Text); ok {
			return false
		}
	}
	return b.isTabular(x)
}

func (b *binder) cannotList(x *syntax.In, bad *funcs.Misfit, args []plan.Expr) {
	if bad.Reason == funcs.Arity {
		b.err(CodeOperands, x.Span(), fmt.Sprintf("`%s` wants something to compare with", x.Op), "the list is empty")
		return
	}
	i := min(bad.Index, len(x.List))
	at := x.X
	if i > 0 {
		at = x.List[i-1]
	}
	d := b.err(CodeOperands, at.Span(), fmt.Sprintf("cannot apply `%s` to values of types %s and %s", x.Op, args[0].Type(), args[i].Type()),
		fmt.Sprintf("this is %s", args[i].Type()))
	if isStringLiteral(at) && i > 0 && convertFunc(args[0].Type()) != "" && d.Code != "" {
		b.literalHint(d, at, args[0].Type())
	} else if args[0].Type() != schema.String && d.Code != "" {
		b.wrapHint(d, x.X, "tostring")
	}
}

// inTable is membership in the first column of a table.
func (b *binder) inTable(x *syntax.In, v plan.Expr) plan.Expr {
	t := b.tabular(x.List[0])
	if t == nil || t.bad || v.Type() == schema.Unknown {
		return unknownBool()
	}
	if len(t.cols) == 0 {
		return unknownBool()
	}
	first := t.cols[0]
	if x.Op == "has_any" || x.Op == "has_all" {
		list := &plan.ListOf{In: b.project(t, passAll(t.cols[:1])).rel}
		return b.operate(x.Op, x.OpAt, x.Span(), []syntax.Expr{x.X, x.List[0]}, v, list)
	}
	fold := strings.HasSuffix(x.Op, "~")
	item, ok := b.memberOf(first, v.Type(), fold)
	if !ok {
		b.err(CodeOperands, x.Span(), fmt.Sprintf("cannot look for %s in a table whose first column %q is %s", v.Type(), first.Name, first.Type),
			"the types differ", "project the right column last in the table, or convert it")
		return unknown()
	}
	if v.Type() == schema.Dynamic {
		v = b.cast(v, item.Type)
	} else if v.Type() != item.Type {
		v = b.cast(v, item.Type)
	}
	return &plan.InRel{X: v, In: b.project(t, []plan.Item{item}).rel, Not: strings.HasPrefix(x.Op, "!"), IgnoreCase: fold}
}

// memberOf brings a table's column to the type that is looked for.
func (b *binder) memberOf(c plan.Col, want schema.Type, text bool) (plan.Item, bool) {
	switch {
	case c.Type == schema.Unknown:
		return plan.Item{Col: b.col("", want), X: b.cast(unknown(), want)}, true
	case want == schema.Dynamic && c.Type != schema.Dynamic:
		return pass(c), true
	case want == c.Type:
		if want == schema.Dynamic {
			return plan.Item{Col: b.col(c.Name, schema.String), X: b.cast(ref(c), schema.String)}, true
		}
		return pass(c), true
	case c.Type == schema.Dynamic:
		return plan.Item{Col: b.col(c.Name, want), X: b.cast(ref(c), want)}, true
	case want.Numeric() && c.Type.Numeric():
		w := wider(want, c.Type)
		return plan.Item{Col: b.col(c.Name, w), X: b.cast(ref(c), w)}, true
	}
	return plan.Item{}, false
}
