package funcs

import (
	"fmt"

	"socrates/engine/schema"
)

// bound are the functions to which the binder itself gives a meaning, because they look at columns or tables
// and not at values alone. Their rows are here for the reference, completion and "did you mean".
var bound = []Func{
	special("iff", []string{"iif"}, "conditional", "One value where a condition is true, another where it is false or null.",
		[]Param{P("condition", Bools), P("then", AnyType), P("otherwise", AnyType)}, nil,
		Example{`iff(1 < 2, "a", "b")`, `"a"`}, Example{`iff(bool(null), "a", "b")`, `"b"`}),
	special("case", nil, "conditional", "The value behind the first condition that is true, or else the last value.",
		[]Param{P("condition", Bools), P("then", AnyType)}, ptr(P("more", AnyType)),
		Example{`case(false, 1, true, 2, 3)`, `2`}, Example{`case(bool(null), "a", "b")`, `"b"`}),
	special("column_ifexists", []string{"columnifexists"}, "table", "A column by its name, or a default where the table has none.",
		[]Param{Const("name", Strings), P("default", AnyType)}, nil,
		Example{`toscalar(datatable(a:long)[1] | project column_ifexists("a", 0))`, `1`}, Example{`toscalar(datatable(a:long)[1] | project column_ifexists("b", 5))`, `5`}),
	special("column_names_of", nil, "table", "Names of a table's columns, as an array.", []Param{P("table", AnyType)}, nil,
		Example{`column_names_of(datatable(a:long, b:string)[])`, `dynamic(["a","b"])`}),
	special("ingestion_time", nil, "table", "When the row arrived; null where that is not known.", nil, nil,
		Example{`toscalar(datatable(a:long)[1] | project isnull(ingestion_time()))`, `true`}),
	special("pack_all", nil, "dynamic", "Bag of all columns; with true, without those that are null or empty.", []Param{Opt("ignore_null_empty", Bools, "false")}, nil,
		Example{`toscalar(datatable(a:long, b:string)[1, ""] | project pack_all())`, `dynamic({"a":1,"b":""})`}, Example{`toscalar(datatable(a:long, b:string)[1, ""] | project pack_all(true))`, `dynamic({"a":1})`}),
	special("bag_pack_columns", nil, "dynamic", "Bag of some columns by their names.", nil, ptr(P("column", AnyType)),
		Example{`toscalar(datatable(a:long, b:string)[1, "x"] | project bag_pack_columns(a))`, `dynamic({"a":1})`}),
	special("pack_dictionary", nil, "dynamic", "Bag of names and values, given in turn.", nil, ptr(P("value", AnyType)),
		Example{`pack_dictionary("a", 1)`, `dynamic({"a":1})`}),
	special("toscalar", nil, "table", "First value of the first row of a table, computed once.", []Param{P("table", AnyType)}, nil,
		Example{`toscalar(range x from 1 to 3 step 1 | summarize sum(x))`, `6`}),
	special("materialize", nil, "table", "A table that is computed once and used several times.", []Param{P("table", AnyType)}, nil,
		Example{`toscalar(materialize(range x from 1 to 3 step 1) | count)`, `3`}),
}

func special(name string, aliases []string, group, doc string, params []Param, rest *Param, examples ...Example) Func {
	return Func{
		Name: name, Aliases: aliases, Kind: Scalar, Group: group, Doc: doc, Examples: examples,
		Sigs: []Sig{{
			Params: params, Rest: rest, ReturnsOf: lastType,
			Lower: func(*Call) (string, error) { return "", fmt.Errorf("%s has its meaning from the binder", name) },
		}},
	}
}

// lastType is the type of the last argument.
func lastType(args []Arg) schema.Type {
	if len(args) == 0 {
		return schema.Unknown
	}
	return args[len(args)-1].Type
}
