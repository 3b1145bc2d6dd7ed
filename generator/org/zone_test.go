package org

import (
	"testing"
	"time"
	_ "time/tzdata"

	"socrates/generator/tick"
)

// The zone database of Go is the judge of the written rules.
func TestZonesAgreeWithTheZoneDatabase(t *testing.T) {
	names := map[string]string{"Leeds": "Europe/London", "Rotterdam": "Europe/Amsterdam", "Hamburg": "Europe/Berlin", "Boston": "America/New_York", "Austin": "America/Chicago",
		"Lyon": "Europe/Paris", "Stockholm": "Europe/Stockholm", "Dublin": "Europe/Dublin", "Toronto": "America/Toronto", "Madrid": "Europe/Madrid", "Warsaw": "Europe/Warsaw", "Singapore": "Asia/Singapore"}
	for _, c := range Cities {
		loc, err := time.LoadLocation(names[c.City])
		if err != nil {
			t.Fatal(err)
		}
		for at := time.Date(2024, 1, 1, 0, 30, 0, 0, time.UTC); at.Year() < 2030; at = at.Add(time.Hour) {
			_, want := at.In(loc).Zone()
			if got := c.Zone.Offset(tick.Of(at)) / tick.Second; got != int64(want) {
				t.Fatalf("%s at %s: %d s east of UTC, the zone database says %d", c.City, at, got, want)
			}
		}
		for day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2027; day = day.AddDate(0, 0, 1) {
			want := time.Date(2026, day.Month(), day.Day(), 0, 0, 0, 0, loc)
			if got := tick.Time(c.Zone.Midnight(tick.Of(day))); !got.Equal(want) {
				t.Fatalf("%s: %s begins at %s, the zone database says %s", c.City, day.Format(time.DateOnly), got, want.UTC())
			}
		}
	}
}

func TestHolidays(t *testing.T) {
	for _, tt := range []struct {
		country, day string
		want         bool
	}{
		{"DE", "2026-04-06", true}, // Easter Monday: Easter Sunday was 5 April 2026
		{"DE", "2026-05-14", true}, // Ascension
		{"GB", "2026-05-25", true}, // the last Monday of May
		{"US", "2026-11-26", true}, // the fourth Thursday of November
		{"US", "2026-05-25", true},
		{"GB", "2026-07-04", false},
		{"NL", "2027-04-27", true},
		{"FR", "2025-04-21", true}, // Easter Monday: Easter Sunday was 20 April 2025
		{"SE", "2026-06-18", false},
	} {
		day, _ := time.Parse(time.DateOnly, tt.day)
		if got := Holiday(tt.country, tick.Of(day)); got != tt.want {
			t.Errorf("Holiday(%s, %s) = %v", tt.country, tt.day, got)
		}
	}
}
