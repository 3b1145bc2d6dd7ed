package feed

import (
	"testing"

	"socrates/engine/schema"
)

func TestEveryTableIsOneOfTheWorkspace(t *testing.T) {
	seen := map[string]string{}
	for _, c := range Connectors() {
		if c.ID == "" || c.Title == "" || c.How == "" || len(c.Tables) == 0 {
			t.Errorf("connector %+v does not say everything", c)
		}
		for _, name := range c.Tables {
			if table, ok := schema.Lookup(name); !ok || table.InWorkspace == nil {
				t.Errorf("%s: %s is no table of the workspace", c.ID, name)
			}
			if seen[name] != "" {
				t.Errorf("%s is brought by %s and %s", name, seen[name], c.ID)
			}
			seen[name] = c.ID
		}
	}
}
