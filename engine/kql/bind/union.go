package bind

import (
	"fmt"
	"slices"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// union stacks tables. A column that tables have with different types becomes one column for each type.
func (b *binder) union(in *table, op *syntax.Union) *table {
	var ts []*table
	if in != nil {
		ts = append(ts, in)
	}
	_, fuzzy := hint(op.Hints, "isfuzzy")
	skip := fuzzy == "true"
	for _, x := range op.Tables {
		ts = append(ts, b.unionTables(x, skip)...)
	}
	h, kind := hint(op.Hints, "kind")
	if h != nil && kind != "inner" && kind != "outer" {
		d := b.err(CodeOption, h.Value.Span(), fmt.Sprintf("union has no kind %q", kind), "")
		if d.Code != "" {
			d.Hints = append(d.Hints, "the kinds are outer and inner")
		}
	}
	source := ""
	if h, name := hint(op.Hints, "withsource"); h != nil {
		source = name
	} else if h, name := hint(op.Hints, "with_source"); h != nil {
		source = name
	}
	if len(ts) == 0 {
		return badTable()
	}
	return b.stack(ts, kind == "inner", source)
}

// unionTables is one item of union: a table, or all whose names match a pattern.
func (b *binder) unionTables(x syntax.Expr, skip bool) []*table {
	if w, ok := bare(x).(*syntax.Wildcard); ok {
		return b.tablesLike(w.Pattern, x, skip)
	}
	n := beginning(x)
	if !skip || n == nil {
		return b.named1(x)
	}
	if b.nameIsTable(n) {
		if t, _ := b.lookupTable(n.Text); t == nil && b.scope.find(n.Text) == nil {
			if _, ok := b.o.Catalog.Function(n.Text); !ok {
				return nil
			}
		}
		return b.named1(x)
	}
	return nil
}

// beginning is the name that a table, or a pipeline, begins with.
func beginning(x syntax.Expr) *syntax.Name {
	if p, ok := bare(x).(*syntax.Pipe); ok && p.Source != nil {
		return beginning(p.Source)
	}
	return asName(x)
}

// named1 is one table; a view is told apart by its name.
func (b *binder) named1(x syntax.Expr) []*table {
	t := b.tabular(x)
	if n := asName(x); n != nil && t.name == "" {
		if en := b.scope.find(n.Text); en != nil && en.lambda != nil && en.lambda.View {
			named := *t
			named.name = n.Text
			return []*table{&named}
		}
	}
	return []*table{t}
}

// tablesLike lists the tables of the scope, and the views, that a pattern names.
func (b *binder) tablesLike(pattern string, at syntax.Node, skip bool) []*table {
	if pattern == "*" {
		b.warn(CodeSearchAll, at.Span(), "`union *` reads every table", "slow, and easily more than you want", "name the tables, or a pattern of them: `union Device*`")
	}
	var out []*table
	for _, en := range b.scope.all(func(en *entry) bool { return en.view && !en.bad && matches(pattern, en.name) }) {
		t := b.namedTable(&syntax.Name{At: syntax.At{At: at.Span()}, Text: en.name}, en)
		c := *t
		c.name = en.name
		out = append(out, &c)
	}
	names := slices.Clone(b.o.Catalog.TableNames())
	slices.Sort(names)
	for _, n := range names {
		if matches(pattern, n) && b.scope.find(n) == nil {
			if t, _ := b.lookupTable(n); t != nil {
				out = append(out, b.scan(t))
			}
		}
	}
	if len(out) == 0 && !skip {
		b.err(CodeNoTable, at.Span(), fmt.Sprintf("no table matches %q", pattern), "")
	}
	return out
}

// slot is one column of a union: a name, a type, and in how many tables it is.
type slot struct {
	name string
	typ  schema.Type
	n    int
}

// wide is the number of tables from which on a union holds only the columns that the query mentions:
// hundreds of tables have thousands of columns, and nobody reads them.
const wide = 250

// stack puts tables on top of each other.
func (b *binder) stack(ts []*table, inner bool, source string) *table {
	slots := slotsOf(ts)
	good := 0
	for _, t := range ts {
		if !t.bad {
			good++
		}
	}
	if inner {
		slots = slices.DeleteFunc(slots, func(s slot) bool { return s.n < good })
	}
	out := &table{}
	if good > wide {
		slots = slices.DeleteFunc(slots, func(s slot) bool { return !b.mentioned[s.name] })
		out.open = true
	}
	u := &plan.Union{}
	if source != "" {
		out.cols = append(out.cols, b.col(source, schema.String))
	}
	for _, s := range slotNames(slots) {
		out.cols = append(out.cols, b.col(s.name, s.typ))
	}
	for i, t := range ts {
		out.open, out.bad = out.open || t.open, out.bad || t.bad
		if t.bad {
			continue
		}
		u.Ins = append(u.Ins, t.rel)
		u.Map = append(u.Map, b.unionRow(t, slots, source, i))
	}
	u.Columns = out.cols
	out.rel = u
	if len(u.Ins) == 0 {
		return badTable()
	}
	if len(ts[0].part) > 0 {
		return b.stackParts(out, u, ts)
	}
	return out
}

// stackParts carries the hidden columns of subtables through a union whose every input has them.
func (b *binder) stackParts(out *table, u *plan.Union, ts []*table) *table {
	var hidden []plan.Col
	for j, h := range ts[0].part {
		c := b.col("", h.Type)
		hidden = append(hidden, c)
		for i, t := range ts {
			if i >= len(u.Map) {
				break
			}
			if j < len(t.part) {
				u.Map[i] = append(u.Map[i], ref(t.part[j]))
			} else {
				u.Map[i] = append(u.Map[i], lit(value.NullOf(h.Type)))
			}
		}
	}
	u.Columns = append(u.Columns[:len(u.Columns):len(u.Columns)], hidden...)
	out.part = hidden
	return out
}

func (b *binder) unionRow(t *table, slots []slot, source string, i int) []plan.Expr {
	var row []plan.Expr
	if source != "" {
		name := t.name
		if name == "" {
			name = "union_arg" + itoa(i)
		}
		row = append(row, lit(value.String(name)))
	}
	have := make(map[string]plan.Col, len(t.cols))
	for _, c := range t.cols {
		have[c.Name] = c
	}
	for _, s := range slots {
		if c, ok := have[s.name]; ok && (c.Type == s.typ || c.Type == schema.Unknown) {
			row = append(row, b.cast(ref(c), s.typ))
		} else {
			row = append(row, nulls[s.typ])
		}
	}
	return row
}

// nulls holds one null of each type, which all columns that lack a value share.
var nulls = func() map[schema.Type]plan.Expr {
	out := map[schema.Type]plan.Expr{schema.Unknown: unknown()}
	for _, t := range schema.Types() {
		out[t] = lit(value.NullOf(t))
	}
	return out
}()

// slotsOf lists the columns of all tables in order of appearance, one for each name and type. The types
// of one name stand together.
func slotsOf(ts []*table) []slot {
	var order []string
	byName := map[string][]slot{}
	for _, t := range ts {
		for _, c := range t.cols {
			if byName[c.Name] == nil {
				order = append(order, c.Name)
			}
			byName[c.Name] = withType(byName[c.Name], c)
		}
	}
	var out []slot
	for _, n := range order {
		out = append(out, byName[n]...)
	}
	return out
}

// withType counts a column among those of its name. One whose type nobody knows fits every other.
func withType(slots []slot, c plan.Col) []slot {
	for i := range slots {
		if slots[i].typ == c.Type || c.Type == schema.Unknown {
			slots[i].n++
			return slots
		}
		if slots[i].typ == schema.Unknown {
			slots[i] = slot{c.Name, c.Type, slots[i].n + 1}
			return slots
		}
	}
	return append(slots, slot{c.Name, c.Type, 1})
}

type slotName struct {
	base, name string
	typ        schema.Type
	n          int
}

// slotNames names the columns: by its name alone where all tables agree on the type, name_type elsewhere;
// with a number behind it where another column bears that name.
func slotNames(slots []slot) []slotName {
	count := map[string]int{}
	for _, s := range slots {
		count[s.name]++
	}
	names := newNamer()
	for n, c := range count {
		if c == 1 {
			names.claim(n)
		}
	}
	out := make([]slotName, len(slots))
	for i, s := range slots {
		out[i] = slotName{s.name, s.name, s.typ, s.n}
		if count[s.name] > 1 {
			out[i].name = names.auto(s.name + "_" + s.typ.String())
		}
	}
	return out
}
