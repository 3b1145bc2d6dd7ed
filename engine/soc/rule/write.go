package rule

import (
	"bytes"
	"crypto/sha256"
	"fmt"

	"go.yaml.in/yaml/v3"

	"socrates/engine/soc/span"
)

// nameID is a guid that follows from a name.
func nameID(name string) string {
	h := sha256.Sum256([]byte("rule|" + name))
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// NameID is the id of a rule that is made by name alone.
func NameID(name string) string { return nameID(name) }

func (r *Rule) aggregation() string {
	if r.EventGrouping.Kind == "" {
		return "SingleAlert" // [G10]
	}
	return r.EventGrouping.Kind
}

func (r *Rule) suppression() span.Span {
	if r.SuppressionTime == 0 {
		return 5 * span.Hour
	}
	return r.SuppressionTime
}

func (r *Rule) lookback() span.Span {
	if r.Incident.Grouping.Lookback == 0 {
		return 5 * span.Hour // [I2]
	}
	return r.Incident.Grouping.Lookback
}

// YAML writes a rule in the community's schema. Read reads it back as the same rule.
func YAML(r *Rule) ([]byte, error) {
	doc := &yaml.Node{Kind: yaml.MappingNode}
	put := func(key string, v any) {
		n := &yaml.Node{}
		if err := n.Encode(v); err != nil {
			panic(fmt.Sprintf("rule %s: %s: %v", r.ID, key, err)) // plain values
		}
		doc.Content = append(doc.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, n)
	}
	r.head(put)
	put("query", r.Query)
	doc.Content[len(doc.Content)-1].Style = yaml.LiteralStyle
	r.tail(put)
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	err := enc.Encode(doc)
	return b.Bytes(), err
}

func (r *Rule) head(put func(string, any)) {
	put("id", r.ID)
	put("name", r.Name)
	put("description", r.Description)
	put("severity", r.Severity)
	put("kind", r.Kind)
	if r.Kind != NRT {
		put("queryFrequency", r.Frequency.String())
	}
	if r.Kind == Scheduled {
		put("queryPeriod", r.Period.String())
		put("triggerOperator", r.Operator)
		put("triggerThreshold", r.Threshold)
	}
	put("tactics", list(r.Tactics))
	put("relevantTechniques", list(r.Techniques))
}

func (r *Rule) tail(put func(string, any)) {
	if len(r.Mappings) > 0 {
		put("entityMappings", r.Mappings)
	}
	if len(r.CustomDetails) > 0 {
		put("customDetails", r.CustomDetails)
	}
	if o := r.override(); len(o) > 0 {
		put("alertDetailsOverride", o)
	}
	put("eventGroupingSettings", map[string]string{"aggregationKind": r.aggregation()})
	g := r.Incident.Grouping
	grouping := map[string]any{"enabled": g.Enabled, "reopenClosedIncident": g.Reopen, "lookbackDuration": r.lookback().String()}
	for key, v := range map[string][]string{"groupByEntities": g.Entities, "groupByAlertDetails": g.Details, "groupByCustomDetails": g.Custom} {
		if len(v) > 0 {
			grouping[key] = v
		}
	}
	if grouping["matchingMethod"] = "AllEntities"; g.Method != "" {
		grouping["matchingMethod"] = g.Method
	}
	put("incidentConfiguration", map[string]any{"createIncident": r.MakesIncidents(), "groupingConfiguration": grouping})
	put("suppressionEnabled", r.Suppressed)
	put("suppressionDuration", r.suppression().String())
	if len(r.Actions) > 0 {
		put("responseActions", list(r.Actions))
	}
	if r.Version != "" {
		put("version", r.Version)
	}
	if !r.Runs() {
		put("enabled", false)
	}
}

func (r *Rule) override() map[string]any {
	out := map[string]any{}
	for key, v := range map[string]string{"alertDisplayNameFormat": r.Override.Name, "alertDescriptionFormat": r.Override.Text, "alertSeverityColumnName": r.Override.Severity, "alertTacticsColumnName": r.Override.Tactics} {
		if v != "" {
			out[key] = v
		}
	}
	if len(r.Override.Dynamic) > 0 {
		out["alertDynamicProperties"] = r.Override.Dynamic
	}
	return out
}
