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
	for name, q := range queries {
		if _, found := syntax.Parse(q); found.HasErrors() {
			t.Errorf("%s: %v", name, found)
		}
	}
}
