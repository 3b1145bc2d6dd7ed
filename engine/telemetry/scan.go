package telemetry

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"socrates/engine/schema"
	"socrates/engine/schema/rows"
)

// scanRows is how many rows Scan hands over at once.
const scanRows = 2048

// Scan reads stored rows of a table of the data file in the order in which they were stored, and hands them to take in batches, with
// cells in the named columns only. A batch is reused after take returns. Never for a learner: it sees every row, past and future.
func (d *DB) Scan(ctx context.Context, t *schema.Table, columns []string, take func(*rows.Batch) error) error {
	s, query, err := newScan(t, columns)
	if err != nil {
		return err
	}
	found, err := d.sql.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		if err := s.row(found); err != nil {
			return err
		}
		if s.b.Len() == scanRows {
			if err := take(s.b); err != nil {
				return err
			}
			s.clear()
		}
	}
	if err := found.Err(); err != nil || s.b.Len() == 0 {
		return err
	}
	return take(s.b)
}

// scan is a batch being filled from a result.
type scan struct {
	b     *rows.Batch
	cols  []*rows.Vector // in the order of the result
	cells []any
	into  []any
}

func newScan(t *schema.Table, columns []string) (*scan, string, error) {
	all := t.Columns()
	names := PhysicalNames(all)
	s := &scan{b: &rows.Batch{Table: t, Cols: make([]rows.Vector, len(all))}}
	var list strings.Builder
	for i, c := range all {
		s.b.Cols[i].Type = c.Type
	}
	for _, name := range columns {
		i := 0
		for i < len(all) && all[i].Name != name {
			i++
		}
		if i == len(all) {
			return nil, "", fmt.Errorf("table %s has no column %s", t.Name, name)
		}
		s.cols = append(s.cols, &s.b.Cols[i])
		fmt.Fprintf(&list, "%s, ", scanned(Ident(names[i]), all[i].Type))
	}
	s.cells, s.into = make([]any, len(s.cols)+2), make([]any, len(s.cols)+2)
	for i := range s.cells {
		s.into[i] = &s.cells[i]
	}
	return s, fmt.Sprintf("SELECT %s%s, %s FROM data.%s.%s", list.String(), Ident(IngestedColumn), Ident(RowColumn), RowsSchema, Ident(t.Name)), nil
}

// scanned gives a column the type in which a batch holds it.
func scanned(column string, t schema.Type) string {
	switch t {
	case schema.Bool, schema.Int:
		return column + "::BIGINT"
	case schema.Decimal, schema.Dynamic:
		return column + "::VARCHAR"
	}
	return column
}

func (s *scan) row(found *sql.Rows) error {
	if err := found.Scan(s.into...); err != nil {
		return err
	}
	for i, v := range s.cols {
		switch x := s.cells[i].(type) {
		case int64:
			v.I, v.Null = append(v.I, x), append(v.Null, false)
		case float64:
			v.F, v.Null = append(v.F, x), append(v.Null, false)
		case string:
			v.S, v.Null = append(v.S, x), append(v.Null, false)
		default:
			s.null(v)
		}
	}
	n := len(s.cols)
	s.b.Ingested = append(s.b.Ingested, s.cells[n].(int64))
	s.b.ID = append(s.b.ID, s.cells[n+1].(int64))
	return nil
}

func (s *scan) null(v *rows.Vector) {
	switch v.Type {
	case schema.Real:
		v.F = append(v.F, 0)
	case schema.String, schema.Guid, schema.Decimal, schema.Dynamic:
		v.S = append(v.S, "")
	default:
		v.I = append(v.I, 0)
	}
	v.Null = append(v.Null, true)
}

func (s *scan) clear() {
	s.b.ID, s.b.Ingested = s.b.ID[:0], s.b.Ingested[:0]
	for _, v := range s.cols {
		v.I, v.F, v.S, v.Null = v.I[:0], v.F[:0], v.S[:0], v.Null[:0]
	}
}
