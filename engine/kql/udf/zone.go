package udf

import (
	"time"
	_ "time/tzdata" // zones are known on every machine, also one without a zone database

	"socrates/engine/kql/value"
)

var zoneFuncs = []Func{
	{Name: "kql_utc_to_local", In: []Type{Long, Text}, Out: Long, Fn: Of2(utcToLocal)},
	{Name: "kql_local_to_utc", In: []Type{Long, Text}, Out: Long, Fn: Of2(localToUTC)},
}

// instant is the instant as Go knows it.
func instant(ticks int64, zone *time.Location) time.Time {
	y, m, d := value.Civil(ticks)
	rest := ticks % value.Day
	return time.Date(y, time.Month(m), d, 0, 0, int(rest/value.Second), int(rest%value.Second)*100, zone)
}

func zoneOf(name string) (*time.Location, bool) {
	if name == "" || name == "Local" {
		return nil, false // Go's words for UTC and for the zone of this machine
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil
}

// utcToLocal is what a clock in the zone shows at an instant.
func utcToLocal(ticks int64, name string) (int64, bool) {
	zone, ok := zoneOf(name)
	if !ok {
		return 0, false
	}
	_, offset := instant(ticks, time.UTC).In(zone).Zone()
	return inRange(ticks + int64(offset)*value.Second)
}

// localToUTC is the instant at which a clock in the zone shows a time.
func localToUTC(ticks int64, name string) (int64, bool) {
	zone, ok := zoneOf(name)
	if !ok {
		return 0, false
	}
	_, offset := instant(ticks, zone).Zone()
	return inRange(ticks - int64(offset)*value.Second)
}
