package plan

// Refs calls f for every column that x reads, not looking into relations inside it.
func Refs(x Expr, f func(*Ref)) {
	Each(x, func(e Expr) {
		if r, ok := e.(*Ref); ok {
			f(r)
		}
	})
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
