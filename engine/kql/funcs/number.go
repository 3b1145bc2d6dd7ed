package funcs

import "socrates/engine/schema"

func math1(name, doc, sql string, examples ...Example) Func {
	return row("math", name, doc, []Param{P("x", anyReal)}, schema.Real, sql, examples...)
}

// bins are the forms of bin: the greatest multiple of size that is not above the value.
var bins = []Sig{
	{Params: []Param{P("value", Datetimes), P("size", Timespans)}, Returns: schema.Datetime, Lower: lowerBin},
	{Params: []Param{P("value", Timespans), P("size", Timespans)}, Returns: schema.Timespan, SQL: "TRY(CASE WHEN $size > 0 THEN $value - (($value % $size) + $size) % $size END)"},
	{Params: []Param{P("value", counts), P("size", counts)}, Returns: schema.Long, SQL: "TRY(CASE WHEN $size > 0 THEN $value::BIGINT - (($value::BIGINT % $size) + $size) % $size END)"},
	{Params: []Param{P("value", anyReal), P("size", anyReal)}, Returns: schema.Real, SQL: "(CASE WHEN $size > 0 THEN floor($value::DOUBLE / $size) * $size END)"},
	{Params: []Param{P("value", Datetimes), P("size", counts)}, Returns: schema.Datetime, SQL: "(CASE WHEN $size > 0 THEN $value - $value % $size END)"},
}

// lowerBin spares the test of a size that is known, which is nearly always.
func lowerBin(c *Call) (string, error) {
	x, size := c.Args[0].SQL, c.Args[1].SQL
	if n, ok := constLong(c.Args[1]); ok && n > 0 {
		return "(" + x + " - " + x + " % " + longSQL(n) + ")", nil
	}
	return "(CASE WHEN " + size + " > 0 THEN " + x + " - " + x + " % " + size + " END)", nil
}

var numbers = []Func{
	{
		Name: "bin", Aliases: []string{"floor"}, Kind: Scalar, Group: "math", Doc: "The value rounded down to a multiple of a size.", Sigs: bins,
		ResultName: firstName,
		Examples:   []Example{{`bin(4.5, 1)`, `4.0`}, {`bin(-7, 5)`, `-10`}, {`bin(datetime(2026-11-24 10:17), 15m)`, `datetime(2026-11-24 10:15)`}, {`bin(16d, 7d)`, `14d`}},
	},
	{
		Name: "bin_at", Kind: Scalar, Group: "math", Doc: "The value rounded down to a size, counted from a fixed point.", ResultName: firstName,
		Sigs: []Sig{
			{Params: []Param{P("value", Datetimes), P("size", Timespans), P("point", Datetimes)}, Returns: schema.Datetime, SQL: "TRY(($value - ((($value - $point) % $size) + $size) % $size))"},
			{Params: []Param{P("value", Timespans), P("size", Timespans), P("point", Timespans)}, Returns: schema.Timespan, SQL: "TRY(($value - ((($value - $point) % $size) + $size) % $size))"},
			{Params: []Param{P("value", counts), P("size", counts), P("point", counts)}, Returns: schema.Long, SQL: "TRY(($value::BIGINT - ((($value::BIGINT - $point) % $size) + $size) % $size))"},
			{Params: []Param{P("value", anyReal), P("size", anyReal), P("point", anyReal)}, Returns: schema.Real, SQL: "(floor(($value::DOUBLE - $point) / $size) * $size + $point)"},
		},
		Examples: []Example{{`bin_at(6.5, 2.5, 7)`, `4.5`}},
	},
	{
		Name: "abs", Kind: Scalar, Group: "math", Doc: "The value without its sign.",
		Sigs: []Sig{
			{Params: []Param{P("x", counts)}, Returns: schema.Long, SQL: "coalesce(TRY(abs($x::BIGINT)), $x::BIGINT)"},
			{Params: []Param{P("x", Timespans)}, Returns: schema.Timespan, SQL: "coalesce(TRY(abs($x)), $x)"},
			{Params: []Param{P("x", anyReal)}, Returns: schema.Real, SQL: "abs($x)"},
		},
		Examples: []Example{{`abs(-3)`, `3`}, {`abs(-1.5)`, `1.5`}},
	},
	row("math", "round", "The value rounded to a number of digits, halves away from zero.", []Param{P("x", anyReal), Opt("digits", counts, "0")}, schema.Real, "round($x::DOUBLE, greatest(least($digits, 300), -300)::INTEGER)", Example{`round(2.567, 1)`, `2.6`}),
	math1("ceiling", "The least whole number that is not below the value.", "ceil($x::DOUBLE)", Example{`ceiling(1.1)`, `2.0`}),
	math1("sqrt", "Square root; NaN for a negative value.", "CASE WHEN $x < 0 THEN 'nan'::DOUBLE ELSE sqrt($x::DOUBLE) END", Example{`sqrt(4)`, `2.0`}),
	math1("exp", "e raised to the value.", "exp($x::DOUBLE)", Example{`exp(0)`, `1.0`}),
	math1("log", "Natural logarithm; null for a negative value.", "CASE WHEN $x = 0 THEN '-inf'::DOUBLE WHEN $x > 0 THEN ln($x::DOUBLE) END", Example{`log(1)`, `0.0`}),
	math1("log10", "Logarithm to base 10; null for a negative value.", "CASE WHEN $x = 0 THEN '-inf'::DOUBLE WHEN $x > 0 THEN log10($x::DOUBLE) END", Example{`log10(100)`, `2.0`}),
	math1("log2", "Logarithm to base 2; null for a negative value.", "CASE WHEN $x = 0 THEN '-inf'::DOUBLE WHEN $x > 0 THEN log2($x::DOUBLE) END", Example{`log2(8)`, `3.0`}),
	math1("sign", "-1, 0 or 1.", "sign($x)::DOUBLE", Example{`sign(-4.2)`, `-1.0`}),
	row("math", "pow", "The first value raised to the second.", []Param{P("base", anyReal), P("exponent", anyReal)}, schema.Real,
		"CASE WHEN $base < 0 AND $exponent <> floor($exponent) THEN 'nan'::DOUBLE ELSE pow($base::DOUBLE, $exponent::DOUBLE) END", Example{`pow(2, 3)`, `8.0`}),
	row("math", "pi", "Pi.", nil, schema.Real, "pi()", Example{`round(pi(), 4)`, `3.1416`}),
	row("math", "isnan", "True for what is no number.", []Param{P("x", anyReal)}, schema.Bool, "isnan($x::DOUBLE)", Example{`isnan(0.0 / 0.0)`, `true`}),
	row("math", "isinf", "True for an infinity.", []Param{P("x", anyReal)}, schema.Bool, "isinf($x::DOUBLE)", Example{`isinf(1.0 / 0.0)`, `true`}),
	row("math", "isfinite", "True for a number that is neither NaN nor infinite.", []Param{P("x", anyReal)}, schema.Bool, "isfinite($x::DOUBLE)", Example{`isfinite(1.0 / 0.0)`, `false`}),
	row("math", "binary_and", "Bits that both have.", xy(counts, counts), schema.Long, "($x::BIGINT & $y::BIGINT)", Example{`binary_and(6, 3)`, `2`}),
	row("math", "binary_or", "Bits that one has.", xy(counts, counts), schema.Long, "($x::BIGINT | $y::BIGINT)", Example{`binary_or(6, 3)`, `7`}),
	row("math", "binary_xor", "Bits that just one has.", xy(counts, counts), schema.Long, "xor($x::BIGINT, $y::BIGINT)", Example{`binary_xor(6, 3)`, `5`}),
	{
		Name: "rand", Kind: Scalar, Group: "math", Doc: "A random number from 0 to below 1, or a whole one below a bound.", Volatile: true,
		Sigs: []Sig{
			{Returns: schema.Real, SQL: "random()"},
			{Params: []Param{P("bound", counts)}, Returns: schema.Long, SQL: "TRY_CAST(floor(random() * $bound) AS BIGINT)"},
		},
		Examples: []Example{{`rand() < 1`, `true`}},
	},
	{
		Name: "new_guid", Kind: Scalar, Group: "math", Doc: "A random guid.", Volatile: true,
		Sigs: []Sig{{Returns: schema.Guid, SQL: "uuid()::VARCHAR"}}, Examples: []Example{{`isnull(new_guid())`, `false`}},
	},
}

func firstName(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}
