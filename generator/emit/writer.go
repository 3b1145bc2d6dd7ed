// Package emit collects the rows that activities leave, in any order and on any number of goroutines, and
// hands them on as batches in time order.
//
// In:  cells of rows, written by column.
// Out: rows.Batch per table: sorted by (time, source, sequence), numbered, with the standard columns set.
//
// Not here: what a row means, DuckDB, randomness.
//
// A Writer belongs to one goroutine. A row knows its source (an activity of an actor) and its number within
// it; both are pure functions of the plan, so the order does not depend on which goroutine wrote first. Cells
// that a row does not mention stay empty (strings) or null (everything else).
package emit

// cell is one value of a row; which field counts is decided by the column's type.
type cell struct {
	s string
	i int64
	f float64
	c Col
}

// row is a finished or growing row.
type row struct {
	at, ingested int64
	source       uint64
	seq          int32
	stage        int32 // 1 + index of the stage or decoy; 0 for ordinary life
	cells        []cell
}

// Writer gathers rows of many tables. The zero Writer is not usable; use NewWriter.
type Writer struct {
	rows       [][]row // by Table.N
	chunk      []cell
	start, end int64
	source     uint64
	seq        int32
	stage      int32

	open  bool // a row is being written; its cells begin at from
	table int
	row   row
	from  int
}

// maxCells bounds the cells of one row; the widest table of the catalogue has fewer columns.
const (
	maxCells  = 300
	chunkSize = 16384
)

// NewWriter returns a writer that keeps rows with start <= time < end and drops the others: they lie
// before the tenant's first day or beyond its horizon.
func NewWriter(start, end int64) *Writer {
	return &Writer{rows: make([][]row, len(Tables())), start: start, end: end}
}

// Begin starts the rows of one activity. source must be unique to the activity and the same in every run.
func (w *Writer) Begin(source uint64) {
	w.seal()
	w.source, w.seq, w.stage = source, 0, 0
}

// Stage labels the rows that follow, until the next Begin, as caused by the stage with this index.
func (w *Writer) Stage(index int) {
	w.seal()
	w.stage = int32(index) + 1
}

// Row is a handle to the row being written. It is valid until the writer's next Row.
type Row struct{ w *Writer }

// Row starts a row of t: at is when it happened (Timestamp and TimeGenerated), delay how much later a
// query can first see it.
func (w *Writer) Row(t *Table, at, delay int64) Row {
	w.seal()
	if len(w.chunk)+maxCells > cap(w.chunk) {
		w.chunk = make([]cell, 0, chunkSize)
	}
	w.seq++
	at, delay = at-at%t.step, delay+at%t.step
	w.open, w.table, w.from = true, t.N, len(w.chunk)
	w.row = row{at: at, ingested: at + max(delay, 1), source: w.source, seq: w.seq, stage: w.stage}
	r := Row{w}
	r.Int(t.timestamp, at)
	r.Int(t.generated, at)
	return r
}

func (w *Writer) seal() {
	if !w.open {
		return
	}
	w.open = false
	if w.row.at < w.start || w.row.at >= w.end {
		w.chunk = w.chunk[:w.from]
		return
	}
	w.row.cells = w.chunk[w.from:len(w.chunk):len(w.chunk)]
	w.rows[w.table] = append(w.rows[w.table], w.row)
}

// Str sets a string, guid, decimal or dynamic cell. Empty is null for all but string.
func (r Row) Str(c Col, s string) {
	if c != None && s != "" {
		r.w.chunk = append(r.w.chunk, cell{c: c, s: s})
	}
}

// Int sets an int, long, datetime or timespan cell.
func (r Row) Int(c Col, i int64) {
	if c != None {
		r.w.chunk = append(r.w.chunk, cell{c: c, i: i})
	}
}

// Real sets a real cell.
func (r Row) Real(c Col, f float64) {
	if c != None {
		r.w.chunk = append(r.w.chunk, cell{c: c, f: f})
	}
}

// Bool sets a bool cell.
func (r Row) Bool(c Col, b bool) {
	if c == None {
		return
	}
	i := int64(0)
	if b {
		i = 1
	}
	r.w.chunk = append(r.w.chunk, cell{c: c, i: i})
}
