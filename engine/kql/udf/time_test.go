package udf

import (
	"math"
	"testing"

	"socrates/engine/kql/value"
)

func at(t *testing.T, text string) int64 {
	t.Helper()
	ticks, ok := value.ParseDatetime(text)
	if !ok {
		t.Fatalf("%s is no datetime", text)
	}
	return ticks
}

// The values come from recorded answers of a Kusto engine.
func TestDatetimeDiff(t *testing.T) {
	for _, tt := range []struct {
		unit, a, b string
		want       int64
	}{
		{"year", "2020-12-31", "2021-01-01", -1},
		{"month", "2020-01-31", "2020-02-01", -1},
		{"day", "2020-01-01 23:00", "2020-01-01 01:00", 0},
		{"week", "2024-02-29", "2020-02-29", 209},
		{"second", "2020-01-01 00:00:01.9999999", "2020-01-01 00:00:00.0000001", 1},
		{"microsecond", "2020-01-01 00:00:00.0000020", "2020-01-01 00:00:00.0000005", 2},
		{"nanosecond", "2020-01-01 00:00:00.0000002", "2020-01-01", 200},
		{"quarter", "2024-02-29", "2020-02-29", 16},
	} {
		if got, ok := datetimeDiff(tt.unit, at(t, tt.a), at(t, tt.b)); !ok || got != tt.want {
			t.Errorf("%s from %s to %s: %d, want %d", tt.unit, tt.b, tt.a, got, tt.want)
		}
	}
}

func TestDatetimeAdd(t *testing.T) {
	for _, tt := range []struct {
		unit string
		n    int64
		from string
		want string
	}{
		{"month", -1, "2020-03-31", "2020-02-29"},
		{"year", 1, "2020-02-29", "2021-02-28"},
		{"quarter", -5, "2020-05-31", "2019-02-28"},
		{"week", -53, "2021-03-15 12:00", "2020-03-09 12:00"},
		{"millisecond", 1500, "2020-01-01", "2020-01-01 00:00:01.5"},
	} {
		if got, ok := datetimeAdd(tt.unit, tt.n, at(t, tt.from)); !ok || got != at(t, tt.want) {
			t.Errorf("%s and %d %ss: %s, want %s", tt.from, tt.n, tt.unit, value.FormatDatetime(got), tt.want)
		}
	}
	for _, n := range []int64{1 << 62, -1 << 62, 10000 * 366} {
		if got, ok := datetimeAdd("day", n, at(t, "2020-01-01")); ok {
			t.Errorf("%d days on: %d, want none", n, got)
		}
	}
}

func TestFormats(t *testing.T) {
	when := at(t, "2020-06-15 13:45:09.1234567")
	for _, tt := range []struct{ format, want string }{
		{"M/d/yyyy h:mm:ss tt", "6/15/2020 1:45:09 PM"},
		{"yy-MM-dd [HH:mm]", "20-06-15 [13:45]"},
		{"ffffff", "123456"},
		{"y", "20"},
	} {
		if got, _ := formatDatetime(when, tt.format); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.format, got, tt.want)
		}
	}
	for _, tt := range []struct {
		span         int64
		format, want string
	}{
		{value.Day + 2*value.Hour + 3*value.Minute + 4*value.Second + 5*value.Millisecond, "d:hh:mm:ss.fff", "1:02:03:04.005"},
		{-2*value.Hour - 30*value.Minute, "hh:mm", "-02:30"},
		{value.Day, "dddd", "0001"},
	} {
		if got, _ := formatTimespan(tt.span, tt.format); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.format, got, tt.want)
		}
	}
}

// Summer time begins in Berlin on 29 March 2026 at 01:00 UTC.
func TestZones(t *testing.T) {
	for _, tt := range []struct{ utc, local string }{
		{"2026-03-29 00:59", "2026-03-29 01:59"},
		{"2026-03-29 01:00", "2026-03-29 03:00"},
	} {
		if got, _ := utcToLocal(at(t, tt.utc), "Europe/Berlin"); got != at(t, tt.local) {
			t.Errorf("%s in Berlin: %s, want %s", tt.utc, value.FormatDatetime(got), tt.local)
		}
		if got, _ := localToUTC(at(t, tt.local), "Europe/Berlin"); got != at(t, tt.utc) {
			t.Errorf("%s from Berlin: %s, want %s", tt.local, value.FormatDatetime(got), tt.utc)
		}
	}
	if _, ok := utcToLocal(0, "Local"); ok {
		t.Error("the machine's own zone was taken")
	}
}

func TestReadingText(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int64
		ok   bool
	}{
		{" 42 ", 42, true}, {"0X1f", 31, true}, {"0xFFFFFFFFFFFFFFFF", -1, true}, {"-0x10", 0, false},
		{"1e19", 0, false}, {"9223372036854775808", 0, false}, {"", 0, false}, {"1_000", 0, false},
	} {
		if got, ok := parseLong(tt.text); ok != tt.ok || ok && got != tt.want {
			t.Errorf("long of %q: %d, %v, want %d, %v", tt.text, got, ok, tt.want, tt.ok)
		}
	}
	for _, tt := range []struct {
		text string
		ok   bool
	}{
		{"5.", true}, {".5", true}, {" NaN ", true}, {"nan", true}, {"-inf", true}, {"Infinity", true}, {"+Infinity", true},
		{"INF", false}, {"1,234", false}, {"1_000", false}, {"0x10", false}, {"1e400", true},
	} {
		if _, ok := parseReal(tt.text); ok != tt.ok {
			t.Errorf("real of %q: %v, want %v", tt.text, ok, tt.ok)
		}
	}
}

func TestRangeEndsWhereLongsEnd(t *testing.T) {
	for _, tt := range []struct {
		start, stop, step int64
		want              string
	}{
		{math.MaxInt64 - 1, math.MaxInt64, 1, "[9223372036854775806,9223372036854775807]"},
		{math.MinInt64 + 1, math.MinInt64, -2, "[-9223372036854775807]"},
		{1, 3, 0, "[]"},
	} {
		if got, _ := rangeLong(tt.start, tt.stop, tt.step); got != tt.want {
			t.Errorf("range(%d, %d, %d) = %s, want %s", tt.start, tt.stop, tt.step, got, tt.want)
		}
	}
}
