package sqlgen

import (
	"fmt"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// A window function looks at rows in the order of the last sort. Sort keys may tie, and every function of
// a query as well as the answer must see ties in one order. Functions that stand over the same keys in one
// SELECT do. Where more is needed (partitions, restarts, no keys at all) the rows are numbered first, and
// the number is the order from there on.

// frame is where window functions of a block look, and what was computed for them below.
type frame struct {
	part  string // PARTITION BY …, or empty
	order string // ORDER BY …
	lower *lower
}

// lower collects what must be computed in a SELECT below the window functions.
type lower struct {
	cols  []string // expressions with their names
	folds []fold
}

// fold is a function that gives one list for all rows of a partition.
type fold struct{ sql, as string }

func (g *gen) window(r *plan.Window) (*block, error) {
	b, err := g.build(r.In)
	if err != nil {
		return nil, err
	}
	b = g.open(b, append(plan.Exprs(r), orderExprs(b.order)...)...)
	at := g.newID()
	keys, weak := b.order, b.weak || len(b.order) == 0
	if len(r.Keys) > 0 {
		keys, weak = r.Keys, false
	}
	w := &windowSource{rel: r, in: b, at: at, need: needs{}}
	if w.plain(keys) {
		w.keys, b.order = keys, nil
	} else {
		w.in = g.numbered(b, at, keys)
	}
	out := over(w)
	out.order, out.weak = []plan.SortKey{{X: &plan.Ref{ID: at, T: schema.Long}}}, weak
	return out, nil
}

func orderExprs(keys []plan.SortKey) []plan.Expr {
	var out []plan.Expr
	for _, k := range keys {
		out = append(out, k.X)
	}
	return out
}

// numbered puts the number of each row, in the order of keys, beside it as the column at.
func (g *gen) numbered(b *block, at plan.ColID, keys []plan.SortKey) *block {
	b.order = nil
	return overNested(func(g *gen, need needs) (string, error) {
		delete(need, at)
		sc := &scope{g: g, b: b}
		over := "()"
		if len(keys) > 0 {
			sql, err := sc.keys(keys)
			if err != nil {
				return "", err
			}
			over = "(" + orderBy("", sql) + ")"
		}
		return g.writeOver(sc, &statement{block: b, cols: need.columns()}, []string{"row_number() OVER " + over + " AS " + name(at)})
	})
}

type windowSource struct {
	rel  *plan.Window
	in   *block
	at   plan.ColID     // the number of the row
	keys []plan.SortKey // the order itself, where no numbers are needed for it
	need needs
}

// plain reports whether all functions can stand over the keys as they are.
func (w *windowSource) plain(keys []plan.SortKey) bool {
	ok := len(keys) > 0 && len(w.rel.PartBy) == 0
	for _, it := range w.rel.Items {
		plan.Each(it.X, func(x plan.Expr) {
			if c, is := x.(*plan.WinCall); is {
				restart := restartParam(c.Sig)
				ok = ok && c.Sig.Step == "" && !c.Sig.Fold && (restart < 0 || restart >= len(c.Args))
			}
		})
	}
	return ok
}

func (w *windowSource) column(id plan.ColID) (string, bool) {
	w.need[id] = true
	return name(id), true
}

// write puts up to three SELECTs on each other: the rows with restart counters and steps, the window
// functions over them, and the folds joined to their rows.
func (w *windowSource) write(g *gen) (string, error) {
	sc := &scope{g: g, b: w.in}
	part, err := sc.list(w.rel.PartBy)
	if err != nil {
		return "", err
	}
	order, err := sc.rowOrder(w)
	if err != nil {
		return "", err
	}
	sc.win = &frame{order: order, lower: &lower{}}
	if part != "" {
		sc.win.part = "PARTITION BY " + part
	}
	own := map[plan.ColID]bool{}
	var outer []string
	if len(w.keys) > 0 {
		own[w.at] = true
		if w.need[w.at] {
			outer = append(outer, "row_number() OVER ("+order+") AS "+name(w.at))
		}
	}
	for _, it := range w.rel.Items {
		own[it.ID] = true
		if !w.need[it.ID] {
			continue
		}
		sql, err := sc.sql(it.X)
		if err != nil {
			return "", err
		}
		outer = append(outer, sql+" AS "+name(it.ID))
	}
	for id := range w.need {
		if own[id] {
			delete(w.need, id)
		}
	}
	return w.assemble(g, sc, outer)
}

// rowOrder is the order that window functions see: by the keys, or by the rows' numbers.
func (sc *scope) rowOrder(w *windowSource) (string, error) {
	keys := w.keys
	if len(keys) == 0 {
		keys = []plan.SortKey{{X: &plan.Ref{ID: w.at, T: schema.Long}, NullsFirst: true}}
	}
	sql, err := sc.keys(keys)
	return orderBy("", sql), err
}

func (w *windowSource) assemble(g *gen, sc *scope, outer []string) (string, error) {
	low := sc.win.lower
	if len(low.cols)+len(low.folds) == 0 {
		sql, err := g.writeOver(sc, &statement{block: w.in, cols: w.need.columns()}, outer)
		return "(" + sql + ")", err
	}
	var list []string
	for _, c := range w.need.columns() {
		sql, err := sc.sql(c.x)
		if err != nil {
			return "", err
		}
		list = append(list, sql)
	}
	from, err := w.in.from.write(g)
	if err != nil {
		return "", err
	}
	from = sc.hoisted(from)
	for _, c := range low.cols {
		from = "(SELECT *, " + c + " FROM " + from + ")"
	}
	list = append(list, outer...)
	if len(low.folds) == 0 {
		return "(SELECT " + joined(list, ", ") + " FROM " + from + ")", nil
	}
	return low.folded(from, joined(list, ", "), sc.win), nil
}

// winCall writes a window function.
func (sc *scope) winCall(x *plan.WinCall) (text, error) {
	var all text
	args, err := sc.args(&all, x.Sig, x.Args)
	if err != nil {
		return text{}, err
	}
	if sc.win == nil {
		return text{}, fmt.Errorf("window function %s stands outside a window", x.Fn.Name)
	}
	c := &funcs.Call{Fn: x.Fn, Args: args, T: x.T, Now: sc.g.now, Part: sc.win.part, Order: sc.win.order}
	if err := sc.prepare(x.Sig, c); err != nil {
		return text{}, err
	}
	c.Over = "OVER (" + strings.TrimSpace(c.Part+" "+c.Order) + ")"
	all.sql, err = x.Sig.Write(c)
	if x.Sig.Fold {
		all.sql = sc.win.lower.spread(sc, all.sql)
	}
	all.sql, all.pinned = never(all.sql, x.T), true
	return all, err
}

// prepare computes what the function wants to find below it: the restarts so far, by which it is then
// partitioned, and its step.
func (sc *scope) prepare(sig *funcs.Sig, c *funcs.Call) error {
	low := sc.win.lower
	rows := strings.TrimSpace(sc.win.part + " " + sc.win.order)
	if sig.Step != "" {
		step := *c
		step.Part, step.Order = "", rows
		sql, err := (&funcs.Sig{Params: sig.Params, SQL: sig.Step}).Write(&step)
		if err != nil {
			return err
		}
		c.Step = low.add(sc, sql)
	}
	i := restartParam(sig)
	if i < 0 || c.Args[i].Absent || sig.Fold {
		return nil
	}
	count := low.add(sc, "count(CASE WHEN "+c.Args[i].SQL+" THEN 1 END) OVER ("+rows+" ROWS UNBOUNDED PRECEDING)")
	c.Part = strings.TrimPrefix(sc.win.part+", "+count, ", ")
	if sc.win.part == "" {
		c.Part = "PARTITION BY " + count
	}
	return nil
}

func restartParam(sig *funcs.Sig) int {
	for i, p := range sig.Params {
		if p.Name == "restart" {
			return i
		}
	}
	return -1
}

func (l *lower) add(sc *scope, sql string) string {
	sc.g.names++
	as := fmt.Sprintf("h%d", sc.g.names)
	l.cols = append(l.cols, sql+" AS "+as)
	return as
}

// spread registers a fold; its element for the row stands in the column returned.
func (l *lower) spread(sc *scope, sql string) string {
	sc.g.names++
	as := fmt.Sprintf("h%d", sc.g.names)
	l.folds = append(l.folds, fold{sql, as})
	return as
}

// folded joins the lists of folds back to the rows by partition and position.
func (l *lower) folded(from, list string, f *frame) string {
	part := strings.TrimPrefix(f.part, "PARTITION BY ")
	by := "1"
	if part != "" {
		by = "struct_pack(" + fields(part) + ")"
	}
	over := "OVER (" + strings.TrimSpace(f.part+" "+f.order) + ")"
	var lists, items []string
	for _, x := range l.folds {
		lists = append(lists, x.sql+" AS "+x.as)
		items = append(items, "unnest("+x.as+") AS "+x.as)
	}
	first := l.folds[0].as
	return fmt.Sprintf("(WITH w AS MATERIALIZED (SELECT *, %s AS g, row_number() %s AS n FROM %s), f AS (SELECT g AS fg, %s FROM w GROUP BY g), "+
		"u AS (SELECT fg, %s, generate_subscripts(%s, 1) AS fn FROM f) SELECT %s FROM w JOIN u ON fg IS NOT DISTINCT FROM g AND fn = n)",
		by, over, from, joined(lists, ", "), joined(items, ", "), first, list)
}

func fields(part string) string {
	var out []string
	for i, p := range strings.Split(part, ", ") {
		out = append(out, fmt.Sprintf("p%d := %s", i, p))
	}
	return joined(out, ", ")
}
