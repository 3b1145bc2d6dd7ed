package bind

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// maxSearched caps the tables that search and find read when none is named.
const maxSearched = 150

// searchStep looks for terms in all columns of a table, or of all tables. $table says where a row is from.
func (b *binder) searchStep(in *table, op *syntax.Search) *table {
	ts := b.searched(in, op.In, op)
	sensitive := false
	if _, kind := hint(op.Hints, "kind"); kind == "case_sensitive" {
		sensitive = true
	}
	var found []*table
	ts = holding(ts, op.Pred)
	for _, t := range ts {
		if t.bad {
			return badTable()
		}
		found = append(found, t)
	}
	if len(found) == 0 {
		return badTable()
	}
	out := b.searchIn(found, op, sensitive)
	out.open = out.open || b.capped
	return out
}

// searchIn filters each table by itself: a term that one column of a table has is enough. A column that
// only other tables have is null there.
func (b *binder) searchIn(ts []*table, op *syntax.Search, sensitive bool) *table {
	all := slotNames(slotsOf(ts))
	for i, t := range ts {
		if t.name == "" {
			t.name = "search_arg" + itoa(i)
		}
		row := *t
		row.cols = slices.Clone(t.cols)
		e := env{row: &row, op: "search", at: op.Keyword(), searching: true, sensitive: sensitive, elsewhere: all}
		e.search = &row
		p := b.searchTerm(op.Pred, e)
		name := t.name
		ts[i] = t.with(&plan.Filter{In: t.rel, Pred: b.cast(p, schema.Bool)})
		ts[i].name = name
	}
	return b.stack(ts, false, "$table")
}

// holding leaves out the tables that lack a column which every row in question must have.
func holding(ts []*table, pred syntax.Expr) []*table {
	var need []string
	var visit func(x syntax.Expr)
	visit = func(x syntax.Expr) {
		b, ok := bare(x).(*syntax.Binary)
		if !ok {
			return
		}
		if b.Op == "and" {
			visit(b.X)
			visit(b.Y)
			return
		}
		if n := asName(b.X); n != nil && b.Op != "or" && slices.ContainsFunc(ts, func(t *table) bool { return has(t.cols, n.Text) }) {
			need = append(need, n.Text)
		}
	}
	visit(pred)
	var out []*table
	for _, t := range ts {
		if t.open || !slices.ContainsFunc(need, func(n string) bool { return !has(t.cols, n) }) {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return ts
	}
	return out
}

// searched lists the tables of search and find.
func (b *binder) searched(in *table, named []syntax.Expr, op syntax.Operator) []*table {
	if in != nil {
		c := *in
		c.ingested = 0
		return []*table{&c}
	}
	var out []*table
	for _, x := range named {
		out = append(out, b.unionTables(x, false)...)
	}
	if len(named) > 0 {
		return out
	}
	b.warn(CodeSearchAll, op.Keyword(), fmt.Sprintf("%s reads every table", keyword(op)), "slow, and easily more than you want",
		"name the tables: `"+keyword(op)+" in (SigninLogs, AuditLogs) …`")
	views := b.scope.all(func(en *entry) bool { return en.view && en.lambda != nil && en.lambda.View })
	names := slices.Clone(b.o.Catalog.TableNames())
	slices.Sort(names)
	if len(names)+len(views) > maxSearched {
		left := len(names) + len(views) - maxSearched
		names = names[:max(0, maxSearched-len(views))]
		b.capped = true
		b.warn(CodeManyTables, op.Keyword(), fmt.Sprintf("%s reads %d tables at most, and %d of this scope are left out", keyword(op), maxSearched, left),
			"rows of those tables will be missing", "name the tables: `"+keyword(op)+" in (SigninLogs, AuditLogs) …`")
	}
	for _, en := range views {
		t := *b.namedTable(&syntax.Name{At: syntax.At{At: op.Keyword()}, Text: en.name}, en)
		t.name = en.name
		out = append(out, &t)
	}
	for _, n := range names {
		if t, _ := b.lookupTable(n); t != nil {
			out = append(out, b.scan(t))
		}
	}
	return out
}

// searchTerm binds a part of a search predicate: a bare text is looked for in every column.
func (b *binder) searchTerm(x syntax.Expr, e env) plan.Expr {
	switch y := bare(x).(type) {
	case *syntax.Literal:
		if y.Value.Type == schema.String && len(e.search.cols) > 1 && !strings.Contains(strings.Trim(y.Value.S, "*"), "*") {
			return b.term(b.rowText(e.search), y.Value.S, e.sensitive)
		}
		if y.Value.Type == schema.String {
			return b.anyColumn(e, func(c plan.Expr) plan.Expr { return b.term(c, y.Value.S, e.sensitive) })
		}
	case *syntax.Wildcard:
		if y.Pattern == "*" {
			return lit(value.Bool(true))
		}
	case *syntax.Binary:
		if isLogic(y.Op) {
			return b.logic(y, e)
		}
		if w, ok := bare(y.X).(*syntax.Wildcard); ok && w.Pattern == "*" {
			return b.star(y, e)
		}
	case *syntax.Call:
		if y.Fn.Text == "not" && len(y.Args) == 1 {
			return b.callScalar("not", b.cast(b.searchTerm(y.Args[0], e), schema.Bool))
		}
	}
	plain := e
	return b.predicate(x, plain)
}

// star is `* op y`. A negated operator has to hold of every column, which is that its opposite holds of
// none.
func (b *binder) star(y *syntax.Binary, e env) plan.Expr {
	if !strings.HasPrefix(y.Op, "!") {
		return b.anyColumn(e, func(c plan.Expr) plan.Expr { return b.starCompare(c, y, e) })
	}
	pos := *y
	pos.Op = strings.TrimPrefix(y.Op, "!")
	if pos.Op == "=" {
		pos.Op = "=="
	}
	return b.callScalar("not", b.star(&pos, e))
}

// rowText is the text of all columns, one a line, so that one look finds a term in any of them.
func (b *binder) rowText(t *table) plan.Expr {
	var ops []operand
	var names []string
	for i, c := range t.cols {
		if c.Type != schema.Unknown {
			ops = append(ops, named("c"+itoa(i), b.cast(ref(c), schema.String)))
			names = append(names, "$c"+itoa(i))
		}
	}
	if len(ops) == 0 {
		return lit(value.String(""))
	}
	return internal("row_text", "concat_ws(chr(10), "+strings.Join(names, ", ")+")", schema.String, ops...)
}

// starCompare is `* op y` for one column.
func (b *binder) starCompare(c plan.Expr, y *syntax.Binary, e env) plan.Expr {
	if y.Op == ":" {
		if v, ok := constant(b.scalar(y.Y, e)); ok && v.Type == schema.String {
			return b.term(c, v.S, e.sensitive)
		}
	}
	v := b.scalar(y.Y, e)
	if v.Type() == schema.String {
		return b.operate(y.Op, y.OpAt, y.Span(), []syntax.Expr{y.X, y.Y}, b.cast(c, schema.String), v)
	}
	if _, ok := common(c.Type(), v.Type()); !ok {
		return lit(value.Bool(false))
	}
	return b.operate(y.Op, y.OpAt, y.Span(), []syntax.Expr{y.X, y.Y}, c, v)
}

// searchColon is `column : "term"`.
func (b *binder) searchColon(x *syntax.Binary, e env) plan.Expr {
	c := b.scalar(x.X, e)
	v, ok := constant(b.scalar(x.Y, e))
	if !ok {
		b.err(CodeNotConst, x.Y.Span(), "`:` wants a constant text on its right", "")
		return unknown()
	}
	if v.Type != schema.String {
		return b.operate("==", x.OpAt, x.Span(), []syntax.Expr{x.X, x.Y}, c, lit(v))
	}
	if c.Type() == schema.Unknown {
		return unknownBool()
	}
	return b.term(c, v.S, e.sensitive)
}

// anyColumn asks a question of every column.
func (b *binder) anyColumn(e env, ask func(plan.Expr) plan.Expr) plan.Expr {
	var out plan.Expr
	for _, c := range e.search.cols {
		if c.Type == schema.Unknown {
			continue
		}
		x := ask(ref(c))
		if out == nil {
			out = x
		} else {
			out = b.apply("or", out, x)
		}
	}
	if out == nil {
		return lit(value.Bool(false))
	}
	return out
}

// term asks whether a value has a term; stars stand for any text at either end, or within.
func (b *binder) term(c plan.Expr, term string, sensitive bool) plan.Expr {
	op, text := "has", term
	starts, ends := strings.HasPrefix(term, "*"), strings.HasSuffix(term, "*")
	inner := strings.Trim(term, "*")
	switch {
	case inner == "":
		return lit(value.Bool(true))
	case strings.Contains(inner, "*"):
		re := "(?is)"
		if sensitive {
			re = "(?s)"
		}
		parts := strings.Split(term, "*")
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		return matchesPattern(b.cast(c, schema.String), re+strings.Join(parts, ".*"))
	case starts && ends:
		op, text = "contains", inner
	case starts:
		op, text = "hassuffix", inner
	case ends:
		op, text = "hasprefix", inner
	}
	if sensitive {
		op += "_cs"
	}
	return b.apply(op, b.cast(c, schema.String), lit(value.String(text)))
}

// findIn looks for rows in several tables and shows the columns that matter, the rest as a bag.
func (b *binder) findIn(in *table, op *syntax.Find) *table {
	ts := b.searched(in, op.In, op)
	if len(ts) == 0 {
		return badTable()
	}
	all := slotNames(slotsOf(ts))
	_, src := hint(op.Hints, "withsource")
	if src == "" {
		src = "source_"
	}
	var shown []*table
	for i, t := range ts {
		if t.bad {
			return badTable()
		}
		if t.name == "" {
			t.name = "find_arg" + itoa(i)
		}
		e := env{row: t, search: t, op: "find", at: op.Keyword(), searching: true, elsewhere: all}
		name := t.name
		t = t.with(&plan.Filter{In: t.rel, Pred: b.cast(b.searchTerm(op.Pred, e), schema.Bool)})
		shown = append(shown, b.shown(t, op, all, name, len(ts)))
	}
	return b.stack(shown, false, src)
}

// shown projects a table for find.
func (b *binder) shown(t *table, op *syntax.Find, all []slotName, name string, tables int) *table {
	wanted, pack := b.findColumns(op, all, tables)
	var items []plan.Item
	var rest []plan.Col
	for _, c := range t.cols {
		if !slices.Contains(wanted, c.Name) {
			rest = append(rest, c)
		}
	}
	for _, w := range wanted {
		if c, ok := t.find(w); ok {
			items = append(items, pass(c))
		} else if i := slices.IndexFunc(all, func(s slotName) bool { return s.base == w }); i >= 0 {
			items = append(items, plan.Item{Col: b.col(w, all[i].typ), X: lit(value.NullOf(all[i].typ))})
		}
	}
	if pack {
		x := b.packCols(rest, false)
		items = append(items, plan.Item{Col: b.col("pack_", schema.Dynamic), X: x})
	}
	out := b.project(t.unordered(), items)
	out.name = name
	return out
}

// findColumns are those that find names, else those of its predicate; pack tells whether a bag holds the
// others.
func (b *binder) findColumns(op *syntax.Find, all []slotName, tables int) (wanted []string, pack bool) {
	if len(op.Project) == 0 {
		named := namesOf(op.Pred)
		var mentioned []string
		for _, s := range all {
			switch {
			case slices.Contains(wanted, s.base) || slices.Contains(mentioned, s.base):
			case s.n == tables:
				wanted = append(wanted, s.base)
			case slices.Contains(named, s.base):
				mentioned = append(mentioned, s.base)
			}
		}
		return append(wanted, mentioned...), true
	}
	for _, p := range op.Project {
		if c, ok := bare(p).(*syntax.Call); ok {
			pack = pack || c.Fn.Text == "pack" || c.Fn.Text == "pack_all"
			continue
		}
		if n := b.resultName(p); n != "" {
			wanted = append(wanted, n)
		}
	}
	return wanted, pack
}

func namesOf(x syntax.Node) []string {
	var out []string
	if x == nil {
		return nil
	}
	syntax.Walk(x, func(n syntax.Node) bool {
		if n, ok := n.(*syntax.Name); ok {
			out = append(out, n.Text)
		}
		return true
	})
	return out
}
