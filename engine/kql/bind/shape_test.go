package bind

import (
	"testing"

	"socrates/engine/kql/plan"
)

// The shapes are those that Kusto gives: from its documentation, its recorded answers, or its analyser.
func TestShape(t *testing.T) {
	for _, tt := range []struct{ name, query, want string }{
		{"a column's own name", `SigninLogs | project IPAddress`, "IPAddress:string"},
		{"a path is named by its steps", `SigninLogs | project LocationDetails.geo.city`, "LocationDetails_geo_city:dynamic"},
		{"an index is a step", `SigninLogs | project LocationDetails["a"][0]`, "LocationDetails_a_0:dynamic"},
		{"a conversion keeps the name", `SigninLogs | project tostring(LocationDetails.city)`, "LocationDetails_city:string"},
		{"nothing to name it after", `SigninLogs | project strlen(IPAddress), 1 + 2`, "Column1:long, Column2:long"},
		{"print counts from 0", `print 1, "a", x = 2.0`, "print_0:long, print_1:string, x:real"},
		{"bin keeps the name", `SigninLogs | summarize count() by bin(TimeGenerated, 1h)`, "TimeGenerated:datetime, count_:long"},
		{"aggregates name their argument", `SigninLogs | summarize dcount(IPAddress), max(TimeGenerated)`, "dcount_IPAddress:long, max_TimeGenerated:datetime"},
		{"a repeated name gets a number", `SigninLogs | summarize countif(ResultType == "0"), countif(ResultType == "1")`, "countif_:long, countif_1:long"},
		{"arg_max gives its arguments", `SigninLogs | summarize arg_max(TimeGenerated, IPAddress) by ResultType`, "ResultType:string, TimeGenerated:datetime, IPAddress:string"},
		{"arg_max beside another", `SigninLogs | summarize arg_max(TimeGenerated, IPAddress), arg_min(TimeGenerated, IPAddress) by ResultType`,
			"ResultType:string, TimeGenerated:datetime, IPAddress:string, TimeGenerated1:datetime, IPAddress1:string"},
		{"a star leaves the keys out", `SigninLogs | project TimeGenerated, IPAddress, ResultType | summarize arg_max(TimeGenerated, *) by IPAddress`,
			"IPAddress:string, TimeGenerated:datetime, ResultType:string"},
		{"percentiles come apart", `DeviceEvents | summarize percentiles(InitiatingProcessId, 5, 95)`, "percentile_InitiatingProcessId_5:long, percentile_InitiatingProcessId_95:long"},
		{"extend replaces in place", `print a = 1, b = 2 | extend a = "x", c = 3`, "a:string, b:long, c:long"},
		{"a join renames the right side", `print a = 1, b = 2 | join (print a = 1, b = "x", c = 3) on a`, "a:long, b:long, a1:long, b1:string, c:long"},
		{"a half join keeps one side", `print a = 1 | join kind=rightsemi (print a = 1, c = "x") on a`, "a:long, c:string"},
		{"lookup drops the right keys", `print a = 1 | lookup (print a = 1, b = "x") on a`, "a:long, b:string"},
		{"union parts conflicting types", `union (print a = 1, b = 2), (print a = "x", c = 3)`, "a_long:long, a_string:string, b:long, c:long"},
		{"union of the inner kind", `union kind=inner (print a = 1, b = 2), (print a = 3, c = 3)`, "a:long"},
		{"withsource comes first", `union withsource=T SigninLogs, SigninLogs | project T, IPAddress`, "T:string, IPAddress:string"},
		{"mv-expand in place", `SigninLogs | project LocationDetails, IPAddress | mv-expand LocationDetails to typeof(string)`, "LocationDetails:string, IPAddress:string"},
		{"mv-expand with an index", `print d = dynamic([1]) | mv-expand with_itemindex=i x = d`, "d:dynamic, x:dynamic, i:long"},
		{"mv-apply keeps the row's columns", `print k = 1, d = dynamic([1]) | mv-apply x = d to typeof(long) on (summarize s = sum(x))`, "k:long, d:dynamic, s:long"},
		{"parse adds columns", `print s = "a=1" | parse s with k "=" v:long`, "s:string, k:string, v:long"},
		{"parse-kv adds columns", `print s = "a=1" | parse-kv s as (a:long) with (kv_delimiter="=")`, "s:string, a:long"},
		{"make-series gives arrays", `SigninLogs | make-series n = count() on TimeGenerated step 1h by IPAddress`, "IPAddress:string, n:dynamic, TimeGenerated:dynamic"},
		{"getschema", `print a = 1 | getschema`, "ColumnName:string, ColumnOrdinal:long, DataType:string, ColumnType:string"},
		{"search says where a row is from", `print a = "x" | search "x"`, "$table:string, a:string"},
		{"find shows what it asked for", `find in (SigninLogs) where ResultType == "0" project IPAddress`, "source_:string, IPAddress:string"},
		{"top-nested names its aggregates", `SigninLogs | top-nested 2 of IPAddress by count()`, "IPAddress:string, aggregated_IPAddress:long"},
		{"top-hitters", `SigninLogs | top-hitters 2 of IPAddress`, "IPAddress:string, approximate_count_IPAddress:long"},
		{"narrow", `print a = 1 | evaluate narrow()`, "Row:long, Column:string, Value:string"},
		{"a declared schema decides", `print d = dynamic({"a":1}), x = 1 | evaluate bag_unpack(d) : (*, a:long)`, "x:long, a:long"},
		{"scan adds its variables", `range x from 1 to 3 step 1 | scan declare (s:long = 0) with (step a: true => s = a.s + x;)`, "x:long, s:long"},
		{"a graph's properties", `print a = "x", b = "y" | make-graph a --> b with_node_id=n | graph-match (p)-[e]->(q) project p.n, e.a`, "p_n:string, e_a:string"},
		{"a stored function with a default", `Failures | project IPAddress`, "IPAddress:string"},
		{"a function known by its columns", `_GetWatchlist("x")`, "SearchKey:string"},
		{"a let function", `let f = (T:(x:long), n:long = 2) { T | extend y = x * n }; f((print x = 1))`, "x:long, y:long"},
		{"named arguments", `let f = (a:long, b:string = "c") { strcat(a, b) }; print x = f(b = "d", a = 1)`, "x:string"},
		{"project-reorder by granny", `print a10 = 1, a2 = 2, b = 3 | project-reorder a* granny-asc`, "a2:long, a10:long, b:long"},
		{"names differ by case", `print a = 1, A = "x" | project A, a`, "A:string, a:long"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := shape(mustBind(t, tt.query)); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.query, got, tt.want)
			}
		})
	}
}

func TestOrdered(t *testing.T) {
	for query, want := range map[string]bool{
		`SigninLogs | sort by IPAddress`:                            true,
		`SigninLogs | top 3 by IPAddress | where ResultType == "0"`: true,
		`SigninLogs | sort by IPAddress | summarize count()`:        false,
		`SigninLogs`: false,
	} {
		if got := mustBind(t, query).Ordered; got != want {
			t.Errorf("%s: ordered %v, want %v", query, got, want)
		}
	}
}

func TestStreams(t *testing.T) {
	for query, want := range map[string]bool{
		`SigninLogs`: true,
		`SigninLogs | where ResultType == "0" | extend x = 1 | project IPAddress`: true,
		`SigninLogs | take 5`:                                        false,
		`SigninLogs | sort by IPAddress`:                             false,
		`SigninLogs | summarize count()`:                             false,
		`SigninLogs | where IPAddress in ("a") | distinct IPAddress`: false,
		`print 1`: false,
	} {
		if got := plan.Streams(mustBind(t, query).Root); got != want {
			t.Errorf("%s: streams %v, want %v", query, got, want)
		}
	}
}

func TestRender(t *testing.T) {
	b := mustBind(t, `SigninLogs | summarize n = count() by IPAddress | render columnchart with (title = "Sign-ins", ycolumns = n)`)
	if b.Render == nil || b.Render.Chart != "columnchart" || b.Render.Props["title"] != "Sign-ins" || b.Render.Props["ycolumns"] != "n" {
		t.Errorf("render: %+v", b.Render)
	}
}
