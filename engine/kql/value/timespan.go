package value

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Units are the words that may follow a number in a timespan literal (`1d`, `15 seconds`), with their
// length in ticks.
var units = map[string]int64{
	"d": Day, "day": Day, "days": Day,
	"h": Hour, "hr": Hour, "hrs": Hour, "hour": Hour, "hours": Hour,
	"m": Minute, "min": Minute, "minute": Minute, "minutes": Minute,
	"s": Second, "sec": Second, "second": Second, "seconds": Second,
	"ms": Millisecond, "milli": Millisecond, "millis": Millisecond, "millisec": Millisecond,
	"millisecond": Millisecond, "milliseconds": Millisecond,
	"micro": Microsecond, "micros": Microsecond, "microsec": Microsecond,
	"microsecond": Microsecond, "microseconds": Microsecond,
	"tick": 1, "ticks": 1,
}

// Unit gives the ticks of a timespan unit. Nanoseconds are no whole ticks: see ParseTimespan.
func Unit(word string) (ticks int64, ok bool) {
	ticks, ok = units[word]
	return ticks, ok
}

var nanoUnits = map[string]bool{"ns": true, "nano": true, "nanos": true, "nanosec": true, "nanosecond": true, "nanoseconds": true}

// IsUnit reports whether word may follow a number to make a timespan.
func IsUnit(word string) bool { return units[word] != 0 || nanoUnits[word] }

// ParseTimespan reads a timespan in any form that Kusto takes: `1d`, `1.5h`, `15 seconds`, `100 nanos`,
// `[-][d.]hh:mm[:ss[.fffffff]]`, or a bare number of days. The result is in ticks.
//
// Source: learn.microsoft.com/kusto/query/scalar-data-types/timespan.
func ParseTimespan(text string) (ticks int64, ok bool) {
	text = strings.TrimSpace(text)
	body, negative := strings.CutPrefix(text, "-")
	if !negative {
		body = strings.TrimPrefix(body, "+")
	}
	if strings.Contains(body, ":") {
		ticks, ok = clock(body)
	} else {
		ticks, ok = counted(body)
	}
	if negative {
		ticks = -ticks
	}
	return ticks, ok
}

// counted is a number and its unit.
func counted(text string) (int64, bool) {
	n := 0
	for n < len(text) && (text[n] >= '0' && text[n] <= '9' || text[n] == '.') {
		n++
	}
	number, unit := text[:n], strings.TrimSpace(text[n:])
	size, known := units[unit]
	switch {
	case unit == "":
		n, err := strconv.ParseInt(number, 10, 64) // 1.5 without a unit is none
		return n * Day, err == nil && n <= math.MaxInt64/Day
	case nanoUnits[unit]:
		f, err := strconv.ParseFloat(number, 64)
		return int64(f / 100), err == nil && f/100 < math.MaxInt64
	case !known:
		return 0, false
	}
	if whole, err := strconv.ParseInt(number, 10, 64); err == nil {
		return whole * size, whole <= math.MaxInt64/size
	}
	f, err := strconv.ParseFloat(number, 64)
	f *= float64(size)
	return int64(math.Round(f)), err == nil && f < math.MaxInt64
}

// clock is [d.]hh:mm[:ss[.fffffff]].
func clock(text string) (int64, bool) {
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 4 {
		return 0, false
	}
	days, hours, frac, seconds := "0", parts[0], "", "0"
	if d, h, has := strings.Cut(parts[0], "."); has {
		days, hours = d, h
	}
	if len(parts) == 4 { // d:hh:mm:ss
		days, hours, parts = parts[0], parts[1], parts[1:]
	}
	if len(parts) == 3 {
		seconds, frac, _ = strings.Cut(parts[2], ".")
	}
	total := int64(0)
	for _, p := range []struct {
		text        string
		limit, size int64
	}{{days, math.MaxInt64/Day - 1, Day}, {hours, 23, Hour}, {parts[1], 59, Minute}, {seconds, 59, Second}} {
		n, err := strconv.ParseUint(p.text, 10, 63)
		if err != nil || int64(n) > p.limit {
			return 0, false
		}
		total += int64(n) * p.size
	}
	for _, c := range frac {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	return total + fraction(frac), len(frac) <= 7
}

// FormatTimespan writes ticks as [-][d.]hh:mm:ss[.fffffff].
func FormatTimespan(ticks int64) string {
	sign, n := "", uint64(ticks)
	if ticks < 0 {
		sign, n = "-", -n
	}
	out := fmt.Sprintf("%02d:%02d:%02d", n/uint64(Hour)%24, n/uint64(Minute)%60, n/uint64(Second)%60)
	if days := n / uint64(Day); days > 0 {
		out = fmt.Sprintf("%d.%s", days, out)
	}
	if frac := n % uint64(Second); frac > 0 {
		out += fmt.Sprintf(".%07d", frac)
	}
	return sign + out
}
