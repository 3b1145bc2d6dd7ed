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
