package class

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"socrates/labs"
	"socrates/labs/attempt"
)

const labID = "one-phish-two-desks"

var t0 = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// handed is a result as the check leaves it: a journal of lines at minutes, and a report.
func handed(learner string, points int, minutes float64, tasks []attempt.TaskReport, lines ...attempt.Line) *Handed {
	s := attempt.Start{Lab: labID, Learner: learner, Class: "soc-1", Mode: attempt.Practice, Variant: 1}
	last := t0.Add(time.Duration(minutes * float64(time.Minute)))
	solved := 0
	for _, t := range tasks {
		if t.Ending == labs.Pass {
			solved++
		}
	}
	r := attempt.Report{Points: points, Max: 50, Solved: solved, Tasks: tasks, Began: t0, Last: last}
	return &Handed{Collected: last, Verified: &attempt.Verified{Report: r, Findings: []string{}}, Result: &attempt.Result{Format: 1, Start: s, Report: r, Journal: lines}}
}

func line(minute int, kind string, data any) attempt.Line {
	text, _ := json.Marshal(data)
	return attempt.Line{Seq: int64(minute), Wall: t0.Add(time.Duration(minute) * time.Minute), Actor: "x", Kind: kind, Data: text}
}

func submitted(minute int, task, text string) attempt.Line {
	return line(minute, "lab", attempt.Event{Event: "submit", Task: task, Text: text})
}

func victimOf(t *testing.T, learner string) string {
	t.Helper()
	l, err := labs.Find(labID)
	if err != nil {
		t.Fatal(err)
	}
	seed, err := attempt.SeedFor(l, learner, "soc-1", attempt.Practice, 1)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := l.FactsAt(seed)
	if err != nil {
		t.Fatal(err)
	}
	return facts["victim.upn"].(string)
}

func soc1(t *testing.T) (*Class, string) {
	t.Helper()
	home := t.TempDir()
	c, err := Create(home, "soc-1", "Evening class", t0)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := c.Enrol(Learner{"ada", "Ada Byron"}, Learner{ID: "bob"}, Learner{ID: "=cmd"}, Learner{ID: "bob", Name: "Bob"}); err != nil || n != 3 {
		t.Fatalf("enrolled %d, %v", n, err)
	}
	if err := c.Assign(Assignment{Lab: labID, Mode: attempt.Practice, Due: t0.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	return c, home
}

func TestAClassInFiles(t *testing.T) {
	c, home := soc1(t)
	if err := c.Collect(handed("ada", 28, 30, nil).Result, &attempt.Verified{Findings: []string{}}, t0); err != nil {
		t.Fatal(err)
	}
	again, err := Open(home, "soc-1")
	if err != nil || len(again.Learners) != 3 || again.Learners[1].Name != "Bob" || len(again.Assignments) != 1 {
		t.Fatalf("%+v, %v", again, err)
	}
	if got, err := again.Results(); err != nil || len(got) != 1 || got[0].Result.Start.Learner != "ada" {
		t.Fatalf("results: %v, %v", got, err)
	}
	for _, tt := range []struct {
		says string
		err  error
	}{
		{`there is a class "soc-1" already`, second(Create(home, "soc-1", "", t0))},
		{`"SOC 1" is no name for a class`, second(Create(home, "SOC 1", "", t0))},
		{"there is no class \"soc-2\"; make it with: socrates class create soc-2", second(Open(home, "soc-2"))},
		{"carl is not in class soc-1; enrol them with: socrates class enrol soc-1 carl", c.Collect(handed("carl", 0, 1, nil).Result, nil, t0)},
		{`of class "other", not of "soc-1"`, c.Collect(&attempt.Result{Start: attempt.Start{Class: "other"}}, nil, t0)},
	} {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.says) {
			t.Errorf("%v; want %s", tt.err, tt.says)
		}
	}
	if err := os.WriteFile(filepath.Join(home, "soc-1", "results", "x.json"), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Results(); err == nil || !strings.Contains(err.Error(), "remove it and collect the result again") {
		t.Errorf("a damaged result: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestMatrixAndGradebook(t *testing.T) {
	c, _ := soc1(t)
	solved := attempt.TaskReport{Task: "victim", Ending: labs.Pass, Points: 8, Max: 10, Tries: 3, Hints: 1, Seconds: 600, Wrong: []string{"Nobody", "else"}}
	missed := attempt.TaskReport{Task: "victim", Ending: labs.Miss, Max: 10, Tries: 1, Wrong: []string{"nobody "}, Turn: "address-for-user"}
	all := []*Handed{handed("ada", 8, 30, []attempt.TaskReport{solved}), handed("ada", 4, 20, []attempt.TaskReport{missed}), handed("bob", 0, 90, []attempt.TaskReport{missed})}
	m := NewMatrix(c, all)
	ada, bob, none := m.Rows[0].Cells[0], m.Rows[1].Cells[0], m.Rows[2].Cells[0]
	if ada != (Cell{Handed: true, Trusted: true, Points: 8, Solved: 1, Tasks: 1, Attempts: 2, Tries: 3, Hints: 1, Minutes: 30}) {
		t.Errorf("ada: %+v", ada)
	}
	if !bob.Late || bob.Points != 0 || none.Handed {
		t.Errorf("bob: %+v, none: %+v", bob, none)
	}
	var book strings.Builder
	if err := m.Gradebook(&book); err != nil {
		t.Fatal(err)
	}
	want := "learner,name,\"one-phish-two-desks (practice, 50)\",total,of,percent\nada,Ada Byron,8,8,50,16.0\nbob,Bob,0,0,50,0.0\n'=cmd,,,0,50,0.0\n"
	if book.String() != want {
		t.Errorf("gradebook:\n%s\nwant:\n%s", book.String(), want)
	}
	s := Stats(c, all)[0]
	if s.Task != "victim" || s.Attempts != 3 || s.Solved != 1 || s.Minutes != 10 || s.Wrong != "nobody" || s.WrongCount != 3 || s.Turn != "address-for-user" {
		t.Errorf("stats: %+v", s)
	}
}

func TestEvidence(t *testing.T) {
	c, _ := soc1(t)
	ada, bob := victimOf(t, "ada"), victimOf(t, "bob")
	query := "DeviceNetworkEvents | where TimeGenerated > ago(24h) | join kind=inner Bad on $left.RemoteIP == $right.NetworkIP | summarize Connections = count() by DeviceName"
	hunt := line(1, "hunt", map[string]string{"query": "x"})
	pass := attempt.TaskReport{Task: "victim", Ending: labs.Pass, Points: 10, Max: 10, Tries: 1}
	untrusted := handed("bob", 0, 30, nil)
	untrusted.Verified.Findings = []string{"the file was changed after it was written"}
	for _, tt := range []struct {
		name   string
		handed []*Handed
		want   []string // learner kind
		says   string
	}{
		{"honest work", []*Handed{handed("ada", 50, 31, []attempt.TaskReport{pass}, hunt, submitted(5, "victim", ada))}, nil, ""},
		{"somebody else's answer", []*Handed{handed("ada", 0, 30, []attempt.TaskReport{{Task: "victim", Ending: labs.Miss, Tries: 1, Wrong: []string{bob, "guess"}}})},
			[]string{"ada foreign-answer"}, "right in the tenant of bob"},
		{"a wrong answer of one's own", []*Handed{handed("ada", 0, 30, []attempt.TaskReport{{Task: "victim", Ending: labs.Miss, Tries: 1, Wrong: []string{"guess"}}})}, nil, ""},
		{"impossible speed", []*Handed{handed("ada", 45, 2.5, []attempt.TaskReport{pass}, hunt)}, []string{"ada fast"}, "45 of 50 points in 2m30s; 30 minutes are expected"},
		{"right without looking", []*Handed{handed("ada", 10, 30, []attempt.TaskReport{pass}, submitted(1, "victim", ada), hunt)}, []string{"ada unasked"}, "no query and no act before it"},
		{"the same long text", []*Handed{handed("ada", 20, 30, nil, hunt, submitted(5, "command-and-control", query)), handed("bob", 20, 30, nil, hunt, submitted(9, "command-and-control", strings.ReplaceAll(query, "|", "\n|")))},
			[]string{"bob same-text"}, "the same text as ada"},
		{"the same short text", []*Handed{handed("ada", 20, 30, nil, hunt, submitted(5, "command-and-control", "T | count")), handed("bob", 20, 30, nil, hunt, submitted(9, "command-and-control", "T | count"))}, nil, ""},
		{"a clock that was set back", []*Handed{handed("ada", 20, 30, nil, line(9, "hunt", 1), line(5, "hunt", 1))}, []string{"ada clock"}, "went back"},
		{"an edited file", []*Handed{untrusted}, []string{"bob untrusted"}, "changed after it was written"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			says := ""
			for _, e := range Find(c, tt.handed) {
				got = append(got, e.Learner+" "+e.Kind)
				says += e.Says
			}
			if strings.Join(got, ", ") != strings.Join(tt.want, ", ") || !strings.Contains(says, tt.says) {
				t.Errorf("found %v: %s", got, says)
			}
		})
	}
}
