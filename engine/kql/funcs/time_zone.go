package funcs

import "socrates/engine/schema"

var zones = []Func{
	row("datetime", "datetime_utc_to_local", "What a clock in a time zone shows at an instant; null for a zone that is unknown.", []Param{P("time", Datetimes), P("zone", Strings)}, schema.Datetime,
		"kql_utc_to_local($time, $zone)", Example{`datetime_utc_to_local(datetime(2026-07-01 10:00), "Europe/Berlin")`, `datetime(2026-07-01 12:00)`}, Example{`isnull(datetime_utc_to_local(datetime(2026-07-01), "Nowhere"))`, `true`}),
	row("datetime", "datetime_local_to_utc", "The instant at which a clock in a time zone shows a time; null for a zone that is unknown.", []Param{P("time", Datetimes), P("zone", Strings)}, schema.Datetime,
		"kql_local_to_utc($time, $zone)", Example{`datetime_local_to_utc(datetime(2026-01-01 10:00), "America/New_York")`, `datetime(2026-01-01 15:00)`}),
	row("datetime", "datetime_list_timezones", "Names of the time zones, as an array.", nil, schema.Dynamic,
		"(SELECT to_json(list(name ORDER BY name)) FROM pg_timezone_names() WHERE contains(name, '/') OR name = 'UTC')", Example{`set_has_element(datetime_list_timezones(), "Europe/Berlin")`, `true`}),
	row("datetime", "make_timespan", "A timespan of days, hours, minutes and seconds; null when a part does not fit.",
		[]Param{P("first", counts), P("second", counts), Opt("third", anyReal, "NULL"), Opt("fourth", anyReal, "NULL")}, schema.Timespan, ""),
}

func init() {
	f := &zones[3]
	f.Sigs[0].SQL, f.Sigs[0].Lower = "", lowerMakeTimespan
	f.Sigs = append(f.Sigs, Sig{Params: []Param{P("value", sourcesOf(schema.Timespan))}, Returns: schema.Timespan, Lower: castTo(schema.Timespan)})
	f.Examples = []Example{{`make_timespan("1.02:03:04")`, `time(1.02:03:04)`}, {`make_timespan(1, 12, 30, 55.5)`, `time(1.12:30:55.5)`}, {`make_timespan(2, 30)`, `time(02:30:00)`}, {`make_timespan(1, 2, 3)`, `time(01:02:03)`}, {`isnull(make_timespan(25, 70))`, `true`}}
}

// lowerMakeTimespan: two parts are hours and minutes, three have seconds, four begin with days.
func lowerMakeTimespan(c *Call) (string, error) {
	part := func(i int) string { return "(" + c.Args[i].SQL + ")" }
	days, hours, minutes, seconds := "0", part(0), part(1), "0"
	switch {
	case !c.Args[3].Absent:
		days, hours, minutes, seconds = part(0), part(1), part(2), part(3)
	case !c.Args[2].Absent:
		seconds = part(2)
	}
	return "kql_make_timespan((" + days + ")::BIGINT, " + hours + "::BIGINT, " + minutes + "::BIGINT, " + seconds + "::DOUBLE)", nil
}
