package telemetry_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"socrates/engine/kql"
	"socrates/engine/kql/funcs"
	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
	"socrates/engine/telemetry"
)

// TestFunctionExamplesGiveWhatTheySay prints both sides of every example of every function and
// operator: they must be equal and of one type.
func TestFunctionExamplesGiveWhatTheySay(t *testing.T) {
	db, err := telemetry.Open(context.Background(), telemetry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, f := range funcs.All() {
		for _, ex := range f.Examples {
			t.Run(f.Name+"/"+ex.KQL, func(t *testing.T) { wantEqual(t, db, ex) })
		}
	}
}

func wantEqual(t *testing.T, db *telemetry.DB, ex funcs.Example) {
	t.Helper()
	text := "print got = (" + ex.KQL + "), want = (" + ex.Want + ")"
	p, found := kql.Compile(text, kql.Options{Catalog: nowhere{}, Now: value.UnixEpoch, Probe: db.Rows})
	if found.HasErrors() {
		t.Fatal(source.Render("example", text, found))
	}
	r, err := db.Run(context.Background(), p, telemetry.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got, want := r.Columns[0].Type, r.Columns[1].Type
	if got != want {
		t.Errorf("is %s, want %s", got, want)
	}
	if a, b := fmt.Sprint(r.Rows[0][0]), fmt.Sprint(r.Rows[0][1]); a != b {
		t.Errorf("gives %s, want %s", a, b)
	}
}

// TestEveryFunctionIsDocumented holds each row to a sentence and an example.
func TestEveryFunctionIsDocumented(t *testing.T) {
	for _, f := range funcs.All() {
		if f.Doc == "" || !strings.HasSuffix(f.Doc, ".") || len(f.Examples) == 0 || f.Group == "" || len(f.Sigs) == 0 && f.Split == nil {
			t.Errorf("%s: a sentence, a group, a signature and an example are wanted: %q", f.Name, f.Doc)
		}
	}
}
