package funcs

import (
	"strings"

	"socrates/engine/schema"
)

// widest is the type of several numbers together: real beats long beats int.
func widest(args []Arg) schema.Type {
	out := schema.Unknown
	for _, a := range args {
		switch {
		case out == schema.Unknown || out == schema.Int && a.Type.Numeric():
			out = a.Type
		case a.Type == schema.Real && out.Numeric():
			out = schema.Real
		case a.Type == schema.Dynamic && !out.Numeric():
			out = schema.Dynamic
		}
	}
	return out
}

func joinCast(args []Arg, to schema.Type) string {
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = "NULL"
		if Converts(a.Type, to) {
			parts[i] = Cast(a.SQL, a.Type, to)
		}
	}
	return strings.Join(parts, ", ")
}

func extremum(name, sql, doc string, ex Example) Func {
	return Func{
		Name: name, Kind: Scalar, Group: "conditional", Doc: doc, Examples: []Example{ex},
		Sigs: []Sig{{Rest: ptr(P("value", AnyType)), MinRest: 1, ReturnsOf: widest, Lower: func(c *Call) (string, error) {
			return sql + "(" + joinCast(c.Args, widest(c.Args)) + ")", nil
		}}},
	}
}

var choices = []Func{
	{
		Name: "coalesce", Kind: Scalar, Group: "conditional", Doc: "The first value that is not null; of texts, not empty.",
		Sigs: []Sig{{Rest: ptr(P("value", AnyType)), MinRest: 2, ReturnsOf: widest, Lower: lowerCoalesce}},
		Examples: []Example{
			{`coalesce(int(null), 5)`, `5`}, {`coalesce("", "a")`, `"a"`},
		},
	},
	extremum("max_of", "greatest", "The greatest of the arguments.", Example{`max_of(1, 5, 3)`, `5`}),
	extremum("min_of", "least", "The least of the arguments.", Example{`min_of(4, 2, 9)`, `2`}),
	row("conditional", "not", "False for true, true for false.", []Param{P("value", Bools)}, schema.Bool, "(NOT $value)", Example{`not(true)`, `false`}),
	{
		Name: "isnull", Kind: Scalar, Group: "conditional", Doc: "True for null; a text is never null.",
		Sigs: []Sig{
			{Params: []Param{P("value", Strings)}, Returns: schema.Bool, SQL: "false"},
			{Params: []Param{P("value", Dynamics)}, Returns: schema.Bool, SQL: "(coalesce(json_type($value), 'NULL') = 'NULL')"},
			{Params: []Param{P("value", AnyType)}, Returns: schema.Bool, SQL: "($value IS NULL)"},
		},
		Examples: []Example{{`isnull(int(null))`, `true`}, {`isnull("")`, `false`}},
	},
	{
		Name: "isnotnull", Aliases: []string{"notnull"}, Kind: Scalar, Group: "conditional", Doc: "False for null; a text is never null.",
		Sigs: []Sig{
			{Params: []Param{P("value", Strings)}, Returns: schema.Bool, SQL: "true"},
			{Params: []Param{P("value", Dynamics)}, Returns: schema.Bool, SQL: "(coalesce(json_type($value), 'NULL') <> 'NULL')"},
			{Params: []Param{P("value", AnyType)}, Returns: schema.Bool, SQL: "($value IS NOT NULL)"},
		},
		Examples: []Example{{`isnotnull(5)`, `true`}},
	},
}

func lowerCoalesce(c *Call) (string, error) {
	t := widest(c.Args)
	if t != schema.String {
		return "coalesce(" + joinCast(c.Args, t) + ")", nil
	}
	parts := make([]string, len(c.Args))
	for i, a := range c.Args {
		parts[i] = "nullif(" + Cast(a.SQL, a.Type, t) + ", '')"
	}
	return "coalesce(" + strings.Join(parts, ", ") + ", '')", nil
}
