package tenant

import (
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/schema/rows"
	"socrates/generator"
)

// heard keeps what a replay hands over.
type heard struct {
	upn   []string
	times []int64
	rows  map[string]int
	truth *generator.Truth
}

func (h *heard) Append(b *rows.Batch) error {
	h.rows[b.Table.Name] += b.Len()
	if b.Table.Name != "SigninLogs" {
		return nil
	}
	for i, c := range b.Table.Columns() {
		switch c.Name {
		case "UserPrincipalName":
			h.upn = append(h.upn, b.Cols[i].S...)
		case "TimeGenerated":
			h.times = append(h.times, b.Cols[i].I...)
		}
	}
	return nil
}

func (h *heard) Truth(t *generator.Truth) error { h.truth = t; return nil }

func TestReplayGivesBackWhatWasStored(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	h := &heard{rows: map[string]int{}}
	err := ten.Replay(bg, h, func(table string) []string {
		if table == "SigninLogs" {
			return []string{"UserPrincipalName"}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"SigninLogs", "DeviceProcessEvents", "Syslog"} {
		if h.rows[table] != 240 { // the rows after the tenant's clock as well
			t.Errorf("%s: %d rows, want 240", table, h.rows[table])
		}
	}
	if h.upn[0] != "ada@example.org" || h.upn[239] != "bob@example.org" {
		t.Errorf("names out of order: %s … %s", h.upn[0], h.upn[239])
	}
	if h.times[1]-h.times[0] != value.Minute {
		t.Errorf("a minute lies between the first two rows, got %d ticks", h.times[1]-h.times[0])
	}
	if len(h.truth.Labels) != 40 || len(h.truth.Stages) != 2 {
		t.Errorf("%d labels and %d stages, want 40 and 2", len(h.truth.Labels), len(h.truth.Stages))
	}
}

func TestRehearseLeavesOutAStageOrWhatAResponseTakes(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	const all = "Syslog"
	for _, tt := range []struct {
		name string
		r    Rehearsal
		want int
	}{
		{"everything", Rehearsal{}, 240},
		{"a stage is left out, it alone", Rehearsal{Absent: []string{"first"}}, 220},
		{"both are", Rehearsal{Absent: []string{"first", "second"}}, 200},
		{"taken in time: the first, and the second that builds on it", Rehearsal{Taken: []Taken{{"device", "d1", start, 0}}}, 200},
		{"taken half-way: what was still to come of the first", Rehearsal{Taken: []Taken{{"device", "d1", start + 160*value.Minute, 0}}}, 230},
		{"taken when all is over", Rehearsal{Taken: []Taken{{"device", "d1", start + 230*value.Minute, 0}}}, 240},
		{"given back before it was needed", Rehearsal{Taken: []Taken{{"device", "d1", start, start + 10*value.Minute}}}, 240},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.r.At = horizon + value.Hour
			got, diags, err := ten.Rehearse(bg, tt.r, all)
			if err != nil || diags.HasErrors() {
				t.Fatal(err, diags)
			}
			if got != tt.want {
				t.Errorf("%d rows, want %d", got, tt.want)
			}
		})
	}
}
