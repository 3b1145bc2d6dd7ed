package sqlgen

import (
	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// joinSource is two subqueries side by side.
type joinSource struct {
	rel         *plan.Join
	l, r        *subquery
	left, right map[plan.ColID]schema.Type
	on          plan.Expr
}

var joinWords = map[plan.JoinKind]string{
	plan.Inner: "JOIN", plan.Left: "LEFT JOIN", plan.Right: "RIGHT JOIN", plan.Full: "FULL JOIN",
	plan.Semi: "SEMI JOIN", plan.Anti: "ANTI JOIN", plan.Cross: "CROSS JOIN",
}

func (g *gen) join(r *plan.Join) (*block, error) {
	l, err := g.build(r.L)
	if err != nil {
		return nil, err
	}
	rb, err := g.build(r.R)
	if err != nil {
		return nil, err
	}
	return over(&joinSource{
		rel: r, l: &subquery{l, needs{}}, r: &subquery{rb, needs{}}, on: r.On,
		left: typesOf(r.L.Cols()), right: typesOf(r.R.Cols()),
	}), nil
}

func typesOf(cols []plan.Col) map[plan.ColID]schema.Type {
	out := make(map[plan.ColID]schema.Type, len(cols))
	for _, c := range cols {
		out[c.ID] = c.Type
	}
	return out
}

// column asks the side that has it. A string from a side that may have no row is made empty.
func (s *joinSource) column(id plan.ColID) (string, bool) {
	if t, ok := s.left[id]; ok {
		sql, ok := s.l.column(id)
		return s.padded(sql, t, s.rel.Kind == plan.Right || s.rel.Kind == plan.Full), ok
	}
	if t, ok := s.right[id]; ok {
		sql, ok := s.r.column(id)
		return s.padded(sql, t, s.rel.Kind == plan.Left || s.rel.Kind == plan.Full), ok
	}
	return "", false
}

func (s *joinSource) padded(sql string, t schema.Type, may bool) string {
	if may {
		return never(sql, t)
	}
	return sql
}

func (s *joinSource) write(g *gen) (string, error) {
	on, err := s.condition(g)
	if err != nil {
		return "", err
	}
	l, err := s.l.write(g)
	if err != nil {
		return "", err
	}
	r, err := s.r.write(g)
	if err != nil {
		return "", err
	}
	return l + " " + joinWords[s.word()] + " " + r + on, nil
}

func (s *joinSource) word() plan.JoinKind {
	if s.on == nil && s.rel.Kind == plan.Inner {
		return plan.Cross
	}
	return s.rel.Kind
}

// condition writes ON over the sides' own columns, whatever the join may pad later.
func (s *joinSource) condition(g *gen) (string, error) {
	if s.word() == plan.Cross {
		return "", nil
	}
	if s.on == nil {
		return " ON true", nil
	}
	sides := &onSource{s}
	sc := &scope{g: g, b: over(sides), inline: true}
	sql, err := sc.sql(s.on)
	return " ON " + sql, err
}

// onSource reads the sides of a join from inside its condition.
type onSource struct{ *joinSource }

func (s *onSource) column(id plan.ColID) (string, bool) {
	if _, ok := s.left[id]; ok {
		return s.l.column(id)
	}
	if _, ok := s.right[id]; ok {
		return s.r.column(id)
	}
	return "", false
}
