package value

import (
	"fmt"
	"strings"
)

// ParseDatetime reads a datetime in any form that Kusto takes, in a literal as in todatetime: ISO 8601
// (a date alone, with T or a space before the time, with Z or an offset), RFC 822, RFC 850, and
// month/day/year. The result is in UTC ticks.
//
// Source: learn.microsoft.com/kusto/query/scalar-data-types/datetime, "Supported formats".
func ParseDatetime(text string) (ticks int64, ok bool) {
	r := &dateReader{rest: strings.TrimSpace(text), hour12: -1}
	if r.rest == "" || !r.date() || !r.timeOfDay() {
		return 0, false
	}
	return r.ticks()
}

// dateReader reads a datetime's text from left to right.
type dateReader struct {
	rest             string
	year, month, day int
	hour, min, sec   int
	hour12           int // 0 am, 1 pm, -1 not said
	frac, offset     int64
}

func (r *dateReader) date() bool {
	r.weekday()
	if month := r.monthName(); month > 0 { // Nov 8, 2014
		r.month = month
		return r.between(" -") && r.number(1, 2, &r.day) && r.between(" ,-") && r.yearNumber()
	}
	width := r.digits()
	switch {
	case width == 4:
		return r.isoDate()
	case width == 1 || width == 2:
		return r.dayOrMonthFirst()
	}
	return false
}

// isoDate is 2014-11-08, 2014/11/08, 2014 - 11 - 08, or a year and month alone.
func (r *dateReader) isoDate() bool {
	r.number(4, 4, &r.year)
	r.day = 1
	if r.literal(",") { // 2014, 11, 8
		return r.between(" ") && r.number(1, 2, &r.month) && r.between(" ,") && r.number(1, 2, &r.day)
	}
	sep := strings.TrimLeft(r.rest, " ")
	if sep == "" || !strings.ContainsRune("-/.", rune(sep[0])) {
		return false
	}
	if !r.spaced(sep[:1]) || !r.number(1, 2, &r.month) {
		return false
	}
	if !r.spaced(sep[:1]) {
		return r.rest == ""
	}
	return r.number(1, 2, &r.day)
}

// dayOrMonthFirst is 8 Nov 14, 08-Nov-14 or 11/08/2014.
func (r *dateReader) dayOrMonthFirst() bool {
	first := 0
	r.number(1, 2, &first)
	if !r.between(" -/.") {
		return false
	}
	if month := r.monthName(); month > 0 {
		r.day, r.month = first, month
		return r.between(" -/,") && r.yearNumber()
	}
	r.month = first
	return r.number(1, 2, &r.day) && r.between("-/.") && r.yearNumber()
}

// yearNumber reads a year of four digits, or of two: 00 to 49 are in this century.
func (r *dateReader) yearNumber() bool {
	width := r.digits()
	if (width != 2 && width != 4) || !r.number(width, width, &r.year) {
		return false
	}
	if width == 2 && r.year < 50 {
		r.year += 2000
	} else if width == 2 {
		r.year += 1900
	}
	return true
}

func (r *dateReader) timeOfDay() bool {
	if r.rest == "" {
		return true
	}
	if r.rest[0] == 'T' || r.rest[0] == 't' {
		r.rest = r.rest[1:]
	} else {
		r.between(" ")
	}
	if r.digits() == 0 {
		return r.zone()
	}
	if !r.number(1, 2, &r.hour) || !r.literal(":") || !r.number(1, 2, &r.min) {
		return false
	}
	if r.literal(":") && !r.seconds() {
		return false
	}
	r.halfDay()
	return r.zone()
}

func (r *dateReader) seconds() bool {
	if !r.number(1, 2, &r.sec) {
		return false
	}
	if !r.literal(".") {
		return true
	}
	n := r.digits()
	r.frac = fraction(r.rest[:n])
	r.rest = r.rest[n:]
	return n > 0
}

// fraction turns the digits after the point into ticks; what is finer than a tick is dropped.
func fraction(digits string) int64 {
	ticks := int64(0)
	for i := range 7 {
		ticks *= 10
		if i < len(digits) {
			ticks += int64(digits[i] - '0')
		}
	}
	return ticks
}

func (r *dateReader) halfDay() {
	trimmed := strings.TrimLeft(r.rest, " ")
	for i, mark := range []string{"AM", "PM"} {
		if len(trimmed) >= 2 && strings.EqualFold(trimmed[:2], mark) {
			r.hour12, r.rest = i, trimmed[2:]
		}
	}
}

// zone reads Z, GMT, UTC or an offset, and must reach the end of the text.
func (r *dateReader) zone() bool {
	zone := strings.TrimSpace(r.rest)
	switch strings.ToUpper(zone) {
	case "", "Z", "GMT", "UTC":
		return true
	}
	sign := int64(1)
	switch zone[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return false
	}
	r.rest = zone[1:]
	hours, minutes := 0, 0
	if r.digits() == 4 { // +0200
		r.number(4, 4, &minutes)
		hours, minutes = minutes/100, minutes%100
	} else if !r.number(1, 2, &hours) {
		return false
	}
	if r.literal(":") && !r.number(2, 2, &minutes) {
		return false
	}
	r.offset = sign * (int64(hours)*Hour + int64(minutes)*Minute)
	return r.rest == "" && hours <= 14 && minutes < 60
}

func (r *dateReader) ticks() (int64, bool) {
	hour := r.hour
	if r.hour12 >= 0 {
		if hour < 1 || hour > 12 {
			return 0, false
		}
		hour = hour%12 + 12*r.hour12
	}
	if hour > 23 || r.min > 59 || r.sec > 59 {
		return 0, false
	}
	day, ok := Date(r.year, r.month, r.day)
	ticks := day + int64(hour)*Hour + int64(r.min)*Minute + int64(r.sec)*Second + r.frac - r.offset
	return ticks, ok && ticks >= 0 && ticks <= MaxDatetime
}

// ---- reading pieces

// digits counts the digits that come next.
func (r *dateReader) digits() int {
	n := 0
	for n < len(r.rest) && r.rest[n] >= '0' && r.rest[n] <= '9' {
		n++
	}
	return n
}

func (r *dateReader) number(least, most int, into *int) bool {
	width := r.digits()
	if width < least || width > most {
		return false
	}
	n := 0
	for _, c := range r.rest[:width] {
		n = n*10 + int(c-'0')
	}
	*into, r.rest = n, r.rest[width:]
	return true
}

func (r *dateReader) literal(text string) bool {
	rest, ok := strings.CutPrefix(r.rest, text)
	r.rest = rest
	return ok
}

// spaced skips a separator that blanks may surround: 2014 - 11 - 08.
func (r *dateReader) spaced(sep string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(r.rest, " "), sep)
	if ok {
		r.rest = strings.TrimLeft(rest, " ")
	}
	return ok
}

// between skips separators of the set; it reports whether there was one.
func (r *dateReader) between(set string) bool {
	rest := strings.TrimLeft(r.rest, set)
	found := len(rest) < len(r.rest)
	r.rest = rest
	return found
}

func (r *dateReader) weekday() {
	if i := named(r.word(), weekdays[:]); i >= 0 {
		r.rest = strings.TrimLeft(r.rest[len(r.word()):], ", ")
	}
}

func (r *dateReader) monthName() int {
	word := r.word()
	i := named(word, months[:])
	if i < 0 {
		return 0
	}
	r.rest = r.rest[len(word):]
	return i + 1
}

func (r *dateReader) word() string {
	n := 0
	for n < len(r.rest) && (r.rest[n]|0x20) >= 'a' && (r.rest[n]|0x20) <= 'z' {
		n++
	}
	return r.rest[:n]
}

// named finds a name, whole or cut to three letters, in any case; -1 when there is none.
func named(word string, names []string) int {
	for i, name := range names {
		if strings.EqualFold(word, name) || strings.EqualFold(word, name[:3]) {
			return i
		}
	}
	return -1
}

var (
	weekdays = [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}
	months   = [...]string{"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December"}
)

// ---- the calendar

// Date gives the ticks of a day's midnight in the proleptic Gregorian calendar; ok is false for a day
// that does not exist or a year outside 1 to 9999.
func Date(year, month, day int) (ticks int64, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month) {
		return 0, false
	}
	return int64(daysBefore(year, month)+day-1) * Day, true
}

// Civil splits ticks into year, month and day; the time of day is what remains of ticks modulo Day.
func Civil(ticks int64) (year, month, day int) {
	days := int(floorDiv(ticks, Day))
	year = days*400/146097 + 1 // never too small by more than one
	for daysBefore(year, 1) > days {
		year--
	}
	for daysBefore(year+1, 1) <= days {
		year++
	}
	month = 12
	for daysBefore(year, month) > days {
		month--
	}
	return year, month, days - daysBefore(year, month) + 1
}

// DaysIn counts the days of a month.
func DaysIn(year, month int) int {
	if month == 2 && leap(year) {
		return 29
	}
	return [...]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month]
}

func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// daysBefore counts the days from 0001-01-01 to the first of a month.
func daysBefore(year, month int) int {
	y := year - 1
	days := y*365 + y/4 - y/100 + y/400
	days += [...]int{0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}[month]
	if month > 2 && leap(year) {
		days++
	}
	return days
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// FormatDatetime writes ticks as 2020-01-01T00:00:00.0000000Z.
func FormatDatetime(ticks int64) string {
	year, month, day := Civil(ticks)
	rest := ticks - floorDiv(ticks, Day)*Day
	return fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d.%07dZ", year, month, day,
		rest/Hour, rest/Minute%60, rest/Second%60, rest%Second)
}
