package telemetry

import (
	"fmt"
	"strings"

	"socrates/engine/schema"
)

// Where tables live in a data file. KQL can name none of these: a scope hands out trusted SQL only.
const (
	RowsSchema  = "main"  // the tables of the catalogue
	TruthSchema = "truth" // ground truth: stages, labels, facts
)

// The two hidden columns of every stored table.
const (
	IngestedColumn = "_ingested" // BIGINT ticks: when the row became visible
	RowColumn      = "_row"      // BIGINT: rows.Batch.ID
)

var physicalTypes = [...]string{
	schema.Bool: "BOOLEAN", schema.Int: "INTEGER", schema.Long: "BIGINT", schema.Real: "DOUBLE",
	schema.Decimal: "DECIMAL(38,18)", schema.String: "VARCHAR", schema.Datetime: "BIGINT",
	schema.Timespan: "BIGINT", schema.Guid: "VARCHAR", schema.Dynamic: "JSON",
}

// PhysicalType is the DuckDB type in which a Kusto type is held.
func PhysicalType(t schema.Type) string { return physicalTypes[t] }

// PhysicalNames gives each column the name it has in the data file. That is its own name, except that
// DuckDB folds case: the second of two names that differ only in case gets "~2" behind it.
func PhysicalNames(cols []schema.Column) []string {
	out := make([]string, len(cols))
	seen := make(map[string]int, len(cols))
	for i, c := range cols {
		key := strings.ToLower(c.Name)
		seen[key]++
		out[i] = c.Name
		if n := seen[key]; n > 1 {
			out[i] = fmt.Sprintf("%s~%d", c.Name, n)
		}
	}
	return out
}

// Ident quotes a name for SQL.
func Ident(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Text quotes a string for SQL.
func Text(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// CreateTable is the statement that makes the table in which rows of t are stored: its columns in the
// order of Columns, then the two hidden ones.
func CreateTable(schemaName string, t *schema.Table) string {
	cols := t.Columns()
	names := PhysicalNames(cols)
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s.%s (", Ident(schemaName), Ident(t.Name))
	for i, c := range cols {
		fmt.Fprintf(&b, "%s %s, ", Ident(names[i]), PhysicalType(c.Type))
	}
	fmt.Fprintf(&b, "%s BIGINT, %s BIGINT)", Ident(IngestedColumn), Ident(RowColumn))
	return b.String()
}
