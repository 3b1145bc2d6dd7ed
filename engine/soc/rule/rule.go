// Package rule holds Sentinel analytics rules in the community's YAML schema.
//
// In:  the text of a rule; the answer of its query.
// Out: Rule, checked, or findings with their lines; the alerts that an answer makes (Raise).
//
// Not here: when a rule runs, incidents, how the query is asked.
package rule

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/span"
)

// Rule is an analytics rule, scheduled or NRT.
type Rule struct {
	ID              string            `yaml:"id" json:"id"`
	Name            string            `yaml:"name" json:"name"`
	Description     string            `yaml:"description" json:"description"`
	Severity        string            `yaml:"severity" json:"severity"`
	Kind            string            `yaml:"kind" json:"kind"` // Scheduled or NRT
	Query           string            `yaml:"query" json:"query"`
	Frequency       span.Span         `yaml:"queryFrequency" json:"queryFrequency"`
	Period          span.Span         `yaml:"queryPeriod" json:"queryPeriod"`
	Operator        string            `yaml:"triggerOperator" json:"triggerOperator"`
	Threshold       int               `yaml:"triggerThreshold" json:"triggerThreshold"`
	Tactics         []string          `yaml:"tactics" json:"tactics"`
	Techniques      []string          `yaml:"relevantTechniques" json:"relevantTechniques"`
	Mappings        []Mapping         `yaml:"entityMappings" json:"entityMappings"`
	CustomDetails   map[string]string `yaml:"customDetails" json:"customDetails"`
	Override        Override          `yaml:"alertDetailsOverride" json:"alertDetailsOverride"`
	Incident        Incident          `yaml:"incidentConfiguration" json:"incidentConfiguration"`
	EventGrouping   EventGrouping     `yaml:"eventGroupingSettings" json:"eventGroupingSettings"`
	Suppressed      bool              `yaml:"suppressionEnabled" json:"suppressionEnabled"`
	SuppressionTime span.Span         `yaml:"suppressionDuration" json:"suppressionDuration"`
}

// The kinds of rules that run a query.
const (
	Scheduled = "Scheduled"
	NRT       = "NRT"
)

// Mapping ties columns of the answer to an entity.
type Mapping struct {
	Type   entity.Type    `yaml:"entityType" json:"entityType"`
	Fields []FieldMapping `yaml:"fieldMappings" json:"fieldMappings"`
}

// FieldMapping names the column that holds an identifier.
type FieldMapping struct {
	Identifier string `yaml:"identifier" json:"identifier"`
	Column     string `yaml:"columnName" json:"columnName"`
}

// Override lets columns of the answer speak in the alert: {{Column}} in a format is replaced.
type Override struct {
	Name     string `yaml:"alertDisplayNameFormat" json:"alertDisplayNameFormat"`
	Text     string `yaml:"alertDescriptionFormat" json:"alertDescriptionFormat"`
	Severity string `yaml:"alertSeverityColumnName" json:"alertSeverityColumnName"`
	Tactics  string `yaml:"alertTacticsColumnName" json:"alertTacticsColumnName"`
}

// Incident says whether alerts make incidents, and how they are grouped. A rule without the setting
// makes incidents.
type Incident struct {
	Create   *bool    `yaml:"createIncident" json:"createIncident"`
	Grouping Grouping `yaml:"groupingConfiguration" json:"groupingConfiguration"`
}

// Grouping is the rule's own alert grouping.
type Grouping struct {
	Enabled  bool      `yaml:"enabled" json:"enabled"`
	Reopen   bool      `yaml:"reopenClosedIncident" json:"reopenClosedIncident"`
	Lookback span.Span `yaml:"lookbackDuration" json:"lookbackDuration"`
	Method   string    `yaml:"matchingMethod" json:"matchingMethod"` // AllEntities, AnyAlert, Selected
	Entities []string  `yaml:"groupByEntities" json:"groupByEntities"`
	Details  []string  `yaml:"groupByAlertDetails" json:"groupByAlertDetails"`
	Custom   []string  `yaml:"groupByCustomDetails" json:"groupByCustomDetails"`
}

// EventGrouping says whether a run makes one alert, or one for each row.
type EventGrouping struct {
	Kind string `yaml:"aggregationKind" json:"aggregationKind"` // SingleAlert or AlertPerResult
}

// MakesIncidents reports whether the rule's alerts become incidents.
func (r *Rule) MakesIncidents() bool { return r.Incident.Create == nil || *r.Incident.Create }

// Parse reads one rule and checks it. Keys that the community's files carry beyond the schema (status,
// version, requiredDataConnectors) are allowed.
func Parse(name string, text []byte) (*Rule, error) {
	var r Rule
	if err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&r); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if r.Kind == "" {
		r.Kind = "Scheduled"
	}
	var root yaml.Node
	_ = yaml.Unmarshal(text, &root) // it has been read once already
	if err := r.check(func(key string) string { return fmt.Sprintf("%s:%d", name, line(&root, key)) }); err != nil {
		return nil, err
	}
	return &r, nil
}

// line is where a top-level key stands, 1 when it is missing.
func line(root *yaml.Node, key string) int {
	if len(root.Content) == 1 {
		for i, n := range root.Content[0].Content {
			if i%2 == 0 && n.Value == key {
				return n.Line
			}
		}
	}
	return 1
}

var (
	severities = []string{"Informational", "Low", "Medium", "High"} // [G18]
	operators  = map[string]string{"gt": "gt", "lt": "lt", "eq": "eq", "ne": "ne",
		"greaterthan": "gt", "lessthan": "lt", "equal": "eq", "notequal": "ne"}
	technique = regexp.MustCompile(`^T\d{4}(\.\d{3})?$`)
	tactics   = []string{"Reconnaissance", "ResourceDevelopment", "InitialAccess", "Execution", "Persistence", "PrivilegeEscalation",
		"DefenseEvasion", "CredentialAccess", "Discovery", "LateralMovement", "Collection", "CommandAndControl", "Exfiltration",
		"Impact", "PreAttack", "ImpairProcessControl", "InhibitResponseFunction"}
)

func (r *Rule) check(at func(key string) string) error {
	var errs []error
	demand := func(ok bool, key, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf("%s: %s: %s", at(key), key, fmt.Sprintf(format, args...)))
		}
	}
	demand(r.ID != "", "id", "every rule needs an id")
	demand(r.Name != "", "name", "every rule needs a name")
	demand(slices.Contains(severities, r.Severity), "severity", "%q is none of %s", r.Severity, strings.Join(severities, ", "))
	demand(r.Kind == "Scheduled" || r.Kind == "NRT", "kind", "%q is neither Scheduled nor NRT", r.Kind)
	demand(len(r.Query) > 0 && len(r.Query) <= 10000, "query", "a query has 1 to 10,000 characters, this one %d", len(r.Query)) // [G11]
	if r.Kind == "Scheduled" {
		demand(r.Frequency >= 5*span.Minute && r.Frequency <= 14*span.Day, "queryFrequency", "%s is not between 5m and 14d", r.Frequency) // [G3]
		demand(r.Period >= r.Frequency, "queryPeriod", "%s is shorter than the frequency %s, so rows between two runs would be missed", r.Period, r.Frequency)
		op, ok := operators[strings.ToLower(r.Operator)]
		demand(ok, "triggerOperator", "%q is none of gt, lt, eq, ne", r.Operator)
		r.Operator = op
	}
	demand(r.SuppressionTime <= span.Day, "suppressionDuration", "%s is longer than 24h", r.SuppressionTime)        // [G13]
	demand(len(r.Mappings) <= 10, "entityMappings", "%d mappings; at most 10 are allowed", len(r.Mappings))         // [H1]
	demand(len(r.CustomDetails) <= 20, "customDetails", "%d details; at most 20 are allowed", len(r.CustomDetails)) // [H4]
	for _, t := range r.Tactics {
		demand(slices.Contains(tactics, t), "tactics", "no tactic %q; write it as %s …", t, strings.Join(tactics[2:5], ", "))
	}
	for _, t := range r.Techniques {
		demand(technique.MatchString(t), "relevantTechniques", "%q is not like T1059 or T1059.001", t)
	}
	for _, m := range r.Mappings {
		known := entity.Identifiers(m.Type)
		demand(known != nil, "entityMappings", "no entity type %q", m.Type)
		demand(len(m.Fields) >= 1 && len(m.Fields) <= 3, "entityMappings", "%s has %d identifiers; 1 to 3 are allowed", m.Type, len(m.Fields)) // [H2]
		for _, f := range m.Fields {
			demand(known == nil || slices.Contains(known, f.Identifier), "entityMappings", "%s has no identifier %q; it has %s", m.Type, f.Identifier, strings.Join(known, ", "))
		}
	}
	return errors.Join(errs...)
}
