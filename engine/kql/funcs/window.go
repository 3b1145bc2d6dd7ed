package funcs

import "socrates/engine/schema"

// A window function looks at the rows around its row, in the order of the last sort or of serialize.

const upToHere = " OVER ($part $order ROWS UNBOUNDED PRECEDING)"

// restart is the parameter that starts a function anew where it is true; see Sig.
var restart = Param{Name: "restart", Types: Bools, Optional: true, Default: "false"}

// changed numbers a row where the rank's term changes or a restart is; other rows have null.
const changed = "CASE WHEN coalesce($restart, false) OR row_number() OVER ($order) = 1 OR " +
	"lag($term) OVER ($order) IS DISTINCT FROM $term THEN row_number() OVER ($order) END"

// neighbour is prev or next. Text that is not there is empty, like all missing text.
func neighbour(name, function, doc string, examples ...Example) Func {
	params := []Param{P("column", AnyType), Opt("offset", Integers, "1")}
	fallback := func(types TypeSet) []Param {
		return append(append([]Param(nil), params...), Opt("default_value", types, ""))
	}
	f := Func{
		Name: name, Kind: Window, Group: "window", Doc: doc, Examples: examples, ResultName: named(name),
		Sigs: []Sig{{Params: params, ReturnsOf: first, Lower: lowerNeighbour(function)}},
	}
	for _, t := range schema.Types() {
		sig := Sig{Params: fallback(Of(t)), Returns: t, Lower: lowerNeighbour(function)}
		sig.Params[0].Types = Of(t)
		f.Sigs = append(f.Sigs, sig)
	}
	f.Sigs = append(f.Sigs, Sig{Params: fallback(AnyType), ReturnsOf: first, Lower: lowerNeighbour(function)})
	return f
}

func lowerNeighbour(function string) func(*Call) (string, error) {
	return func(c *Call) (string, error) {
		x, def := c.Args[0], "NULL"
		if len(c.Args) > 2 {
			def = Cast(c.Args[2].SQL, c.Args[2].Type, x.Type) // null where it is nothing of the column's type
		}
		if x.Type == schema.String && def == "NULL" {
			def = "''"
		}
		return function + "(" + x.SQL + ", " + c.Args[1].SQL + ", " + def + ") " + c.Over, nil
	}
}

func cumulative(t schema.Type, returns schema.Type, sql string) Sig {
	return Sig{Params: []Param{P("term", Of(t)), restart}, Returns: returns, SQL: sql}
}

const wrappedCumulative = "CAST(((coalesce(sum($term)" + upToHere + ", 0) + 9223372036854775808::HUGEINT)" +
	" & 18446744073709551615::HUGEINT) - 9223372036854775808::HUGEINT AS BIGINT)"

var windowFuncs = []Func{
	{
		Name: "row_number", Kind: Window, Group: "window",
		Doc: "Number of the row, counted from 1 or a given start, and again wherever restart is true.",
		Sigs: []Sig{{
			Params: []Param{Opt("startingIndex", Integers, "1"), restart}, Returns: schema.Long,
			SQL: "(row_number() $over + $startingIndex - 1)::BIGINT",
		}},
		Examples: []Example{
			{`toscalar(range x from 1 to 3 step 1 | sort by x desc | extend n = row_number() | where x == 1 | project n)`, `3`},
			{`toscalar(range x from 1 to 4 step 1 | serialize n = row_number(7, x == 3) | where x == 4 | project n)`, `8`},
		},
	},
	{
		Name: "row_cumsum", Kind: Window, Group: "window",
		Doc: "Sum of a column over the rows so far, begun again wherever restart is true.",
		Sigs: []Sig{
			cumulative(schema.Real, schema.Real, "coalesce(sum($term)"+upToHere+", 0)"),
			cumulative(schema.Int, schema.Long, wrappedCumulative),
			cumulative(schema.Long, schema.Long, wrappedCumulative),
			cumulative(schema.Decimal, schema.Decimal, "coalesce(sum($term)"+upToHere+", 0)::DECIMAL(38,18)"),
			cumulative(schema.Timespan, schema.Timespan, wrappedCumulative),
		},
		Examples: []Example{
			{`toscalar(range x from 1 to 4 step 1 | serialize s = row_cumsum(x) | where x == 4 | project s)`, `10`},
			{`toscalar(range x from 1 to 4 step 1 | serialize s = row_cumsum(x, x == 3) | where x == 4 | project s)`, `7`},
		},
	},
	{
		Name: "row_rank_dense", Aliases: []string{"row_rank"}, Kind: Window, Group: "window",
		Doc: "Rank of the row: 1 for the first, one more at every row whose term differs from the row before.",
		Sigs: []Sig{{
			Params: []Param{P("term", AnyType), restart}, Returns: schema.Long, Step: changed,
			SQL: "(count($step)" + upToHere + ")::BIGINT",
		}},
		Examples: []Example{
			{`toscalar(datatable(x:long)[5, 5, 8] | sort by x asc | extend r = row_rank_dense(x) | where x == 8 | project r)`, `2`},
		},
	},
	{
		Name: "row_rank_min", Kind: Window, Group: "window",
		Doc: "Rank of the row: the number of the first of the rows whose terms are equal to its own.",
		Sigs: []Sig{{
			Params: []Param{P("term", AnyType), restart}, Returns: schema.Long, Step: changed,
			SQL: "(max($step)" + upToHere + " - min($step) OVER ($part) + 1)::BIGINT",
		}},
		Examples: []Example{
			{`toscalar(datatable(x:long)[5, 5, 8] | sort by x asc | extend r = row_rank_min(x) | where x == 8 | project r)`, `3`},
		},
	},
	{
		Name: "row_window_session", Kind: Window, Group: "window",
		Doc: "Time at which the row's session began: a session ends when it grows too long, after too long a gap, or at a restart.",
		Sigs: []Sig{{
			Params: []Param{
				P("expr", Datetimes), Const("maxDistanceFromFirst", Timespans), Const("maxDistanceBetweenNeighbors", Timespans), restart,
			},
			Returns: schema.Datetime, Fold: true,
			SQL: "kql_row_window_session(list($expr $order), $maxDistanceFromFirst, $maxDistanceBetweenNeighbors, " +
				"list(CASE WHEN $restart THEN 1 ELSE 0 END::BIGINT $order))",
		}},
		Examples: []Example{
			{`toscalar(datatable(t:datetime)[datetime(2024-01-01 00:00), datetime(2024-01-01 00:04), datetime(2024-01-01 00:20)]
| sort by t asc | extend s = row_window_session(t, 1h, 5m) | summarize dcount(s))`, `2`},
		},
	},
	neighbour("prev", "lag", "Value of a column in an earlier row, one row back or as many as offset says.",
		Example{`toscalar(range x from 1 to 3 step 1 | serialize p = prev(x) | where x == 3 | project p)`, `2`},
		Example{`toscalar(range x from 1 to 3 step 1 | serialize p = prev(x, 2, -1) | where x == 2 | project p)`, `-1`}),
	neighbour("next", "lead", "Value of a column in a later row, one row on or as many as offset says.",
		Example{`toscalar(range x from 1 to 3 step 1 | serialize n = next(x) | where x == 1 | project n)`, `2`},
		Example{`toscalar(range x from 1 to 3 step 1 | serialize n = next(x) | where x == 3 | project isnull(n))`, `true`}),
}
