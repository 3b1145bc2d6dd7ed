package proof

import (
	"strings"

	"socrates/engine/kql"
	"socrates/engine/kql/bind"
	"socrates/engine/schema"
	"socrates/scenarios"
)

// Queries reports every truth of a staged scenario whose query is refused by the language: names of tables and columns, types,
// syntax. It needs no tenant.
func Queries(file string, s *scenarios.Staged) (out scenarios.Problems) {
	for _, t := range s.Truths {
		_, found := kql.Compile(t.Query, kql.Options{Catalog: everything{}, Now: s.Plan.Now})
		for _, d := range found {
			if !found.HasErrors() || d.Severity.String() != "error" {
				continue
			}
			p := scenarios.Problem{File: file, Line: t.Line(), Msg: "truth " + t.ID + ": " + d.Msg, Hint: "the query is: " + t.Query}
			if len(d.Hints) > 0 {
				p.Hint = d.Hints[0]
			}
			out = append(out, p)
		}
	}
	return out
}

// everything is the unified view of the catalogue, without rows.
type everything struct{}

func (everything) Table(name string) (*bind.Table, *bind.Missing) {
	t, ok := schema.Lookup(name)
	if !ok || strings.Contains(name, "@") {
		return nil, nil
	}
	out := &bind.Table{Name: name, Ingested: "NULL"}
	for _, c := range t.Columns() {
		out.Columns = append(out.Columns, bind.Column{Column: c})
	}
	return out, nil
}

func (everything) TableNames() (names []string) {
	for _, t := range schema.All() {
		if !strings.Contains(t.Name, "@") {
			names = append(names, t.Name)
		}
	}
	return names
}

func (everything) Function(string) (*bind.StoredFunction, bool) { return nil, false }
func (everything) FunctionNames() []string                      { return nil }
