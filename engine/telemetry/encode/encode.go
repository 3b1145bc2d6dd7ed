// Package encode writes results for people and programs: a table, JSON, CSV, Markdown.
//
// In:  a telemetry.Result, the name of a format.
// Out: text; the wire form of a cell and of a finding, which every API of the project shares.
//
// Not here: colours, paging, what to do about an error.
package encode

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/telemetry"
)

// Formats lists the names that Write takes.
func Formats() []string { return []string{"table", "json", "csv", "markdown"} }

// Check refuses a format that Write does not know.
func Check(format string) error {
	if slices.Contains(Formats(), format) {
		return nil
	}
	return fmt.Errorf("format %q is none of %s", format, strings.Join(Formats(), ", "))
}

// Write writes a result in a format.
func Write(w io.Writer, format string, r *telemetry.Result) error {
	switch format {
	case "json":
		return writeJSON(w, r)
	case "csv":
		return writeCSV(w, r)
	case "markdown":
		return writeMarkdown(w, r)
	case "table":
		return writeTable(w, r)
	}
	return Check(format)
}

// Column is a column on the wire.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Columns gives columns their wire form.
func Columns(cols []schema.Column) []Column {
	out := make([]Column, len(cols))
	for i, c := range cols {
		out[i] = Column{c.Name, c.Type.String()}
	}
	return out
}

// Cell gives a cell its wire form: a datetime as 2020-01-01T00:00:00.0000000Z, a timespan as 1.02:03:04.0000000, NaN and the
// infinities as strings, dynamic as the JSON value itself, everything else as it is.
func Cell(t schema.Type, c any) any {
	switch x := c.(type) {
	case int64:
		switch t {
		case schema.Datetime:
			return value.FormatDatetime(x)
		case schema.Timespan:
			return value.FormatTimespan(x)
		}
	case float64:
		switch {
		case math.IsNaN(x):
			return "NaN"
		case math.IsInf(x, 1):
			return "Infinity"
		case math.IsInf(x, -1):
			return "-Infinity"
		}
	case string:
		switch {
		case t == schema.Dynamic && json.Valid([]byte(x)):
			return json.RawMessage(x)
		case t == schema.Decimal:
			return json.Number(x)
		}
	}
	return c
}

// Rows gives rows their wire form.
func Rows(r *telemetry.Result) [][]any {
	out := make([][]any, len(r.Rows))
	for i, row := range r.Rows {
		out[i] = make([]any, len(row))
		for j, c := range row {
			out[i][j] = Cell(r.Columns[j].Type, c)
		}
	}
	return out
}

func writeJSON(w io.Writer, r *telemetry.Result) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Columns   []Column `json:"columns"`
		Rows      [][]any  `json:"rows"`
		Truncated bool     `json:"truncated,omitempty"`
	}{Columns(r.Columns), Rows(r), r.Truncated})
}

// Text writes a cell for people: null is empty, a string stands as it is.
func Text(t schema.Type, c any) string {
	switch x := Cell(t, c).(type) {
	case nil:
		return ""
	case json.RawMessage:
		return string(x)
	case json.Number:
		return x.String()
	case bool:
		return map[bool]string{true: "true", false: "false"}[x]
	case float64:
		return value.FormatReal(x)
	default:
		return fmt.Sprint(x)
	}
}

func texts(r *telemetry.Result, row []any) []string {
	out := make([]string, len(row))
	for i, c := range row {
		out[i] = Text(r.Columns[i].Type, c)
	}
	return out
}

func names(r *telemetry.Result) []string {
	out := make([]string, len(r.Columns))
	for i, c := range r.Columns {
		out[i] = c.Name
	}
	return out
}

func writeCSV(w io.Writer, r *telemetry.Result) error {
	out := csv.NewWriter(w)
	out.Write(names(r))
	for _, row := range r.Rows {
		out.Write(texts(r, row))
	}
	out.Flush()
	return out.Error()
}

// Finding is a diagnostic on the wire; positions are in UTF-16 units.
type Finding struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Hint     string `json:"hint,omitempty"`
	Start    int    `json:"start"`
	Length   int    `json:"length"`
}

// Diagnostics gives findings their wire form.
func Diagnostics(text string, found source.List) []Finding {
	out := make([]Finding, len(found))
	for i, d := range found {
		f := Finding{Code: string(d.Code), Severity: severities[d.Severity], Message: d.Msg}
		if d.Label != "" {
			f.Message += ": " + d.Label
		}
		if len(d.Hints) > 0 {
			f.Hint = d.Hints[0]
		}
		f.Start, f.Length = d.Span.UTF16(text)
		out[i] = f
	}
	return out
}

var severities = map[source.Severity]string{source.Error: "error", source.Warning: "warning", source.Info: "info"}
