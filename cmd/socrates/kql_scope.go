package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"socrates/engine/kql/bind"
	"socrates/engine/schema"
)

// bareScope is the scope of the language alone: declared tables without rows, and functions that exist
// with a schema and no rows.
type bareScope struct {
	tables    map[string]*bind.Table
	functions map[string]*bind.StoredFunction
	names     []string
}

func newBareScope() *bareScope {
	s := &bareScope{tables: map[string]*bind.Table{}, functions: map[string]*bind.StoredFunction{}}
	for _, f := range schema.Functions() {
		s.functions[f.Name] = &bind.StoredFunction{Name: f.Name, Columns: f.Columns, Open: f.Open, Doc: f.Doc}
	}
	return s
}

// Table resolves a declared table.
func (s *bareScope) Table(name string) (*bind.Table, *bind.Missing) { return s.tables[name], nil }

// TableNames lists the declared tables.
func (s *bareScope) TableNames() []string { return s.names }

// Function resolves a declared function.
func (s *bareScope) Function(name string) (*bind.StoredFunction, bool) {
	f, ok := s.functions[name]
	return f, ok
}

// FunctionNames lists the declared functions.
func (s *bareScope) FunctionNames() []string {
	out := make([]string, 0, len(s.functions))
	for name := range s.functions {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// declared is the shape of a --schema file: columns are [name, type] pairs.
type declared struct {
	Tables map[string]struct {
		Columns [][2]string `json:"columns"`
	} `json:"tables"`
	ASIM      map[string][][2]string `json:"asim"`
	Functions map[string]string      `json:"asim_functions"`
	Parsers   []string               `json:"parsers"`
}

// readSchema declares the tables of a schema file, with no rows behind them.
func (s *bareScope) readSchema(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the schema: %w", err)
	}
	var d declared
	if err := json.Unmarshal(text, &d); err != nil {
		return fmt.Errorf("%s is not a schema file: %w; it is JSON of the form {\"tables\": {\"T\": {\"columns\": [[\"a\", \"string\"]]}}}", path, err)
	}
	for name, t := range d.Tables {
		s.tables[name] = emptyTable(name, columnsOf(t.Columns))
		s.names = append(s.names, name)
	}
	slices.Sort(s.names)
	for name, kind := range d.Functions {
		s.functions[name] = &bind.StoredFunction{Name: name, Columns: columnsOf(d.ASIM[kind])}
	}
	for _, name := range d.Parsers {
		if s.functions[name] == nil && s.tables[name] == nil {
			s.functions[name] = &bind.StoredFunction{Name: name, Open: true}
		}
	}
	return nil
}

func columnsOf(pairs [][2]string) []schema.Column {
	out := make([]schema.Column, 0, len(pairs))
	for _, p := range pairs {
		t, ok := schema.ParseType(p[1])
		if !ok {
			t = schema.Dynamic
		}
		out = append(out, schema.Column{Name: p[0], Type: t})
	}
	return out
}

func emptyTable(name string, cols []schema.Column) *bind.Table {
	t := &bind.Table{Name: name, Ingested: "NULL"}
	for _, c := range cols {
		t.Columns = append(t.Columns, bind.Column{Column: c})
	}
	return t
}
