package funcs

import (
	"strings"

	"socrates/engine/schema"
)

// jsonFunc is a function on dynamics that is computed in Go, on JSON text.
func jsonFunc(name, doc, sql string, params []Param, examples ...Example) Func {
	return row("dynamic", name, doc, params, schema.Dynamic, "CAST("+sql+" AS JSON)", examples...)
}

var (
	one = []Param{P("array", Dynamics)}
	bag = []Param{P("bag", Dynamics)}
)

var dynamics = []Func{
	alias(row("dynamic", "array_length", "Number of elements; null for what is no array.", one, schema.Long,
		"CASE WHEN json_type($array) = 'ARRAY' THEN json_array_length($array)::BIGINT END", Example{`array_length(dynamic([1, 2]))`, `2`}, Example{`array_length(dynamic({}))`, `long(null)`}), "arraylength"),
	jsonFunc("bag_keys", "Names of a bag's properties, as an array.", "kql_bag_keys(($bag)::VARCHAR)", bag, Example{`tostring(bag_keys(dynamic({"b":1,"a":2})))`, `"[\"b\",\"a\"]"`}),
	jsonFunc("array_reverse", "Elements backwards.", "kql_array_reverse(($array)::VARCHAR)", one, Example{`tostring(array_reverse(dynamic([1, 2])))`, `"[2,1]"`}),
	jsonFunc("array_slice", "Elements from one position to another, both included; negative positions count from the end.", "kql_array_slice(($array)::VARCHAR, $start::BIGINT, $end::BIGINT)",
		[]Param{P("array", Dynamics), P("start", counts), P("end", counts)}, Example{`tostring(array_slice(dynamic([1, 2, 3]), 1, -1))`, `"[2,3]"`}),
	row("dynamic", "bag_has_key", "True when the bag has a property of the name.", []Param{P("bag", Dynamics), P("key", Strings)}, schema.Bool, "coalesce(kql_bag_has_key(($bag)::VARCHAR, $key), false)",
		Example{`bag_has_key(dynamic({"a":1}), "a")`, `true`}),
	jsonFunc("bag_remove_keys", "Bag without some properties.", "kql_bag_remove(($bag)::VARCHAR, ($keys)::VARCHAR)", []Param{P("bag", Dynamics), P("keys", Dynamics)},
		Example{`tostring(bag_remove_keys(dynamic({"a":1,"b":2}), dynamic(["a"])))`, `"{\"b\":2}"`}),
	row("dynamic", "dynamic_to_json", "Dynamic as JSON text, the properties of bags in the order of their names.", []Param{P("value", Dynamics)}, schema.String, "coalesce(kql_sorted_json(($value)::VARCHAR), '')", Example{`dynamic_to_json(dynamic({"b":[1],"a":2}))`, `'{"a":2,"b":[1]}'`}),
	row("dynamic", "array_sum", "Sum of the numbers in an array.", one, schema.Real, "kql_array_sum(($array)::VARCHAR)", Example{`array_sum(dynamic([1, 2]))`, `3.0`}),
	setFunc("array_concat", "Arrays one after the other.", Example{`tostring(array_concat(dynamic([1]), dynamic([1, 2])))`, `"[1,1,2]"`}),
	setFunc("set_union", "Elements that stand in any of the arrays, each once.", Example{`tostring(set_union(dynamic([1]), dynamic([1, 2])))`, `"[1,2]"`}),
	setFunc("set_intersect", "Elements that stand in all of the arrays, each once.", Example{`tostring(set_intersect(dynamic([1, 2]), dynamic([2, 3])))`, `"[2]"`}),
	setFunc("set_difference", "Elements of the first array that stand in none of the others, each once.", Example{`tostring(set_difference(dynamic([1, 2]), dynamic([2])))`, `"[1]"`}),
	setFunc("bag_merge", "Bags joined to one; the first bag that has a property gives its value.", Example{`tostring(bag_merge(dynamic({"a":1}), dynamic({"a":2,"b":3})))`, `"{\"a\":1,\"b\":3}"`}),
	setFunc("zip", "Array of arrays: the first elements together, then the second ones, and so on.", Example{`tostring(zip(dynamic([1, 2]), dynamic([3, 4])))`, `"[[1,3],[2,4]]"`}),
	{
		Name: "pack_array", Kind: Scalar, Group: "dynamic", Doc: "Array of the arguments.",
		Sigs: []Sig{{Rest: ptr(P("value", AnyType)), Returns: schema.Dynamic, Lower: func(c *Call) (string, error) {
			return jsonArray(c.Args), nil
		}}},
		Examples: []Example{{`tostring(pack_array(1, "a"))`, `"[1,\"a\"]"`}},
	},
	{
		Name: "bag_pack", Aliases: []string{"pack"}, Kind: Scalar, Group: "dynamic", Doc: "Bag of names and values, given in turn.",
		Sigs: []Sig{{Rest: ptr(P("value", AnyType)), MinRest: 2, Returns: schema.Dynamic, Lower: func(c *Call) (string, error) {
			return jsonBag(c.Args), nil
		}}},
		Examples: []Example{{`tostring(bag_pack("a", 1, "b", "x"))`, `"{\"a\":1,\"b\":\"x\"}"`}},
	},
	{
		Name: "range", Kind: Scalar, Group: "dynamic", Doc: "Array of equally spaced values, at most 1,048,576.",
		Sigs: []Sig{
			{Params: []Param{P("start", Integers), P("stop", Integers), Opt("step", Integers, "1")}, Returns: schema.Dynamic, SQL: "CAST(kql_range($start::BIGINT, $stop::BIGINT, $step::BIGINT) AS JSON)"},
			{Params: []Param{P("start", Datetimes), P("stop", Datetimes), Opt("step", Timespans, "36000000000")}, Returns: schema.Dynamic, SQL: "CAST(kql_range_datetime($start, $stop, $step) AS JSON)"},
			{Params: []Param{P("start", anyReal), P("stop", anyReal), Opt("step", anyReal, "1")}, Returns: schema.Dynamic, SQL: "CAST(kql_range_real($start::DOUBLE, $stop::DOUBLE, $step::DOUBLE) AS JSON)"},
			{Params: []Param{P("start", Timespans), P("stop", Timespans), Opt("step", Timespans, "36000000000")}, Returns: schema.Dynamic, SQL: "CAST(kql_range_timespan($start, $stop, $step) AS JSON)"},
		},
		Examples: []Example{{`range(1, 7, 3)`, `dynamic([1,4,7])`}, {`range(1.0, 2, 0.5)`, `dynamic([1.0,1.5,2.0])`}, {`range(1h, 2h, 1h)`, `dynamic(["01:00:00","02:00:00"])`}},
	},
	{
		Name: "extract_json", Aliases: []string{"extractjson"}, Kind: Scalar, Group: "dynamic", Doc: "What stands at a JSON path in a JSON text.",
		Sigs: []Sig{
			{Params: []Param{P("path", Strings), P("text", Texts)}, Returns: schema.String, SQL: "coalesce(kql_json_path($path, ($text)::VARCHAR), '')"},
			{Params: []Param{P("path", Strings), P("text", Texts), P("type", AnyType)}, Returns: schema.String, SQL: "coalesce(kql_json_path($path, ($text)::VARCHAR), '')"},
		},
		Examples: []Example{{`extract_json("$.a", '{"a":1}')`, `"1"`}},
	},
}

// setFunc takes any number of dynamics; the Go function gets them as one JSON array.
func setFunc(name, doc string, ex Example) Func {
	return Func{
		Name: name, Kind: Scalar, Group: "dynamic", Doc: doc, Examples: []Example{ex},
		Sigs: []Sig{{Rest: ptr(P("value", Dynamics)), MinRest: 1, Returns: schema.Dynamic, Lower: func(c *Call) (string, error) {
			return "CAST(kql_" + name + "((" + jsonArray(c.Args) + ")::VARCHAR) AS JSON)", nil
		}}},
	}
}

func jsonArray(args []Arg) string {
	if len(args) == 0 {
		return "'[]'::JSON"
	}
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = Cast(a.SQL, a.Type, schema.Dynamic)
	}
	return "json_array(" + strings.Join(parts, ", ") + ")"
}

func jsonBag(args []Arg) string {
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = Cast(a.SQL, a.Type, schema.Dynamic)
		if i%2 == 0 {
			parts[i] = Cast(a.SQL, a.Type, schema.String)
		}
	}
	return "json_object(" + strings.Join(parts, ", ") + ")"
}
