package sqlgen

import (
	"errors"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// buildInner folds the relations inside an expression, so that all common tables are known before anything
// is written.
func (g *gen) buildInner(x plan.Expr) error {
	var err error
	plan.Each(x, func(e plan.Expr) {
		in := plan.InnerOf(e)
		if in == nil || err != nil || g.inner[in] != nil {
			return
		}
		var b *block
		if b, err = g.build(in); err != nil {
			return
		}
		if _, ok := e.(*plan.Scalar); ok {
			b = g.open(b)
			b.limit = one
		}
		g.inner[in] = b
	})
	return err
}

// query writes a relation inside an expression: its first visible column.
func (g *gen) query(r plan.Rel) (string, plan.Col, error) {
	b := g.inner[r]
	if b == nil {
		return "", plan.Col{}, errors.New("a relation inside an expression was not met in time")
	}
	c := visible(r.Cols())[0]
	sql, err := g.write(&statement{block: b, ordered: !b.weak, cols: []column{{c, &plan.Ref{ID: c.ID, T: c.Type}}}})
	return sql, c, err
}

func visible(cols []plan.Col) []plan.Col {
	var out []plan.Col
	for _, c := range cols {
		if c.Name != "" {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return cols
	}
	return out
}

// scalar writes toscalar(…): the first row's value, null when there is none.
func (sc *scope) scalar(x *plan.Scalar) (text, error) {
	sql, _, err := sc.g.query(x.In)
	return text{sql: never("("+sql+")", x.T), query: true}, err
}

// inRel writes x in (table). A null in the table matches nothing.
func (sc *scope) inRel(x *plan.InRel) (text, error) {
	var all text
	v, err := sc.part(&all, x.X)
	if err != nil {
		return text{}, err
	}
	sql, c, err := sc.g.query(x.In)
	if err != nil {
		return text{}, err
	}
	if x.IgnoreCase && c.Type == schema.String {
		v = "lower(" + v + ")"
		sql = "SELECT lower(" + name(c.ID) + ") FROM (" + sql + ")"
	} else if c.Type != schema.String {
		sql = "SELECT " + name(c.ID) + " FROM (" + sql + ") WHERE " + name(c.ID) + " IS NOT NULL"
	}
	all.sql = v + " IN (" + sql + ")"
	if x.Not {
		all.sql = v + " NOT IN (" + sql + ")"
	}
	return all, nil
}

// listOf writes a table's column as a dynamic array.
func (sc *scope) listOf(x *plan.ListOf) (text, error) {
	sql, c, err := sc.g.query(x.In)
	if err != nil {
		return text{}, err
	}
	n := name(c.ID)
	v := funcs.Cast(n, c.Type, schema.Dynamic)
	return text{query: true, sql: "(SELECT CAST('[' || coalesce(string_agg(CAST(" + v + " AS VARCHAR), ','), '') || ']' AS JSON) FROM (" +
		sql + ") WHERE " + n + " IS NOT NULL)"}, nil
}
