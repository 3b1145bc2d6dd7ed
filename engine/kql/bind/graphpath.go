package bind

import (
	"fmt"
	"strings"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// Edges of variable length: the paths that they stand for, and what map(), any() and all() ask of them.

// pathLimit caps the length of a path without a bound of its own.
const pathLimit = 32

// path binds an edge of variable length: all ways over edges, each edge at most once.
func (m *match) path(e *syntax.GraphEdge, from plan.Expr, where syntax.Expr, project []syntax.Expr) plan.Expr {
	b := m.b
	edges := m.g.edges()
	if e.Dir == 0 {
		edges = b.eitherWay(m.g)
	}
	nodes := m.g.nodes()
	if asksDegrees(where, project) {
		nodes = m.withDegrees(nodes)
	}
	asks := b.pathQuestions(e, edges, nodes, where, project)
	ins, names := b.pathColumns(edges, nodes, asks, e.Dir)
	s, t, n, way := b.col("", m.g.id), b.col("", m.g.id), b.col("", schema.Long), b.col("", schema.String)
	cols := []plan.Col{s, t, n, way}
	var start, next, sel []string
	pe := &pathEdge{variable: true, lists: map[string]plan.Col{}}
	for i, q := range asks {
		l := fmt.Sprintf("l%d", i)
		start, next = append(start, fmt.Sprintf("[e.%s] AS %s", names[3+i], l)), append(next, fmt.Sprintf("list_append(p.%s, e.%s)", l, names[3+i]))
		c := b.col("", q.result())
		cols = append(cols, c)
		pe.lists[q.key] = c
		sel = append(sel, q.sql(l)+" AS "+cid(c))
	}
	hi := e.Max
	if hi <= 0 || hi > pathLimit {
		hi = pathLimit
	}
	sql := fmt.Sprintf("WITH RECURSIVE e AS MATERIALIZED {0}, p AS (SELECT e.%[1]s AS s, e.%[2]s AS t, 1 AS n, [e.%[3]s] AS r, [e.%[1]s, e.%[2]s] AS v%[4]s FROM e "+
		"UNION ALL SELECT p.s, e.%[2]s, p.n + 1, list_append(p.r, e.%[3]s), list_append(p.v, e.%[2]s)%[5]s FROM p JOIN e ON e.%[1]s = p.t "+
		"WHERE p.n < %[6]d AND %[12]s) "+
		"SELECT s AS %[7]s, t AS %[8]s, n::BIGINT AS %[9]s, array_to_string(list_transform(r, lambda x: lpad(x::VARCHAR, 12, '0')), ',') AS %[13]s%[10]s FROM p WHERE n >= %[11]d",
		names[0], names[1], names[2], further(start), further(next), hi, cid(s), cid(t), cid(n), further(sel), max(1, e.Min), m.again(names), cid(way))
	rels := []plan.Rel{ins}
	if e.Min == 0 {
		still := m.g.nodes() // its own copy: nodes may stand in the relation already
		id, _ := still.find(graphID)
		rels = append(rels, still.rel)
		sql += fmt.Sprintf(" UNION ALL SELECT %[1]s, %[1]s, 0::BIGINT, ''%[2]s FROM {1}", cid(id), further(unasked(asks)))
	}
	raw := &table{rel: &plan.Raw{Ins: rels, SQL: sql, Columns: cols}}
	m.join(raw, b.apply("==", from, ref(s)))
	if e.Name != nil {
		m.edges[e.Name.Text] = pe
	}
	m.lens, m.ways = append(m.lens, ref(n)), append(m.ways, ref(way))
	return ref(t)
}

// again is the condition under which a path goes on over an edge: one that it has not used yet; with cycles=none,
// to a node where it has not been.
func (m *match) again(names []string) string {
	switch {
	case !m.unique:
		return "true"
	case m.simple:
		return fmt.Sprintf("NOT list_contains(p.v, e.%s)", names[1])
	}
	return fmt.Sprintf("NOT list_contains(p.r, e.%s)", names[2])
}

// further lists columns behind others.
func further(xs []string) string {
	if len(xs) == 0 {
		return ""
	}
	return ", " + strings.Join(xs, ", ")
}

// question is one use of map, any or all over a path.
type question struct {
	key    string // place of the call in the text
	fn     string // map, any or all
	inner  bool   // over inner_nodes(edge): all nodes between the ends
	x      plan.Expr
	isNode bool
}

func (q question) result() schema.Type {
	if q.fn == "map" {
		return schema.Dynamic
	}
	return schema.Bool
}

// unasked are the answers for a path without edges.
func unasked(asks []question) []string {
	var out []string
	for _, q := range asks {
		switch q.fn {
		case "any":
			out = append(out, "false")
		case "all":
			out = append(out, "true")
		default:
			out = append(out, "'[]'::JSON")
		}
	}
	return out
}

// sql turns the list of values along a path into the answer. The nodes listed are those that edges lead
// to; all but the last are inner ones.
func (q question) sql(l string) string {
	if q.inner {
		l = fmt.Sprintf("list_slice(%s, 1, len(%s) - 1)", l, l)
	}
	switch q.fn {
	case "any":
		return fmt.Sprintf("coalesce(list_bool_or(%s), false)", l)
	case "all":
		return fmt.Sprintf("coalesce(list_bool_and(%s), true)", l)
	}
	return fmt.Sprintf("to_json(%s)", l)
}

// selfKey is the question for a path itself: an array of its edges.
const selfKey = "self"

func callKey(c *syntax.Call) string { return fmt.Sprintf("%d-%d", c.Span().Start, c.Span().End) }

// pathQuestions finds what the operator asks of an edge of variable length.
func (b *binder) pathQuestions(e *syntax.GraphEdge, edges, nodes *table, where syntax.Expr, project []syntax.Expr) []question {
	if e.Name == nil {
		return nil
	}
	var out []question
	visit := func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Path: // path.Column
			if x := asName(n.X); x != nil && x.Text == e.Name.Text {
				if c, ok := (&table{cols: visible(edges)}).find(n.Name.Text); ok {
					out = append(out, question{key: "." + c.Name, fn: "map", x: b.cast(ref(c), schema.Dynamic)})
				}
				return false
			}
		case *syntax.Name: // the path as such
			if n.Text == e.Name.Text {
				out = append(out, question{key: selfKey, fn: "map", x: b.packCols(visible(edges), false)})
			}
			return true
		}
		c, ok := n.(*syntax.Call)
		if !ok || len(c.Args) != 2 || c.Fn.Text != "map" && c.Fn.Text != "any" && c.Fn.Text != "all" {
			return true
		}
		over, inner := pathOf(c.Args[0])
		if over != e.Name.Text {
			return true
		}
		q := question{key: callKey(c), fn: c.Fn.Text, inner: inner, isNode: inner}
		row := edges
		if inner {
			row = nodes
		}
		e := env{row: &table{cols: visible(row)}, op: "graph-match", graph: &match{b: b, along: row}}
		if q.fn == "map" {
			q.x = b.cast(b.scalar(c.Args[1], e), schema.Dynamic)
		} else {
			q.x = b.cast(b.predicate(c.Args[1], e), schema.Bool)
		}
		out = append(out, q)
		return false
	}
	if where != nil {
		syntax.Walk(where, visit)
	}
	for _, p := range project {
		syntax.Walk(p, visit)
	}
	return out
}

// pathOf reads `edge`, `inner_edges(edge)` or `inner_nodes(edge)`.
func pathOf(x syntax.Expr) (name string, inner bool) {
	if c, ok := bare(x).(*syntax.Call); ok && len(c.Args) == 1 && (c.Fn.Text == "inner_nodes" || c.Fn.Text == "inner_edges") {
		name, _ = pathOf(c.Args[0])
		return name, c.Fn.Text == "inner_nodes"
	}
	if n := asName(x); n != nil {
		return n.Text, false
	}
	return "", false
}

// Names of the columns with the degrees of nodes.
const (
	graphIn  = "$in"
	graphOut = "$out"
)

// withDegrees adds to nodes how many edges end and begin at each.
func (m *match) withDegrees(nodes *table) *table {
	n := &match{b: m.b, g: m.g, t: &table{rel: nodes.rel}}
	in, out := n.degree(nodes, graphTarget), n.degree(nodes, graphSource)
	return m.b.project(n.t, append(passAll(nodes.cols),
		plan.Item{Col: m.b.col(graphIn, schema.Long), X: in}, plan.Item{Col: m.b.col(graphOut, schema.Long), X: out}))
}

// asksDegrees says whether an expression asks for the degree of the nodes along a path.
func asksDegrees(where syntax.Expr, project []syntax.Expr) bool {
	found := false
	for _, x := range append([]syntax.Expr{where}, project...) {
		if x != nil {
			syntax.Walk(x, func(n syntax.Node) bool {
				c, ok := n.(*syntax.Call)
				found = found || ok && len(c.Args) == 0 && strings.HasPrefix(c.Fn.Text, "node_degree_")
				return !found
			})
		}
	}
	return found
}

// pathColumns is the relation that a path is made of: source, target, row, and the value of each question.
func (b *binder) pathColumns(edges, nodes *table, asks []question, dir int) (plan.Rel, []string) {
	src, _ := edges.find(graphSource)
	dst, _ := edges.find(graphTarget)
	row, _ := edges.find(graphRow)
	if dir < 0 {
		src, dst = dst, src
	}
	rel := edges.rel
	for _, q := range asks {
		if q.isNode {
			id, _ := nodes.find(graphID)
			rel = &plan.Join{Kind: plan.Left, L: edges.rel, R: nodes.rel, On: b.apply("==", ref(dst), ref(id))}
			break
		}
	}
	var items []plan.Item
	var names []string
	add := func(x plan.Expr) {
		c := b.col("", x.Type())
		items, names = append(items, plan.Item{Col: c, X: x}), append(names, cid(c))
	}
	add(ref(src))
	add(ref(dst))
	add(ref(row))
	for _, q := range asks {
		add(q.x)
	}
	return &plan.Project{In: rel, Items: items}, names
}

// shortest keeps, for each pair of ends, the shortest path, the first by the order of edges, or all that are as short.
func (m *match) shortest(all bool) {
	if len(m.lens) == 0 || len(m.ends) < 2 {
		return
	}
	if !all {
		m.t = m.t.with(&plan.PickOne{In: m.t.rel, By: m.ends[:2], Keys: []plan.SortKey{{X: m.lens[0]}, {X: m.ways[0]}}})
		return
	}
	rel := m.t.rel
	n, s, t := m.lens[0].(*plan.Ref), m.ends[0].(*plan.Ref), m.ends[1].(*plan.Ref)
	sql := fmt.Sprintf("SELECT * FROM {0} QUALIFY c%d = min(c%d) OVER (PARTITION BY c%d, c%d)", n.ID, n.ID, s.ID, t.ID)
	m.t = m.t.with(&plan.Raw{Ins: []plan.Rel{rel}, SQL: sql, Columns: rel.Cols()})
}
