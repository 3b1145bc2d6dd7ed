package scenarios

import (
	"context"

	"socrates/engine/schema/rows"
	"socrates/generator"
)

// Preview is what a compiled scenario would leave in a tenant.
type Preview struct {
	Organisation string
	Now          int64
	Stages       []StagePreview
	Tables       []generator.TableCount
	Rows, Labels int64
	Facts        []generator.Fact
	Suspicious   []generator.ActCount // what looks suspicious and is innocent
}

// StagePreview is a stage in time, with the rows it leaves.
type StagePreview struct {
	generator.Stage
	Decoy bool
	Rows  map[string]int // by table
}

// Look compiles the scenario and runs it without keeping the rows.
func (s *Scenario) Look(ctx context.Context, p Params) (*Preview, error) {
	plan, err := s.Compile(p)
	if err != nil {
		return nil, err
	}
	sink := &discard{}
	sum, err := generator.Run(ctx, plan, sink, nil)
	if err != nil {
		return nil, err
	}
	v := &Preview{Organisation: plan.Org.Name, Now: plan.Now, Tables: sum.Tables, Rows: sum.Rows, Labels: sum.Labels, Facts: plan.Facts, Suspicious: sum.Suspicious}
	index := map[string]int{}
	for _, st := range sink.truth.Stages {
		index[st.ID] = len(v.Stages)
		v.Stages = append(v.Stages, StagePreview{Stage: st, Rows: map[string]int{}})
	}
	for _, l := range sink.truth.Labels {
		st := &v.Stages[index[l.Stage]]
		st.Decoy = l.Decoy
		st.Rows[l.Table]++
	}
	return v, nil
}

type discard struct{ truth *generator.Truth }

func (d *discard) Append(*rows.Batch) error       { return nil }
func (d *discard) Truth(t *generator.Truth) error { d.truth = t; return nil }
