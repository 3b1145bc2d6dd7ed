package bind

import (
	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
)

// env is where a scalar expression stands: the row it reads and what it may call.
type env struct {
	row       *table                // nil where there is no row
	windows   *windows              // set where window functions may stand
	aggs      bool                  // aggregates may stand here
	inAgg     bool                  // inside an aggregate's arguments
	also      map[string]*qualified // $left, $right, the steps of scan, the nodes and edges of a graph
	search    *table                // set inside search: a bare string matches any column of this table
	searching bool                  // inside search or find, where a column that only other tables have is null
	sensitive bool                  // search kind=case_sensitive
	elsewhere []slotName            // the columns of all searched tables
	graph     *match                // inside graph-match: map, any and all look at paths
	op        string                // the operator the expression belongs to, for findings
	at        source.Span           // its keyword
}

// qualified is a name that columns can be asked of: `$left.UserId`.
type qualified struct {
	find func(name string) (plan.Expr, bool)
	cols []string
	what string // "the right side", "step s1"
}

func (e env) inner() env {
	e.aggs, e.inAgg, e.windows = false, true, nil
	return e
}

// windows collects the window functions of one operator. Those of layer n may read the results of
// layer n-1.
type windows struct {
	layers [][]plan.Item
	layer  map[plan.ColID]int
}

func newWindows() *windows { return &windows{layer: map[plan.ColID]int{}} }

// apply puts the collected window functions between a table and what reads them.
func (w *windows) apply(t *table) *table {
	for _, items := range w.layers {
		t = t.with(&plan.Window{In: t.rel, PartBy: refs(t.part), Items: items})
	}
	return t
}

// depth is the layer in which an expression can be computed.
func (w *windows) depth(x plan.Expr) int {
	d := 0
	plan.Refs(x, func(r *plan.Ref) {
		if l, ok := w.layer[r.ID]; ok {
			d = max(d, l+1)
		}
	})
	return d
}

// add computes x as a window and returns the column that holds it.
func (w *windows) add(b *binder, x *plan.WinCall) plan.Expr {
	d := 0
	for _, a := range x.Args {
		d = max(d, w.depth(a))
	}
	for len(w.layers) <= d {
		w.layers = append(w.layers, nil)
	}
	c := b.col("", x.T)
	w.layers[d] = append(w.layers[d], plan.Item{Col: c, X: x})
	w.layer[c.ID] = d
	return ref(c)
}
