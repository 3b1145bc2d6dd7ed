package practice

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"socrates/quizzes"
	"socrates/quizzes/fsrs"
	"socrates/quizzes/record"
)

var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// bank has two objectives with three items each, and one live item.
func bank() *quizzes.Bank {
	b := &quizzes.Bank{Outline: &quizzes.Outline{Domains: []quizzes.Domain{{ID: "A", Objectives: []quizzes.Objective{{ID: "A-1.1"}, {ID: "A-1.2"}}}}}}
	for i := range 6 {
		b.Items = append(b.Items, &quizzes.Item{ID: fmt.Sprint("q", i), Objective: fmt.Sprint("A-1.", 1+i/3), Level: "apply", Kind: quizzes.Single, Profile: "any", Options: make([]quizzes.Option, 4)})
	}
	b.Items = append(b.Items, &quizzes.Item{ID: "live", Objective: "A-1.1", Level: "apply", Kind: quizzes.KQL, Profile: "2026-07"})
	return b
}

func answer(item, objective string, points int, at time.Time) *record.Answer {
	a := &record.Answer{Learner: "ada", At: at, Item: item, Objective: objective, Card: objective, Points: points, Max: 1, Planned: 90, Seconds: 60}
	a.Grade = int(GradeOf(a))
	return a
}

func rng() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func TestGradeOf(t *testing.T) {
	for _, tt := range []struct {
		name string
		a    record.Answer
		want fsrs.Grade
	}{
		{"wrong and sure", record.Answer{Max: 1, Confidence: 95}, fsrs.Again},
		{"half of the points", record.Answer{Points: 1, Max: 2}, fsrs.Again},
		{"right, a guess", record.Answer{Points: 1, Max: 1, Confidence: 25, Planned: 90, Seconds: 30}, fsrs.Hard},
		{"right, slow", record.Answer{Points: 1, Max: 1, Confidence: 75, Planned: 90, Seconds: 200}, fsrs.Hard},
		{"right", record.Answer{Points: 1, Max: 1, Confidence: 75, Planned: 90, Seconds: 60}, fsrs.Good},
		{"right, quick, sure", record.Answer{Points: 1, Max: 1, Confidence: 95, Planned: 90, Seconds: 30}, fsrs.Easy},
		{"right, sure, not timed", record.Answer{Points: 1, Max: 1, Confidence: 95, Planned: 90}, fsrs.Good},
	} {
		if got := GradeOf(&tt.a); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// What was answered yesterday is due, and a different item of the same card is asked.
func TestDueAsksAnotherItemOfTheCard(t *testing.T) {
	c := New(bank(), []*record.Answer{answer("q0", "A-1.1", 0, monday)}, "ada", time.Time{})
	if got := c.Pick(Wish{Way: Due, Items: 5}, monday, rng()); len(got) != 0 {
		t.Errorf("due at once: %v", got)
	}
	got := c.Pick(Wish{Way: Due, Items: 5, NoLive: true}, monday.Add(time.Hour), rng())
	if len(got) != 1 || got[0].Objective != "A-1.1" || got[0].ID == "q0" {
		t.Errorf("an hour later: %v", ids(got))
	}
}

func TestWeakestObjectiveFirst(t *testing.T) {
	c := New(bank(), []*record.Answer{answer("q0", "A-1.1", 1, monday), answer("q3", "A-1.2", 0, monday)}, "ada", time.Time{})
	got := c.Pick(Wish{Way: Weak, Items: 1}, monday, rng())
	if len(got) != 1 || got[0].Objective != "A-1.2" || got[0].ID == "q3" {
		t.Errorf("asks %v", ids(got))
	}
}

func TestNothingTwiceInASession(t *testing.T) {
	c := New(bank(), nil, "ada", time.Time{})
	for _, way := range []Way{Mixed, Weak, Any} {
		met := map[string]bool{}
		got := c.Pick(Wish{Way: way, Items: 20}, monday, rng())
		for _, it := range got {
			if met[it.ID] {
				t.Errorf("%s asks %s twice", way, it.ID)
			}
			met[it.ID] = true
		}
		if len(got) != 7 {
			t.Errorf("%s asks %d of 7 items", way, len(got))
		}
	}
}

func TestWishNarrows(t *testing.T) {
	c := New(bank(), nil, "ada", time.Time{})
	for _, tt := range []struct {
		w    Wish
		want int
	}{
		{Wish{Way: Any, Objective: "A-1.1"}, 4}, {Wish{Way: Any, Objective: "A-1"}, 7}, {Wish{Way: Any, NoLive: true}, 6},
		{Wish{Way: Any, Kinds: []quizzes.Kind{quizzes.KQL}}, 1}, {Wish{Way: Any, Profile: "2024-course"}, 6},
	} {
		tt.w.Items = 20
		if got := c.Pick(tt.w, monday, rng()); len(got) != tt.want {
			t.Errorf("%+v: %d items, want %d", tt.w, len(got), tt.want)
		}
	}
}

// Ten days before the exam nothing is put off beyond eight.
func TestExamDayCapsIntervals(t *testing.T) {
	exam := monday.AddDate(0, 0, 10)
	a := answer("q0", "A-1.1", 1, monday)
	a.Grade = int(fsrs.Easy) // a first Easy is due after 8 days, spread over 6 to 10
	for n := range 30 {
		a.At = monday.Add(time.Duration(n) * time.Second)
		c := New(bank(), []*record.Answer{a}, "ada", exam)
		if due := c.Cards(monday)[0].Due; due.After(a.At.Add(exam.Sub(a.At) * 4 / 5)) {
			t.Errorf("due %v, the exam is on %v", due, exam)
		}
	}
}

func TestStateFollowsFromTheRecord(t *testing.T) {
	log := []*record.Answer{answer("q0", "A-1.1", 1, monday), answer("q1", "A-1.1", 1, monday.AddDate(0, 0, 3)), answer("q2", "A-1.1", 1, monday.AddDate(0, 0, 20))}
	a, b := New(bank(), log, "ada", time.Time{}), New(bank(), log[:1], "ada", time.Time{})
	for _, x := range log[1:] {
		b.Take(x)
	}
	if got, want := b.Cards(monday), a.Cards(monday); got[0] != want[0] {
		t.Errorf("step by step %+v, at once %+v", got[0], want[0])
	}
}

// Four answers at 75%: three right. One at 25%: wrong. Brier by hand: (3*0.0625 + 0.5625 + 0.0625)/5 = 0.1625;
// over: (4*0.75+0.25)/5 - 3/5 = 0.05.
func TestCalibration(t *testing.T) {
	var log []*record.Answer
	for i, right := range []int{1, 1, 1, 0, 0} {
		a := answer("q0", "A-1.1", right, monday)
		a.Confidence = 75
		if i == 4 {
			a.Confidence = 25
		}
		log = append(log, a)
	}
	c := Calibrate(append(log, answer("q1", "A-1.1", 1, monday)))
	if c.Answers != 5 || math.Abs(c.Brier-0.1625) > 1e-12 || math.Abs(c.Over-0.05) > 1e-12 {
		t.Errorf("%+v", c)
	}
	if c.Levels[2].Right != 0.75 || c.Levels[2].Answers != 4 {
		t.Errorf("level 75: %+v", c.Levels[2])
	}
}

func ids(items []*quizzes.Item) []string {
	out := []string{}
	for _, it := range items {
		out = append(out, it.ID)
	}
	return out
}
