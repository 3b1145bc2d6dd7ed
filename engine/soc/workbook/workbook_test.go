package workbook

import (
	"strings"
	"testing"

	"socrates/engine/kql/value"
)

const own = `
title: Sign-ins
says: Who signs in.
parameters:
  - {name: Range, type: time, value: 1d}
  - {name: Who, type: text, value: ""}
  - {name: Result, type: choice, values: ["0", "50126"], value: "0", multiSelect: true}
items:
  - {text: "Sign-ins of {Who} in {Range:label}; {Nothing} stays"}
  - {title: By hour, query: "SigninLogs | where UserPrincipalName has '{Who}' and ResultType in ({Result}) | summarize count() by bin(TimeGenerated, {Range:grain})", visualization: timechart, time: Range}
  - {query: "SigninLogs | where TimeGenerated {Range}"}
`

// noon is 2026-03-02 12:00; ticks by the calendar's parser, which has tests of its own.
func noon(t *testing.T) int64 {
	at, ok := value.ParseDatetime("2026-03-02T12:00:00Z")
	if !ok {
		t.Fatal("no date")
	}
	return at
}

func TestParametersAreFilledIn(t *testing.T) {
	w, _, err := Read("own.yaml", []byte(own))
	if err != nil {
		t.Fatal(err)
	}
	now := noon(t)
	tiles, values, err := w.Fill(map[string]string{"Who": `o'brien\`, "Result": "0,50126", "Range": "4h"}, now)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		`Sign-ins of o\'brien\\ in 4h; {Nothing} stays`,
		`SigninLogs | where UserPrincipalName has 'o\'brien\\' and ResultType in ('0','50126') | summarize count() by bin(TimeGenerated, 5m)`,
		`SigninLogs | where TimeGenerated > datetime(2026-03-02T08:00:00.0000000Z)`,
	} {
		if got := tiles[i].Text + tiles[i].Query; got != want {
			t.Errorf("item %d is %s, want %s", i+1, got, want)
		}
	}
	if tiles[1].To != now || tiles[1].From != now-4*value.Hour || tiles[2].From != 0 {
		t.Errorf("the times asked about are %d..%d and from %d", tiles[1].From, tiles[1].To, tiles[2].From)
	}
	if values["Range"] != "4h" || values["Result"] != "0,50126" {
		t.Errorf("values in force: %v", values)
	}
}

func TestWrongValuesAreRefused(t *testing.T) {
	w, _, err := Read("own.yaml", []byte(own))
	if err != nil {
		t.Fatal(err)
	}
	for given, want := range map[string]string{"Range=yesterday": "no span of time", "Result=1": "none of 0, 50126", "Whom=ada": "it has Range, Who, Result"} {
		name, v, _ := strings.Cut(given, "=")
		if _, _, err := w.Fill(map[string]string{name: v}, 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q, got %v", given, want, err)
		}
	}
}

func TestABadWorkbookIsRefused(t *testing.T) {
	for _, tt := range []struct{ name, old, new, want string }{
		{"unknown key", "says:", "sais:", "sais"},
		{"no title", "title: Sign-ins", "title: ''", "needs a title"},
		{"unknown drawing", "timechart", "pie", `"pie" is none of table`},
		{"no such time parameter", "time: Range", "time: Rnge", "neither a time parameter nor a span"},
		{"text and query at once", "{title: By hour,", "{text: x, title: By hour,", "not both"},
		{"no choices", `values: ["0", "50126"], `, "", "offers no values"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(own, tt.old, tt.new, 1)
			if text == own {
				t.Fatal("the case changes nothing")
			}
			if _, _, err := Read("own.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("want %q, got %v", tt.want, err)
			}
		})
	}
}

const exported = `{"version": "Notebook/1.0", "items": [
 {"type": 1, "content": {"json": "## Failures\nof sign-ins"}, "name": "text"},
 {"type": 9, "content": {"version": "KqlParameterItem/1.0", "parameters": [
   {"name": "TimeRange", "type": 4, "value": {"durationMs": 86400000}},
   {"name": "Subscription", "type": 6, "value": ["a", "b"]},
   {"name": "Result", "type": 2, "multiSelect": true, "quote": "\"", "delimiter": ", ", "jsonData": "[{\"value\":\"0\"},{\"value\":\"50126\"}]", "value": ["0", "50126"]},
   {"name": "App", "type": 2, "query": "SigninLogs | distinct AppDisplayName", "value": null}]}, "name": "parameters"},
 {"type": 12, "content": {"groupType": "editable", "items": [
   {"type": 3, "content": {"version": "KqlItem/1.0", "query": "SigninLogs | where ResultType in ({Result})", "title": "Rows", "queryType": 0, "visualization": "heatmap", "timeContextFromParameter": "TimeRange"}, "name": "rows",
    "conditionalVisibility": {"parameterName": "App", "comparison": "isNotEqualTo"}}]}, "name": "group"},
 {"type": 3, "content": {"query": "resources | count", "queryType": 1}, "name": "graph"},
 {"type": 3, "content": {"query": "AuditLogs | count", "timeContext": {"durationMs": 3600000}, "visualization": "stat", "gridSettings": {"formatters": []}}, "name": "audit"},
 {"type": 11, "content": {"style": "tabs"}, "name": "tabs"}]}`

func TestGalleryTemplate(t *testing.T) {
	w, notes, err := Read("gallery.json", []byte(exported))
	if err != nil {
		t.Fatal(err)
	}
	if w.Title != "Failures" || len(w.Items) != 3 || len(w.Parameters) != 4 {
		t.Fatalf("read as %+v", w)
	}
	tiles, _, err := w.Fill(nil, noon(t))
	if err != nil {
		t.Fatal(err)
	}
	if q := tiles[1]; q.Query != `SigninLogs | where ResultType in ("0", "50126")` || q.Visualization != "table" || q.To-q.From != value.Day {
		t.Errorf("the query in the group: %+v", q)
	}
	if q := tiles[2]; q.Visualization != "tiles" || q.To-q.From != value.Hour {
		t.Errorf("the last query: %+v", q)
	}
	all := strings.Join(notes, "\n")
	for _, want := range []string{"picker of type 6", "App: its list of values comes from a query", `"heatmap" is drawn as a table`, "rows: its condition", "graph: it asks another source", "audit: formats of columns", "tabs: links and tabs"} {
		if !strings.Contains(all, want) {
			t.Errorf("the report does not say %q:\n%s", want, all)
		}
	}
}

func TestGalleryWithinAResource(t *testing.T) {
	text := `{"resources": [{"type": "other"}, {"properties": {"displayName": "My page", "serializedData": "{\"items\": [{\"type\": 1, \"content\": {\"json\": \"hello\"}}]}"}}]}`
	w, _, err := Read("arm.json", []byte(text))
	if err != nil || w.Title != "My page" || w.Items[0].Text != "hello" {
		t.Errorf("%+v, %v", w, err)
	}
	for text, want := range map[string]string{`{"a": 1}`: "holds no workbook", `{"items": `: "no JSON", `{"items": []}`: "needs an item"} {
		if _, _, err := Read("x.json", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q, got %v", text, want, err)
		}
	}
}
