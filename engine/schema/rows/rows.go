// Package rows carries rows of a table, column by column, from whoever makes them (the generator, the
// mini-SOC) to whoever stores them (telemetry).
//
// In:  cells, appended in the order of the table's columns.
// Out: a Batch of vectors.
//
// Not here: DuckDB, time order, meaning of the cells.
package rows

import "socrates/engine/schema"

// Batch is a number of rows of one table. Cols follow Table.Columns().
type Batch struct {
	Table *schema.Table
	Cols  []Vector
	// Ingested is when each row became visible to queries, in datetime ticks.
	Ingested []int64
	// ID numbers the rows of a table within a tenant, from 1, without gaps, in time order; ground truth
	// refers to them by it. KQL cannot name it.
	ID []int64
}

// Vector is one column of a batch. Which slice is filled depends on Type.
type Vector struct {
	Type schema.Type
	I    []int64   // bool (0, 1), int, long; datetime and timespan in 100 ns ticks
	F    []float64 // real
	S    []string  // string, guid, decimal, dynamic (compact JSON)
	Null []bool    // nil when no cell is null; a string is never null
}

// Len is the number of rows.
func (b *Batch) Len() int { return len(b.ID) }
