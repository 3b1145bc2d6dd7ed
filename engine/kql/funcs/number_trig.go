package funcs

import "socrates/engine/schema"

// finite computes for finite values alone: DuckDB refuses an infinity, Kusto answers NaN.
func finite(sql string) string {
	return "CASE WHEN isfinite($x::DOUBLE) THEN " + sql + " WHEN $x IS NOT NULL THEN 'nan'::DOUBLE END"
}

var trigonometry = []Func{
	math1("sin", "Sine of an angle in radians.", finite("sin($x::DOUBLE)"), Example{`sin(0)`, `0.0`}),
	math1("cos", "Cosine of an angle in radians.", finite("cos($x::DOUBLE)"), Example{`cos(0)`, `1.0`}),
	math1("tan", "Tangent of an angle in radians.", finite("tan($x::DOUBLE)"), Example{`tan(0)`, `0.0`}),
	math1("cot", "Cotangent of an angle in radians.", finite("(1.0::DOUBLE / tan($x::DOUBLE))"), Example{`round(cot(1), 6)`, `0.642093`}),
	math1("asin", "Angle whose sine is the value; NaN outside -1 to 1.", "CASE WHEN $x BETWEEN -1 AND 1 THEN asin($x::DOUBLE) WHEN $x IS NOT NULL THEN 'nan'::DOUBLE END", Example{`asin(0)`, `0.0`}, Example{`isnan(asin(2))`, `true`}),
	math1("acos", "Angle whose cosine is the value; NaN outside -1 to 1.", "CASE WHEN $x BETWEEN -1 AND 1 THEN acos($x::DOUBLE) WHEN $x IS NOT NULL THEN 'nan'::DOUBLE END", Example{`acos(1)`, `0.0`}),
	math1("atan", "Angle whose tangent is the value.", "atan($x::DOUBLE)", Example{`atan(0)`, `0.0`}),
	row("math", "atan2", "Angle between the x-axis and the point (x, y).", []Param{P("y", anyReal), P("x", anyReal)}, schema.Real, "atan2($y::DOUBLE, $x::DOUBLE)", Example{`atan2(0, 1)`, `0.0`}),
	math1("degrees", "Angle in degrees.", "degrees($x::DOUBLE)", Example{`degrees(pi())`, `180.0`}),
	math1("radians", "Angle in radians.", "radians($x::DOUBLE)", Example{`radians(0)`, `0.0`}),
	math1("exp2", "2 raised to the value.", "pow(2::DOUBLE, $x::DOUBLE)", Example{`exp2(3)`, `8.0`}),
	math1("exp10", "10 raised to the value.", "pow(10::DOUBLE, $x::DOUBLE)", Example{`exp10(2)`, `100.0`}),
	row("math", "binary_shift_left", "Bits moved to the left; the number of places is taken modulo 64; null for a negative one.", xy(counts, counts), schema.Long, "kql_shift_left($x::BIGINT, $y::BIGINT)", Example{`binary_shift_left(1, 4)`, `16`}, Example{`binary_shift_left(1, 63) < 0`, `true`}),
	row("math", "binary_shift_right", "Bits moved to the right, the sign kept; the number of places is taken modulo 64; null for a negative one.", xy(counts, counts), schema.Long, "kql_shift_right($x::BIGINT, $y::BIGINT)", Example{`binary_shift_right(16, 4)`, `1`}, Example{`binary_shift_right(-4, 1)`, `-2`}),
	row("math", "binary_not", "Every bit turned.", []Param{P("x", counts)}, schema.Long, "(-1 - $x::BIGINT)", Example{`binary_not(100)`, `-101`}),
	{
		Name: "around", Kind: Scalar, Group: "math", Doc: "True when the value is at most delta away from the center.",
		Sigs: []Sig{
			{Params: []Param{P("value", counts), P("center", counts), P("delta", counts)}, Returns: schema.Bool, SQL: "($value::HUGEINT BETWEEN $center::HUGEINT - $delta AND $center::HUGEINT + $delta)"},
			{Params: []Param{P("value", anyReal), P("center", anyReal), P("delta", anyReal)}, Returns: schema.Bool, SQL: "($value::DOUBLE BETWEEN $center::DOUBLE - $delta AND $center::DOUBLE + $delta)"},
			{Params: []Param{P("value", Datetimes), P("center", Datetimes), P("delta", Timespans)}, Returns: schema.Bool, SQL: "($value::HUGEINT BETWEEN $center::HUGEINT - $delta AND $center::HUGEINT + $delta)"},
			{Params: []Param{P("value", Timespans), P("center", Timespans), P("delta", Timespans)}, Returns: schema.Bool, SQL: "($value::HUGEINT BETWEEN $center::HUGEINT - $delta AND $center::HUGEINT + $delta)"},
		},
		Examples: []Example{{`around(5, 3, 2)`, `true`}, {`around(datetime(2020-01-02), datetime(2020-01-01), 1h)`, `false`}},
	},
}
