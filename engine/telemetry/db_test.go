package telemetry

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"socrates/engine/schema"
	"socrates/engine/schema/rows"
)

// dataFile makes a data file with two rows of Syslog.
func dataFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "telemetry.duckdb")
	b, err := Create(context.Background(), path, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Append(RowsSchema, batchOf(t, "Syslog", 2, map[string]rows.Vector{"Computer": {S: []string{"a", "b"}}})); err != nil {
		t.Fatal(err)
	}
	if err := b.Finish(); err != nil {
		t.Fatal(err)
	}
	return path
}

func openDB(t *testing.T, data string) *DB {
	t.Helper()
	db, err := Open(context.Background(), Options{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestTwoInstancesReadOneFile(t *testing.T) {
	path := dataFile(t)
	for range 2 {
		db := openDB(t, path)
		got, err := db.Rows(context.Background(), `SELECT "Computer" FROM data.main."Syslog"`)
		if err != nil || fmt.Sprint(got) != "[[a] [b]]" {
			t.Errorf("%v, %v", got, err)
		}
	}
}

func TestAnOpenInstanceIsLocked(t *testing.T) {
	db := openDB(t, dataFile(t))
	for _, try := range []string{
		"SELECT * FROM read_csv('/etc/passwd')",
		"SELECT * FROM read_text('/etc/passwd')",
		"COPY (SELECT 1) TO '/tmp/socrates-leak.csv'",
		"ATTACH '/tmp/socrates-leak.duckdb' AS x",
		"SET enable_external_access = true",
		"SET lock_configuration = false",
		"SET memory_limit = '8GB'",
		"INSTALL httpfs",
		"LOAD '/tmp/x.duckdb_extension'",
		`INSERT INTO data.main."Syslog" ("Computer") VALUES ('c')`,
		`DROP TABLE data.main."Syslog"`,
	} {
		if err := db.Exec(context.Background(), try); err == nil {
			t.Errorf("allowed: %s", try)
		}
	}
}

func TestAppendKeepsEveryKindOfCell(t *testing.T) {
	db := openDB(t, "")
	ctx := context.Background()
	table := &schema.Table{Name: "Kinds", Family: schema.Workspace}
	for _, typ := range schema.Types() {
		table.InWorkspace = append(table.InWorkspace, schema.Column{Name: "c_" + typ.String(), Type: typ})
	}
	if err := db.Exec(ctx, CreateTable(LiveSchema, table)); err != nil {
		t.Fatal(err)
	}
	b := &rows.Batch{Table: table, ID: []int64{1, 2}, Ingested: []int64{10, 20}}
	for _, typ := range schema.Types() {
		v := rows.Vector{Type: typ, Null: []bool{false, true}}
		switch typ {
		case schema.Real:
			v.F = []float64{2.5, 0}
		case schema.String, schema.Guid:
			v.S = []string{"text", ""}
		case schema.Dynamic:
			v.S = []string{`{"a":[1]}`, ""}
		case schema.Decimal:
			v.S = []string{"-12.000000000000000345", ""}
		default:
			v.I = []int64{1, 0}
		}
		b.Cols = append(b.Cols, v)
	}
	if err := db.Append(ctx, LiveSchema, b); err != nil {
		t.Fatal(err)
	}
	rs, err := db.Rows(ctx, `SELECT c_bool, c_int, c_long, c_real, c_decimal::VARCHAR, c_string, c_datetime, c_timespan, c_guid, c_dynamic::VARCHAR, _ingested, _row FROM live."Kinds" ORDER BY _row`)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(rs[0]); got != `[true 1 1 2.5 -12.000000000000000345 text 1 1 text {"a":[1]} 10 1]` {
		t.Errorf("first row %s", got)
	}
	if got := fmt.Sprint(rs[1]); got != `[<nil> <nil> <nil> <nil> <nil>  <nil> <nil> <nil> <nil> 20 2]` {
		t.Errorf("row of nulls %s", got)
	}
}

func TestOpeningWhatIsNoDataFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "telemetry.duckdb")
	if err := os.WriteFile(path, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Open(context.Background(), Options{Data: path})
	if err == nil || !strings.Contains(err.Error(), "damaged") || !strings.Contains(err.Error(), "--rebuild") {
		t.Errorf("a text file gives: %v", err)
	}
}
