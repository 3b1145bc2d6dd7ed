package sqlgen

import (
	"slices"

	"socrates/engine/kql/plan"
)

// cte is a relation that is used more than once.
type cte struct {
	id          int
	block       *block
	in          []plan.Col // its visible columns
	need        needs
	materialize bool
}

// countShared counts the uses of every shared relation, each relation's own text once.
func countShared(root plan.Rel) map[int]int {
	uses := map[int]int{}
	var rel func(plan.Rel)
	expr := func(x plan.Expr) {
		plan.Each(x, func(e plan.Expr) {
			if in := plan.InnerOf(e); in != nil {
				rel(in)
			}
		})
	}
	rel = func(r plan.Rel) {
		if s, ok := r.(*plan.Shared); ok {
			if uses[s.ID]++; uses[s.ID] > 1 {
				return
			}
		}
		for _, in := range plan.Inputs(r) {
			rel(in)
		}
		for _, x := range plan.Exprs(r) {
			expr(x)
		}
	}
	rel(root)
	return uses
}

// shared reads a common table expression; a relation that turns out to be used once is written in place.
func (g *gen) shared(r *plan.Shared) (*block, error) {
	c := g.ctes[r.ID]
	if c == nil || g.uses[r.ID] == 1 {
		b, err := g.build(r.In)
		if err != nil {
			return nil, err
		}
		c = &cte{id: r.ID, block: b, in: visible(r.In.Cols()), need: needs{}, materialize: r.Materialize || costly(r.In)}
		if g.uses[r.ID] == 1 {
			return g.renamed(c, r), nil
		}
		g.ctes[r.ID] = c
		g.order = append(g.order, c)
	}
	return g.use(c, r), nil
}

// renamed gives a block's columns the names of its only use.
func (g *gen) renamed(c *cte, r *plan.Shared) *block {
	b := g.wrap(c.block)
	for i, col := range r.Columns {
		b.items[col.ID] = &plan.Ref{ID: c.in[i].ID, T: col.Type}
	}
	return b
}

// use reads c under the names of one use. An order that it has can be asked for.
func (g *gen) use(c *cte, r *plan.Shared) *block {
	u := &cteUse{c: c, cols: map[plan.ColID]plan.ColID{}}
	b := over(u)
	for i, col := range r.Columns {
		u.cols[col.ID] = c.in[i].ID
	}
	b.weak = c.block.weak
	for _, k := range g.exportOrder(c.block) {
		inner := k.X.(*plan.Ref)
		mine := g.newID()
		u.cols[mine] = inner.ID
		b.order = append(b.order, plan.SortKey{X: &plan.Ref{ID: mine, T: inner.T}, Desc: k.Desc, NullsFirst: k.NullsFirst})
	}
	return b
}

type cteUse struct {
	c    *cte
	cols map[plan.ColID]plan.ColID
}

func (u *cteUse) column(id plan.ColID) (string, bool) {
	inner, ok := u.cols[id]
	if !ok {
		return "", false
	}
	u.c.need[inner] = true
	return name(inner), true
}

func (u *cteUse) write(*gen) (string, error) { return u.c.name(), nil }

func (c *cte) name() string { return "s" + itoa(c.id) }

// with writes the common table expressions. Outer ones are written first, because they say what they need
// of inner ones, and stand last.
func (g *gen) with() (string, error) {
	if len(g.order) == 0 {
		return "", nil
	}
	var parts []string
	for i := len(g.order) - 1; i >= 0; i-- {
		c := g.order[i]
		sql, err := g.write(&statement{block: c.block, cols: c.need.columns()})
		if err != nil {
			return "", err
		}
		how := " AS NOT MATERIALIZED ("
		if c.materialize {
			how = " AS MATERIALIZED ("
		}
		parts = append(parts, c.name()+how+sql+")")
	}
	slices.Reverse(parts)
	return "WITH " + joined(parts, ", ") + " ", nil
}

// costly reports whether computing r twice costs more than keeping its rows.
func costly(r plan.Rel) bool {
	switch r := r.(type) {
	case *plan.Aggregate, *plan.Distinct, *plan.PickOne, *plan.Join, *plan.Unnest, *plan.Window, *plan.Sample, *plan.Raw, *plan.Limit:
		return true
	case *plan.Shared:
		return false
	default:
		return slices.ContainsFunc(plan.Inputs(r), costly)
	}
}
