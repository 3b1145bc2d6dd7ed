package funcs

import (
	"strings"

	"socrates/engine/schema"
)

// Time is ticks; see package value. The start of a day, hour or week is integer arithmetic on them, months
// and years go through DuckDB's calendar.

const (
	dayTicks = "864000000000"
	asStamp  = "make_timestamp($time // 10 - 62135596800000000)"
)

func stamped(expr string) string { return "((epoch_us(" + expr + ") + 62135596800000000) * 10)" }

// start and end of a calendar unit, moved by a number of them.
func bounds(unit, trunc, interval string) []Func {
	params := []Param{P("time", Datetimes), Opt("offset", counts, "0")}
	begin := stamped("date_trunc('" + trunc + "', " + asStamp + ") + to_" + interval + "($offset::INTEGER)")
	next := stamped("date_trunc('" + trunc + "', " + asStamp + ") + to_" + interval + "($offset::INTEGER + 1)")
	return []Func{
		row("datetime", "startof"+unit, "First instant of the "+unit+", moved by a number of them.", params, schema.Datetime, "TRY("+begin+")"),
		row("datetime", "endof"+unit, "Last instant of the "+unit+", moved by a number of them.", params, schema.Datetime, "TRY("+next+" - 1)"),
	}
}

// weeks begin on Sunday; tick 0 was a Monday.
func weekBounds() []Func {
	params := []Param{P("time", Datetimes), Opt("offset", counts, "0")}
	begin := "((($time + " + dayTicks + ") // (7 * " + dayTicks + ")) * 7 * " + dayTicks + " - " + dayTicks + " + $offset * 7 * " + dayTicks + ")"
	return []Func{
		row("datetime", "startofweek", "First instant of the week, which begins on Sunday.", params, schema.Datetime, "TRY("+begin+")",
			Example{`startofweek(datetime(2026-11-24 10:00))`, `datetime(2026-11-22)`}),
		row("datetime", "endofweek", "Last instant of the week, which ends on Saturday.", params, schema.Datetime, "TRY("+begin+" + 7 * "+dayTicks+" - 1)",
			Example{`endofweek(datetime(2026-11-24))`, `datetime(2026-11-28 23:59:59.9999999)`}),
	}
}

func times() []Func {
	out := []Func{
		{
			Name: "now", Kind: Scalar, Group: "datetime", Doc: "The clock of the query, moved by a timespan.",
			Sigs:     []Sig{{Params: []Param{Opt("offset", Timespans, "0")}, Returns: schema.Datetime, SQL: "TRY($now::BIGINT + $offset)"}},
			Examples: []Example{{`now(1d) - now()`, `1d`}},
		},
		row("datetime", "ago", "The clock of the query less a timespan.", []Param{P("span", Timespans)}, schema.Datetime, "TRY($now::BIGINT - $span)",
			Example{`now() - ago(1h)`, `1h`}),
		row("datetime", "dayofweek", "Days since the last Sunday, as a timespan.", []Param{P("time", Datetimes)}, schema.Timespan,
			"((($time // "+dayTicks+" + 1) % 7) * "+dayTicks+")", Example{`dayofweek(datetime(2026-11-24))`, `2d`}),
		part("hourofday", "Hour of the day, 0 to 23.", "(($time // 36000000000) % 24)", Example{`hourofday(datetime(2026-11-24 10:15))`, `int(10)`}),
		part("dayofmonth", "Day of the month.", "day("+asStamp+")", Example{`dayofmonth(datetime(2026-11-24))`, `int(24)`}),
		part("dayofyear", "Day of the year.", "dayofyear("+asStamp+")", Example{`dayofyear(datetime(2026-02-01))`, `int(32)`}),
		alias(part("monthofyear", "Month of the year.", "month("+asStamp+")", Example{`monthofyear(datetime(2026-11-24))`, `int(11)`}), "getmonth"),
		alias(part("getyear", "The year.", "year("+asStamp+")", Example{`getyear(datetime(2026-11-24))`, `int(2026)`})),
		alias(part("week_of_year", "ISO number of the week.", "weekofyear("+asStamp+")", Example{`week_of_year(datetime(2026-01-01))`, `int(1)`}), "weekofyear"),
		row("datetime", "datetime_add", "A datetime moved by a number of calendar units.",
			[]Param{P("unit", Strings), P("amount", counts), P("time", Datetimes)}, schema.Datetime, "kql_datetime_add($unit, $amount::BIGINT, $time)",
			Example{`datetime_add("month", 1, datetime(2026-01-31))`, `datetime(2026-02-28)`}),
		{
			Name: "datetime_diff", Kind: Scalar, Group: "datetime", Doc: "How many calendar borders lie between two datetimes: the first less the second. Weeks come as a real.",
			Sigs: []Sig{{
				Params:    []Param{P("unit", Strings), P("first", Datetimes), P("second", Datetimes)},
				ReturnsOf: diffType, Lower: lowerDiff,
			}},
			Examples: []Example{
				{`datetime_diff("day", datetime(2026-11-24 00:01), datetime(2026-11-23 23:59))`, `1`}, {`datetime_diff("month", datetime(2020-01-31), datetime(2020-02-01))`, `-1`},
				{`datetime_diff("week", datetime(2020-01-31), datetime(2019-12-31))`, `4.0`},
			},
		},
		alias(row("datetime", "datetime_part", "One part of a datetime as a number.", []Param{P("part", Strings), P("time", Datetimes)}, schema.Int, "kql_datetime_part($part, $time)",
			Example{`datetime_part("month", datetime(2026-11-24))`, `int(11)`}), "datepart"),
		row("datetime", "format_datetime", "A datetime written by a format: yyyy, MM, dd, HH, mm, ss, fff.", []Param{P("time", Datetimes), P("format", Strings)}, schema.String,
			"coalesce(kql_format_datetime($time, $format), '')", Example{`format_datetime(datetime(2026-11-24 09:05), "yyyy-MM-dd HH:mm")`, `"2026-11-24 09:05"`}),
		row("datetime", "format_timespan", "A timespan written by a format: d, hh, mm, ss, fff.", []Param{P("span", Timespans), P("format", Strings)}, schema.String,
			"coalesce(kql_format_timespan($span, $format), '')", Example{`format_timespan(1h + 5m, "hh:mm")`, `"01:05"`}),
		{
			Name: "make_datetime", Kind: Scalar, Group: "datetime", Doc: "A datetime of its parts, or of a text or number; null when they are none.",
			Sigs: []Sig{
				{
					Params:  []Param{P("year", Numbers), P("month", Numbers), P("day", Numbers), Opt("hour", Numbers, "0"), Opt("minute", Numbers, "0"), Opt("second", Numbers, "0")},
					Returns: schema.Datetime, SQL: "kql_make_datetime(TRY_CAST(trunc($year) AS BIGINT), TRY_CAST(trunc($month) AS BIGINT), TRY_CAST(trunc($day) AS BIGINT), TRY_CAST(trunc($hour) AS BIGINT), TRY_CAST(trunc($minute) AS BIGINT), $second::DOUBLE)",
				},
				{Params: []Param{P("value", sourcesOf(schema.Datetime))}, Returns: schema.Datetime, Lower: castTo(schema.Datetime)},
			},
			Examples: []Example{{`make_datetime(2026, 11, 24)`, `datetime(2026-11-24)`}, {`make_datetime(2026, 11, 24, 9, 30, 1.5)`, `datetime(2026-11-24 09:30:01.5)`}, {`make_datetime("2026-11-24")`, `datetime(2026-11-24)`}},
		},
	}
	for _, u := range []struct{ name, scale string }{{"seconds", "* 10000000"}, {"milliseconds", "* 10000"}, {"microseconds", "* 10"}, {"nanoseconds", "/ 100"}} {
		out = append(out, unixTime(u.name, u.scale))
	}
	out = append(out, weekBounds()...)
	out = append(out, exampled(bounds("day", "day", "days"), `datetime(2026-11-24)`, `datetime(2026-11-24 23:59:59.9999999)`)...)
	out = append(out, exampled(bounds("month", "month", "months"), `datetime(2026-11-01)`, `datetime(2026-11-30 23:59:59.9999999)`)...)
	return append(out, exampled(bounds("year", "year", "years"), `datetime(2026-01-01)`, `datetime(2026-12-31 23:59:59.9999999)`)...)
}

// diffType is real for weeks, which is what Kusto answers with.
func diffType(args []Arg) schema.Type {
	if len(args) > 0 {
		if unit, ok := constText(args[0]); ok && strings.EqualFold(strings.TrimSuffix(strings.ToLower(unit), "s"), "week") {
			return schema.Real
		}
	}
	return schema.Long
}

func lowerDiff(c *Call) (string, error) {
	sql := "kql_datetime_diff(" + joinSQL(c.Args) + ")"
	if diffType(c.Args) == schema.Real {
		sql += "::DOUBLE"
	}
	return sql, nil
}

// unixTime reads a count of units since 1970. Whole numbers are scaled exactly.
func unixTime(unit, scale string) Func {
	params := []Param{P("count", counts)}
	whole := "621355968000000000 + $count::BIGINT " + strings.Replace(scale, "/", "//", 1)
	return Func{
		Name: "unixtime_" + unit + "_todatetime", Kind: Scalar, Group: "datetime", Doc: "Unix time in " + unit + " as a datetime; null outside the calendar.",
		Sigs: []Sig{
			{Params: params, Returns: schema.Datetime, SQL: "kql_in_calendar(TRY(" + whole + "))"},
			{Params: []Param{P("count", reals)}, Returns: schema.Datetime, SQL: "kql_in_calendar(TRY(621355968000000000 + TRY_CAST(round($count " + scale + ") AS BIGINT)))"},
		},
		Examples: []Example{{"unixtime_" + unit + "_todatetime(0)", `datetime(1970-01-01)`}, {"isnull(unixtime_" + unit + "_todatetime(9223372036854775807))", map[bool]string{true: "false", false: "true"}[unit == "nanoseconds"]}},
	}
}

func exampled(fs []Func, wants ...string) []Func {
	for i := range fs {
		fs[i].Examples = []Example{{fs[i].Name + "(datetime(2026-11-24 10:00))", wants[i]}}
	}
	return fs
}

func part(name, doc, sql string, ex Example) Func {
	return row("datetime", name, doc, []Param{P("time", Datetimes)}, schema.Int, "("+sql+")::INTEGER", ex)
}
