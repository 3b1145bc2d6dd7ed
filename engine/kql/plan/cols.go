package plan

// Cols of each relation.
func (r *Scan) Cols() []Col     { return r.Columns }
func (r *Filter) Cols() []Col   { return r.In.Cols() }
func (r *Distinct) Cols() []Col { return r.In.Cols() }
func (r *PickOne) Cols() []Col  { return r.In.Cols() }
func (r *Union) Cols() []Col    { return r.Columns }
func (r *Sort) Cols() []Col     { return r.In.Cols() }
func (r *Limit) Cols() []Col    { return r.In.Cols() }
func (r *Sample) Cols() []Col   { return r.In.Cols() }
func (r *Shared) Cols() []Col   { return r.Columns }
func (r *Raw) Cols() []Col      { return r.Columns }
func (r *Series) Cols() []Col   { return []Col{r.Column} }
func (r *Project) Cols() []Col  { return itemCols(r.Items) }

func (r *Values) Cols() []Col {
	if r.Ordinal == nil {
		return r.Columns
	}
	return append(r.Columns[:len(r.Columns):len(r.Columns)], *r.Ordinal)
}

func (r *Aggregate) Cols() []Col { return append(itemCols(r.By), itemCols(r.Aggs)...) }

func (r *Join) Cols() []Col {
	left := r.L.Cols()
	if r.Kind == Semi || r.Kind == Anti {
		return left
	}
	return append(left[:len(left):len(left)], r.R.Cols()...)
}

func (r *Unnest) Cols() []Col {
	in := r.In.Cols()
	out := append(in[:len(in):len(in)], r.Elems...)
	if r.Index != nil {
		out = append(out, *r.Index)
	}
	return out
}

func (r *Window) Cols() []Col {
	in := r.In.Cols()
	return append(in[:len(in):len(in)], itemCols(r.Items)...)
}

func itemCols(items []Item) []Col {
	out := make([]Col, len(items))
	for i, it := range items {
		out[i] = it.Col
	}
	return out
}

func (*Scan) rel()      {}
func (*Values) rel()    {}
func (*Series) rel()    {}
func (*Filter) rel()    {}
func (*Project) rel()   {}
func (*Aggregate) rel() {}
func (*Distinct) rel()  {}
func (*PickOne) rel()   {}
func (*Join) rel()      {}
func (*Unnest) rel()    {}
func (*Union) rel()     {}
func (*Sort) rel()      {}
func (*Limit) rel()     {}
func (*Sample) rel()    {}
func (*Window) rel()    {}
func (*Shared) rel()    {}
func (*Raw) rel()       {}

// Visible are the columns that have a name; the others are helpers.
func Visible(cols []Col) []Col {
	var out []Col
	for _, c := range cols {
		if c.Name != "" {
			out = append(out, c)
		}
	}
	return out
}
