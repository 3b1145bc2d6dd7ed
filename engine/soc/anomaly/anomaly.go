// Package anomaly is the anomaly rules of a workspace: what is looked for that is unusual rather than bad.
//
// In:  YAML, one template a file.
// Out: Templates, checked.
//
// Not here: those that ship (content), when they run and the Anomalies table (soc), what alerts on them (analytics rules).
package anomaly

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"

	"socrates/engine/soc/span"
)

// Template is one anomaly rule. Its query returns a row for each anomaly of the last Every before now(). Columns that
// bear the name of a column of Anomalies fill it (Score from 0 to 1, StartTime, EndTime, UserPrincipalName,
// SourceIpAddress, …); Reasons is text; all others are kept as details.
type Template struct {
	ID          string    `yaml:"id" json:"id"`
	Name        string    `yaml:"name" json:"name"`
	Description string    `yaml:"description" json:"description"`
	Version     string    `yaml:"version" json:"version"`
	Every       span.Span `yaml:"every" json:"every"`
	Tactics     []string  `yaml:"tactics" json:"tactics"`
	Techniques  []string  `yaml:"techniques" json:"techniques"`
	Threshold   float64   `yaml:"threshold" json:"threshold"` // rows with a lower score are dropped
	Query       string    `yaml:"query" json:"query"`
}

// Parse reads one template. Its file bears its id.
func Parse(name string, text []byte) (*Template, error) {
	t := &Template{}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(t); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	switch {
	case t.ID+".yaml" != name:
		return nil, fmt.Errorf("%s: the id %q is not the name of the file", name, t.ID)
	case t.Name == "" || t.Description == "" || t.Query == "" || t.Version == "":
		return nil, fmt.Errorf("%s: a template has a name, a description, a version and a query", name)
	case t.Every.Ticks() <= 0:
		return nil, fmt.Errorf("%s: every is the time between runs, such as 12h", name)
	case t.Threshold <= 0 || t.Threshold >= 1:
		return nil, fmt.Errorf("%s: the threshold %g is not between 0 and 1", name, t.Threshold)
	}
	return t, nil
}
