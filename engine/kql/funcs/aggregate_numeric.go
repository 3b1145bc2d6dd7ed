package funcs

import "socrates/engine/schema"

var countAggregates = []Func{
	{
		Name: "count", Kind: Aggregate, Group: "aggregate",
		Doc: "Number of rows; count(x) counts them too, whether x is null or not.",
		Sigs: []Sig{
			{Returns: schema.Long, SQL: "count(*) $filter"},
			{Params: []Param{P("expr", AnyType)}, Returns: schema.Long, SQL: "count(*) $filter"},
		},
		ResultName: named("count"),
		Examples: []Example{
			{`toscalar(datatable(x:long)[1, long(null)] | summarize count())`, `2`},
			{`toscalar(datatable(x:long)[1, long(null)] | summarize count(x))`, `2`},
			{`toscalar(datatable(x:long)[] | summarize count())`, `0`},
		},
	},
	{
		Name: "dcount", Kind: Aggregate, Group: "aggregate",
		Doc: "Number of distinct values, nulls apart. Counted exactly, whatever accuracy (0 to 4) is asked for.",
		Sigs: []Sig{{
			Params:  []Param{P("expr", AnyType), Opt("accuracy", Numbers, "")},
			Returns: schema.Long, SQL: "count(DISTINCT $expr) $filter",
		}},
		ResultName: named("dcount"),
		Examples: []Example{
			{`toscalar(datatable(x:string)["a", "b", "a", "A"] | summarize dcount(x))`, `3`},
			{`toscalar(datatable(x:long)[1, long(null), 1] | summarize dcount(x, 4))`, `1`},
		},
	},
	{
		Name: "count_distinct", Kind: Aggregate, Group: "aggregate",
		Doc: "Exact number of distinct values, nulls apart.",
		Sigs: []Sig{{
			Params: []Param{P("expr", AnyType)}, Returns: schema.Long, SQL: "count(DISTINCT $expr) $filter",
		}},
		ResultName: named("count_distinct"),
		Examples: []Example{
			{`toscalar(range x from 1 to 9 step 1 | summarize count_distinct(x % 4))`, `4`},
		},
	},
}

// A sum of integers wraps around at 64 bits, as Kusto's does; DuckDB's is a HUGEINT that does not.
const wrappedSum = "CAST(((coalesce(sum($expr) $filter, 0) + 9223372036854775808::HUGEINT)" +
	" & 18446744073709551615::HUGEINT) - 9223372036854775808::HUGEINT AS BIGINT)"

// DuckDB refuses to compute moments of values that are not finite or whose squares are not; the answer
// is then NaN. One value or none has no spread: 0.
func moment(function, arg string) string {
	return "CASE WHEN bool_or(NOT abs(" + arg + ") < 1e150) $filter THEN " + nan + " ELSE coalesce(" +
		function + "(CASE WHEN abs(" + arg + ") < 1e150 THEN " + arg + " END) $filter, 0) END"
}

func spread(name, function, doc string, examples ...Example) Func {
	return Func{
		Name: name, Kind: Aggregate, Group: "aggregate", Doc: doc, ResultName: named(name), Examples: examples,
		Sigs: []Sig{
			{
				Params: []Param{P("expr", Of(schema.Real))}, Returns: schema.Real,
				SQL: moment(function, "$expr"),
			},
			{
				Params: []Param{P("expr", Of(schema.Int, schema.Long, schema.Decimal, schema.Datetime, schema.Timespan))}, Returns: schema.Real,
				SQL: "coalesce(" + function + "($expr::DOUBLE) $filter, 0)",
			},
		},
	}
}

func covariance(name, function, doc string, examples ...Example) Func {
	return Func{
		Name: name, Kind: Aggregate, Group: "aggregate", Doc: doc, ResultName: namedBoth(name), Examples: examples,
		Sigs: []Sig{{
			Params: []Param{P("expr1", Numbers), P("expr2", Numbers)}, Returns: schema.Real,
			SQL: "coalesce(" + function + "($expr1::DOUBLE, $expr2::DOUBLE) $filter, 0)",
		}},
	}
}

var numericAggregates = []Func{
	{
		Name: "sum", Kind: Aggregate, Group: "aggregate",
		Doc: "Sum of the values, nulls apart; 0 when there are none. A sum of integers wraps around at 64 bits.",
		Sigs: []Sig{
			{
				Params: []Param{P("expr", Of(schema.Real))}, Returns: schema.Real,
				SQL: "coalesce(sum($expr) $filter, 0)",
			},
			{Params: []Param{P("expr", Integers)}, Returns: schema.Long, SQL: wrappedSum},
			{
				Params: []Param{P("expr", Of(schema.Decimal))}, Returns: schema.Decimal,
				SQL: "coalesce(sum($expr) $filter, 0)::DECIMAL(38,18)",
			},
			{Params: []Param{P("expr", Timespans)}, Returns: schema.Timespan, SQL: wrappedSum},
		},
		ResultName: named("sum"),
		Examples: []Example{
			{`toscalar(datatable(x:long)[3, long(null), 4] | summarize sum(x))`, `7`},
			{`toscalar(datatable(x:long)[] | summarize sum(x))`, `0`},
			{`toscalar(datatable(x:long)[9223372036854775807, 1, 2] | summarize sum(x))`, `-9223372036854775806`},
			{`toscalar(datatable(x:real)[1.5, 2.5] | summarize sum(x))`, `4.0`},
			{`toscalar(datatable(x:timespan)[1h, 30m] | summarize sum(x))`, `time(01:30:00)`},
		},
	},
	{
		Name: "avg", Kind: Aggregate, Group: "aggregate",
		Doc: "Mean of the values, nulls apart; NaN when there are none. A mean of datetimes is a datetime.",
		Sigs: []Sig{
			{
				Params: []Param{P("expr", Of(schema.Real))}, Returns: schema.Real,
				SQL: "coalesce(avg($expr) $filter, " + nan + ")",
			},
			{
				Params: []Param{P("expr", Integers)}, Returns: schema.Real,
				SQL: wrappedSum + "::DOUBLE / (count($expr) $filter)::DOUBLE",
			},
			{
				Params: []Param{P("expr", Of(schema.Decimal))}, Returns: schema.Decimal,
				SQL: "CAST(avg($expr) $filter AS DECIMAL(38,18))",
			},
			{
				Params:    []Param{P("expr", Of(schema.Datetime, schema.Timespan))},
				ReturnsOf: first, SQL: "CAST((sum($expr) $filter) // (count($expr) $filter) AS BIGINT)",
			},
		},
		ResultName: named("avg"),
		Examples: []Example{
			{`toscalar(datatable(x:long)[1, long(null), 4] | summarize avg(x))`, `2.5`},
			{`toscalar(datatable(x:long)[] | summarize isnan(avg(x)))`, `true`},
			{`toscalar(datatable(x:timespan)[1h, 2h] | summarize avg(x))`, `time(01:30:00)`},
		},
	},
	extreme("min", "Smallest value, nulls apart; null when there are none.", []Example{
		{`toscalar(datatable(x:long)[3, long(null), -4] | summarize min(x))`, `-4`},
		{`toscalar(datatable(x:string)["b", "B", "a"] | summarize min(x))`, `"B"`},
		{`toscalar(datatable(x:real)[1.0, real(nan)] | summarize isnan(min(x)))`, `true`},
	}),
	extreme("max", "Largest value, nulls apart; null when there are none.", []Example{
		{`toscalar(datatable(x:long)[3, long(null), -4] | summarize max(x))`, `3`},
		{`toscalar(datatable(x:long)[] | summarize isnull(max(x)))`, `true`},
		{`toscalar(datatable(x:dynamic)[dynamic(9), dynamic(10)] | summarize tolong(max(x)))`, `10`},
	}),
	spread("stdev", "stddev_samp", "Standard deviation of a sample (divides by n-1); 0 for fewer than two values.",
		Example{`toscalar(datatable(x:real)[1.5, 2.5, 3.5] | summarize stdev(x))`, `1.0`},
		Example{`toscalar(datatable(x:long)[5] | summarize stdev(x))`, `0.0`}),
	spread("stdevp", "stddev_pop", "Standard deviation of a whole population (divides by n).",
		Example{`toscalar(datatable(x:long)[2, 4, 4, 4, 5, 5, 7, 9] | summarize stdevp(x))`, `2.0`}),
	spread("variance", "var_samp", "Variance of a sample (divides by n-1); 0 for fewer than two values.",
		Example{`toscalar(range x from 1 to 5 step 1 | summarize variance(x))`, `2.5`}),
	spread("variancep", "var_pop", "Variance of a whole population (divides by n).",
		Example{`toscalar(range x from 1 to 5 step 1 | summarize variancep(x))`, `2.0`}),
	covariance("covariance", "covar_samp", "Covariance of two columns as a sample (divides by n-1).",
		Example{`toscalar(range x from 1 to 3 step 1 | summarize covariance(x, x * 2))`, `2.0`}),
	covariance("covariancep", "covar_pop", "Covariance of two columns as a whole population (divides by n).",
		Example{`toscalar(range x from 1 to 2 step 1 | summarize covariancep(x, x))`, `0.25`}),
}

// extreme is min or max. NaN wins both, as in Kusto; DuckDB takes it for the largest number. Dynamic
// values compare as numbers where they are numbers, otherwise as text, after all numbers.
func extreme(name, doc string, examples []Example) Func {
	real := "max($expr) $filter"
	if name == "min" {
		real = "CASE WHEN isnan(max($expr) $filter) THEN " + nan + " ELSE min($expr) $filter END"
	}
	return Func{
		Name: name, Kind: Aggregate, Group: "aggregate", Doc: doc, ResultName: named(name), Examples: examples,
		Sigs: []Sig{
			{
				Params:    []Param{P("expr", AnyType&^Of(schema.Real, schema.String, schema.Dynamic))},
				ReturnsOf: first, SQL: name + "($expr) $filter",
			},
			{Params: []Param{P("expr", Of(schema.Real))}, Returns: schema.Real, SQL: real},
			{Params: []Param{P("expr", Strings)}, Returns: schema.String, SQL: "coalesce(" + name + "($expr) $filter, '')"},
			{
				Params: []Param{P("expr", Dynamics)}, Returns: schema.Dynamic,
				SQL: "CAST(struct_extract(" + name + "(CASE WHEN $expr IS NOT NULL THEN " +
					"{'n': TRY_CAST($expr::VARCHAR AS DOUBLE), 's': $expr::VARCHAR} END) $filter, 's') AS JSON)",
			},
		},
	}
}

func bitwise(name, function, doc string, example Example) Func {
	return Func{
		Name: name, Kind: Aggregate, Group: "aggregate", Doc: doc, ResultName: firstName,
		Sigs: []Sig{{
			Params: []Param{P("expr", Integers)}, Returns: schema.Long, SQL: function + "($expr::BIGINT) $filter",
		}},
		Examples: []Example{example},
	}
}

var bitAggregates = []Func{
	bitwise("binary_all_and", "bit_and", "Bitwise AND of all values.",
		Example{`toscalar(datatable(x:long)[7, 14] | summarize binary_all_and(x))`, `6`}),
	bitwise("binary_all_or", "bit_or", "Bitwise OR of all values.",
		Example{`toscalar(datatable(x:long)[1, 6] | summarize binary_all_or(x))`, `7`}),
	bitwise("binary_all_xor", "bit_xor", "Bitwise XOR of all values.",
		Example{`toscalar(datatable(x:long)[3, 6] | summarize binary_all_xor(x))`, `5`}),
}

// conditionals lists the "if" forms of all aggregates.
var conditionals = []conditional{
	{"count", "countif", nil, "countif", 0, []Example{
		{`toscalar(range x from 1 to 5 step 1 | summarize countif(x > 3))`, `2`},
		{`toscalar(datatable(b:bool)[true, bool(null), false] | summarize countif(b))`, `1`},
	}},
	{"dcount", "dcountif", nil, "dcountif", 1, []Example{
		{`toscalar(range x from 1 to 9 step 1 | summarize dcountif(x % 3, x > 7))`, `2`},
	}},
	{"count_distinct", "count_distinctif", nil, "count_distinctif", 1, []Example{
		{`toscalar(range x from 1 to 9 step 1 | summarize count_distinctif(x % 3, x > 7))`, `2`},
	}},
	{"sum", "sumif", nil, "sumif", 1, []Example{
		{`toscalar(range x from 1 to 5 step 1 | summarize sumif(x, x > 3))`, `9`},
		{`toscalar(range x from 1 to 5 step 1 | summarize sumif(x, false))`, `0`},
	}},
	{"avg", "avgif", nil, "avgif", 1, []Example{
		{`toscalar(range x from 1 to 5 step 1 | summarize avgif(x, x > 3))`, `4.5`},
	}},
	{"min", "minif", nil, "minif", 1, []Example{
		{`toscalar(range x from 1 to 5 step 1 | summarize minif(x, x > 3))`, `4`},
	}},
	{"max", "maxif", nil, "maxif", 1, []Example{
		{`toscalar(range x from 1 to 5 step 1 | summarize maxif(x, x < 3))`, `2`},
	}},
	{"stdev", "stdevif", nil, "stdevif", 1, []Example{
		{`toscalar(range x from 1 to 5 step 1 | summarize stdevif(x, x < 4))`, `1.0`},
	}},
	{"stdevp", "stdevpif", nil, "stdevpif", 1, []Example{
		{`toscalar(range x from 1 to 5 step 1 | summarize stdevpif(x, x > 9))`, `0.0`},
	}},
	{"variance", "varianceif", nil, "varianceif", 1, []Example{
		{`toscalar(range x from 1 to 100 step 1 | summarize varianceif(x, x % 2 == 0))`, `850.0`},
	}},
	{"variancep", "variancepif", nil, "variancepif", 1, []Example{
		{`toscalar(range x from 1 to 100 step 1 | summarize variancepif(x, x % 2 == 0))`, `833.0`},
	}},
	{"covariance", "covarianceif", nil, "covarianceif", 2, []Example{
		{`toscalar(range x from 1 to 5 step 1 | summarize covarianceif(x, x, x < 4))`, `1.0`},
	}},
	{"covariancep", "covariancepif", nil, "covariancepif", 2, []Example{
		{`toscalar(range x from 1 to 5 step 1 | summarize covariancepif(x, x, x < 3))`, `0.25`},
	}},
	{"make_list", "make_list_if", []string{"makelist_if"}, "list", 1, []Example{
		{`toscalar(range x from 1 to 5 step 1 | summarize make_list_if(x, x > 3))`, `dynamic([4,5])`},
	}},
	{"make_set", "make_set_if", []string{"makeset_if"}, "set", 1, []Example{
		{`toscalar(datatable(x:long)[2, 1, 2, 3] | summarize make_set_if(x, x > 1))`, `dynamic([2,3])`},
	}},
	{"make_bag", "make_bag_if", nil, "bag", 1, []Example{
		{`toscalar(range x from 1 to 3 step 1 | summarize make_bag_if(bag_pack(tostring(x), x), x != 2))`, `dynamic({"1":1,"3":3})`},
	}},
	{"take_any", "take_anyif", nil, "", 1, []Example{
		{`toscalar(range x from 1 to 3 step 1 | summarize take_anyif(x, x == 2))`, `2`},
	}},
	{"any", "anyif", nil, "anyif", 1, []Example{
		{`toscalar(range x from 1 to 3 step 1 | summarize anyif(x, x == 2))`, `2`},
	}},
	{"hll", "hll_if", nil, "hll_if", 1, []Example{
		{`toscalar(range x from 1 to 9 step 1 | summarize dcount_hll(hll_if(x, x > 6)))`, `3`},
	}},
}
