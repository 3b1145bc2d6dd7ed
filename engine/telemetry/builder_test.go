package telemetry

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"

	"socrates/engine/schema"
	"socrates/engine/schema/rows"
)

// batchOf makes a batch of a table in which only the named columns have cells.
func batchOf(t testing.TB, table string, n int, cols map[string]rows.Vector) *rows.Batch {
	t.Helper()
	tab, ok := schema.Lookup(table)
	if !ok {
		t.Fatalf("no table %s", table)
	}
	b := &rows.Batch{Table: tab, Cols: make([]rows.Vector, len(tab.Columns()))}
	for i, c := range tab.Columns() {
		b.Cols[i] = cols[c.Name]
		b.Cols[i].Type = c.Type
	}
	for i := range n {
		b.ID = append(b.ID, int64(i+1))
		b.Ingested = append(b.Ingested, int64(1000+i))
	}
	return b
}

func openFile(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", path+"?access_mode=READ_ONLY")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func ask(t testing.TB, db *sql.DB, query string) string {
	t.Helper()
	rs, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rs.Close()
	names, _ := rs.Columns()
	var out []string
	for rs.Next() {
		cells := make([]any, len(names))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rs.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		var line []string
		for _, c := range cells {
			line = append(line, fmt.Sprint(*c.(*any)))
		}
		out = append(out, strings.Join(line, "|"))
	}
	return strings.Join(out, "\n")
}

func TestBuilderKeepsEveryKindOfCell(t *testing.T) {
	path := filepath.Join(t.TempDir(), "telemetry.duckdb")
	b, err := Create(context.Background(), path, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("ä", 300_000) // longer than a block of the arena
	err = b.Append(RowsSchema, batchOf(t, "SigninLogs", 3, map[string]rows.Vector{
		"TimeGenerated":     {I: []int64{637134336000000001, 2, 3}},
		"UserPrincipalName": {S: []string{"twelve bytes", "thirteen bytes", long}},
		"DeviceDetail":      {S: []string{`{"deviceId":""}`, "", "[1,2]"}},
		"IsRisky":           {I: []int64{1, 0, 0}, Null: []bool{false, false, true}},
		"DurationMs":        {I: []int64{-1, 0, 9_000_000_000}},
		"_BilledSize":       {F: []float64{1.5, 0, 0}, Null: []bool{false, true, false}},
	}))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Finish(); err != nil {
		t.Fatal(err)
	}
	db := openFile(t, path)
	got := ask(t, db, `SELECT "TimeGenerated", length("UserPrincipalName"), "DeviceDetail"::VARCHAR, "IsRisky",
		"DurationMs", "_BilledSize", "Category" = '', "CreatedDateTime", _ingested, _row FROM "SigninLogs"`)
	want := `637134336000000001|12|{"deviceId":""}|true|-1|1.5|true|<nil>|1000|1
2|14|<nil>|false|0|<nil>|true|<nil>|1001|2
3|300000|[1,2]|<nil>|9000000000|0|true|<nil>|1002|3`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestBuilderKeepsOrderOverManyChunks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "telemetry.duckdb")
	b, err := Create(context.Background(), path, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	const n = 5000
	for _, table := range []string{"Syslog", "Heartbeat", "DnsEvents"} {
		names := make([]string, n)
		for i := range names {
			names[i] = fmt.Sprintf("%s-host-number-%d", table, i)
		}
		for range 3 { // a batch does not end where a chunk ends
			if err := b.Append(RowsSchema, batchOf(t, table, n, map[string]rows.Vector{"Computer": {S: names}})); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := b.Rows(RowsSchema)["Syslog"]; got != 3*n {
		t.Errorf("Rows says %d", got)
	}
	if err := b.Finish(); err != nil {
		t.Fatal(err)
	}
	db := openFile(t, path)
	for _, table := range []string{"Syslog", "Heartbeat", "DnsEvents"} {
		got := ask(t, db, fmt.Sprintf(`SELECT count(*), sum(CASE WHEN "Computer" = '%s-host-number-' || (rowid %% %d) THEN 1 ELSE 0 END)::BIGINT FROM "%s"`, table, n, table))
		if got != "15000|15000" {
			t.Errorf("%s: %s", table, got)
		}
	}
}

// A table to which nothing but empty batches came is there all the same: a quiet tenant has no stages.
func TestBuilderMakesTablesWithoutRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.duckdb")
	b, err := Create(context.Background(), path, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abort()
	if err := b.Append(RowsSchema, batchOf(t, "Syslog", 0, nil)); err != nil {
		t.Fatal(err)
	}
	if err := b.Finish(); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, openFile(t, path), `SELECT count(*) FROM main."Syslog"`); strings.TrimSpace(got) != "0" {
		t.Errorf("got %q", got)
	}
}

func TestBuilderLeavesAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "telemetry.duckdb")
	row := func() *rows.Batch { return batchOf(t, "Syslog", 1, nil) }

	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		b, err := Create(ctx, path, BuildOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Append(RowsSchema, row()); err != nil {
			t.Fatal(err)
		}
		cancel()
		if err := b.Append(RowsSchema, row()); !errors.Is(err, context.Canceled) {
			t.Errorf("Append after the end: %v", err)
		}
		if err := b.Finish(); !errors.Is(err, context.Canceled) {
			t.Errorf("Finish after the end: %v", err)
		}
	})
	t.Run("bad JSON", func(t *testing.T) {
		b, err := Create(context.Background(), path, BuildOptions{})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Abort()
		err = b.Append(RowsSchema, batchOf(t, "SigninLogs", 1, map[string]rows.Vector{"DeviceDetail": {S: []string{"{no"}}}))
		if err == nil || !strings.Contains(err.Error(), "SigninLogs.DeviceDetail") {
			t.Errorf("bad JSON was stored: %v", err)
		}
	})
	t.Run("bad UTF-8", func(t *testing.T) {
		b, err := Create(context.Background(), path, BuildOptions{})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Abort()
		err = b.Append(RowsSchema, batchOf(t, "Syslog", 1, map[string]rows.Vector{"Computer": {S: []string{"a\xff"}}}))
		if err == nil || !strings.Contains(err.Error(), "Syslog.Computer") {
			t.Errorf("bad text was stored: %v", err)
		}
	})
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestBuilderRefusesBatchesThatDoNotFit(t *testing.T) {
	b, err := Create(context.Background(), filepath.Join(t.TempDir(), "x.duckdb"), BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Abort()
	short := batchOf(t, "Syslog", 2, map[string]rows.Vector{"Computer": {S: []string{"one"}}})
	if err := b.Append(RowsSchema, short); err == nil || !strings.Contains(err.Error(), "column Computer has 1") {
		t.Errorf("short column: %v", err)
	}
	narrow := batchOf(t, "Syslog", 1, nil)
	narrow.Cols = narrow.Cols[:3]
	if err := b.Append(RowsSchema, narrow); err == nil {
		t.Error("a missing column went unnoticed")
	}
}

// AzureDiagnostics has clientIp_s and clientIP_s, which are one name to DuckDB.
func TestEveryTableOfTheCatalogueCanBeStored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "telemetry.duckdb")
	b, err := Create(context.Background(), path, BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, tab := range schema.All() {
		if err := b.Append(RowsSchema, batchOf(t, tab.Name, 1, nil)); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Finish(); err != nil {
		t.Fatal(err)
	}
	db := openFile(t, path)
	got := ask(t, db, `SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'main' AND estimated_size = 1`)
	if want := fmt.Sprint(len(schema.All())); got != want {
		t.Errorf("%s tables of %s", got, want)
	}
}

// BenchmarkBuilder stores 200,000 rows of DeviceProcessEvents, about 1 kB each.
func BenchmarkBuilder(b *testing.B) {
	const n, batch = 200_000, 20_000
	cols := map[string]rows.Vector{}
	tab, _ := schema.Lookup("DeviceProcessEvents")
	for i, c := range tab.Columns() {
		if c.Type != schema.String || i%3 == 2 {
			continue
		}
		s := make([]string, batch)
		for r := range s {
			switch i % 3 {
			case 0:
				s[r] = fmt.Sprintf("%s value %d of a few", c.Name, r%50)
			case 1:
				s[r] = fmt.Sprintf("%s --unique %d --token %x", c.Name, r, r*2654435761)
			}
		}
		cols[c.Name] = rows.Vector{S: s}
	}
	ts := make([]int64, batch)
	for i := range ts {
		ts[i] = int64(i) * 1e7
	}
	cols["Timestamp"] = rows.Vector{I: ts}
	in := batchOf(b, "DeviceProcessEvents", batch, cols)
	for _, writers := range []int{1, 2} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			for b.Loop() {
				bb, err := Create(context.Background(), filepath.Join(b.TempDir(), "t.duckdb"), BuildOptions{Writers: writers})
				if err != nil {
					b.Fatal(err)
				}
				for range n / batch {
					if err := bb.Append(RowsSchema, in); err != nil {
						b.Fatal(err)
					}
				}
				if err := bb.Finish(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
