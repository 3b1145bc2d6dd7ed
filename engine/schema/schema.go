// Package schema is the shared vocabulary: the tables of Defender XDR and of a Sentinel workspace,
// their columns and Kusto types, the product that fills each, and whether the connector can stream it.
//
// In:  the catalogue folder, one file a table, embedded in the binary.
// Out: Table, Column and Type values that every other room speaks in.
//
// Not here: rows, SQL, which tables a given tenant or scope shows, enumerated values of columns.
package schema

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Family says which side a table belongs to.
type Family uint8

const (
	Defender  Family = iota // an advanced hunting table of Defender XDR
	Workspace               // a Log Analytics table of the Sentinel workspace
	ASIM                    // a physical table of the Advanced Security Information Model, in the workspace
)

// Column is one column of a table or of a result.
type Column struct {
	Name string
	Type Type
}

// Table is one entry of the catalogue.
type Table struct {
	Name       string
	Family     Family
	Product    string
	Streamable bool // the Defender XDR connector can send it to the workspace

	// Native is the column list of Defender advanced hunting; empty unless Family is Defender.
	Native []Column
	// InWorkspace is the Log Analytics list; empty for a Defender table that never reaches a workspace.
	InWorkspace []Column
	// Undocumented names the workspace columns that the public reference leaves out, though queries in
	// training material rely on them. A comparison with the reference must pass them over.
	Undocumented []string
}

// Columns is what the unified view shows: the native list, then what only the workspace adds.
func (t *Table) Columns() []Column {
	out := slices.Clone(t.Native)
	for _, c := range t.InWorkspace {
		if !slices.ContainsFunc(t.Native, func(n Column) bool { return n.Name == c.Name }) {
			out = append(out, c)
		}
	}
	return out
}

// TimeColumn is Timestamp for a table that has it natively, otherwise TimeGenerated.
func (t *Table) TimeColumn() string {
	for _, c := range t.Native {
		if c.Name == "Timestamp" {
			return "Timestamp"
		}
	}
	return "TimeGenerated"
}

//go:embed catalog/*.table
var catalogFiles embed.FS

var catalog = sync.OnceValue(func() map[string]*Table {
	tables, err := loadCatalog()
	if err != nil {
		panic(err) // the files are compiled in; TestCatalog reads them all
	}
	return tables
})

// Lookup finds a table by its exact name.
func Lookup(name string) (*Table, bool) {
	t, ok := catalog()[name]
	return t, ok
}

// All lists the catalogue by name.
func All() []*Table {
	out := make([]*Table, 0, len(catalog()))
	for _, t := range catalog() {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b *Table) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func loadCatalog() (map[string]*Table, error) {
	entries, err := catalogFiles.ReadDir("catalog")
	if err != nil {
		return nil, err
	}
	tables := make(map[string]*Table, len(entries))
	for _, e := range entries {
		text, err := catalogFiles.ReadFile("catalog/" + e.Name())
		if err != nil {
			return nil, err
		}
		t, err := parseTable(strings.TrimSuffix(e.Name(), ".table"), string(text))
		if err != nil {
			return nil, fmt.Errorf("catalog/%s: %w", e.Name(), err)
		}
		tables[t.Name] = t
	}
	return tables, nil
}
