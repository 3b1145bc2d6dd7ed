package funcs

import "socrates/engine/schema"

// Integers are computed as 64-bit and wrap around at the ends, as in Kusto: DuckDB would raise an error.
// Computing in HUGEINT and cutting the result back does that without one.

func wrapped(expr string) string {
	return "((((" + expr + ") + 9223372036854775808::HUGEINT) & 18446744073709551615::HUGEINT) - 9223372036854775808::HUGEINT)::BIGINT"
}

func over(op string) string { return wrapped("$x::HUGEINT " + op + " $y::HUGEINT") }

func xy(x, y TypeSet) []Param { return []Param{P("x", x), P("y", y)} }

var (
	reals    = Of(schema.Real)
	decimals = Of(schema.Decimal)
	anyReal  = Of(schema.Int, schema.Long, schema.Real)
	counts   = Of(schema.Int, schema.Long)
)

// real and decimal forms of an operator whose template is the same for both.
func fractional(sql string) []Sig {
	return []Sig{
		{Params: xy(reals, anyReal), Returns: schema.Real, SQL: asReal(sql)},
		{Params: xy(counts, reals), Returns: schema.Real, SQL: asReal(sql)},
		{Params: xy(decimals, decimals), Returns: schema.Decimal, SQL: "TRY_CAST(" + sql + " AS DECIMAL(38,18))"},
	}
}

func asReal(sql string) string { return "(" + sql + ")" }

var arithmetic = []Func{
	{
		Name: "+", Kind: Operator, Group: "operator", Doc: "Sum; a datetime moved by a timespan.",
		Sigs: append([]Sig{
			{Params: xy(counts, counts), Returns: schema.Long, SQL: over("+")},
			{Params: xy(Datetimes, Timespans), Returns: schema.Datetime, SQL: "($x + $y)"},
			{Params: xy(Timespans, Datetimes), Returns: schema.Datetime, SQL: "($x + $y)"},
			{Params: xy(Timespans, Timespans), Returns: schema.Timespan, SQL: "($x + $y)"},
		}, fractional("$x::DOUBLE + $y::DOUBLE")...),
		Examples: []Example{{`1 + 2`, `3`}, {`1 + 0.5`, `1.5`}, {`datetime(2020-01-01) + 1d`, `datetime(2020-01-02)`}, {`int(2147483647) + 1`, `2147483648`}},
	},
	{
		Name: "-", Kind: Operator, Group: "operator", Doc: "Difference; between datetimes, the timespan.",
		Sigs: append([]Sig{
			{Params: xy(counts, counts), Returns: schema.Long, SQL: over("-")},
			{Params: xy(Datetimes, Datetimes), Returns: schema.Timespan, SQL: "($x - $y)"},
			{Params: xy(Datetimes, Timespans), Returns: schema.Datetime, SQL: "($x - $y)"},
			{Params: xy(Timespans, Timespans), Returns: schema.Timespan, SQL: "($x - $y)"},
		}, fractional("$x::DOUBLE - $y::DOUBLE")...),
		Examples: []Example{{`1 - 2`, `-1`}, {`datetime(2020-01-02) - datetime(2020-01-01)`, `1d`}},
	},
	{
		Name: "*", Kind: Operator, Group: "operator", Doc: "Product; a timespan taken several times.",
		Sigs: append([]Sig{
			{Params: xy(counts, counts), Returns: schema.Long, SQL: "kql_multiply($x::BIGINT, $y::BIGINT)"},
			{Params: xy(Timespans, anyReal), Returns: schema.Timespan, SQL: "round($x::DOUBLE * $y::DOUBLE)::BIGINT"},
			{Params: xy(anyReal, Timespans), Returns: schema.Timespan, SQL: "round($x::DOUBLE * $y::DOUBLE)::BIGINT"},
		}, fractional("$x::DOUBLE * $y::DOUBLE")...),
		Examples: []Example{{`3 * 4`, `12`}, {`2 * 1h`, `2h`}, {`1.5 * 2`, `3.0`}},
	},
	{
		Name: "/", Kind: Operator, Group: "operator",
		Doc: "Quotient. Of integers it is an integer, the fraction cut off, and null when divided by zero.",
		Sigs: append([]Sig{
			{Params: xy(counts, counts), Returns: schema.Long, SQL: wrapped("$x::HUGEINT // $y::HUGEINT")},
			{Params: xy(Timespans, Timespans), Returns: schema.Real, SQL: "($x::DOUBLE / $y::DOUBLE)"},
			{Params: xy(Timespans, anyReal), Returns: schema.Timespan, SQL: "TRY_CAST(trunc($x::DOUBLE / nullif($y::DOUBLE, 0)) AS BIGINT)"},
		}, fractional("$x::DOUBLE / $y::DOUBLE")...),
		Examples: []Example{{`7 / 2`, `3`}, {`-7 / 2`, `-3`}, {`7 / 0`, `long(null)`}, {`7 / 2.0`, `3.5`}, {`1d / 1h`, `24.0`}},
	},
	{
		Name: "%", Kind: Operator, Group: "operator", Doc: "Remainder, never negative.",
		Sigs: append([]Sig{
			{Params: xy(counts, counts), Returns: schema.Long, SQL: "((($x::HUGEINT % abs($y::HUGEINT)) + abs($y::HUGEINT)) % abs($y::HUGEINT))::BIGINT"},
			{Params: xy(Timespans, Timespans), Returns: schema.Timespan, SQL: "((($x % abs($y)) + abs($y)) % abs($y))"},
			{Params: xy(Datetimes, Timespans), Returns: schema.Timespan, SQL: "((($x % abs($y)) + abs($y)) % abs($y))"},
		}, fractional("fmod(fmod($x::DOUBLE, abs($y::DOUBLE)) + abs($y::DOUBLE), abs($y::DOUBLE))")...),
		Examples: []Example{{`5 % 3`, `2`}, {`-5 % 3`, `1`}, {`5 % -3`, `2`}, {`-7.5 % 2`, `0.5`}},
	},
	{
		Name: "unary-", Kind: Operator, Group: "operator", Doc: "The value with its sign turned.",
		Sigs: []Sig{
			{Params: []Param{P("x", counts)}, Returns: schema.Long, SQL: wrapped("-$x::HUGEINT")},
			{Params: []Param{P("x", reals)}, Returns: schema.Real, SQL: "(-$x)"},
			{Params: []Param{P("x", decimals)}, Returns: schema.Decimal, SQL: "(-$x)"},
			{Params: []Param{P("x", Timespans)}, Returns: schema.Timespan, SQL: "(-$x)"},
		},
		Examples: []Example{{`-(3)`, `-3`}, {`-(1h)`, `-1h`}},
	},
}
