package tenant

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"socrates/engine/schema"
	"socrates/generator"
)

// Replay hands a tenant's rows, as the generator made them and up to the horizon, to a sink, table by table, and then the ground
// truth. Of each table it reads the time column and those that wanted names; the others have no cells. It is for those who judge
// the data, not for learners.
func (t *Tenant) Replay(ctx context.Context, s generator.Sink, wanted func(table string) []string) error {
	for _, name := range slices.Sorted(maps.Keys(t.man.Tables)) {
		table, ok := schema.Lookup(name)
		if !ok {
			return fmt.Errorf("the tenant holds a table %s, which this version does not know", name)
		}
		columns := append([]string{table.TimeColumn()}, wanted(name)...)
		slices.Sort(columns)
		if err := t.db.Scan(ctx, table, slices.Compact(columns), s.Append); err != nil {
			return err
		}
	}
	truth, err := t.Truth(ctx)
	if err != nil {
		return err
	}
	return s.Truth(truth)
}
