package emit

import (
	"cmp"
	"fmt"
	"slices"

	"socrates/engine/schema/rows"
)

// BatchRows is the most rows of one batch: DuckDB's own vector size.
const BatchRows = 2048

// Standard gives the columns that every row of a table carries alike.
type Standard func(t *Table) map[string]string

// Labelled is told the stage of each labelled row once its number is known.
type Labelled func(t *Table, id int64, stage int)

// Tally writes rows about the rows of the other tables, such as how much an hour brought. Its table is handed on last.
type Tally interface {
	Table() *Table
	// Seen is told of every row of the other tables, with the size of its cells in bytes.
	Seen(t *Table, at int64, size float64)
	// Rows gives the rows that are due when every row before until has been seen.
	Rows(until int64) *Writer
}

// Merger brings the rows of all writers into time order and numbers them.
type Merger struct {
	append   func(*rows.Batch) error
	label    Labelled
	standard Standard
	tables   []*Table
	pending  [][]row
	next     []int64
	sheet    sheet
	fixed    [][]cell
	flushed  int64 // every row before it has been handed on
	tally    Tally // or nil
	Rows     int64
}

// NewMerger returns a merger that hands batches to append. A batch is reused after append returns.
func NewMerger(standard Standard, label Labelled, append func(*rows.Batch) error) *Merger {
	tables := Tables()
	m := &Merger{
		append: append, label: label, standard: standard, tables: tables,
		pending: make([][]row, len(tables)), next: make([]int64, len(tables)),
		fixed: make([][]cell, len(tables)),
	}
	return m
}

// Tally lets t write about the rows that are handed on.
func (m *Merger) Tally(t Tally) { m.tally = t }

// Count is the number of rows of t handed on so far.
func (m *Merger) Count(t *Table) int64 { return m.next[t.N] }

// Take moves the rows of w into the merger; w can be used again.
func (m *Merger) Take(w *Writer) {
	w.seal()
	for n, list := range w.rows {
		m.pending[n] = append(m.pending[n], list...)
		clear(list)
		w.rows[n] = list[:0]
	}
}

// Flush hands on every row with time < until, table by table, in time order.
func (m *Merger) Flush(until int64) error {
	var last *Table
	if m.tally != nil {
		last = m.tally.Table()
	}
	for n, t := range m.tables {
		if t == last {
			continue
		}
		if err := m.flushTable(n, t, until); err != nil {
			return err
		}
	}
	if last != nil {
		m.Take(m.tally.Rows(until))
		if err := m.flushTable(last.N, last, until); err != nil {
			return err
		}
	}
	m.flushed = until
	return nil
}

func (m *Merger) flushTable(n int, t *Table, until int64) error {
	list := m.pending[n]
	slices.SortFunc(list, func(a, b row) int {
		if c := cmp.Compare(a.at, b.at); c != 0 {
			return c
		}
		if c := cmp.Compare(a.source, b.source); c != 0 {
			return c
		}
		return cmp.Compare(a.seq, b.seq)
	})
	ready, _ := slices.BinarySearchFunc(list, until, func(r row, at int64) int { return cmp.Compare(r.at, at) })
	if ready > 0 && list[0].at < m.flushed {
		return fmt.Errorf("emit: a row of %s is older than what was already handed on (source %d); its activity writes too far before its start", t.Name, list[0].source)
	}
	for chunk := range slices.Chunk(list[:ready], BatchRows) {
		if err := m.append(m.fill(t, chunk)); err != nil {
			return err
		}
		m.Rows += int64(len(chunk))
	}
	rest := copy(list, list[ready:])
	clear(list[rest:])
	m.pending[n] = list[:rest]
	return nil
}

func (m *Merger) fill(t *Table, list []row) *rows.Batch {
	b := m.batch(t, len(list))
	for i := range list {
		r := &list[i]
		m.next[t.N]++
		b.ID[i], b.Ingested[i] = m.next[t.N], r.ingested
		if r.stage > 0 {
			m.label(t, m.next[t.N], int(r.stage-1))
		}
		setCells(b, i, m.fixed[t.N])
		setCells(b, i, r.cells)
		if t.billed != None {
			n := size(r.cells)
			setCells(b, i, []cell{{c: t.billed, f: n}})
			if m.tally != nil && m.tally.Table() != t {
				m.tally.Seen(t, r.at, n)
			}
		}
	}
	return b
}

func size(cells []cell) float64 {
	n := 120 // the standard columns
	for i := range cells {
		n += 8 + len(cells[i].s)
	}
	return float64(n)
}

func setCells(b *rows.Batch, i int, cells []cell) {
	for k := range cells {
		c := &cells[k]
		v := &b.Cols[c.c]
		switch {
		case v.S != nil:
			v.S[i] = c.s
		case v.F != nil:
			v.F[i] = c.f
		default:
			v.I[i] = c.i
		}
		if v.Null != nil {
			v.Null[i] = false
		}
	}
}

// batch returns a batch of n rows of the table, all cells empty or null.
func (m *Merger) batch(t *Table, n int) *rows.Batch {
	if m.fixed[t.N] == nil {
		m.fixed[t.N] = m.fixedCells(t)
	}
	return m.sheet.batch(t, n)
}

func (m *Merger) fixedCells(t *Table) []cell {
	cells := []cell{}
	for name, text := range m.standard(t) {
		if c := t.Col(name); c != None {
			cells = append(cells, cell{c: c, s: text})
		}
	}
	return cells
}
