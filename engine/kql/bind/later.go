package bind

import (
	"encoding/json"
	"slices"

	"socrates/engine/kql/plan"
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

func (b *binder) graphStep(in *table, op syntax.Operator) *table     { return b.notYet(in, op) }
func (b *binder) evaluate(in *table, op *syntax.Evaluate) *table     { return b.notYet(in, op) }
func (b *binder) findIn(in *table, op *syntax.Find) *table           { return b.notYet(in, op) }
func (b *binder) makeGraph(in *table, op *syntax.MakeGraph) *table   { return b.notYet(in, op) }
func (b *binder) makeSeries(in *table, op *syntax.MakeSeries) *table { return b.notYet(in, op) }
func (b *binder) parse(in *table, op *syntax.ParseText) *table       { return b.notYet(in, op) }
func (b *binder) parseKV(in *table, op *syntax.ParseKV) *table       { return b.notYet(in, op) }
func (b *binder) reduce(in *table, op *syntax.Reduce) *table         { return b.notYet(in, op) }
func (b *binder) scanStep(in *table, op *syntax.Scan) *table         { return b.notYet(in, op) }
func (b *binder) searchStep(in *table, op *syntax.Search) *table     { return b.notYet(in, op) }
func (b *binder) topHitters(in *table, op *syntax.TopHitters) *table { return b.notYet(in, op) }
func (b *binder) topNested(in *table, op *syntax.TopNested) *table   { return b.notYet(in, op) }
func (b *binder) searchColon(x *syntax.Binary, e env) plan.Expr      { return unknown() }
func (b *binder) searchTerm(x syntax.Expr, e env) plan.Expr          { return unknown() }
