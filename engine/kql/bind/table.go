package bind

import (
	"slices"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/schema"
)

// table is a relation under construction: the plan so far and what the binder knows beside it.
type table struct {
	rel  plan.Rel
	cols []plan.Col // what a query can name, in order
	// part are hidden columns that tell apart the subtables of mv-apply and partition: every operator
	// works within each of them.
	part []plan.Col
	// name is what union withsource and $table call the table; empty for the result of operators.
	name     string
	ingested plan.ColID // hidden column with the ingestion time; 0 without one
	open     bool       // columns may exist that nobody declared
	ordered  bool       // rows come in an order that the query asked for
	serial   bool       // … or in one that window functions may rely on
	graph    *graph     // after make-graph; rel is nil then

	prev *table      // the table before the last step, to say which step dropped a column
	step source.Span // that step
	word string      // its keyword
	bad  bool        // something was refused; further findings would be noise
}

// find returns the column of a name.
func (t *table) find(name string) (plan.Col, bool) {
	for _, c := range t.cols {
		if c.Name == name {
			return c, true
		}
	}
	return plan.Col{}, false
}

func (t *table) names() []string {
	out := make([]string, len(t.cols))
	for i, c := range t.cols {
		out[i] = c.Name
	}
	return out
}

// has reports whether some column of the name is among cols.
func has(cols []plan.Col, name string) bool {
	return slices.ContainsFunc(cols, func(c plan.Col) bool { return c.Name == name })
}

func ref(c plan.Col) *plan.Ref { return &plan.Ref{ID: c.ID, T: c.Type} }

// pass hands a column on as it is.
func pass(c plan.Col) plan.Item { return plan.Item{Col: c, X: ref(c)} }

func passAll(cols []plan.Col) []plan.Item {
	out := make([]plan.Item, len(cols))
	for i, c := range cols {
		out[i] = pass(c)
	}
	return out
}

func refs(cols []plan.Col) []plan.Expr {
	out := make([]plan.Expr, len(cols))
	for i, c := range cols {
		out[i] = ref(c)
	}
	return out
}

func colsOf(items []plan.Item) []plan.Col {
	out := make([]plan.Col, len(items))
	for i, it := range items {
		out[i] = it.Col
	}
	return out
}

// with is t with another plan that offers the same columns.
func (t *table) with(rel plan.Rel) *table {
	out := *t
	out.rel = rel
	out.name = ""
	return &out
}

// project keeps exactly the items, and the hidden columns that t's subtables need.
func (b *binder) project(t *table, items []plan.Item) *table {
	out := *t
	out.name = ""
	out.cols = colsOf(items)
	all := slices.Clone(items)
	for _, h := range t.part {
		all = append(all, pass(h))
	}
	if t.ingested != 0 {
		all = append(all, pass(plan.Col{ID: t.ingested, Type: schema.Datetime}))
	}
	out.rel = &plan.Project{In: t.rel, Items: all}
	return &out
}

// after records which step made t out of in.
func (t *table) after(in *table, step source.Span, word string) *table {
	if t == in {
		return t
	}
	t.prev, t.step, t.word = in, step, word
	t.bad = t.bad || in.bad
	return t
}

// droppedBy finds the step that lost a column.
func (t *table) droppedBy(name string) (source.Span, string, bool) {
	for ; t.prev != nil; t = t.prev {
		if _, ok := t.prev.find(name); ok {
			return t.step, t.word, true
		}
	}
	return source.Span{}, "", false
}

func freshName(name string, taken func(string) bool) string {
	if !taken(name) {
		return name
	}
	for i := 1; ; i++ {
		if n := name + itoa(i); !taken(n) {
			return n
		}
	}
}

// badTable stands for a table that was refused: it has every column, and no mistake is reported about it.
func badTable() *table {
	return &table{rel: &plan.Values{}, open: true, bad: true}
}
