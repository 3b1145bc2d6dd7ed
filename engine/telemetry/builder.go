package telemetry

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/duckdb/duckdb-go/v2/mapping"

	"socrates/engine/schema"
	"socrates/engine/schema/rows"
)

// A Builder writes a new data file, all of it or nothing: rows go to a file of another name, which takes
// its place in Finish. Batches are copied into DuckDB chunks where they arrive; appending the chunks is
// the work of a few writers, each with a transaction of its own. A table belongs to one writer, so its
// rows keep the order in which they came.
type Builder struct {
	ctx     context.Context
	path    string
	tmp     string
	file    *rawFile
	writers []*writer
	tables  map[tableKey]*buildTable
	rows    map[tableKey]int64
	failed  atomic.Pointer[error]
	closed  bool
}

// buildCatalog is the file under construction, attached to an instance in memory: only so can it do without a log, which a
// file that is thrown away at the first failure has no use for.
const buildCatalog = "data"

// buildStorage: many wide tables grow at once, and each holds its unfinished row group in memory, at least a block a column.
// Small blocks and row groups keep that within the limit; docs/decisions/0002-data-file.md has the figures.
const buildStorage = "RECOVERY_MODE 'no_wal_writes', STORAGE_VERSION 'latest', BLOCK_SIZE 65536, ROW_GROUP_SIZE 30720"

type tableKey struct{ schema, table string }

// BuildOptions are the means of a Builder; zero values are sensible.
type BuildOptions struct {
	Writers  int // goroutines that append; default 2
	MemoryMB int // what DuckDB may hold; default 400
}

// Create starts the data file path. Cancelling ctx makes the next Append or Finish fail with its error.
// The caller ends it with Finish or Abort.
func Create(ctx context.Context, path string, o BuildOptions) (*Builder, error) {
	b := &Builder{ctx: ctx, path: path, tmp: path + ".partial",
		tables: map[tableKey]*buildTable{}, rows: map[tableKey]int64{}}
	if err := b.clean(); err != nil {
		return nil, err
	}
	file, err := openRaw(":memory:", map[string]string{
		"threads":                      "1",
		"memory_limit":                 fmt.Sprintf("%dMB", defaulted(o.MemoryMB, 400)),
		"temp_directory":               b.tmp + ".spill",
		"autoinstall_known_extensions": "false",
		"autoload_known_extensions":    "false",
		"preserve_insertion_order":     "true",
	})
	if err != nil {
		return nil, storeError(path, err)
	}
	b.file = file
	if err := b.start(defaulted(o.Writers, 2)); err != nil {
		b.Abort()
		return nil, storeError(path, err)
	}
	return b, nil
}

func defaulted(n, d int) int {
	if n > 0 {
		return n
	}
	return d
}

func (b *Builder) start(writers int) error {
	for _, q := range []string{
		"ATTACH " + Text(b.tmp) + " AS " + buildCatalog + " (" + buildStorage + ")",
		"USE " + buildCatalog,
		"CREATE SCHEMA " + TruthSchema,
	} {
		if err := rawExec(b.file.main, q); err != nil {
			return err
		}
	}
	for range writers {
		w, err := newWriter(b)
		if err != nil {
			return err
		}
		b.writers = append(b.writers, w)
	}
	return nil
}

// Append stores rows of one table in the schema named (RowsSchema, TruthSchema). The batch may be
// reused when Append returns. A column of a batch without any cells is all null, or all empty strings.
func (b *Builder) Append(schemaName string, batch *rows.Batch) error {
	if err := b.err(); err != nil {
		return err
	}
	t, err := b.table(schemaName, batch)
	if err != nil {
		return err
	}
	b.rows[t.key] += int64(batch.Len())
	return t.append(batch)
}

// table finds where a batch goes.
func (b *Builder) table(schemaName string, batch *rows.Batch) (*buildTable, error) {
	if err := checkShape(batch); err != nil {
		return nil, err
	}
	key := tableKey{schemaName, batch.Table.Name}
	t := b.tables[key]
	if t == nil {
		t = newBuildTable(b.writers[len(b.tables)%len(b.writers)], key, batch.Table)
		b.tables[key] = t
	}
	return t, nil
}

// Rows counts what has been appended, by table of a schema.
func (b *Builder) Rows(schemaName string) map[string]int64 {
	out := map[string]int64{}
	for k, n := range b.rows {
		if k.schema == schemaName {
			out[k.table] = n
		}
	}
	return out
}

func (b *Builder) err() error {
	if p := b.failed.Load(); p != nil {
		return storeError(b.path, *p)
	}
	return b.ctx.Err()
}

func (b *Builder) fail(err error) { b.failed.CompareAndSwap(nil, &err) }

// Finish completes the file and gives it its name. After an error nothing is left of it.
func (b *Builder) Finish() (err error) {
	defer func() {
		if err != nil {
			b.Abort()
		}
	}()
	if err := b.err(); err != nil {
		return err
	}
	for _, t := range b.tables {
		t.send()
	}
	b.stopWriters(true)
	if err := b.err(); err != nil {
		return err
	}
	if err := b.createEmpty(); err != nil {
		return storeError(b.path, err)
	}
	if err := rawExec(b.file.main, "CHECKPOINT"); err != nil {
		return storeError(b.path, err)
	}
	b.close()
	if err := syncFile(b.tmp); err != nil {
		return storeError(b.path, err)
	}
	if err := os.Rename(b.tmp, b.path); err != nil {
		return storeError(b.path, err)
	}
	return nil
}

// createEmpty makes the tables of which only batches without rows came. The writers have stopped.
func (b *Builder) createEmpty() error {
	for _, t := range b.tables {
		if t.opened {
			continue
		}
		if err := rawExec(b.file.main, CreateTable(t.key.schema, t.table)); err != nil {
			return err
		}
	}
	return nil
}

// Abort gives up and removes what was written. It may follow Finish, and then does nothing.
func (b *Builder) Abort() {
	b.close()
	b.clean()
}

func (b *Builder) close() {
	if b.closed {
		return
	}
	b.closed = true
	b.stopWriters(false)
	for _, t := range b.tables {
		t.free()
	}
	b.file.close()
}

func (b *Builder) stopWriters(commit bool) {
	var wg sync.WaitGroup
	for _, w := range b.writers {
		wg.Go(func() { w.stop(commit) })
	}
	wg.Wait()
	b.writers = nil
}

func (b *Builder) clean() error {
	var errs []error
	for _, suffix := range []string{"", ".wal", ".spill"} {
		errs = append(errs, os.RemoveAll(b.tmp+suffix))
	}
	return errors.Join(errs...)
}

func checkShape(b *rows.Batch) error {
	if want := len(b.Table.Columns()); len(b.Cols) != want {
		return fmt.Errorf("batch of %s has %d columns, the table has %d", b.Table.Name, len(b.Cols), want)
	}
	if len(b.Ingested) != len(b.ID) {
		return fmt.Errorf("batch of %s has %d rows and %d ingestion times", b.Table.Name, len(b.ID), len(b.Ingested))
	}
	for i, c := range b.Table.Columns() {
		v := &b.Cols[i]
		for _, n := range []int{len(v.I), len(v.F), len(v.S), len(v.Null)} {
			if n != 0 && n != b.Len() {
				return fmt.Errorf("batch of %s has %d rows, its column %s has %d", b.Table.Name, b.Len(), c.Name, n)
			}
		}
	}
	return nil
}

func syncFile(path string) error {
	for _, p := range []string{path, filepath.Dir(path)} {
		f, err := os.Open(p)
		if err != nil {
			return err
		}
		err = f.Sync()
		f.Close()
		if err != nil && p == path {
			return err
		}
	}
	return nil
}

// buildTable is a table being filled.
type buildTable struct {
	key    tableKey
	table  *schema.Table
	types  []schema.Type
	writer *writer
	cur    *chunk
	spare  chan *chunk
	made   int
	// owned by the writer's goroutine:
	appender mapping.Appender
	opened   bool
	pending  int // bytes since the last flush
}

// spareChunks is how many chunks of one table may be on their way to its writer.
const spareChunks = 2

func newBuildTable(w *writer, key tableKey, t *schema.Table) *buildTable {
	bt := &buildTable{key: key, table: t, writer: w, spare: make(chan *chunk, spareChunks)}
	for _, c := range t.Columns() {
		bt.types = append(bt.types, c.Type)
	}
	bt.types = append(bt.types, schema.Long, schema.Long)
	return bt
}

func (t *buildTable) append(b *rows.Batch) error {
	for from := 0; from < b.Len(); {
		if t.cur == nil {
			t.cur = t.take()
		}
		n := min(chunkRows-t.cur.rows, b.Len()-from)
		if err := t.cur.fill(b, from, n); err != nil {
			return err
		}
		from += n
		if t.cur.rows == chunkRows {
			t.send()
		}
	}
	return nil
}

// take gets an empty chunk: a used one, a new one while there are few, or the next that comes back.
func (t *buildTable) take() *chunk {
	select {
	case c := <-t.spare:
		return c
	default:
	}
	if t.made < spareChunks {
		t.made++
		return newChunk(t.types)
	}
	return <-t.spare
}

func (t *buildTable) send() {
	if t.cur != nil && t.cur.rows > 0 {
		t.writer.jobs <- job{t, t.cur, t.spare}
		t.cur = nil
	}
}

func (t *buildTable) free() {
	if t.cur != nil {
		t.cur.free()
	}
	for len(t.spare) > 0 {
		(<-t.spare).free()
	}
}
