package bind

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

func (b *binder) rowEnv(in *table, op syntax.Operator, w *windows) env {
	return env{row: in, windows: w, op: keyword(op), at: op.Keyword()}
}

// extend adds columns; one of a name that exists takes its place.
func (b *binder) extend(in *table, op *syntax.Extend) *table {
	w := newWindows()
	items := passAll(in.cols)
	names := newNamer()
	for _, c := range in.cols {
		names.taken[c.Name] = true
	}
	given := map[string]bool{}
	for _, it := range op.Items {
		for _, o := range b.outputs(it, b.rowEnv(in, op, w)) {
			items = b.extended(items, o, names, given)
		}
	}
	return b.project(w.apply(in), items)
}

func (b *binder) extended(items []plan.Item, o output, names *namer, given map[string]bool) []plan.Item {
	if o.plain {
		return items
	}
	name := o.name
	if o.given == nil && name == "" {
		name = names.auto("")
	}
	if o.given != nil && given[name] {
		b.duplicate(o, name)
		return items
	}
	given[name] = true
	it := plan.Item{Col: b.col(name, o.x.Type()), X: o.x}
	if i := slices.IndexFunc(items, func(i plan.Item) bool { return i.Name == name }); i >= 0 {
		items[i] = it
		return items
	}
	names.taken[name] = true
	return append(items, it)
}

// projectStep keeps and computes exactly what it names.
func (b *binder) projectStep(in *table, op *syntax.Project) *table {
	w := newWindows()
	names := newNamer()
	b.reserve(names, op.Items)
	var items []plan.Item
	for _, it := range op.Items {
		if wc, ok := it.(*syntax.Wildcard); ok {
			for _, c := range b.wildcard(in, wc) {
				if names.claim(c.Name) {
					items = append(items, pass(c))
				}
			}
			continue
		}
		for _, o := range b.outputs(it, b.rowEnv(in, op, w)) {
			items = b.projected(items, o, names)
		}
	}
	out := b.project(w.apply(in), items)
	out.open = false
	return out
}

// reserve keeps automatic names off those that the query gives later in the list.
func (b *binder) reserve(names *namer, items []syntax.Expr) {}

func (b *binder) projected(items []plan.Item, o output, names *namer) []plan.Item {
	name := o.name
	if o.given != nil {
		if !names.claim(name) {
			b.duplicate(o, name)
			return items
		}
	} else {
		name = names.auto(name)
	}
	if r, ok := o.x.(*plan.Ref); ok && o.plain && name == o.name {
		return append(items, plan.Item{Col: plan.Col{ID: r.ID, Name: name, Type: r.T}, X: r})
	}
	return append(items, plan.Item{Col: b.col(name, o.x.Type()), X: o.x})
}

// wildcard lists the columns that a pattern names.
func (b *binder) wildcard(in *table, w *syntax.Wildcard) []plan.Col {
	var out []plan.Col
	for _, c := range in.cols {
		if matches(w.Pattern, c.Name) {
			out = append(out, c)
		}
	}
	return out
}

// named lists the columns that names and patterns stand for, in the order of the list.
func (b *binder) named(in *table, xs []syntax.Expr, op string) []plan.Col {
	var out []plan.Col
	add := func(c plan.Col) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, x := range xs {
		if w, ok := bare(x).(*syntax.Wildcard); ok {
			for _, c := range b.wildcard(in, w) {
				add(c)
			}
			continue
		}
		if c, ok := b.column(x, in, op); ok {
			add(c)
		}
	}
	return out
}

// projectAway drops columns.
func (b *binder) projectAway(in *table, op *syntax.ProjectAway) *table {
	away := b.named(in, op.Items, "project-away")
	var items []plan.Item
	for _, c := range in.cols {
		if !slices.Contains(away, c) {
			items = append(items, pass(c))
		}
	}
	return b.project(in, items)
}

// projectKeep keeps columns in the order of the table.
func (b *binder) projectKeep(in *table, op *syntax.ProjectKeep) *table {
	keep := b.named(in, op.Items, "project-keep")
	var items []plan.Item
	for _, c := range in.cols {
		if slices.Contains(keep, c) {
			items = append(items, pass(c))
		}
	}
	out := b.project(in, items)
	out.open = false
	return out
}

// projectByNames keeps the columns whose names the arguments give as texts or arrays of texts.
func (b *binder) projectByNames(in *table, op *syntax.ProjectByNames) *table {
	var cols []plan.Col
	for _, x := range op.Items {
		v, ok := constant(b.scalar(x, env{}))
		if !ok {
			b.err(CodeNotConst, x.Span(), "project-by-names wants names that are constant", "this is not known before the query runs")
			continue
		}
		for _, pattern := range namesIn(v) {
			for _, c := range in.cols {
				if matches(pattern, c.Name) && !slices.Contains(cols, c) {
					cols = append(cols, c)
				}
			}
		}
	}
	out := b.project(in, passAll(cols))
	out.open = false
	return out
}

// projectRename gives columns other names, in place.
func (b *binder) projectRename(in *table, op *syntax.ProjectRename) *table {
	items := passAll(in.cols)
	for _, n := range op.Items {
		if len(n.Names) != 1 {
			b.err(CodeNotColumn, n.Span(), "project-rename wants `New = Old`", "")
			continue
		}
		c, ok := b.column(n.X, in, "project-rename")
		if !ok {
			continue
		}
		name := n.Names[0].Text
		if old, taken := in.find(name); taken && old != c && !renamed(op, name) {
			b.err(CodeDuplicate, n.Names[0].Span(), fmt.Sprintf("a column named %q exists already", name), "this name is taken", "choose another name, or drop the other column first")
			continue
		}
		i := slices.Index(in.cols, c)
		items[i] = plan.Item{Col: plan.Col{ID: b.col("", c.Type).ID, Name: name, Type: c.Type}, X: ref(c)}
	}
	return b.project(in, items)
}

// renamed reports whether op gives the column of that name another one.
func renamed(op *syntax.ProjectRename, name string) bool {
	return slices.ContainsFunc(op.Items, func(n *syntax.NamedExpr) bool {
		o := asName(n.X)
		return o != nil && o.Text == name
	})
}

// projectReorder brings columns to the front.
func (b *binder) projectReorder(in *table, op *syntax.ProjectReorder) *table {
	var front []plan.Col
	for _, it := range op.Items {
		cols := b.named(in, []syntax.Expr{it.X}, "project-reorder")
		order(cols, it.Order)
		for _, c := range cols {
			if !slices.Contains(front, c) {
				front = append(front, c)
			}
		}
	}
	for _, c := range in.cols {
		if !slices.Contains(front, c) {
			front = append(front, c)
		}
	}
	return b.project(in, passAll(front))
}

func order(cols []plan.Col, how string) {
	if how == "" {
		return
	}
	less := func(a, b string) bool { return a < b }
	if strings.HasPrefix(how, "granny") {
		less = grannyLess
	}
	sort.SliceStable(cols, func(i, j int) bool {
		if strings.HasSuffix(how, "desc") {
			i, j = j, i
		}
		return less(cols[i].Name, cols[j].Name)
	})
}

// grannyLess orders x2 before x10.
func grannyLess(a, b string) bool {
	ta, na := splitNumber(a)
	tb, nb := splitNumber(b)
	if ta != tb || na == nb {
		return a < b
	}
	if len(na) != len(nb) {
		return len(na) < len(nb)
	}
	return na < nb
}

func splitNumber(s string) (text, digits string) {
	i := strings.LastIndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) + 1
	return s[:i], strings.TrimLeft(s[i:], "0")
}

// serialize is extend that also declares the rows to have an order.
func (b *binder) serialize(in *table, op *syntax.Serialize) *table {
	t := *in
	t.serial = true
	if len(op.Items) == 0 {
		return &t
	}
	out := b.extend(&t, &syntax.Extend{Step: op.Step, Items: op.Items})
	out.serial = true
	return out
}

// where keeps the rows for which a condition holds.
func (b *binder) where(in *table, op *syntax.Where) *table {
	w := newWindows()
	p := b.predicate(op.Pred, b.rowEnv(in, op, w))
	t := w.apply(in)
	out := t.with(&plan.Filter{In: t.rel, Pred: b.cast(p, schema.Bool)})
	out.name = in.name
	return out
}
