// Package hub holds the solutions of the content hub: bundles of connectors, rule templates, hunting queries, workbooks,
// watchlist templates, playbook templates and parsers, with their versions.
//
// In:  the text of a solution file.
// Out: Solution, checked; what of it a version holds.
//
// Not here: which solutions a workspace has installed, the rules and workbooks themselves (a solution names them).
package hub

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
)

// Solution is one package of the content hub.
type Solution struct {
	ID        string `yaml:"id" json:"id"`
	Title     string `yaml:"title" json:"title"`
	Publisher string `yaml:"publisher" json:"publisher"`
	Version   string `yaml:"version" json:"version"` // the newest, like 1.2.0
	// Shipped is the version that a new workspace has; "" when it has to be installed first.
	Shipped    string      `yaml:"shipped" json:"shipped,omitempty"`
	Says       string      `yaml:"says" json:"says"`
	Categories []string    `yaml:"categories" json:"categories"`
	Connectors []string    `yaml:"connectors" json:"connectors,omitempty"` // ids of data connectors
	Rules      []string    `yaml:"rules" json:"rules,omitempty"`           // ids of rules; the file writes the names of their files
	Queries    []Query     `yaml:"queries" json:"queries,omitempty"`
	Workbooks  []string    `yaml:"workbooks" json:"workbooks,omitempty"` // ids of workbooks
	Watchlists []Watchlist `yaml:"watchlists" json:"watchlists,omitempty"`
	Playbooks  []Playbook  `yaml:"playbooks" json:"playbooks,omitempty"`
	Parsers    []Parser    `yaml:"parsers" json:"parsers,omitempty"`
	Changes    []Change    `yaml:"changes" json:"changes,omitempty"` // of versions after the first, oldest first
}

// Query is a hunting query.
type Query struct {
	Name       string   `yaml:"name" json:"name"`
	Says       string   `yaml:"says" json:"says"`
	KQL        string   `yaml:"query" json:"query"`
	Tactics    []string `yaml:"tactics" json:"tactics,omitempty"`
	Techniques []string `yaml:"techniques" json:"techniques,omitempty"`
}

// Watchlist is a watchlist template: the header that an uploaded file is to have.
type Watchlist struct {
	Alias     string   `yaml:"alias" json:"alias"`
	Name      string   `yaml:"name" json:"name"`
	Says      string   `yaml:"says" json:"says"`
	SearchKey string   `yaml:"searchKey" json:"searchKey"`
	Columns   []string `yaml:"columns" json:"columns"`
}

// Playbook is a playbook template. Its steps are those that a playbook of the mini-SOC may have.
type Playbook struct {
	Name    string `yaml:"name" json:"name"`
	Says    string `yaml:"says" json:"says"`
	Trigger string `yaml:"trigger" json:"trigger"` // incident, alert
	Steps   []Step `yaml:"steps" json:"steps"`
}

// Step is a step of a playbook template.
type Step struct {
	Do    string `yaml:"do" json:"do"`
	Value string `yaml:"value" json:"value,omitempty"`
}

// Parser is a workspace function.
type Parser struct {
	Name string `yaml:"name" json:"name"`
	Says string `yaml:"says" json:"says"`
	KQL  string `yaml:"query" json:"query"` // a lambda: () { … }
}

// Change tells what a version brought.
type Change struct {
	Version string   `yaml:"version" json:"version"`
	Says    string   `yaml:"says" json:"says"`
	Adds    []string `yaml:"adds" json:"adds,omitempty"` // items by the name that the file gives them
}

// Parse reads and checks a solution file; ruleID finds the id of a rule by the name of its file.
func Parse(name string, text []byte, ruleID func(file string) (string, bool)) (*Solution, error) {
	s := &Solution{}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(s); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := s.check(ruleID); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for i, file := range s.Rules {
		id, _ := ruleID(file)
		s.rename(file, id)
		s.Rules[i] = id
	}
	return s, nil
}

// rename lets changes name a rule by its id.
func (s *Solution) rename(from, to string) {
	for _, c := range s.Changes {
		for i := range c.Adds {
			if c.Adds[i] == from {
				c.Adds[i] = to
			}
		}
	}
}

func (s *Solution) check(ruleID func(string) (string, bool)) error {
	var errs []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	demand(s.ID != "" && s.Title != "" && s.Publisher != "" && s.Says != "", "a solution needs id, title, publisher and says")
	demand(number(s.Version) != nil, "version %q is not like 1.2.0", s.Version)
	demand(s.Shipped == "" || number(s.Shipped) != nil && Older(s.Shipped, s.Version) || s.Shipped == s.Version, "shipped %q is no version up to %s", s.Shipped, s.Version)
	for _, r := range s.Rules {
		_, ok := ruleID(r)
		demand(ok, "there is no rule file %q", r)
	}
	for _, q := range s.Queries {
		demand(q.Name != "" && q.Says != "", "query %q needs a name and says", q.Name)
		demand(parses(q.KQL), "query %q is no KQL", q.Name)
	}
	for _, p := range s.Parsers {
		demand(strings.HasPrefix(strings.TrimSpace(p.KQL), "("), "parser %q is no lambda: write () { … }", p.Name)
	}
	for _, w := range s.Watchlists {
		demand(slices.Contains(w.Columns, w.SearchKey), "watchlist %q has no column %q", w.Alias, w.SearchKey)
	}
	items := s.items()
	for _, c := range s.Changes {
		demand(number(c.Version) != nil && !Older(s.Version, c.Version), "change %q is no version up to %s", c.Version, s.Version)
		for _, a := range c.Adds {
			demand(slices.Contains(items, a), "version %s adds %q, which the file does not hold", c.Version, a)
		}
	}
	return errors.Join(errs...)
}

func parses(kql string) bool {
	_, found := syntax.Parse(kql)
	return strings.TrimSpace(kql) != "" && !slices.ContainsFunc(found, func(d source.Diag) bool { return d.Severity == source.Error })
}

// items are the names of all items.
func (s *Solution) items() []string {
	out := slices.Concat(s.Connectors, s.Rules, s.Workbooks)
	for _, q := range s.Queries {
		out = append(out, q.Name)
	}
	for _, w := range s.Watchlists {
		out = append(out, w.Alias)
	}
	for _, p := range s.Playbooks {
		out = append(out, p.Name)
	}
	for _, p := range s.Parsers {
		out = append(out, p.Name)
	}
	return out
}
