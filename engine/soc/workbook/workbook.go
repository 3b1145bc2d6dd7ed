// Package workbook holds workbooks: pages of parameters, text and queries with a visualisation.
//
// In:  the text of a workbook, in YAML of ours or as the gallery JSON that the portal's editor exports; values of its parameters.
// Out: Workbook, checked, with a report of what was left aside; for each tile the query to ask and the time to ask about.
//
// Not here: asking the queries, drawing, where workbooks are kept.
package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"socrates/engine/kql/value"
)

// Workbook is a page.
type Workbook struct {
	ID         string      `yaml:"id" json:"id,omitempty"` // of one that ships
	Title      string      `yaml:"title" json:"title"`
	Says       string      `yaml:"says" json:"says,omitempty"`
	Parameters []Parameter `yaml:"parameters" json:"parameters,omitempty"`
	Items      []Item      `yaml:"items" json:"items"`
}

// Parameter is a value that the reader sets; {Name} in a query or text stands for it.
type Parameter struct {
	Name   string   `yaml:"name" json:"name"`
	Label  string   `yaml:"label" json:"label,omitempty"`
	Type   string   `yaml:"type" json:"type"`                     // time, text, choice
	Value  string   `yaml:"value" json:"value"`                   // to begin with; a time is a span like 1d
	Values []string `yaml:"values" json:"values,omitempty"`       // what a choice offers
	Multi  bool     `yaml:"multiSelect" json:"multi,omitempty"`   // several values, each in quotes, with commas between
	Quote  string   `yaml:"quote" json:"quote,omitempty"`         // around each of several values; ' if left out
	Delim  string   `yaml:"delimiter" json:"delimiter,omitempty"` // between them; , if left out
}

// Item is a piece of the page: text, or a query.
type Item struct {
	Title         string `yaml:"title" json:"title,omitempty"`
	Text          string `yaml:"text" json:"text,omitempty"` // markdown
	Query         string `yaml:"query" json:"query,omitempty"`
	Visualization string `yaml:"visualization" json:"visualization,omitempty"` // table if left out
	// Time is the parameter, or the span, that the query looks back; "" asks about everything.
	Time string `yaml:"time" json:"time,omitempty"`
}

// The types of parameters.
const (
	Time   = "time"
	Text   = "text"
	Choice = "choice"
)

// Visualizations are the ways to draw a query's answer.
func Visualizations() []string {
	return []string{"table", "categoricalbar", "barchart", "piechart", "tiles", "timechart", "linechart", "areachart"}
}

// Read reads a workbook in either form. notes tell what of a gallery template is left aside.
func Read(name string, text []byte) (w *Workbook, notes []string, err error) {
	if trimmed := bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff"))); len(trimmed) > 0 && trimmed[0] == '{' {
		w, notes, err = readGallery(trimmed)
	} else {
		w, err = readYAML(text)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := w.Check(); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return w, notes, nil
}

func readYAML(text []byte) (*Workbook, error) {
	w := &Workbook{}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(w); err != nil {
		return nil, fmt.Errorf("it is no workbook in YAML: %s; a workbook has title, parameters and items", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	return w, nil
}

var word = regexp.MustCompile(`^[A-Za-z_]\w*$`)

// Check holds a workbook to its form; all that is wrong is told.
func (w *Workbook) Check() error {
	var errs []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	demand(strings.TrimSpace(w.Title) != "", "a workbook needs a title")
	demand(len(w.Items) > 0, "a workbook needs an item: a text, or a query")
	names := map[string]string{}
	for _, p := range w.Parameters {
		demand(word.MatchString(p.Name) && names[p.Name] == "", "parameter %q needs a name of its own, of letters and digits", p.Name)
		names[p.Name] = p.Type
		demand(slices.Contains([]string{Time, Text, Choice}, p.Type), "parameter %s: type %q is none of time, text, choice", p.Name, p.Type)
		demand(p.Type != Time || isSpan(p.Value), "parameter %s: %q is no span of time like 1d", p.Name, p.Value)
		demand(p.Type != Choice || len(p.Values) > 0, "parameter %s offers no values", p.Name)
	}
	for i, it := range w.Items {
		demand((it.Text == "") != (it.Query == ""), "item %d needs a text or a query, and not both", i+1)
		demand(it.Visualization == "" || slices.Contains(Visualizations(), it.Visualization), "item %d: visualization %q is none of %s", i+1, it.Visualization, strings.Join(Visualizations(), ", "))
		demand(it.Time == "" || names[it.Time] == Time || isSpan(it.Time), "item %d: time %q is neither a time parameter nor a span like 1d", i+1, it.Time)
	}
	return errors.Join(errs...)
}

func isSpan(text string) bool {
	span, ok := value.ParseTimespan(text)
	return ok && span > 0
}
