package funcs

import (
	"fmt"

	"socrates/engine/schema"
)

// maxElements is how many values Kusto's make_list and make_set gather at most.
const maxElements = 1048576

// jsonOfList writes a list of values of type t as a JSON array. A list of dynamic values is a list of
// their texts.
func jsonOfList(list string, t schema.Type) string {
	if t == schema.Dynamic {
		return "('[' || array_to_string(" + list + ", ',') || ']')::JSON"
	}
	switch t {
	case schema.Real, schema.Decimal, schema.Datetime, schema.Timespan:
		list = "list_transform(" + list + ", lambda e: " + toDynamic("e", t) + ")"
	}
	return "to_json(" + list + ")"
}

// gathered is the operand as a list holds it: a dynamic as its text.
func gathered(a Arg) string {
	if a.Type == schema.Dynamic {
		return a.SQL + "::VARCHAR"
	}
	return a.SQL
}

// notNull adds "the operand is not null" to a FILTER clause; strings never are.
func notNull(filter string, a Arg) string {
	if a.Type == schema.String {
		return filter
	}
	return where(filter, a.SQL+" IS NOT NULL")
}

// limit is the constant second argument of make_list and its like.
func limit(c *Call) int64 {
	if n, ok := constLong(c.Args[1]); ok && n >= 0 && n < maxElements {
		return n
	}
	return maxElements
}

// lowerMakeList gathers values in the order of rows. Arrays among dynamic values are taken apart.
func lowerMakeList(c *Call) (string, error) {
	x, n := c.Args[0], limit(c)
	list := fmt.Sprintf("(list(%s %s) %s)", gathered(x), c.Order, notNull(c.Filter, x))
	if x.Type != schema.Dynamic {
		list = fmt.Sprintf("%s[:%d]", list, n)
		return "coalesce(" + jsonOfList(list, x.Type) + ", '[]'::JSON)", nil
	}
	return fmt.Sprintf("coalesce(kql_flatten(%s::VARCHAR, %d), '[]')::JSON", jsonOfList(list, x.Type), n), nil
}

func lowerMakeListWithNulls(c *Call) (string, error) {
	x := c.Args[0]
	operand := gathered(x)
	if x.Type == schema.Dynamic {
		operand = "coalesce(" + operand + ", 'null')"
	}
	list := fmt.Sprintf("(list(%s %s) %s)[:%d]", operand, c.Order, c.Filter, limit(c))
	return "coalesce(" + jsonOfList(list, x.Type) + ", '[]'::JSON)", nil
}

// lowerMakeSet keeps values in the order of their first row where rows have an order. Otherwise the set
// is sorted: cheaper than a list of all rows, and the same on every run.
func lowerMakeSet(c *Call) (string, error) {
	x, n := c.Args[0], limit(c)
	list := fmt.Sprintf("list_sort(list(DISTINCT %s) %s)", gathered(x), notNull(c.Filter, x))
	if c.Order != "" {
		list = fmt.Sprintf("(list(%s %s) %s)", gathered(x), c.Order, notNull(c.Filter, x))
	} else if x.Type != schema.Dynamic {
		return fmt.Sprintf("coalesce(%s, '[]'::JSON)", jsonOfList(fmt.Sprintf("(%s)[:%d]", list, n), x.Type)), nil
	}
	return fmt.Sprintf("coalesce(kql_distinct(%s::VARCHAR, %d), '[]')::JSON", jsonOfList(list, x.Type), n), nil
}

// gatheredBags is the JSON array of all bags, in an order that does not change from run to run.
func gatheredBags(c *Call) string {
	x := c.Args[0]
	list := fmt.Sprintf("list_sort(list(DISTINCT %s) %s)", gathered(x), notNull(c.Filter, x))
	if c.Order != "" {
		list = fmt.Sprintf("(list(%s %s) %s)", gathered(x), c.Order, notNull(c.Filter, x))
	}
	return "coalesce(" + jsonOfList(list, x.Type) + ", '[]')::VARCHAR"
}

func lowerMakeBag(c *Call) (string, error) {
	return fmt.Sprintf("kql_merge_bags(%s, %d)::JSON", gatheredBags(c), limit(c)), nil
}

func lowerBuildSchema(c *Call) (string, error) {
	return fmt.Sprintf("kql_schema_of(%s)::JSON", gatheredBags(c)), nil
}

func listSig(lower func(*Call) (string, error)) []Sig {
	return []Sig{{
		Params:  []Param{P("expr", AnyType), {Name: "maxSize", Types: Integers, Optional: true}},
		Returns: schema.Dynamic, Lower: lower,
	}}
}

var listAggregates = []Func{
	{
		Name: "make_list", Aliases: []string{"makelist"}, Kind: Aggregate, Group: "aggregate",
		Doc:        "Array of all values, nulls apart, in the order of rows; arrays among them are taken apart.",
		ResultName: named("list"), Sigs: listSig(lowerMakeList),
		Examples: []Example{
			{`toscalar(datatable(x:long)[3, long(null), 1] | summarize make_list(x))`, `dynamic([3,1])`},
			{`toscalar(datatable(x:long)[3, 1, 2] | sort by x asc | summarize make_list(x, 2))`, `dynamic([1,2])`},
			{`toscalar(datatable(x:dynamic)[dynamic([1,2]), dynamic(3)] | summarize make_list(x))`, `dynamic([1,2,3])`},
			{`toscalar(datatable(x:real)[1.0, real(nan)] | summarize make_list(x))`, `dynamic([1.0,"NaN"])`},
			{`toscalar(datatable(x:long)[] | summarize make_list(x))`, `dynamic([])`},
		},
	},
	{
		Name: "make_list_with_nulls", Kind: Aggregate, Group: "aggregate",
		Doc:        "Array of all values in the order of rows, nulls among them.",
		ResultName: named("list"), Sigs: listSig(lowerMakeListWithNulls),
		Examples: []Example{
			{`toscalar(datatable(x:long)[3, long(null), 1] | summarize make_list_with_nulls(x))`, `dynamic([3,null,1])`},
		},
	},
	{
		Name: "make_set", Aliases: []string{"makeset"}, Kind: Aggregate, Group: "aggregate",
		Doc:        "Array of the distinct values, nulls apart; arrays among them are taken apart.",
		ResultName: named("set"), Sigs: listSig(lowerMakeSet),
		Examples: []Example{
			{`toscalar(datatable(x:string)["b", "a", "b"] | summarize array_sort_asc(make_set(x)))`, `dynamic(["a","b"])`},
			{`toscalar(datatable(x:long)[5, 3, 9, 3] | summarize make_set(x, 2))`, `dynamic([5,3])`},
			{`toscalar(datatable(x:dynamic)[dynamic([1,2]), dynamic([2,3])] | summarize make_set(x))`, `dynamic([1,2,3])`},
		},
	},
	{
		Name: "make_bag", Aliases: []string{"make_dictionary"}, Kind: Aggregate, Group: "aggregate",
		Doc:        "One bag of the keys of all bags; a key that occurs twice keeps its first value.",
		ResultName: named("bag"),
		Sigs: []Sig{{
			Params:  []Param{P("expr", Dynamics), {Name: "maxSize", Types: Integers, Optional: true}},
			Returns: schema.Dynamic, Lower: lowerMakeBag,
		}},
		Examples: []Example{
			{`toscalar(datatable(d:dynamic)[dynamic({"a":1}), dynamic({"b":2}), dynamic({"a":3})] | summarize make_bag(d))`, `dynamic({"a":1,"b":2})`},
			{`toscalar(datatable(d:dynamic)[] | summarize make_bag(d))`, `dynamic({})`},
		},
	},
	{
		Name: "buildschema", Kind: Aggregate, Group: "aggregate",
		Doc:        "The least schema that all values of a dynamic column fit.",
		ResultName: named("schema"),
		Sigs:       []Sig{{Params: []Param{P("expr", Dynamics)}, Returns: schema.Dynamic, Lower: lowerBuildSchema}},
		Examples: []Example{
			{`toscalar(datatable(d:dynamic)[dynamic({"x":1, "y":3.5}), dynamic({"x":"s", "z":[1, 2]})] | summarize buildschema(d))`,
				`dynamic({"x":["long","string"],"y":"double","z":{"` + "`indexer`" + `":"long"}})`},
		},
	},
}
