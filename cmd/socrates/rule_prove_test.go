package main

import (
	"context"
	"strings"
	"testing"

	"socrates/engine/soc/content"
	"socrates/scenarios"
)

// shipped are the ids of the detections and the names of the rules that ship, and all that ships.
func shipped(t *testing.T) (map[string]bool, *content.Content) {
	t.Helper()
	c, err := content.Load()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, d := range c.Detections {
		names[d.ID] = true
	}
	for _, r := range c.Rules {
		names[r.Name] = true
	}
	return names, c
}

// What the library promises to be noticed names stages that exist, and detections and rules that ship.
func TestPromisesNameWhatThereIs(t *testing.T) {
	ships, _ := shipped(t)
	list, err := scenarios.List()
	if err != nil {
		t.Fatal(err)
	}
	promised := 0
	for _, info := range list {
		found, err := scenarios.Found(info.ID)
		if err != nil {
			t.Fatal(err)
		}
		for stage, by := range found {
			for _, name := range by {
				promised++
				if !ships[strings.TrimSuffix(name, "?")] {
					t.Errorf("%s/%s: %q does not ship", info.ID, stage, name)
				}
			}
		}
	}
	if promised < 100 {
		t.Errorf("%d promises; the library has more stages than that", promised)
	}
}

// Small tenants: what is promised is found, and nothing else. `rule test --all` does the whole library.
func TestContentFindsWhatItPromises(t *testing.T) {
	for _, id := range []string{"vault-theft", "noisy-day"} {
		t.Run(id, func(t *testing.T) {
			s, err := scenarios.Load(id)
			if err != nil {
				t.Fatal(err)
			}
			r, err := watchScenario(context.Background(), s, scenarios.Params{Seed: 1, People: 20, Days: 1})
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range r.Missed {
				t.Error("missed: " + m)
			}
			for _, x := range r.Extra {
				t.Error("extra: " + x.String())
			}
			if r.failed() {
				t.Errorf("%d alerts of ordinary life, %.1f allowed: %v", len(r.Noise), r.allowed(), r.Noise)
			}
		})
	}
}
