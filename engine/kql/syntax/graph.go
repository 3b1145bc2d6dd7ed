package syntax

import (
	"fmt"

	"socrates/engine/kql/source"
)

func (p *parser) makeGraph(s Step) Operator {
	out := &MakeGraph{Step: s, Hints: p.hints()}
	out.Source = p.name("the column of an edge's source")
	p.arrow()
	out.Target = p.name("the column of an edge's target")
	if p.is("with_node_id") && p.peek(1).is("=") {
		p.i += 2
		out.NodeID = p.name("a name for the node's id")
	}
	if p.got("with") {
		out.Nodes = p.graphNodes(out)
	}
	if p.is("partitioned") && p.operatorWord(0) == 3 {
		p.i += 3
		out.PartitionBy = &GraphPartition{By: p.name("a column"), Sub: p.subPipe()}
	}
	return out
}

// arrow consumes -->.
func (p *parser) arrow() {
	for _, s := range []string{"-", "-", ">"} {
		if !p.expect(s, "source --> target") {
			return
		}
	}
}

// graphNodes reads `Table on id, …` or `with_node_id = name` behind with.
func (p *parser) graphNodes(out *MakeGraph) []GraphNodes {
	if p.is("with_node_id") && p.peek(1).is("=") {
		p.i += 2
		out.NodeID = p.name("a name for the node's id")
		return nil
	}
	var list []GraphNodes
	for {
		n := GraphNodes{Table: p.tableRef()}
		p.expect("on", "with Nodes on Id")
		n.On = p.name("the column of the node's id")
		list = append(list, n)
		if !p.got(",") {
			return list
		}
	}
}

func (p *parser) graphMatch(s Step) Operator {
	out := &GraphMatch{Step: s, Hints: p.hints("cycles")}
	out.Patterns = p.graphPatterns()
	out.Where, out.Project = p.graphTail()
	return out
}

func (p *parser) graphShortestPaths(s Step) Operator {
	out := &GraphShortestPaths{Step: s, Hints: p.hints("output", "cycles")}
	out.Patterns = p.graphPatterns()
	out.Where, out.Project = p.graphTail()
	return out
}

func (p *parser) graphTail() (where Expr, project []Expr) {
	if p.got("where") {
		where = p.predicate()
	}
	if p.got("project") {
		project = p.some()
	}
	return where, project
}

func (p *parser) graphPatterns() []*GraphPattern {
	var list []*GraphPattern
	for {
		list = append(list, p.graphPattern())
		if !p.got(",") {
			return list
		}
	}
}

func (p *parser) graphPattern() *GraphPattern {
	start := p.cur().at.Start
	out := &GraphPattern{}
	if p.named() {
		out.Name = p.name("a name for the path")
		p.next()
	}
	out.Nodes = append(out.Nodes, p.graphNode())
	for p.is("-") || p.is("<") {
		out.Edges = append(out.Edges, p.graphEdge())
		out.Nodes = append(out.Nodes, p.graphNode())
	}
	out.At = p.from(start)
	return out
}

func (p *parser) graphNode() *Name {
	if !p.is("(") {
		p.expect("(", "a node stands in parentheses: (a)-[e]->(b)")
		return &Name{At: At{source.At(p.end())}}
	}
	p.open()
	out := &Name{At: At{source.At(p.end())}}
	if p.atName() {
		out = p.name("a name for the node")
	}
	p.close()
	return out
}

// graphEdge reads -[e*1..3]->, <-[e]-, -[e]-, -->, <-- or --.
func (p *parser) graphEdge() *GraphEdge {
	start := p.cur().at.Start
	out := &GraphEdge{Min: 1, Max: 1}
	if p.got("<") {
		out.Dir = -1
	}
	p.expect("-", "an edge is -[name]->, <-[name]- or -[name]-")
	if p.is("[") {
		p.open()
		p.edgeBody(out)
		p.close()
	}
	p.expect("-", "an edge is -[name]->, <-[name]- or -[name]-")
	if p.got(">") {
		out.Dir = 1
	}
	out.At = p.from(start)
	return out
}

func (p *parser) edgeBody(out *GraphEdge) {
	if p.atName() {
		out.Name = p.name("a name for the edge")
	}
	if !p.got("*") {
		return
	}
	out.Variable = true
	out.Min = p.hops()
	p.expect("..", "the number of hops: *1..5")
	out.Max = p.hops()
}

func (p *parser) hops() int {
	t := p.cur()
	if t.kind == number && t.v.I >= 0 && t.v.I < 1000 {
		p.next()
		return int(t.v.I)
	}
	p.fail(source.Diag{Code: BadRepeat, Span: p.here(), Msg: fmt.Sprintf("the hops of an edge are whole numbers, not %s", shorten(t.raw)),
		Label: "expected a number", Hints: []string{"write, for one to five hops: *1..5"}})
	if t.kind == word {
		p.next()
	}
	return 1
}

func (p *parser) graphToTable(s Step) Operator {
	out := &GraphToTable{Step: s}
	for p.isAny("nodes", "edges") {
		start := p.cur().at.Start
		o := &GraphOutput{Kind: p.next().raw}
		if p.got("as") {
			o.As = p.name("a name for the table")
		}
		o.Hints = p.hints("with_node_id", "with_source_id", "with_target_id")
		o.At = p.from(start)
		out.Outputs = append(out.Outputs, o)
		if !p.got(",") {
			break
		}
	}
	if len(out.Outputs) == 0 {
		p.expect("nodes or edges", "graph-to-table nodes, edges")
	}
	return out
}
