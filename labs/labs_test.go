package labs

import (
	"context"
	"testing"
	"time"
)

func wall() time.Time { return time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC) }

// TestLibraryHolds proves every lab of the library: untouched fails, the solution passes, wrong turns miss what
// they name.
func TestLibraryHolds(t *testing.T) {
	all, err := List()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		found, err := l.Prove(context.Background(), t.TempDir(), 3, wall)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			t.Error(f)
		}
	}
}

func TestAnswersAreReadAsMeant(t *testing.T) {
	for _, tt := range []struct {
		kind, answer string
		want         any
		tolerance    float64
		same         bool
	}{
		{"entity", " ADA@Contoso.example ", "ada@contoso.example", 0, true},
		{"entity", "203[.]0[.]113[.]7", "203.0.113.7", 0, true},
		{"entity", "::ffff:203.0.113.7", "203.0.113.7", 0, true},
		{"entity", "203.0.113.70", "203.0.113.7", 0, false},
		{"number", "1,204", 1204.0, 0, true},
		{"number", "1205", 1204.0, 0, false},
		{"time", "2026-06-18 03:34:32", "2026-06-18T03:34:32.6818871Z", 1, true},
		{"time", "2026-06-18 05:34:32", "2026-06-18T03:34:32.6818871Z", 1, false},
		{"list", "b; a", []any{"A", "B"}, 0, true},
		{"list", "a", []any{"A", "B"}, 0, false},
		{"text", `"Multi  stage"`, "multi stage", 0, true},
	} {
		c := &AnswerCheck{Kind: tt.kind, Tolerance: tt.tolerance}
		if got, err := c.same(tt.answer, tt.want); err != nil || got != tt.same {
			t.Errorf("%s %q for %v: %v, %v; want %v", tt.kind, tt.answer, tt.want, got, err, tt.same)
		}
	}
	if _, err := (&AnswerCheck{Kind: "number"}).same("many", 3.0); err == nil {
		t.Error("a word was read as a number")
	}
}

func TestRowsAreComparedByValue(t *testing.T) {
	want := &Rows{Columns: []string{"Device", "N"}, Cells: [][]string{{"a", "1"}, {"b", "2"}}}
	for _, tt := range []struct {
		name string
		got  *Rows
		same bool
	}{
		{"other names and order of columns", &Rows{Columns: []string{"Count", "Host"}, Cells: [][]string{{"2", "b"}, {"1", "a"}}}, true},
		{"a further column", &Rows{Columns: []string{"x", "Device", "N"}, Cells: [][]string{{"?", "a", "1"}, {"?", "b", "2"}}}, true},
		{"a row missing", &Rows{Columns: []string{"Device", "N"}, Cells: [][]string{{"a", "1"}}}, false},
		{"a row too many", &Rows{Columns: []string{"Device", "N"}, Cells: [][]string{{"a", "1"}, {"b", "2"}, {"c", "3"}}}, false},
		{"values mixed up", &Rows{Columns: []string{"Device", "N"}, Cells: [][]string{{"a", "2"}, {"b", "1"}}}, false},
	} {
		if got := compare(tt.got, want, &QueryCheck{}).same(); got != tt.same {
			t.Errorf("%s: same = %v, want %v", tt.name, got, tt.same)
		}
	}
}
