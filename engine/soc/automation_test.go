package soc

import (
	"slices"
	"strings"
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/soc/profile"
)

// twoOrigins is a bench with an incident of Defender (minute 10, user ada) and one of a firewall rule (minute 12).
func twoOrigins() *bench {
	b := newBench()
	b.inventory()
	b.add("SigninLogs", 10, "AccountUpn", "ada@contoso.example", "AccountId", "u1", "IPAddress", "203.0.113.1")
	b.add("CommonSecurityLog", 12, "SourceIP", "10.0.0.9")
	return b
}

func TestAutomationRunsOnIncidentsOfEitherOrigin(t *testing.T) {
	e := newDesk(t, "2026-07", twoOrigins(), benchRule)
	do(t, e, profile.Azure, "automation.create", NewAutomation{Name: "mark", Trigger: OnIncidentCreated, Actions: []AutoAction{{"tag", "seen"}, {"owner", "tier1"}}})
	advance(t, e, 60)
	if n := len(e.Incidents()); n != 2 {
		t.Fatalf("%d incidents, want 2", n)
	}
	for _, i := range e.Incidents() {
		if !slices.Contains(i.Sentinel.TagNames(), "seen") || i.Sentinel.Owner.Value != "tier1" || i.Defender.Owner.Value != "tier1" {
			t.Errorf("incident of %s: sentinel %v %s, defender %s", i.Origin, i.Sentinel.TagNames(), i.Sentinel.Owner.Value, i.Defender.Owner.Value)
		}
	}
	r := e.Automations()[0]
	// The sign-in at minute 10 becomes an alert at 12 and arrives 5 minutes later; the rule runs at 15+5 over (10, 15].
	if len(r.Runs) != 2 || r.Runs[0].At != t0+17*value.Minute || r.Runs[1].At != t0+20*value.Minute || r.Runs[0].Status != RunSuccess {
		t.Errorf("runs %+v", r.Runs)
	}
}

// Rules run by their order and see what the earlier ones left [J3, J4].
func TestAutomationOrder(t *testing.T) {
	e := newDesk(t, "2026-07", twoOrigins(), benchRule)
	do(t, e, profile.Azure, "automation.create", NewAutomation{Name: "second", Order: 2, Trigger: OnIncidentCreated, Conditions: []Condition{{"severity", "equals", []string{"Low"}}}, Actions: []AutoAction{{"tag", "was low"}}})
	do(t, e, profile.Azure, "automation.create", NewAutomation{Name: "first", Order: 1, Trigger: OnIncidentCreated, Actions: []AutoAction{{"severity", "low"}}})
	do(t, e, profile.Azure, "automation.create", NewAutomation{Name: "late", Order: 3, Trigger: OnIncidentCreated, Expires: t0 + 18*value.Minute, Actions: []AutoAction{{"tag", "early"}}})
	advance(t, e, 60)
	for n, i := range e.Incidents() {
		tags := i.Sentinel.TagNames()
		if !slices.Contains(tags, "was low") || slices.Contains(tags, "early") != (n == 0) {
			t.Errorf("incident %d: tags %v", i.ID, tags)
		}
	}
	for _, r := range e.Automations() {
		if (r.Name == "late") != r.Off {
			t.Errorf("rule %s off: %v; it expired at minute 18", r.Name, r.Off)
		}
	}
}

// Two rules that undo each other's work run once each for a change, not for ever.
func TestAutomationDoesNotLoop(t *testing.T) {
	e := newDesk(t, "2026-07", twoOrigins(), benchRule)
	for _, r := range [][2]string{{"High", "Low"}, {"Low", "High"}} {
		do(t, e, profile.Azure, "automation.create", NewAutomation{Name: "to " + r[1], Trigger: OnIncidentUpdated, Conditions: []Condition{{"severity", "changed-to", []string{r[0]}}}, Actions: []AutoAction{{"severity", r[1]}}})
	}
	advance(t, e, 30)
	low := "Low"
	do(t, e, profile.Azure, "incident.update", UpdateIncident{ID: 1, Severity: &low})
	advance(t, e, 120)
	for _, r := range e.Automations() {
		if len(r.Runs) != 1 {
			t.Errorf("rule %q ran %d times, want once", r.Name, len(r.Runs))
		}
	}
	// low -> High by "to High" -> Low by "to Low", which "to High" has seen already.
	if i := e.incident(1); i.Sentinel.Severity.Value != "Low" || i.Defender.Severity.Value != "Low" {
		t.Errorf("severity %s, %s", i.Sentinel.Severity.Value, i.Defender.Severity.Value)
	}
}

func TestUpdatedByADefenderChange(t *testing.T) {
	e := newDesk(t, "2024-course", twoOrigins(), benchRule)
	do(t, e, profile.Azure, "automation.create", NewAutomation{Name: "from defender", Trigger: OnIncidentUpdated,
		Conditions: []Condition{{"updated-by", "equals", []string{"Microsoft 365 Defender"}}, {"status", "changed-from", []string{"New"}}}, Actions: []AutoAction{{"tag", "moved"}}}) // [J8]
	advance(t, e, 30)
	active := "in-progress"
	do(t, e, profile.Defender, "incident.update", UpdateIncident{ID: 1, Status: &active})
	do(t, e, profile.Azure, "incident.update", UpdateIncident{ID: 2, Status: ptr("active")})
	advance(t, e, 60)
	if !slices.Contains(e.incident(1).Sentinel.TagNames(), "moved") || slices.Contains(e.incident(2).Sentinel.TagNames(), "moved") {
		t.Errorf("tags %v, %v", e.incident(1).Sentinel.TagNames(), e.incident(2).Sentinel.TagNames())
	}
}

func ptr(s string) *string { return &s }

func TestPlaybookFailsUntilItMay(t *testing.T) {
	b := twoOrigins()
	e := newDesk(t, "2026-07", b, benchRule)
	do(t, e, profile.Azure, "playbook.create", NewPlaybook{Name: "contain", Steps: []PlayStep{{"revoke-sessions", ""}, {"comment", "done: {title}"}, {"notify", "soc@contoso.example {severity}"}}})
	do(t, e, profile.Azure, "automation.create", NewAutomation{Name: "auto", Trigger: OnIncidentCreated, Conditions: []Condition{{"product", "contains", []string{"Identity Protection"}}}, Actions: []AutoAction{{"playbook", "contain"}, {"tag", "tried"}}})
	refused(t, e, profile.Azure, "playbook.delete", ByName{"contain"}, Conflict, "auto")
	advance(t, e, 30)
	r := e.Automations()[0].Runs
	if len(r) != 1 || r[0].Status != RunPartly || !strings.Contains(r[0].Steps[0], "resource group") || len(e.Blocks()) != 0 { // [J17]
		t.Fatalf("runs %+v", r)
	}
	do(t, e, profile.Azure, "playbook.grant", GrantPlaybook{"contain", "run"})
	out := do(t, e, profile.Defender, "playbook.run", RunPlaybook{"contain", 1})
	if !strings.Contains(out.Message, "User.RevokeSessions.All") {
		t.Errorf("by hand without permission: %s", out.Message)
	}
	do(t, e, profile.Azure, "playbook.grant", GrantPlaybook{"contain", "all"})
	do(t, e, profile.Azure, "playbook.disable", ByName{"contain"})
	if out = do(t, e, profile.Defender, "playbook.run", RunPlaybook{"contain", 1}); !strings.Contains(out.Message, "disabled") {
		t.Errorf("disabled: %s", out.Message)
	}
	do(t, e, profile.Azure, "playbook.enable", ByName{"contain"})
	do(t, e, profile.Defender, "playbook.run", RunPlaybook{"contain", 1})
	if got := e.Blocks(); len(got) != 1 || got[0].Kind != "session" || got[0].ID != "u1" {
		t.Errorf("blocks %+v", got)
	}
	i := e.incident(1)
	if c := i.Sentinel.Comments; len(c) != 1 || c[0].Text != "done: Sign-in alert" || e.Notices()[0].To != "soc@contoso.example" || e.Notices()[0].Text != "High" {
		t.Errorf("comments %+v, notices %+v", c, e.Notices())
	}
	var statuses []string
	for _, p := range e.Playbooks()[0].Runs {
		statuses = append(statuses, p.Status)
	}
	if strings.Join(statuses, ",") != "Failure,Failure,Failure,Success" {
		t.Errorf("history %v", statuses)
	}
	health := 0
	for _, row := range b.written["SentinelHealth"] {
		if row["OperationName"] == "Playbook was triggered" {
			health++
		}
	}
	if health != 4 {
		t.Errorf("%d playbook rows in SentinelHealth, want 4", health)
	}
}

// An alert trigger runs for alerts of rules only [J11], and takes playbooks only.
func TestAlertTrigger(t *testing.T) {
	e := newDesk(t, "2026-07", twoOrigins(), benchRule)
	do(t, e, profile.Azure, "playbook.create", NewPlaybook{Name: "on alert", Trigger: "alert", Steps: []PlayStep{{"notify", "soc@contoso.example alert"}}})
	do(t, e, profile.Azure, "playbook.grant", GrantPlaybook{"on alert", "all"})
	refused(t, e, profile.Azure, "automation.create", NewAutomation{Name: "x", Trigger: OnAlertCreated, Actions: []AutoAction{{"tag", "x"}}}, NotAllowed, "playbook")
	refused(t, e, profile.Azure, "automation.create", NewAutomation{Name: "x", Trigger: OnIncidentCreated, Actions: []AutoAction{{"playbook", "on alert"}}}, NotAllowed, "same trigger") // [J9]
	do(t, e, profile.Azure, "automation.create", NewAutomation{Name: "x", Trigger: OnAlertCreated, Actions: []AutoAction{{"playbook", "on alert"}}})
	advance(t, e, 60)
	if r := e.Automations()[0].Runs; len(r) != 1 || e.ix.alerts[r[0].Alert].Product != "scheduled" || len(e.Notices()) != 1 {
		t.Errorf("runs %+v", r)
	}
}

func TestAutomationRefuses(t *testing.T) {
	e := newDesk(t, "2026-07", twoOrigins(), benchRule)
	tag := []AutoAction{{"tag", "x"}}
	for _, c := range []struct {
		rule NewAutomation
		code Code
		word string
	}{
		{NewAutomation{Trigger: OnIncidentCreated, Actions: tag}, Invalid, "500"},
		{NewAutomation{Name: "x", Trigger: "monday", Actions: tag}, Invalid, "incident-created"},
		{NewAutomation{Name: "x", Trigger: OnIncidentCreated}, LimitHit, "1 to 20"}, // [J2]
		{NewAutomation{Name: "x", Trigger: OnIncidentCreated, Actions: slices.Repeat(tag, 21)}, LimitHit, "21"},
		{NewAutomation{Name: "x", Trigger: OnIncidentCreated, Actions: tag, Conditions: slices.Repeat([]Condition{{"tag", "equals", []string{"y"}}}, 51)}, LimitHit, "51"},
		{NewAutomation{Name: "x", Trigger: OnIncidentCreated, Actions: tag, Conditions: []Condition{{"severity", "changed", nil}}}, Invalid, "incident-updated"}, // [J7]
		{NewAutomation{Name: "x", Trigger: OnIncidentCreated, Actions: tag, Conditions: []Condition{{"mood", "equals", []string{"y"}}}}, Invalid, "severity"},
		{NewAutomation{Name: "x", Trigger: OnIncidentCreated, Actions: tag, Conditions: []Condition{{"tag", "is", []string{"y"}}}}, Invalid, "equals"},
		{NewAutomation{Name: "x", Trigger: OnIncidentCreated, Actions: tag, Conditions: []Condition{{"provider", "equals", []string{"Azure Sentinel"}}}}, NotAllowed, "Microsoft XDR"}, // [F13]
		{NewAutomation{Name: "x", Trigger: OnIncidentCreated, Actions: []AutoAction{{"status", "closed"}}}, Invalid, "TruePositive"},
		{NewAutomation{Name: "x", Trigger: OnIncidentCreated, Actions: []AutoAction{{"playbook", "none"}}}, NotFound, "playbook list"},
		{NewAutomation{Name: "x", Trigger: OnIncidentCreated, Actions: tag, Expires: t0 - 1}, Invalid, "expired"},
	} {
		refused(t, e, profile.Azure, "automation.create", c.rule, c.code, c.word)
	}
	for _, s := range []PlayStep{{"dance", ""}, {"comment", ""}, {"severity", "enormous"}} {
		refused(t, e, profile.Azure, "playbook.create", NewPlaybook{Name: "p", Steps: []PlayStep{s}}, Invalid, "")
	}
}
