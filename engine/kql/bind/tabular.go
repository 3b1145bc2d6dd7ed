package bind

import (
	"fmt"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// isTable reports whether an expression is a table by its form alone.
func isTable(x syntax.Expr) bool {
	switch x := x.(type) {
	case *syntax.Datatable, *syntax.ExternalData, *syntax.Range, *syntax.Print:
		return true
	case *syntax.Paren:
		return isTable(x.X)
	case *syntax.Pipe:
		return len(x.Ops) > 0 || x.Source != nil && isTable(x.Source)
	}
	return false
}

// isTabular reports whether an expression means a table, in the scope as it stands.
func (b *binder) isTabular(x syntax.Expr) bool {
	switch x := bare(x).(type) {
	case *handed, *syntax.Datatable, *syntax.ExternalData, *syntax.Range, *syntax.Print, *syntax.Pipe:
		return true
	case *syntax.Name:
		return b.nameIsTable(x)
	case *syntax.Path:
		return elsewhere(x) != nil
	case *syntax.Call:
		return b.callIsTable(x)
	}
	return false
}

func (b *binder) nameIsTable(n *syntax.Name) bool {
	if en := b.scope.find(n.Text); en != nil {
		return en.table != nil || en.lambda != nil && len(en.lambda.Params) == 0 && b.bodyIsTable(en)
	}
	if t, m := b.lookupTable(n.Text); t != nil || m != nil {
		return true
	}
	_, ok := b.o.Catalog.Function(n.Text)
	return ok
}

func (b *binder) callIsTable(x *syntax.Call) bool {
	if elsewhere(x) != nil {
		return true
	}
	if en := b.scope.find(x.Fn.Text); en != nil && en.lambda != nil {
		return b.bodyIsTable(en)
	}
	switch x.Fn.Text {
	case "materialize", "table", "view", "database", "cluster", "workspace", "arg", "adx", "resource", "app", "external_table", "materialized_view":
		return true
	}
	if _, ok := funcs.Lookup(x.Fn.Text); ok || specials[x.Fn.Text] != nil {
		return false
	}
	f, ok := b.o.Catalog.Function(x.Fn.Text)
	if !ok || f.Text == "" {
		return ok
	}
	en, ok := b.storedFunction(x.Fn.Text)
	return ok && b.bodyIsTable(en)
}

// bodyIsTable looks at the form of a function's last expression, with its parameters and lets in sight.
func (b *binder) bodyIsTable(en *entry) bool {
	if b.depth > maxDepth {
		return false
	}
	b.depth++
	defer func() { b.depth-- }()
	inner := newScope(en.env)
	for _, p := range en.lambda.Params {
		inner.add(b.madeUp(p))
	}
	out := false
	b.within(inner, func() {
		last := lastQuery(en.lambda.Body)
		for i, s := range en.lambda.Body {
			switch s := s.(type) {
			case *syntax.Let:
				b.scope.add(b.letForm(s))
			case *syntax.ExprStatement:
				out = i == last && (isTable(s.X) || b.isTabular(s.X))
			}
		}
	})
	return out
}

// letForm stands for a let whose value is not needed, only whether it is a table.
func (b *binder) letForm(s *syntax.Let) *entry {
	en := &entry{name: s.Name.Text, at: s.Name.Span()}
	if l, ok := bare(s.Value).(*syntax.Lambda); ok {
		en.lambda, en.env = l, b.scope
	} else if isTable(s.Value) || b.isTabular(s.Value) {
		en.table = badTable
	} else {
		en.scalar = unknown()
	}
	return en
}

// tabular binds an expression that has to be a table. It never returns nil.
func (b *binder) tabular(x syntax.Expr) *table {
	if x == nil {
		return badTable()
	}
	if !b.enter(x.Span()) {
		b.leave()
		return badTable()
	}
	defer b.leave()
	switch x := x.(type) {
	case *syntax.Bad:
		return badTable()
	case *syntax.Call:
		return b.tableCall(x)
	case *syntax.Datatable:
		return b.datatable(x)
	case *syntax.ExternalData:
		return b.externalData(x)
	case *handed:
		return x.t
	case *syntax.Name:
		return b.tableName(x)
	case *syntax.Paren:
		return b.tabular(x.X)
	case *syntax.Path:
		return b.tablePath(x)
	case *syntax.Pipe:
		return b.pipe(x)
	case *syntax.Print:
		return b.print(x)
	case *syntax.Range:
		return b.rangeOf(x)
	case *syntax.Wildcard:
		b.err(CodeStar, x.Span(), fmt.Sprintf("`%s` cannot stand here", x.Pattern), "a wildcard names several tables", "read them together with `union "+x.Pattern+"`")
		return badTable()
	}
	b.scalar(x, env{})
	b.err(CodeNotTable, x.Span(), "a table is wanted here", "this is a single value", "to show a value, write `print …`")
	return badTable()
}

// tableName resolves a bare name: what let named, else a function of the catalogue, else a table.
func (b *binder) tableName(n *syntax.Name) *table {
	if en := b.scope.find(n.Text); en != nil {
		return b.namedTable(n, en)
	}
	if en, ok := b.storedFunction(n.Text); ok {
		return b.inlineTable(n.Span(), en, nil, env{})
	}
	if f, ok := b.o.Catalog.Function(n.Text); ok {
		return b.emptyFunction(f)
	}
	t, missing := b.lookupTable(n.Text)
	if t != nil {
		return b.scan(t)
	}
	if missing != nil {
		d := b.err(CodeNoTable, n.Span(), missing.Msg, "not in this scope")
		if missing.Hint != "" && d.Code != "" {
			d.Hints = append(d.Hints, missing.Hint)
		}
		return badTable()
	}
	b.noTable(n)
	return badTable()
}

func (b *binder) namedTable(n *syntax.Name, en *entry) *table {
	switch {
	case en.table != nil:
		return en.table()
	case en.bad:
		return badTable()
	case en.lambda != nil:
		return b.inlineTable(n.Span(), en, nil, env{})
	}
	b.err(CodeNotTable, n.Span(), fmt.Sprintf("%q is a value, not a table", n.Text), "a table is wanted here")
	return badTable()
}

func (b *binder) noTable(n *syntax.Name) {
	d := b.err(CodeNoTable, n.Span(), fmt.Sprintf("the name %q does not refer to any known table, tabular variable or function", n.Text), "")
	if near := nearest(n.Text, b.tableNames()); near != "" {
		b.replace(d, n.Span(), quoted(near))
	} else if d.Code != "" {
		d.Hints = append(d.Hints, "look at the schema for the tables of this scope; their names are case-sensitive")
	}
}

// tableNames lists everything that can stand where a table is wanted.
func (b *binder) tableNames() []string {
	out := entryNames(b.scope.all(func(en *entry) bool { return en.table != nil || en.lambda != nil }))
	out = append(out, b.o.Catalog.TableNames()...)
	return append(out, b.o.Catalog.FunctionNames()...)
}

func (b *binder) lookupTable(name string) (*Table, *Missing) {
	return b.o.Catalog.Table(name)
}

// scan reads a table of the catalogue.
func (b *binder) scan(t *Table) *table {
	s := &plan.Scan{Name: t.Name, From: t.From, Time: t.Time, Ingested: t.Ingested}
	out := &table{name: t.Name}
	for _, c := range t.Columns {
		col := b.col(c.Name, c.Type)
		out.cols = append(out.cols, col)
		s.Columns = append(s.Columns, col)
		s.Source = append(s.Source, c.SQL)
	}
	if t.Ingested != "" {
		col := b.col("", schema.Datetime)
		out.ingested = col.ID
		s.Columns = append(s.Columns, col)
		s.Source = append(s.Source, t.Ingested)
	}
	out.rel = s
	return out
}

// storedFunction parses a function of the catalogue whose text is known.
func (b *binder) storedFunction(name string) (*entry, bool) {
	f, ok := b.o.Catalog.Function(name)
	if !ok || f.Text == "" {
		return nil, false
	}
	q, diags := syntax.Parse("let f = " + strings.TrimRight(f.Text, "; \t\r\n") + ";\nprint 0") // a let alone is no query
	if diags.HasErrors() || len(q.Statements) == 0 {
		return nil, false
	}
	s, ok := q.Statements[0].(*syntax.Let)
	if !ok {
		return nil, false
	}
	l, ok := bare(s.Value).(*syntax.Lambda)
	if !ok {
		l = &syntax.Lambda{At: s.At, Body: []syntax.Statement{&syntax.ExprStatement{At: s.At, X: s.Value}}}
	}
	return &entry{name: name, lambda: l, env: newScope(nil), stored: true}, true
}

// emptyFunction is a function that exists with its schema only; without one, any column may be asked of it.
func (b *binder) emptyFunction(f *StoredFunction) *table {
	t := b.empty(f.Columns)
	t.open = f.Open || len(f.Columns) == 0
	return t
}

// tableCall binds a call that has to give a table.
func (b *binder) tableCall(x *syntax.Call) *table {
	if at := elsewhere(x); at != nil {
		return b.elsewhereTable(x, at)
	}
	if en := b.scope.find(x.Fn.Text); en != nil && (en.lambda != nil || en.bad) {
		if en.bad {
			return badTable()
		}
		return b.inlineTable(x.Span(), en, x.Args, env{})
	}
	switch x.Fn.Text {
	case "materialize":
		return b.materialize(x)
	case "table":
		return b.tableByName(x)
	}
	if en, ok := b.storedFunction(x.Fn.Text); ok {
		return b.inlineTable(x.Span(), en, x.Args, env{})
	}
	if f, ok := b.o.Catalog.Function(x.Fn.Text); ok {
		for _, a := range x.Args {
			if n, ok := a.(*syntax.NamedExpr); ok {
				a = n.X
			}
			if !isTable(a) && !b.isTabular(a) {
				b.scalar(a, env{})
			}
		}
		return b.emptyFunction(f)
	}
	if b.function(x.Fn.Text, env{}) != nil || specials[x.Fn.Text] != nil {
		b.err(CodeNotTable, x.Span(), fmt.Sprintf("%s() gives a value, not a table", x.Fn.Text), "a table is wanted here", "to show a value, write `print …`")
		return badTable()
	}
	d := b.err(CodeNoFunction, x.Fn.Span(), fmt.Sprintf("the name %q does not refer to any known function", x.Fn.Text), "")
	if b.absent(d, x.Fn.Text) {
		return badTable()
	}
	if near := nearest(x.Fn.Text, b.tableNames()); near != "" {
		b.replace(d, x.Fn.Span(), near)
	}
	return badTable()
}

// materialize computes a table once for all its uses.
func (b *binder) materialize(x *syntax.Call) *table {
	if len(x.Args) != 1 {
		b.err(CodeArity, x.Span(), fmt.Sprintf("materialize() takes 1 argument, not %d", len(x.Args)), "")
		return badTable()
	}
	return b.tabular(x.Args[0])
}

// tableByName is `table("Name")`.
func (b *binder) tableByName(x *syntax.Call) *table {
	if len(x.Args) == 0 {
		b.err(CodeArity, x.Span(), "table() takes 1 argument, not 0", "")
		return badTable()
	}
	v, ok := constant(b.scalar(x.Args[0], env{}))
	if !ok || v.Type != schema.String {
		b.err(CodeNotConst, x.Args[0].Span(), "table(): the name must be a constant text", "this differs from row to row, or is no text")
		return badTable()
	}
	if v.Null || v.S == "" {
		return badTable()
	}
	return b.tableName(&syntax.Name{At: syntax.At{At: x.Args[0].Span()}, Text: v.S})
}

// elsewhere finds the call that begins a path to another place: cluster(…), workspace(…) and their like.
func elsewhere(x syntax.Expr) *syntax.Call {
	switch x := bare(x).(type) {
	case *syntax.Path:
		return elsewhere(x.X)
	case *syntax.Call:
		if x.On != nil {
			return elsewhere(x.On)
		}
		switch x.Fn.Text {
		case "cluster", "database", "workspace", "arg", "adx", "resource", "app", "external_table", "materialized_view", "stored_query_result":
			return x
		}
	}
	return nil
}

// tablePath is `database("x").T` and its like, or an alias.
func (b *binder) tablePath(x *syntax.Path) *table {
	if at := elsewhere(x); at != nil {
		return b.elsewhereTable(x, at)
	}
	if n := asName(x.X); n != nil && b.aliases[n.Text] {
		return b.tableName(x.Name)
	}
	b.err(CodeNotTable, x.Span(), "a table is wanted here", "this is no table of the scope")
	return badTable()
}

// elsewhereTable reads the table of the same name here: a tenant has one workspace and one database.
// Where the name is not known, the answer is that the other place is not reachable.
func (b *binder) elsewhereTable(x syntax.Expr, at *syntax.Call) *table {
	var n *syntax.Name
	switch x := bare(x).(type) {
	case *syntax.Path:
		n = x.Name
	case *syntax.Call:
		n = x.Fn
		if x.On != nil && x.Fn.Text != "table" {
			en, ok := b.storedFunction(n.Text)
			if ok {
				return b.inlineTable(x.Span(), en, x.Args, env{})
			}
			if f, ok := b.o.Catalog.Function(n.Text); ok {
				return b.emptyFunction(f)
			}
		}
		if x.On != nil && x.Fn.Text == "table" {
			return b.tableByName(x)
		}
	}
	if n != nil && n != at.Fn && local(at) {
		if t, missing := b.lookupTable(n.Text); t != nil || missing != nil {
			return b.tableName(n)
		}
		if _, ok := b.o.Catalog.Function(n.Text); ok {
			return b.tableName(n)
		}
	}
	if n != nil && (n != at.Fn || !local(at) && len(at.Args) == 1 && n.Text != "arg" && n.Text != "adx") {
		t := b.empty(nil)
		t.open = true
		b.warn(CodeElsewhere, at.Span(), fmt.Sprintf("%s(…) is another place, which cannot be reached from here", at.Fn.Text),
			"its tables are taken to be empty", "read a table of this scope instead")
		return t
	}
	b.err(CodeElsewhere, at.Span(), fmt.Sprintf("%s(…) names a place, not a table", at.Fn.Text), "a table is wanted here", "write a dot and the table's name behind it")
	return badTable()
}

// local reports whether a place may be taken for this one.
func local(at *syntax.Call) bool {
	switch at.Fn.Text {
	case "database", "workspace", "cluster", "app", "resource":
		return true
	}
	return false
}

// externalData refuses to read addresses; what the query goes on to say is checked nevertheless.
func (b *binder) externalData(x *syntax.ExternalData) *table {
	if !b.o.Files {
		b.err(CodeExternal, x.Span(), "externaldata cannot be read here", "a query of this trainer reaches no network and no file",
			"write the rows into the query: `datatable (…) [ … ]`, or use a watchlist: `_GetWatchlist(\"name\")`")
	} else {
		b.warn(CodeExternalEmpty, x.Span(), "externaldata is taken to be empty", "nothing outside is read; the rest of the query is checked and runs")
	}
	return b.empty(typedColumns(x.Columns))
}

func typedColumns(ps []*syntax.Param) []schema.Column {
	var out []schema.Column
	for _, p := range ps {
		out = append(out, schema.Column{Name: p.Name.Text, Type: p.Type})
	}
	return out
}

// pipe binds a source and its operators.
func (b *binder) pipe(x *syntax.Pipe) *table {
	if x.Source == nil {
		return b.run(nil, x.Ops)
	}
	return b.run(b.tabular(x.Source), x.Ops)
}

func (b *binder) run(t *table, ops []syntax.Operator) *table {
	for _, op := range ops {
		in := t
		if in == nil && !beginsPipe(op) {
			b.err(CodeNotTable, op.Keyword(), "an operator needs a table to work on", "no table stands before it", "begin with a table: `SigninLogs | …`")
			return badTable()
		}
		if !b.enter(op.Span()) {
			b.leave()
			return badTable()
		}
		t = b.step(in, op)
		if in != nil {
			t = t.after(in, op.Span(), keyword(op))
		}
		b.leave()
	}
	if t == nil {
		return badTable()
	}
	return t
}

func beginsPipe(op syntax.Operator) bool {
	switch op.(type) {
	case *syntax.Union, *syntax.Search, *syntax.Find:
		return true
	}
	return false
}
