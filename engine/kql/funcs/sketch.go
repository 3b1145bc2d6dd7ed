package funcs

import (
	"fmt"

	"socrates/engine/schema"
)

// Sketches stand for many values: hll() for the number of distinct ones, tdigest() for their ranks. They
// are dynamic values; their inner form is our own (package udf says which) and only these functions read it.

var sketchAggregates = []Func{
	{
		Name: "hll", Kind: Aggregate, Group: "aggregate",
		Doc:        "Sketch of the distinct values, to be counted by dcount_hll() or merged by hll_merge().",
		ResultName: named("hll"),
		Sigs: []Sig{{
			Params: []Param{P("expr", AnyType), Opt("accuracy", Integers, "")}, Returns: schema.Dynamic,
			SQL: "kql_hll((list(DISTINCT $expr::VARCHAR) $filter))::JSON",
		}},
		Examples: []Example{
			{`toscalar(range x from 1 to 9 step 1 | summarize dcount_hll(hll(x % 4)))`, `4`},
		},
	},
	{
		Name: "hll_merge", Kind: Aggregate, Group: "aggregate",
		Doc:        "One sketch of all that the hll() sketches of a column have seen.",
		ResultName: named("hll_merge"),
		Sigs: []Sig{{
			Params: []Param{P("hll", Dynamics)}, Returns: schema.Dynamic,
			SQL: "kql_hll_merge((list($hll::VARCHAR) $filter))::JSON",
		}},
		Examples: []Example{
			{`toscalar(range x from 1 to 9 step 1 | summarize h = hll(x) by x % 3 | summarize dcount_hll(hll_merge(h)))`, `9`},
		},
	},
	{
		Name: "tdigest", Kind: Aggregate, Group: "aggregate",
		Doc:        "Sketch of the ranks of values, for percentile_tdigest() and rank_tdigest().",
		ResultName: named("tdigest"),
		Sigs: []Sig{{
			Params: []Param{P("expr", orderable), Opt("weight", Integers, "1")}, Returns: schema.Dynamic,
			SQL: "kql_tdigest((list($expr::DOUBLE) $filter), (list($weight::DOUBLE) $filter))::JSON",
		}},
		Examples: []Example{
			{`toscalar(range x from 1 to 100 step 1 | summarize toreal(percentile_tdigest(tdigest(x), 50)))`, `50.0`},
		},
	},
	{
		Name: "tdigest_merge", Aliases: []string{"merge_tdigest", "merge_tdigests"}, Kind: Aggregate, Group: "aggregate",
		Doc:        "One sketch of all that the tdigest() sketches of a column have seen.",
		ResultName: named("merge_tdigests"),
		Sigs: []Sig{{
			Params: []Param{P("tdigest", Dynamics)}, Returns: schema.Dynamic,
			SQL: "kql_tdigest_merge((list($tdigest::VARCHAR) $filter))::JSON",
		}},
		Examples: []Example{
			{`toscalar(range x from 1 to 9 step 1 | summarize t = tdigest(x) by x % 3 | summarize toreal(percentile_tdigest(tdigest_merge(t), 100)))`, `9.0`},
		},
	},
}

var sketchFuncs = []Func{
	{
		Name: "dcount_hll", Group: "sketch",
		Doc: "Number of distinct values that an hll() sketch has seen: exact up to 4096, then within about 2%.",
		Sigs: []Sig{{
			Params: []Param{P("hll", Dynamics)}, Returns: schema.Long, SQL: "kql_dcount_hll($hll::VARCHAR)",
		}},
		Examples: []Example{{`toscalar(range x from 1 to 9 step 1 | summarize dcount_hll(hll(x)))`, `9`}},
	},
	{
		Name: "hll_merge", Group: "sketch",
		Doc: "One sketch of all that several hll() sketches have seen.",
		Sigs: []Sig{{
			Params: []Param{P("hll", Dynamics)}, Rest: &Param{Name: "hll", Types: Dynamics}, MinRest: 1, Returns: schema.Dynamic,
			Lower: func(c *Call) (string, error) { return "kql_hll_merge([" + textsOf(c.Args) + "])::JSON", nil },
		}},
		Examples: []Example{
			{`toscalar(range x from 1 to 9 step 1 | summarize a = hll(x), b = hll(x + 3) | project dcount_hll(hll_merge(a, b)))`, `12`},
		},
	},
	{
		Name: "tdigest_merge", Aliases: []string{"merge_tdigest", "merge_tdigests"}, Group: "sketch",
		Doc: "One sketch of all that several tdigest() sketches have seen.",
		Sigs: []Sig{{
			Params: []Param{P("tdigest", Dynamics)}, Rest: &Param{Name: "tdigest", Types: Dynamics}, MinRest: 1,
			Returns: schema.Dynamic,
			Lower: func(c *Call) (string, error) {
				return "TRY_CAST(kql_tdigest_merge([" + textsOf(c.Args) + "]) AS JSON)", nil
			},
		}},
		Examples: []Example{
			{`toscalar(range x from 1 to 9 step 1 | summarize a = tdigest(x), b = tdigest(x + 3) | project toreal(percentile_tdigest(tdigest_merge(a, b), 100)))`, `12.0`},
		},
	},
	{
		Name: "percentile_tdigest", Aliases: []string{"percentiles_tdigest"}, Group: "sketch", ResultName: named("percentile_tdigest"),
		Doc: "Percentile of the values that a tdigest() sketch has seen; a type literal says what it is read as.",
		Sigs: []Sig{{
			Params: []Param{P("tdigest", Dynamics), P("percentile", Numbers), Opt("type", AnyType, "")}, Returns: schema.Dynamic,
			SQL: "kql_percentile_tdigest($tdigest::VARCHAR, $percentile::DOUBLE)::JSON",
		}},
		Examples: []Example{
			{`toscalar(range x from 1 to 10 step 1 | summarize toreal(percentile_tdigest(tdigest(x), 90)))`, `9.0`},
		},
	},
	{
		Name: "percentiles_array_tdigest", Aliases: []string{"percentile_array_tdigest"}, Group: "sketch", ResultName: named("percentile_tdigest"),
		Doc: "Several percentiles of the values that a tdigest() sketch has seen, as an array; a type literal says what they are read as.",
		Sigs: []Sig{{
			Params: []Param{P("tdigest", Dynamics), P("percentiles", Dynamics), Opt("type", AnyType, "")}, Returns: schema.Dynamic,
			SQL: "kql_percentiles_tdigest($tdigest::VARCHAR, $percentiles::VARCHAR)::JSON",
		}, {
			Params: []Param{P("tdigest", Dynamics)}, Rest: &Param{Name: "percentile", Types: Numbers}, MinRest: 1, Returns: schema.Dynamic,
			Lower: func(c *Call) (string, error) {
				return fmt.Sprintf("kql_percentiles_tdigest((%s)::VARCHAR, to_json([%s])::VARCHAR)::JSON", c.Args[0].SQL, listOf(c.Args[1:], "DOUBLE")), nil
			},
		}},
		Examples: []Example{
			{`toscalar(range x from 1 to 10 step 1 | summarize percentiles_array_tdigest(tdigest(x), 50, 90))`, `dynamic([5.0,9.0])`},
			{`toscalar(range x from 1 to 10 step 1 | summarize percentiles_array_tdigest(tdigest(x), dynamic([50, 90])))`, `dynamic([5.0,9.0])`},
		},
	},
	{
		Name: "rank_tdigest", Group: "sketch",
		Doc: "How many of the values that a tdigest() sketch has seen do not exceed a value.",
		Sigs: []Sig{{
			Params: []Param{P("tdigest", Dynamics), P("value", orderable)}, Returns: schema.Real,
			SQL: "kql_rank_tdigest($tdigest::VARCHAR, $value::DOUBLE)",
		}},
		Examples: []Example{
			{`toscalar(range x from 1 to 1000 step 1 | summarize rank_tdigest(tdigest(x), 685))`, `685.0`},
		},
	},
	{
		Name: "percentrank_tdigest", Group: "sketch",
		Doc: "The percentage of the values that a tdigest() sketch has seen which do not exceed a value.",
		Sigs: []Sig{{
			Params: []Param{P("tdigest", Dynamics), P("value", orderable)}, Returns: schema.Real,
			SQL: "kql_percentrank_tdigest($tdigest::VARCHAR, $value::DOUBLE)",
		}},
		Examples: []Example{
			{`toscalar(range x from 1 to 100 step 1 | summarize percentrank_tdigest(tdigest(x), 25))`, `25.0`},
		},
	},
}

// textsOf lists dynamic operands as texts.
func textsOf(args []Arg) string { return listOf(args, "VARCHAR") }

// listOf is the arguments as elements of a list of a type.
func listOf(args []Arg, duckType string) string {
	out := ""
	for i, a := range args {
		if i > 0 {
			out += ", "
		}
		out += "(" + a.SQL + ")::" + duckType
	}
	return out
}
