// Package tick counts time as the tables do: 100 ns since 0001-01-01.
//
// In:  civil dates, ticks.
// Out: ticks, civil dates, texts in ISO 8601.
//
// Not here: the clock of the machine.
package tick

import "time"

const (
	Microsecond int64 = 10
	Millisecond       = 1000 * Microsecond
	Second            = 1000 * Millisecond
	Minute            = 60 * Second
	Hour              = 60 * Minute
	Day               = 24 * Hour

	unixEpoch int64 = 621355968000000000
)

// Of is the tick of a UTC time.
func Of(t time.Time) int64 { return unixEpoch + t.Unix()*Second + int64(t.Nanosecond())/100 }

// Time is the UTC time of a tick.
func Time(t int64) time.Time {
	t -= unixEpoch
	return time.Unix(t/Second, t%Second*100).UTC()
}

// Midnight is the start of the UTC day of t.
func Midnight(t int64) int64 { return t - t%Day }

// ISO writes 2026-06-18T09:30:12.1234567Z.
func ISO(t int64) string { return Time(t).Format("2006-01-02T15:04:05.0000000Z") }

// Weekend reports whether t lies on a Saturday or Sunday.
func Weekend(t int64) bool {
	d := Time(t).Weekday()
	return d == time.Saturday || d == time.Sunday
}
