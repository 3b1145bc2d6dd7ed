package scenarios

import (
	"os"
	"slices"
	"testing"

	"socrates/generator/attack"
)

func TestReferenceIsFresh(t *testing.T) {
	const file = "../docs/activities.md"
	if *update {
		if err := os.WriteFile(file, Reference(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(Reference()) {
		t.Error("docs/activities.md is older than the library; renew it with go test ./scenarios -update")
	}
}

// Every activity is used by a story, and says which tactic it serves.
func TestTheLibraryUsesEveryActivity(t *testing.T) {
	list, err := List()
	if err != nil {
		t.Fatal(err)
	}
	used, served := map[string]bool{}, map[string]bool{}
	for _, info := range list {
		s, err := Load(info.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, stages := range [][]stageSpec{s.doc.Stages, s.doc.Decoys, s.doc.Intel} {
			for _, st := range stages {
				used[st.Do] = true
			}
		}
		for _, tactic := range info.Tactics {
			served[tactic] = true
		}
	}
	for _, name := range attack.Names() {
		if !used[name] {
			t.Errorf("no story of the library uses %s", name)
		}
		if a, _ := attack.Find(name); a.Tactic != "" && !slices.Contains(Tactics, a.Tactic) {
			t.Errorf("%s: no tactic %s", name, a.Tactic)
		}
	}
	for _, tactic := range Tactics {
		if !served[tactic] {
			t.Errorf("no stage of the library serves %s", tactic)
		}
	}
}
