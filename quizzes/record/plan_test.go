package record

import (
	"path/filepath"
	"testing"
)

// A process dies after the first of three answers; the next finds the two that are left, in their order.
func TestASessionThatWasCutOffIsFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "record.sqlite")
	b := open(t, path)
	if _, _, ok := b.CutOff("ada"); ok {
		t.Error("there was no session")
	}
	plan := Plan{Session: "s1", Items: []Planned{{"q1", 0}, {"q2", 4}, {"q3", 0}}}
	if err := b.AddPlan(t.Context(), "ada", at, plan); err != nil {
		t.Fatal(err)
	}
	for _, a := range []*Answer{{Learner: "ada", Session: "s0", Item: "q3"}, {Learner: "bob", Session: "s1", Item: "q2"}, {Learner: "ada", Session: "s1", Item: "q1"}} {
		if err := b.AddAnswer(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	left, answered, ok := open(t, path).CutOff("ada")
	if !ok || answered != 1 || len(left.Items) != 2 || left.Session != "s1" || left.Items[0] != (Planned{"q2", 4}) || left.Items[1].Item != "q3" {
		t.Errorf("left: %+v after %d answers, %v", left, answered, ok)
	}
	if _, _, ok := b.CutOff("bob"); ok {
		t.Error("bob had no session")
	}
	if err := b.AddPlan(t.Context(), "ada", at, Plan{Session: "s1", Ended: true}); err != nil {
		t.Fatal(err)
	}
	if _, _, ok := open(t, path).CutOff("ada"); ok {
		t.Error("the session was ended")
	}
}
