package bind

import (
	"socrates/engine/kql/plan"
	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// scope is what let, parameters and as have named so far; inner scopes see outer ones.
type scope struct {
	outer *scope
	names map[string]*entry
	order []string
}

func newScope(outer *scope) *scope { return &scope{outer: outer, names: map[string]*entry{}} }

// entry is one name. Exactly one of scalar, table and lambda is set.
type entry struct {
	name      string
	at        source.Span
	scalar    plan.Expr
	table     func() *table // the table for one more use
	lambda    *syntax.Lambda
	env       *scope // where lambda was written
	view      bool   // declared with view: union, search and find with wildcards see it
	stored    bool   // a function of the catalogue
	wasCalled bool
	bad       bool
}

func (s *scope) find(name string) *entry {
	for ; s != nil; s = s.outer {
		if e := s.names[name]; e != nil {
			return e
		}
	}
	return nil
}

func (s *scope) add(e *entry) {
	if s.names[e.name] == nil {
		s.order = append(s.order, e.name)
	}
	s.names[e.name] = e
}

// all lists the entries that want says yes to, inner scopes first.
func (s *scope) all(want func(*entry) bool) []*entry {
	var out []*entry
	seen := map[string]bool{}
	for ; s != nil; s = s.outer {
		for _, n := range s.order {
			if e := s.names[n]; !seen[n] && want(e) {
				out = append(out, e)
			}
			seen[n] = true
		}
	}
	return out
}

func entryNames(es []*entry) []string {
	out := make([]string, len(es))
	for i, e := range es {
		out[i] = e.name
	}
	return out
}

// within runs f in scope s.
func (b *binder) within(s *scope, f func()) {
	old := b.scope
	b.scope = s
	f()
	b.scope = old
}

// ingestedName is the column that carries ingestion_time() through a shared relation.
const ingestedName = "$ingestion_time"

// shared makes each use of a relation a use of one common table expression.
func (b *binder) shared(t *table, materialize bool) func() *table {
	b.shares++
	id := b.shares
	items := passAll(t.cols)
	if t.ingested != 0 {
		from := plan.Col{ID: t.ingested, Type: schema.Datetime}
		items = append(items, plan.Item{Col: b.col(ingestedName, schema.Datetime), X: ref(from)})
	}
	in := &plan.Project{In: t.rel, Items: items}
	return func() *table {
		out := *t
		cols := make([]plan.Col, len(items))
		for i, c := range items {
			cols[i] = b.col(c.Name, c.Type)
		}
		out.rel = &plan.Shared{ID: id, In: in, Materialize: materialize, Columns: cols}
		out.cols, out.ordered = cols[:len(t.cols):len(t.cols)], false
		if t.ingested != 0 {
			out.ingested = cols[len(t.cols)].ID
		}
		return &out
	}
}
