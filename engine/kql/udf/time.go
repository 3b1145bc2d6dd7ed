package udf

import (
	"database/sql/driver"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"socrates/engine/kql/value"
)

var timeFuncs = []Func{
	{Name: "kql_datetime_add", In: []Type{Text, Long, Long}, Out: Long, Fn: Of3(datetimeAdd)},
	{Name: "kql_datetime_diff", In: []Type{Text, Long, Long}, Out: Long, Fn: Of3(datetimeDiff)},
	{Name: "kql_datetime_part", In: []Type{Text, Long}, Out: Int, Fn: Of2(datetimePart)},
	{Name: "kql_format_datetime", In: []Type{Long, Text}, Out: Text, Fn: Of2(formatDatetime)},
	{Name: "kql_format_timespan", In: []Type{Long, Text}, Out: Text, Fn: Of2(formatTimespan)},
	{Name: "kql_make_datetime", In: []Type{Long, Long, Long, Long, Long, Real}, Out: Long, Fn: makeDatetime},
	{Name: "kql_make_timespan", In: []Type{Long, Long, Long, Real}, Out: Long, Fn: Of4(makeTimespan)},
	{Name: "kql_in_calendar", In: []Type{Long}, Out: Long, Fn: Of1(inRange)},
	{Name: "kql_range", In: []Type{Long, Long, Long}, Out: Text, Fn: Of3(rangeLong)},
	{Name: "kql_range_datetime", In: []Type{Long, Long, Long}, Out: Text, Fn: Of3(rangeDatetime)},
}

// spans are the units whose length never varies.
var spans = map[string]int64{
	"week": 7 * value.Day, "day": value.Day, "hour": value.Hour, "minute": value.Minute, "second": value.Second,
	"millisecond": value.Millisecond, "microsecond": value.Microsecond,
}

// nanosecond is the one unit that is shorter than a tick.
const nanosecond = "nanosecond"

var months = map[string]int{"year": 12, "quarter": 3, "month": 1}

func unit(s string) string { return strings.TrimSuffix(strings.ToLower(s), "s") }

func datetimeAdd(u string, n, ticks int64) (int64, bool) {
	if unit(u) == nanosecond {
		return inRange(ticks + n/100)
	}
	if span, ok := spans[unit(u)]; ok {
		if n > value.MaxDatetime/span || n < -value.MaxDatetime/span {
			return 0, false
		}
		return inRange(ticks + n*span)
	}
	m, ok := months[unit(u)]
	if !ok {
		return 0, false
	}
	year, month, day := value.Civil(ticks)
	month += int(n)*m - 1
	year += floorDiv(month, 12)
	month -= 12 * floorDiv(month, 12)
	if year < 1 || year > 9999 {
		return 0, false
	}
	date, ok := value.Date(year, month+1, min(day, value.DaysIn(year, month+1)))
	return date + ticks%value.Day, ok
}

func inRange(ticks int64) (int64, bool) { return ticks, ticks >= 0 && ticks <= value.MaxDatetime }

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func datetimeDiff(u string, a, b int64) (int64, bool) {
	if unit(u) == "week" { // weeks begin on Sunday; day 0 was a Monday
		return (a/value.Day+1)/7 - (b/value.Day+1)/7, true
	}
	if unit(u) == nanosecond {
		return (a - b) * 100, true
	}
	if span, ok := spans[unit(u)]; ok {
		return a/span - b/span, true
	}
	m, ok := months[unit(u)]
	if !ok {
		return 0, false
	}
	return monthIndex(a)/int64(m) - monthIndex(b)/int64(m), true
}

func monthIndex(ticks int64) int64 {
	y, m, _ := value.Civil(ticks)
	return int64(y)*12 + int64(m) - 1
}

func datetimePart(part string, ticks int64) (int32, bool) {
	y, m, d := value.Civil(ticks)
	rest := ticks % value.Day
	switch strings.ToLower(part) {
	case "year":
		return int32(y), true
	case "quarter":
		return int32((m-1)/3 + 1), true
	case "month":
		return int32(m), true
	case "day":
		return int32(d), true
	case "dayofyear", "day_of_year":
		return int32(stamp(ticks).YearDay()), true
	case "week_of_year", "weekofyear":
		_, week := stamp(ticks).ISOWeek()
		return int32(week), true
	case "hour":
		return int32(rest / value.Hour), true
	case "minute":
		return int32(rest / value.Minute % 60), true
	case "second":
		return int32(rest / value.Second % 60), true
	case "millisecond":
		return int32(rest / value.Millisecond % 1000), true
	case "microsecond":
		return int32(rest / value.Microsecond % 1000000), true
	case "nanosecond":
		return int32(rest % value.Second * 100), true
	}
	return 0, false
}

func stamp(ticks int64) time.Time {
	y, m, d := value.Civil(ticks)
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
}

// runs cuts a format into runs of one letter; anything else stands for itself.
func runs(format string, write func(run string) string) string {
	var out strings.Builder
	for i := 0; i < len(format); {
		j := i + 1
		for j < len(format) && format[j] == format[i] {
			j++
		}
		out.WriteString(write(format[i:j]))
		i = j
	}
	return out.String()
}

func formatDatetime(ticks int64, format string) (string, bool) {
	y, m, d := value.Civil(ticks)
	rest := ticks % value.Day
	hour := rest / value.Hour
	return runs(format, func(run string) string {
		switch run[0] {
		case 'y':
			if len(run) <= 2 {
				return padded(int64(y%100), len(run))
			}
			return padded(int64(y), len(run))
		case 'M':
			return padded(int64(m), len(run))
		case 'd':
			return padded(int64(d), len(run))
		case 'H':
			return padded(hour, len(run))
		case 'h':
			return padded((hour+11)%12+1, len(run))
		case 'm':
			return padded(rest/value.Minute%60, len(run))
		case 's':
			return padded(rest/value.Second%60, len(run))
		case 'f', 'F':
			return fraction(rest, run)
		case 't':
			return map[bool]string{true: "AM", false: "PM"}[hour < 12]
		}
		return run
	}), true
}

// fraction writes digits of the second; F drops zeros at the end.
func fraction(ticks int64, run string) string {
	digits := padded(ticks%value.Second, 7)[:min(len(run), 7)]
	if run[0] == 'F' {
		digits = strings.TrimRight(digits, "0")
	}
	return digits
}

func padded(n int64, width int) string { return fmt.Sprintf("%0*d", width, n) }

func formatTimespan(ticks int64, format string) (string, bool) {
	sign := ""
	if ticks < 0 {
		sign, ticks = "-", -ticks
	}
	return sign + runs(format, func(run string) string {
		switch run[0] {
		case 'd':
			return padded(ticks/value.Day, len(run))
		case 'H', 'h':
			return padded(ticks/value.Hour%24, len(run))
		case 'm':
			return padded(ticks/value.Minute%60, len(run))
		case 's':
			return padded(ticks/value.Second%60, len(run))
		case 'f', 'F':
			return fraction(ticks, run)
		}
		return run
	}), true
}

func makeDatetime(in []driver.Value) (any, error) {
	n := func(i int) int64 { return in[i].(int64) }
	sec := in[5].(float64)
	date, ok := value.Date(int(n(0)), int(n(1)), int(n(2)))
	if !ok || n(3) < 0 || n(3) > 23 || n(4) < 0 || n(4) > 59 || sec < 0 || sec >= 60 {
		return nil, nil
	}
	return date + n(3)*value.Hour + n(4)*value.Minute + int64(sec*float64(value.Second)+0.5), nil
}

// makeTimespan takes days, hours below 24, minutes and seconds below 60.
func makeTimespan(days, hours, minutes int64, seconds float64) (int64, bool) {
	fits := days >= 0 && days < 10675199 && hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds < 60
	return days*value.Day + hours*value.Hour + minutes*value.Minute + int64(seconds*float64(value.Second)+0.5), fits
}

// maxRange is the most elements that range() makes, as in Kusto.
const maxRange = 1 << 20

func steps(start, stop, step int64, write func(int64) string) (string, bool) {
	var out []string
	for v := start; step != 0 && (step > 0 && v <= stop || step < 0 && v >= stop) && len(out) < maxRange; v += step {
		out = append(out, write(v))
		if step > 0 && v > math.MaxInt64-step || step < 0 && v < math.MinInt64-step {
			break // the next one would wrap around
		}
	}
	return array(out), true
}

func rangeLong(start, stop, step int64) (string, bool) {
	return steps(start, stop, step, func(v int64) string { return strconv.FormatInt(v, 10) })
}

func rangeDatetime(start, stop, step int64) (string, bool) {
	return steps(start, stop, step, func(v int64) string { return quoteJSON(value.FormatDatetime(v)) })
}
