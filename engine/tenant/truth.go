package tenant

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"socrates/engine/schema"
	"socrates/engine/schema/rows"
	"socrates/engine/telemetry"
	"socrates/generator"
)

// Ground truth is stored as three tables of a schema that no scope names.
var (
	stagesTable = truthTable("stages", "ID string, Says string, Technique string, Tactic string, Start datetime, End datetime, After dynamic, Needs dynamic")
	labelsTable = truthTable("labels", "Table string, Row long, Stage string, Decoy bool")
	factsTable  = truthTable("facts", "Name string, Value string")
)

func truthTable(name, columns string) *schema.Table {
	t := &schema.Table{Name: name, Family: schema.Workspace}
	for _, c := range strings.Split(columns, ", ") {
		column, typ, _ := strings.Cut(c, " ")
		kind, ok := schema.ParseType(typ)
		if !ok {
			panic("tenant: truth table " + name + ": no type " + typ)
		}
		t.InWorkspace = append(t.InWorkspace, schema.Column{Name: column, Type: kind})
	}
	return t
}

// storeTruth writes ground truth beside the rows.
func storeTruth(b *telemetry.Builder, t *generator.Truth) error {
	stages, labels, facts := newTruth(stagesTable), newTruth(labelsTable), newTruth(factsTable)
	for _, s := range t.Stages {
		stages.row(s.ID, s.Says, s.Technique, s.Tactic, s.Start, s.End, s.After, s.Needs)
	}
	for _, l := range t.Labels {
		labels.row(l.Table, l.Row, l.Stage, l.Decoy)
	}
	for _, f := range t.Facts {
		facts.row(f.Name, f.Value)
	}
	for _, batch := range []*truthRows{stages, labels, facts} {
		if err := b.Append(telemetry.TruthSchema, &batch.Batch); err != nil {
			return err
		}
	}
	return nil
}

type truthRows struct{ rows.Batch }

func newTruth(t *schema.Table) *truthRows {
	b := rows.Batch{Table: t, Cols: make([]rows.Vector, len(t.InWorkspace))}
	for i, c := range t.InWorkspace {
		b.Cols[i].Type = c.Type
	}
	return &truthRows{b}
}

func (b *truthRows) row(cells ...any) {
	for i, c := range cells {
		v := &b.Cols[i]
		switch c := c.(type) {
		case string:
			v.S = append(v.S, c)
		case int64:
			v.I = append(v.I, c)
		case bool:
			v.I = append(v.I, map[bool]int64{true: 1}[c])
		default:
			text, err := json.Marshal(c)
			if err != nil {
				panic(err) // slices of plain structs
			}
			v.S = append(v.S, string(text))
		}
	}
	b.ID = append(b.ID, int64(len(b.ID)+1))
	b.Ingested = append(b.Ingested, 0)
}

// Truth reads the ground truth: for labs and for scenarios that check themselves, for nobody else.
func (t *Tenant) Truth(ctx context.Context) (*generator.Truth, error) {
	stages, err := t.readStages(ctx)
	if err != nil {
		return nil, err
	}
	out := &generator.Truth{Stages: stages}
	labels, err := t.truthRows(ctx, `SELECT "Table", "Row", "Stage", "Decoy" FROM %s."labels" ORDER BY _row`)
	if err != nil {
		return nil, err
	}
	for _, r := range labels {
		out.Labels = append(out.Labels, generator.Label{Table: r[0].(string), Row: r[1].(int64), Stage: r[2].(string), Decoy: r[3].(bool)})
	}
	out.Facts, err = t.Facts(ctx)
	return out, err
}

// Facts reads the named answers alone.
func (t *Tenant) Facts(ctx context.Context) ([]generator.Fact, error) {
	facts, err := t.truthRows(ctx, `SELECT "Name", "Value" FROM %s."facts" ORDER BY _row`)
	var out []generator.Fact
	for _, r := range facts {
		out = append(out, generator.Fact{Name: r[0].(string), Value: r[1].(string)})
	}
	return out, err
}

func (t *Tenant) readStages(ctx context.Context) ([]generator.Stage, error) {
	found, err := t.truthRows(ctx, `SELECT "ID", "Says", "Technique", "Tactic", "Start", "End", "After"::VARCHAR, "Needs"::VARCHAR FROM %s."stages" ORDER BY _row`)
	if err != nil {
		return nil, err
	}
	var out []generator.Stage
	for _, r := range found {
		s := generator.Stage{ID: r[0].(string), Says: r[1].(string), Technique: r[2].(string), Tactic: r[3].(string), Start: r[4].(int64), End: r[5].(int64)}
		for i, into := range []any{&s.After, &s.Needs} {
			if text, ok := r[6+i].(string); ok {
				if err := json.Unmarshal([]byte(text), into); err != nil {
					return nil, fmt.Errorf("ground truth of stage %s: %w", s.ID, err)
				}
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// truthRows runs trusted SQL; %s stands for the schema of ground truth. A tenant without an attack has
// empty tables.
func (t *Tenant) truthRows(ctx context.Context, query string) ([][]any, error) {
	return t.db.Rows(ctx, fmt.Sprintf(query, "data."+telemetry.TruthSchema))
}
