package plan

// Refs calls f for every column that x reads, not looking into relations inside it.
func Refs(x Expr, f func(*Ref)) {
	Each(x, func(e Expr) {
		if r, ok := e.(*Ref); ok {
			f(r)
		}
	})
}

// Streams reports whether r is a table whose rows are only filtered and computed from.
func Streams(r Rel) bool {
	switch r := r.(type) {
	case *Scan:
		return true
	case *Filter:
		return Streams(r.In)
	case *Project:
		return Streams(r.In)
	}
	return false
}

// Free reports whether r reads a column that no relation in it gives: one of the row around it.
func Free(r Rel) bool {
	given, read := map[ColID]bool{}, map[ColID]bool{}
	var visit func(Rel)
	visit = func(r Rel) {
		for _, c := range r.Cols() {
			given[c.ID] = true
		}
		for _, x := range Exprs(r) {
			Refs(x, func(ref *Ref) { read[ref.ID] = true })
		}
		for _, in := range Inputs(r) {
			visit(in)
		}
	}
	visit(r)
	for id := range read {
		if !given[id] {
			return true
		}
	}
	return false
}

// Each calls f for x and every expression in it, outer ones first. Relations inside x are left alone.
func Each(x Expr, f func(Expr)) {
	if x == nil {
		return
	}
	f(x)
	for _, p := range Parts(x) {
		Each(p, f)
	}
}

// Parts are the expressions that x is made of.
func Parts(x Expr) []Expr {
	switch x := x.(type) {
	case *Call:
		return x.Args
	case *AggCall:
		if x.Filter != nil {
			return append(x.Args[:len(x.Args):len(x.Args)], x.Filter)
		}
		return x.Args
	case *WinCall:
		return x.Args
	case *Case:
		var out []Expr
		for i := range x.When {
			out = append(out, x.When[i], x.Then[i])
		}
		return append(out, x.Else)
	case *Cast:
		return []Expr{x.X}
	case *Access:
		return []Expr{x.X, x.Key}
	case *InRel:
		return []Expr{x.X}
	case *Same:
		return []Expr{x.X, x.Y}
	}
	return nil
}

// Replace rebuilds x with every expression for which f has another in its place; what f replaces is not
// looked into. Relations inside x are left alone.
func Replace(x Expr, f func(Expr) (Expr, bool)) Expr {
	if x == nil {
		return nil
	}
	if other, ok := f(x); ok {
		return other
	}
	all := func(xs []Expr) []Expr {
		out := make([]Expr, len(xs))
		for i, x := range xs {
			out[i] = Replace(x, f)
		}
		return out
	}
	switch x := x.(type) {
	case *Call:
		return &Call{Fn: x.Fn, Sig: x.Sig, Args: all(x.Args), T: x.T}
	case *Case:
		return &Case{When: all(x.When), Then: all(x.Then), Else: Replace(x.Else, f), T: x.T}
	case *Cast:
		return &Cast{X: Replace(x.X, f), To: x.To}
	case *Access:
		return &Access{X: Replace(x.X, f), Key: Replace(x.Key, f)}
	case *InRel:
		out := *x
		out.X = Replace(x.X, f)
		return &out
	case *Same:
		out := *x
		out.X, out.Y = Replace(x.X, f), Replace(x.Y, f)
		return &out
	}
	return x
}
