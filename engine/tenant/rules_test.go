package tenant

import (
	"strings"
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/soc"
	"socrates/engine/soc/content"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
)

// bareEngine is a mini-SOC without detections and rules.
func bareEngine(m *Manifest, w soc.World) (MiniSOC, error) {
	p, err := profile.Load("2026-07")
	return soc.New(soc.Options{Profile: p, Content: &content.Content{}, World: w, Seed: 7, Start: int64(m.Start), Workspace: m.workspace()}), err
}

const learnersRule = `{"id": "aaaaaaaa-0000-4000-8000-000000000001", "name": "Ada signs in", "severity": "Low", "kind": "Scheduled", "queryFrequency": "30m", "queryPeriod": "30m",
 "triggerOperator": "gt", "triggerThreshold": 4, "query": "SigninLogs | where UserPrincipalName startswith 'ada'", "suppressionEnabled": true, "suppressionDuration": "1h",
 "entityMappings": [{"entityType": "Account", "fieldMappings": [{"identifier": "FullName", "columnName": "UserPrincipalName"}]}]}`

const learnersDetection = `{"id": "aaaaaaaa-0000-4000-8000-000000000002", "name": "A process", "severity": "High", "kind": "CustomDetection", "queryFrequency": "1h",
 "query": "DeviceProcessEvents | where Timestamp > ago(10m) | summarize arg_max(Timestamp, ReportId) by DeviceName", "entityMappings": [{"entityType": "Host", "fieldMappings": [{"identifier": "HostName", "columnName": "DeviceName"}]}]}`

func readRule(t *testing.T, text string) *rule.Rule {
	t.Helper()
	r, err := rule.Parse("test", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestALearnersRulesRunAndAreReplayed(t *testing.T) {
	_, dir := makeTenant(t)
	ten, err := Open(bg, dir, Options{Engine: bareEngine})
	if err != nil {
		t.Fatal(err)
	}
	do := func(kind string, data any) error {
		_, err := ten.Do(bg, "ada", wall, soc.NewAction(kind, profile.Defender, "ada", data))
		return err
	}
	advance := func(to int64) {
		t.Helper()
		if err := ten.Advance(bg, "ada", wall, to); err != nil {
			t.Fatal(err)
		}
	}
	explain := func(at int64) string {
		t.Helper()
		var said string
		if err := ten.SOC(bg, func(e *soc.Engine) error {
			r, err := e.FindRule("Ada signs in")
			if err != nil {
				return err
			}
			rep, err := e.ExplainRun(bg, r, at)
			if err == nil {
				said = rep.Outcome + " " + rep.Error
			}
			return err
		}); err != nil {
			return err.Error()
		}
		return said
	}
	if err := do("rule.import", soc.SaveRules{Rules: []*rule.Rule{readRule(t, learnersRule)}}); err != nil {
		t.Fatal(err)
	}
	if err := do("detection.create", soc.SaveDetection{Rule: readRule(t, learnersDetection)}); err != nil {
		t.Fatal(err)
	}
	if err := do("rule.import", soc.SaveRules{Rules: []*rule.Rule{readRule(t, learnersDetection)}}); err == nil {
		t.Error("a custom detection is no analytics rule")
	}
	// ada signs in every second minute: 15 rows in half an hour; the run asks five minutes after it is due
	advance(opens + 6*value.Minute)
	wantHunt(t, ten, soc.WorkspaceScope, "SecurityAlert | project AlertName, ProviderName", "Ada signs in ASI Scheduled Alerts\n")
	wantHunt(t, ten, soc.DefenderScope, "AlertInfo | where Title == 'A process' | project ServiceSource, DetectionSource", "Microsoft Defender XDR Custom detection\n")
	if got := explain(opens + value.Minute); !strings.Contains(got, "alerts: 15 rows, and the rule fires on more than 4") {
		t.Errorf("the first run: %s", got)
	}
	advance(opens + 40*value.Minute)
	if got := explain(opens + 31*value.Minute); !strings.Contains(got, "suppressed until") {
		t.Errorf("the run after an alert: %s", got)
	}
	if err := do("rule.disable", soc.OneRule{ID: "Ada"}); err != nil {
		t.Fatal(err)
	}
	advance(opens + 70*value.Minute)
	if err := do("rule.enable", soc.OneRule{ID: "ada signs in"}); err != nil {
		t.Fatal(err)
	}
	advance(opens + 80*value.Minute)
	wantHunt(t, ten, soc.WorkspaceScope, "SecurityAlert | where ProviderName startswith 'ASI' | count", "2\n")
	wantHunt(t, ten, soc.WorkspaceScope, "SentinelHealth | where SentinelResourceName == 'Ada signs in' | count", "2\n")
	before := snapshotOf(t, ten)
	ten.Close()
	again, err := Open(bg, dir, Options{Engine: bareEngine, Rebuild: true})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if after := snapshotOf(t, again); after != before {
		t.Errorf("replayed from the journal:\n%s\nwas\n%s", after, before)
	}
}

func snapshotOf(t *testing.T, ten *Tenant) string {
	t.Helper()
	text, err := ten.soc.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
