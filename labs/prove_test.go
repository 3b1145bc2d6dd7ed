package labs

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func wall() time.Time { return time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC) }

// TestFilesHold holds the files of every lab of the library to their rules. That they hold when played, on several
// seeds, is proved by `socrates content check`.
func TestFilesHold(t *testing.T) {
	all, err := List()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		for _, f := range l.Check() {
			t.Error(f)
		}
	}
}

// TestTheTemplateHolds proves what `lab new` writes; then breaks it in several ways, which the proof must find.
func TestTheTemplateHolds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "my-lab")
	if _, err := New(dir); err != nil {
		t.Fatal(err)
	}
	ws := NewWorlds(filepath.Join(t.TempDir(), "worlds"), wall)
	defer ws.Close()
	if found := proveFolder(t, dir, ws); len(found) > 0 {
		t.Fatalf("the template does not hold: %v", found)
	}
	change(t, filepath.Join(dir, "brief.md"), "# A title", "# Look at {{fact \"victim.upn\"}}: a title")
	change(t, filepath.Join(dir, "brief.md"), "| summarize", "| sumarize")
	change(t, filepath.Join(dir, "lab.yaml"), "Look in SigninLogs", "It is {{fact `victim.upn`}}. Look in SigninLogs")
	change(t, filepath.Join(dir, "lab.yaml"), "fact: attacker.ip", "fact: victim.objectid")
	change(t, filepath.Join(dir, "solution/script.yaml"), "victim.upn", "attacker.ip")
	found := strings.Join(proveFolder(t, dir, ws), "\n")
	for _, want := range []string{
		"brief.md: gives the answer of task victim away", "task victim, hint 1: gives the answer of task victim away", "brief.md: the query in it does not run",
		"solution: task victim ended with miss", "wrong/the-address: task victim was taken for the wrong turn \"\", not \"address\"",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("the proof does not find %q:\n%s", want, found)
		}
	}
}

func proveFolder(t *testing.T, dir string, ws *Worlds) []string {
	t.Helper()
	l, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	found, err := l.Prove(context.Background(), ws, 3)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func change(t *testing.T, path, old, new string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %q", path, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), old, new, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFilesThatAreWrong: every mistake is named at once, with its line.
func TestFilesThatAreWrong(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "my-lab")
	if _, err := New(dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "lab.yaml")
	change(t, path, "scenario: phish-to-c2", "scenario: no-such-story")
	change(t, path, "kind: entity", "kind: colour")
	change(t, path, "reference: solution/risky.kql", "reference: solution/gone.kql")
	change(t, path, "says: Whose", "says: It was 203.0.113.7. Whose")
	change(t, path, "hint: That is where the session came from.", "hint: That is tag #WHERE the session came from.")
	change(t, filepath.Join(dir, "solution", "script.yaml"), "steps:\n", "steps:\n  - do: {kind: respond.isolate, portal: defender}\n    refused: true\n")
	l, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	found := strings.Join(l.Check(), "\n")
	for _, want := range []string{"my-lab/lab.yaml:8: no scenario \"no-such-story\"", `lab.yaml:13: task victim: answer: kind "colour" is none of`,
		"there is no file solution/gone.kql", `"203.0.113.7" is written down`,
		`"#WHERE the session came from. The question is whose it was." is read as a comment`,
		"solution/script.yaml, step 1: no act is called \"respond.isolate\"; `socrates soc offers --acts` lists them"} {
		if !strings.Contains(found, want) {
			t.Errorf("the findings do not say %q:\n%s", want, found)
		}
	}
}

func TestSchemasAreUpToDate(t *testing.T) {
	for name, want := range map[string][]byte{"lab.schema.json": Schema(), "script.schema.json": ScriptSchema()} {
		got, err := os.ReadFile(name)
		if err != nil || string(got) != string(want) {
			if os.Getenv("UPDATE") != "" {
				os.WriteFile(name, want, 0o644)
				continue
			}
			t.Errorf("%s is not what Schema makes of the types; renew it with UPDATE=1 go test ./labs", name)
		}
	}
}
