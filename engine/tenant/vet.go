package tenant

import (
	"context"
	"slices"
	"strings"

	"socrates/engine/kql"
	"socrates/engine/kql/bind"
	"socrates/engine/kql/source"
	"socrates/engine/soc"
)

// Vet compiles a query without asking it. Names that no table and no function of the scope answers to come in absent, one
// finding each, and so does external data; wrong is what else stops the query, as if those were tables without rows.
func (s Sight) Vet(ctx context.Context, where soc.Scope, text string) (absent, wrong []source.Diag) {
	absent, _, wrong = vet(text, kql.Options{Catalog: s.Catalog(where), Now: s.Now(), Context: ctx})
	return absent, wrong
}

// vet tells the names of a query that nothing answers to, what else is wrong with it, and a catalogue that has those names.
func vet(text string, o kql.Options) (absent []source.Diag, _ bind.Catalog, wrong []source.Diag) {
	o.Files = true // nothing outside is read: external data has no rows then
	with := patient{o.Catalog, nil}
	_, all := kql.Compile(text, o)
	for _, d := range all {
		if d.Code == bind.CodeExternalEmpty {
			d.Msg, d.Label = "externaldata is not read by a tenant", ""
			absent = append(absent, d)
		}
	}
	found := stopping(all)
	refused := map[int]bool{} // places where a table would not do either
	for {
		i := slices.IndexFunc(found, func(d source.Diag) bool {
			return (d.Code == bind.CodeNoTable || d.Code == bind.CodeNoFunction) && !refused[d.Span.Start] && !slices.Contains(with.names, word(text, d))
		})
		if i < 0 {
			return absent, with, found
		}
		d, tried := found[i], o
		more := patient{o.Catalog, append(slices.Clone(with.names), word(text, d))}
		tried.Catalog = more
		_, all := kql.Compile(text, tried)
		next := stopping(all)
		if slices.ContainsFunc(next, func(e source.Diag) bool { return e.Span.Start == d.Span.Start }) {
			refused[d.Span.Start] = true
			continue
		}
		absent, with, found = append(absent, d), more, next
	}
}

func stopping(found kql.Diags) []source.Diag {
	return slices.DeleteFunc(slices.Clone(found), func(d source.Diag) bool { return d.Severity != source.Error })
}

// word is the name that a finding is about.
func word(text string, d source.Diag) string {
	return strings.Trim(text[d.Span.Start:min(d.Span.End, len(text))], `[]'"`)
}

// patient is a catalogue in which further names are tables without rows that have whatever column is asked for.
type patient struct {
	bind.Catalog
	names []string
}

// Function implements bind.Catalog.
func (p patient) Function(name string) (*bind.StoredFunction, bool) {
	if slices.Contains(p.names, name) {
		return &bind.StoredFunction{Name: name, Open: true}, true
	}
	return p.Catalog.Function(name)
}
