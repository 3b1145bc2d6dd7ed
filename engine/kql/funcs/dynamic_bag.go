package funcs

import "socrates/engine/schema"

var bags = []Func{
	{
		Name: "bag_set_key", Kind: Scalar, Group: "dynamic", Doc: "Bag with a property set, which may be named by a JSON path such as $.a.b.",
		Sigs: []Sig{{
			Params: []Param{P("bag", Dynamics), P("key", Strings), P("value", AnyType)}, Returns: schema.Dynamic,
			Lower: func(c *Call) (string, error) {
				return "CAST(kql_bag_set_key((" + c.Args[0].SQL + ")::VARCHAR, " + c.Args[1].SQL + ", " + asJSON(c.Args[2]) + ") AS JSON)", nil
			},
		}},
		Examples: []Example{{`bag_set_key(dynamic({"a":1}), "b", 2)`, `dynamic({"a":1,"b":2})`}, {`bag_set_key(dynamic({}), "$.a.b", "x")`, `dynamic({"a":{"b":"x"}})`}},
	},
	jsonFunc("bag_zip", "Bag of an array of names and an array of values.", "kql_bag_zip(($keys)::VARCHAR, ($values)::VARCHAR)",
		[]Param{P("keys", Dynamics), P("values", Dynamics)},
		Example{`bag_zip(dynamic(["a","b"]), dynamic([1]))`, `dynamic({"a":1,"b":null})`}, Example{`bag_zip(dynamic(["a",8,"b"]), dynamic([1,2,3]))`, `dynamic({"a":1,"b":3})`}),
	{
		Name: "bag_pack_nonempty", Kind: Scalar, Group: "internal", Doc: "Bag of names and values, given in turn, without those that are null or empty: pack_all(true).",
		Sigs: []Sig{{Rest: ptr(P("value", AnyType)), MinRest: 2, Returns: schema.Dynamic, Lower: func(c *Call) (string, error) {
			return "CAST(kql_pack_nonempty((" + jsonBag(c.Args) + ")::VARCHAR) AS JSON)", nil
		}}},
		Examples: []Example{{`bag_pack_nonempty("a", 1, "b", "", "c", int(null))`, `dynamic({"a":1})`}},
	},
}
