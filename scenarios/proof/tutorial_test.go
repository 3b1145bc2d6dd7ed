package proof

import (
	"context"
	"os"
	"strings"
	"testing"

	"socrates/scenarios"
)

// The page for authors ends in a scenario that works.
func TestTutorial(t *testing.T) {
	const page = "../../docs/authoring-scenarios.md"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "```yaml\n# yaml-language-server")
	if !found {
		t.Fatalf("%s holds no scenario", page)
	}
	story, _, _ := strings.Cut(rest, "```")
	s, err := scenarios.Parse(page, []byte("#"+story))
	if err != nil {
		t.Fatal(err)
	}
	staged, err := s.Stage(scenarios.Params{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if found := Queries(page, staged); found != nil {
		t.Fatal(found)
	}
	r, err := Run(context.Background(), s, Options{Seeds: []uint64{6}, People: 25, Days: 1, Profile: "2026-07", Temp: t.TempDir()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Failed() {
		t.Errorf("%s %s/%s: %s: %s", c.Kind, c.Stage, c.Truth, c.Says, c.Seen)
	}
}
