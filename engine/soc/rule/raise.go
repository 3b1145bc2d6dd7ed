package rule

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"socrates/engine/schema"
	"socrates/engine/soc/entity"
)

// Draft is an alert that an answer makes, before it has a time and an id.
type Draft struct {
	Title, Text, Severity string
	Tactics               []string          // from a column; nil leaves those of the rule
	Properties            map[string]string // further properties of the alert that a column filled
	Entities              []entity.Entity
	Details               map[string]any
	Rows                  int
	Sample                map[string]any
}

// Fires applies the trigger to a number of rows. NRT rules and custom detections fire on any.
func (r *Rule) Fires(rows int) bool {
	switch {
	case r.Kind != Scheduled || r.Operator == "gt":
		return rows > r.Threshold
	case r.Operator == "lt":
		return rows < r.Threshold
	case r.Operator == "eq":
		return rows == r.Threshold
	}
	return rows != r.Threshold
}

// Raise makes the alerts of an answer: one, or one for each row up to perRun, whose last gathers the rest.
func (r *Rule) Raise(columns []schema.Column, rows [][]any, perRun int) []Draft {
	if !r.Fires(len(rows)) {
		return nil
	}
	if r.EventGrouping.Kind != "AlertPerResult" || len(rows) == 0 {
		return []Draft{r.draft(columns, rows)}
	}
	var out []Draft
	for i := range rows {
		if len(out) == perRun-1 && len(rows) > perRun {
			return append(out, r.draft(columns, rows[i:]))
		}
		out = append(out, r.draft(columns, rows[i:i+1]))
	}
	return out
}

func (r *Rule) draft(columns []schema.Column, rows [][]any) Draft {
	d := Draft{Title: r.Name, Text: r.Description, Severity: r.Severity, Rows: len(rows), Details: map[string]any{}}
	for _, row := range rows {
		d.Entities = entity.Add(d.Entities, r.entities(columns, row)...)
	}
	for name, column := range r.CustomDetails {
		d.Details[name] = distinct(columns, rows, column)
	}
	if len(rows) > 0 {
		d.Sample = Record(columns, rows[0])
		d.override(r.Override, d.Sample)
	}
	return d
}

func (d *Draft) override(o Override, first map[string]any) {
	if o.Name != "" {
		d.Title = cut(fill(o.Name, first), 256) // [H5]
	}
	if o.Text != "" {
		d.Text = cut(fill(o.Text, first), 5000) // [H5]
	}
	for _, s := range severities {
		if strings.EqualFold(Text(first[o.Severity]), s) {
			d.Severity = s
		}
	}
	d.Tactics = tacticsIn(Text(first[o.Tactics]))
	for _, p := range o.Dynamic {
		if v := Text(first[p.Column]); v != "" {
			if d.Properties == nil {
				d.Properties = map[string]string{}
			}
			d.Properties[p.Name] = v
		}
	}
}

var separator = regexp.MustCompile(`[\s",\[\]]+`)

// tacticsIn are the tactics that a cell names: one, several with commas, or a JSON list. Words that are no tactic are left out.
func tacticsIn(cell string) (out []string) {
	for _, w := range separator.Split(cell, -1) {
		for _, t := range tactics {
			if strings.EqualFold(t, w) {
				out = append(out, t)
			}
		}
	}
	return out
}

var hole = regexp.MustCompile(`\{\{\s*([^}\s]+)\s*\}\}`)

func fill(format string, row map[string]any) string {
	return hole.ReplaceAllStringFunc(format, func(h string) string { return Text(row[hole.FindStringSubmatch(h)[1]]) })
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

func (r *Rule) entities(columns []schema.Column, row []any) []entity.Entity {
	rec := Record(columns, row)
	var out []entity.Entity
	for _, m := range r.Mappings {
		var pairs []string
		for _, f := range m.Fields {
			pairs = append(pairs, f.Identifier, Text(rec[f.Column]))
		}
		out = append(out, entity.New(m.Type, pairs...))
	}
	return out
}

func distinct(columns []schema.Column, rows [][]any, column string) []string {
	seen := map[string]bool{}
	out := []string{}
	for _, row := range rows {
		if v := Text(Record(columns, row)[column]); v != "" && !seen[v] && len(out) < 50 { // [H4]
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// Record is a row by column name.
func Record(columns []schema.Column, row []any) map[string]any {
	rec := make(map[string]any, len(columns))
	for i, c := range columns {
		rec[c.Name] = row[i]
	}
	return rec
}

// Text is a cell as text, "" for null; the text of a dynamic string loses its quotes.
func Text(cell any) string {
	switch c := cell.(type) {
	case nil:
		return ""
	case string:
		var s string
		if strings.HasPrefix(c, `"`) && json.Unmarshal([]byte(c), &s) == nil {
			return s
		}
		return c
	}
	return fmt.Sprint(cell)
}

var techniqueIn = regexp.MustCompile(`T\d{4}(\.\d{3})?`)

// TechniquesIn are the ATT&CK ids in a text.
func TechniquesIn(text string) []string { return techniqueIn.FindAllString(text, -1) }
