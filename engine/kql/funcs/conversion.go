package funcs

import "socrates/engine/schema"

// conversions are the functions that turn a value of any type into one of theirs.
var conversions = []Func{
	convert("tostring", nil, schema.String, "Value as text; the empty text for null.",
		Example{`tostring(dynamic("a"))`, `"a"`}, Example{`tostring(true)`, `"True"`}, Example{`tostring(int(null))`, `""`}, Example{`tostring(1.0)`, `"1.0"`}, Example{`tostring(1d)`, `"1.00:00:00"`}),
	convert("tolong", nil, schema.Long, "Value as long; fractions are cut off, null when it is no number.",
		Example{`tolong("12")`, `12`}, Example{`tolong(-2.9)`, `-2`}, Example{`tolong("0xFFFFFFFFFFFFFFFF")`, `-1`}, Example{`tolong("1.5")`, `long(null)`}, Example{`tolong(1e30)`, `9223372036854775807`}, Example{`tolong(datetime(2020-01-01))`, `637134336000000000`}),
	convert("toint", nil, schema.Int, "Value as int; fractions are cut off, null when it is no number or does not fit.",
		Example{`toint("7")`, `int(7)`}, Example{`toint("")`, `int(null)`}, Example{`toint(" 42 ")`, `int(42)`}, Example{`toint("0x1F")`, `int(31)`}, Example{`toint("-0x10")`, `int(null)`}, Example{`toint(dynamic(1.5))`, `int(1)`}, Example{`toint(2147483648)`, `int(-2147483648)`}),
	convert("toreal", []string{"todouble"}, schema.Real, "Value as real; null when it is no number.",
		Example{`toreal("1.5")`, `1.5`}, Example{`todouble("")`, `real(null)`}, Example{`todouble("1,234")`, `real(null)`}, Example{`todouble("5.")`, `5.0`}, Example{`todouble("INF")`, `real(null)`}),
	convert("todecimal", nil, schema.Decimal, "Value as decimal; null when it is no number.",
		Example{`tostring(todecimal("1.5"))`, `"1.5"`}),
	convert("tobool", []string{"toboolean"}, schema.Bool, "Value as bool: true, false, or a number that is not zero.",
		Example{`tobool("True")`, `true`}, Example{`tobool(0)`, `false`}, Example{`tobool("yes")`, `bool(null)`}, Example{`tobool("-1")`, `true`}, Example{`tobool(" true")`, `bool(null)`}),
	convert("todatetime", nil, schema.Datetime, "Text or ticks as datetime, read as UTC; null when it is none.",
		Example{`todatetime("2020-01-01")`, `datetime(2020-01-01)`}, Example{`todatetime("2020-13-01")`, `datetime(null)`}),
	convert("totimespan", []string{"totime"}, schema.Timespan, "Text or ticks as timespan; null when it is none.",
		Example{`totimespan("01:00:00")`, `1h`}, Example{`totimespan("1d")`, `1d`}, Example{`totimespan("1.5")`, `timespan(null)`}, Example{`totimespan("-00:30")`, `-30m`}),
	convert("toguid", nil, schema.Guid, "Text as guid; null when it is none.",
		Example{`isnull(toguid("x"))`, `true`}, Example{`toguid("0123456789abcdef0123456789ABCDEF")`, `guid(01234567-89ab-cdef-0123-456789abcdef)`}),
	{
		Name: "parse_json", Aliases: []string{"todynamic", "toobject", "parsejson"}, Kind: Scalar, Group: "dynamic",
		Doc: "Text read as JSON; a text that is no JSON becomes a dynamic string.",
		Sigs: []Sig{
			{Params: []Param{P("text", Dynamics)}, Returns: schema.Dynamic, SQL: "$text"},
			{Params: []Param{P("text", Strings)}, Returns: schema.Dynamic, SQL: "CAST(kql_parse_json($text) AS JSON)"},
			{Params: []Param{P("text", AnyType)}, Returns: schema.Dynamic, Lower: func(c *Call) (string, error) {
				return Cast(c.Args[0].SQL, c.Args[0].Type, schema.Dynamic), nil
			}},
		},
		Examples: []Example{{`tostring(parse_json('{"a":1}').a)`, `"1"`}, {`isnull(parse_json("null"))`, `true`}},
	},
	{
		Name: "gettype", Kind: Scalar, Group: "conversion", Doc: "Name of the value's type; of a dynamic, the type inside.",
		Sigs: []Sig{{Params: []Param{P("value", AnyType)}, Returns: schema.String, Lower: lowerGetType}},
		Examples: []Example{
			{`gettype(1)`, `"long"`}, {`gettype(dynamic([1]))`, `"array"`}, {`gettype(dynamic({}))`, `"dictionary"`}, {`gettype(1.5)`, `"real"`},
		},
	},
}

// sourcesOf is the set of types that have a way to another.
func sourcesOf(to schema.Type) TypeSet {
	var set TypeSet
	for _, t := range schema.Types() {
		if Converts(t, to) {
			set |= Of(t)
		}
	}
	return set
}

func convert(name string, aliases []string, to schema.Type, doc string, examples ...Example) Func {
	return Func{
		Name: name, Aliases: aliases, Kind: Scalar, Group: "conversion", Doc: doc, Examples: examples,
		Sigs: []Sig{{Params: []Param{P("value", sourcesOf(to))}, Returns: to, Lower: castTo(to)}},
	}
}

// castTo converts the first argument.
func castTo(to schema.Type) func(*Call) (string, error) {
	return func(c *Call) (string, error) { return Cast(c.Args[0].SQL, c.Args[0].Type, to), nil }
}

func lowerGetType(c *Call) (string, error) {
	if t := c.Args[0].Type; t != schema.Dynamic {
		return Quote(t.String()), nil
	}
	x := c.Args[0].SQL
	return "CASE coalesce(json_type(" + x + "), 'NULL') WHEN 'OBJECT' THEN 'dictionary' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string'" +
		" WHEN 'BOOLEAN' THEN 'bool' WHEN 'DOUBLE' THEN 'double' WHEN 'NULL' THEN 'null' ELSE 'long' END", nil
}
