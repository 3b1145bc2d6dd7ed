// Package threat is the reports of threat analytics: what a kind of attack is, how it goes, how to look for it, and
// what stands open to it.
//
// In:  YAML, one report a file.
// Out: Reports, checked.
//
// Not here: those that ship (content), what a report finds in a tenant (soc), the attacks themselves (scenarios).
package threat

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Report is one threat. A report knows no tenant: it is the same in all of them.
type Report struct {
	ID         string       `yaml:"id" json:"id"`
	Title      string       `yaml:"title" json:"title"`
	Kind       string       `yaml:"kind" json:"kind"` // one of Kinds
	Summary    string       `yaml:"summary" json:"summary"`
	Chain      []Step       `yaml:"chain" json:"chain"`
	Related    []string     `yaml:"related" json:"related"` // ids of built-in detections, names of analytics rules
	Hunts      []Hunt       `yaml:"hunts" json:"hunts"`
	Mitigation []Mitigation `yaml:"mitigations" json:"mitigations"`
}

// Kinds of reports, as the Defender portal names them.
var Kinds = []string{"Attack campaign", "Activity group", "Attack surface", "Tool or technique", "Vulnerability"}

// Step is one step of the way the attack goes.
type Step struct {
	Tactic     string   `yaml:"tactic" json:"tactic"`
	What       string   `yaml:"what" json:"what"`
	Techniques []string `yaml:"techniques" json:"techniques"`
}

// Hunt is a query that looks for the threat.
type Hunt struct {
	Name string `yaml:"name" json:"name"`
	KQL  string `yaml:"kql" json:"kql"`
}

// Mitigation is something to do against the threat. Exposed finds what it would protect and does not yet: one row
// for each, its name in the first column. Without a query the page cannot measure it.
type Mitigation struct {
	Name    string `yaml:"name" json:"name"`
	Why     string `yaml:"why" json:"why"`
	Exposed string `yaml:"exposed" json:"exposed,omitempty"`
}

// Techniques are those of all steps, each once, sorted.
func (r *Report) Techniques() []string {
	var out []string
	for _, s := range r.Chain {
		out = append(out, s.Techniques...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var technique = regexp.MustCompile(`^T\d{4}(\.\d{3})?$`)

// Parse reads one report. Its file bears its id.
func Parse(name string, text []byte) (*Report, error) {
	r := &Report{}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(r); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var errs []error
	wrong := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", name, fmt.Sprintf(format, args...)))
	}
	if r.ID+".yaml" != name {
		wrong("the id %q is not the name of the file", r.ID)
	}
	if r.Title == "" || r.Summary == "" || len(r.Chain) == 0 || len(r.Hunts) == 0 || len(r.Mitigation) == 0 {
		wrong("a report has a title, a summary, a chain, hunts and mitigations")
	}
	if !slices.Contains(Kinds, r.Kind) {
		wrong("kind %q is none of %s", r.Kind, strings.Join(Kinds, ", "))
	}
	for _, t := range r.Techniques() {
		if !technique.MatchString(t) {
			wrong("%q is no technique id of ATT&CK", t)
		}
	}
	return r, errors.Join(errs...)
}
