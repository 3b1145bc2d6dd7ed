package bind

import (
	"encoding/json"
	"slices"

	"socrates/engine/kql/syntax"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

type graph struct{}

func sortedNames(s []string) []string { slices.Sort(s); return s }

func namesIn(v value.Value) []string {
	if v.Type == schema.String {
		return []string{v.S}
	}
	var out []string
	_ = json.Unmarshal([]byte(v.S), &out)
	return out
}

func (b *binder) graphStep(in *table, op syntax.Operator) *table   { return b.notYet(in, op) }
func (b *binder) makeGraph(in *table, op *syntax.MakeGraph) *table { return b.notYet(in, op) }
func (b *binder) reduce(in *table, op *syntax.Reduce) *table       { return b.notYet(in, op) }
func (b *binder) scanStep(in *table, op *syntax.Scan) *table       { return b.notYet(in, op) }
