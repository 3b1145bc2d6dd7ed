package bind

import (
	"cmp"
	"fmt"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// assert is `assert(condition, message)`: true, or the end of the query with the message. The condition has
// to be known before the query runs.
func (b *binder) assert(x *syntax.Call, e env) plan.Expr {
	if len(x.Args) != 2 {
		b.err(CodeArity, x.Span(), fmt.Sprintf("assert() takes 2 arguments, not %d", len(x.Args)), "", "it is used as `assert(condition, \"message\")`")
		return unknown()
	}
	cond, said := b.cast(b.predicate(x.Args[0], e), schema.Bool), b.scalar(x.Args[1], e)
	if cond.Type() == schema.Unknown || said.Type() == schema.Unknown {
		return unknown()
	}
	message, ok := constant(said)
	if !ok || message.Type != schema.String {
		b.err(CodeNotConst, x.Args[1].Span(), "assert(): the message must be a text in quotes", "not a constant text")
		return unknown()
	}
	holds, ok := b.decided(cond)
	switch {
	case !ok:
		b.err(CodeNotConst, x.Args[0].Span(), "assert(): the condition must be known before the query runs", "this differs from row to row, or reads a table",
			"test values of rows with where, and constants or parameters with assert")
	case holds:
		return lit(value.Bool(true))
	default:
		b.err(CodeAssert, x.Span(), fmt.Sprintf("assert() has failed with message: '%s'", message.S), "the condition is false", "give values for which it holds")
	}
	return unknown()
}

// compared is the value of a comparison of two whole numbers.
func compared(x plan.Expr) (holds, ok bool) {
	c, isCall := x.(*plan.Call)
	if !isCall || len(c.Args) != 2 {
		return false, false
	}
	l, lok := constant(c.Args[0])
	r, rok := constant(c.Args[1])
	if !lok || !rok || l.Null || r.Null || l.Type != schema.Long || r.Type != schema.Long {
		return false, false
	}
	switch order := cmp.Compare(l.I, r.I); c.Fn.Name {
	case "==":
		return order == 0, true
	case "!=":
		return order != 0, true
	case "<":
		return order < 0, true
	case "<=":
		return order <= 0, true
	case ">":
		return order > 0, true
	case ">=":
		return order >= 0, true
	}
	return false, false
}

// decided is the value of a condition over constants alone; it is computed by a probe.
func (b *binder) decided(x plan.Expr) (holds, ok bool) {
	if v, ok := constant(x); ok {
		return v.B && !v.Null, true
	}
	if holds, ok = compared(x); ok {
		return holds, true
	}
	reads := false
	plan.Refs(x, func(*plan.Ref) { reads = true })
	if reads || b.o.Probe == nil || b.o.SQL == nil {
		return false, false
	}
	one := &plan.Values{Columns: []plan.Col{b.col("", schema.Long)}, Rows: [][]plan.Expr{{long(0)}}}
	sql, err := b.o.SQL(&plan.Project{In: one, Items: []plan.Item{{Col: b.col("holds", schema.Bool), X: x}}})
	if err != nil {
		return false, false
	}
	rows, err := b.o.Probe(b.o.Context, sql)
	if err != nil || len(rows) != 1 || len(rows[0]) != 1 {
		return false, false
	}
	v, isBool := rows[0][0].(bool)
	return v, isBool || rows[0][0] == nil
}
