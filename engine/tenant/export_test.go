package tenant

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"
)

// parquet asks DuckDB about a file that Export wrote.
func parquet(t *testing.T, path, query string) string {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out string
	if err := db.QueryRow(strings.ReplaceAll(query, "FILE", "'"+path+"'")).Scan(&out); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}

func TestExportWritesWhatTheClockShows(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	out := filepath.Join(t.TempDir(), "out")
	files, err := ten.Export(bg, out, false)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(files); got != "[{AlertInfo.parquet AlertInfo} {DeviceProcessEvents.parquet DeviceProcessEvents} {SigninLogs.parquet SigninLogs} {Syslog.parquet Syslog}]" {
		t.Errorf("files: %s", got)
	}
	for _, tt := range []struct{ file, query, want string }{
		{"SigninLogs", `SELECT count(*) || ' ' || min("TimeGenerated") || ' ' || typeof(any_value("TimeGenerated")) FROM FILE`, "120 2022-09-28 22:13:20 TIMESTAMP"},
		{"SigninLogs", `SELECT any_value("DeviceDetail") || any_value("Type") FROM FILE`, `{"deviceId":"d1"}SigninLogs`},
		{"SigninLogs", `SELECT typeof(any_value("DeviceDetail")) FROM FILE`, "JSON"},
		{"AlertInfo", `SELECT string_agg("Title", '|') FROM FILE`, "30 sign-ins|30 sign-ins|30 sign-ins|30 sign-ins"},
		{"Syslog", `SELECT count(*)::VARCHAR FROM (DESCRIBE SELECT * FROM FILE) WHERE column_name LIKE '\_row' ESCAPE '\' OR column_name = '_ingested'`, "0"},
	} {
		if got := parquet(t, filepath.Join(out, tt.file+".parquet"), tt.query); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.file, got, tt.want)
		}
	}
}

func TestExportOfTruthOnlyWhenAsked(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	if err := ten.Advance(bg, "ada", wall, horizon); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out")
	if _, err := ten.Export(bg, out, true); err != nil {
		t.Fatal(err)
	}
	got := parquet(t, out, `SELECT count(*)::VARCHAR FROM read_parquet(FILE || '/Syslog.parquet') s JOIN read_parquet(FILE || '/truth.labels.parquet') l ON s._row = l."Row" AND l."Table" = 'Syslog'`)
	if got != "40" {
		t.Errorf("labelled rows: %s", got)
	}
	if _, err := ten.Export(bg, out, false); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("a second export into the folder: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(out), "*")); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := os.Stat(filepath.Join(out, "truth.facts.parquet")); err != nil {
		t.Error(err)
	}
}
