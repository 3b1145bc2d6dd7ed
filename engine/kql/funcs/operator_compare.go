package funcs

import (
	"math"

	"socrates/engine/schema"
)

// Comparing with null gives null for < and its like. == and != follow Kusto: two nulls give null, one
// null differs from any value. NaN equals nothing, not even itself, and is neither less nor greater.

// compare writes a comparison of two operands of types that SQL compares as they are.
type compare func(x, y Arg) string

var ordered = []schema.Type{schema.String, schema.Datetime, schema.Timespan, schema.Bool, schema.Guid}

// comparison builds the signatures of an operator: numbers with numbers, every other type with itself,
// and a dynamic with whatever stands beside it.
func comparison(write compare) []Sig {
	sigs := []Sig{
		{Params: xy(counts, counts), Returns: schema.Bool, Lower: write.asIs},
		{Params: xy(anyReal, anyReal), Returns: schema.Bool, Lower: write.asIs},
		{Params: xy(Numbers, Numbers), Returns: schema.Bool, Lower: write.asIs},
	}
	for _, t := range ordered {
		sigs = append(sigs, Sig{Params: xy(Of(t), Of(t)), Returns: schema.Bool, Lower: write.asIs})
	}
	for _, t := range append([]schema.Type{schema.Long, schema.Real}, ordered...) {
		other, to := Of(t), t
		if t == schema.Long {
			other, to = counts, schema.Real // 1.5 in the dynamic is not 1
		}
		sigs = append(sigs,
			Sig{Params: xy(Dynamics, other), Returns: schema.Bool, Lower: write.dynamicSide(0, to)},
			Sig{Params: xy(other, Dynamics), Returns: schema.Bool, Lower: write.dynamicSide(1, to)})
	}
	return append(sigs, Sig{Params: xy(Dynamics, Dynamics), Returns: schema.Bool, Lower: write.asIs})
}

func (write compare) asIs(c *Call) (string, error) { return write(c.Args[0], c.Args[1]), nil }

// dynamicSide converts the dynamic operand to the other one's type first.
func (write compare) dynamicSide(side int, to schema.Type) func(*Call) (string, error) {
	return func(c *Call) (string, error) {
		args := append([]Arg(nil), c.Args...)
		args[side] = Arg{SQL: "(" + Cast(args[side].SQL, schema.Dynamic, to) + ")", Type: to}
		return write(args[0], args[1]), nil
	}
}

// never reports whether an operand can be neither null nor NaN.
func never(a Arg) bool {
	return a.Type == schema.String || a.Const != nil && !a.Const.Null && !math.IsNaN(a.Const.F)
}

// equality writes == or !=. IS [NOT] DISTINCT FROM a constant is what Kusto means, and DuckDB can skip
// blocks of rows by it as it does by =.
func equality(op, distinct string) compare {
	nan := map[string]string{"=": " AND NOT ", "<>": " OR "}[op]
	return func(x, y Arg) string {
		if x.Type == schema.String && y.Type == schema.String {
			return "(" + x.SQL + " " + op + " " + y.SQL + ")"
		}
		sql := x.SQL + " " + distinct + " " + y.SQL
		if never(x) || never(y) {
			return "(" + sql + ")"
		}
		if x.Type == schema.Real && y.Type == schema.Real {
			sql = "(" + sql + nan + "isnan(" + x.SQL + "))"
		}
		return "(CASE WHEN " + x.SQL + " IS NOT NULL OR " + y.SQL + " IS NOT NULL THEN " + sql + " END)"
	}
}

// relation writes an order. DuckDB takes NaN for greater than any number, so the greater side is looked at.
func relation(op string) compare {
	return func(x, y Arg) string {
		greater := x
		if op[0] == '<' {
			greater = y
		}
		sql := "(" + x.SQL + " " + op + " " + y.SQL + ")"
		if greater.Type != schema.Real || never(greater) {
			return sql
		}
		return "(" + sql + " AND NOT isnan(" + greater.SQL + "))"
	}
}

var comparisons = []Func{
	{
		Name: "==", Kind: Operator, Group: "operator", Doc: "Equal; texts are compared with case.",
		Sigs: comparison(equality("=", "IS NOT DISTINCT FROM")),
		Examples: []Example{
			{`"a" == "A"`, `false`}, {`1 == 1.0`, `true`}, {`real(nan) == real(nan)`, `false`}, {`dynamic("x") == "x"`, `true`},
			{`5 == int(null)`, `false`}, {`int(null) == int(null)`, `bool(null)`},
		},
	},
	{
		Name: "!=", Aliases: []string{"<>"}, Kind: Operator, Group: "operator", Doc: "Not equal; texts are compared with case.",
		Sigs:     comparison(equality("<>", "IS DISTINCT FROM")),
		Examples: []Example{{`"a" != "A"`, `true`}, {`real(nan) != real(nan)`, `true`}, {`5 != int(null)`, `true`}, {`int(null) != int(null)`, `bool(null)`}},
	},
	{Name: "<", Kind: Operator, Group: "operator", Doc: "Less than.", Sigs: comparison(relation("<")), Examples: []Example{{`1 < 2`, `true`}, {`int(null) < 2`, `bool(null)`}, {`1.0 < real(nan)`, `false`}}},
	{Name: "<=", Kind: Operator, Group: "operator", Doc: "Less than or equal.", Sigs: comparison(relation("<=")), Examples: []Example{{`2 <= 2`, `true`}}},
	{Name: ">", Kind: Operator, Group: "operator", Doc: "Greater than.", Sigs: comparison(relation(">")), Examples: []Example{{`1h > 30m`, `true`}, {`real(nan) > 1.0`, `false`}}},
	{Name: ">=", Kind: Operator, Group: "operator", Doc: "Greater than or equal.", Sigs: comparison(relation(">=")), Examples: []Example{{`datetime(2020-01-02) >= datetime(2020-01-01)`, `true`}}},
	{
		Name: "and", Kind: Operator, Group: "operator", Doc: "True when both are; false when one is, even beside null.",
		Sigs:     []Sig{{Params: xy(Bools, Bools), Returns: schema.Bool, SQL: "($x AND $y)"}},
		Examples: []Example{{`true and false`, `false`}, {`bool(null) and false`, `false`}, {`bool(null) and true`, `bool(null)`}},
	},
	{
		Name: "or", Kind: Operator, Group: "operator", Doc: "True when one is, even beside null. With null beside false it is null.",
		Sigs:     []Sig{{Params: xy(Bools, Bools), Returns: schema.Bool, SQL: "($x OR $y)"}},
		Examples: []Example{{`true or false`, `true`}, {`bool(null) or true`, `true`}, {`bool(null) or false`, `bool(null)`}},
	},
}
