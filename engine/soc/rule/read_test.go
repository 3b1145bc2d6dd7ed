package rule

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"socrates/engine/soc/profile"
	"socrates/engine/soc/span"
)

// base is a whole rule; a case changes lines of it.
const base = `id: 0a1b2c3d-0000-4000-8000-00000000000a
name: Many failures
description: |
  'Failures of one account.'
severity: Medium
requiredDataConnectors:
  - connectorId: AzureActiveDirectory
    dataTypes:
      - SigninLogs
queryFrequency: 1h
queryPeriod: 2h
triggerOperator: gt
triggerThreshold: 3
tactics:
  - CredentialAccess
relevantTechniques:
  - T1110
query: |
  SigninLogs
  | where ResultType == "50126"
  | summarize n = count() by UserPrincipalName
entityMappings:
  - entityType: Account
    fieldMappings:
      - identifier: FullName
        columnName: UserPrincipalName
version: 1.0.0
kind: Scheduled
`

func with(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(base) }

// without drops the lines that begin with any of the keys.
func without(keys ...string) string {
	var out []string
	for _, l := range strings.Split(base, "\n") {
		keep := true
		for _, k := range keys {
			keep = keep && !strings.HasPrefix(l, k+":")
		}
		if keep {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

func TestRulesOfTheWildAreTakenUnchanged(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       func(*Rule) bool
	}{
		{"as published", base, func(r *Rule) bool {
			return r.Frequency == span.Hour && r.Period == 2*span.Hour && r.Threshold == 3 && r.Mappings[0].Fields[0].Column == "UserPrincipalName" && r.Version == "1.0.0"
		}},
		{"ISO durations", with("queryFrequency: 1h", "queryFrequency: PT1H", "queryPeriod: 2h", "queryPeriod: P1DT2H"), func(r *Rule) bool { return r.Frequency == span.Hour && r.Period == 26*span.Hour }},
		{"upper-case ISO days", with("queryPeriod: 2h", "queryPeriod: P14D"), func(r *Rule) bool { return r.Period == 14*span.Day }},
		{"no kind, as in old files", without("kind"), func(r *Rule) bool { return r.Kind == Scheduled }},
		{"kind in lower case", with("kind: Scheduled", "kind: scheduled"), func(r *Rule) bool { return r.Kind == Scheduled }},
		{"NRT without a schedule", strings.Replace(without("queryFrequency", "queryPeriod", "triggerOperator", "triggerThreshold"), "kind: Scheduled", "kind: NRT", 1), func(r *Rule) bool { return r.Kind == NRT }},
		{"a threshold in quotes", with("triggerThreshold: 3", `triggerThreshold: "3"`), func(r *Rule) bool { return r.Threshold == 3 }},
		{"operators in words", with("triggerOperator: gt", "triggerOperator: GreaterThan"), func(r *Rule) bool { return r.Operator == "gt" }},
		{"fewer than", with("triggerOperator: gt", "triggerOperator: lt"), func(r *Rule) bool { return r.Fires(2) && !r.Fires(3) }},
		{"severity in lower case", with("severity: Medium", "severity: medium"), func(r *Rule) bool { return r.Severity == "Medium" }},
		{"a single tactic without a list", with("tactics:\n  - CredentialAccess", "tactics: CredentialAccess"), func(r *Rule) bool { return len(r.Tactics) == 1 }},
		{"no tactics", with("tactics:\n  - CredentialAccess", "tactics:"), func(r *Rule) bool { return len(r.Tactics) == 0 }},
		{"a tactic with spaces", with("  - CredentialAccess", "  - Command and Control"), func(r *Rule) bool { return r.Tactics[0] == "CommandAndControl" }},
		{"a tactic misspelt in case", with("  - CredentialAccess", "  - CommandandControl"), func(r *Rule) bool { return r.Tactics[0] == "CommandAndControl" }},
		{"a technique with a space behind", with("  - T1110", "  - 'T1110.003 '"), func(r *Rule) bool { return r.Techniques[0] == "T1110.003" }},
		{"empty techniques", with("relevantTechniques:\n  - T1110", "relevantTechniques: []"), func(r *Rule) bool { return len(r.Techniques) == 0 }},
		{"identifiers in another case", with("identifier: FullName", "identifier: fullname"), func(r *Rule) bool { return r.Mappings[0].Fields[0].Identifier == "FullName" }},
		{"entity types in another case", with("entityType: Account", "entityType: account"), func(r *Rule) bool { return r.Mappings[0].Type == "Account" }},
		{"a byte order mark", "\ufeff" + base, func(r *Rule) bool { return r.Name == "Many failures" }},
		{"Windows line ends", strings.ReplaceAll(base, "\n", "\r\n"), func(r *Rule) bool { return strings.HasPrefix(r.Query, "SigninLogs\n") }},
		{"keys beyond the schema", base + "status: Available\ntags:\n  - Solorigate\nmetadata:\n  source: {kind: Community}\n", func(r *Rule) bool { return r.ID != "" }},
		{"a query in quotes", with("query: |\n  SigninLogs\n  | where ResultType == \"50126\"\n  | summarize n = count() by UserPrincipalName", `query: "SigninLogs\n| count"`), func(r *Rule) bool { return r.Query == "SigninLogs\n| count" }},
		{"a folded description", with("description: |\n  'Failures of one account.'", "description: >\n  Failures\n  of one."), func(r *Rule) bool { return strings.HasPrefix(r.Description, "Failures of") }},
		{"custom details and an override", base + "customDetails:\n  Tries: n\nalertDetailsOverride:\n  alertDisplayNameFormat: '{{UserPrincipalName}} fails'\n  alertDynamicProperties:\n    - alertProperty: AlertLink\n      value: Link\n", func(r *Rule) bool {
			return r.CustomDetails["Tries"] == "n" && r.Override.Name != "" && r.Override.Dynamic[0].Column == "Link"
		}},
		{"one alert for each row", base + "eventGroupingSettings:\n  aggregationKind: AlertPerResult\n", func(r *Rule) bool { return r.EventGrouping.Kind == "AlertPerResult" }},
		{"incident settings", base + "incidentConfiguration:\n  createIncident: false\n  groupingConfiguration:\n    enabled: true\n    reopenClosedIncident: false\n    lookbackDuration: PT5H\n    matchingMethod: Selected\n    groupByEntities:\n      - Account\n", func(r *Rule) bool {
			return !r.MakesIncidents() && r.Incident.Grouping.Lookback == 5*span.Hour && r.Incident.Grouping.Entities[0] == "Account"
		}},
		{"suppression", base + "suppressionEnabled: true\nsuppressionDuration: 5h\n", func(r *Rule) bool { return r.Suppressed && r.SuppressionTime == 5*span.Hour }},
		{"switched off", base + "enabled: false\n", func(r *Rule) bool { return !r.Runs() }},
		{"mappings by entity of Sentinel", base + "sentinelEntitiesMappings:\n  - columnName: Entities\n", func(r *Rule) bool { return len(r.Mappings) == 1 }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Parse("rule.yaml", []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if !tt.want(r) {
				t.Errorf("read as %+v", r)
			}
		})
	}
}

const resource = `{
	"id": "[concat(resourceId('Microsoft.OperationalInsights/workspaces/providers', parameters('workspace'), 'Microsoft.SecurityInsights'),'/alertRules/dea422bf-5ccc-4d77-b75d-5ba650da442e')]",
	"name": "[concat(parameters('workspace'),'/Microsoft.SecurityInsights/dea422bf-5ccc-4d77-b75d-5ba650da442e')]",
	"type": "Microsoft.OperationalInsights/workspaces/providers/alertRules",
	"kind": "Scheduled", "apiVersion": "2023-12-01-preview",
	"properties": {
		"displayName": "Beats stop", "description": "[[not an expression] but a text", "severity": "Medium", "enabled": false,
		"query": "Heartbeat\r\n| summarize last = max(TimeGenerated) by Computer",
		"queryFrequency": "PT1H", "queryPeriod": "PT2H", "triggerOperator": "LessThan", "triggerThreshold": 1,
		"suppressionDuration": "PT5H", "suppressionEnabled": false, "startTimeUtc": null,
		"tactics": ["Impact"], "techniques": ["T1489", "T1562"], "subTechniques": ["T1562.001"], "alertRuleTemplateName": null,
		"incidentConfiguration": {"createIncident": true, "groupingConfiguration": {"enabled": false, "reopenClosedIncident": false, "lookbackDuration": "PT5H", "matchingMethod": "AllEntities", "groupByEntities": [], "groupByAlertDetails": null, "groupByCustomDetails": null}},
		"eventGroupingSettings": {"aggregationKind": "SingleAlert"}, "alertDetailsOverride": null, "customDetails": null,
		"entityMappings": [{"entityType": "Host", "fieldMappings": [{"identifier": "FullName", "columnName": "Computer"}]}]
	}
}`

func TestResourcesAreRules(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		rules      int
	}{
		{"one resource", resource, 1},
		{"a template", `{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", "parameters": {"workspace": {"type": "String"}}, "resources": [` + resource + `]}`, 1},
		{"a list of the API", `{"value": [` + resource + `,` + resource + `]}`, 2},
		{"a solution's package with a hunting query and a parser", `{"resources": [
			{"type": "Microsoft.OperationalInsights/workspaces/providers/contentTemplates", "properties": {"mainTemplate": {"resources": [
				{"type": "Microsoft.OperationalInsights/savedSearches", "properties": {"displayName": "Old beats", "category": "Hunting Queries", "query": "Heartbeat"}}]}}},
			{"type": "Microsoft.OperationalInsights/workspaces/savedSearches", "properties": {"functionAlias": "Beats", "query": "Heartbeat"}},
			{"type": "Microsoft.Resources/deployments", "properties": {"template": {"resources": [` + resource + `]}}}]}`, 1},
		{"a solution's package", `{"resources": [{"type": "Microsoft.OperationalInsights/workspaces/providers/contentTemplates", "properties": {"mainTemplate": {"resources": [` + resource + `, {"type": "Microsoft.OperationalInsights/workspaces/providers/metadata", "properties": {"kind": "AnalyticsRule"}}]}}}]}`, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list, err := Read("azuredeploy.json", []byte(tt.text))
			if err != nil || len(list) != tt.rules {
				t.Fatalf("%d rules, %v", len(list), err)
			}
			r := list[0]
			if r.ID != "dea422bf-5ccc-4d77-b75d-5ba650da442e" || r.Name != "Beats stop" || r.Operator != "lt" || r.Runs() || r.Period != 2*span.Hour || r.Description != "[not an expression] but a text" {
				t.Errorf("read as %+v", r.Rule)
			}
			if got := strings.Join(r.Techniques, " "); got != "T1489 T1562.001" {
				t.Errorf("techniques %s", got)
			}
		})
	}
}

func TestBadRulesAreRefusedWithLineAndReason(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"no query", "id: 1\nname: moved\nversion: 1.0.1\n", "r.yaml:1: query: every rule needs a query"},
		{"no severity", without("severity"), `severity: "" is none of Informational, Low, Medium, High`},
		{"an invented severity", with("severity: Medium", "severity: Critical"), `r.yaml:5: severity: "Critical" is none of`},
		{"a frequency in words", with("queryFrequency: 1h", "queryFrequency: hourly"), "r.yaml:10: queryFrequency:"},
		{"a period below the frequency", with("queryPeriod: 2h", "queryPeriod: 30m"), "r.yaml:11: queryPeriod: 30m is shorter than the frequency 1h"},
		{"an operator that is none", with("triggerOperator: gt", "triggerOperator: above"), `r.yaml:12: triggerOperator: "above" is none of`},
		{"a threshold that is no number", with("triggerThreshold: 3", "triggerThreshold: three"), `r.yaml:13: triggerThreshold: "three" is no whole number`},
		{"an entity that does not exist", with("entityType: Account", "entityType: Person"), `entityMappings: there is no entity type "Person"`},
		{"an identifier that does not exist", with("identifier: FullName", "identifier: Nickname"), `Account has no identifier "Nickname"`},
		{"a technique that is none", with("  - T1110", "  - Brute Force"), `relevantTechniques: "Brute Force" is not like T1059`},
		{"a kind without a query", with("kind: Scheduled", "kind: Fusion"), "r.yaml:28: kind: Fusion rules have no query"},
		{"KQL that is none", with("| where ResultType ==", "| were ResultType =="), "r.yaml:20: query:"},
		{"not YAML", "id: 1\n  name: [", "r.yaml:2: the file cannot be read"},
		{"no rule at all", "a: 1\n", "there is no rule in here"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read("r.yaml", []byte(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestLimitsOfThePlatform(t *testing.T) {
	p, err := profile.Load("2026-07")
	if err != nil {
		t.Fatal(err)
	}
	mapping := "  - entityType: IP\n    fieldMappings: [{identifier: Address, columnName: A}]\n"
	for _, tt := range []struct{ name, text, want string }{
		{"G3", with("queryFrequency: 1h", "queryFrequency: 1m"), "queryFrequency: 1m is not between 5m and 14d"},
		{"G3, looking back", with("queryPeriod: 2h", "queryPeriod: 30d"), "queryPeriod: 30d is not between 5m and 14d"},
		{"G11, length", with("SigninLogs\n", "SigninLogs // "+strings.Repeat("x", 10001)+"\n"), "the platform takes up to 10000"},
		{"G11, search", with("SigninLogs\n", "search *\n"), "`search *` and `union *` read every table"},
		{"G11, union", with("SigninLogs\n", "union withsource=T *\n"), "`search *` and `union *` read every table"},
		{"H1", with("entityMappings:\n", "entityMappings:\n"+strings.Repeat(mapping, 10)), "11 mappings; at most 10"},
		{"G13", base + "suppressionDuration: 2d\n", "2d is longer than 1d"},
		{"Q1", with("kind: Scheduled", "kind: CustomDetection", "queryFrequency: 1h", "queryFrequency: 2h"), "a custom detection runs every 12h, 1h, 24h, 3h"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list, err := Read("r.yaml", []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if err := list[0].Check(p); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
	if list, _ := Read("r.yaml", []byte(base)); list[0].Check(p) != nil {
		t.Error("a good rule is refused")
	}
}

func TestRulesSurviveTheWayOutAndBack(t *testing.T) {
	full := base + "customDetails:\n  Tries: n\nalertDetailsOverride:\n  alertDisplayNameFormat: '{{UserPrincipalName}}'\neventGroupingSettings: {aggregationKind: AlertPerResult}\n" +
		"incidentConfiguration:\n  createIncident: true\n  groupingConfiguration: {enabled: true, reopenClosedIncident: false, lookbackDuration: 7h, matchingMethod: Selected, groupByEntities: [Account]}\nsuppressionEnabled: true\nsuppressionDuration: 3h\n"
	r, err := Parse("r.yaml", []byte(full))
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range []struct {
		name  string
		write func() ([]byte, error)
	}{
		{"YAML", func() ([]byte, error) { return YAML(r) }},
		{"template", func() ([]byte, error) { return ARM([]*Rule{r}) }},
		{"journal", func() ([]byte, error) { return json.Marshal(r) }},
	} {
		t.Run(way.name, func(t *testing.T) {
			text, err := way.write()
			if err != nil {
				t.Fatal(err)
			}
			back, err := Parse("back", text)
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if back.Enabled != nil && *back.Enabled { // a template always says it
				back.Enabled = nil
			}
			a, _ := json.Marshal(r)
			b, _ := json.Marshal(back)
			if string(a) != string(b) {
				t.Errorf("came back as\n%s\nwas\n%s", b, a)
			}
		})
	}
}

func TestEveryProblemIsTold(t *testing.T) {
	_, err := Read("r.yaml", []byte(with("severity: Medium", "severity: Critical", "triggerOperator: gt", "triggerOperator: above")))
	var p *Problem
	if !errors.As(err, &p) || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("two mistakes, told: %v", err)
	}
}

// solution is the shape of a solution's package: ids and texts stand in variables.
const solution = `{
	"parameters": {"level": {"type": "string", "defaultValue": "High"}, "workspace": {"type": "string"}},
	"variables": {
		"ruleId1": "11111111-0000-4000-8000-000000000001", "_ruleId1": "[variables('ruleId1')]",
		"rule2": {"_id": "22222222-0000-4000-8000-000000000002", "tactics": ["Impact"]},
		"circle": "[variables('circle')]", "ring": {"of": "[variables('ring')]"}
	},
	"resources": [{"type": "Microsoft.OperationalInsights/workspaces/providers/contentTemplates", "properties": {"mainTemplate": {"variables": {}, "resources": [
		{"type": "Microsoft.SecurityInsights/AlertRuleTemplates", "kind": "NRT", "name": "[variables('_ruleId1')]", "properties":
			{"displayName": "One", "severity": "[parameters('level')]", "query": "Heartbeat", "description": "[variables('circle')]"}},
		{"type": "Microsoft.SecurityInsights/AlertRuleTemplates", "kind": "NRT", "name": "[variables('rule2')._id]", "properties":
			{"displayName": "Two", "severity": "Low", "query": "Heartbeat", "tactics": "[variables('rule2')['tactics']]", "description": "[variables('ring')]"}}
	]}}}]
}`

func TestVariablesOfATemplateAreFilledIn(t *testing.T) {
	list, err := Read("mainTemplate.json", []byte(solution))
	if err != nil || len(list) != 2 {
		t.Fatalf("%d rules, %v", len(list), err)
	}
	if r := list[0]; r.ID != "11111111-0000-4000-8000-000000000001" || r.Severity != "High" {
		t.Errorf("the first: %+v", r.Rule)
	}
	if r := list[1]; r.ID != "22222222-0000-4000-8000-000000000002" || len(r.Tactics) != 1 {
		t.Errorf("the second: %+v", r.Rule)
	}
}

func TestARuleWithoutAnIDGetsOneOfItsName(t *testing.T) {
	one, err := Parse("a.yaml", []byte(without("id")))
	two, err2 := Parse("b.yaml", []byte(strings.Replace(without("id"), "Many failures", "Few failures", 1)))
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	if !guid.MatchString(one.ID) || one.ID != NameID("Many failures") || two.ID == one.ID {
		t.Errorf("%s and %s", one.ID, two.ID)
	}
}

func TestAHuntingQueryIsCalledOne(t *testing.T) {
	_, err := Parse("hunt.yaml", []byte("id: 0a1b2c3d-0000-4000-8000-00000000000b\nname: Beats\ntactics:\n  - Impact\nquery: |\n  Heartbeat\n"))
	if err == nil || !strings.Contains(err.Error(), "hunt.yaml:5: query: this is a hunting query") {
		t.Error(err)
	}
}

func TestAFileWhoseRuleWasMovedSaysSo(t *testing.T) {
	_, err := Parse("moved.yaml", []byte("id: 0a1b2c3d-0000-4000-8000-00000000000c\nname: Old beats\ndescription: |\n  'Moved to a solution.'\nversion: 1.7.5\n"))
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "moved elsewhere") {
		t.Error(err)
	}
}
