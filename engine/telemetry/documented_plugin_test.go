package telemetry_test

// Source: the pages of the plugins.
var pluginFacts = []documented{
	{"activity_counts_metrics counts the step of the end too", `datatable (u:string, t:datetime) ["A", datetime(2017-08-01), "B", datetime(2017-08-02), "A", datetime(2017-08-03)]
| evaluate activity_counts_metrics(u, t, datetime(2017-08-01), datetime(2017-08-03), 1d) | project dcount, new_dcount, aggregated_dcount | sort by aggregated_dcount asc, new_dcount desc`,
		[]string{"dcount | new_dcount | aggregated_dcount", "1 | 1 | 1", "1 | 1 | 2", "1 | 0 | 2"}},
	{"schema_merge puts a column that moved at the end, as an error", `union (datatable (a:string, b:int) [] | getschema), (datatable (a:string, c:string, b:int) [] | getschema) | evaluate schema_merge()`,
		[]string{"ColumnName | ColumnOrdinal | DataType | ColumnType", "a | 0 | System.String | string", "c | 1 | System.String | string",
			"b | -1 | ERROR(unknown CSL type:ERROR(columns are out of order)) | ERROR(columns are out of order)"}},
	{"schema_merge without an order of columns", `union (datatable (a:string, b:int) [] | getschema), (datatable (a:string, c:string, b:int) [] | getschema) | evaluate schema_merge(PreserveOrder = false)`,
		[]string{"ColumnName | ColumnOrdinal | DataType | ColumnType", "a | 0 | System.String | string", "c | 1 | System.String | string", "b | 2 | System.Int32 | int"}},
	{"schema_merge widens numbers", `union (datatable (a:int) [] | getschema), (datatable (a:long) [] | getschema) | evaluate schema_merge() | project DataType, ColumnType`,
		[]string{"DataType | ColumnType", "System.Int64 | long"}},
	{"diffpatterns_text finds what one side has", `datatable (t:string, ok:bool) ["user ada signed in", true, "user bob signed in", true, "disk full", false]
| evaluate diffpatterns_text(t, ok, 2, 0.6)`,
		[]string{"Count_of_True | Count_of_False | Percent_of_True | Percent_of_False | Pattern", "2 | 0 | 100 | 0 | user * signed in", "0 | 1 | 0 | 100 | disk full"}},
	{"pack_array of a star is the row", `datatable (a:string, b:long) ["x", 2] | project p = pack_array(*)`, []string{"p", `["x",2]`}},
	{"blanks around the hyphens of a date", `print d = datetime(2017 - 08 - 01), e = todatetime("2017 - 08 - 01 10:00")`, []string{"d | e", "2017-08-01T00:00:00.0000000Z | 2017-08-01T10:00:00.0000000Z"}},
}

// Source: the pages of the functions and operators that the names say.
var otherFacts = []documented{
	{"bin_auto takes its size and point from options", "set query_bin_auto_size=1h;\nset query_bin_auto_at=datetime(2017-01-01 00:05);\nrange t from datetime(2017-01-01 00:05) to datetime(2017-01-01 02:00) step 1m | summarize count() by bin_auto(t) | sort by t asc",
		[]string{"t | count_", "2017-01-01T00:05:00.0000000Z | 60", "2017-01-01T01:05:00.0000000Z | 56"}},
	{"make-series of nothing is nothing", "range x from 1 to 0 step 1 | make-series n = count() on x from 1 to 3 step 1 | count", []string{"Count", "0"}},
	{"make-series of nothing with kind=nonempty", "range x from 1 to 0 step 1 | make-series kind=nonempty n = avg(x) default=1.0 on x from 1 to 3 step 1", []string{"n | x", "[1.0,1.0] | [1,2]"}},
	{"indexof looks for further occurrences over the whole length", `print a = indexof("abcdefgabcdefg", "cde", 1, 10, 2), b = indexof("abcdefg", "cde", 1, 2)`, []string{"a | b", "9 | -1"}},
	{"a season has to be seen more than twice", "print s = series_seasonal(dynamic([1,3,5,2,4,6,1,3,5,2,4,6]))", []string{"s", "[0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0]"}},
	{"treepath goes into every element of an array", `print p = treepath(dynamic({"l":[100,"a",{"x":"y"}]}))`, []string{"p", `["['l']","['l'][0]","['l'][0]['x']"]`}},
	{"an IPv4 address behind two colons is a mapped one", `print a = parse_ipv6_mask("::192.168.255.255", 128), b = parse_ipv6_mask("::192.168.255.255/24", 128)`,
		[]string{"a | b", "0000:0000:0000:0000:0000:ffff:c0a8:ffff | 0000:0000:0000:0000:0000:ffff:c0a8:ff00"}},
	{"percentiles of a sketch one by one", "range x from 1 to 100 step 1 | summarize t = tdigest(x) | project percentiles_array_tdigest(t, 10, 20), percentile_tdigest(t, 50)", []string{"percentile_tdigest_t | percentile_tdigest_t1", "[10.0,20.0] | 50.0"}},
	{"ipv6_lookup puts the looked-up table first", `print ip = "fe80::1" | evaluate ipv6_lookup((datatable (net:string, site:string) ["fe80::/16", "Oslo"]), ip, net)`, []string{"net | site | ip", "fe80::/16 | Oslo | fe80::1"}},
	{"a name of a union's column that another bears already gets a number", "let A = view () { print x = 1 };\nlet B = view () { print x = toint(2) };\nlet C = view () { print x_long = 3 };\nunion withsource=T A, B, C | sort by T asc",
		[]string{"T | x_long1 | x_int | x_long", "A | 1 | <nil> | <nil>", "B | <nil> | 2 | <nil>", "C | <nil> | <nil> | 3"}},
	{"a fuzzy union does without a table that is filtered", "let A = view () { print x = 1 };\nunion isfuzzy=true (A | where x > 0), (Nowhere | where x > 0) | count", []string{"Count", "1"}},
	{"series of times are series of ticks", "print d = series_subtract(range(datetime(2020-01-01), datetime(2020-01-03), 1d), range(datetime(2020-01-01), datetime(2020-01-01), 1d))", []string{"d", "[0,null,null]"}},
	{"a default of prev of another type is converted, or null", `range x from 1 to 1 step 1 | serialize | project a = prev(x, 1, "none"), b = next(x, 1, 7.0)`, []string{"a | b", "<nil> | 7"}},
	{"scan within its limit", "range x from 1 to 3 step 1 | scan declare (c:long=0) with (step s: true => c = x + s.c;) | summarize max(c)", []string{"max_c", "6"}},
	{"find projects pack_all() as pack(*)", `find in ((datatable (a:long, b:string) [1, "x"]), (print b = "x", c = 2)) where b == "x" project b, pack_all()`,
		[]string{"source_ | b | pack_", `find_arg0 | x | {"a":1}`, `find_arg1 | x | {"c":2}`}},
	{"top-nested adds a record of all others", `datatable (a:string, n:long) ["x", 1, "y", 2, "x", 3, "z", 1] | top-nested 1 of a with others = "rest" by s = sum(n) | sort by s desc`, []string{"a | s", "x | 4", "rest | 3"}},
	{"top-nested without others", `datatable (a:string, n:long) ["x", 1] | top-nested 1 of a with others = "rest" by s = sum(n)`, []string{"a | s", "x | 1"}},
}
