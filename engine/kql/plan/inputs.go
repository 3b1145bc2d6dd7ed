package plan

// Inputs are the relations that r is made of, without those inside its expressions.
func Inputs(r Rel) []Rel {
	switch r := r.(type) {
	case *Filter:
		return []Rel{r.In}
	case *Project:
		return []Rel{r.In}
	case *Aggregate:
		return []Rel{r.In}
	case *Distinct:
		return []Rel{r.In}
	case *PickOne:
		return []Rel{r.In}
	case *Join:
		return []Rel{r.L, r.R}
	case *Unnest:
		return []Rel{r.In}
	case *Union:
		return r.Ins
	case *Sort:
		return []Rel{r.In}
	case *Limit:
		return []Rel{r.In}
	case *Sample:
		return []Rel{r.In}
	case *Window:
		return []Rel{r.In}
	case *Shared:
		return []Rel{r.In}
	case *Raw:
		return r.Ins
	}
	return nil
}

// Exprs are the expressions that stand in r itself.
func Exprs(r Rel) []Expr {
	switch r := r.(type) {
	case *Values:
		var out []Expr
		for _, row := range r.Rows {
			out = append(out, row...)
		}
		return out
	case *Series:
		return []Expr{r.From, r.To, r.Step}
	case *Filter:
		return []Expr{r.Pred}
	case *Project:
		return itemExprs(nil, r.Items)
	case *Aggregate:
		return itemExprs(itemExprs(nil, r.By), r.Aggs)
	case *PickOne:
		return keyExprs(r.By, r.Keys)
	case *Join:
		if r.On != nil {
			return []Expr{r.On}
		}
	case *Unnest:
		return r.Lists
	case *Union:
		var out []Expr
		for _, m := range r.Map {
			out = append(out, m...)
		}
		return out
	case *Sort:
		return keyExprs(nil, r.Keys)
	case *Limit:
		return []Expr{r.N}
	case *Sample:
		return []Expr{r.N}
	case *Window:
		return itemExprs(keyExprs(r.PartBy, r.Keys), r.Items)
	}
	return nil
}

func itemExprs(out []Expr, items []Item) []Expr {
	out = out[:len(out):len(out)]
	for _, it := range items {
		out = append(out, it.X)
	}
	return out
}

func keyExprs(out []Expr, keys []SortKey) []Expr {
	out = out[:len(out):len(out)]
	for _, k := range keys {
		out = append(out, k.X)
	}
	return out
}

// InnerOf is the relation inside x itself, or nil.
func InnerOf(x Expr) Rel {
	switch x := x.(type) {
	case *Scalar:
		return x.In
	case *InRel:
		return x.In
	case *ListOf:
		return x.In
	}
	return nil
}
