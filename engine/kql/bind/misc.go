package bind

import (
	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// as names the table so far, for later parts of the query and for union withsource.
func (b *binder) as(in *table, op *syntax.As) *table {
	t := *in
	t.name = op.Name.Text
	use := func() *table { c := t; return &c }
	b.scope.add(&entry{name: op.Name.Text, at: op.Name.Span(), table: b.shared(&t, false)})
	return use()
}

// consume reads everything and gives nothing.
func (b *binder) consume(in *table) *table {
	return b.limit(in, lit(value.Long(0)))
}

// getSchema describes the columns.
func (b *binder) getSchema(in *table) *table {
	t := &table{serial: true}
	for _, c := range []schema.Column{{Name: "ColumnName", Type: schema.String}, {Name: "ColumnOrdinal", Type: schema.Long}, {Name: "DataType", Type: schema.String}, {Name: "ColumnType", Type: schema.String}} {
		t.cols = append(t.cols, b.col(c.Name, c.Type))
	}
	var rows [][]plan.Expr
	for i, c := range in.cols {
		rows = append(rows, []plan.Expr{lit(value.String(c.Name)), long(int64(i)), lit(value.String(dotnet[c.Type])), lit(value.String(c.Type.String()))})
	}
	ord := b.col("", schema.Long)
	t.rel = &plan.Values{Columns: t.cols, Rows: rows, Ordinal: &ord}
	return t
}

var dotnet = map[schema.Type]string{
	schema.Bool: "System.SByte", schema.Int: "System.Int32", schema.Long: "System.Int64", schema.Real: "System.Double",
	schema.Decimal: "System.Data.SqlTypes.SqlDecimal", schema.String: "System.String", schema.Datetime: "System.DateTime",
	schema.Timespan: "System.TimeSpan", schema.Guid: "System.Guid", schema.Dynamic: "System.Object",
}

// assertSchema checks the columns at once.
func (b *binder) assertSchema(in *table, op *syntax.AssertSchema) *table { return in }

// invoke hands the table to a function as its first argument.
func (b *binder) invoke(in *table, op *syntax.Invoke) *table {
	c := op.Call
	en := b.scope.find(c.Fn.Text)
	if en == nil || en.lambda == nil {
		en, _ = b.storedFunction(c.Fn.Text)
	}
	if en == nil {
		if f, ok := b.o.Catalog.Function(c.Fn.Text); ok {
			return b.invokeEmpty(in, op, f)
		}
		b.tableCall(c)
		return in.broken()
	}
	first := &handed{Name: &syntax.Name{At: syntax.At{At: op.Keyword()}}, t: in}
	e := b.rowEnv(in, op, nil)
	return b.inlineTable(c.Span(), en, append([]syntax.Expr{first}, c.Args...), e)
}

// invokeEmpty is a function of which only the columns are known: they join the table's own.
func (b *binder) invokeEmpty(in *table, op *syntax.Invoke, f *StoredFunction) *table {
	for _, a := range op.Call.Args {
		if n, ok := a.(*syntax.NamedExpr); ok {
			a = n.X
		}
		b.scalar(a, b.rowEnv(in, op, nil))
	}
	items := passAll(in.cols)
	for _, c := range f.Columns {
		if !has(in.cols, c.Name) {
			items = append(items, plan.Item{Col: b.col(c.Name, c.Type), X: lit(value.NullOf(c.Type))})
		}
	}
	out := b.project(in, items)
	out.open = out.open || len(f.Columns) == 0
	return out
}

// fork runs branches side by side; its answer here is the first branch.
func (b *binder) fork(in *table, op *syntax.Fork) *table {
	var first *table
	use := b.shared(in, false)
	for _, br := range op.Branches {
		t := b.run(use(), br.Sub.Ops)
		if first == nil {
			first = t
		}
	}
	if first == nil {
		return in
	}
	return first
}

// facet counts the values of columns; its answer here is the first column's, or the with-pipeline's.
func (b *binder) facet(in *table, op *syntax.Facet) *table {
	use := b.shared(in, false)
	var first *table
	for _, x := range op.By {
		t := use()
		c, ok := b.column(x, t, "facet")
		if !ok {
			continue
		}
		t = b.grouped(t, []plan.Item{{Col: b.col(c.Name, c.Type), X: ref(c)}}, []plan.Item{{Col: b.col("count_"+c.Name, schema.Long), X: b.countRows()}})
		if first == nil {
			first = t
		}
	}
	if op.With != nil {
		return b.run(use(), op.With.Ops)
	}
	if first == nil {
		return in.broken()
	}
	return first
}

// partition runs a pipeline over each group of rows by itself.
func (b *binder) partition(in *table, op *syntax.Partition) *table {
	x := b.scalar(op.By, b.rowEnv(in, op, nil))
	if op.Sub == nil || x.Type() == schema.Unknown {
		return in.broken()
	}
	if op.Brace && op.Sub.Source != nil {
		return b.partitionOver(in, op, x)
	}
	c := b.col("", x.Type())
	t := b.project(in, append(passAll(in.cols), plan.Item{Col: c, X: x}))
	t.cols = t.cols[:len(in.cols)]
	t.part = append(append([]plan.Col(nil), in.part...), c)
	t.ordered = in.ordered
	got := b.run(t, op.Sub.Ops)
	out := *got
	out.part = in.part
	return b.project(&out, passAll(got.cols))
}

// partitionOver is `partition by Key { Source | … }`: the pipeline runs over its own source once for each key
// of the table, and may read the key.
func (b *binder) partitionOver(in *table, op *syntax.Partition, x plan.Expr) *table {
	source := b.tabular(op.Sub.Source)
	if source.bad {
		return source
	}
	key := b.col("", x.Type())
	keys := b.grouped(&table{rel: in.rel}, []plan.Item{{Col: key, X: x}}, nil)
	t := &table{rel: &plan.Join{Kind: plan.Cross, L: keys.rel, R: source.rel}, cols: source.cols, part: []plan.Col{key}, open: source.open}
	inner := newScope(b.scope)
	if n := asName(op.By); n != nil {
		inner.add(&entry{name: n.Text, at: n.Span(), scalar: ref(key)})
	}
	var got *table
	b.within(inner, func() { got = b.run(t, op.Sub.Ops) })
	out := *got
	out.part = nil
	return b.project(&out, passAll(got.cols))
}

// handed stands in an argument list for a table that is bound already.
type handed struct {
	*syntax.Name
	t *table
}
