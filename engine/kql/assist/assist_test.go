package assist

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"socrates/engine/kql/bind"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// desk is a scope with two tables and one stored function.
type desk struct{}

var deskTables = map[string][]schema.Column{
	"SigninLogs":       {{Name: "TimeGenerated", Type: schema.Datetime}, {Name: "UserPrincipalName", Type: schema.String}, {Name: "IPAddress", Type: schema.String}, {Name: "LocationDetails", Type: schema.Dynamic}},
	"DeviceFileEvents": {{Name: "Timestamp", Type: schema.Datetime}, {Name: "FileName", Type: schema.String}, {Name: "odd name", Type: schema.Long}},
}

func (desk) Table(name string) (*bind.Table, *bind.Missing) {
	if name == "DeviceInfo" {
		return nil, &bind.Missing{Msg: "DeviceInfo is a Defender table", Hint: "switch the connector on"}
	}
	cols, ok := deskTables[name]
	if !ok {
		return nil, nil
	}
	t := &bind.Table{Name: name, From: "x"}
	for _, c := range cols {
		t.Columns = append(t.Columns, bind.Column{Column: c, SQL: "x"})
	}
	return t, nil
}

func (desk) TableNames() []string { return []string{"DeviceFileEvents", "SigninLogs"} }

func (desk) Function(name string) (*bind.StoredFunction, bool) {
	if name != "FileProfile" {
		return nil, false
	}
	return &bind.StoredFunction{Name: name, Columns: []schema.Column{{Name: "SHA1", Type: schema.String}}, Doc: "What is known about a file."}, true
}

func (desk) FunctionNames() []string { return []string{"FileProfile"} }

var scope = Scope{Catalog: desk{}, Values: func(column string) []string {
	if column == "ActionType" {
		return []string{"FileCreated", "FileDeleted"}
	}
	return nil
}}

// offered gives the texts of the items at the mark ‸ in the text.
func offered(t *testing.T, marked string) []string {
	t.Helper()
	before, after, found := strings.Cut(marked, "‸")
	if !found {
		t.Fatalf("no mark in %q", marked)
	}
	var out []string
	for _, it := range Complete(before+after, len(before), scope) {
		out = append(out, it.Text)
	}
	return out
}

func TestCompletion(t *testing.T) {
	for _, tt := range []struct{ name, at, has, hasNot string }{
		{"an empty text begins with a table", "‸", "SigninLogs union", "where"},
		{"letters of a table", "Sign‸", "SigninLogs", "DeviceFileEvents"},
		{"letters in the middle of a table's name", "file‸", "DeviceFileEvents FileProfile(", "SigninLogs"},
		{"behind a pipe stand operators", "SigninLogs | ‸", "where project-away summarize", "SigninLogs print"},
		{"letters of an operator", "SigninLogs | pro‸", "project project-rename", "where"},
		{"the second half of an operator's word", "SigninLogs | project-aw‸", "project-away", "project-keep"},
		{"where sees the columns of the table", "SigninLogs | where ‸", "UserPrincipalName IPAddress strlen(", "FileName count("},
		{"a projection decides what the next step sees", "SigninLogs | project Who = UserPrincipalName | where ‸", "Who", "IPAddress UserPrincipalName"},
		{"summarize offers aggregates", "SigninLogs | summarize ‸", "count( UserPrincipalName", "FileName"},
		{"by offers columns and no aggregates", "SigninLogs | summarize count() by ‸", "IPAddress bin(", "dcount("},
		{"behind a summarize stand its results", "SigninLogs | summarize n = count() by IPAddress | where ‸", "n IPAddress", "UserPrincipalName"},
		{"behind an operand stand comparisons", "SigninLogs | where IPAddress ‸", "has == startswith and", "IPAddress"},
		{"sort has its words", "SigninLogs | sort by IPAddress ‸", "asc desc", "on"},
		{"the right side of a join is a table", "SigninLogs | join kind=inner ‸", "DeviceFileEvents", "where"},
		{"a subquery sees its own table", "SigninLogs | join (DeviceFileEvents | where ‸", "FileName", "IPAddress"},
		{"on sees the left side", "SigninLogs | join (DeviceFileEvents) on ‸", "IPAddress", "count("},
		{"let variables are names", "let big = 5; SigninLogs | where ‸", "big", "nothing"},
		{"known values of a column", "DeviceFileEvents | where ActionType == ‸", `"FileCreated" "FileDeleted"`, "FileName"},
		{"known values inside a string of a list", `T | where ActionType in ("FileCreated", "FileD‸`, "FileDeleted", "FileCreated"},
		{"known values behind !=", "DeviceFileEvents | where ActionType != ‸", `"FileDeleted"`, "FileName"},
		{"known values behind =~, begun", `DeviceFileEvents | where ActionType =~ "filec‸`, "FileCreated", "FileDeleted"},
		{"known values in the first place of a list", "DeviceFileEvents | where ActionType in~ (‸", `"FileCreated"`, "FileName"},
		{"known values of has_any", `DeviceFileEvents | where FileName == "x" and ActionType has_any ("FileCreated", ‸`, `"FileDeleted"`, "FileName"},
		{"a column without known values has columns", "DeviceFileEvents | where FileName == ‸", "FileName", `"FileCreated"`},
		{"plugins behind evaluate", "DeviceFileEvents | evaluate ‸", "bag_unpack( pivot(", "where"},
		{"functions that no row describes", "DeviceFileEvents | extend a = if‸", "iff(", "where"},
		{"nothing in other strings", `SigninLogs | where IPAddress == "10.‸`, "", "IPAddress has"},
		{"nothing in comments", "SigninLogs // where ‸", "", "IPAddress where"},
		{"a name that needs brackets", "DeviceFileEvents | where o‸", "['odd name']", "Timestamp"},
		{"a mistake in an earlier step hides only that step", "SigninLogs | where Nope == 1 | where ‸", "IPAddress", "FileName"},
		{"a subquery of mv-apply begins with an operator", "SigninLogs | mv-apply e = LocationDetails on (‸", "where", "IPAddress"},
		{"a subquery of mv-apply sees row and element", "SigninLogs | mv-apply e = LocationDetails on (where ‸", "e IPAddress", "FileName"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := offered(t, tt.at)
			for _, want := range fields(tt.has) {
				if !slices.Contains(got, want) {
					t.Errorf("%s does not offer %s, but %d items such as %v", tt.at, want, len(got), got[:min(8, len(got))])
				}
			}
			for _, not := range fields(tt.hasNot) {
				if slices.Contains(got, not) {
					t.Errorf("%s offers %s", tt.at, not)
				}
			}
		})
	}
}

func fields(s string) []string {
	if strings.HasPrefix(s, "['") {
		return []string{s}
	}
	return strings.Fields(s)
}

func TestHover(t *testing.T) {
	query := "SigninLogs | summarize n = count() by IPAddress | project-away n | where IPAddress =~ \"x\" and strlen(IPAddress) > 1"
	for _, tt := range []struct{ word, title string }{
		{"SigninLogs", "table SigninLogs"},
		{"summarize", "T | summarize [name =] aggregate, … [by [name =] expression, …]"},
		{"away", "T | project-away column or pattern*, …"},
		{"by IPAddress", ""},
		{"IPAddress =~", "IPAddress: string"},
	} {
		doc, ok := Hover(query, strings.Index(query, tt.word), scope)
		if doc.Title != tt.title || ok != (tt.title != "") {
			t.Errorf("hovering over %q shows %q", tt.word, doc.Title)
		}
	}
	for _, word := range []string{"count()", "=~", "strlen"} {
		doc, ok := Hover(query, strings.Index(query, word), scope)
		if !ok || doc.Text == "" || strings.HasPrefix(doc.Title, "T |") {
			t.Errorf("hovering over %q shows %+v", word, doc)
		}
	}
	if doc, _ := Hover("DeviceInfo | count", 2, scope); !strings.Contains(doc.Text, "switch the connector on") {
		t.Errorf("a table that is not in scope shows %+v", doc)
	}
}

func TestEveryOperatorHasAPageThatParses(t *testing.T) {
	for _, name := range syntax.Operators() {
		if len(Help(name)) == 0 && name != "makeseries" && name != "project-smart" {
			t.Errorf("operator %s has no page", name)
		}
	}
	for _, o := range Operators() {
		if o.Doc == "" || o.Syntax == "" || !strings.HasSuffix(o.Doc, ".") {
			t.Errorf("%s: the page lacks a sentence or a syntax line", o.Name)
		}
		if _, diags := syntax.Parse(o.Example); o.Example != "" && len(diags) > 0 {
			t.Errorf("%s: the example has mistakes: %v", o.Name, diags)
		}
	}
}

func TestEveryPluginAndSpecialFunctionHasAPage(t *testing.T) {
	for _, name := range append(bind.Plugins(), bind.SpecialFunctions()...) {
		if len(Help(name)) == 0 {
			t.Errorf("%s has no page", name)
		}
	}
}

func TestHelpKnowsOlderSpellings(t *testing.T) {
	if pages := Help("order"); len(pages) != 1 || pages[0].Name != "sort" {
		t.Errorf("help order shows %v", pages)
	}
	if pages := Help("count"); len(pages) != 2 || pages[0].Kind != "operator" || pages[1].Kind != "aggregate" {
		t.Errorf("help count shows %d pages", len(pages))
	}
	if near, _ := Near("summarise"); near != "summarize" {
		t.Errorf("summarise is near %q", near)
	}
}

// TestReferencePagesAreCurrent fails when docs/kql was not written again after a change of the rows:
// go run ./cmd/socrates kql docs --out docs/kql
func TestReferencePagesAreCurrent(t *testing.T) {
	for name, want := range Reference() {
		got, err := os.ReadFile(filepath.Join("../../../docs/kql", name))
		if err != nil || string(got) != want {
			t.Errorf("docs/kql/%s is stale (%v): run `socrates kql docs --out docs/kql`", name, err)
		}
	}
}
