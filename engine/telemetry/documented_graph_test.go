package telemetry_test

// hops is a small network: two ways of equal length from a to d, the upper one listed first.
const hops = `let edges = datatable (from:string, to:string, via:string) ["a", "b", "x", "b", "d", "x", "a", "c", "y", "c", "d", "y"];
let nodes = datatable (id:string, size:long) ["a", 1, "b", 2, "c", 3];
let net = edges | make-graph from --> to with nodes on id;
net
`

// Source: the pages of graph-to-table, graph-shortest-paths, make-graph, labels() and node_degree_in(). The
// numbers are those that hash() gives for the ids, as graph-to-table shows them.
var graphFacts = []documented{
	{"graph-to-table puts the ids of nodes first, as their hashes", `datatable (f:string, t:string) ["Alice", "Bob"] | make-graph f --> t
| graph-to-table edges with_source_id = S with_target_id = T`,
		[]string{"S | T | f | t", "-3122868243544336885 | -7133945255344544237 | Alice | Bob"}},
	{"a node that no table describes has its id", hops + "| graph-to-table nodes",
		[]string{"id | size", "a | 1", "b | 2", "c | 3", "d | <nil>"}},
	{"of two rows with one id one node is made", `let nodes = datatable (id:string, size:long) ["a", 1, "a", 1];
datatable (f:string, t:string) ["a", "b"] | make-graph f --> t with nodes on id | graph-to-table nodes`,
		[]string{"id | size", "a | 1", "b | <nil>"}},
	{"of two shortest paths the one along earlier edges", hops + `| graph-shortest-paths (x)-[e*1..3]->(y) where x.id == "a" and y.id == "d" project path = map(e, to)`,
		[]string{"path", `["b","d"]`}},
	{"all shortest paths", hops + `| graph-shortest-paths output = all (x)-[e*1..3]->(y) where x.id == "a" and y.id == "d" project path = map(e, to)`,
		[]string{"path", `["b","d"]`, `["c","d"]`}},
	{"a graph made of tables has no labels", hops + `| graph-match (x)-[e]->(y) where x.id == "c" project a = labels(x), b = labels(e), n = array_length(labels(y))`,
		[]string{"a | b | n", "[] | [] | 0"}},
	{"labels and degrees along a path take no argument", hops + `| graph-match (x)-[e*2..2]->(y) where all(e, array_length(labels()) == 0) and all(inner_edges(e), via == "x")
  project inner = map(inner_nodes(e), node_degree_in() + 10 * node_degree_out())`,
		[]string{"inner", "[11]"}},
}
