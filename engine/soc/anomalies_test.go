package soc

import (
	"context"
	"errors"
	"strings"
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/schema/rows"
	"socrates/engine/soc/anomaly"
	"socrates/engine/soc/content"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/span"
)

// oddWorld has two people who are unusual, one of them hardly; asked for Broken it fails.
type oddWorld struct {
	fakeWorld
	batches []*rows.Batch
	asked   []Query
}

func (w *oddWorld) Hunt(_ context.Context, q Query) (*Answer, error) {
	switch {
	case strings.HasPrefix(q.KQL, "Broken"):
		return nil, errors.New("Broken is not in the workspace")
	case !strings.HasPrefix(q.KQL, "Odd"):
		return &Answer{}, nil
	}
	w.asked = append(w.asked, q)
	return &Answer{
		Columns: []schema.Column{{Name: "UserPrincipalName", Type: schema.String}, {Name: "Score", Type: schema.Real}, {Name: "Reasons", Type: schema.String}, {Name: "Files", Type: schema.Long}},
		Rows:    [][]any{{"ada@example.org", 0.9, "Files: 90", int64(90)}, {"bob@example.org", 0.3, "Files: 12", int64(12)}},
	}, nil
}

func (w *oddWorld) Publish(_ context.Context, b *rows.Batch) error {
	w.batches = append(w.batches, b)
	return nil
}

func (w *oddWorld) rowsOf(table string) (out []string) {
	for _, b := range w.batches {
		if b.Table.Name != table {
			continue
		}
		for i := range b.Len() {
			var line []string
			for k, c := range b.Table.Columns() {
				if c.Name == "UserPrincipalName" || c.Name == "RuleName" || c.Name == "AnomalyReasons" || c.Name == "ExtendedProperties" || c.Name == "Entities" {
					line = append(line, b.Cols[k].S[i])
				}
			}
			out = append(out, strings.Join(line, " "))
		}
	}
	return out
}

func TestAnomaliesAreWrittenAndNotAlerted(t *testing.T) {
	p, err := profile.Load("2024-course")
	if err != nil {
		t.Fatal(err)
	}
	w := &oddWorld{}
	e := New(Options{Profile: p, World: w, Start: t0, Content: &content.Content{Anomalies: []*anomaly.Template{
		{ID: "odd", Name: "Odd", Version: "1.0.0", Every: span.Span(12 * value.Hour), Threshold: 0.5, Query: "Odd"},
		{ID: "broken", Name: "Broken", Version: "1.0.0", Every: span.Span(12 * value.Hour), Threshold: 0.5, Query: "Broken"},
	}}})
	advance := func(to int64) {
		t.Helper()
		if err := e.Advance(t.Context(), to); err != nil {
			t.Fatal(err)
		}
	}
	advance(t0 + 12*value.Hour + 31*value.Minute)
	got := w.rowsOf("Anomalies")
	if len(got) != 1 {
		t.Fatalf("%d rows: %q", len(got), got)
	}
	for _, part := range []string{"ada@example.org", "Odd", "Files: 90", `{"Files":90}`, `"Type":"account"`} {
		if !strings.Contains(got[0], part) {
			t.Errorf("the row lacks %q: %s", part, got[0])
		}
	}
	if q := w.asked[0]; q.Now != t0+12*value.Hour || q.At != q.Now+30*value.Minute || q.To != q.Now || q.Scope != WorkspaceScope {
		t.Errorf("asked with now %d after the start, at %d", q.Now-t0, q.At-t0)
	}
	if len(e.Alerts()) != 0 {
		t.Error("an anomaly is no alert")
	}
	lines := e.Anomalies()
	if lines[0].Found != 1 || lines[1].Found != 0 || lines[1].Error != "Broken is not in the workspace" {
		t.Errorf("states: %+v %+v", lines[0].AnomalyState, lines[1].AnomalyState)
	}
	if _, err := e.Apply(t.Context(), e.Now(), NewAction("anomaly.disable", profile.Azure, "ada", OneRule{ID: "odd"})); err != nil {
		t.Fatal(err)
	}
	advance(t0 + 30*value.Hour)
	if len(w.asked) != 1 {
		t.Error("a rule that is off was run")
	}
	if _, err := e.Apply(t.Context(), e.Now(), NewAction("anomaly.enable", profile.Azure, "ada", OneRule{ID: "even"})); err == nil {
		t.Error("there is no such anomaly rule")
	}
}
