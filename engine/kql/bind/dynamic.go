package bind

import (
	"fmt"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// path binds `x.name`: a property of a dynamic, or a column of what x qualifies.
func (b *binder) path(x *syntax.Path, e env) plan.Expr {
	if q := b.qualifier(x.X, e); q != nil {
		return b.qualifiedColumn(q, x.Name, e)
	}
	of := b.scalar(x.X, e)
	return b.access(of, lit(value.String(x.Name.Text)), x.X, x.Name)
}

// qualifier recognises `$left` and its like on the left of a dot; columns come first.
func (b *binder) qualifier(x syntax.Expr, e env) *qualified {
	n := asName(x)
	if n == nil {
		return nil
	}
	if e.row != nil && !isQualifier(n.Text) {
		if _, ok := e.row.find(n.Text); ok && e.also[n.Text] == nil {
			return nil
		}
	}
	return e.also[n.Text]
}

func (b *binder) qualifiedColumn(q *qualified, n *syntax.Name, e env) plan.Expr {
	if c, ok := q.find(n.Text); ok {
		return c
	}
	d := b.err(CodeNoName, n.Span(), fmt.Sprintf("%s has no column %q", q.what, n.Text), "")
	if near := nearest(n.Text, q.cols); near != "" {
		b.replace(d, n.Span(), quoted(near))
	} else if d.Code != "" {
		d.Hints = append(d.Hints, fmt.Sprintf("it has %s", list(q.cols, 12)))
	}
	return unknown()
}

// index binds `x["name"]`, `x[0]` and `x[expression]`.
func (b *binder) index(x *syntax.Index, e env) plan.Expr {
	if q := b.qualifier(x.X, e); q != nil {
		if l, ok := x.Index.(*syntax.Literal); ok && l.Value.Type == schema.String {
			return b.qualifiedColumn(q, &syntax.Name{At: l.At, Text: l.Value.S}, e)
		}
	}
	of := b.scalar(x.X, e)
	key := b.scalar(x.Index, e)
	switch key.Type() {
	case schema.String, schema.Long, schema.Unknown:
	case schema.Int:
		key = b.cast(key, schema.Long)
	case schema.Dynamic:
	default:
		b.err(CodeBadIndex, x.Index.Span(), fmt.Sprintf("an index must be string or long, and this is %s", key.Type()),
			"a bag is indexed by a name, an array by a position", "convert it with tostring( … ) or tolong( … )")
		key = unknown()
	}
	return b.access(of, key, x.X, x.Index)
}

// access reads a property; at is the part of the text that names it.
func (b *binder) access(of, key plan.Expr, x syntax.Expr, at syntax.Node) plan.Expr {
	if of.Type() == schema.Unknown {
		return unknown()
	}
	if of.Type() != schema.Dynamic {
		b.err(CodeNotDynamic, at.Span(), fmt.Sprintf("a %s has no properties", of.Type()),
			"only a dynamic value can be read with a dot or an index", propertyHint(of.Type()))
		return unknown()
	}
	return &plan.Access{X: of, Key: key}
}

func propertyHint(t schema.Type) string {
	if t == schema.String {
		return "if the text is JSON, parse it first: `parse_json(…)`"
	}
	return "use a function of its type instead"
}
