package telemetry_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"socrates/engine/kql"
	"socrates/engine/kql/bind"
	"socrates/engine/kql/funcs"
	"socrates/engine/kql/value"
	"socrates/engine/telemetry"
)

func open(t *testing.T) *telemetry.DB {
	t.Helper()
	db, err := telemetry.Open(context.Background(), telemetry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func compile(db *telemetry.DB, text string) (*kql.Program, kql.Diags) {
	return kql.Compile(text, kql.Options{Catalog: two{}, Now: value.UnixEpoch, Probe: db.Rows})
}

// TestNoFunctionOfDuckDBCanBeCalled tries every function that the database itself has, by every spelling of it
// that a query can hold: what is no function of KQL is refused before any SQL is written.
func TestNoFunctionOfDuckDBCanBeCalled(t *testing.T) {
	db := open(t)
	names, err := db.Rows(context.Background(), "SELECT DISTINCT function_name FROM duckdb_functions()")
	if err != nil || len(names) < 500 {
		t.Fatalf("%d functions: %v", len(names), err)
	}
	ours := map[string]bool{}
	for _, n := range append(append(bind.SpecialFunctions(), bind.Plugins()...), "typeof") { // typeof(long) is a word of KQL itself
		ours[n] = true
	}
	word := regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
	tried := 0
	for _, row := range names {
		name := row[0].(string)
		if _, ok := funcs.Lookup(name); ok || ours[name] || !word.MatchString(name) {
			continue
		}
		for _, text := range []string{
			"print x = " + name + "('a')", "print x = " + name + "()", name + "('/etc/passwd')", "print x = ['" + name + "']('a')",
			"SigninLogs | evaluate " + name + "('a')", "let f = (a:string) { " + name + "(a) }; print f('a')",
		} {
			if p, found := compile(db, text); p != nil || !found.HasErrors() {
				t.Errorf("%s is taken", text)
			}
		}
		tried++
	}
	if tried < 300 {
		t.Errorf("only %d functions were tried", tried)
	}
}

// TestNothingButTheScopeCanBeRead names tables, files and settings of the database in place of a table.
func TestNothingButTheScopeCanBeRead(t *testing.T) {
	db := open(t)
	for _, name := range []string{
		"duckdb_settings()", "duckdb_tables", "information_schema.tables", "sqlite_master", "pg_catalog.pg_tables", "pragma_table_info",
		"/etc/passwd", "data.csv", "live.x", "memory.live.x", "read_csv('/etc/passwd')", "(SELECT 1)", "SigninLogs; SELECT 1", "temp.x", "c1", "main",
	} {
		quoted := "['" + strings.ReplaceAll(name, "'", `\'`) + "']"
		for _, text := range []string{
			quoted, quoted + " | take 1", "table(" + literal(name) + ")", "union " + quoted, "find in (" + quoted + ") where 1 == 1", "print 1 | join (" + quoted + ") on $left.print_0 == $right.x",
		} {
			if p, found := compile(db, text); p != nil || !found.HasErrors() {
				t.Errorf("%s is taken", text)
			}
		}
	}
}

// hostile are texts that mean something in SQL, in the templates that write it, or to a reader of paths.
var hostile = []string{
	`'`, `''`, `"`, `\`, `'; DROP TABLE x; --`, `' || (SELECT 1) || '`, `{0}`, `'{1}'`, `$x`, `$$`, `$1`, `?`, `:a`, "a\x00b", "`", `%s%d`, `/*`, `*/`, `--`, `;`,
	`"; SELECT 1`, `[1]`, `$.a`, `a"."b`, `é'😀`, `\'`, `' OR '1'='1`, `CAST(1 AS JSON)`, `c1`,
}

// literal writes a text as KQL.
func literal(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\x00", `\u0000`).Replace(s) + `"`
}

// TestTextsStayTexts puts hostile texts wherever a query can hold one. Each must come back as it was.
func TestTextsStayTexts(t *testing.T) {
	db := open(t)
	for _, s := range hostile {
		l := literal(s)
		for _, tt := range []struct{ text, want string }{
			{"print x = " + l, s},
			{"let v = " + l + "; print x = strcat(v, " + l + ")", s + s},
			{"datatable (x:string) [" + l + "] | where x == " + l + " and x in (" + l + ", 'z') and x contains " + l, s},
			{"print x = replace_string(strcat('<', " + l + ", '>'), " + l + ", '')", "<>"},
			{"print x = tostring(bag_pack(" + l + ", 5)[" + l + "])", "5"},
			{"print a = strcat('<', " + l + ", '>') | parse a with '<' x:string '>' | project x", s},
			{"print a = " + l + " | summarize n = count() by x = a | project x", s},
			{"print a = " + l + " | mv-expand x = pack_array(a) to typeof(string) | project x", s},
			{"print a = " + l + " | extend x = case(a == " + l + ", a, 'no') | project x", s},
			{"print a = 'k', x = " + l + " | join kind=inner (print a = 'k', y = " + l + ") on a | where x == y | project x", s},
			{"print x = " + l + " | sort by x asc | serialize y = prev(x, 1, " + l + ") | project y", s},
			{"print x = " + l + " | as T | union withsource = from (T) | take 1 | project x", s},
			{"print a = " + l + " | reduce by a with characters = " + l + " | project x = tostring(Count)", "1"},
		} {
			p, found := compile(db, tt.text)
			if found.HasErrors() {
				t.Errorf("%s\nis refused: %s", tt.text, found[0].Msg)
				continue
			}
			r, err := db.Run(context.Background(), p, telemetry.Limits{})
			if err != nil {
				t.Errorf("%s\n%v\n%s", tt.text, err, p.SQL)
				continue
			}
			if got := fmt.Sprint(r.Rows); got != "[["+tt.want+"]]" {
				t.Errorf("%s\ngives %q, want %q", tt.text, got, tt.want)
			}
		}
	}
}

// TestNamesStayNames makes columns of hostile texts: by writing them, and out of data.
func TestNamesStayNames(t *testing.T) {
	db := open(t)
	for _, s := range hostile {
		if strings.ContainsAny(s, "\x00") {
			continue // no name holds it
		}
		l := literal(s)
		bracket := "[" + l + "]"
		for _, text := range []string{
			"print " + bracket + " = 1 | extend " + bracket + " = " + bracket + " + 1 | project " + bracket,
			"print d = bag_pack(" + l + ", 1) | evaluate bag_unpack(d)",
			"print k = " + l + ", n = 1 | evaluate pivot(k, sum(n)) | project " + bracket,
			"print a = 1 | project-rename " + bracket + " = a",
			"print a = 1 | summarize " + bracket + " = sum(a)",
		} {
			p, found := compile(db, text)
			if found.HasErrors() {
				t.Errorf("%s\nis refused: %s", text, found[0].Msg)
				continue
			}
			r, err := db.Run(context.Background(), p, telemetry.Limits{})
			if err != nil || len(r.Columns) != 1 || r.Columns[0].Name != s {
				t.Errorf("%s\n%v\n%s", text, err, p.SQL)
			}
		}
	}
}

// TestGivingUpIsNoticedAnywhere ends queries that would run for hours: none may hold its caller. The bound is
// far above the half second that it takes, for machines with other work.
func TestGivingUpIsNoticedAnywhere(t *testing.T) {
	db := open(t)
	for name, text := range map[string]string{
		"rows":             "range x from 1 to 2000000000 step 1 | extend y = hash(x) | summarize dcount(y)",
		"a join":           "range x from 1 to 200000 step 1 | extend k = 1 | join kind=inner (range y from 1 to 200000 step 1 | extend k = 1) on k | summarize count() by z = x % 1000, y % 1000",
		"lists":            "range x from 1 to 200000 step 1 | extend l = range(1, 100000) | mv-expand l to typeof(long) | summarize count() by l",
		"repeated values":  "range x from 1 to 2000000 step 1 | extend l = array_length(repeat(x, 1000000)) | summarize sum(l)",
		"repeated texts":   "range x from 1 to 20000000 step 1 | extend l = strlen(strrep(tostring(x), 1024)) | summarize sum(l)",
		"a function of Go": "range x from 1 to 50000000 step 1 | extend l = strlen(parse_path(strcat('C:/a/', x)).Filename) | summarize sum(l)",
		"rows in order":    "range x from 1 to 1000000 step 1 | scan declare (s:long = 0) with (step a: true => s = x + a.s;) | summarize max(s)",
		"a graph":          "range x from 1 to 3000 step 1 | extend y = x % 50, z = x % 49 | make-graph y --> z with_node_id = id | graph-match (a)-[e*1..9]->(b) project a.id | count",
		"sorting":          "range x from 1 to 300000000 step 1 | extend y = hash(x) | sort by y asc | extend p = prev(y) | summarize max(p)",
	} {
		t.Run(name, func(t *testing.T) {
			p, found := compile(db, text)
			if found.HasErrors() {
				t.Fatal(found[0].Msg)
			}
			ctx, cancel := context.WithCancel(context.Background())
			done := make(chan error, 1)
			go func() {
				_, err := db.Run(ctx, p, telemetry.Limits{})
				done <- err
			}()
			time.Sleep(50 * time.Millisecond)
			cancel()
			select {
			case err := <-done:
				if !errors.Is(err, context.Canceled) {
					t.Errorf("ends with %v", err)
				}
			case <-time.After(20 * time.Second):
				t.Error("holds its caller")
			}
		})
	}
}
