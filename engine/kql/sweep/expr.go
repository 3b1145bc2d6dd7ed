package sweep

import (
	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/schema"
)

// expr rewrites an expression of a relation with lane l: constants that the clock made are read from the window.
func (s *sweep) expr(x plan.Expr, l *lane) (plan.Expr, error) {
	var bad error
	plan.Each(x, func(e plan.Expr) {
		if err := s.fits(e, l); err != nil && bad == nil {
			bad = err
		}
	})
	if bad != nil {
		return nil, bad
	}
	return s.replace(x, l), nil
}

// fits says whether one node of an expression can be rewritten.
func (s *sweep) fits(e plan.Expr, l *lane) error {
	if _, moves := s.moved.at[e]; moves && l == nil {
		return cannot("computes something of the clock without a table")
	}
	if c, ok := e.(*plan.Call); ok {
		if err := s.callFits(c); err != nil {
			return err
		}
	}
	if in := plan.InnerOf(e); in != nil {
		h, err := s.rel(in)
		if err != nil {
			return err
		}
		if h.lane != nil {
			return cannot("computes a value or a list from a table")
		}
	}
	return nil
}

func (s *sweep) callFits(c *plan.Call) error {
	if c.Fn.Name == "now" || c.Fn.Name == "ago" {
		return cannot("asks for the clock at an offset that is not constant")
	}
	for i, a := range c.Args {
		if _, moves := s.moved.at[a]; moves && i < len(c.Sig.Params) && c.Sig.Params[i].Const {
			return cannot("gives the clock to " + c.Fn.Name + ", which wants a constant")
		}
	}
	return nil
}

func (s *sweep) replace(x plan.Expr, l *lane) plan.Expr {
	return plan.Replace(x, func(e plan.Expr) (plan.Expr, bool) {
		if i, moves := s.moved.at[e]; moves {
			return ref(l.clocks[i]), true
		}
		switch e := e.(type) {
		case *plan.AggCall:
			out := *e
			out.Args, out.Filter = s.replaceAll(e.Args, l), s.replace(e.Filter, l)
			return &out, true
		case *plan.WinCall:
			out := *e
			out.Args = s.replaceAll(e.Args, l)
			return &out, true
		}
		return nil, false
	})
}

func (s *sweep) replaceAll(xs []plan.Expr, l *lane) []plan.Expr {
	var out []plan.Expr
	for _, x := range xs {
		out = append(out, s.replace(x, l))
	}
	return out
}

func (s *sweep) exprs(xs []plan.Expr, l *lane) ([]plan.Expr, error) {
	var out []plan.Expr
	for _, x := range xs {
		y, err := s.expr(x, l)
		if err != nil {
			return nil, err
		}
		out = append(out, y)
	}
	return out, nil
}

func (s *sweep) items(items []plan.Item, l *lane) ([]plan.Item, error) {
	var out []plan.Item
	for _, it := range items {
		x, err := s.expr(it.X, l)
		if err != nil {
			return nil, err
		}
		out = append(out, plan.Item{Col: it.Col, X: x})
	}
	return out, nil
}

func (s *sweep) keys(keys []plan.SortKey, l *lane) ([]plan.SortKey, error) {
	var out []plan.SortKey
	for _, k := range keys {
		x, err := s.expr(k.X, l)
		if err != nil {
			return nil, err
		}
		out = append(out, plan.SortKey{X: x, Desc: k.Desc, NullsFirst: k.NullsFirst})
	}
	return out, nil
}

// conjuncts takes an "and" apart.
func conjuncts(x plan.Expr) []plan.Expr {
	if c, ok := x.(*plan.Call); ok && c.Fn.Name == "and" && c.Fn.Kind == funcs.Operator {
		var out []plan.Expr
		for _, a := range c.Args {
			out = append(out, conjuncts(a)...)
		}
		return out
	}
	return []plan.Expr{x}
}

// member keeps the rows whose value is, or is not, in the list of their own window.
func (s *sweep) member(in *half, m *plan.InRel, list *half) (*half, error) {
	first := plan.Visible(list.rel.Cols())[0]
	if m.X.Type() != schema.String || first.Type != schema.String {
		return nil, cannot("asks for membership of something that may be null")
	}
	x, err := s.expr(m.X, in.lane)
	if err != nil {
		return nil, err
	}
	var y plan.Expr = ref(first)
	if m.IgnoreCase {
		if x, err = call("tolower", x); err != nil {
			return nil, err
		}
		if y, err = call("tolower", y); err != nil {
			return nil, err
		}
	}
	on, err := call("and", &plan.Same{X: x, Y: y}, &plan.Same{X: ref(in.lane.run), Y: ref(list.lane.run)})
	if err != nil {
		return nil, err
	}
	kind := plan.Semi
	if m.Not {
		kind = plan.Anti
	}
	return &half{&plan.Join{Kind: kind, L: in.rel, R: list.rel, On: on}, in.lane}, nil
}

// call applies a function or operator to operands that fit it.
func call(name string, args ...plan.Expr) (plan.Expr, error) {
	f, ok := funcs.Lookup(name, funcs.Operator)
	if !ok {
		f, ok = funcs.Lookup(name, funcs.Scalar)
	}
	if !ok {
		return nil, cannot("needs " + name)
	}
	var operands []funcs.Arg
	for _, a := range args {
		operands = append(operands, funcs.Arg{Type: a.Type()})
	}
	m, bad := funcs.Resolve(f, operands)
	if bad != nil {
		return nil, cannot("needs another " + name)
	}
	return &plan.Call{Fn: f, Sig: m.Sig, Args: args, T: m.Returns}, nil
}
