package bind

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// A graph is two relations: edges, each with the ids of the nodes it joins, and nodes, each with its id.
// Operators on graphs are joins of the two. An edge of variable length is a recursive query over edges
// that carries along, for each path, what map(), any() and all() ask of its edges or inner nodes.

// graph is what make-graph gives.
type graph struct {
	edges func() *table // the edges' columns; hidden: row, source, target
	nodes func() *table // the nodes' columns; hidden: id
	// the hidden columns by their place behind the visible ones
	id   schema.Type
	part string // the column that make-graph partitions by; "" for one graph of all
}

// Names of the columns that graphs carry and no query can write.
const (
	graphRow    = "$row"
	graphSource = "$source"
	graphTarget = "$target"
	graphID     = "$id"
	graphPart   = "$part"
)

// makeGraph makes a graph of a table of edges and tables of nodes.
func (b *binder) makeGraph(in *table, op *syntax.MakeGraph) *table {
	src, ok1 := b.column(op.Source, in, "make-graph")
	dst, ok2 := b.column(op.Target, in, "make-graph")
	if !ok1 || !ok2 || in.bad {
		return badTable()
	}
	id := src.Type
	if id != dst.Type || op.PartitionBy != nil {
		id = schema.String
	}
	g := &graph{id: id}
	if op.PartitionBy != nil {
		if _, ok := b.column(op.PartitionBy.By, in, "make-graph"); !ok {
			return badTable()
		}
		g.part = op.PartitionBy.By.Text
	}
	g.edges = b.shared(b.graphEdges(g, in, src, dst), false)
	nodes := b.graphNodes(g, op, id)
	if nodes == nil {
		return badTable()
	}
	g.nodes = b.shared(nodes, false)
	whole := &table{rel: &plan.Values{}, graph: g}
	if op.PartitionBy == nil || op.PartitionBy.Sub == nil {
		return whole
	}
	got := b.run(whole, op.PartitionBy.Sub.Ops)
	if got.bad || got.graph != nil {
		return got
	}
	out := *got
	out.part = nil
	return b.project(&out, passAll(got.cols))
}

func (b *binder) graphEdges(g *graph, in *table, src, dst plan.Col) *table {
	t, row := b.numbered(in.unordered(), nil)
	items := append(passAll(in.cols),
		plan.Item{Col: b.col(graphRow, schema.Long), X: ref(row)},
		plan.Item{Col: b.col(graphSource, g.id), X: b.graphKey(g, in, src)},
		plan.Item{Col: b.col(graphTarget, g.id), X: b.graphKey(g, in, dst)})
	return b.project(t, b.withPart(g, in, items))
}

// graphKey is the id of a node as the graph knows it: in a partitioned graph, together with the partition.
func (b *binder) graphKey(g *graph, t *table, id plan.Col) plan.Expr {
	if p, ok := t.find(g.part); ok {
		return b.callScalar("strcat", b.cast(ref(p), schema.String), lit(value.String("\x01")), b.cast(ref(id), schema.String))
	}
	return b.cast(ref(id), g.id)
}

// withPart adds the partition's value to the columns of a partitioned graph.
func (b *binder) withPart(g *graph, t *table, items []plan.Item) []plan.Item {
	if p, ok := t.find(g.part); ok {
		items = append(items, plan.Item{Col: b.col(graphPart, schema.String), X: b.cast(ref(p), schema.String)})
	}
	return items
}

// keyOf are the id of a node, and its partition, in a table that holds them.
func (b *binder) keyOf(t *table, id string) []plan.Item {
	c, _ := t.find(id)
	items := []plan.Item{{Col: b.col(graphID, c.Type), X: ref(c)}}
	if p, ok := t.find(graphPart); ok {
		items = append(items, plan.Item{Col: b.col(graphPart, p.Type), X: ref(p)})
	}
	return items
}

// graphNodes are all ids of edges and node tables, with the properties that the node tables give them.
func (b *binder) graphNodes(g *graph, op *syntax.MakeGraph, id schema.Type) *table {
	var ids []*table
	for _, name := range []string{graphSource, graphTarget} {
		e := g.edges()
		ids = append(ids, b.project(e, b.keyOf(e, name)))
	}
	var props []*table
	for _, n := range op.Nodes {
		t := b.tabular(n.Table)
		c, ok := b.column(n.On, t, "make-graph")
		if !ok || t.bad {
			return nil
		}
		if g.part != "" && !has(t.cols, g.part) {
			b.err(CodeNoName, op.PartitionBy.By.Span(), fmt.Sprintf("make-graph: a table of nodes has no column %q", g.part), "edges and nodes are both told apart by it",
				fmt.Sprintf("extend the nodes first: `| extend %s = …`", g.part))
			return nil
		}
		keyed := b.project(t.unordered(), b.withPart(g, t, append(passAll(t.cols), plan.Item{Col: b.col(graphID, id), X: b.graphKey(g, t, c)})))
		use := b.shared(keyed, false)
		props = append(props, use())
		k := use()
		ids = append(ids, b.project(k, b.keyOf(k, graphID)))
	}
	all := b.stack(ids, false, "")
	all = all.with(&plan.Distinct{In: all.rel})
	key, _ := all.find(graphID)
	if len(props) == 0 {
		items := passAll(all.cols)
		if op.NodeID != nil {
			items = append([]plan.Item{{Col: b.col(op.NodeID.Text, id), X: b.shownKey(g, key)}}, items...)
		}
		return b.project(all, items)
	}
	return b.described(g, all, b.merged(b.stack(props, false, "")), op)
}

// merged makes one node of all rows with the same id.
func (b *binder) merged(props *table) *table {
	var by, rest []plan.Item
	for _, c := range props.cols {
		it := plan.Item{Col: b.col(c.Name, c.Type), X: ref(c)}
		if c.Name == graphID || c.Name == graphPart {
			by = append(by, it)
			continue
		}
		it.X = b.aggregateOf("take_any", it.X)
		rest = append(rest, it)
	}
	if len(rest) == 0 {
		return props
	}
	return b.grouped(props, by, rest)
}

// described gives the nodes their properties. Of a node that no table describes only the id is known.
func (b *binder) described(g *graph, all, props *table, op *syntax.MakeGraph) *table {
	key, _ := all.find(graphID)
	pk, _ := props.find(graphID)
	known := b.col("", schema.Long)
	props = b.project(props, append(passAll(props.cols), plan.Item{Col: known, X: long(1)}))
	out := all.unordered()
	out.rel = &plan.Join{Kind: plan.Left, L: all.rel, R: props.rel, On: &plan.Same{X: ref(key), Y: ref(pk)}}
	var items []plan.Item
	for _, c := range props.cols {
		switch {
		case c.Name == graphID || c.Name == graphPart || c == known:
		case slices.ContainsFunc(op.Nodes, func(n syntax.GraphNodes) bool { return n.On != nil && n.On.Text == c.Name }):
			id := &plan.Case{When: []plan.Expr{isNull(ref(known))}, Then: []plan.Expr{b.cast(b.shownKey(g, key), c.Type)}, Else: ref(c), T: c.Type}
			items = append(items, plan.Item{Col: b.col(c.Name, c.Type), X: id})
		default:
			items = append(items, pass(c))
		}
	}
	return b.project(out, append(items, passAll(all.cols)...))
}

// shownKey is the id of a node as the query shows it.
func (b *binder) shownKey(g *graph, key plan.Col) plan.Expr {
	if g.part == "" {
		return ref(key)
	}
	return internal("shown", "split_part($x, chr(1), 2)", schema.String, named("x", ref(key)))
}

// graphStep applies an operator to a graph.
func (b *binder) graphStep(in *table, op syntax.Operator) *table {
	switch op := op.(type) {
	case *syntax.GraphMatch:
		return b.graphMatch(in.graph, op.Patterns, op.Where, op.Project, op.Hints, op, false)
	case *syntax.GraphShortestPaths:
		return b.graphMatch(in.graph, op.Patterns, op.Where, op.Project, op.Hints, op, true)
	case *syntax.GraphMarkComponents:
		return b.markComponents(in.graph, op)
	case *syntax.GraphToTable:
		return b.graphToTable(in.graph, op)
	case *syntax.As:
		c := *in
		b.scope.add(&entry{name: op.Name.Text, at: op.Name.Span(), table: func() *table { return &c }})
		return in
	}
	b.err(CodeGraph, op.Keyword(), fmt.Sprintf("`%s` needs a table", keyword(op)), "a graph stands before it", "turn it into a table first with graph-match or graph-to-table")
	return badTable()
}

func visible(t *table) []plan.Col {
	var out []plan.Col
	for _, c := range t.cols {
		if !strings.HasPrefix(c.Name, "$") {
			out = append(out, c)
		}
	}
	return out
}

// graphToTable gives the nodes or the edges back. Both get their names, for the statements that follow; of two,
// the first is the answer.
func (b *binder) graphToTable(g *graph, op *syntax.GraphToTable) *table {
	var first *table
	for _, o := range op.Outputs {
		t := b.graphOutput(g, o)
		if o.As != nil {
			t.name = o.As.Text
			b.scope.add(&entry{name: o.As.Text, at: o.As.Span(), table: b.shared(t, false)})
		}
		if first == nil {
			first = t
		}
	}
	if first == nil {
		return badTable()
	}
	return first
}

func (b *binder) graphOutput(g *graph, o *syntax.GraphOutput) *table {
	t := g.nodes()
	if strings.HasPrefix(o.Kind, "edge") {
		t = g.edges()
	}
	var items []plan.Item
	for _, id := range graphIDs {
		if h, name := hint(o.Hints, id.hint); h != nil {
			if c, ok := t.find(id.hidden); ok {
				items = append(items, plan.Item{Col: b.col(name, schema.Long), X: b.callScalar("hash", b.shownKey(g, c))})
			}
		}
	}
	return b.project(t, append(items, passAll(visible(t))...))
}

// graphIDs are the numbers that graph-to-table can show: each is the hash of a node's id.
var graphIDs = []struct{ hint, hidden string }{{"with_node_id", graphID}, {"with_source_id", graphSource}, {"with_target_id", graphTarget}}

// markComponents numbers the connected parts of a graph, and adds the number to the nodes.
func (b *binder) markComponents(g *graph, op *syntax.GraphMarkComponents) *table {
	name := "ComponentId"
	if h, n := hint(op.Hints, "with_component_id"); h != nil {
		name = n
	}
	e, n := g.edges(), g.nodes()
	row := b.col("", schema.Long)
	key, _ := n.find(graphID)
	src, _ := e.find(graphSource)
	dst, _ := e.find(graphTarget)
	comp := b.col(name, schema.Long)
	cols := make([]plan.Col, len(n.cols))
	var sel []string
	for i, c := range n.cols {
		cols[i] = b.col(c.Name, c.Type)
		sel = append(sel, fmt.Sprintf("n.%s AS %s", cid(c), cid(cols[i])))
	}
	reach := weakly
	if _, kind := hint(op.Hints, "kind"); strings.EqualFold(kind, "strong") {
		reach = strongly
	}
	sql := fmt.Sprintf("WITH RECURSIVE n AS MATERIALIZED (SELECT *, row_number() OVER () AS %[1]s FROM {0}), e AS MATERIALIZED {1}, "+
		"u AS MATERIALIZED (SELECT a.%[1]s AS s, b.%[1]s AS t FROM e JOIN n a ON a.%[2]s = e.%[3]s JOIN n b ON b.%[2]s = e.%[4]s), "+reach+
		"SELECT %[5]s, (dense_rank() OVER (ORDER BY m.root) - 1)::BIGINT AS %[6]s FROM n JOIN m ON m.id = n.%[1]s",
		cid(row), cid(key), cid(src), cid(dst), strings.Join(sel, ", "), cid(comp))
	t := &table{rel: &plan.Raw{Ins: []plan.Rel{n.rel, e.rel}, SQL: sql, Columns: append(slices.Clone(cols), comp)}, cols: append(slices.Clone(cols), comp)}
	out := *g
	out.nodes = b.shared(t, false)
	return &table{rel: &plan.Values{}, graph: &out}
}

// The root of a node is the least node that it is connected with: over edges in either direction, or, strongly,
// along edges both there and back.
const (
	weakly = "w AS MATERIALIZED (SELECT s, t FROM u UNION SELECT t, s FROM u), " +
		"r(id, root) AS (SELECT %[1]s, %[1]s FROM n UNION SELECT w.t, r.root FROM r JOIN w ON w.s = r.id WHERE r.root < w.t), " +
		"m AS (SELECT id, min(root) AS root FROM r GROUP BY id) "
	strongly = "r(id, root) AS (SELECT %[1]s, %[1]s FROM n UNION SELECT u.t, r.root FROM r JOIN u ON u.s = r.id), " +
		"m AS (SELECT x.id, min(x.root) AS root FROM r x JOIN r y ON y.id = x.root AND y.root = x.id GROUP BY x.id) "
)

// matching of patterns

// step of a pattern under construction
type match struct {
	b      *binder
	g      *graph
	t      *table               // joined so far
	nodes  map[string]*table    // by name: the columns of a node that is bound
	edges  map[string]*pathEdge // by name
	rows   []plan.Expr          // the row numbers of single edges, for uniqueness
	ids    []plan.Expr          // the node ids in order, for cycles=none
	lens   []plan.Expr          // lengths of variable edges
	ways   []plan.Expr          // texts that order the paths of variable edges by their rows
	ends   []plan.Expr          // ids of the ends of the first pattern
	unique bool
	simple bool   // cycles=none: no node twice
	along  *table // inside map, any or all: the element of the path that is looked at
}

// pathEdge is an edge of a pattern that is bound.
type pathEdge struct {
	t        *table // a single edge's columns
	variable bool
	lists    map[string]plan.Col // results of map, any and all, by their text's place
}

func (b *binder) graphMatch(g *graph, ps []*syntax.GraphPattern, where syntax.Expr, project []syntax.Expr, hints []*syntax.Hint, op syntax.Operator, shortest bool) *table {
	_, cycles := hint(hints, "cycles")
	m := &match{b: b, g: g, nodes: map[string]*table{}, edges: map[string]*pathEdge{}, unique: cycles != "all", simple: cycles == "none"}
	for _, p := range ps {
		if !m.pattern(p, where, project) {
			return badTable()
		}
	}
	if m.t == nil {
		return badTable()
	}
	e := env{row: &table{}, also: m.also(), op: keyword(op), at: op.Keyword(), graph: m}
	if cycles == "none" {
		m.t = m.t.with(&plan.Filter{In: m.t.rel, Pred: m.allDiffer(m.ids)})
	}
	if where != nil {
		pred := b.cast(b.predicate(where, e), schema.Bool) // may join degrees to the table
		m.t = m.t.with(&plan.Filter{In: m.t.rel, Pred: pred})
	}
	if shortest {
		_, output := hint(hints, "output")
		m.shortest(output == "all")
	}
	return m.project(project, e)
}

func (m *match) allDiffer(xs []plan.Expr) plan.Expr {
	var out plan.Expr
	for i := range xs {
		for j := i + 1; j < len(xs); j++ {
			out = m.b.both(out, m.b.apply("!=", xs[i], xs[j]))
		}
	}
	if out == nil {
		return lit(value.Bool(true))
	}
	return out
}

// pattern joins the nodes and edges of one path.
func (m *match) pattern(p *syntax.GraphPattern, where syntax.Expr, project []syntax.Expr) bool {
	if len(p.Nodes) == 0 {
		return false
	}
	at := m.node(p.Nodes[0], nil)
	first := at
	for i, e := range p.Edges {
		next := m.edge(e, at, where, project)
		if next == nil {
			return false
		}
		at = m.node(p.Nodes[i+1], next)
	}
	m.ends = append(m.ends, first, at)
	return true
}

// join puts a relation beside what is joined so far.
func (m *match) join(t *table, on plan.Expr) {
	if m.t == nil {
		m.t = &table{rel: t.rel}
		return
	}
	kind := plan.Inner
	if on == nil {
		on = lit(value.Bool(true))
	}
	m.t = &table{rel: &plan.Join{Kind: kind, L: m.t.rel, R: t.rel, On: on}}
}

// node binds a node whose id has to be one of the expressions; nil for any. It returns its id.
func (m *match) node(n *syntax.Name, id plan.Expr) plan.Expr {
	if n != nil && n.Text != "" {
		if t := m.nodes[n.Text]; t != nil {
			c, _ := t.find(graphID)
			if id != nil {
				m.t = m.t.with(&plan.Filter{In: m.t.rel, Pred: m.b.apply("==", id, ref(c))})
			}
			return ref(c)
		}
	}
	t := m.g.nodes()
	c, _ := t.find(graphID)
	var on plan.Expr
	if id != nil {
		on = m.b.apply("==", id, ref(c))
	}
	m.join(t, on)
	if n != nil && n.Text != "" {
		m.nodes[n.Text] = t
	}
	m.ids = append(m.ids, ref(c))
	return ref(c)
}

// edge joins an edge that leaves a node, and returns the id at its other end.
func (m *match) edge(e *syntax.GraphEdge, from plan.Expr, where syntax.Expr, project []syntax.Expr) plan.Expr {
	if e.Variable {
		return m.path(e, from, where, project)
	}
	t := m.g.edges()
	if e.Dir == 0 {
		t = m.b.eitherWay(m.g)
	}
	src, _ := t.find(graphSource)
	dst, _ := t.find(graphTarget)
	if e.Dir < 0 {
		src, dst = dst, src
	}
	m.join(t, m.b.apply("==", from, ref(src)))
	row, _ := t.find(graphRow)
	m.uniqueRow(ref(row))
	if e.Name != nil {
		m.edges[e.Name.Text] = &pathEdge{t: t}
	}
	return ref(dst)
}

// uniqueRow keeps an edge from standing for two edges of a pattern.
func (m *match) uniqueRow(row plan.Expr) {
	if m.unique {
		for _, r := range m.rows {
			m.t = m.t.with(&plan.Filter{In: m.t.rel, Pred: m.b.apply("!=", r, row)})
		}
	}
	m.rows = append(m.rows, row)
}

// eitherWay is every edge twice, the second time turned around.
func (b *binder) eitherWay(g *graph) *table {
	there, back := g.edges(), g.edges()
	items := passAll(back.cols)
	s, t := slices.IndexFunc(back.cols, is(graphSource)), slices.IndexFunc(back.cols, is(graphTarget))
	items[s], items[t] = plan.Item{Col: b.col(graphSource, back.cols[t].Type), X: ref(back.cols[t])}, plan.Item{Col: b.col(graphTarget, back.cols[s].Type), X: ref(back.cols[s])}
	return b.stack([]*table{there, b.project(back, items)}, false, "")
}

func is(name string) func(plan.Col) bool { return func(c plan.Col) bool { return c.Name == name } }

// also are the names of nodes and edges, for `a.name`.
func (m *match) also() map[string]*qualified {
	out := map[string]*qualified{}
	for n, t := range m.nodes {
		out[n] = m.b.side(&table{cols: visible(t)}, "the node "+n)
	}
	for n, e := range m.edges {
		if e.variable {
			out[n] = &qualified{what: "a path; ask it with map(), any() or all()", find: func(name string) (plan.Expr, bool) {
				c, ok := e.lists["."+name]
				return ref(c), ok
			}}
			continue
		}
		out[n] = m.b.side(&table{cols: visible(e.t)}, "the edge "+n)
	}
	return out
}

// project computes the answer; a property is named after its node: a_name.
func (m *match) project(items []syntax.Expr, e env) *table {
	b := m.b
	names := newNamer()
	var out []plan.Item
	if len(items) == 0 {
		return b.project(m.parted(), m.everything(names))
	}
	for _, it := range items {
		for _, o := range b.outputs(it, e) {
			if p, ok := bare(o.at).(*syntax.Path); ok && o.given == nil {
				o.name = joined(b.resultName(p.X), p.Name.Text)
			}
			name := names.auto(o.name)
			out = append(out, plan.Item{Col: b.col(name, o.x.Type()), X: o.x})
		}
	}
	return b.project(m.parted(), out)
}

// parted is the table with the partition told apart, so that later steps work within each.
func (m *match) parted() *table {
	for _, n := range m.nodes {
		if p, ok := n.find(graphPart); ok {
			m.t.part = []plan.Col{p}
			break
		}
	}
	return m.t
}

func (m *match) everything(names *namer) []plan.Item {
	var out []plan.Item
	var order []string
	for n := range m.nodes {
		order = append(order, n)
	}
	slices.Sort(order)
	for _, n := range order {
		for _, c := range visible(m.nodes[n]) {
			out = append(out, plan.Item{Col: m.b.col(names.auto(n+"_"+c.Name), c.Type), X: ref(c)})
		}
	}
	return out
}

// ofElement is what a node or an edge is asked for: by its name, or without one along a path. nil for
// another function.
func (m *match) ofElement(x *syntax.Call) plan.Expr {
	var node *table
	element := m.along != nil && len(x.Args) == 0
	if len(x.Args) == 1 {
		name, _ := pathOf(x.Args[0])
		node = m.nodes[name]
		element = node != nil || m.edges[name] != nil
	}
	if x.Fn.Text == "labels" && element { // a graph made of tables has none
		return lit(value.Dynamic("[]"))
	}
	end, column := graphTarget, graphIn
	switch x.Fn.Text {
	case "node_degree_in":
	case "node_degree_out":
		end, column = graphSource, graphOut
	default:
		return nil
	}
	if node != nil {
		return m.degree(node, end)
	}
	if c, ok := m.along.find(column); ok && element {
		return ref(c)
	}
	return nil
}

// degree is `node_degree_in(node)` or `node_degree_out(node)`: how many edges end or begin at it.
func (m *match) degree(node *table, end string) plan.Expr {
	b := m.b
	e := m.g.edges()
	at, _ := e.find(end)
	key := b.col("", at.Type)
	n := plan.Item{Col: b.col("", schema.Long), X: b.countRows()}
	counts := b.grouped(&table{rel: e.rel}, []plan.Item{{Col: key, X: ref(at)}}, []plan.Item{n})
	id, _ := node.find(graphID)
	m.t = m.t.with(&plan.Join{Kind: plan.Left, L: m.t.rel, R: counts.rel, On: b.apply("==", ref(id), ref(key))})
	return orElse(ref(n.Col), long(0))
}

// pathValue is the path of an edge of variable length, as an array of its edges.
func (m *match) pathValue(name string) (plan.Expr, bool) {
	pe := m.edges[name]
	if pe == nil || !pe.variable {
		return nil, false
	}
	c, ok := pe.lists[selfKey]
	return ref(c), ok
}

// graphCall binds map, any and all over the path of an edge, and the functions of a node.
func (b *binder) graphCall(x *syntax.Call, e env) (plan.Expr, bool) {
	if len(x.Args) < 2 {
		if out := e.graph.ofElement(x); out != nil {
			return out, true
		}
	}
	if len(x.Args) != 2 {
		return nil, false
	}
	name, _ := pathOf(x.Args[0])
	pe := e.graph.edges[name]
	if pe == nil || !pe.variable {
		return nil, false
	}
	c, ok := pe.lists[callKey(x)]
	if !ok {
		return nil, false
	}
	return ref(c), true
}
