package soc

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"socrates/engine/soc/profile"
)

// flows is a bench with a firewall row of an address at each minute.
func flows(at map[int64]string) *bench {
	b := newBench()
	b.inventory()
	for minute, ip := range at {
		b.add("CommonSecurityLog", minute, "SourceIP", ip)
	}
	return b
}

// incidentsOf tells how many alerts each incident has.
func incidentsOf(e *Engine) string {
	var out []string
	for _, i := range e.Incidents() {
		out = append(out, fmt.Sprint(len(i.Alerts)))
	}
	return strings.Join(out, " ")
}

// Three alerts, at minutes 10, 20 and 100: two of one address, one of another [I1-I5].
func TestSentinelGrouping(t *testing.T) {
	at := map[int64]string{4: "10.0.0.1", 14: "10.0.0.1", 19: "10.0.0.2", 94: "10.0.0.1"}
	for _, c := range []struct{ name, change, want string }{
		{"a new incident for each alert", "", "1 1 1 1"},
		{"all entities match, within the window", "{enabled: true, lookbackDuration: 1h, matchingMethod: AllEntities}", "2 1 1"},
		{"a longer window", "{enabled: true, lookbackDuration: 2h, matchingMethod: AllEntities}", "3 1"},
		{"all alerts of the rule", "{enabled: true, lookbackDuration: 2h, matchingMethod: AnyAlert}", "4"},
		{"a selected entity", "{enabled: true, lookbackDuration: 2h, matchingMethod: Selected, groupByEntities: [IP]}", "3 1"},
		{"no selected entity", "{enabled: true, lookbackDuration: 2h, matchingMethod: Selected, groupByEntities: [Host]}", "4"},
		{"a selected detail", "{enabled: true, lookbackDuration: 2h, matchingMethod: Selected, groupByAlertDetails: [Severity]}", "4"},
	} {
		text := benchRule
		if c.change != "" {
			text = strings.Replace(text, "{enabled: false, reopenClosedIncident: false, lookbackDuration: 1h, matchingMethod: AllEntities}", c.change, 1)
		}
		e := newDesk(t, "2026-07", flows(at), text)
		advance(t, e, 180)
		if got := incidentsOf(e); got != c.want {
			t.Errorf("%s: incidents with %s alerts, want %s", c.name, got, c.want)
		}
	}
}

func TestReopening(t *testing.T) {
	for profileID, want := range map[string]string{"2024-course": "2", "2026-07": "1 1"} { // [I5]
		p, err := profile.Load(profileID)
		if err != nil {
			t.Fatal(err)
		}
		p.Correlation.AnalyticsRules = false // so that the rule's own grouping counts in both
		text := strings.Replace(benchRule, "{enabled: false, reopenClosedIncident: false, lookbackDuration: 1h, matchingMethod: AllEntities}",
			"{enabled: true, reopenClosedIncident: true, lookbackDuration: 2h, matchingMethod: AllEntities}", 1)
		e := newDeskOf(t, p, flows(map[int64]string{4: "10.0.0.1", 44: "10.0.0.1"}), text)
		advance(t, e, 20)
		do(t, e, profile.Azure, "incident.update", UpdateIncident{ID: 1, Status: ptr("closed"), Classification: "Undetermined"})
		advance(t, e, 90)
		if got := incidentsOf(e); got != want {
			t.Errorf("%s: incidents with %s alerts, want %s", profileID, got, want)
		}
		if i := e.incident(1); i.Sentinel.Open() != (want == "2") || i.Defender.Open() != i.Sentinel.Open() {
			t.Errorf("%s: open in Sentinel %v, in Defender %v", profileID, i.Sentinel.Open(), i.Defender.Open())
		}
	}
}

func TestEventGroupingSuppressionAndThreshold(t *testing.T) {
	at := map[int64]string{2: "10.0.0.1", 3: "10.0.0.2", 14: "10.0.0.3"}
	for _, c := range []struct {
		name, from, to string
		alerts         int
	}{
		{"all events in one alert", "", "", 2},
		{"an alert for each event", "SingleAlert", "AlertPerResult", 3},
		{"a threshold counts within a run", "triggerThreshold: 0", "triggerThreshold: 1", 1}, // [G12]
		{"suppression stops the runs", "severity: Medium", "severity: Medium\nsuppressionEnabled: true\nsuppressionDuration: 1h", 1},
		{"a short suppression", "severity: Medium", "severity: Medium\nsuppressionEnabled: true\nsuppressionDuration: 5m", 2},
	} {
		e := newDesk(t, "2026-07", flows(at), strings.Replace(benchRule, c.from, c.to, 1))
		advance(t, e, 60)
		if len(e.Alerts()) != c.alerts {
			t.Errorf("%s: %d alerts, want %d", c.name, len(e.Alerts()), c.alerts)
		}
	}
}

// An NRT rule runs every minute, two minutes late, on what was ingested [G6].
func TestNearRealTime(t *testing.T) {
	e := newDesk(t, "2026-07", flows(map[int64]string{4: "10.0.0.1"}), strings.NewReplacer("kind: Scheduled", "kind: NRT", "queryFrequency: 5m\nqueryPeriod: 5m\n", "").Replace(benchRule))
	advance(t, e, 5)
	if len(e.Alerts()) != 0 {
		t.Error("the alert is there before the delay")
	}
	advance(t, e, 6)
	if a := e.Alerts(); len(a) != 1 || a[0].Product != "nrt" {
		t.Errorf("%d alerts two minutes after the row", len(a))
	}
	if r := e.Rules()["00000000-0000-0000-0000-0000000000f1"]; r.Total != 4 { // due at minutes 1 to 4
		t.Errorf("%d runs in 6 minutes", r.Total)
	}
}

// The same rows, one mapping changed: with the account mapped, the alert of the firewall rule joins Defender's
// incident of the user; with another type mapped it stays alone. So the course teaches cross-source correlation.
func TestOneMappingDecidesCorrelation(t *testing.T) {
	for mapping, joins := range map[string]bool{
		"{entityType: Account, fieldMappings: [{identifier: FullName, columnName: SourceUserName}]}": true,
		"{entityType: IP, fieldMappings: [{identifier: Address, columnName: SourceIP}]}":             false,
		"{entityType: Host, fieldMappings: [{identifier: HostName, columnName: SourceUserName}]}":    false,
	} {
		b := newBench()
		b.add("SigninLogs", 2, "AccountUpn", "ada@contoso.example", "IPAddress", "203.0.113.1")
		b.add("CommonSecurityLog", 4, "SourceIP", "10.0.0.9", "SourceUserName", "Ada@contoso.example")
		text := strings.Replace(benchRule, "  - entityType: IP\n    fieldMappings: [{identifier: Address, columnName: SourceIP}]", "  - "+mapping, 1)
		e := newDesk(t, "2024-course", b, text)
		advance(t, e, 60)
		if want := map[bool]string{true: "2", false: "1 1"}[joins]; incidentsOf(e) != want {
			t.Errorf("%s: incidents with %s alerts, want %s", mapping, incidentsOf(e), want)
		}
		x, err := e.Explain(profile.Defender, 1, e.Alerts()[1].ID)
		if err != nil {
			t.Fatal(err)
		}
		if joins && (len(x.Together) != 1 || x.Together[0].Key != "user:ada@contoso.example") {
			t.Errorf("why together: %+v", x.Together)
		}
		if !joins && (len(x.Apart) != 1 || !strings.Contains(x.Apart[0].Why, "share no entity")) {
			t.Errorf("why apart: %+v", x.Apart)
		}
	}
}

// The tenant's default keeps alerts of rules out, and a tag lets one in [C4, C6].
func TestTheTagDecidesCorrelation(t *testing.T) {
	for description, joins := range map[string]bool{"A rule of the tests.": false, "'#INC_CORR# A rule.'": true, "'A rule. #INC_CORR#'": false} {
		b := newBench()
		b.add("SigninLogs", 2, "AccountUpn", "ada@contoso.example", "IPAddress", "203.0.113.1")
		b.add("CommonSecurityLog", 4, "SourceIP", "203.0.113.1")
		e := newDesk(t, "2026-07", b, strings.Replace(benchRule, "A rule of the tests.", description, 1))
		advance(t, e, 60)
		if got := incidentsOf(e) == "2"; got != joins {
			t.Errorf("%s: incidents with %s alerts", description, incidentsOf(e))
		}
		if !joins {
			x, _ := e.Explain(profile.Defender, 1, "")
			if len(x.Apart) != 1 || !strings.Contains(x.Apart[0].Why, "tenant's default") || !strings.Contains(x.Apart[0].Why, "a new incident for each alert") {
				t.Errorf("why apart: %+v", x.Apart)
			}
		}
	}
}

// What keeps two related incidents apart [C13], and what moves when they merge [C11, C12].
func TestMergingByItself(t *testing.T) {
	for _, c := range []struct {
		name   string
		before func(e *Engine)
		merges bool
		word   string
	}{
		{"nothing stands against it", func(*Engine) {}, true, ""},
		{"different owners", func(e *Engine) {
			do(t, e, profile.Defender, "incident.update", UpdateIncident{ID: 1, Owner: ptr("x")})
			do(t, e, profile.Defender, "incident.update", UpdateIncident{ID: 2, Owner: ptr("y")})
		}, false, "different people"},
		{"one owner", func(e *Engine) {
			do(t, e, profile.Defender, "incident.update", UpdateIncident{ID: 2, Owner: ptr("y"), AddTags: []string{"vip"}, Comment: "note"})
		}, true, ""},
		{"one is closed", func(e *Engine) {
			do(t, e, profile.Defender, "incident.update", UpdateIncident{ID: 2, Status: ptr("resolved"), Verdict: "False positive"})
		}, false, "closed"},
	} {
		b := newBench()
		b.add("SigninLogs", 2, "AccountUpn", "ada@contoso.example", "IPAddress", "203.0.113.1")
		b.add("SigninLogs", 3, "AccountUpn", "eve@contoso.example", "IPAddress", "203.0.113.2")
		b.add("SigninLogs", 40, "AccountUpn", "ada@contoso.example", "IPAddress", "203.0.113.2") // ties both
		e := newDesk(t, "2026-07", b)
		advance(t, e, 30)
		c.before(e)
		advance(t, e, 90)
		one, two := e.incident(1), e.incident(2)
		if merged := two.Redirect == 1; merged != c.merges {
			t.Errorf("%s: merged %v", c.name, merged)
			continue
		}
		if c.merges {
			if len(one.Alerts) != 3 || len(two.Alerts) != 0 || two.Defender.Open() || two.Sentinel.Open() || !slices.Contains(two.Sentinel.TagNames(), "Redirected") {
				t.Errorf("%s: %+v", c.name, two)
			}
			if c.name == "one owner" && (!slices.Contains(one.Sentinel.TagNames(), "vip") || len(one.Defender.Comments) != 0 || len(two.Defender.Comments) != 1) {
				t.Errorf("tags move, comments stay: %v %v %v", one.Sentinel.TagNames(), one.Defender.Comments, two.Defender.Comments)
			}
			refused(t, e, profile.Defender, "incident.update", UpdateIncident{ID: 2, Comment: "late"}, Conflict, "work on incident 1")
			continue
		}
		if len(one.Refused) != 1 || !strings.Contains(one.Refused[0].Why, c.word) || !logHas(one, "merge", c.word) {
			t.Errorf("%s: refused %+v", c.name, one.Refused)
		}
		x, _ := e.Explain(profile.Defender, 1, "")
		if len(x.Apart) == 0 || !strings.Contains(x.Apart[0].Why, c.word) {
			t.Errorf("%s: explained by %+v", c.name, x.Apart)
		}
	}
}

func TestMergeAndSplitByHand(t *testing.T) {
	b := newBench()
	for n := range int64(6) {
		b.add("SigninLogs", 2+n, "AccountUpn", fmt.Sprintf("user%d@contoso.example", n), "IPAddress", fmt.Sprintf("203.0.113.%d", n))
	}
	e := newDesk(t, "2026-07", b)
	advance(t, e, 30)
	refused(t, e, profile.Azure, "incident.merge", MergeIncidents{IDs: []int64{1, 2}}, WrongPortal, "Defender")
	refused(t, e, profile.Defender, "incident.merge", MergeIncidents{IDs: []int64{1, 2, 3, 4, 5, 6}}, LimitHit, "6") // [C14]
	refused(t, e, profile.Defender, "incident.merge", MergeIncidents{IDs: []int64{1, 1}}, LimitHit, "this one 1")
	refused(t, e, profile.Defender, "incident.split", MoveAlerts{ID: 1, Alerts: []string{e.Alerts()[0].ID}}, NotAllowed, "would leave")
	do(t, e, profile.Defender, "incident.merge", MergeIncidents{IDs: []int64{3, 2, 1}})
	if got := incidentsOf(e); got != "3 0 0 1 1 1" {
		t.Fatalf("after the merge: %s", got)
	}
	out := do(t, e, profile.Defender, "incident.split", MoveAlerts{ID: 1, Alerts: []string{e.Alerts()[1].ID}})
	do(t, e, profile.Defender, "incident.split", MoveAlerts{ID: 1, Alerts: []string{e.Alerts()[2].ID}, To: 4})
	if got := incidentsOf(e); got != "1 0 0 2 1 1 1" || out.Incident != 7 {
		t.Errorf("after the splits: %s, new incident %d", got, out.Incident)
	}
	refused(t, e, profile.Defender, "incident.split", MoveAlerts{ID: 4, Alerts: []string{e.Alerts()[0].ID}}, Invalid, "not in incident 4")
	advance(t, e, 60)
	for _, i := range e.Incidents() {
		if i.Sentinel.Since == 0 || i.Sentinel.Open() != i.Defender.Open() {
			t.Errorf("incident %d: the workspace does not agree", i.ID)
		}
	}
}

// An incident made by hand in the workspace stays there [B17].
func TestManualIncidentsStay(t *testing.T) {
	e := newDesk(t, "2026-07", newBench())
	do(t, e, profile.Azure, "incident.create", CreateIncident{Title: "A call", Severity: "low"})
	advance(t, e, 60)
	q, _ := e.Queue(profile.Defender, Filter{})
	w, _ := e.Queue(profile.Azure, Filter{})
	if len(q) != 0 || len(w) != 1 || w[0].Severity != "Low" {
		t.Errorf("Defender %+v, workspace %+v", q, w)
	}
	refused(t, e, profile.Defender, "incident.update", UpdateIncident{ID: 1, Comment: "x"}, NotAllowed, "made by hand")
	refused(t, e, profile.Defender, "incident.create", CreateIncident{Title: "A call", Severity: "low"}, WrongPortal, "Azure")
}

// The connector off: nothing crosses; on again: edits of both sides and open incidents do.
func TestReconnecting(t *testing.T) {
	b := twoOrigins()
	b.add("SigninLogs", 40, "AccountUpn", "eve@contoso.example", "IPAddress", "203.0.113.7")
	e := newDesk(t, "2026-07", b, benchRule)
	advance(t, e, 30)
	do(t, e, profile.Azure, "connector.disconnect", nothing{})
	do(t, e, profile.Defender, "incident.update", UpdateIncident{ID: 1, Severity: ptr("low")})
	do(t, e, profile.Azure, "incident.update", UpdateIncident{ID: 1, Owner: ptr("x")})
	before := b.published["SecurityAlert"]
	advance(t, e, 80)
	i := e.incident(1)
	if i.Sentinel.Severity.Value == "Low" || i.Defender.Owner.Value == "x" || e.incident(3).Sentinel.Since != 0 || b.published["SecurityAlert"] != before {
		t.Errorf("something crossed while the connector was off: %+v", e.incident(3))
	}
	refused(t, e, profile.Azure, "incident.update", UpdateIncident{ID: 3, Comment: "x"}, Conflict, "connector is off")
	do(t, e, profile.Azure, "connector.connect", nothing{})
	advance(t, e, 100)
	if i.Sentinel.Severity.Value != "Low" || i.Defender.Owner.Value != "x" || e.incident(3).Sentinel.Since == 0 {
		t.Errorf("after reconnecting: %s, %s, %d", i.Sentinel.Severity.Value, i.Defender.Owner.Value, e.incident(3).Sentinel.Since)
	}
}

func TestDeselectedTables(t *testing.T) {
	e := newDesk(t, "2026-07", newBench())
	refused(t, e, profile.Azure, "connector.tables", SelectTables{Tables: map[string]bool{"SigninLogs": false}}, Invalid, "SigninLogs")
	do(t, e, profile.Azure, "connector.tables", SelectTables{Tables: map[string]bool{"DeviceEvents": false}})
	if ok, why := e.Visible(WorkspaceScope, "DeviceEvents"); ok || !strings.Contains(why.Msg, "not selected") {
		t.Errorf("the workspace: %v %+v", ok, why)
	}
	if ok, _ := e.Visible(DefenderScope, "DeviceEvents"); !ok {
		t.Error("Defender hunting keeps the table")
	}
	do(t, e, profile.Azure, "connector.tables", SelectTables{Tables: map[string]bool{"DeviceEvents": true}})
	if ok, _ := e.Visible(WorkspaceScope, "DeviceEvents"); !ok {
		t.Error("selected again and still gone")
	}
}
