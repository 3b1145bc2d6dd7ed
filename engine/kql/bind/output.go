package bind

import (
	"fmt"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// output is one column that an item of project, extend, print or summarize gives.
type output struct {
	x     plan.Expr
	name  string       // "" when nothing names it
	given *syntax.Name // the name as written; nil for automatic names
	tuple bool         // one of several columns of one function
	plain bool         // the item is a column as it is
	at    syntax.Expr
}

// outputs binds one item, which may give several columns: `(a, b) = f(x)`, or a function such as
// series_stats that gives several by itself.
func (b *binder) outputs(x syntax.Expr, e env) []output {
	named, _ := x.(*syntax.NamedExpr)
	inner := x
	if named != nil {
		inner = named.X
	}
	if c, ok := bare(inner).(*syntax.Call); ok && b.scope.find(c.Fn.Text) == nil {
		if f, ok := funcs.Lookup(c.Fn.Text, funcs.Scalar); ok && f.Tuple != nil && (named == nil || named.Tuple || len(named.Names) > 1) {
			return b.tupleOutputs(f, c, named, e)
		}
	}
	if named != nil && (named.Tuple || len(named.Names) > 1) {
		return b.spread(named, e)
	}
	o := output{x: b.scalar(inner, e), at: x}
	if named != nil && len(named.Names) > 0 {
		o.given, o.name = named.Names[0], named.Names[0].Text
		return []output{o}
	}
	o.name = b.resultName(inner)
	_, o.plain = o.x.(*plan.Ref)
	o.plain = o.plain && asName(inner) != nil
	return []output{o}
}

// tupleOutputs are the columns of a function that gives several.
func (b *binder) tupleOutputs(f *funcs.Func, c *syntax.Call, named *syntax.NamedExpr, e env) []output {
	args := b.args(c.Args, e)
	m := b.resolve(f, c, args)
	if m == nil {
		return b.refusedOutputs(named, c)
	}
	call := b.applied(f, m, args)
	arg := ""
	if len(c.Args) > 0 {
		arg = b.resultName(c.Args[0])
	}
	var out []output
	for i, col := range f.Tuple(funcArgs(args)) {
		o := output{at: c, tuple: true, name: col.Name}
		o.x = b.cast(&plan.Access{X: call, Key: lit(value.Long(int64(i)))}, col.Type)
		o.name = joined(f.Name, joined(arg, col.Name))
		if named != nil && i < len(named.Names) {
			o.given, o.name = named.Names[i], named.Names[i].Text
		}
		out = append(out, o)
	}
	return out
}

func (b *binder) refusedOutputs(named *syntax.NamedExpr, at syntax.Expr) []output {
	if named == nil {
		return []output{{x: unknown(), at: at}}
	}
	var out []output
	for _, n := range named.Names {
		out = append(out, output{x: unknown(), name: n.Text, given: n, at: at})
	}
	return out
}

// spread is `(a, b) = x` over an array.
func (b *binder) spread(named *syntax.NamedExpr, e env) []output {
	v := b.scalar(named.X, e)
	if v.Type() != schema.Dynamic {
		if v.Type() != schema.Unknown && len(named.Names) > 1 {
			b.err(CodeType, named.X.Span(), "several names want several values", fmt.Sprintf("this is one %s", v.Type()), "name one column")
		}
		if len(named.Names) == 1 {
			return []output{{x: v, name: named.Names[0].Text, given: named.Names[0], at: named}}
		}
		return b.refusedOutputs(named, named)
	}
	var out []output
	for i, n := range named.Names {
		out = append(out, output{x: &plan.Access{X: v, Key: lit(value.Long(int64(i)))}, name: n.Text, given: n, at: named})
	}
	return out
}

func (b *binder) duplicate(o output, name string) {
	at := o.at.Span()
	if o.given != nil {
		at = o.given.Span()
	}
	b.err(CodeDuplicate, at, fmt.Sprintf("a column named %q is given twice", name), "this name is taken", "choose another name")
}
