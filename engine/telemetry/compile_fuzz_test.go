package telemetry_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"socrates/engine/kql"
	"socrates/engine/kql/assist"
	"socrates/engine/kql/bind"
	"socrates/engine/kql/funcs"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/telemetry"
)

// two is a scope of two tables without rows.
type two struct{ nowhere }

var twoTables = map[string]string{
	"SigninLogs":   "TimeGenerated:datetime UserPrincipalName:string IPAddress:string ResultType:string LocationDetails:dynamic Tries:int",
	"DeviceEvents": "Timestamp:datetime DeviceName:string ActionType:string Id:long Score:real AdditionalFields:dynamic IPAddress:dynamic",
}

func (two) Table(name string) (*bind.Table, *bind.Missing) {
	cols, ok := twoTables[name]
	if !ok {
		return nil, nil
	}
	t := &bind.Table{Name: name, Ingested: "NULL"}
	for _, c := range strings.Fields(cols) {
		n, typ, _ := strings.Cut(c, ":")
		kind, _ := schema.ParseType(typ)
		t.Columns = append(t.Columns, bind.Column{Column: schema.Column{Name: n, Type: kind}})
	}
	return t, nil
}

func (two) TableNames() []string { return []string{"DeviceEvents", "SigninLogs"} }

// ends compiles a text. It must end in findings, or in SQL that DuckDB can prepare.
func ends(t *testing.T, db *telemetry.DB, text string) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
	defer stop()
	p, found := kql.Compile(text, kql.Options{Catalog: two{}, Now: value.UnixEpoch, Probe: db.Rows, Context: ctx})
	for _, d := range found {
		if d.Code == "X001" {
			t.Fatalf("%s\n%s", text, d.Msg)
		}
		if d.Span.Start < 0 || d.Span.End < d.Span.Start || d.Span.End > len(text) {
			t.Fatalf("%s\n%s stands outside of the text: %v", text, d.Code, d.Span)
		}
	}
	if p == nil {
		if !found.HasErrors() {
			t.Fatalf("%s\ngives neither a program nor an error", text)
		}
		return
	}
	if _, err := db.Rows(ctx, "EXPLAIN "+p.SQL); err != nil {
		t.Fatalf("%s\n%v\n%s", text, err, p.SQL)
	}
}

// queries are the examples of all pages and functions.
func queries() []string {
	var out []string
	for _, o := range assist.Operators() {
		if o.Example != "" {
			out = append(out, o.Example)
		}
	}
	for i, f := range funcs.All() {
		if len(f.Examples) > 0 && i%5 == 0 { // the examples of all functions run elsewhere
			out = append(out, "print x = ("+f.Examples[0].KQL+")")
		}
	}
	return append(out,
		"SigninLogs | where ResultType != \"0\" | summarize n = count(), take_any(UserPrincipalName) by bin(TimeGenerated, 1h), IPAddress | top 5 by n",
		"DeviceEvents | extend a = AdditionalFields.x[0] | mv-expand a | join kind=leftouter (SigninLogs | project UserPrincipalName, n = Tries) on $left.DeviceName == $right.UserPrincipalName",
		"union withsource=T SigninLogs, (DeviceEvents | where IPAddress has \"1\") | make-series c = count() on TimeGenerated step 1h by T",
		"let f = (x:long, T:(Id:long)) { T | where Id > x }; f(1, DeviceEvents) | sort by Score desc, Id asc nulls first | serialize p = prev(Id), r = row_number()",
		"search in (SigninLogs, DeviceEvents) \"a\" and IPAddress : \"b\"")
}

func FuzzCompile(f *testing.F) {
	db, err := telemetry.Open(context.Background(), telemetry.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { db.Close() })
	for _, q := range queries() {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, text string) { ends(t, db, text) })
}

// TestSplicedQueriesEnd puts steps of examples behind steps of others, in orders that nobody wrote.
func TestSplicedQueriesEnd(t *testing.T) {
	db, err := telemetry.Open(context.Background(), telemetry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rng := rand.New(rand.NewPCG(11, 12))
	var heads, steps []string
	for _, q := range queries() {
		parts := strings.Split(q, "\n| ")
		if len(parts) == 1 {
			parts = strings.Split(q, " | ")
		}
		heads, steps = append(heads, parts[0]), append(steps, parts[1:]...)
	}
	columns := strings.Fields("UserPrincipalName IPAddress Tries Id Score DeviceName TimeGenerated AdditionalFields")
	for range 600 {
		text := []string{"SigninLogs", "DeviceEvents", heads[rng.IntN(len(heads))]}[rng.IntN(3)]
		for range 1 + rng.IntN(3) {
			step := steps[rng.IntN(len(steps))]
			for _, old := range []string{"User", "Device", "n", "a", "x"} {
				step = swapWord(step, old, columns[rng.IntN(len(columns))])
			}
			text += "\n| " + step
		}
		ends(t, db, text)
	}
}

// swapWord replaces a word where it stands by itself.
func swapWord(s, old, new string) string {
	words := strings.Split(s, " ")
	for i, w := range words {
		if strings.Trim(w, "(),") == old {
			words[i] = strings.Replace(w, old, new, 1)
		}
	}
	return strings.Join(words, " ")
}
