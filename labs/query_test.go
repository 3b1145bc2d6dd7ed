package labs

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
)

func rowsText(text string) *Rows {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	r := &Rows{Columns: strings.Split(strings.TrimSpace(lines[0]), ",")}
	for _, l := range lines[1:] {
		r.Cells = append(r.Cells, strings.Split(strings.TrimSpace(l), ","))
	}
	return r
}

// TestRowsAreComparedByValue: by any path to the rows, but only to these rows.
func TestRowsAreComparedByValue(t *testing.T) {
	want := "Device,N\na,1\nb,2"
	for _, tt := range []struct {
		name, want, got string
		q               QueryCheck
		same            bool
	}{
		{"the same", want, want, QueryCheck{}, true},
		{"other names and order of columns", want, "Count,Host\n2,b\n1,a", QueryCheck{}, true},
		{"a further column", want, "x,Device,N\n?,a,1\n?,b,2", QueryCheck{}, true},
		{"other case and a real for a long", want, "Device,N\nA,1.0\nB,2.0", QueryCheck{}, true},
		{"rows that stand twice", want, "Device,N\na,1\na,1\nb,2", QueryCheck{}, true},
		{"rows that stand twice where repeats count", want, "Device,N\na,1\na,1\nb,2", QueryCheck{Repeats: true}, false},
		{"only a column asked for", want, "Device\na\nb", QueryCheck{Columns: []string{"Device"}}, true},
		{"events instead of devices, asked for devices", want, "Device,Time\na,9\na,8\nb,7", QueryCheck{Columns: []string{"Device"}}, true},
		{"a row missing", want, "Device,N\na,1", QueryCheck{}, false},
		{"a row too many", want, "Device,N\na,1\nb,2\nc,3", QueryCheck{}, false},
		{"values mixed up", want, "Device,N\na,2\nb,1", QueryCheck{}, false},
		{"a count that is off by one", want, "Device,N\na,1\nb,3", QueryCheck{}, false},
		{"only the counts", want, "N\n1\n2", QueryCheck{}, false},
		{"another order where none is asked for", want, "Device,N\nb,2\na,1", QueryCheck{}, true},
		{"another order where one is asked for", want, "Device,N\nb,2\na,1", QueryCheck{Ordered: true}, false},
		{"the order asked for", want, "N,Device\n1,a\n2,b", QueryCheck{Ordered: true}, true},
		{"two columns of the same values, swapped", "From,To\na,b\nb,a\nc,c", "X,Y\nb,a\na,b\nc,c", QueryCheck{}, true},
		{"two columns of the same values, one wrong", "From,To\na,b\nb,c\nc,a", "From,To\na,c\nb,a\nc,b", QueryCheck{}, true}, // the same pairs, the other way round
		{"two columns of the same values, paired otherwise", "From,To\na,b\nb,c\nc,a", "From,To\na,a\nb,b\nc,c", QueryCheck{}, false},
		{"one column for two", "From,To\na,a\nb,b", "X\na\nb", QueryCheck{}, false},
		{"nothing where nothing is right", "Device", "Host", QueryCheck{}, true},
		{"something where nothing is right", "Device", "Host\na", QueryCheck{}, false},
		{"nothing where something is right", want, "Device,N", QueryCheck{}, false},
		{"fractions that differ in the last digits", "R\n0.333333333333", "R\n0.33333333333333331", QueryCheck{}, true},
		{"long numbers that differ in the last digit", "R\n900000000000000001", "R\n900000000000000002", QueryCheck{}, false},
	} {
		if got := compare(rowsText(tt.got), rowsText(tt.want), &tt.q).same(); got != tt.same {
			t.Errorf("%s: same = %v, want %v", tt.name, got, tt.same)
		}
	}
	set := &Rows{Columns: []string{"S"}, Cells: [][]string{{`["b","a"]`}}}
	if !compare(set, &Rows{Columns: []string{"S"}, Cells: [][]string{{`["a", "b"]`}}}, &QueryCheck{}).same() {
		t.Error("two spellings of one set differ")
	}
}

func TestQueriesAreJudgedByTheirRows(t *testing.T) {
	files := fstest.MapFS{"want.kql": {Data: []byte("want")}, "join.kql": {Data: []byte("join")}}
	l := &Lab{ID: "l", folder: files, Tasks: []*Task{
		{ID: "t", Points: 20, Query: &QueryCheck{Reference: "want.kql"}, Wrong: []WrongTurn{{ID: "default-join", Query: "join.kql", Points: 8, Hint: "Join with kind=inner."}}},
		{ID: "far", Points: 20, Query: &QueryCheck{Reference: "want.kql", Elsewhere: 1}},
	}}
	here := map[string]*Rows{"want": rowsText("D,N\na,1\nb,2\nc,3\nd,4"), "mine": rowsText("D,N\na,1\nb,2\nc,3\nd,4"), "typed": rowsText("D,N\na,1\nb,2\nc,3\nd,4"),
		"join": rowsText("D,N\na,1\nb,1\nc,1\nd,1"), "half": rowsText("D,N\na,1\nb,2"), "more": rowsText("D,N\na,1\nb,2\nc,3\nd,4\ne,5"), "none": rowsText("D,N"),
		"other": rowsText("D,N\nx,9"), "strange": rowsText("X,Y\nx,9"), "column": rowsText("D\na\nb\nc\nd"), "mixed": rowsText("D,N\na,1\nb,9")}
	there := map[string]*Rows{"want": rowsText("D,N\nz,7"), "mine": rowsText("D,N\nz,7"), "typed": rowsText("D,N\na,1\nb,2\nc,3\nd,4")}
	w := &fakeWorld{rows: here, other: &fakeWorld{rows: there}}
	for _, tt := range []struct {
		task, text string
		ending     Ending
		points     int
		turn, says string
	}{
		{"t", "mine", Pass, 20, "", ""},
		{"t", "join", Miss, 8, "default-join", "Join with kind=inner."},
		{"t", "half", Miss, 6, "", "Every row you have is right, and 2 are missing."}, // 20 · 2/(2+4) = 6.7
		{"t", "more", Miss, 8, "", "All rows are there, and 1 more that do not belong."},
		{"t", "mixed", Miss, 3, "", "1 rows are right, 1 do not belong, and 3 are missing."},
		{"t", "none", Miss, 0, "", "Your query runs and finds nothing. Loosen one condition at a time and look at what comes."},
		{"t", "other", Miss, 0, "", "Your query runs, but none of its rows belongs to the answer."},
		{"t", "strange", Miss, 0, "", "No column of your answer holds what is asked for as D, N."},
		{"t", "column", Miss, 0, "", "No column of your answer holds what is asked for as N."},
		{"t", "bad", Miss, 0, "", "The query does not run:\nno table bad"},
		{"far", "mine", Pass, 20, "", ""},
		{"far", "typed", Miss, 10, "", "The rows are right here"},
	} {
		v, err := l.Grade(context.Background(), w, Submission{tt.task, tt.text}, nil)
		if err != nil || v.Ending != tt.ending || v.Points != tt.points || v.Turn != tt.turn || !strings.HasPrefix(v.Says, tt.says) {
			t.Errorf("%s %q: %s %d %q %q %v", tt.task, tt.text, v.Ending, v.Points, v.Turn, v.Says, err)
		}
	}
}
