package emit

import (
	"socrates/engine/schema"
	"socrates/engine/schema/rows"
)

// sheet is the room in which every batch is written, one after the other. One batch of a wide table takes megabytes and most of the
// tables are rare, so that a batch for each would be most of the memory of a run.
type sheet struct {
	out          rows.Batch
	id, ingested []int64
	texts        [][]string
	reals        [][]float64
	integers     [][]int64
	nulls        [][]bool
}

// batch cuts a batch of n rows of t from the sheet, all cells empty or null. It is valid until the next one.
func (s *sheet) batch(t *Table, n int) *rows.Batch {
	var texts, reals, integers, nulls int
	s.out = rows.Batch{Table: t.Table, Cols: s.out.Cols[:0], ID: column(&s.id, n), Ingested: column(&s.ingested, n)}
	for _, c := range t.Columns {
		v := rows.Vector{Type: c.Type}
		switch c.Type {
		case schema.String, schema.Guid, schema.Decimal, schema.Dynamic:
			v.S = next(&s.texts, &texts, n)
		case schema.Real:
			v.F = next(&s.reals, &reals, n)
		default:
			v.I = next(&s.integers, &integers, n)
		}
		if c.Type != schema.String {
			v.Null = next(&s.nulls, &nulls, n)
			for i := range v.Null {
				v.Null[i] = true
			}
		}
		s.out.Cols = append(s.out.Cols, v)
	}
	return &s.out
}

// next is the next column of a kind that this batch has not used yet.
func next[T any](columns *[][]T, used *int, n int) []T {
	if *used == len(*columns) {
		*columns = append(*columns, nil)
	}
	*used++
	return column(&(*columns)[*used-1], n)
}

func column[T any](c *[]T, n int) []T {
	if *c == nil {
		*c = make([]T, BatchRows)
	}
	clear((*c)[:n])
	return (*c)[:n]
}
