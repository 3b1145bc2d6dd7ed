package life

import (
	"testing"
	"time"

	"socrates/generator/org"
	"socrates/generator/tick"
)

func date(y int, m time.Month, d int) int64 { return tick.Of(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) }

func people(t *testing.T) *org.Org {
	t.Helper()
	o, err := org.Build(9, 120)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// atWork is the share of people who work on a day.
func atWork(o *org.Org, day int64) float64 {
	n := 0.0
	for _, p := range o.People {
		if schedule(o, p, day).Works {
			n++
		}
	}
	return n / float64(len(o.People))
}

// On a Wednesday nearly all work; on Christmas Day, a Friday in 2026 and a holiday everywhere, hardly anybody.
func TestHolidaysAreKept(t *testing.T) {
	o := people(t)
	if got := atWork(o, date(2026, time.June, 10)); got < 0.8 {
		t.Errorf("%.0f %% work on a Wednesday", got*100)
	}
	if got := atWork(o, date(2026, time.December, 25)); got > 0.25 {
		t.Errorf("%.0f %% work on Christmas Day", got*100)
	}
}

// A working day follows the local clock, in winter and in summer.
func TestDaysFollowTheLocalClock(t *testing.T) {
	o := people(t)
	for _, day := range []int64{date(2026, time.January, 14), date(2026, time.July, 15)} {
		for _, p := range o.People {
			d := schedule(o, p, day)
			if !d.Works {
				continue
			}
			at := d.Arrive + p.Site.Zone.Offset(d.Arrive) - day // since local midnight
			if at < 5*tick.Hour || at > 12*tick.Hour {
				t.Errorf("%s in %s arrives %s after midnight", p.Display, p.Site.City, time.Duration(at*100))
			}
		}
	}
}

// Nobody is in two meetings at once, nor before they arrive or after they leave; and all who join read the same calendar.
func TestMeetings(t *testing.T) {
	o := people(t)
	joined := map[string]int{}
	for _, p := range o.People {
		d := DayOf(o, p, date(2026, time.June, 10))
		last := d.Arrive
		for _, m := range d.meetingsJoined {
			if m.Start < last || m.Start+m.Length > d.Leave {
				t.Errorf("%s: a meeting before the last has ended, or outside the day", p.Display)
			}
			last = m.Start + m.Length
			joined[m.ID]++
		}
	}
	shared := 0
	for _, n := range joined {
		if n > 1 {
			shared++
		}
	}
	if shared < len(joined)/2 || shared == 0 {
		t.Errorf("of %d meetings %d have more than one participant", len(joined), shared)
	}
}

// A server was last started in a night after the second Tuesday of a month: for 18 June 2026 that is after the 9th.
func TestServersRestartAfterUpdates(t *testing.T) {
	for _, d := range people(t).Role("dc") {
		boot := d.Rebooted(date(2026, time.June, 18))
		if boot < date(2026, time.June, 13) || boot > date(2026, time.June, 16) {
			t.Errorf("%s was started at %s", d.Name, tick.ISO(boot))
		}
		if boot := d.Rebooted(date(2026, time.June, 10)); boot < date(2026, time.May, 16) || boot > date(2026, time.May, 19) { // 12 May was the Tuesday before
			t.Errorf("%s: before the June updates it ran since %s", d.Name, tick.ISO(boot))
		}
	}
}

// Encoded commands are base64 of UTF-16 with the low byte first: "dir" is 64 00 69 00 72 00.
func TestEncode(t *testing.T) {
	if got := Encode("dir"); got != "ZABpAHIA" {
		t.Errorf("Encode(dir) = %s", got)
	}
}
