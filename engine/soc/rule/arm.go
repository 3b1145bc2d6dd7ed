package rule

import (
	"encoding/json"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// isResource recognises a rule among resources: by its type, or by its properties.
func isResource(n *yaml.Node) bool {
	props := value(n, "properties")
	if props == nil || props.Kind != yaml.MappingNode {
		return false
	}
	kind := strings.ToLower(text(value(n, "type")))
	if strings.HasSuffix(kind, "alertrules") || strings.HasSuffix(kind, "alertruletemplates") {
		return true
	}
	return value(props, "query") != nil && value(props, "displayName") != nil && value(props, "severity") != nil
}

// names maps what a resource calls a key to the community's word.
type names map[string]string

func (m names) of(key string) string {
	if other, ok := m[key]; ok {
		return other
	}
	return key
}

var armKeys = names{"displayName": "name", "techniques": "relevantTechniques"}

// fromResource takes what a resource says under other keys, or beside its properties.
func (s Source) fromResource(n, props *yaml.Node) error {
	var more struct {
		DisplayName   string `yaml:"displayName"`
		Techniques    texts  `yaml:"techniques"`
		SubTechniques texts  `yaml:"subTechniques"`
		Version       string `yaml:"templateVersion"`
	}
	if err := props.Decode(&more); err != nil {
		return err
	}
	r := s.Rule
	r.Name, r.Version = more.DisplayName, more.Version
	r.Techniques = nil
	for _, t := range more.Techniques {
		if sub := subsOf(t, more.SubTechniques); len(sub) > 0 {
			r.Techniques = append(r.Techniques, sub...)
			continue
		}
		r.Techniques = append(r.Techniques, t)
	}
	if kind := text(value(n, "kind")); kind != "" {
		r.Kind = kind
	}
	if r.ID == "" || !guid.MatchString(r.ID) {
		r.ID = idOf(text(value(n, "name")), text(value(n, "id")), r.Name)
	}
	return nil
}

func subsOf(t string, subs []string) texts {
	var out texts
	for _, s := range subs {
		if strings.HasPrefix(s, t+".") {
			out = append(out, s)
		}
	}
	return out
}

var guid = regexp.MustCompile(`(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// idOf finds the guid in the name or the id of a resource; a template that makes one up at deployment gets one that
// follows from the rule's name.
func idOf(from ...string) string {
	for _, f := range from[:len(from)-1] {
		if ids := guid.FindAllString(f, -1); len(ids) > 0 {
			return strings.ToLower(ids[len(ids)-1])
		}
	}
	if name := from[len(from)-1]; name != "" {
		return nameID(name)
	}
	return ""
}

// unescape takes the second bracket off texts that a template escapes: "[[x" means "[x".
func unescape(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && strings.HasPrefix(n.Value, "[[") {
		n.Value = n.Value[1:]
	}
	for _, c := range n.Content {
		unescape(c)
	}
}

var armOperators = map[string]string{"gt": "GreaterThan", "lt": "LessThan", "eq": "Equal", "ne": "NotEqual"}

// ARM writes rules as a resource template that the Azure portal and its command line deploy.
func ARM(rules []*Rule) ([]byte, error) {
	resources := []any{}
	for _, r := range rules {
		resources = append(resources, r.resource())
	}
	return json.MarshalIndent(map[string]any{
		"$schema":        "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
		"contentVersion": "1.0.0.0",
		"parameters":     map[string]any{"workspace": map[string]any{"type": "String"}},
		"resources":      resources,
	}, "", "  ")
}

func (r *Rule) resource() map[string]any {
	p := map[string]any{
		"displayName": r.Name, "description": escape(r.Description), "severity": r.Severity, "enabled": r.Runs(), "query": escape(r.Query),
		"tactics": list(r.Tactics), "techniques": r.parents(), "subTechniques": r.subs(), "entityMappings": r.Mappings, "customDetails": r.CustomDetails,
		"alertDetailsOverride": r.Override, "eventGroupingSettings": map[string]string{"aggregationKind": r.aggregation()},
		"suppressionEnabled": r.Suppressed, "suppressionDuration": r.suppression().ISO(), "incidentConfiguration": r.incidents(), "templateVersion": r.Version,
	}
	if r.Kind == Scheduled {
		p["queryFrequency"], p["queryPeriod"], p["triggerOperator"], p["triggerThreshold"] = r.Frequency.ISO(), r.Period.ISO(), armOperators[r.Operator], r.Threshold
	}
	return map[string]any{
		"type": "Microsoft.OperationalInsights/workspaces/providers/alertRules", "apiVersion": "2023-12-01-preview", "kind": r.Kind,
		"name": "[concat(parameters('workspace'),'/Microsoft.SecurityInsights/" + r.ID + "')]",
		"id":   "[concat(resourceId('Microsoft.OperationalInsights/workspaces/providers', parameters('workspace'), 'Microsoft.SecurityInsights'),'/alertRules/" + r.ID + "')]", "properties": p,
	}
}

func escape(s string) string {
	if strings.HasPrefix(s, "[") {
		return "[" + s
	}
	return s
}

func (r *Rule) incidents() map[string]any {
	g := r.Incident.Grouping
	if g.Method == "" {
		g.Method = "AllEntities"
	}
	return map[string]any{"createIncident": r.MakesIncidents(), "groupingConfiguration": map[string]any{"enabled": g.Enabled, "reopenClosedIncident": g.Reopen,
		"lookbackDuration": r.lookback().ISO(), "matchingMethod": g.Method, "groupByEntities": list(g.Entities), "groupByAlertDetails": list(g.Details), "groupByCustomDetails": list(g.Custom)}}
}

// parents are the techniques without their second part, each once; subs are those that have one.
func (r *Rule) parents() []string {
	out := []string{}
	for _, t := range r.Techniques {
		base, _, _ := strings.Cut(t, ".")
		if len(out) == 0 || out[len(out)-1] != base {
			out = append(out, base)
		}
	}
	return out
}

func (r *Rule) subs() []string {
	out := []string{}
	for _, t := range r.Techniques {
		if strings.Contains(t, ".") {
			out = append(out, t)
		}
	}
	return out
}

// list is never null in JSON.
func list(s []string) []string { return append([]string{}, s...) }
