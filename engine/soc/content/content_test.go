package content

import (
	"testing"

	"socrates/engine/kql/syntax"
)

// Everything that ships is whole, and its queries are KQL.
func TestShippedContentReads(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Detections) == 0 || len(c.Rules) == 0 || len(c.Anomalies) == 0 || len(c.Threats) == 0 {
		t.Error("a folder is empty")
	}
	queries := map[string]string{}
	for _, d := range c.Detections {
		queries[d.ID] = d.Query
	}
	for _, r := range c.Rules {
		queries[r.Name] = r.Query
	}
	for _, a := range c.Anomalies {
		queries[a.ID] = a.Query
	}
	for _, r := range c.Threats {
		for _, h := range r.Hunts {
			queries[r.ID+": "+h.Name] = h.KQL
		}
		for _, m := range r.Mitigation {
			if m.Exposed != "" { // no table tells of it
				queries[r.ID+": "+m.Name] = m.Exposed
			}
		}
	}
	for name, q := range queries {
		if _, found := syntax.Parse(q); found.HasErrors() {
			t.Errorf("%s: %v", name, found)
		}
	}
}
