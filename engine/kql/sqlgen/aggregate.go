package sqlgen

import (
	"maps"

	"socrates/engine/kql/plan"
)

// aggregate groups the block's rows. Its answer is a subquery: what follows filters groups, not rows.
func (g *gen) aggregate(r *plan.Aggregate) (*block, error) {
	b, err := g.build(r.In)
	if err != nil {
		return nil, err
	}
	own := map[plan.ColID]bool{}
	for _, it := range r.By {
		own[it.ID] = true
	}
	b = g.openFor(b, r, own)
	rows := *b
	rows.items = maps.Clone(b.items)
	var cols []column
	for _, it := range r.By {
		if ref, ok := it.X.(*plan.Ref); !ok || ref.ID != it.ID {
			rows.items[it.ID] = it.X
		}
		cols = append(cols, column{it.Col, it.X})
	}
	calls, computed := g.splitAggs(r.Aggs)
	out := overNested(func(g *gen, need needs) (string, error) {
		st := &statement{block: &rows, cols: cols, groups: len(r.By)}
		for _, it := range calls {
			if need[it.ID] {
				st.cols = append(st.cols, column{it.Col, it.X})
			}
		}
		if len(st.cols) == 0 {
			st.extra = []string{"count(*) AS none"}
		}
		return g.write(st)
	})
	for _, it := range computed {
		out.items[it.ID] = it.X
	}
	out.order, out.weak, out.empty = byKeys(r.By), true, b.empty && len(r.By) > 0
	return out, nil
}

// splitAggs parts the calls of aggregates from what is computed with their answers, as in sum(x) / count().
// The calls become columns of their own: no function of DuckDB's is then asked whether it may hold an
// aggregate, and what appears twice is computed once.
func (g *gen) splitAggs(aggs []plan.Item) (calls, computed []plan.Item) {
	for _, it := range aggs {
		if _, ok := it.X.(*plan.AggCall); ok {
			calls = append(calls, it)
			continue
		}
		some := false
		x := plan.Replace(it.X, func(x plan.Expr) (plan.Expr, bool) {
			call, ok := x.(*plan.AggCall)
			if !ok {
				return nil, false
			}
			some = true
			c := plan.Col{ID: g.newID(), Type: call.T}
			calls = append(calls, plan.Item{Col: c, X: call})
			return &plan.Ref{ID: c.ID, T: c.Type}, true
		})
		if !some {
			calls = append(calls, it)
			continue
		}
		computed = append(computed, plan.Item{Col: it.Col, X: x})
	}
	return calls, computed
}

// byKeys is an order of groups that is the same on every run; it decides between ties, and what a limit without
// an order takes.
func byKeys(by []plan.Item) []plan.SortKey {
	var keys []plan.SortKey
	for _, it := range by {
		keys = append(keys, plan.SortKey{X: &plan.Ref{ID: it.ID, T: it.Type}, NullsFirst: true})
	}
	return keys
}

// openFor opens the block for an aggregate's expressions, which may also read its By columns.
func (g *gen) openFor(b *block, r *plan.Aggregate, own map[plan.ColID]bool) *block {
	ok := b.limit == nil
	for _, x := range plan.Exprs(r) {
		plan.Refs(x, func(ref *plan.Ref) {
			if it, has := b.items[ref.ID]; has && !trivial(it) && !own[ref.ID] {
				ok = false
			}
		})
	}
	for _, it := range r.By {
		ok = ok && b.simple(it.X)
	}
	if ok {
		return b
	}
	return g.wrap(b)
}
