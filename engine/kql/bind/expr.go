package bind

import (
	"fmt"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// unknown stands for an expression that was refused.
func unknown() plan.Expr { return &plan.Lit{V: value.Value{Null: true}} }

func lit(v value.Value) plan.Expr { return &plan.Lit{V: v} }

// constant returns an expression's value when it is one.
func constant(x plan.Expr) (value.Value, bool) {
	if l, ok := x.(*plan.Lit); ok && l.V.Type != schema.Unknown {
		return l.V, true
	}
	return value.Value{}, false
}

// scalar binds an expression that stands for one value a row.
func (b *binder) scalar(x syntax.Expr, e env) plan.Expr {
	if x == nil {
		return unknown()
	}
	if l, ok := x.(*syntax.Literal); ok { // a list of thousands of constants is no large query
		return lit(l.Value)
	}
	if !b.enter(x.Span()) {
		b.leave()
		return unknown()
	}
	defer b.leave()
	switch x := x.(type) {
	case *syntax.Bad:
		return unknown()
	case *syntax.Between:
		return b.between(x, e)
	case *syntax.Binary:
		return b.binary(x, e)
	case *syntax.Call:
		return b.call(x, e)
	case *syntax.DynamicLiteral:
		return lit(value.Dynamic(x.JSON))
	case *syntax.In:
		return b.in(x, e)
	case *syntax.Index:
		return b.index(x, e)
	case *syntax.Lambda:
		b.err(CodeNotScalar, x.Span(), "a function cannot be used as a value", "name it with let, then call it")
		return unknown()
	case *syntax.Name:
		return b.name(x, e)
	case *syntax.NamedExpr:
		return b.scalar(x.X, e)
	case *syntax.Paren:
		return b.scalar(x.X, e)
	case *syntax.Path:
		return b.path(x, e)
	case *syntax.Pipe:
		return b.pipeAsScalar(x, e)
	case *syntax.TypeOf:
		return lit(value.String(x.Type.String()))
	case *syntax.Unary:
		return b.unary(x, e)
	case *syntax.Wildcard:
		b.err(CodeStar, x.Span(), "`"+x.Pattern+"` cannot stand here", "a wildcard stands for several columns, and one value is wanted")
		return unknown()
	case *syntax.Datatable, *syntax.ExternalData, *syntax.Range, *syntax.Print:
		b.notScalar(x)
		return unknown()
	}
	b.bug(x.Span(), x)
	return unknown()
}

// bug reports a tree node that the binder does not know.
func (b *binder) bug(at source.Span, node any) {
	b.err(CodeUnsupported, at, "this is not supported here", fmt.Sprintf("no meaning is defined for %T", node))
}

func (b *binder) notScalar(x syntax.Expr) {
	b.err(CodeNotScalar, x.Span(), "a table cannot be used as a value", "one value is wanted here",
		"take one value out of the table with toscalar( … )")
}

// pipeAsScalar binds a pipeline in a scalar position. Without operators it is just its source.
func (b *binder) pipeAsScalar(x *syntax.Pipe, e env) plan.Expr {
	if x.Source != nil && len(x.Ops) == 0 {
		return b.scalar(x.Source, e)
	}
	b.notScalar(x)
	return unknown()
}

// predicate binds an expression that has to be bool.
func (b *binder) predicate(x syntax.Expr, e env) plan.Expr {
	p := b.scalar(x, e)
	switch p.Type() {
	case schema.Bool, schema.Unknown:
		return p
	case schema.Dynamic:
		return &plan.Cast{X: p, To: schema.Bool}
	}
	b.err(CodeNotBool, x.Span(), fmt.Sprintf("a condition must be bool, and this is %s", p.Type()),
		"neither true nor false", conditionHint(x, p.Type()))
	return unknown()
}

func conditionHint(x syntax.Expr, t schema.Type) string {
	if t == schema.String {
		return "compare it, such as `== \"…\"`, or ask `isnotempty(…)`"
	}
	return "compare it with something, such as `> 0`"
}

// name resolves a bare name: a column, else what let or a parameter named.
func (b *binder) name(n *syntax.Name, e env) plan.Expr {
	if e.row != nil {
		if c, ok := e.row.find(n.Text); ok {
			return ref(c)
		}
	}
	if q := e.also[n.Text]; q != nil {
		if e.graph != nil {
			if x, ok := e.graph.pathValue(n.Text); ok {
				return x
			}
		}
		b.err(CodeNotScalar, n.Span(), fmt.Sprintf("%q is %s, not a value", n.Text, q.what), "name one of its columns",
			fmt.Sprintf("write `%s.Column`", n.Text))
		return unknown()
	}
	if en := b.scope.find(n.Text); en != nil {
		return b.namedValue(n, en)
	}
	if e.row != nil && e.row.open {
		return unknown()
	}
	for _, s := range e.elsewhere {
		if s.base == n.Text {
			return lit(value.NullOf(s.typ))
		}
	}
	if isTrueFalse(n.Text) != nil {
		return lit(value.Bool(*isTrueFalse(n.Text)))
	}
	return b.noColumn(n, e)
}

func isTrueFalse(s string) *bool {
	yes, no := true, false
	switch s {
	case "true", "True", "TRUE":
		return &yes
	case "false", "False", "FALSE":
		return &no
	}
	return nil
}

func (b *binder) namedValue(n *syntax.Name, en *entry) plan.Expr {
	switch {
	case en.scalar != nil:
		return en.scalar
	case en.bad:
		return unknown()
	case en.lambda != nil && len(en.lambda.Params) == 0:
		return b.inlineScalar(n.Span(), en, nil, env{})
	case en.lambda != nil:
		b.err(CodeNotScalar, n.Span(), fmt.Sprintf("%q is a function", n.Text), "it has to be called", fmt.Sprintf("write `%s(…)`", n.Text))
	default:
		b.err(CodeNotScalar, n.Span(), fmt.Sprintf("%q is a table, not a value", n.Text), "one value is wanted here",
			fmt.Sprintf("take one value out of it with `toscalar(%s | …)`", n.Text))
	}
	return unknown()
}

// unknownBool is a condition that cannot be known: it fits as one and holds for no row.
func unknownBool() plan.Expr { return lit(value.NullOf(schema.Bool)) }
