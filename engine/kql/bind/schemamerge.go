package bind

import (
	"fmt"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// schemaMerge brings several answers of getschema together: one row a column. A column that stands in
// different places is an error in its row, unless the order is said not to matter; so is one whose types
// have none in common.
func (b *binder) schemaMerge(in *table, op *syntax.Evaluate) *table {
	pos, named := pluginArgs(op.Call)
	keep := named["PreserveOrder"]
	if len(pos) > 0 {
		keep = pos[0]
	}
	name, ok1 := in.find("ColumnName")
	at, ok2 := in.find("ColumnOrdinal")
	typ, ok3 := in.find("ColumnType")
	if !ok1 || !ok2 || !ok3 {
		if !in.bad && !in.open {
			b.err(CodeArgType, op.Call.Span(), "schema_merge() wants tables that getschema gave", "the columns ColumnName, ColumnOrdinal and ColumnType are looked for",
				"write `union (A | getschema), (B | getschema) | evaluate schema_merge()`")
		}
		return in.broken()
	}
	moved := "count(DISTINCT " + cid(at) + ") > 1"
	if keep != nil && !b.constBool(keep) {
		moved = "false"
	}
	cols := []plan.Col{b.col("ColumnName", schema.String), b.col("ColumnOrdinal", schema.Long), b.col("DataType", schema.String), b.col("ColumnType", schema.String)}
	sql := fmt.Sprintf("WITH g AS (SELECT %[1]s AS name, max(%[2]s) AS ord, list_sort(list(DISTINCT %[3]s)) AS ts, %[4]s AS moved FROM {0} GROUP BY 1), "+
		"t AS (SELECT name, ord, CASE WHEN moved THEN 'ERROR(columns are out of order)' WHEN len(ts) = 1 THEN ts[1] %[5]s "+
		"ELSE 'ERROR(types are in conflict: ' || array_to_string(ts, ', ') || ')' END AS typ FROM g) "+
		"SELECT name AS %[6]s, CASE WHEN typ LIKE 'ERROR%%' THEN -1 ELSE row_number() OVER (ORDER BY typ LIKE 'ERROR%%', ord, name) - 1 END::BIGINT AS %[7]s, "+
		"%[8]s AS %[9]s, typ AS %[10]s FROM t ORDER BY typ LIKE 'ERROR%%', ord, name",
		cid(name), cid(at), cid(typ), moved, widerNames, cid(cols[0]), cid(cols[1]), clrNames("typ"), cid(cols[2]), cid(cols[3]))
	return &table{rel: &plan.Raw{Ins: []plan.Rel{in.rel}, SQL: sql, Columns: cols, Ordered: true}, cols: cols, ordered: true}
}

// widerNames are the type that holds two others, as a branch over their sorted names.
const widerNames = "WHEN ts = ['int', 'long'] THEN 'long' WHEN ts <@ ['int', 'long', 'real'] THEN 'real'"

// clrNames is SQL for the name that getschema shows in DataType.
func clrNames(typ string) string {
	out := "CASE " + typ
	for _, t := range []schema.Type{schema.Bool, schema.Datetime, schema.Decimal, schema.Dynamic, schema.Guid, schema.Int, schema.Long, schema.Real, schema.String, schema.Timespan} {
		out += fmt.Sprintf(" WHEN '%s' THEN '%s'", t, dotnet[t])
	}
	return out + " ELSE 'ERROR(unknown CSL type:' || " + typ + " || ')' END"
}
