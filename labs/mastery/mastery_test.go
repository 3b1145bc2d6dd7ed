package mastery

import (
	"testing"
	"time"

	"socrates/labs"
	"socrates/labs/attempt"
)

func lab(id string, objectives ...string) *labs.Lab {
	return &labs.Lab{ID: id, Objectives: objectives, Tasks: []*labs.Task{{ID: "t", Points: 10, Answer: &labs.AnswerCheck{}}}}
}

// played is an attempt that earned points of 10.
func played(lab string, points int) *attempt.Info {
	ending := labs.Miss
	if points == 10 {
		ending = labs.Pass
	}
	start := attempt.Start{Lab: lab, Mode: attempt.Practice}
	at := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	return &attempt.Info{Start: start, Record: attempt.Record{
		{Event: "start", Start: &start, Wall: at}, {Event: "submit", Task: "t", Text: "x", Wall: at},
		{Event: "verdict", Task: "t", Wall: at, Verdict: &labs.Verdict{Task: "t", Ending: ending, Points: points, Max: 10}}}}
}

func TestObjectives(t *testing.T) {
	all := []*labs.Lab{lab("one", "A", "B"), lab("two", "B"), lab("three", "C"), lab("four", "C")}
	m := Of(all, []*attempt.Info{played("one", 4), played("one", 10), played("two", 4)}, map[string]Quiz{"B": {Answers: 2, Score: 0}})
	want := []Objective{
		{ID: "A", Labs: 1, Tried: 1, Mastered: 1, Share: 1, Tell: 1},
		{ID: "B", Labs: 2, Tried: 2, Mastered: 1, Share: 0.7, Tell: 0.7, Quiz: Quiz{Answers: 2}}, // two answers tell nothing
		{ID: "C", Labs: 2},
	}
	for i, o := range m.Objectives {
		if o != want[i] {
			t.Errorf("%+v, want %+v", o, want[i])
		}
	}
	if weak := m.Weak(); len(weak) != 1 || weak[0].ID != "B" {
		t.Errorf("weak: %+v", weak)
	}
}

func TestAnswersWeighLikeALabAtMost(t *testing.T) {
	all := []*labs.Lab{lab("one", "A"), lab("two", "C")}
	m := Of(all, []*attempt.Info{played("one", 10)}, map[string]Quiz{"A": {Answers: 40, Score: 0.4}, "B": {Answers: 5, Score: 0.6}, "C": {}})
	want := []Objective{
		{ID: "A", Labs: 1, Tried: 1, Mastered: 1, Share: 1, Tell: 0.7, Quiz: Quiz{Answers: 40, Score: 0.4}},
		{ID: "B", Tell: 0.6, Quiz: Quiz{Answers: 5, Score: 0.6}},
		{ID: "C", Labs: 1},
	}
	for i, o := range m.Objectives {
		if o != want[i] {
			t.Errorf("%+v, want %+v", o, want[i])
		}
	}
	if weak := m.Weak(); len(weak) != 2 || weak[0].ID != "B" || weak[1].ID != "A" {
		t.Errorf("weak: %+v", weak)
	}
}

func TestWhatComesNext(t *testing.T) {
	all := []*labs.Lab{lab("one", "A"), lab("two", "B"), lab("three", "C")}
	for _, tt := range []struct {
		name     string
		attempts []*attempt.Info
		next     string
		again    bool
	}{
		{"at the beginning", nil, "one", false},
		{"after the first", []*attempt.Info{played("one", 10)}, "two", false},
		{"what went badly comes again", []*attempt.Info{played("one", 10), played("two", 4)}, "two", true},
		{"what went middling waits", []*attempt.Info{played("one", 7)}, "two", false},
		{"and comes at the end", []*attempt.Info{played("one", 7), played("two", 10), played("three", 10)}, "one", true},
		{"all of it", []*attempt.Info{played("one", 10), played("two", 10), played("three", 10)}, "", false},
	} {
		next, again, ok := Of(all, tt.attempts, nil).Next()
		if next.ID != tt.next || again != tt.again || ok != (tt.next != "") {
			t.Errorf("%s: %s, again %v", tt.name, next.ID, again)
		}
	}
}
