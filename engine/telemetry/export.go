package telemetry

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/duckdb/duckdb-go/v2/mapping"

	"socrates/engine/schema/rows"
)

// ExportFile is one Parquet file to write: trusted SQL over data.main, data.truth and live.
type ExportFile struct{ Name, SQL string }

// Export writes Parquet files into the folder dir, from a data file and from rows that exist only in memory,
// which the SQL finds under the schema live. It works in an instance of its own, because the one that answers
// queries cannot reach the disk.
func Export(ctx context.Context, dataFile string, live []*rows.Batch, files []ExportFile, dir string) error {
	f, err := openRaw(":memory:", map[string]string{"memory_limit": "1GB", "temp_directory": filepath.Join(dir, ".spill"),
		"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
	if err != nil {
		return err
	}
	defer f.close()
	if err := rawExec(f.main, "ATTACH "+Text(dataFile)+" AS data (READ_ONLY)"); err != nil {
		return storeError(dataFile, err)
	}
	if err := f.loadLive(live); err != nil {
		return err
	}
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		path := filepath.Join(dir, file.Name)
		err := rawExec(f.main, fmt.Sprintf("COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd)", file.SQL, Text(path)))
		if err != nil {
			return storeError(path, err)
		}
	}
	return nil
}

func (f *rawFile) loadLive(live []*rows.Batch) error {
	if err := rawExec(f.main, "CREATE SCHEMA live"); err != nil {
		return err
	}
	made := map[string]bool{}
	for _, b := range live {
		if !made[b.Table.Name] {
			made[b.Table.Name] = true
			if err := rawExec(f.main, CreateTable("live", b.Table)); err != nil {
				return err
			}
		}
		if err := appendAll(f.main, "live", b); err != nil {
			return err
		}
	}
	return nil
}

// appendAll stores one batch at once.
func appendAll(conn mapping.Connection, schemaName string, b *rows.Batch) error {
	if err := checkShape(b); err != nil {
		return err
	}
	t := newBuildTable(nil, tableKey{schemaName, b.Table.Name}, b.Table)
	if mapping.AppenderCreate(conn, schemaName, b.Table.Name, &t.appender) == mapping.StateError {
		return appenderError(t)
	}
	defer mapping.AppenderDestroy(&t.appender)
	c := newChunk(t.types)
	defer c.free()
	for from := 0; from < b.Len(); from += c.rows {
		c.reset()
		if err := c.fill(b, from, min(chunkRows, b.Len()-from)); err != nil {
			return err
		}
		mapping.DataChunkSetSize(c.data, mapping.IdxT(c.rows))
		if mapping.AppendDataChunk(t.appender, c.data) == mapping.StateError {
			return appenderError(t)
		}
	}
	if mapping.AppenderFlush(t.appender) == mapping.StateError {
		return appenderError(t)
	}
	return nil
}
