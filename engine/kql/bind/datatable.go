package bind

import (
	"fmt"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// datatable is rows written into the query.
func (b *binder) datatable(x *syntax.Datatable) *table {
	t := &table{serial: true}
	n := len(x.Columns)
	for _, c := range x.Columns {
		t.cols = append(t.cols, b.col(c.Name.Text, c.Type))
	}
	if n == 0 {
		return b.empty(nil)
	}
	if len(x.Values)%n != 0 {
		b.err(CodeRow, x.Span(), fmt.Sprintf("datatable has %d columns, and %d values do not fill whole rows", n, len(x.Values)), "",
			fmt.Sprintf("the last row lacks %d of its values", n-len(x.Values)%n))
	}
	var rows [][]plan.Expr
	for i := 0; i+n <= len(x.Values); i += n {
		row := make([]plan.Expr, n)
		for j, v := range x.Values[i : i+n] {
			row[j] = b.cell(v, x.Columns[j])
		}
		rows = append(rows, row)
	}
	ord := b.col("", schema.Long)
	t.rel = &plan.Values{Columns: t.cols, Rows: rows, Ordinal: &ord}
	return t
}

// cell brings a value to its column's type.
func (b *binder) cell(x syntax.Expr, c *syntax.Param) plan.Expr {
	v := b.scalar(x, env{})
	t := v.Type()
	switch {
	case t == c.Type, c.Type == schema.Unknown:
		return v
	case t == schema.Unknown:
		return lit(value.NullOf(c.Type))
	case c.Type == schema.Dynamic && t == schema.String:
		return b.callScalar("parse_json", v)
	}
	return b.cast(v, c.Type)
}

// print is one row of values.
func (b *binder) print(x *syntax.Print) *table {
	w := newWindows()
	one := &table{rel: &plan.Values{Columns: []plan.Col{b.col("", schema.Long)}, Rows: [][]plan.Expr{{lit(value.Long(0))}}}, serial: true}
	names := newNamer()
	var items []plan.Item
	for i, it := range x.Items {
		for _, o := range b.outputs(it, env{windows: w, op: "print"}) {
			name := o.name
			if o.given == nil {
				name = freshName("print_"+itoa(i), func(s string) bool { return names.taken[s] })
				if o.tuple {
					name = o.name
				}
			}
			if !names.claim(name) {
				b.duplicate(o, name)
				continue
			}
			items = append(items, plan.Item{Col: b.col(name, o.x.Type()), X: o.x})
		}
	}
	return b.project(w.apply(one), items)
}

// rangeOf is `range x from a to b step c`.
func (b *binder) rangeOf(x *syntax.Range) *table {
	from, to, step := b.scalar(x.From, env{}), b.scalar(x.To, env{}), b.scalar(x.Step, env{})
	if x.Step == nil {
		step = lit(value.Long(1))
	}
	t := from.Type()
	switch {
	case t.Numeric():
		ct, ok := common(t, to.Type(), step.Type())
		if !ok {
			b.err(CodeType, x.Span(), "the ends and the step of a range must be of one kind", fmt.Sprintf("from %s to %s by %s", t, to.Type(), step.Type()))
			return badTable()
		}
		t = ct
		from, to, step = b.cast(from, t), b.cast(to, t), b.cast(step, t)
	case t == schema.Unknown:
		return badTable()
	case t == schema.Dynamic:
		t = schema.Long
		from, to, step = b.cast(from, t), b.cast(to, t), b.cast(step, t)
	case t == schema.Datetime && step.Type() == schema.Dynamic:
		step = b.cast(step, schema.Timespan)
	}
	if to.Type() == schema.Unknown || step.Type() == schema.Unknown {
		return badTable()
	}
	c := b.col(x.Name.Text, t)
	return &table{rel: &plan.Series{Column: c, From: from, To: to, Step: step}, cols: []plan.Col{c}, serial: true}
}
