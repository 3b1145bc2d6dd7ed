package rule

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
	"socrates/engine/soc/entity"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/span"
)

var (
	severities = []string{"Informational", "Low", "Medium", "High"} // [G18]
	operators  = map[string]string{"gt": "gt", "lt": "lt", "eq": "eq", "ne": "ne",
		"greaterthan": "gt", "lessthan": "lt", "equal": "eq", "equals": "eq", "notequal": "ne", "notequals": "ne"}
	technique = regexp.MustCompile(`^T\d{4}(\.\d{3})?$`)
	tactics   = []string{"Reconnaissance", "ResourceDevelopment", "InitialAccess", "Execution", "Persistence", "PrivilegeEscalation",
		"DefenseEvasion", "CredentialAccess", "Discovery", "LateralMovement", "Collection", "CommandAndControl", "Exfiltration",
		"Impact", "PreAttack", "ImpairProcessControl", "InhibitResponseFunction"}
	methods   = []string{"AllEntities", "AnyAlert", "Selected"}
	noQuery   = map[string]string{"fusion": "Fusion", "anomaly": "Anomaly", "microsoftsecurityincidentcreation": "MicrosoftSecurityIncidentCreation", "mlbehavioranalytics": "MLBehaviorAnalytics", "threatintelligence": "ThreatIntelligence"}
	unbounded = regexp.MustCompile(`(?im)(^|[|;(\s])(search\s+\*|union\s+(withsource\s*=\s*\w+\s+|isfuzzy\s*=\s*\w+\s+|kind\s*=\s*\w+\s+)*\*)`)

	entityNames = func() map[string]entity.Type {
		names := map[string]entity.Type{}
		for _, t := range entity.Types() {
			names[squeeze(string(t))] = t
		}
		return names
	}()
)

func identifiersOf(t entity.Type) []string { return entity.Identifiers(t) }

// findings gathers problems.
type findings struct {
	s    Source
	errs []error
}

func (f *findings) demand(ok bool, key, format string, args ...any) {
	if !ok {
		f.errs = append(f.errs, f.s.At(key, fmt.Sprintf(format, args...)))
	}
}

// check holds a rule to its schema.
func (s Source) check() error {
	f := &findings{s: s}
	if name, ok := noQuery[squeeze(s.Kind)]; ok {
		return s.At("kind", name+" rules have no query of their own and cannot be imported; Scheduled, NRT and CustomDetection can")
	}
	if s.hunts() {
		return s.At("query", "this is a hunting query, not a rule: it has no severity and no schedule; keep it with: socrates query save")
	}
	if _, ok := s.keys["severity"]; !ok && strings.TrimSpace(s.Query) == "" {
		return s.At("query", "every rule needs a query; a file whose rule was moved elsewhere keeps no more than its name")
	}
	f.demand(slices.Contains([]string{Scheduled, NRT, Custom}, s.Kind), "kind", "%q is none of Scheduled, NRT, CustomDetection", s.Kind)
	f.demand(s.Name != "", "name", "every rule needs a name")
	f.demand(slices.Contains(severities, s.Severity), "severity", "%q is none of %s", s.Severity, strings.Join(severities, ", "))
	f.demand(strings.TrimSpace(s.Query) != "", "query", "every rule needs a query")
	if s.Kind == Scheduled {
		f.demand(s.Frequency > 0, "queryFrequency", "a scheduled rule needs one, such as 1h or PT1H")
		f.demand(s.Period >= s.Frequency, "queryPeriod", "%s is shorter than the frequency %s, so rows between two runs would be missed", s.Period, s.Frequency) // [G3]
		f.demand(operators[s.Operator] != "", "triggerOperator", "%q is none of gt, lt, eq, ne", s.Operator)
		f.demand(s.Threshold >= 0, "triggerThreshold", "%d is negative", s.Threshold)
	}
	g := s.Incident.Grouping
	f.demand(g.Method == "" || slices.Contains(methods, g.Method), "incidentConfiguration", "matchingMethod %q is none of %s", g.Method, strings.Join(methods, ", "))
	f.demand(s.EventGrouping.Kind == "" || slices.Contains([]string{"SingleAlert", "AlertPerResult"}, s.EventGrouping.Kind), "eventGroupingSettings", "aggregationKind %q is neither SingleAlert nor AlertPerResult", s.EventGrouping.Kind)
	f.attack()
	f.mappings()
	f.responses()
	f.dynamic()
	f.query()
	return errors.Join(f.errs...)
}

// hunts reports that a query stands alone, without anything that makes a rule of it.
func (s Source) hunts() bool {
	for _, key := range []string{"kind", "severity", "queryFrequency", "queryPeriod", "triggerOperator", "triggerThreshold"} {
		if _, ok := s.keys[key]; ok {
			return false
		}
	}
	return s.Query != "" && len(s.keys) > 0
}

// query tells the first mistake in the query's grammar. Whether its tables and columns exist is another question: it
// depends on the workspace and the day.
func (f *findings) query() {
	_, found := syntax.Parse(f.s.Query)
	for _, d := range found {
		if d.Severity != source.Error {
			continue
		}
		f.errs = append(f.errs, f.s.InQuery(d))
		return
	}
}

// InQuery makes a problem of what the language finds wrong with the rule's query.
func (s Source) InQuery(d source.Diag) *Problem {
	p := s.At("query", d.Msg)
	if s.text > 0 {
		p.Line = s.text + strings.Count(s.Query[:min(d.Span.Start, len(s.Query))], "\n")
	}
	if len(d.Hints) > 0 {
		p.Msg += "; " + d.Hints[0]
	}
	return p
}

func (f *findings) attack() {
	for _, t := range f.s.Tactics {
		f.demand(slices.Contains(tactics, t), "tactics", "there is no tactic %q; they are %s", t, strings.Join(tactics, ", "))
	}
	for _, t := range f.s.Techniques {
		f.demand(technique.MatchString(t), "relevantTechniques", "%q is not like T1059 or T1059.001", t)
	}
}

func (f *findings) mappings() {
	for _, m := range f.s.Mappings {
		known := identifiersOf(m.Type)
		f.demand(known != nil, "entityMappings", "there is no entity type %q", m.Type)
		f.demand(len(m.Fields) >= 1, "entityMappings", "%s has no identifier", m.Type) // [H2]
		for _, field := range m.Fields {
			f.demand(known == nil || slices.Contains(known, field.Identifier), "entityMappings", "%s has no identifier %q; it has %s", m.Type, field.Identifier, strings.Join(known, ", "))
			f.demand(field.Column != "", "entityMappings", "%s of %s names no column", field.Identifier, m.Type)
		}
	}
}

// properties are those of an alert that a column may fill.
var properties = []string{"AlertLink", "ConfidenceLevel", "ConfidenceScore", "ExtendedLinks", "ProductComponentName", "ProductName", "ProviderName", "RemediationSteps", "SubTechniques", "Techniques"}

func (f *findings) dynamic() {
	for _, p := range f.s.Override.Dynamic {
		f.demand(slices.Contains(properties, p.Name), "alertDetailsOverride", "alertProperty %q is none of %s", p.Name, strings.Join(properties, ", "))
		f.demand(p.Column != "", "alertDetailsOverride", "%s names no column", p.Name)
	}
}

// Actions are the responses that a custom detection may take, and the type of entity that each acts on.
var Actions = map[string]entity.Type{"isolate-device": entity.Host, "collect-package": entity.Host, "run-antivirus": entity.Host,
	"disable-user": entity.Account, "confirm-compromised": entity.Account, "reset-password": entity.Account, "quarantine-file": entity.File,
	"soft-delete-mail": entity.MailMessage, "hard-delete-mail": entity.MailMessage}

func (f *findings) responses() {
	f.demand(len(f.s.Actions) == 0 || f.s.Kind == Custom, "responseActions", "only a custom detection acts by itself; an analytics rule starts an automation rule with a playbook")
	for _, a := range f.s.Actions {
		on, ok := Actions[a]
		f.demand(ok, "responseActions", "%q is none of %s", a, strings.Join(slices.Sorted(maps.Keys(Actions)), ", "))
		f.demand(!ok || f.s.Kind != Custom || slices.ContainsFunc(f.s.Mappings, func(m Mapping) bool { return m.Type == on }), "responseActions", "%s needs an entity mapping of type %s to act on", a, on)
	}
}

// Check holds a rule to the limits of the platform.
func (s Source) Check(p *profile.Profile) error {
	f := &findings{s: s}
	f.demand(len(s.Query) <= p.Rules.QueryLength, "query", "%d characters; the platform takes up to %d", len(s.Query), p.Rules.QueryLength)                       // [G11]
	f.demand(!unbounded.MatchString(s.Query), "query", "`search *` and `union *` read every table and are not allowed in a rule; name the tables")                // [G11]
	f.demand(len(s.Mappings) <= p.Limits.EntityMappings, "entityMappings", "%d mappings; at most %d are allowed", len(s.Mappings), p.Limits.EntityMappings)       // [H1]
	f.demand(len(s.CustomDetails) <= p.Limits.CustomDetails, "customDetails", "%d details; at most %d are allowed", len(s.CustomDetails), p.Limits.CustomDetails) // [H4]
	for _, m := range s.Mappings {
		f.demand(len(m.Fields) <= p.Limits.Identifiers, "entityMappings", "%s has %d identifiers; at most %d are allowed", m.Type, len(m.Fields), p.Limits.Identifiers) // [H2]
	}
	switch s.Kind {
	case Scheduled:
		for key, v := range map[string]span.Span{"queryFrequency": s.Frequency, "queryPeriod": s.Period} {
			f.demand(v >= p.Rules.MinFrequency && v <= p.Rules.MaxFrequency, key, "%s is not between %s and %s", v, p.Rules.MinFrequency, p.Rules.MaxFrequency) // [G3]
		}
	case Custom:
		f.custom(p)
	}
	f.demand(s.SuppressionTime <= p.Rules.MaxSuppression, "suppressionDuration", "%s is longer than %s", s.SuppressionTime, p.Rules.MaxSuppression) // [G13]
	if g := s.Incident.Grouping; g.Enabled && g.Lookback != 0 {
		f.demand(g.Lookback >= p.Grouping.MinWindow && g.Lookback <= p.Grouping.MaxWindow, "incidentConfiguration", "lookbackDuration %s is not between %s and %s", g.Lookback, p.Grouping.MinWindow, p.Grouping.MaxWindow) // [I2]
	}
	return errors.Join(f.errs...)
}

func (f *findings) custom(p *profile.Profile) {
	var known []string
	ok := f.s.Frequency == 0
	for every := range p.Custom.Lookback {
		known = append(known, every)
		v, _ := span.Parse(every) // the profile is checked
		ok = ok || v == f.s.Frequency
	}
	slices.Sort(known)
	f.demand(ok, "queryFrequency", "a custom detection runs every %s, or continuously (0)", strings.Join(known, ", ")) // [Q1]
	f.demand(len(f.s.Mappings) > 0, "entityMappings", "a custom detection names at least one impacted entity")         // [Q4]
}
