package telemetry

import (
	"errors"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// writer appends chunks of its tables in one transaction.
type writer struct {
	b    *Builder
	conn mapping.Connection
	jobs chan job
	done chan struct{}
	open []*buildTable
}

type job struct {
	t    *buildTable
	c    *chunk
	back chan<- *chunk // where the chunk goes once it has been appended
}

// flushBytes bounds what an appender holds back before DuckDB may compress and write it.
const flushBytes = 2 << 20

func newWriter(b *Builder) (*writer, error) {
	conn, err := b.file.connect()
	if err != nil {
		return nil, err
	}
	for _, q := range []string{"USE " + buildCatalog, "BEGIN"} {
		if err := rawExec(conn, q); err != nil {
			mapping.Disconnect(&conn)
			return nil, err
		}
	}
	w := &writer{b: b, conn: conn, jobs: make(chan job, 16), done: make(chan struct{})}
	go w.run()
	return w, nil
}

func (w *writer) run() {
	defer close(w.done)
	for j := range w.jobs {
		if w.b.failed.Load() == nil && w.b.ctx.Err() == nil {
			if err := w.append(j); err != nil {
				w.b.fail(err)
			}
		}
		j.c.reset()
		j.back <- j.c
	}
}

func (w *writer) append(j job) error {
	if !j.t.opened {
		if err := w.openTable(j.t); err != nil {
			return err
		}
	}
	mapping.DataChunkSetSize(j.c.data, mapping.IdxT(j.c.rows))
	if mapping.AppendDataChunk(j.t.appender, j.c.data) == mapping.StateError {
		return appenderError(j.t)
	}
	j.t.pending += j.c.bytes
	if j.t.pending < flushBytes {
		return nil
	}
	j.t.pending = 0
	if mapping.AppenderFlush(j.t.appender) == mapping.StateError {
		return appenderError(j.t)
	}
	return nil
}

func (w *writer) openTable(t *buildTable) error {
	if err := rawExec(w.conn, CreateTable(t.key.schema, t.table)); err != nil {
		return err
	}
	t.opened = true
	w.open = append(w.open, t)
	if mapping.AppenderCreateExt(w.conn, buildCatalog, t.key.schema, t.key.table, &t.appender) == mapping.StateError {
		return appenderError(t)
	}
	return nil
}

// stop ends the writer after all that was sent to it, keeping it (commit) or not.
func (w *writer) stop(commit bool) {
	close(w.jobs)
	<-w.done
	for _, t := range w.open {
		if commit && w.b.failed.Load() == nil && mapping.AppenderFlush(t.appender) == mapping.StateError {
			w.b.fail(appenderError(t))
		}
		if !commit || w.b.failed.Load() != nil {
			mapping.AppenderClear(t.appender)
		}
		mapping.AppenderDestroy(&t.appender)
	}
	end := "ROLLBACK"
	if commit && w.b.failed.Load() == nil {
		end = "COMMIT"
	}
	if err := rawExec(w.conn, end); err != nil && end == "COMMIT" {
		w.b.fail(err)
	}
	mapping.Disconnect(&w.conn)
}

func appenderError(t *buildTable) error {
	why := mapping.ErrorDataMessage(mapping.AppenderErrorData(t.appender))
	return errors.New(t.key.table + ": " + why)
}
