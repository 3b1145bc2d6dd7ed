package funcs

import (
	"slices"

	"socrates/engine/schema"
)

// Integers are computed as 64-bit and wrap around at the ends, as in Kusto: DuckDB would raise an error.

// wrapped computes a HUGEINT expression and cuts the result to 64 bits.
func wrapped(expr string) string {
	const half, full = "9223372036854775808", "18446744073709551616"
	return "CAST(((((" + expr + ") + " + half + ") % " + full + " + " + full + ") % " + full + " - " + half + ") AS BIGINT)"
}

// over is x op y over integers. The wrapped form is computed for the rows alone that TRY finds too large.
func over(op string) string {
	return "coalesce(TRY($x::BIGINT " + op + " $y::BIGINT), " + wrapped("$x::HUGEINT "+op+" $y::HUGEINT") + ")"
}

func xy(x, y TypeSet) []Param { return []Param{P("x", x), P("y", y)} }

var (
	reals    = Of(schema.Real)
	decimals = Of(schema.Decimal)
	anyReal  = Of(schema.Int, schema.Long, schema.Real)
	counts   = Of(schema.Int, schema.Long)
)

// A dynamic operand takes the first signature it can be converted for, so numbers stand before spans.

// fractional is an operator over reals, or over decimals once one operand is a decimal. Products and
// quotients of decimals are computed in Go to 18 digits after the point.
func fractional(op, sql string) []Sig {
	return []Sig{
		{Params: xy(reals, anyReal), Returns: schema.Real, SQL: "(" + sql + ")"},
		{Params: xy(counts, reals), Returns: schema.Real, SQL: "(" + sql + ")"},
		{Params: xy(Numbers, Numbers), Returns: schema.Decimal, Lower: func(c *Call) (string, error) {
			x, y := Cast(c.Args[0].SQL, c.Args[0].Type, schema.Decimal), Cast(c.Args[1].SQL, c.Args[1].Type, schema.Decimal)
			if op == "+" || op == "-" {
				return "TRY(" + x + " " + op + " " + y + ")", nil
			}
			return "TRY_CAST(kql_decimal('" + op + "', (" + x + ")::VARCHAR, (" + y + ")::VARCHAR) AS DECIMAL(38,18))", nil
		}},
	}
}

var arithmetic = []Func{
	{
		Name: "+", Kind: Operator, Group: "operator", Doc: "Sum; a datetime moved by a timespan.",
		Sigs: slices.Concat([]Sig{
			{Params: xy(counts, counts), Returns: schema.Long, SQL: over("+")},
		}, fractional("+", "$x::DOUBLE + $y::DOUBLE"), []Sig{
			{Params: xy(Datetimes, Timespans), Returns: schema.Datetime, SQL: "TRY($x + $y)"},
			{Params: xy(Timespans, Datetimes), Returns: schema.Datetime, SQL: "TRY($x + $y)"},
			{Params: xy(Timespans, Timespans), Returns: schema.Timespan, SQL: "TRY($x + $y)"},
		}),
		Examples: []Example{{`1 + 2`, `3`}, {`1 + 0.5`, `1.5`}, {`9223372036854775807 + 1 == -9223372036854775807 - 1`, `true`}, {`decimal(0.1) + decimal(0.2)`, `decimal(0.3)`}, {`dynamic(5) + 1`, `6`}, {`datetime(2020-01-01) + 1d`, `datetime(2020-01-02)`}, {`int(2147483647) + 1`, `2147483648`}},
	},
	{
		Name: "-", Kind: Operator, Group: "operator", Doc: "Difference; between datetimes, the timespan.",
		Sigs: slices.Concat([]Sig{
			{Params: xy(counts, counts), Returns: schema.Long, SQL: over("-")},
		}, fractional("-", "$x::DOUBLE - $y::DOUBLE"), []Sig{
			{Params: xy(Datetimes, Datetimes), Returns: schema.Timespan, SQL: "TRY($x - $y)"},
			{Params: xy(Datetimes, Timespans), Returns: schema.Datetime, SQL: "TRY($x - $y)"},
			{Params: xy(Timespans, Timespans), Returns: schema.Timespan, SQL: "TRY($x - $y)"},
		}),
		Examples: []Example{{`1 - 2`, `-1`}, {`datetime(2020-01-02) - datetime(2020-01-01)`, `1d`}},
	},
	{
		Name: "*", Kind: Operator, Group: "operator", Doc: "Product; a timespan taken several times.",
		Sigs: slices.Concat([]Sig{
			{Params: xy(counts, counts), Returns: schema.Long, SQL: over("*")},
		}, fractional("*", "$x::DOUBLE * $y::DOUBLE"), []Sig{
			{Params: xy(Timespans, counts), Returns: schema.Timespan, SQL: "TRY($x * $y)"},
			{Params: xy(counts, Timespans), Returns: schema.Timespan, SQL: "TRY($x * $y)"},
			{Params: xy(Timespans, anyReal), Returns: schema.Timespan, SQL: "TRY_CAST(round($x::DOUBLE * $y::DOUBLE) AS BIGINT)"},
			{Params: xy(anyReal, Timespans), Returns: schema.Timespan, SQL: "TRY_CAST(round($x::DOUBLE * $y::DOUBLE) AS BIGINT)"},
		}),
		Examples: []Example{{`3 * 4`, `12`}, {`2 * 1h`, `2h`}, {`1.5 * 2`, `3.0`}, {`dynamic(5) * 2.5`, `12.5`}, {`9223372036854775807 * 2`, `-2`}},
	},
	{
		Name: "/", Kind: Operator, Group: "operator",
		Doc: "Quotient. Of integers it is an integer, the fraction cut off, and null when divided by zero.",
		Sigs: slices.Concat([]Sig{
			{Params: xy(counts, counts), Returns: schema.Long, SQL: "TRY($x::BIGINT // $y::BIGINT)"},
		}, fractional("/", "$x::DOUBLE / $y::DOUBLE"), []Sig{
			{Params: xy(Timespans, Timespans), Returns: schema.Real, SQL: "($x::DOUBLE / $y::DOUBLE)"},
			{Params: xy(Timespans, counts), Returns: schema.Timespan, SQL: "TRY($x // $y)"},
			{Params: xy(Timespans, anyReal), Returns: schema.Timespan, SQL: "TRY_CAST(trunc($x::DOUBLE / nullif($y::DOUBLE, 0)) AS BIGINT)"},
		}),
		Examples: []Example{{`7 / 2`, `3`}, {`-7 / 2`, `-3`}, {`7 / 0`, `long(null)`}, {`7 / 2.0`, `3.5`}, {`1d / 1h`, `24.0`}},
	},
	{
		Name: "%", Kind: Operator, Group: "operator", Doc: "Remainder, never negative.",
		Sigs: slices.Concat([]Sig{
			{Params: xy(counts, counts), Returns: schema.Long, SQL: "TRY((($x::BIGINT % $y) + abs($y::BIGINT)) % $y)"},
		}, fractional("%", "fmod(fmod($x::DOUBLE, abs($y::DOUBLE)) + abs($y::DOUBLE), abs($y::DOUBLE))"), []Sig{
			{Params: xy(Timespans, Timespans), Returns: schema.Timespan, SQL: "TRY((($x % $y) + abs($y)) % $y)"},
			{Params: xy(Datetimes, Timespans), Returns: schema.Timespan, SQL: "TRY((($x % $y) + abs($y)) % $y)"},
		}),
		Examples: []Example{{`5 % 3`, `2`}, {`-5 % 3`, `1`}, {`5 % -3`, `2`}, {`-7.5 % 2`, `0.5`}, {`5 % 0`, `long(null)`}, {`25h % 1d`, `1h`}},
	},
	{
		Name: "unary-", Kind: Operator, Group: "operator", Doc: "The value with its sign turned.",
		Sigs: []Sig{
			{Params: []Param{P("x", counts)}, Returns: schema.Long, SQL: "coalesce(TRY(-$x::BIGINT), $x::BIGINT)"},
			{Params: []Param{P("x", reals)}, Returns: schema.Real, SQL: "(-$x)"},
			{Params: []Param{P("x", decimals)}, Returns: schema.Decimal, SQL: "(-$x)"},
			{Params: []Param{P("x", Timespans)}, Returns: schema.Timespan, SQL: "(-$x)"},
		},
		Examples: []Example{{`-(3)`, `-3`}, {`-(1h)`, `-1h`}},
	},
}
