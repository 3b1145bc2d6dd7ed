package funcs

import (
	"fmt"

	"socrates/engine/schema"
)

// An aggregate that takes values from some row of the group. Where such an aggregate stands alone the
// binder picks the whole row instead (plan.PickOne); these rows serve several side by side.

// lowerTakeAny takes the first value that is not null, or the least one where rows have no order.
func lowerTakeAny(c *Call) (string, error) {
	x := c.Args[0]
	function := "min"
	if c.Order != "" {
		function = "first"
	}
	sql := fmt.Sprintf("%s(%s %s) %s", function, gathered(x), c.Order, notNull(c.Filter, x))
	return pickedAs(sql, x.Type), nil
}

// pickedAs gives a picked value its type again: text of an empty group is ”, a dynamic is JSON.
func pickedAs(sql string, t schema.Type) string {
	switch t {
	case schema.String:
		return "coalesce(" + sql + ", '')"
	case schema.Dynamic:
		return "CAST(" + sql + " AS JSON)"
	}
	return sql
}

// lowerArg takes a value from the row where the key is largest or smallest: the first such row. NaN is
// both. When every key is null it is the first row.
func lowerArg(function string) func(*Call) (string, error) {
	return func(c *Call) (string, error) {
		key, x := c.Args[0], c.Args[len(c.Args)-1]
		by := gathered(key)
		if key.Type == schema.Real && function == "arg_min_null" {
			by = "CASE WHEN isnan(" + by + ") THEN '-Infinity'::DOUBLE ELSE " + by + " END"
		}
		sql := fmt.Sprintf("CASE WHEN (count(%[1]s) %[5]s) = 0 THEN first(%[2]s %[4]s) %[5]s ELSE %[3]s(%[2]s, %[1]s %[4]s) %[5]s END",
			by, gathered(x), function, c.Order, c.Filter)
		return pickedAs(sql, x.Type), nil
	}
}

func argSigs(function, param string) []Sig {
	return []Sig{{
		Params: []Param{P(param, AnyType)}, Rest: &Param{Name: "expr", Types: AnyType},
		ReturnsOf: first, Lower: lowerArg(function),
	}}
}

var pickAggregates = []Func{
	{
		Name: "arg_max", Aliases: []string{"argmax"}, Kind: Aggregate, Group: "aggregate",
		Doc:      "The largest value of an expression, and other columns (* for all) of the row that has it.",
		Sigs:     argSigs("arg_max_null", "exprToMaximize"),
		Examples: []Example{{`toscalar(datatable(x:long, y:string)[1, "a", 3, "b"] | summarize arg_max(x, y) | project y)`, `"b"`}},
	},
	{
		Name: "arg_min", Aliases: []string{"argmin"}, Kind: Aggregate, Group: "aggregate",
		Doc:      "The smallest value of an expression, and other columns (* for all) of the row that has it.",
		Sigs:     argSigs("arg_min_null", "exprToMinimize"),
		Examples: []Example{{`toscalar(datatable(x:long, y:string)[1, "a", 3, "b"] | summarize arg_min(x, y) | project y)`, `"a"`}},
	},
	{
		Name: "take_any", Kind: Aggregate, Group: "aggregate",
		Doc:        "A value of some row, one that is not null where there is one; take_any(*) gives whole rows.",
		ResultName: ownName,
		Sigs: []Sig{{
			Params: []Param{P("expr", AnyType)}, Rest: &Param{Name: "expr", Types: AnyType},
			ReturnsOf: first, Lower: lowerTakeAny,
		}},
		Examples: []Example{{`toscalar(datatable(x:long)[long(null), 7] | summarize take_any(x))`, `7`}},
	},
	{
		Name: "any", Kind: Aggregate, Group: "aggregate", Deprecated: "take_any",
		Doc:        "A value of some row: the old name of take_any.",
		ResultName: named("any"),
		Sigs: []Sig{{
			Params: []Param{P("expr", AnyType)}, Rest: &Param{Name: "expr", Types: AnyType},
			ReturnsOf: first, Lower: lowerTakeAny,
		}},
		Examples: []Example{{`toscalar(datatable(x:long)[7, 7] | summarize any(x))`, `7`}},
	},
}

// ownName is the automatic column name of a value that keeps its name.
func ownName(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
