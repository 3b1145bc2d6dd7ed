package telemetry_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"socrates/engine/kql"
	"socrates/engine/kql/assist"
	"socrates/engine/kql/bind"
	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/telemetry"
)

// nowhere is a scope without tables: the examples bring their own.
type nowhere struct{}

func (nowhere) Table(string) (*bind.Table, *bind.Missing)    { return nil, nil }
func (nowhere) TableNames() []string                         { return nil }
func (nowhere) Function(string) (*bind.StoredFunction, bool) { return nil, false }
func (nowhere) FunctionNames() []string                      { return nil }

// TestReferenceExamplesGiveWhatTheySay runs the example of every operator's page.
func TestReferenceExamplesGiveWhatTheySay(t *testing.T) {
	ctx := context.Background()
	db, err := telemetry.Open(ctx, telemetry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, o := range assist.Operators() {
		if o.Example == "" {
			continue
		}
		t.Run(o.Name, func(t *testing.T) {
			p, found := kql.Compile(o.Example, kql.Options{Catalog: nowhere{}, Now: value.UnixEpoch, Probe: db.Rows})
			if found.HasErrors() {
				t.Fatal(source.Render(o.Name, o.Example, found))
			}
			r, err := db.Run(ctx, p, telemetry.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(lines(r), "\n"); len(o.Want) > 0 && got != strings.Join(o.Want, "\n") {
				t.Errorf("%s\ngives\n%s\nwant\n%s", o.Example, got, strings.Join(o.Want, "\n"))
			}
		})
	}
}

// lines writes a result as the pages do.
func lines(r *telemetry.Result) []string {
	var names []string
	for _, c := range r.Columns {
		names = append(names, c.Name)
	}
	out := []string{strings.Join(names, " | ")}
	for _, row := range r.Rows {
		var cells []string
		for i, cell := range row {
			cells = append(cells, cellText(r.Columns[i].Type, cell))
		}
		out = append(out, strings.Join(cells, " | "))
	}
	return out
}

func cellText(t schema.Type, cell any) string {
	switch n, _ := cell.(int64); t {
	case schema.Datetime:
		return value.FormatDatetime(n)
	case schema.Timespan:
		return value.FormatTimespan(n)
	}
	return fmt.Sprint(cell)
}
