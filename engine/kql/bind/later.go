package bind

import (
	"encoding/json"
	"slices"

	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

func sortedNames(s []string) []string { slices.Sort(s); return s }

func namesIn(v value.Value) []string {
	if v.Type == schema.String {
		return []string{v.S}
	}
	var out []string
	_ = json.Unmarshal([]byte(v.S), &out)
	return out
}

func (b *binder) reduce(in *table, op *syntax.Reduce) *table { return b.notYet(in, op) }
