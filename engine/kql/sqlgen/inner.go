package sqlgen

import (
	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// query writes a relation inside an expression, with its first visible column under the name v.
func (g *gen) query(r plan.Rel) (string, plan.Col, error) {
	b, err := g.build(r)
	if err != nil {
		return "", plan.Col{}, err
	}
	c := visible(r.Cols())[0]
	sql, err := g.write(&statement{block: g.wrap(b), cols: []column{{c, &plan.Ref{ID: c.ID, T: c.Type}}}})
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
	first := &plan.Limit{In: x.In, N: one}
	sql, _, err := sc.g.query(first)
	return text{sql: never("("+sql+")", x.T)}, err
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
	return text{sql: "(SELECT CAST('[' || coalesce(string_agg(CAST(" + v + " AS VARCHAR), ','), '') || ']' AS JSON) FROM (" +
		sql + ") WHERE " + n + " IS NOT NULL)"}, nil
}
