package org

import (
	"time"

	"socrates/generator/tick"
)

// feast is a public holiday: a fixed date, a number of days after Easter Sunday, or the n-th weekday of a month.
type feast struct {
	countries string
	month     time.Month // 0: counted from Easter
	day       int        // of the month, or after Easter; with n, the weekday
	n         int
}

// The days on which offices are closed. Regional ones are left out.
var feasts = []feast{
	{"GB NL DE US FR SE IE CA ES PL SG", time.January, 1, 0}, {"GB NL DE US FR SE IE CA ES PL SG", time.December, 25, 0},
	{"GB NL DE SE IE CA PL", time.December, 26, 0}, {"GB DE FR SE IE CA ES SG", 0, -2, 0}, {"GB NL DE FR SE IE PL", 0, 1, 0},
	{"NL DE FR SE", 0, 39, 0}, {"NL DE FR", 0, 50, 0}, {"PL", 0, 60, 0}, {"DE FR SE ES PL SG", time.May, 1, 0}, {"PL", time.May, 3, 0},
	{"NL", time.April, 27, 0}, {"NL", time.May, 5, 0}, {"FR", time.May, 8, 0}, {"SE", time.June, 6, 0}, {"FR", time.July, 14, 0},
	{"US", time.July, 4, 0}, {"US", time.June, 19, 0}, {"CA", time.July, 1, 0}, {"FR ES PL", time.August, 15, 0}, {"SG", time.August, 9, 0},
	{"DE", time.October, 3, 0}, {"ES", time.October, 12, 0}, {"FR ES PL", time.November, 1, 0}, {"FR PL", time.November, 11, 0},
	{"ES", time.December, 6, 0}, {"ES", time.December, 8, 0}, {"SE", time.January, 6, 0}, {"ES PL", time.January, 6, 0}, {"IE", time.March, 17, 0},
	{"GB IE", time.May, int(time.Monday), 1}, {"GB", time.May, int(time.Monday), -1}, {"GB", time.August, int(time.Monday), -1},
	{"US", time.May, int(time.Monday), -1}, {"US CA", time.September, int(time.Monday), 1}, {"US", time.November, int(time.Thursday), 4},
	{"US", time.January, int(time.Monday), 3}, {"CA", time.October, int(time.Monday), 2}, {"IE", time.June, int(time.Monday), 1},
}

// Holiday reports whether a UTC midnight begins a public holiday of a country (by its two letters).
func Holiday(country string, midnight int64) bool {
	year := tick.Time(midnight).Year()
	for _, f := range feasts {
		if has(f.countries, country) && f.on(year) == midnight {
			return true
		}
	}
	return false
}

func has(list, country string) bool {
	for i := 0; i+1 < len(list); i += 3 {
		if list[i:i+2] == country {
			return true
		}
	}
	return false
}

func (f feast) on(year int) int64 {
	switch {
	case f.month == 0:
		return easter(year) + int64(f.day)*tick.Day
	case f.n != 0:
		return weekday(year, f.month, time.Weekday(f.day), f.n)
	}
	return tick.Of(time.Date(year, f.month, f.day, 0, 0, 0, 0, time.UTC))
}

// easter is Easter Sunday of the Gregorian calendar, by Butcher's rule.
func easter(year int) int64 {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return tick.Of(time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC))
}
