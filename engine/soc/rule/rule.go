// Package rule holds rules that ask a query by the clock: Sentinel analytics rules in the community's YAML schema and in
// the form of resource templates, and Defender's custom detections.
//
// In:  the text of rule files; the answer of a rule's query.
// Out: Rule, checked, or findings with their lines; the alerts that an answer makes (Raise); the text of a rule again.
//
// Not here: when a rule runs, incidents, how the query is asked.
package rule

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/span"
)

// Rule is an analytics rule or a custom detection.
type Rule struct {
	ID              string            `yaml:"id" json:"id"`
	Name            string            `yaml:"name" json:"name"`
	Description     string            `yaml:"description" json:"description"`
	Severity        string            `yaml:"severity" json:"severity"`
	Kind            string            `yaml:"kind" json:"kind"` // Scheduled, NRT or CustomDetection
	Query           string            `yaml:"query" json:"query"`
	Frequency       span.Span         `yaml:"queryFrequency" json:"queryFrequency"`
	Period          span.Span         `yaml:"queryPeriod" json:"queryPeriod"`
	Operator        string            `yaml:"triggerOperator" json:"triggerOperator"`
	Threshold       int               `yaml:"triggerThreshold" json:"triggerThreshold"`
	Tactics         texts             `yaml:"tactics" json:"tactics"`
	Techniques      texts             `yaml:"relevantTechniques" json:"relevantTechniques"`
	Mappings        []Mapping         `yaml:"entityMappings" json:"entityMappings"`
	CustomDetails   map[string]string `yaml:"customDetails" json:"customDetails"`
	Override        Override          `yaml:"alertDetailsOverride" json:"alertDetailsOverride"`
	Incident        Incident          `yaml:"incidentConfiguration" json:"incidentConfiguration"`
	EventGrouping   EventGrouping     `yaml:"eventGroupingSettings" json:"eventGroupingSettings"`
	Suppressed      bool              `yaml:"suppressionEnabled" json:"suppressionEnabled"`
	SuppressionTime span.Span         `yaml:"suppressionDuration" json:"suppressionDuration"`
	// Actions are the responses that a custom detection takes on what its alerts name.
	Actions texts  `yaml:"responseActions" json:"responseActions,omitempty"`
	Version string `yaml:"version" json:"version,omitempty"`
	// Enabled is false for a rule that is imported switched off; nil means enabled.
	Enabled *bool `yaml:"enabled" json:"enabled,omitempty"`
}

// The kinds of rules that run a query.
const (
	Scheduled = "Scheduled"
	NRT       = "NRT"
	// Custom is a custom detection of the Defender portal. A frequency of zero means continuous.
	Custom = "CustomDetection"
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
	Name     string `yaml:"alertDisplayNameFormat" json:"alertDisplayNameFormat,omitempty"`
	Text     string `yaml:"alertDescriptionFormat" json:"alertDescriptionFormat,omitempty"`
	Severity string `yaml:"alertSeverityColumnName" json:"alertSeverityColumnName,omitempty"`
	Tactics  string `yaml:"alertTacticsColumnName" json:"alertTacticsColumnName,omitempty"`
	// Dynamic gives further properties of the alert (AlertLink, ProductName, …) the value of a column.
	Dynamic []Property `yaml:"alertDynamicProperties" json:"alertDynamicProperties,omitempty"`
}

// Property is one property of an alert that a column fills.
type Property struct {
	Name   string `yaml:"alertProperty" json:"alertProperty"`
	Column string `yaml:"value" json:"value"`
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
	Entities texts     `yaml:"groupByEntities" json:"groupByEntities"`
	Details  texts     `yaml:"groupByAlertDetails" json:"groupByAlertDetails"`
	Custom   texts     `yaml:"groupByCustomDetails" json:"groupByCustomDetails"`
}

// EventGrouping says whether a run makes one alert, or one for each row.
type EventGrouping struct {
	Kind string `yaml:"aggregationKind" json:"aggregationKind"` // SingleAlert or AlertPerResult
}

// MakesIncidents reports whether the rule's alerts become incidents.
func (r *Rule) MakesIncidents() bool { return r.Incident.Create == nil || *r.Incident.Create }

// Runs reports whether the rule is to run once it is imported.
func (r *Rule) Runs() bool { return r.Enabled == nil || *r.Enabled }

// texts is a list of words; a file may write a single one without the list, or nothing.
type texts []string

// UnmarshalYAML takes a list, one word, or null.
func (t *texts) UnmarshalYAML(n *yaml.Node) error {
	var list []string
	if n.Kind != yaml.ScalarNode {
		if err := n.Decode(&list); err != nil {
			return err
		}
	} else if n.Tag != "!!null" && n.Value != "" {
		list = []string{n.Value}
	}
	*t = nil
	for _, w := range list {
		if w = strings.TrimSpace(w); w != "" {
			*t = append(*t, w)
		}
	}
	return nil
}
