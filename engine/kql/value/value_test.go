package value

import (
	"math"
	"testing"

	"socrates/engine/schema"
)

func TestDatetimeTexts(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"ISO 8601 with a fraction", "2014-05-25T08:20:03.123456Z", "2014-05-25T08:20:03.1234560Z"},
		{"seven digits are ticks", "2014-05-25 08:20:03.1234567", "2014-05-25T08:20:03.1234567Z"},
		{"what is finer than a tick is dropped", "2014-05-25 08:20:03.12345678", "2014-05-25T08:20:03.1234567Z"},
		{"without seconds", "2014-11-08 15:55", "2014-11-08T15:55:00.0000000Z"},
		{"a date alone", "2014-11-08", "2014-11-08T00:00:00.0000000Z"},
		{"a month alone", "2014-11", "2014-11-01T00:00:00.0000000Z"},
		{"an offset is taken off", "2014-05-25T08:20:03+02:00", "2014-05-25T06:20:03.0000000Z"},
		{"an offset may cross midnight", "2014-01-01T00:30:00+0100", "2013-12-31T23:30:00.0000000Z"},
		{"RFC 822", "Sat, 8 Nov 14 15:05:02 GMT", "2014-11-08T15:05:02.0000000Z"},
		{"RFC 822 without day and zone", "8 Nov 14 15:05", "2014-11-08T15:05:00.0000000Z"},
		{"RFC 850", "Saturday, 08-Nov-14 15:05:02 GMT", "2014-11-08T15:05:02.0000000Z"},
		{"month, day, year", "11/08/2014 3:05:02 PM", "2014-11-08T15:05:02.0000000Z"},
		{"noon and midnight", "12/31/2013 12:00 AM", "2013-12-31T00:00:00.0000000Z"},
		{"parts with commas", "2025, 6, 14", "2025-06-14T00:00:00.0000000Z"},
		{"leap day", "2020-02-29", "2020-02-29T00:00:00.0000000Z"},
		{"no leap day", "2021-02-29", "null"},
		{"a month too many", "2020-13-01", "null"},
		{"the least", "0001-01-01", "0001-01-01T00:00:00.0000000Z"},
		{"the greatest", "9999-12-31 23:59:59.9999999", "9999-12-31T23:59:59.9999999Z"},
		{"before the least", "0001-01-01T00:00:00+01:00", "null"},
		{"words", "yesterday", "null"},
		{"nothing", "", "null"},
		{"rest behind it", "2020-01-01 and more", "null"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := "null"
			if ticks, ok := ParseDatetime(tt.in); ok {
				got = FormatDatetime(ticks)
			}
			if got != tt.want {
				t.Errorf("ParseDatetime(%q) = %s, want %s", tt.in, got, tt.want)
			}
		})
	}
}

// The Kusto documentation gives these tick counts: 1970-01-01 and, from .NET, the last tick of all.
func TestTicksCountFromYearOne(t *testing.T) {
	for text, want := range map[string]int64{
		"0001-01-01": 0, "0001-01-02": Day, "1970-01-01": UnixEpoch, "2020-01-01": 637134336000000000,
		"9999-12-31 23:59:59.9999999": MaxDatetime,
	} {
		if got, ok := ParseDatetime(text); !ok || got != want {
			t.Errorf("%s is %d ticks, want %d", text, got, want)
		}
	}
}

func TestCivilUndoesDate(t *testing.T) {
	for year := 1; year <= 9999; year += 7 {
		for month := 1; month <= 12; month++ {
			for _, day := range []int{1, DaysIn(year, month)} {
				ticks, _ := Date(year, month, day)
				if y, m, d := Civil(ticks + Day - 1); y != year || m != month || d != day {
					t.Fatalf("%d-%d-%d comes back as %d-%d-%d", year, month, day, y, m, d)
				}
			}
		}
	}
}

func TestTimespanTexts(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"1d", "1.00:00:00"}, {"1.5h", "01:30:00"}, {"15 seconds", "00:00:15"}, {"100ms", "00:00:00.1000000"},
		{"10microsecond", "00:00:00.0000100"}, {"1tick", "00:00:00.0000001"}, {"200ns", "00:00:00.0000002"},
		{"1.02:03:04.5", "1.02:03:04.5000000"}, {"-1.02:03:04.5", "-1.02:03:04.5000000"}, {"13:00", "13:00:00"},
		{"0:0:0.001", "00:00:00.0010000"}, {"2", "2.00:00:00"}, {"-00:30:00", "-00:30:00"},
		{"100.00:00:00", "100.00:00:00"}, {"1.5", "null"}, {"24:00", "null"}, {"abc", "null"}, {"1w", "null"},
		{"00:60", "null"}, {"99999999999d", "null"},
	} {
		got := "null"
		if ticks, ok := ParseTimespan(tt.in); ok {
			got = FormatTimespan(ticks)
		}
		if got != tt.want {
			t.Errorf("ParseTimespan(%q) = %s, want %s", tt.in, got, tt.want)
		}
	}
	if got := FormatTimespan(math.MinInt64); got != "-10675199.02:48:05.4775808" { // .NET's TimeSpan.MinValue
		t.Errorf("the least timespan prints as %s", got)
	}
}

func TestRealsPrintAsInKusto(t *testing.T) {
	tenth, fifth := 0.1, 0.2 // variables, so that they are added as doubles
	for f, want := range map[float64]string{
		1: "1.0", 1.5: "1.5", math.Copysign(0, -1): "-0.0", 1e300: "1E+300", 1e15: "1E+15", 1e14: "100000000000000.0",
		0.0001: "0.0001", 0.00001: "1E-05", tenth + fifth: "0.30000000000000007", math.Inf(1): "inf", math.Inf(-1): "-inf",
		6.21355968e17: "6.21355968E+17", 40.764323000000005: "40.764323000000008", 40.76422600000001: "40.76422600000001",
		-1.0 / 3: "-0.3333333333333333", 123.0: "123.0", 0.00123: "0.00123", 1.25e-7: "1.25E-07",
	} {
		if got := FormatReal(f); got != want {
			t.Errorf("FormatReal(%g) = %s, want %s", f, got, want)
		}
	}
	if got := FormatReal(math.NaN()); got != "NaN" {
		t.Errorf("NaN prints as %s", got)
	}
}

func TestTypedLiterals(t *testing.T) {
	for _, tt := range []struct {
		typ      schema.Type
		in, want string
	}{
		{schema.Guid, "74BE27DE-1e4e-49d9-b579-fe0b13d3642f", "74be27de-1e4e-49d9-b579-fe0b13d3642f"},
		{schema.Guid, "{74be27de1e4e49d9b579fe0b13d3642f}", "74be27de-1e4e-49d9-b579-fe0b13d3642f"},
		{schema.Guid, "74be27de", "none"}, {schema.Int, "0x10", "16"}, {schema.Int, "2147483648", "none"},
		{schema.Long, "-5", "-5"}, {schema.Long, "null", ""}, {schema.Real, "+inf", "inf"}, {schema.Real, "nan", "NaN"},
		{schema.Decimal, "1.50", "1.5"}, {schema.Decimal, "12e-3", "0.012"}, {schema.Decimal, "-0012.0", "-12"},
		{schema.Decimal, "1.2.3", "none"}, {schema.Bool, "1", "True"}, {schema.Bool, "FALSE", "False"},
		{schema.Datetime, `"2020-01-01"`, "2020-01-01T00:00:00.0000000Z"}, {schema.Timespan, "2d", "2.00:00:00"},
	} {
		got := "none"
		if v, ok := Parse(tt.typ, tt.in); ok {
			got = v.Text()
		}
		if got != tt.want {
			t.Errorf("%s(%s) = %q, want %q", tt.typ, tt.in, got, tt.want)
		}
	}
}
