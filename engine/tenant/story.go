package tenant

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/schema"
	"socrates/engine/soc"
	"socrates/engine/telemetry"
	"socrates/generator"
)

// A response changes the story: a stage whose needs were taken away before it starts does not happen, nor does
// any that builds on it. A stage that is under way loses what it would have done while the response is in
// force. The rows are in the data file all the same, made with the tenant; they are hidden.

// hiding is a set of rows that no query sees.
type hiding struct {
	stage  string
	tables []string // in which the stage left rows
	decoy  bool     // a decoy of that name as well
	// From and To bound the hidden part: from <= time < to. Zero From means the whole stage.
	from, to int64
}

// excludes are the conditions that keep the hidden rows of t out.
func (h hiding) excludes(t *schema.Table) []string {
	if !slices.Contains(h.tables, t.Name) {
		return nil
	}
	rows := labelled(t.Name, h.stage, h.decoy)
	if h.from == 0 {
		return []string{"NOT " + rows}
	}
	time := telemetry.Ident(t.TimeColumn())
	return []string{fmt.Sprintf("NOT (%s >= %d AND %s < %d AND %s)", time, h.from, time, h.to, rows)}
}

// labelled is the condition on the rows of a table that a stage, or a decoy, caused.
func labelled(table, stage string, decoy bool) string {
	return fmt.Sprintf(`%s IN (SELECT "Row" FROM data.%s.labels WHERE "Table" = %s AND "Stage" = %s AND (%t OR NOT "Decoy"))`,
		telemetry.Ident(telemetry.RowColumn), telemetry.TruthSchema, telemetry.Text(table), telemetry.Text(stage), decoy)
}

// story is the attack as it was planned: what responses are held against.
type story struct {
	stages []generator.Stage
	tables map[string][]string // stage -> tables with its rows
}

const never = int64(1) << 62

// hidden works out what the responses in force prevented.
func (s *story) hidden(blocks []soc.Block) []hiding {
	gone := map[string]bool{}
	var cut []hiding
	for changed := true; changed; { // stages may be listed in any order
		changed = false
		for _, stage := range s.stages {
			if !gone[stage.ID] && (prevented(stage, blocks) || slices.ContainsFunc(stage.After, func(id string) bool { return gone[id] })) {
				gone[stage.ID], changed = true, true
			}
		}
	}
	for _, stage := range s.stages {
		if gone[stage.ID] {
			cut = append(cut, hiding{stage: stage.ID, tables: s.tables[stage.ID]})
			continue
		}
		cut = append(cut, s.interrupted(stage, blocks)...)
	}
	return cut
}

// prevented reports that something the stage needs was out of its reach when it would have started.
func prevented(stage generator.Stage, blocks []soc.Block) bool {
	for _, b := range blocks {
		if needs(stage, b) && b.Since <= stage.Start && (b.Until == 0 || b.Until > stage.Start) {
			return true
		}
	}
	return false
}

func (s *story) interrupted(stage generator.Stage, blocks []soc.Block) []hiding {
	var out []hiding
	for _, b := range blocks {
		if b.Later || !needs(stage, b) || b.Since > stage.End || b.Until != 0 && b.Until <= stage.Start {
			continue
		}
		to := b.Until
		if to == 0 {
			to = never
		}
		out = append(out, hiding{stage: stage.ID, tables: s.tables[stage.ID], from: b.Since, to: to})
	}
	return out
}

func needs(stage generator.Stage, b soc.Block) bool {
	has := func(kind, id string) bool {
		return slices.ContainsFunc(stage.Needs, func(n generator.Need) bool { return n.Kind == kind && strings.EqualFold(n.ID, id) })
	}
	return has(b.Kind, b.ID) && (b.On == "" || has("device", b.On))
}

// Prevented lists the stages that the responses so far have kept from happening.
func (t *Tenant) Prevented() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return stopped(t.story.hidden(t.soc.Blocks()))
}
