package bind

import (
	"fmt"
	"strconv"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// mixed compares for equality what is of different types, which Kusto allows and people do: a column of
// texts with a number, a bool with 1. One side is brought to the other's type, and the query is told.
func (b *binder) mixed(op string, at source.Span, exprs []syntax.Expr, args []plan.Expr) (plan.Expr, bool) {
	if op != "==" && op != "!=" || len(args) != 2 {
		return nil, false
	}
	l, r, ok := b.alike(args[0], args[1])
	if !ok {
		return nil, false
	}
	f, _ := funcs.Lookup(op, funcs.Operator)
	m, bad := funcs.Resolve(f, funcArgs([]plan.Expr{l, r}))
	if bad != nil {
		return nil, false
	}
	d := b.warn(CodeMixed, at, fmt.Sprintf("this compares %s with %s", args[0].Type(), args[1].Type()), "one is converted first, which is slow and easily wrong")
	if len(exprs) == 2 {
		b.mixedHint(d, exprs, args)
	}
	return b.applied(f, m, []plan.Expr{l, r}), true
}

// mixedHint offers the literal in the other side's type.
func (b *binder) mixedHint(d *source.Diag, exprs []syntax.Expr, args []plan.Expr) {
	for i, x := range exprs {
		lit, ok := bare(x).(*syntax.Literal)
		if !ok || d.Code == "" {
			continue
		}
		switch other := args[1-i].Type(); {
		case other == schema.String:
			b.replace(d, x.Span(), strconv.Quote(lit.Text))
		case lit.Value.Type == schema.String && bareLiteral(lit.Value.S) && other.Numeric():
			b.replace(d, x.Span(), lit.Value.S)
		case other == schema.Bool && lit.Value.Type == schema.Long:
			b.replace(d, x.Span(), strconv.FormatBool(lit.Value.I != 0))
		}
	}
}

// alike brings two values to one type.
func (b *binder) alike(l, r plan.Expr) (plan.Expr, plan.Expr, bool) {
	lt, rt := l.Type(), r.Type()
	switch {
	case lt == schema.String:
		r2, l2, ok := b.alike(r, l)
		return l2, r2, ok && rt != schema.String
	case rt == schema.String && lt.Numeric():
		if v, ok := constant(l); ok {
			return lit(value.String(numberText(v))), r, true
		}
		return l, b.cast(r, lt), true
	case rt == schema.String:
		return l, b.cast(r, lt), true
	case lt == schema.Bool && rt.Numeric():
		return b.cast(l, schema.Long), b.cast(r, schema.Long), true
	case rt == schema.Bool && lt.Numeric():
		return b.cast(l, schema.Long), b.cast(r, schema.Long), true
	case lt == schema.Datetime && rt.Numeric(), lt == schema.Timespan && rt.Numeric():
		return b.cast(l, schema.Long), b.cast(r, schema.Long), true
	case rt == schema.Datetime && lt.Numeric(), rt == schema.Timespan && lt.Numeric():
		return b.cast(l, schema.Long), b.cast(r, schema.Long), true
	}
	return nil, nil, false
}

func numberText(v value.Value) string {
	switch v.Type {
	case schema.Real:
		return strconv.FormatFloat(v.F, 'g', -1, 64)
	case schema.Decimal:
		return v.S
	}
	return strconv.FormatInt(v.I, 10)
}

// fitList brings the values of a list to the type of what is looked for: texts for the operators that
// look into texts, else the type of x. Only constants can be brought.
func (b *binder) fitList(op string, args []plan.Expr) []plan.Expr {
	want := args[0].Type()
	if strings.HasPrefix(op, "has_") {
		want = schema.String
	}
	out := []plan.Expr{args[0]}
	if op != "in" && op != "!in" && args[0].Type() != schema.String {
		out[0] = b.cast(args[0], schema.String)
		want = schema.String
	}
	for _, a := range args[1:] {
		out = append(out, b.fitOne(a, want))
	}
	return out
}

func (b *binder) fitOne(a plan.Expr, want schema.Type) plan.Expr {
	v, ok := constant(a)
	switch {
	case !ok || v.Null || v.Type == want || v.Type == schema.Dynamic:
		return a
	case want == schema.String && v.Type.Numeric():
		return lit(value.String(numberText(v)))
	case v.Type == schema.String && (want == schema.Int || want == schema.Long):
		if i, err := strconv.ParseInt(strings.TrimSpace(v.S), 10, 64); err == nil {
			return b.cast(lit(value.Long(i)), want)
		}
		return lit(value.NullOf(want))
	case v.Type == schema.Bool && want.Numeric():
		if v.B {
			return b.cast(long(1), want)
		}
		return b.cast(long(0), want)
	case v.Type.Numeric() && want == schema.Bool:
		return lit(value.Bool(v.I != 0 || v.F != 0))
	}
	return a
}
