package record

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"socrates/engine/journal"
)

var at = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func open(t *testing.T, path string) *Book {
	t.Helper()
	log, err := journal.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	b, err := Open(context.Background(), log)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAnswersComeBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.sqlite")
	b := open(t, path)
	in := &Answer{Learner: "ada", At: at, Item: "q1", Version: "v", Objective: "MSE-1.1", Card: "MSE-1.1", Mode: Practice, Given: []string{"b", ""},
		Points: 1, Max: 2, Confidence: 75, Seconds: 12.5, Grade: 1, Scheduler: "FSRS-6"}
	if err := b.AddAnswer(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	got := open(t, path).Answers("ada")
	if len(got) != 1 || got[0].Item != "q1" || got[0].Score() != 0.5 || !got[0].At.Equal(at) || len(got[0].Given) != 2 || got[0].Seconds != 12.5 {
		t.Errorf("came back as %+v", got)
	}
	if len(open(t, path).Answers("bob")) != 0 {
		t.Error("an answer of ada is bob's")
	}
}

// Two processes have one journal open: neither loses what the other wrote.
func TestTwoWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.sqlite")
	a, b := open(t, path), open(t, path)
	for i, book := range []*Book{a, b, a, b} {
		if err := book.AddAnswer(t.Context(), &Answer{Learner: "ada", At: at, Item: string(rune('a' + i)), Max: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.Answers(""); len(got) != 4 || got[2].Item != "c" {
		t.Errorf("the second writer sees %d answers", len(got))
	}
}

func TestCheckKeepsAnEventOut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.sqlite")
	b := open(t, path)
	no := errors.New("no")
	if err := b.AddEvent(t.Context(), "ada", at, map[string]int{"n": 1}, func() error { return no }); !errors.Is(err, no) {
		t.Errorf("the error is %v", err)
	}
	if got := open(t, path).Events("ada"); len(got) != 0 {
		t.Errorf("%d events were written", len(got))
	}
}

func TestResultsOfAnExamAreAnswers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.sqlite")
	end := map[string]any{"kind": "finish", "results": []Answer{{Item: "q1", Points: 1, Max: 1, Mode: Exam}, {Item: "q2", Max: 1, Mode: Exam}}}
	if err := open(t, path).AddEvent(t.Context(), "ada", at, end, nil); err != nil {
		t.Fatal(err)
	}
	got := open(t, path).Answers("ada")
	if len(got) != 2 || !got[0].Right() || got[1].Right() || got[0].Learner != "ada" {
		t.Errorf("results came back as %+v", got)
	}
}
