package tenant

import (
	"context"
	"fmt"
	"slices"

	"socrates/engine/schema"
	"socrates/engine/telemetry"
	"socrates/generator"
)

// Damage is what became of a stage of the attack by now. It is ground truth, for those who grade.
type Damage struct {
	generator.Stage
	Planned   int64 // rows that it would have left by now without the learner
	Left      int64 // rows that it has left
	Prevented bool  // it did not happen at all
	Last      int64 // time of the last row that it left; 0 when there is none
}

// Damages tells what became of each stage that would have begun by now, in the order of the story.
func (t *Tenant) Damages(ctx context.Context) ([]Damage, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.catchUp(ctx); err != nil {
		return nil, err
	}
	hidden := t.story.hidden(t.soc.Blocks())
	var out []Damage
	for _, s := range t.story.stages {
		if s.Start > t.now {
			continue
		}
		d := Damage{Stage: s, Prevented: slices.ContainsFunc(hidden, func(h hiding) bool { return h.stage == s.ID && h.from == 0 })}
		for _, name := range t.story.tables[s.ID] {
			if err := t.countRows(ctx, &d, name, hidden); err != nil {
				return nil, err
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// countRows adds the rows of a stage in one table.
func (t *Tenant) countRows(ctx context.Context, d *Damage, name string, hidden []hiding) error {
	table, ok := schema.Lookup(name)
	if !ok {
		return fmt.Errorf("ground truth names a table %q", name)
	}
	time := telemetry.Ident(table.TimeColumn())
	seen := "true"
	for _, h := range hidden {
		for _, condition := range h.excludes(table) {
			seen += " AND " + condition
		}
	}
	rows, err := t.db.Rows(ctx, fmt.Sprintf(`SELECT count(*), count(*) FILTER (WHERE %[1]s), coalesce(max(%[2]s) FILTER (WHERE %[1]s), 0)::BIGINT FROM data.%[3]s.%[4]s WHERE %[2]s <= %[5]d AND %[6]s`,
		seen, time, telemetry.RowsSchema, telemetry.Ident(name), t.now, labelled(name, d.ID, false)))
	if err != nil {
		return fmt.Errorf("rows of stage %s in %s: %w", d.ID, name, err)
	}
	for _, r := range rows {
		d.Planned, d.Left, d.Last = d.Planned+r[0].(int64), d.Left+r[1].(int64), max(d.Last, r[2].(int64))
	}
	return nil
}
