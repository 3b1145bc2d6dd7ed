package assist

import "slices"

// OperatorPage is the reference of one operator or statement.
type OperatorPage struct {
	Name    string
	Kind    string // "plugin", "function", "type", "comparison"; empty for an operator or statement
	Aliases []string
	Group   string // "filter", "shape", "aggregate", "combine", …
	Syntax  string
	Doc     string // one sentence
	Example string // runs as it stands
	// Want is the answer of Example: a line with the column names and one for each row, cells
	// separated by " | ", worked out by hand. Empty where the answer differs from run to run.
	Want []string
}

// logons is the table that most examples use.
const logons = `datatable (User:string, Device:string, Tries:long) [
    "ada", "WS1", 3,
    "ada", "WS2", 1,
    "bob", "WS1", 7]
`

// operatorPages are all operators in the order of the reference.
var operatorPages = []OperatorPage{
	{Name: "where", Aliases: []string{"filter"}, Group: "Choosing rows", Syntax: "T | where condition",
		Doc:     "Keeps the rows for which the condition is true.",
		Example: logons + "| where User == \"ada\" and Tries > 2", Want: []string{"User | Device | Tries", "ada | WS1 | 3"}},
	{Name: "take", Aliases: []string{"limit"}, Group: "Choosing rows", Syntax: "T | take number",
		Doc:     "Keeps at most so many rows, no matter which; for the first in an order use top.",
		Example: logons + "| where User == \"bob\" | take 5", Want: []string{"User | Device | Tries", "bob | WS1 | 7"}},
	{Name: "top", Group: "Choosing rows", Syntax: "T | top number by column [asc|desc] [nulls first|nulls last], …",
		Doc:     "Keeps the first rows in an order, which is descending unless asc is written.",
		Example: logons + "| top 2 by Tries", Want: []string{"User | Device | Tries", "bob | WS1 | 7", "ada | WS1 | 3"}},
	{Name: "distinct", Group: "Choosing rows", Syntax: "T | distinct column, … or *",
		Doc:     "Keeps one row for each combination of the columns.",
		Example: logons + "| distinct User | sort by User asc", Want: []string{"User", "ada", "bob"}},
	{Name: "sample", Group: "Choosing rows", Syntax: "T | sample number",
		Doc:     "Takes so many rows at random.",
		Example: logons + "| sample 3 | count", Want: []string{"Count", "3"}},
	{Name: "sample-distinct", Group: "Choosing rows", Syntax: "T | sample-distinct number of column",
		Doc:     "Takes so many different values of a column.",
		Example: logons + "| sample-distinct 5 of User | sort by User asc", Want: []string{"User", "ada", "bob"}},
	{Name: "search", Group: "Choosing rows", Syntax: "[T |] search [kind=case_sensitive] [in (table, …)] condition",
		Doc:     "Finds rows with a term in any column; a bare string means that some column has it.",
		Example: logons + "| search \"bob\" | project User, Tries", Want: []string{"User | Tries", "bob | 7"}},
	{Name: "find", Group: "Choosing rows", Syntax: "find [withsource=column] [in (table, …)] where condition [project column, …]",
		Doc:     "Finds rows that fulfil a condition in several tables at once.",
		Example: "let T = " + logons + ";\nfind in (T) where Tries > 5 project User", Want: nil},

	{Name: "extend", Group: "Shaping columns", Syntax: "T | extend name = expression, …",
		Doc:     "Adds computed columns, or replaces columns of the same name.",
		Example: logons + "| extend Many = Tries > 2 | project User, Many | take 3 | sort by User desc | take 1", Want: []string{"User | Many", "bob | true"}},
	{Name: "project", Group: "Shaping columns", Syntax: "T | project column, name = expression, …",
		Doc:     "Keeps exactly the columns named, in that order, and computes new ones.",
		Example: logons + "| where User == \"bob\" | project Device, Double = Tries * 2", Want: []string{"Device | Double", "WS1 | 14"}},
	{Name: "project-away", Group: "Shaping columns", Syntax: "T | project-away column or pattern*, …",
		Doc:     "Drops the columns named.",
		Example: logons + "| where User == \"bob\" | project-away D*", Want: []string{"User | Tries", "bob | 7"}},
	{Name: "project-keep", Group: "Shaping columns", Syntax: "T | project-keep column or pattern*, …",
		Doc:     "Keeps the columns named, in the order of the table.",
		Example: logons + "| where User == \"bob\" | project-keep Tries, User", Want: []string{"User | Tries", "bob | 7"}},
	{Name: "project-rename", Group: "Shaping columns", Syntax: "T | project-rename new = old, …",
		Doc:     "Renames columns and keeps all others.",
		Example: logons + "| where User == \"bob\" | project-rename Account = User", Want: []string{"Account | Device | Tries", "bob | WS1 | 7"}},
	{Name: "project-reorder", Group: "Shaping columns", Syntax: "T | project-reorder column or pattern* [asc|desc|granny-asc|granny-desc], …",
		Doc:     "Moves the columns named to the front.",
		Example: logons + "| where User == \"bob\" | project-reorder Tries", Want: []string{"Tries | User | Device", "7 | bob | WS1"}},
	{Name: "project-by-names", Group: "Shaping columns", Syntax: "T | project-by-names name or list of names, …",
		Doc:     "Keeps the columns whose names are given as strings or as a list.",
		Example: logons + "| where User == \"bob\" | project-by-names dynamic([\"Tries\"])", Want: []string{"Tries", "7"}},
	{Name: "getschema", Group: "Shaping columns", Syntax: "T | getschema",
		Doc:     "Answers with the table's columns and their types instead of its rows.",
		Example: logons + "| getschema | project ColumnName, ColumnType", Want: []string{"ColumnName | ColumnType", "User | string", "Device | string", "Tries | long"}},

	{Name: "summarize", Group: "Aggregating", Syntax: "T | summarize [name =] aggregate, … [by [name =] expression, …]",
		Doc:     "Groups rows by the expressions behind by and computes one row for each group.",
		Example: logons + "| summarize Total = sum(Tries), Devices = dcount(Device) by User | sort by User asc",
		Want:    []string{"User | Total | Devices", "ada | 4 | 2", "bob | 7 | 1"}},
	{Name: "count", Group: "Aggregating", Syntax: "T | count",
		Doc:     "Counts the rows.",
		Example: logons + "| count", Want: []string{"Count", "3"}},
	{Name: "make-series", Group: "Aggregating", Syntax: "T | make-series [name =] aggregate [default = value], … on column [from start to end] step width [by column, …]",
		Doc:     "Makes arrays with one value for each step of time, empty steps included.",
		Example: "range n from 1 to 3 step 2\n| make-series c = count() default = 0 on n from 1 to 4 step 1", Want: []string{"c | n", "[1,0,1] | [1,2,3]"}},
	{Name: "top-nested", Group: "Aggregating", Syntax: "T | top-nested [number] of column [with others = name] by aggregate [asc|desc], top-nested …",
		Doc:     "Finds the top values of a column, and within each the top values of the next.",
		Example: logons + "| top-nested 1 of User by sum(Tries)", Want: []string{"User | aggregated_User", "bob | 7"}},
	{Name: "top-hitters", Group: "Aggregating", Syntax: "T | top-hitters number of column [by expression]",
		Doc:     "Finds the most frequent values of a column, or those with the largest sum.",
		Example: logons + "| top-hitters 1 of User", Want: []string{"User | approximate_count_User", "ada | 2"}},
	{Name: "reduce", Group: "Aggregating", Syntax: "T | reduce by column [with threshold = 0.1, characters = \"…\"]",
		Doc:     "Groups similar strings under patterns with a star where they differ.",
		Example: logons + "| reduce by User", Want: nil},

	{Name: "sort", Aliases: []string{"order"}, Group: "Ordering", Syntax: "T | sort by column [asc|desc] [nulls first|nulls last], …",
		Doc:     "Orders the rows, descending unless asc is written.",
		Example: logons + "| sort by Tries asc | project Tries", Want: []string{"Tries", "1", "3", "7"}},
	{Name: "serialize", Group: "Ordering", Syntax: "T | serialize [name = expression, …]",
		Doc:     "Fixes the order of the rows as it is, so that prev(), next() and row_number() may be used.",
		Example: "range n from 1 to 2 step 1 | serialize r = row_number()", Want: []string{"n | r", "1 | 1", "2 | 2"}},
	{Name: "scan", Group: "Ordering", Syntax: "T | scan [with_match_id = name] [declare (name:type = value, …)] with ( step name: condition [=> column = value, …]; … )",
		Doc:     "Goes through the rows in order and matches them to the steps of a sequence.",
		Example: "range n from 1 to 3 step 1\n| scan declare (sum:long = 0) with (step s: true => sum = n + s.sum;)", Want: []string{"n | sum", "1 | 1", "2 | 3", "3 | 6"}},

	{Name: "join", Group: "Combining tables", Syntax: "T | join [kind = innerunique|inner|leftouter|rightouter|fullouter|leftsemi|rightsemi|leftanti|rightanti] (T2) on column, … or $left.a == $right.b",
		Doc:     "Matches the rows of two tables; without kind, the left side keeps one row for each key.",
		Example: logons + "| join kind=inner (datatable (User:string, Dept:string) [\"bob\", \"IT\"]) on User | project User, Tries, Dept", Want: []string{"User | Tries | Dept", "bob | 7 | IT"}},
	{Name: "lookup", Group: "Combining tables", Syntax: "T | lookup [kind = leftouter|inner] (T2) on column, …",
		Doc:     "Adds the columns of a small table to the rows that match.",
		Example: logons + "| where User == \"bob\" | lookup (datatable (User:string, Dept:string) [\"bob\", \"IT\"]) on User", Want: []string{"User | Device | Tries | Dept", "bob | WS1 | 7 | IT"}},
	{Name: "union", Group: "Combining tables", Syntax: "[T |] union [kind = outer|inner] [withsource = column] [isfuzzy = true] T2, pattern*, …",
		Doc:     "Puts the rows of several tables under one another.",
		Example: "print a = 1 | union (print a = 2) | sort by a asc", Want: []string{"a", "1", "2"}},
	{Name: "as", Group: "Combining tables", Syntax: "T | as name",
		Doc:     "Gives the rows so far a name, under which the rest of the query can use them again.",
		Example: "print a = 1 | as One | union (One) | count", Want: []string{"Count", "2"}},
	{Name: "partition", Group: "Combining tables", Syntax: "T | partition by column ( steps ) or { table | steps }",
		Doc:     "Runs the steps on the rows of each value of a column, or over a table of their own, and puts the results together.",
		Example: logons + "| partition by User (top 1 by Tries) | project User, Tries | sort by User asc", Want: []string{"User | Tries", "ada | 3", "bob | 7"}},
	{Name: "fork", Group: "Combining tables", Syntax: "T | fork [name =] ( steps ) [name =] ( steps ) …",
		Doc:     "Runs several branches on the same rows; Kusto gives a result for each, here the first is the answer.",
		Example: logons + "| fork (count) (take 1)", Want: []string{"Count", "3"}},
	{Name: "facet", Group: "Combining tables", Syntax: "T | facet by column, … [with ( steps )]",
		Doc:     "Counts the values of each of several columns; here the first column's counts are the answer, or what with computes.",
		Example: logons + "| facet by User", Want: nil},
	{Name: "invoke", Group: "Combining tables", Syntax: "T | invoke function(arguments)",
		Doc:     "Calls a function whose first parameter is the table so far.",
		Example: "let f = (T:(a:long), n:long) { T | extend b = a + n };\nprint a = 1 | invoke f(2)", Want: []string{"a | b", "1 | 3"}},

	{Name: "mv-expand", Aliases: []string{"mvexpand"}, Group: "Lists and text", Syntax: "T | mv-expand [with_itemindex = name] [name =] list [to typeof(type)], … [limit number]",
		Doc:     "Makes one row of each element of a list.",
		Example: "print a = 1, L = dynamic([\"x\", \"y\"]) | mv-expand L to typeof(string)", Want: []string{"a | L", "1 | x", "1 | y"}},
	{Name: "mv-apply", Aliases: []string{"mvapply"}, Group: "Lists and text", Syntax: "T | mv-apply [name =] list [to typeof(type)], … on ( steps )",
		Doc:     "Runs the steps on the elements of each row's list.",
		Example: "print L = dynamic([1, 5, 3]) | mv-apply n = L to typeof(long) on (top 1 by n) | project n", Want: []string{"n", "5"}},
	{Name: "parse", Group: "Lists and text", Syntax: "T | parse [kind = simple|regex|relaxed] text with * \"before\" name:type \"between\" name *",
		Doc:     "Cuts columns out of a text by what stands around them.",
		Example: "print m = \"user=ada port=22\" | parse m with \"user=\" User \" port=\" Port:long | project User, Port", Want: []string{"User | Port", "ada | 22"}},
	{Name: "parse-where", Group: "Lists and text", Syntax: "T | parse-where text with pattern",
		Doc:     "Like parse, and drops the rows that do not fit the pattern.",
		Example: "datatable (m:string) [\"user=ada\", \"nothing\"] | parse-where m with \"user=\" User | project User", Want: []string{"User", "ada"}},
	{Name: "parse-kv", Group: "Lists and text", Syntax: "T | parse-kv text as (name:type, …) with (pair_delimiter = \",\", kv_delimiter = \"=\", quote = '\"')",
		Doc:     "Cuts named values out of a text of key and value pairs.",
		Example: "print m = \"a=1;b=x\" | parse-kv m as (a:long, b:string) with (pair_delimiter=\";\", kv_delimiter=\"=\") | project a, b", Want: []string{"a | b", "1 | x"}},
	{Name: "evaluate", Group: "Lists and text", Syntax: "T | evaluate plugin(arguments) [: (name:type, …)]",
		Doc:     "Runs a plugin such as bag_unpack, pivot, narrow, autocluster or ipv4_lookup.",
		Example: "print d = dynamic({\"a\": 1, \"b\": \"x\"}) | evaluate bag_unpack(d)", Want: []string{"a | b", "1 | x"}},

	{Name: "render", Group: "Showing", Syntax: "T | render chart [with (title = \"…\", xcolumn = name, ycolumns = name, …)]",
		Doc:     "Asks for the answer to be drawn as a chart; the rows stay as they are.",
		Example: "print a = 1 | render columnchart", Want: []string{"a", "1"}},
	{Name: "consume", Group: "Showing", Syntax: "T | consume",
		Doc:     "Reads all rows and shows none.",
		Example: "print a = 1 | consume", Want: nil},
	{Name: "assert-schema", Group: "Showing", Syntax: "T | assert-schema (name:type, …)",
		Doc:     "Refuses the query unless the columns and their types are these.",
		Example: "print a = 1 | assert-schema (a:long)", Want: []string{"a", "1"}},

	{Name: "make-graph", Group: "Graphs", Syntax: "Edges | make-graph source --> target [with Nodes on id, … or with_node_id = name] [partitioned-by column ( steps )]",
		Doc:     "Makes a graph of a table of edges, for the graph operators behind it.",
		Example: graph + "| graph-to-table edges | count", Want: []string{"Count", "2"}},
	{Name: "graph-match", Group: "Graphs", Syntax: "G | graph-match (a)-[e]->(b), … [where condition] project column, …",
		Doc:     "Finds all places in a graph that look like the pattern.",
		Example: graph + "| graph-match (a)-[e1]->(b)-[e2]->(c) project From = e1.s, To = e2.t", Want: []string{"From | To", "ada | DC1"}},
	{Name: "graph-shortest-paths", Group: "Graphs", Syntax: "G | graph-shortest-paths [output = any|all] (a)-[e*1..5]->(b) [where condition] project column, …",
		Doc:     "Finds the shortest ways between nodes.",
		Example: graph + "| graph-shortest-paths (a)-[e*2..2]->(b) project Way = map(e, t)", Want: []string{"Way", `["WS1","DC1"]`}},
	{Name: "graph-mark-components", Group: "Graphs", Syntax: "G | graph-mark-components [kind = weak|strong] [with_component_id = name]",
		Doc:     "Numbers the parts of a graph that hang together.",
		Example: graph + "| graph-mark-components | graph-to-table nodes | count", Want: []string{"Count", "3"}},
	{Name: "graph-to-table", Group: "Graphs", Syntax: "G | graph-to-table nodes [as name], edges [as name]",
		Doc:     "Turns a graph back into tables.",
		Example: graph + "| graph-to-table edges | project s, t | sort by s asc", Want: []string{"s | t", "WS1 | DC1", "ada | WS1"}},

	{Name: "print", Group: "Sources and statements", Syntax: "print [name =] expression, …",
		Doc:     "Makes one row of constants.",
		Example: "print a = 1 + 1, b = \"x\"", Want: []string{"a | b", "2 | x"}},
	{Name: "range", Group: "Sources and statements", Syntax: "range name from start to end step width",
		Doc:     "Makes a column of evenly spaced values.",
		Example: "range n from 1 to 5 step 2", Want: []string{"n", "1", "3", "5"}},
	{Name: "datatable", Group: "Sources and statements", Syntax: "datatable (name:type, …) [ value, value, … ]",
		Doc:     "Makes a table of constants, written row by row.",
		Example: "datatable (a:long, b:string) [1, \"x\", 2, \"y\"]", Want: []string{"a | b", "1 | x", "2 | y"}},
	{Name: "externaldata", Group: "Sources and statements", Syntax: "externaldata (name:type, …) [ \"address\" ] [with (format = \"csv\")]",
		Doc: "Reads a file from outside; a training tenant is closed to the outside and refuses it."},
	{Name: "let", Group: "Sources and statements", Syntax: "let name = expression; or let name = (parameter:type, …) { query };",
		Doc:     "Gives a constant, a table or a function a name for the rest of the text.",
		Example: "let limit = 2;\nrange n from 1 to 5 step 1 | where n <= limit", Want: []string{"n", "1", "2"}},
	{Name: "declare", Group: "Sources and statements", Syntax: "declare query_parameters (name:type = value, …);",
		Doc:     "Names the values that whoever runs the query may pass in.",
		Example: "declare query_parameters (n:long = 3);\nprint a = n", Want: []string{"a", "3"}},
	{Name: "alias", Group: "Sources and statements", Syntax: "alias database name = cluster(\"…\").database(\"…\");",
		Doc:     "Names a database; a tenant has one, which every alias means.",
		Example: "alias database D = cluster(\"c\").database(\"d\");\nprint a = 1", Want: []string{"a", "1"}},
	{Name: "restrict", Group: "Sources and statements", Syntax: "restrict access to (table, …);",
		Doc: "Closes all other tables to the rest of the query; it is meant for applications and is refused here."},
	{Name: "pattern", Group: "Sources and statements", Syntax: "declare pattern name = (parameter:type) { (value) = { query }; … };",
		Doc: "Gives queries names that depend on a value; it is refused here."},
	{Name: "set", Group: "Sources and statements", Syntax: "set option [= value];",
		Doc:     "Sets an option of the request, such as notruncation.",
		Example: "set notruncation;\nprint a = 1", Want: []string{"a", "1"}},
}

const graph = `datatable (s:string, t:string) ["ada", "WS1", "WS1", "DC1"]
| make-graph s --> t
`

// Operators lists the reference of every operator, statement and plugin, of the types, and of the functions that
// look at more than their arguments.
func Operators() []OperatorPage { return pages }

var pages = slices.Concat(operatorPages, pluginPages, specialPages, typePages)
