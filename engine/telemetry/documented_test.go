package telemetry_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"socrates/engine/kql"
	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
	"socrates/engine/telemetry"
)

// documented are facts that the reference pages of KQL show, each in a query of our own or a small one: the
// lines of the answer, the names of the columns first. Rows stand in the order of the answer where the query
// promises one, and sorted as text elsewhere.
type documented struct {
	name  string
	query string
	want  []string
}

func TestDocumentedFacts(t *testing.T) {
	db, err := telemetry.Open(context.Background(), telemetry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, facts := range [][]documented{graphFacts, pluginFacts, otherFacts} {
		for _, f := range facts {
			t.Run(f.name, func(t *testing.T) { f.check(t, db) })
		}
	}
}

func (f documented) check(t *testing.T, db *telemetry.DB) {
	p, found := kql.Compile(f.query, kql.Options{Catalog: nowhere{}, Now: value.UnixEpoch, Probe: db.Rows})
	if found.HasErrors() {
		t.Fatal(source.Render(f.name, f.query, found))
	}
	r, err := db.Run(context.Background(), p, telemetry.Limits{})
	if err != nil {
		var cause *telemetry.RunError
		if errors.As(err, &cause) {
			t.Fatal(cause, cause.Err)
		}
		t.Fatal(err)
	}
	got := lines(r)
	if !p.Ordered {
		slices.Sort(got[1:])
	}
	if strings.Join(got, "\n") != strings.Join(f.want, "\n") {
		t.Errorf("%s\ngives\n%s\nwant\n%s", f.query, strings.Join(got, "\n"), strings.Join(f.want, "\n"))
	}
}
