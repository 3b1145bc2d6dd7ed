package sqlgen

import "socrates/engine/kql/plan"

// The steps that join the block below them.

// maxTies is how many further keys may decide between ties; more would cost more than they are worth.
const maxTies = 4

func (g *gen) filter(r *plan.Filter) (*block, error) {
	b, err := g.build(r.In)
	if err != nil {
		return nil, err
	}
	b = g.open(b, r.Pred)
	b.where = append(b.where, r.Pred)
	return b, nil
}

func (g *gen) project(r *plan.Project) (*block, error) {
	b, err := g.build(r.In)
	if err != nil {
		return nil, err
	}
	if !b.allSimple(plan.Exprs(r)...) {
		b = g.wrap(b)
	}
	for _, it := range r.Items {
		if ref, ok := it.X.(*plan.Ref); ok && ref.ID == it.ID {
			continue
		}
		b.items[it.ID] = it.X
	}
	return b, nil
}

// sort replaces the order. Rows that are equal by the new one keep the order in which they happen to stand,
// where one is known.
func (g *gen) sort(r *plan.Sort) (*block, error) {
	b, err := g.build(r.In)
	if err != nil {
		return nil, err
	}
	xs := plan.Exprs(r)
	b = g.open(b, xs...)
	var ties []plan.SortKey
	if b.weak && len(b.order) <= maxTies {
		ties = b.order
	}
	b.order, b.weak = append(r.Keys[:len(r.Keys):len(r.Keys)], ties...), false
	return b, nil
}

func (g *gen) limit(r *plan.Limit) (*block, error) {
	b, err := g.build(r.In)
	if err != nil {
		return nil, err
	}
	b = g.open(b)
	b.limit = r.N
	return b, nil
}

// nested is a source made of one block: `(SELECT … FROM block …)`, its own columns named as everywhere.
type nested struct {
	need needs
	text func(g *gen, need needs) (string, error)
}

func (n *nested) column(id plan.ColID) (string, bool) {
	n.need[id] = true
	return name(id), true
}

func (n *nested) write(g *gen) (string, error) {
	sql, err := n.text(g, n.need)
	return "(" + sql + ")", err
}

func overNested(text func(g *gen, need needs) (string, error)) *block {
	return over(&nested{need: needs{}, text: text})
}

// distinct keeps one of equal rows; hidden columns do not count.
func (g *gen) distinct(r *plan.Distinct) (*block, error) {
	b, err := g.build(r.In)
	if err != nil {
		return nil, err
	}
	b = g.open(b)
	b.order = nil
	var cols []column
	for _, c := range visible(r.Cols()) {
		cols = append(cols, column{c, &plan.Ref{ID: c.ID, T: c.Type}})
	}
	out := overNested(func(g *gen, _ needs) (string, error) {
		return g.write(&statement{block: b, cols: cols, distinct: "DISTINCT"})
	})
	out.empty = b.empty
	return out, nil
}

// pickOne keeps one row of each group: the first by the keys, or the first that comes.
func (g *gen) pickOne(r *plan.PickOne) (*block, error) {
	b, err := g.build(r.In)
	if err != nil {
		return nil, err
	}
	b = g.open(b, plan.Exprs(r)...)
	keys := r.Keys
	if len(keys) == 0 && !b.weak {
		keys = b.order
	}
	if len(r.By) == 0 {
		b.order, b.weak, b.limit = keys, false, one
		out := g.wrap(b)
		out.order = nil
		return out, nil
	}
	b.order = nil
	return overNested(func(g *gen, need needs) (string, error) {
		st := &statement{block: b, cols: need.columns()}
		if len(keys) == 0 {
			st.distinctOn = r.By
		} else {
			st.qualify = func(sc *scope) (string, error) { return sc.firstOf(r.By, keys) }
		}
		return g.write(st)
	}), nil
}

func (sc *scope) firstOf(by []plan.Expr, keys []plan.SortKey) (string, error) {
	part, err := sc.list(by)
	if err != nil {
		return "", err
	}
	order, err := sc.keys(keys)
	return "row_number() OVER (PARTITION BY " + part + orderBy(" ", order) + ") = 1", err
}

// list writes expressions to group by, separated by commas.
func (sc *scope) list(xs []plan.Expr) (string, error) {
	parts := make([]string, len(xs))
	for i, x := range xs {
		sql, err := sc.key(x)
		if err != nil {
			return "", err
		}
		parts[i] = sql
	}
	return joined(parts, ", "), nil
}

// sample takes rows at random, the same ones each time.
func (g *gen) sample(r *plan.Sample) (*block, error) {
	b, err := g.build(r.In)
	if err != nil {
		return nil, err
	}
	b = g.wrap(b)
	b.order = nil
	return overNested(func(g *gen, need needs) (string, error) {
		n, err := (&scope{g: g, b: over(&fixed{}), inline: true}).sql(r.N)
		if err != nil {
			return "", err
		}
		return g.write(&statement{block: b, cols: need.columns(), tailSQL: " ORDER BY random() LIMIT " + n})
	}), nil
}
