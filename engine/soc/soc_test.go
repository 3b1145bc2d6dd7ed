package soc

import (
	"context"
	"slices"
	"strings"
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/schema/rows"
	"socrates/engine/soc/content"
	"socrates/engine/soc/detect"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
)

// fakeWorld answers a query by the first table it names, with rows written by hand.
type fakeWorld struct {
	rows      map[string][]map[string]any
	published map[string]int
}

func (w *fakeWorld) Publish(_ context.Context, b *rows.Batch) error {
	w.published[b.Table.Name] += b.Len()
	return nil
}
func (w *fakeWorld) Retract(context.Context) error { w.published = map[string]int{}; return nil }

func (w *fakeWorld) Hunt(_ context.Context, q Query) (*Answer, error) {
	ans := &Answer{}
	for table, list := range w.rows {
		if !strings.Contains(q.KQL, "\n"+table+"\n") && !strings.HasPrefix(q.KQL, table+"\n") {
			continue
		}
		for _, r := range list {
			seen := r["Ingested"].(int64)
			if seen <= q.After || seen > q.At || q.From != 0 && seen <= q.To-value.Hour {
				continue
			}
			if ans.Columns == nil {
				for _, name := range []string{"Timestamp", "Ingested", "AccountUpn", "UserPrincipalName", "UserId", "IPAddress", "DeviceId", "DeviceName", "LocalIP", "RemoteIP", "InitiatingProcessAccountUpn", "SourceIP", "DestinationIP", "NetworkMessageId"} {
					ans.Columns = append(ans.Columns, schema.Column{Name: name})
				}
			}
			var row []any
			for _, c := range ans.Columns {
				row = append(row, r[c.Name])
			}
			ans.Rows = append(ans.Rows, row)
		}
	}
	return ans, nil
}

const t0 = 638000000000000000 / value.Hour * value.Hour

func story(t *testing.T) (*Engine, *fakeWorld) {
	t.Helper()
	c, err := content.Load()
	if err != nil {
		t.Fatal(err)
	}
	// the story needs four of the things that ship
	c.Detections = slices.DeleteFunc(c.Detections, func(d *detect.Detection) bool {
		return !slices.Contains([]string{"mdo-phish-click", "aadip-risky-signin", "mde-c2-indicator"}, d.ID)
	})
	c.Rules = slices.DeleteFunc(c.Rules, func(r *rule.Rule) bool { return !strings.HasPrefix(r.Name, "Firewall traffic to an address") })
	p, err := profile.Load("2024-course")
	if err != nil {
		t.Fatal(err)
	}
	row := func(minute int64, kv ...any) map[string]any {
		r := map[string]any{"Timestamp": t0 + minute*value.Minute, "Ingested": t0 + minute*value.Minute}
		for i := 0; i < len(kv); i += 2 {
			r[kv[i].(string)] = kv[i+1]
		}
		return r
	}
	w := &fakeWorld{published: map[string]int{}, rows: map[string][]map[string]any{
		"UrlClickEvents":      {row(10, "AccountUpn", "ada@contoso.example", "NetworkMessageId", "m1")},
		"SigninLogs":          {row(16, "UserPrincipalName", "Ada@contoso.example", "UserId", "u1", "IPAddress", "203.0.113.9")},
		"DeviceNetworkEvents": {row(30, "DeviceId", "d1", "DeviceName", "ws-1.contoso.example", "LocalIP", "10.0.0.5", "RemoteIP", "198.51.100.7", "InitiatingProcessAccountUpn", "ada@contoso.example")},
		"CommonSecurityLog":   {row(31, "SourceIP", "10.0.0.5", "DestinationIP", "198.51.100.7"), row(32, "SourceIP", "10.9.9.9", "DestinationIP", "192.0.2.77")},
	}}
	return New(Options{Profile: p, Content: c, World: w, Seed: 7, Start: t0, Workspace: Workspace{Name: "law", ID: "w"}}), w
}

func advance(t *testing.T, e *Engine, minute int64) {
	t.Helper()
	if err := e.Advance(t.Context(), t0+minute*value.Minute); err != nil {
		t.Fatal(err)
	}
}

func TestOneAttackIsOneIncident(t *testing.T) {
	e, w := story(t)
	advance(t, e, 90)
	all := e.Incidents()
	if len(all) != 2 {
		t.Fatalf("%d incidents, want the attack and the printer", len(all))
	}
	products := map[string]bool{}
	for _, a := range e.alertsOf(all[0]) {
		products[a.Product] = true
	}
	for _, p := range []string{"office365", "entra", "endpoint", "scheduled"} {
		if !products[p] {
			t.Errorf("no alert of %s in the attack's incident: %v", p, products)
		}
	}
	if !all[1].SentinelOnly() || all[1].Defender.Since == 0 || len(all[1].Alerts) != 1 {
		t.Errorf("the printer's incident is Sentinel's own and in the unified queue: %+v", all[1])
	}
	_, err := e.Apply(t.Context(), e.Now(), NewAction("incident.investigate", profile.Defender, "bob", OneIncident{ID: 2}))
	if r, ok := AsRefusal(err); !ok || r.Code != NotAllowed || !strings.Contains(r.Msg, "Sentinel") {
		t.Errorf("automated investigation on a Sentinel incident: %v", err)
	}
	for _, table := range []string{"AlertInfo", "AlertEvidence", "SecurityAlert", "SecurityIncident", "SentinelHealth"} {
		if w.published[table] == 0 {
			t.Errorf("nothing published to %s", table)
		}
	}
}

func TestStepsDoNotMatter(t *testing.T) {
	one, _ := story(t)
	advance(t, one, 90)
	many, _ := story(t)
	for m := int64(0); m <= 90; m += 7 {
		advance(t, many, m)
	}
	advance(t, many, 90)
	a, _ := one.Snapshot()
	b, _ := many.Snapshot()
	if string(a) != string(b) {
		t.Errorf("the state depends on the steps:\n%s\n%s", a, b)
	}
	if err := many.Restore(a); err != nil {
		t.Fatal(err)
	}
	if c, _ := many.Snapshot(); string(c) != string(a) {
		t.Error("a restored state is not the state")
	}
}

func TestBothSidesAgreeAfterTheDelay(t *testing.T) {
	e, _ := story(t)
	advance(t, e, 90)
	closed, low, owner := "Resolved", "Low", "eve@contoso.example"
	apply := func(side Portal, u UpdateIncident) {
		t.Helper()
		if _, err := e.Apply(t.Context(), e.Now(), NewAction("incident.update", side, "bob", u)); err != nil {
			t.Fatal(err)
		}
	}
	apply(profile.Azure, UpdateIncident{ID: 1, Severity: &low, Owner: &owner})
	apply(profile.Defender, UpdateIncident{ID: 1, Status: &closed, Verdict: "True positive", Determination: "Phishing"})
	i := e.incident(1)
	if !i.Sentinel.Open() || i.Defender.Severity.Value == low {
		t.Error("the other side knows at once")
	}
	advance(t, e, 94)
	if !i.Sentinel.Open() {
		t.Error("the other side knows before the delay")
	}
	advance(t, e, 96)
	if s := i.Sentinel.State.Value; s.Status != Closed || s.Classification != "TruePositive" || s.Reason != "SuspiciousActivity" {
		t.Errorf("Sentinel's side: %+v", s)
	}
	if i.Defender.Severity.Value != low || i.Defender.Owner.Value != owner {
		t.Errorf("Defender's side: %+v", i.Defender)
	}
}

func TestTheLaterEditStands(t *testing.T) {
	e, _ := story(t)
	advance(t, e, 90)
	low, medium := "Low", "Medium"
	for n, side := range []Portal{profile.Azure, profile.Defender} {
		sev := []*string{&low, &medium}[n]
		if _, err := e.Apply(t.Context(), e.Now()+value.Minute, NewAction("incident.update", side, "bob", UpdateIncident{ID: 1, Severity: sev})); err != nil {
			t.Fatal(err)
		}
	}
	advance(t, e, 110)
	i := e.incident(1)
	if i.Sentinel.Severity.Value != medium || i.Defender.Severity.Value != medium {
		t.Errorf("sides: %s, %s", i.Defender.Severity.Value, i.Sentinel.Severity.Value)
	}
	conflicts := 0
	for _, l := range i.Log {
		if l.What == "conflict" {
			conflicts++
		}
	}
	if conflicts != 1 || len(e.st.Jobs) == 0 {
		t.Errorf("%d conflicts logged, want 1", conflicts)
	}
}

func TestTheConnectorDecidesWhatTheWorkspaceKnows(t *testing.T) {
	e, _ := story(t)
	if ok, _ := e.Visible(WorkspaceScope, "DeviceProcessEvents"); !ok {
		t.Error("all tables are selected by default")
	}
	_, err := e.Apply(t.Context(), t0, NewAction("connector.disconnect", profile.Defender, "bob", nil))
	if r, ok := AsRefusal(err); !ok || r.Code != WrongPortal || !strings.Contains(r.Hint, "Azure") {
		t.Errorf("the course configures connectors in Azure: %v", err)
	}
	if _, err := e.Apply(t.Context(), t0, NewAction("connector.disconnect", profile.Azure, "bob", nil)); err != nil {
		t.Fatal(err)
	}
	if ok, why := e.Visible(WorkspaceScope, "DeviceProcessEvents"); ok || !strings.Contains(why.Hint, "Data connectors") {
		t.Errorf("disconnected: %v %v", ok, why)
	}
	if ok, _ := e.Visible(DefenderScope, "DeviceProcessEvents"); !ok {
		t.Error("Defender hunting keeps its tables")
	}
}
