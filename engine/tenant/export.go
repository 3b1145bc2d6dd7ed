package tenant

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"socrates/engine/kql/bind"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/schema/rows"
	"socrates/engine/soc"
	"socrates/engine/telemetry"
)

// Exported is a file that Export wrote.
type Exported struct {
	File  string `json:"file"`
	Table string `json:"table"`
}

// Export writes what the tenant shows now, one Parquet file a table, into the folder dir, which must be new or
// empty. Datetimes become TIMESTAMP, timespans stay counts of 100 ns. With truth, every table has the column _row,
// and three files more, truth.*.parquet, hold the ground truth that refers to it.
func (t *Tenant) Export(ctx context.Context, dir string, truth bool) ([]Exported, error) {
	if found, err := os.ReadDir(dir); err == nil && len(found) > 0 {
		return nil, fmt.Errorf("%s is not empty; name a new folder", dir)
	}
	partial := filepath.Clean(dir) + ".partial"
	if err := os.MkdirAll(partial, 0o755); err != nil {
		return nil, err
	}
	defer os.RemoveAll(partial)
	s, err := t.Look(ctx)
	if err != nil {
		return nil, err
	}
	files, listed := exportFiles(s.Catalog(soc.Unified), truth)
	if err := telemetry.Export(ctx, filepath.Join(t.dir, telemetryFile), t.publishedNow(), files, partial); err != nil {
		return nil, err
	}
	os.Remove(dir) // the empty one, if there is one
	return listed, os.Rename(partial, dir)
}

func (t *Tenant) publishedNow() []*rows.Batch {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]*rows.Batch(nil), t.published...)
}

func exportFiles(c bind.Catalog, truth bool) (files []telemetry.ExportFile, listed []Exported) {
	add := func(file, table, sql string) {
		files = append(files, telemetry.ExportFile{Name: file, SQL: sql})
		listed = append(listed, Exported{File: file, Table: table})
	}
	for _, name := range c.TableNames() {
		table, _ := c.Table(name)
		add(name+".parquet", name, exportSQL(table, truth))
	}
	if !truth {
		return files, listed
	}
	for _, table := range []*schema.Table{stagesTable, labelsTable, factsTable} {
		add("truth."+table.Name+".parquet", "truth."+table.Name, exportSQL(truthSource(table), false))
	}
	return files, listed
}

func truthSource(t *schema.Table) *bind.Table {
	out := &bind.Table{From: "data." + telemetry.TruthSchema + "." + telemetry.Ident(t.Name)}
	for _, c := range t.InWorkspace {
		out.Columns = append(out.Columns, bind.Column{Column: c, SQL: telemetry.Ident(c.Name)})
	}
	return out
}

func exportSQL(t *bind.Table, rowNumbers bool) string {
	var shown []schema.Column
	for _, c := range t.Columns {
		shown = append(shown, c.Column)
	}
	var items []string
	for i, name := range telemetry.PhysicalNames(shown) {
		sql := t.Columns[i].SQL
		switch shown[i].Type {
		case schema.Datetime:
			sql = fmt.Sprintf("make_timestamp((%s - %d) // %d)", sql, value.UnixEpoch, value.Microsecond)
		case schema.Guid:
			sql = fmt.Sprintf("TRY_CAST(%s AS UUID)", sql)
		}
		items = append(items, sql+" AS "+telemetry.Ident(name))
	}
	if rowNumbers {
		items = append(items, telemetry.Ident(telemetry.RowColumn))
	}
	return "SELECT " + strings.Join(items, ", ") + " FROM " + t.From
}
