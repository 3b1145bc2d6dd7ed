package sqlgen

import (
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
)

// window numbers the rows of its input in their order, counts restarts and steps one SELECT further up, and
// computes the functions over that.
func (g *gen) window(r *plan.Window) (query, error) {
	return g.over(r.In, func(in query) (query, error) {
		w := &windowing{g: g, row: g.fresh()}
		if err := w.number(r, in); err != nil {
			return query{}, err
		}
		var items []string
		for _, it := range r.Items {
			sql, err := w.item(it.X)
			if err != nil {
				return query{}, err
			}
			items = append(items, sql+" AS "+name(it.ID))
		}
		body := w.numbered
		if len(w.steps) > 0 {
			body = "SELECT *, " + strings.Join(w.steps, ", ") + " FROM (" + body + ")"
		}
		list := append([]string{"*"}, items...)
		return query{sql: "SELECT " + strings.Join(list, ", ") + " FROM (" + body + ")", order: []string{w.row + " ASC NULLS LAST"}}, nil
	})
}

type windowing struct {
	g        *gen
	row      string // the column with the row's number
	part     []string
	numbered string
	steps    []string
	scope    *scope
}

// number writes the input with its rows numbered, and prepares the scope in which items are written.
func (w *windowing) number(r *plan.Window, in query) error {
	s := w.g.scope(in)
	part, err := s.list(r.PartBy)
	if err != nil {
		return err
	}
	keys, err := s.keys(r.Keys)
	if err != nil {
		return err
	}
	for i := range keys {
		keys[i] = strings.ReplaceAll(keys[i], "\x00", " ")
	}
	if len(keys) == 0 {
		keys = in.order
	}
	list := []string{"*", "row_number() OVER (" + strings.TrimSpace(orderBy(keys)) + ") AS " + w.row}
	for _, p := range part {
		col := w.g.fresh()
		w.part = append(w.part, col)
		list = append(list, p+" AS "+col)
	}
	w.numbered = "SELECT " + strings.Join(list, ", ") + " FROM " + s.from()
	w.scope = &scope{g: w.g, fixed: true, win: w}
	return nil
}

func (w *windowing) item(x plan.Expr) (string, error) { return w.scope.sql(x) }

func partition(cols []string) string {
	if len(cols) == 0 {
		return ""
	}
	return "PARTITION BY " + strings.Join(cols, ", ")
}

// call writes one window function.
func (w *windowing) call(x *plan.WinCall) (string, error) {
	c, err := w.scope.call(x.Fn, x.Sig, x.Args, x.T)
	if err != nil {
		return "", err
	}
	part := w.part
	if restart := w.restart(x); restart >= 0 && !c.Args[restart].Absent {
		col := w.g.fresh()
		w.steps = append(w.steps, "count(CASE WHEN "+c.Args[restart].SQL+" THEN 1 END) OVER ("+
			strings.TrimSpace(partition(w.part)+" ORDER BY "+w.row)+" ROWS UNBOUNDED PRECEDING) AS "+col)
		part = append(part[:len(part):len(part)], col)
	} else if restart >= 0 {
		c.Args[restart].SQL = "false"
	}
	c.Part, c.Order = partition(part), "ORDER BY "+w.row
	c.Over = "OVER (" + strings.TrimSpace(c.Part+" "+c.Order) + ")"
	if x.Sig.Fold {
		return w.fold(x, c)
	}
	if x.Sig.Step != "" {
		step := *x.Sig
		step.SQL, step.Lower = x.Sig.Step, nil
		inner := *c
		inner.Part = partition(w.part)
		sql, err := step.Write(&inner)
		if err != nil {
			return "", err
		}
		c.Step = w.g.fresh()
		w.steps = append(w.steps, sql+" AS "+c.Step)
	}
	return x.Sig.Write(c)
}

func (w *windowing) restart(x *plan.WinCall) int {
	for i, p := range x.Sig.Params {
		if p.Name == "restart" {
			return i
		}
	}
	return -1
}

// fold computes a list with one element a row in a scalar subquery over a window frame that holds every
// row, and picks the row's own.
func (w *windowing) fold(x *plan.WinCall, c *funcs.Call) (string, error) {
	c.Order = "ORDER BY " + w.row
	sql, err := x.Sig.Write(c)
	if err != nil {
		return "", err
	}
	return "(SELECT f FROM (SELECT unnest(l) AS f, generate_subscripts(l, 1) AS i FROM (SELECT " + sql + " AS l FROM (" + w.numbered + "))) q WHERE i = " + w.row + ")", nil
}
