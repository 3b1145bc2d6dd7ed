package org

import (
	"time"

	"socrates/generator/tick"
)

// Summer is the rule by which a zone changes to summer time.
type Summer uint8

const (
	NoSummer Summer = iota
	European        // last Sunday of March to last Sunday of October, at 01:00 UTC everywhere
	American        // second Sunday of March to first Sunday of November, at 02:00 by the local clock
)

// Zone is a civil clock. The rules are written here, and not read from the machine, so that a tenant is the same
// on a machine whose zone database is older or missing. They hold from 2007 on.
type Zone struct {
	Winter int64 // minutes east of UTC in winter
	Summer Summer
}

// Offset is how far the clock is ahead of UTC at an instant, in ticks.
func (z Zone) Offset(at int64) int64 {
	winter := z.Winter * tick.Minute
	begin, end := z.summer(tick.Time(at).Year())
	if begin <= at && at < end {
		return winter + tick.Hour
	}
	return winter
}

func (z Zone) summer(year int) (begin, end int64) {
	switch z.Summer {
	case European:
		return sunday(year, time.March, -1) + tick.Hour, sunday(year, time.October, -1) + tick.Hour
	case American:
		return sunday(year, time.March, 2) + 2*tick.Hour - z.Winter*tick.Minute, sunday(year, time.November, 1) + tick.Hour - z.Winter*tick.Minute
	}
	return 0, 0
}

// Midnight is the instant at which the civil day begins that UTC begins at utc.
func (z Zone) Midnight(utc int64) int64 {
	guess := utc - z.Winter*tick.Minute
	return utc - z.Offset(guess)
}

// Day is the UTC midnight of the civil day that it is at an instant.
func (z Zone) Day(at int64) int64 { return tick.Midnight(at + z.Offset(at)) }

// sunday is the UTC midnight of the n-th Sunday of a month, the last for -1.
func sunday(year int, month time.Month, n int) int64 { return weekday(year, month, time.Sunday, n) }

func weekday(year int, month time.Month, day time.Weekday, n int) int64 {
	if n < 0 {
		last := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC)
		return tick.Of(last.AddDate(0, 0, -int((last.Weekday()-day+7)%7)))
	}
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return tick.Of(first.AddDate(0, 0, int((day-first.Weekday()+7)%7)+7*(n-1)))
}

// SecondTuesday is the UTC midnight of the day on which Microsoft releases its updates of a month.
func SecondTuesday(year int, month time.Month) int64 { return weekday(year, month, time.Tuesday, 2) }
