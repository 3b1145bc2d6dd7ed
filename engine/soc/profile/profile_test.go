package profile

import (
	"slices"
	"strings"
	"testing"
)

func load(t *testing.T, id string) *Profile {
	t.Helper()
	p, err := Load(id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEveryProfileIsWhole(t *testing.T) {
	if got := List(); !slices.Equal(got, []string{"2024-course", "2026-07"}) {
		t.Errorf("profiles %v", got)
	}
	for _, id := range List() {
		if p := load(t, id); p.ID != id {
			t.Errorf("%s.yaml calls itself %s", id, p.ID)
		}
	}
}

// The table of the course: which portal a task is taught in.
func TestWhoDoesWhatWhere(t *testing.T) {
	course, now := load(t, "2024-course"), load(t, "2026-07")
	for _, tt := range []struct {
		task                                               string
		courseDefender, courseAzure, nowDefender, nowAzure bool
	}{
		{"incident.investigate", true, false, true, false},
		{"rule", true, true, true, true},
		{"connector", false, true, true, true},
		{"watchlist", false, true, true, true},
		{"health", false, true, true, true},
		{"content", false, true, true, true},
		{"indicator", false, true, true, false},
		{"respond", true, false, true, false},
		{"cost", false, true, false, true},
	} {
		got := []bool{course.Offers(Defender, tt.task), course.Offers(Azure, tt.task), now.Offers(Defender, tt.task), now.Offers(Azure, tt.task)}
		if want := []bool{tt.courseDefender, tt.courseAzure, tt.nowDefender, tt.nowAzure}; !slices.Equal(got, want) {
			t.Errorf("%s: course defender, azure, now defender, azure = %v, want %v", tt.task, got, want)
		}
	}
}

func TestClosingMapsBothWays(t *testing.T) {
	c := load(t, "2026-07").Closing
	if r := c.Sentinels("Informational, expected activity"); r.Classification != "BenignPositive" || r.Reason != "SuspiciousButExpected" {
		t.Errorf("informational maps to %v", r)
	}
	if v, d := c.Defenders("FalsePositive", "InaccurateData"); v != "False positive" || d != "Other" {
		t.Errorf("FalsePositive/InaccurateData maps to %s/%s", v, d)
	}
	if v, d := c.Defenders("Undetermined", ""); v != "" || d != "" {
		t.Errorf("Undetermined maps to %s/%s", v, d)
	}
	if v, d, err := c.CheckDefender("true-positive", "multistage attack"); v != "True positive" || d != "Multistage attack" || err != nil {
		t.Errorf("CheckDefender: %s %s %v", v, d, err)
	}
	if _, _, err := c.CheckDefender("True positive", "Not malicious"); err == nil || !strings.Contains(err.Error(), "Compromised account") {
		t.Errorf("a determination of another class must be refused with the list, got %v", err)
	}
	if _, r, err := c.CheckSentinel("TruePositive", ""); r != "SuspiciousActivity" || err != nil {
		t.Errorf("the only reason needs no naming: %s %v", r, err)
	}
	if _, _, err := c.CheckSentinel("FalsePositive", ""); err == nil {
		t.Error("FalsePositive has two reasons and needs one named")
	}
	if _, _, err := c.CheckSentinel("FalsePositive", "IncorrectData"); err == nil || !strings.Contains(err.Error(), "InaccurateData") {
		t.Errorf("IncorrectData is no reason: %v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, bad := range []string{"id: x\ncolour: red\n", "id: x\nasOf: 2024\n", "sync: {create: soon}\n"} {
		if _, err := Parse("x.yaml", []byte(bad)); err == nil {
			t.Errorf("Parse accepted %q", bad)
		}
	}
}
