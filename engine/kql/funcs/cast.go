package funcs

import "socrates/engine/schema"

// Cast is the SQL that converts a value by Kusto's rules, whether the query says so (tolong, tostring) or
// the language does it by itself. What cannot be converted becomes null, a text the empty text.
func Cast(sql string, from, to schema.Type) string {
	switch {
	case from == to || from == schema.Unknown:
		return sql
	case from == schema.Dynamic && to != schema.String:
		return CastProperty(toText(sql, from), to)
	}
	switch to {
	case schema.String:
		return toText(sql, from)
	case schema.Bool:
		return toBool(sql, from)
	case schema.Int:
		return toInt(sql, from)
	case schema.Long:
		return toLong(sql, from)
	case schema.Real:
		return toReal(sql, from)
	case schema.Decimal:
		return toDecimal(sql, from)
	case schema.Datetime:
		return toTicks(sql, from, "kql_parse_datetime")
	case schema.Timespan:
		return toTicks(sql, from, "kql_parse_timespan")
	case schema.Guid:
		return "kql_parse_guid(" + toText(sql, from) + ")"
	}
	return toDynamic(sql, from)
}

// Converts reports whether Cast has a way from one type to another.
func Converts(from, to schema.Type) bool {
	switch {
	case from == to || to == schema.String || to == schema.Dynamic || from == schema.String || from == schema.Dynamic:
		return true
	case from == schema.Guid || to == schema.Guid:
		return false
	case to == schema.Datetime || to == schema.Timespan:
		return from != schema.Bool
	case from == schema.Datetime || from == schema.Timespan:
		return to.Numeric() && to != schema.Decimal
	}
	return true
}

// CastProperty is the SQL that converts a dynamic of which sql is the text, as json_extract_string gives it.
func CastProperty(sql string, to schema.Type) string {
	switch to {
	case schema.Bool:
		return "kql_dynamic_bool(" + sql + ")"
	case schema.Int:
		return "TRY_CAST(" + CastProperty(sql, schema.Long) + " AS INTEGER)"
	case schema.Long:
		return readLong(sql, "kql_dynamic_long")
	case schema.Real:
		return readReal(sql, "kql_dynamic_real")
	}
	return Cast(sql, schema.String, to)
}

// readLong reads a text as a long. DuckDB reads plain digits itself, which is many times as fast; what else
// may be a number is left to the function. coalesce looks at its second operand only where the first is null.
func readLong(sql, function string) string { return read(sql, "^-?[0-9]{1,18}$", "BIGINT", function) }

func readReal(sql, function string) string {
	return read(sql, "^-?[0-9]{1,15}([.][0-9]{1,15})?$", "DOUBLE", function)
}

func read(sql, plain, sqlType, function string) string {
	return "coalesce(TRY_CAST(regexp_extract(" + sql + ", '" + plain + "') AS " + sqlType + "), CASE WHEN " + sql + " <> '' THEN " + function + "(" + sql + ") END)"
}

// DatetimeText writes ticks as 2020-01-01T00:00:00.0000000Z. DuckDB formats six digits; the seventh is put
// behind them.
func DatetimeText(sql string) string {
	return "(strftime(make_timestamp(" + sql + " // 10 - 62135596800000000), '%Y-%m-%dT%H:%M:%S.%f') || (" + sql + " % 10) || 'Z')"
}

func toText(sql string, from schema.Type) string {
	switch from {
	case schema.String:
		return sql
	case schema.Bool:
		return "CASE WHEN " + sql + " THEN 'True' WHEN NOT " + sql + " THEN 'False' ELSE '' END"
	case schema.Real:
		return text("kql_real_text(" + sql + ")")
	case schema.Decimal:
		return "coalesce(kql_decimal_text(" + sql + "::VARCHAR), '')"
	case schema.Datetime:
		return "coalesce(" + DatetimeText(sql) + ", '')"
	case schema.Timespan:
		return "coalesce(kql_timespan_text(" + sql + "), '')"
	case schema.Dynamic:
		return "coalesce((" + sql + ")->>'$', '')"
	}
	return text(sql + "::VARCHAR")
}

func toBool(sql string, from schema.Type) string {
	switch from {
	case schema.String:
		return "kql_parse_bool(" + sql + ")"
	}
	return "(" + sql + " <> 0)"
}

// toLong cuts fractions off and keeps what is too large at the type's end.
func toLong(sql string, from schema.Type) string {
	switch from {
	case schema.String:
		return readLong(sql, "kql_parse_long")
	case schema.Real:
		return "CASE WHEN isnan(" + sql + ") THEN NULL WHEN " + sql + " >= 9223372036854775807 THEN 9223372036854775807" +
			" WHEN " + sql + " <= -9223372036854775808 THEN (-9223372036854775808)::BIGINT ELSE trunc(" + sql + ")::BIGINT END"
	case schema.Decimal:
		return "TRY_CAST(trunc(" + sql + ") AS BIGINT)"
	case schema.Bool, schema.Int:
		return "(" + sql + ")::BIGINT"
	}
	return sql
}

// toInt wraps a long around at 32 bits, as Kusto does; a real or a text beyond the range does not fit.
func toInt(sql string, from schema.Type) string {
	switch from {
	case schema.Bool:
		return "(" + sql + ")::INTEGER"
	case schema.String, schema.Decimal:
		return "TRY_CAST(" + toLong(sql, from) + " AS INTEGER)"
	case schema.Real:
		return "CASE WHEN isnan(" + sql + ") THEN NULL WHEN " + sql + " >= 2147483647 THEN 2147483647 WHEN " + sql +
			" <= -2147483648 THEN (-2147483648)::INTEGER ELSE trunc(" + sql + ")::INTEGER END"
	}
	return "(xor(" + sql + " & 4294967295, 2147483648) - 2147483648)::INTEGER"
}

func toReal(sql string, from schema.Type) string {
	if from == schema.String {
		return readReal(sql, "kql_parse_real")
	}
	return "(" + sql + ")::DOUBLE"
}

func toDecimal(sql string, from schema.Type) string {
	if from == schema.String {
		sql = "kql_parse_decimal(" + sql + ")"
	}
	return "TRY_CAST(" + sql + " AS DECIMAL(38,18))"
}

func toTicks(sql string, from schema.Type, parse string) string {
	switch from {
	case schema.String:
		return parse + "(" + sql + ")"
	case schema.Real, schema.Decimal, schema.Int:
		return toLong(sql, from)
	}
	return sql
}

// toDynamic wraps a scalar into JSON. An empty text stays an empty text; a null is null.
func toDynamic(sql string, from schema.Type) string {
	switch from {
	case schema.Datetime:
		return "to_json(" + DatetimeText(sql) + ")"
	case schema.Timespan:
		return "to_json(kql_timespan_text(" + sql + "))"
	case schema.Real:
		return "CAST(kql_real_json(" + sql + ") AS JSON)"
	case schema.Decimal:
		return "to_json(kql_decimal_text(" + sql + "::VARCHAR))"
	}
	return "CASE WHEN " + sql + " IS NOT NULL THEN to_json(" + sql + ") END"
}
