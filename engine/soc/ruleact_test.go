package soc

import (
	"slices"
	"strings"
	"testing"

	"socrates/engine/soc/rule"
)

const acting = `
id: aaaaaaaa-0000-4000-8000-00000000000c
name: A tool on a device
description: x
severity: Low
kind: CustomDetection
responseActions: [isolate-device, confirm-compromised]
query: |
  DeviceProcessEvents
  | where true
entityMappings:
  - entityType: Host
    fieldMappings: [{identifier: HostName, columnName: DeviceName}]
  - entityType: Account
    fieldMappings: [{identifier: FullName, columnName: AccountUpn}]
alertDetailsOverride:
  alertSeverityColumnName: Sev
  alertTacticsColumnName: Tac
  alertDynamicProperties:
    - {alertProperty: ProductName, value: Tool}
    - {alertProperty: Techniques, value: Tech}
`

// A custom detection isolates the device and raises the user's risk; on a printer without a sensor it says why it could not.
func TestACustomDetectionActs(t *testing.T) {
	b := newBench()
	b.inventory()
	b.add("DeviceProcessEvents", 2, "DeviceName", "ws-1.contoso.example", "AccountUpn", "ada@contoso.example", "Sev", "high", "Tac", `["Execution","nonsense"]`, "Tech", "T1059.001", "Tool", "Odd")
	b.add("DeviceProcessEvents", 10, "DeviceName", "printer-9.contoso.example", "AccountUpn", "ada@contoso.example", "Sev", "fatal", "Tac", "", "Tech", "", "Tool", "")
	e := newDesk(t, "2024-course", b, acting)
	advance(t, e, 9)
	kinds := map[string]string{}
	for _, x := range e.Responses() {
		kinds[x.Kind] = x.Name + " " + x.Status + " " + x.Source
	}
	if kinds["isolate-device"] != "ws-1.contoso.example Completed custom detection" || !strings.HasPrefix(kinds["confirm-compromised"], "ada@contoso.example Completed") {
		t.Fatalf("responses: %v", kinds)
	}
	if !slices.ContainsFunc(e.Blocks(), func(b Block) bool { return b.Kind == "device" && b.ID == "d1" && b.Until == 0 }) {
		t.Errorf("the attack keeps the device: %+v", e.Blocks())
	}
	a := e.st.Alerts[0]
	if a.Severity != "High" || a.Category != "Execution" || !slices.Equal(a.Techniques, []string{"T1059.001"}) || a.Properties["ProductName"] != "Odd" {
		t.Errorf("the alert is %+v", a)
	}
	advance(t, e, 15)
	last := e.st.Alerts[len(e.st.Alerts)-1]
	if last.Severity != "Low" || len(last.Properties) != 0 { // a severity that is none, and empty columns, leave what the rule says
		t.Errorf("the second alert is %+v", last)
	}
	said := false
	for _, i := range e.st.Incidents {
		said = said || logHas(i, "response", "isolate-device on printer-9.contoso.example was not done")
	}
	if !said {
		t.Error("no incident says that the printer was not isolated")
	}
}

// The properties stand in SecurityAlert.
func TestDynamicPropertiesReachTheTable(t *testing.T) {
	text := strings.Replace(strings.Replace(benchRule, "incidentConfiguration:", "alertDetailsOverride:\n  alertDynamicProperties: [{alertProperty: AlertLink, value: Link}, {alertProperty: ConfidenceScore, value: Score}]\nincidentConfiguration:", 1), "SingleAlert", "AlertPerResult", 1)
	b := newBench()
	b.add("CommonSecurityLog", 3, "SourceIP", "10.0.0.5", "Link", "https://portal.example/7", "Score", 0.75)
	e := newDesk(t, "2024-course", b, text)
	advance(t, e, 15)
	rows := b.written["SecurityAlert"]
	if len(rows) == 0 || rows[0]["AlertLink"] != "https://portal.example/7" {
		t.Errorf("SecurityAlert has %v", rows)
	}
	if a := e.st.Alerts[0]; a.Properties["ConfidenceScore"] != "0.75" {
		t.Errorf("the alert has %v", a.Properties)
	}
}

func TestActionsAreChecked(t *testing.T) {
	for _, tt := range []struct{ name, old, new, want string }{
		{"unknown action", "isolate-device", "shut-down", `"shut-down" is none of`},
		{"no mapping to act on", "confirm-compromised", "soft-delete-mail", "needs an entity mapping of type MailMessage"},
		{"an analytics rule", "kind: CustomDetection", "kind: NRT", "only a custom detection acts by itself"},
		{"unknown property", "alertProperty: ProductName", "alertProperty: Colour", `"Colour" is none of AlertLink`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(acting, tt.old, tt.new, 1)
			if text == acting {
				t.Fatal("the case changes nothing")
			}
			if _, err := rule.Parse("r.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("want %q, got %v", tt.want, err)
			}
		})
	}
	r, err := rule.Parse("r.yaml", []byte(acting))
	if err != nil {
		t.Fatal(err)
	}
	out, err := rule.YAML(r)
	if err != nil {
		t.Fatal(err)
	}
	again, err := rule.Parse("again.yaml", out)
	if err != nil || !slices.Equal(again.Actions, r.Actions) || len(again.Override.Dynamic) != 2 {
		t.Errorf("written as %s, %v", out, err)
	}
}
