package funcs

import "socrates/engine/schema"

// Comparing with null gives null for < and its like. == and != follow Kusto: two nulls give null, one
// null differs from any value.

var ordered = []schema.Type{schema.String, schema.Datetime, schema.Timespan, schema.Bool, schema.Guid, schema.Decimal}

// comparison builds the signatures of an operator: numbers with numbers, every other type with itself,
// and a dynamic with whatever stands beside it.
func comparison(sql, onReals string) []Sig {
	sigs := []Sig{
		{Params: xy(counts, counts), Returns: schema.Bool, SQL: sql},
		{Params: xy(reals, anyReal), Returns: schema.Bool, SQL: onReals},
		{Params: xy(counts, reals), Returns: schema.Bool, SQL: onReals},
	}
	for _, t := range ordered {
		sigs = append(sigs, Sig{Params: xy(Of(t), Of(t)), Returns: schema.Bool, SQL: sql})
	}
	sigs = append(sigs, Sig{Params: xy(decimals, Numbers), Returns: schema.Bool, SQL: sql}, Sig{Params: xy(Numbers, decimals), Returns: schema.Bool, SQL: sql})
	for _, t := range append([]schema.Type{schema.Long, schema.Real}, ordered...) {
		other := Of(t)
		if t == schema.Long {
			other = counts
		}
		sigs = append(sigs,
			Sig{Params: xy(Dynamics, other), Returns: schema.Bool, Lower: dynamicSide(sql, 0, t)},
			Sig{Params: xy(other, Dynamics), Returns: schema.Bool, Lower: dynamicSide(sql, 1, t)})
	}
	return append(sigs, Sig{Params: xy(Dynamics, Dynamics), Returns: schema.Bool, SQL: sql})
}

// dynamicSide converts the dynamic operand to the other one's type first.
func dynamicSide(sql string, side int, t schema.Type) func(*Call) (string, error) {
	return func(c *Call) (string, error) {
		to := t
		if t == schema.Long {
			to = schema.Real // 1.5 in the dynamic is not 1
		}
		inner := *c
		inner.Args = append([]Arg(nil), c.Args...)
		inner.Args[side].SQL = "(" + Cast(c.Args[side].SQL, schema.Dynamic, to) + ")"
		inner.Args[side].Type = to
		sig := Sig{Params: xy(AnyType, AnyType), SQL: sql}
		return sig.Write(&inner)
	}
}

const (
	equalSQL   = "CASE WHEN $x IS NULL AND $y IS NULL THEN NULL ELSE coalesce($x = $y, false) END"
	unequalSQL = "CASE WHEN $x IS NULL AND $y IS NULL THEN NULL ELSE coalesce($x <> $y, true) END"
)

// equality avoids the CASE where one side is a constant that is not null, which is nearly always.
func equality(general, simple string, onNull string) []Sig {
	sigs := comparison(general, general)
	for i := range sigs {
		sigs[i] = constantSide(sigs[i], simple, onNull)
	}
	return sigs
}

func constantSide(s Sig, simple, onNull string) Sig {
	plain := s
	s.SQL = ""
	s.Lower = func(c *Call) (string, error) {
		x, y := c.Args[0], c.Args[1]
		if x.Type == schema.Dynamic || y.Type == schema.Dynamic {
			return plain.Write(c)
		}
		known := func(a Arg) bool { return a.Type == schema.String || a.Const != nil && !a.Const.Null }
		op := "(" + realSafe(x, y, simple) + ")"
		switch {
		case known(x) && known(y):
			return op, nil
		case known(x) || known(y):
			return "coalesce(" + op + ", " + onNull + ")", nil
		}
		return "CASE WHEN " + x.SQL + " IS NULL AND " + y.SQL + " IS NULL THEN NULL ELSE coalesce(" + op + ", " + onNull + ") END", nil
	}
	return s
}

// realSafe writes the comparison so that NaN equals nothing, itself included; DuckDB thinks otherwise.
func realSafe(x, y Arg, op string) string {
	sql := x.SQL + " " + op + " " + y.SQL
	for _, a := range []Arg{x, y} {
		if a.Type != schema.Real || a.Const != nil && a.Const.F == a.Const.F {
			continue
		}
		if op == "=" {
			sql += " AND NOT isnan(" + a.SQL + ")"
		} else if op == "<>" {
			sql += " OR isnan(" + a.SQL + ")"
		}
	}
	return sql
}

func relation(op string) []Sig {
	nan := "($x::DOUBLE " + op + " $y::DOUBLE AND NOT isnan($x::DOUBLE) AND NOT isnan($y::DOUBLE))"
	return comparison("($x "+op+" $y)", nan)
}

var comparisons = []Func{
	{
		Name: "==", Kind: Operator, Group: "operator", Doc: "Equal; texts are compared with case.",
		Sigs:     equality(equalSQL, "=", "false"),
		Examples: []Example{{`"a" == "A"`, `false`}, {`1 == 1.0`, `true`}, {`real(nan) == real(nan)`, `false`}, {`dynamic("x") == "x"`, `true`}},
	},
	{
		Name: "!=", Aliases: []string{"<>"}, Kind: Operator, Group: "operator", Doc: "Not equal; texts are compared with case.",
		Sigs:     equality(unequalSQL, "<>", "true"),
		Examples: []Example{{`"a" != "A"`, `true`}, {`real(nan) != real(nan)`, `true`}},
	},
	{Name: "<", Kind: Operator, Group: "operator", Doc: "Less than.", Sigs: relation("<"), Examples: []Example{{`1 < 2`, `true`}, {`int(null) < 2`, `bool(null)`}}},
	{Name: "<=", Kind: Operator, Group: "operator", Doc: "Less than or equal.", Sigs: relation("<="), Examples: []Example{{`2 <= 2`, `true`}}},
	{Name: ">", Kind: Operator, Group: "operator", Doc: "Greater than.", Sigs: relation(">"), Examples: []Example{{`1h > 30m`, `true`}}},
	{Name: ">=", Kind: Operator, Group: "operator", Doc: "Greater than or equal.", Sigs: relation(">="), Examples: []Example{{`datetime(2020-01-02) >= datetime(2020-01-01)`, `true`}}},
	{
		Name: "and", Kind: Operator, Group: "operator", Doc: "True when both are; false when one is.",
		Sigs: []Sig{{Params: xy(Bools, Bools), Returns: schema.Bool, SQL: "($x AND $y)"}}, Examples: []Example{{`true and false`, `false`}},
	},
	{
		Name: "or", Kind: Operator, Group: "operator", Doc: "True when one is. With null beside false it is null.",
		Sigs: []Sig{{Params: xy(Bools, Bools), Returns: schema.Bool, SQL: "($x OR $y)"}}, Examples: []Example{{`true or false`, `true`}},
	},
}
