package bind

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// plugins are what evaluate can call, one function each.
var plugins map[string]func(*binder, *table, *syntax.Evaluate) *table

func init() {
	plugins = map[string]func(*binder, *table, *syntax.Evaluate) *table{
		"active_users_count":         (*binder).activeUsers,
		"activity_counts_metrics":    (*binder).activityCounts,
		"activity_engagement":        (*binder).activityEngagement,
		"activity_metrics":           (*binder).activityMetrics,
		"autocluster":                (*binder).autocluster,
		"bag_unpack":                 (*binder).bagUnpack,
		"basket":                     (*binder).basket,
		"dcount_intersect":           (*binder).dcountIntersect,
		"diffpatterns":               (*binder).diffPatterns,
		"diffpatterns_text":          (*binder).diffTexts,
		"funnel_sequence":            (*binder).funnelSequence,
		"funnel_sequence_completion": (*binder).funnelCompletion,
		"geo_line_lookup":            (*binder).geoLookup,
		"geo_polygon_lookup":         (*binder).geoLookup,
		"ipv4_lookup":                (*binder).ipLookup,
		"ipv6_lookup":                (*binder).ipLookup,
		"narrow":                     (*binder).narrow,
		"new_activity_metrics":       (*binder).newActivityMetrics,
		"pivot":                      (*binder).pivot,
		"preview":                    (*binder).preview,
		"rolling_percentile":         (*binder).rollingPercentile,
		"rows_near":                  (*binder).rowsNear,
		"schema_merge":               (*binder).schemaMerge,
		"sequence_detect":            (*binder).sequenceDetect,
		"session_count":              (*binder).sessionCount,
		"sliding_window_counts":      (*binder).slidingCounts,
	}
}

// Plugins lists the names of all plugins, those that are refused among them.
func Plugins() []string {
	var out []string
	for name := range plugins {
		out = append(out, name)
	}
	for name := range refusedPlugins {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// refusedPlugins exist in Kusto and cannot exist here.
var refusedPlugins = map[string]string{
	"python": "it runs programs, and a query of this trainer runs none", "r": "it runs programs, and a query of this trainer runs none",
	"http_request":                      "a query of this trainer reaches no network",
	"http_request_post":                 "a query of this trainer reaches no network",
	"sql_request":                       "a query of this trainer reaches no other database",
	"mysql_request":                     "a query of this trainer reaches no other database",
	"postgresql_request":                "a query of this trainer reaches no other database",
	"cosmosdb_sql_request":              "a query of this trainer reaches no other database",
	"azure_digital_twins_query_request": "a query of this trainer reaches no other service",
	"ai_embed_text":                     "a query of this trainer reaches no other service",
	"ai_embeddings":                     "a query of this trainer reaches no other service",
	"ai_chat_completion":                "a query of this trainer reaches no other service",
}

func (b *binder) evaluate(in *table, op *syntax.Evaluate) *table {
	if op.Call == nil || op.Call.Fn == nil {
		return in.broken()
	}
	name := op.Call.Fn.Text
	if p := plugins[name]; p != nil {
		return b.declared(p(b, in, op), op)
	}
	if why, ok := refusedPlugins[strings.ToLower(name)]; ok {
		b.err(CodeUnsupported, op.Call.Fn.Span(), fmt.Sprintf("the plugin %s is not part of this trainer", name), why)
		return in.broken()
	}
	d := b.err(CodeNoPlugin, op.Call.Fn.Span(), fmt.Sprintf("no plugin %q is known", name), "")
	var known []string
	for n := range plugins {
		known = append(known, n)
	}
	slices.Sort(known)
	if near := nearest(name, known); near != "" {
		b.replace(d, op.Call.Fn.Span(), near)
	} else if d.Code != "" {
		d.Hints = append(d.Hints, "the plugins are "+list(known, 30))
	}
	return in.broken()
}

// declared brings the answer of a plugin to the schema that the query declares behind it.
func (b *binder) declared(t *table, op *syntax.Evaluate) *table {
	if op.Schema == nil || t.bad {
		return t
	}
	var items []plan.Item
	if op.Star || op.Schema.Star {
		for _, c := range t.cols {
			if c.ID <= b.before && !inParams(op.Schema.Columns, c.Name) {
				items = append(items, pass(c))
			}
		}
	}
	for _, p := range op.Schema.Columns {
		x := lit(value.NullOf(p.Type))
		if c, ok := t.find(p.Name.Text); ok {
			x = b.cast(ref(c), p.Type)
		}
		items = append(items, plan.Item{Col: b.col(p.Name.Text, p.Type), X: x})
	}
	out := b.project(t, items)
	out.open = false
	return out
}

func inParams(ps []*syntax.Param, name string) bool {
	return slices.ContainsFunc(ps, func(p *syntax.Param) bool { return p.Name.Text == name })
}

// pluginArgs sorts a plugin's arguments: by position, and by name.
func pluginArgs(c *syntax.Call) (pos []syntax.Expr, named map[string]syntax.Expr) {
	named = map[string]syntax.Expr{}
	for _, a := range c.Args {
		if n, ok := a.(*syntax.NamedExpr); ok && len(n.Names) == 1 {
			named[n.Names[0].Text] = n.X
			continue
		}
		pos = append(pos, a)
	}
	return pos, named
}

func (b *binder) constText(x syntax.Expr) string {
	if x == nil {
		return ""
	}
	v, ok := constant(b.scalar(x, env{}))
	if !ok {
		b.err(CodeNotConst, x.Span(), "this argument must be constant", "")
	}
	return v.S
}

func (b *binder) constBool(x syntax.Expr) bool {
	if x == nil {
		return false
	}
	v, _ := constant(b.scalar(x, env{}))
	return v.B
}

// ask runs SQL over a plan before the query itself; ok is false when there is nobody to ask.
func (b *binder) ask(rel plan.Rel) (rows [][]any, ok bool) {
	if b.o.Probe == nil || b.o.SQL == nil || b.diags.HasErrors() {
		return nil, false
	}
	sql, err := b.o.SQL(rel)
	if err != nil {
		return nil, false
	}
	rows, err = b.o.Probe(b.o.Context, sql)
	return rows, err == nil
}

// bagUnpack makes a column of each property of a bag. Which there are, and of what types, only the data
// tells.
func (b *binder) bagUnpack(in *table, op *syntax.Evaluate) *table {
	b.before = b.nextCol
	pos, named := pluginArgs(op.Call)
	if len(pos) == 0 {
		b.err(CodeArity, op.Call.Span(), "bag_unpack() wants the column to unpack", "")
		return in.broken()
	}
	bag := b.scalar(pos[0], b.rowEnv(in, op, nil))
	if bag.Type() != schema.Dynamic {
		if bag.Type() != schema.Unknown {
			b.err(CodeArgType, pos[0].Span(), fmt.Sprintf("bag_unpack() wants a dynamic column, and this is %s", bag.Type()), "", "parse it first: `extend d = parse_json(…)`")
		}
		return in.broken()
	}
	arg := func(i int, name string) syntax.Expr {
		if i < len(pos) {
			return pos[i]
		}
		return named[name]
	}
	prefix := b.constText(arg(1, "OutputColumnPrefix"))
	conflict := b.constText(arg(2, "columnsConflict"))
	ignored := b.ignoredNames(arg(3, "ignoredProperties"))
	props := b.properties(in, bag, op)
	props = slices.DeleteFunc(props, func(c schema.Column) bool { return slices.Contains(ignored, c.Name) })
	return b.unpacked(in, pos[0], bag, props, prefix, conflict, op)
}

func (b *binder) ignoredNames(x syntax.Expr) []string {
	if x == nil {
		return nil
	}
	v, _ := constant(b.scalar(x, env{}))
	return namesIn(v)
}

// properties lists the properties of a bag column in the data, by name.
func (b *binder) properties(in *table, bag plan.Expr, op *syntax.Evaluate) []schema.Column {
	if op.Schema != nil {
		return typedColumns(op.Schema.Columns)
	}
	c := plan.Item{Col: b.col("", schema.Dynamic), X: bag}
	k, t := b.col("key", schema.String), b.col("type", schema.String)
	rel := &plan.Raw{Ins: []plan.Rel{&plan.Project{In: in.rel, Items: []plan.Item{c}}}, Columns: []plan.Col{k, t},
		SQL: fmt.Sprintf("SELECT DISTINCT e.key AS %s, e.type AS %s FROM {0} t, json_each(t.%s) e WHERE json_type(t.%s) = 'OBJECT'", cid(k), cid(t), cid(c.Col), cid(c.Col))}
	rows, ok := b.ask(rel)
	if !ok {
		return nil
	}
	return columnsOf(rows)
}

// columnsOf joins the JSON types that a property has into one type.
func columnsOf(rows [][]any) []schema.Column {
	types := map[string]schema.Type{}
	for _, r := range rows {
		name, t := fmt.Sprint(r[0]), jsonTypes[fmt.Sprint(r[1])]
		old, ok := types[name]
		if w, fits := common(old, t); ok && fits {
			t = w
		} else if ok {
			t = schema.Dynamic
		}
		types[name] = t
	}
	var out []schema.Column
	for n, t := range types {
		if t == schema.Unknown {
			t = schema.Dynamic
		}
		out = append(out, schema.Column{Name: n, Type: t})
	}
	slices.SortFunc(out, func(x, y schema.Column) int { return cmp.Compare(x.Name, y.Name) })
	return out
}

var jsonTypes = map[string]schema.Type{
	"BIGINT": schema.Long, "UBIGINT": schema.Long, "HUGEINT": schema.Real, "DOUBLE": schema.Real, "VARCHAR": schema.String,
	"BOOLEAN": schema.Bool, "OBJECT": schema.Dynamic, "ARRAY": schema.Dynamic,
}

func (b *binder) unpacked(in *table, from syntax.Expr, bag plan.Expr, props []schema.Column, prefix, conflict string, op *syntax.Evaluate) *table {
	var items []plan.Item
	own := ""
	if n := asName(from); n != nil {
		own = n.Text
	}
	done := map[string]bool{}
	prop := func(p schema.Column) plan.Item {
		done[p.Name] = true
		x := b.cast(&plan.Access{X: bag, Key: lit(value.String(p.Name))}, p.Type)
		return plan.Item{Col: b.col(prefix+p.Name, p.Type), X: x}
	}
	byName := map[string]schema.Column{}
	for _, p := range props {
		byName[prefix+p.Name] = p
	}
	for _, c := range in.cols {
		p, clash := byName[c.Name]
		switch {
		case c.Name == own && clash:
			items = append(items, prop(p))
		case c.Name == own:
		case clash && conflict == "keep_source":
			done[p.Name] = true
			items = append(items, pass(c))
		case clash && conflict == "replace_source":
			items = append(items, prop(p))
		case clash && op.Schema == nil:
			b.err(CodeDuplicate, op.Call.Span(), fmt.Sprintf("a property and a column are both named %q", c.Name), "", "give the new columns a prefix: `bag_unpack(d, \"d_\")`")
			done[p.Name] = true
		case clash:
			items = append(items, prop(p))
		default:
			items = append(items, pass(c))
		}
	}
	for _, p := range props {
		if !done[p.Name] {
			items = append(items, prop(p))
		}
	}
	if c, ok := in.find(own); ok && len(items) == 0 {
		items = append(items, pass(c)) // an answer without any column would be none
	}
	out := b.project(in, items)
	out.open = out.open || op.Schema == nil // other data would have other properties
	return out
}

// pivot turns the values of a column into columns.
func (b *binder) pivot(in *table, op *syntax.Evaluate) *table {
	b.before = b.nextCol
	pos, _ := pluginArgs(op.Call)
	if len(pos) == 0 {
		b.err(CodeArity, op.Call.Span(), "pivot() wants the column whose values become columns", "")
		return in.broken()
	}
	x := b.scalar(pos[0], b.rowEnv(in, op, nil))
	agg, used := b.pivotAgg(in, op, pos)
	if x.Type() == schema.Unknown || agg.Type() == schema.Unknown {
		return in.broken()
	}
	by := b.pivotRest(in, op, pos, x, used)
	text := b.cast(x, schema.String)
	names := b.pivotValues(in, text, op)
	var aggs []plan.Item
	for _, n := range names {
		when := b.apply("==", text, lit(value.String(n)))
		aggs = append(aggs, plan.Item{Col: b.col(n, agg.Type()), X: filtered(agg, when)})
	}
	var t *table
	if len(aggs) == 0 {
		t = b.project(in.unordered(), by)
		t = t.with(&plan.Distinct{In: t.rel})
	} else {
		t = b.grouped(in, by, aggs)
	}
	t.open = op.Schema == nil // other data would have other values
	return t
}

func (b *binder) pivotAgg(in *table, op *syntax.Evaluate, pos []syntax.Expr) (plan.Expr, map[plan.ColID]bool) {
	used := map[plan.ColID]bool{}
	if len(pos) < 2 {
		return b.countRows(), used
	}
	e := b.rowEnv(in, op, nil)
	e.aggs = true
	agg := b.scalar(pos[1], e)
	plan.Refs(agg, func(r *plan.Ref) { used[r.ID] = true })
	return agg, used
}

// pivotRest are the columns that stay: those named, else all that are not pivoted or aggregated.
func (b *binder) pivotRest(in *table, op *syntax.Evaluate, pos []syntax.Expr, x plan.Expr, used map[plan.ColID]bool) []plan.Item {
	if len(pos) > 2 {
		var out []plan.Item
		for _, p := range pos[2:] {
			if c, ok := b.column(p, in, "pivot"); ok {
				out = append(out, plan.Item{Col: b.col(c.Name, c.Type), X: ref(c)})
			}
		}
		return out
	}
	plan.Refs(x, func(r *plan.Ref) { used[r.ID] = true })
	var out []plan.Item
	for _, c := range in.cols {
		if !used[c.ID] {
			out = append(out, plan.Item{Col: b.col(c.Name, c.Type), X: ref(c)})
		}
	}
	return out
}

func (b *binder) pivotValues(in *table, text plan.Expr, op *syntax.Evaluate) []string {
	if op.Schema != nil {
		var out []string
		for _, c := range typedColumns(op.Schema.Columns) {
			out = append(out, c.Name)
		}
		return out
	}
	c := b.col("value", schema.String)
	rows, _ := b.ask(&plan.Distinct{In: &plan.Project{In: in.rel, Items: []plan.Item{{Col: c, X: text}}}})
	var out []string
	for _, r := range rows {
		out = append(out, fmt.Sprint(r[0]))
	}
	slices.Sort(out)
	return out
}

// filtered is an aggregate over the rows for which a condition holds.
func filtered(x, when plan.Expr) plan.Expr {
	switch x := x.(type) {
	case *plan.AggCall:
		c := *x
		c.Filter = when
		return &c
	case *plan.Call:
		c := *x
		c.Args = make([]plan.Expr, len(x.Args))
		for i, a := range x.Args {
			c.Args[i] = filtered(a, when)
		}
		return &c
	case *plan.Cast:
		return &plan.Cast{X: filtered(x.X, when), To: x.To}
	case *plan.Access:
		return &plan.Access{X: filtered(x.X, when), Key: x.Key}
	}
	return x
}

// narrow turns every cell into a row: Row, Column, Value.
func (b *binder) narrow(in *table, op *syntax.Evaluate) *table {
	t, at := b.numbered(in, nil)
	var cells []plan.Expr
	for _, c := range in.cols {
		cells = append(cells, b.cast(ref(c), schema.String))
	}
	name, val := b.col("", schema.Dynamic), b.col("", schema.Dynamic)
	u := &plan.Unnest{In: t.rel, Lists: []plan.Expr{lit(value.Dynamic(jsonTexts(in.names()))), b.callScalar("pack_array", cells...)},
		Elems: []plan.Col{name, val}, Bag: []plan.BagMode{plan.BagAsBags, plan.BagAsBags}}
	row := b.apply("-", ref(at), long(1))
	return b.project(t.with(u), []plan.Item{
		{Col: b.col("Row", schema.Long), X: row},
		{Col: b.col("Column", schema.String), X: b.cast(ref(name), schema.String)},
		{Col: b.col("Value", schema.String), X: b.cast(ref(val), schema.String)},
	})
}

// ipLookup joins addresses with the networks that hold them.
func (b *binder) ipLookup(in *table, op *syntax.Evaluate) *table {
	name := op.Call.Fn.Text
	pos, named := pluginArgs(op.Call)
	if len(pos) < 3 {
		b.err(CodeArity, op.Call.Span(), name+"() wants a table, a column with addresses and a column of the table with networks", "")
		return in.broken()
	}
	right := b.tabular(pos[0])
	if right.bad {
		return right
	}
	ip := b.scalar(pos[1], b.rowEnv(in, op, nil))
	network := b.scalar(pos[2], env{row: right})
	keys, unmatched := pos[3:], named["return_unmatched"]
	if n := len(keys); n > 0 && asName(keys[n-1]) == nil {
		keys, unmatched = keys[:n-1], keys[n-1]
	}
	if ip.Type() == schema.Unknown || network.Type() == schema.Unknown {
		return in.broken()
	}
	on := b.callScalar(name[:4]+"_is_in_range", b.cast(ip, schema.String), b.cast(network, schema.String))
	for _, k := range keys {
		l, lok := b.column(k, in, name)
		r, rok := b.column(k, right, name)
		if lok && rok {
			on = b.both(on, b.apply("==", ref(l), ref(r)))
		}
	}
	kind := plan.Inner
	if b.constBool(unmatched) {
		kind = plan.Left
	}
	out := in.unordered()
	out.rel = &plan.Join{Kind: kind, L: in.rel, R: right.rel, On: on}
	first, second := in.cols, right.cols
	if name == "ipv6_lookup" { // as the engine was seen to do
		first, second = right.cols, in.cols
	}
	names := newNamer()
	var items []plan.Item
	for _, c := range append(slices.Clone(first), second...) {
		if len(keys) > 0 && names.taken[c.Name] {
			continue
		}
		items = append(items, plan.Item{Col: plan.Col{ID: c.ID, Name: names.auto(c.Name), Type: c.Type}, X: ref(c)})
	}
	return b.project(out, items)
}

// rowsNear keeps rows that stand near a row for which a condition holds.
func (b *binder) rowsNear(in *table, op *syntax.Evaluate) *table {
	pos, _ := pluginArgs(op.Call)
	if len(pos) < 2 {
		b.err(CodeArity, op.Call.Span(), "rows_near() wants a condition and a number of rows", "")
		return in.broken()
	}
	w := newWindows()
	p := b.predicate(pos[0], b.rowEnv(in, op, w))
	var ns []int64
	for _, x := range pos[1:min(3, len(pos))] {
		v, _ := constant(b.number(x, "rows_near"))
		ns = append(ns, max(0, v.I))
	}
	if p.Type() == schema.Unknown {
		return in.broken()
	}
	t, at := b.numbered(w.apply(in), nil)
	hit := b.col("", schema.Bool)
	items := append(passAll(in.cols), plan.Item{Col: plan.Col{ID: at.ID, Type: schema.Long}, X: ref(at)}, plan.Item{Col: hit, X: p})
	near := b.col("", schema.Bool)
	cols := append(slices.Clone(in.cols), plan.Col{ID: at.ID, Type: schema.Long}, near)
	sql := fmt.Sprintf("SELECT *, bool_or(%s) OVER (ORDER BY %s ROWS BETWEEN %d PRECEDING AND %d FOLLOWING) AS %s FROM {0}",
		cid(hit), cid(at), ns[len(ns)-1], ns[0], cid(near))
	raw := &plan.Raw{Ins: []plan.Rel{&plan.Project{In: t.rel, Items: items}}, SQL: sql, Columns: cols}
	out := in.with(&plan.Filter{In: raw, Pred: ref(near)})
	out = out.sorted([]plan.SortKey{{X: ref(at), NullsFirst: true}})
	out.ingested = 0
	return b.project(out, passAll(in.cols))
}
