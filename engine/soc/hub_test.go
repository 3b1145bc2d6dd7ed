package soc

import (
	"slices"
	"strings"
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/soc/content"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/workbook"
)

// newHub makes a mini-SOC with all that ships, over a bench.
func newHub(t *testing.T, b *bench) *Engine {
	t.Helper()
	p, err := profile.Load("2026-07")
	if err != nil {
		t.Fatal(err)
	}
	c, err := content.Load()
	if err != nil {
		t.Fatal(err)
	}
	return New(Options{Profile: p, Content: c, World: b, Seed: 7, Start: t0, Workspace: Workspace{Name: "law", ID: "w"}})
}

func templateNamed(e *Engine, name string) *RuleTemplate {
	all := e.RuleTemplates()
	if i := slices.IndexFunc(all, func(t RuleTemplate) bool { return t.Name == name }); i >= 0 {
		return &all[i]
	}
	return nil
}

// A solution that is installed offers templates; a rule runs only once it was made from one, and outlives the solution.
func TestSolutionsOfferTemplates(t *testing.T) {
	const name = "Antivirus settings were weakened from a command line"
	b := newBench()
	e := newHub(t, b)
	if templateNamed(e, name) != nil {
		t.Fatal("the template is there before its solution")
	}
	refused(t, e, profile.Defender, "rule.from-template", FromTemplate{Template: name}, NotFound, "installed solutions")
	before := len(e.RuleList())
	out := do(t, e, profile.Defender, "content.install", OneSolution{ID: "Endpoint Threat"})
	if out.ID != "endpoint-threat-protection-essentials" || !strings.Contains(strings.Join(out.Notes, "\n"), "2 rule templates") {
		t.Errorf("installing says %+v", out)
	}
	if got := len(e.RuleList()); got != before || templateNamed(e, name) == nil || templateNamed(e, name).InUse {
		t.Errorf("installing made rules: %d, before %d", got, before)
	}
	if rows := b.written["AzureActivity"]; len(rows) != 1 || rows[0]["OperationNameValue"] != "MICROSOFT.SECURITYINSIGHTS/CONTENTPACKAGES/WRITE" || rows[0]["Caller"] != "bob" {
		t.Errorf("Azure wrote %v", rows)
	}
	do(t, e, profile.Defender, "rule.from-template", FromTemplate{Template: name})
	if r, err := e.FindRule(name); err != nil || r.Severity != "High" || !templateNamed(e, name).InUse {
		t.Errorf("the rule is not there: %v", err)
	}
	refused(t, e, profile.Defender, "rule.from-template", FromTemplate{Template: name}, Conflict, "already")
	refused(t, e, profile.Defender, "content.install", OneSolution{ID: "endpoint-threat-protection-essentials"}, Conflict, "installed already, version 2.1.0")
	out = do(t, e, profile.Defender, "content.uninstall", OneSolution{ID: "endpoint-threat-protection-essentials"})
	if !strings.Contains(strings.Join(out.Notes, "\n"), "stays and runs on: 1 of") || templateNamed(e, name) != nil {
		t.Errorf("uninstalling says %+v", out)
	}
	if _, err := e.FindRule(name); err != nil {
		t.Errorf("the rule went with the solution: %v", err)
	}
}

// Amazon Web Services ships at 3.0.5; 3.0.6 brings its workbook.
func TestAnUpdateBringsWhatIsNew(t *testing.T) {
	e := newHub(t, newBench())
	s, err := e.Solution("amazon")
	if err != nil || s.State != UpdateAvailable || s.Version != "3.0.5" || s.Newest != "3.0.6" || len(s.News) != 1 || len(s.Workbooks) != 0 {
		t.Fatalf("before the update: %+v, %v", s, err)
	}
	if _, err := e.Workbook("AWS activity"); err == nil {
		t.Error("the workbook is there before the update")
	}
	do(t, e, profile.Azure, "content.update", OneSolution{ID: "amazon-web-services"})
	if s, _ := e.Solution("amazon"); s.State != SolutionInstalled || s.By != "bob" || !slices.Equal(s.Workbooks, []string{"aws-activity"}) {
		t.Errorf("after the update: %+v", s)
	}
	if _, err := e.Workbook("AWS activity"); err != nil {
		t.Error(err)
	}
	refused(t, e, profile.Azure, "content.update", OneSolution{ID: "amazon-web-services"}, Conflict, "newest version already")
	refused(t, e, profile.Azure, "content.update", OneSolution{ID: "okta"}, Conflict, "not installed")
	refused(t, e, profile.Azure, "content.install", OneSolution{ID: "azure"}, Invalid, "azure-activity")
	refused(t, e, profile.Azure, "content.install", OneSolution{ID: "splunk"}, NotFound, "content list")
}

// The classic course manages the content hub in Azure, and a responder may not.
func TestWhoMayInstall(t *testing.T) {
	e := newHub(t, newBench())
	do(t, e, profile.Azure, "role.assign", GrantRole{User: "bob", Role: "Microsoft Sentinel Responder"})
	refused(t, e, profile.Defender, "content.install", OneSolution{ID: "okta"}, NotAllowed, "Microsoft Sentinel Contributor")
	p, _ := profile.Load("2024-course")
	classic := newDeskOf(t, p, newBench())
	refused(t, classic, profile.Defender, "content.install", OneSolution{ID: "okta"}, WrongPortal, "Azure portal")
}

// Every solution can go and come again; what ran before runs after.
func TestUninstallingLeavesTheWorkspaceAtWork(t *testing.T) {
	e := newHub(t, newBench())
	rules := len(e.RuleList())
	for _, s := range e.Solutions() {
		if s.State != NotInstalled {
			do(t, e, profile.Azure, "content.uninstall", OneSolution{ID: s.ID})
		}
	}
	if n := len(e.RuleTemplates()) + len(e.HuntingQueries()) + len(e.Workbooks()) + len(e.WatchlistTemplates()) + len(e.PlaybookTemplates()) + len(e.Parsers()); n != 0 {
		t.Errorf("%d items are left", n)
	}
	if feeds, err := e.Health(t.Context()); err != nil || len(feeds) != 0 || len(e.RuleList()) != rules || len(e.Cuts()["SigninLogs"]) != 0 {
		t.Errorf("%d connectors, %d rules of %d, %v", len(feeds), len(e.RuleList()), rules, err)
	}
	refused(t, e, profile.Azure, "connector.disconnect", OneConnector{Connector: "EntraID"}, NotFound, "not installed")
	for _, s := range e.Solutions() {
		do(t, e, profile.Azure, "content.install", OneSolution{ID: s.ID})
	}
	if n := len(e.RuleTemplates()); n != len(e.content.Rules)+len(e.content.Templates) {
		t.Errorf("%d templates with everything installed", n)
	}
}

func TestADataConnectorIsCut(t *testing.T) {
	e := newHub(t, newBench())
	advance(t, e, 10)
	do(t, e, profile.Azure, "connector.disconnect", OneConnector{Connector: "Syslog via AMA"})
	refused(t, e, profile.Azure, "connector.disconnect", OneConnector{Connector: "syslog"}, Conflict, "disconnected already")
	advance(t, e, 30)
	refused(t, e, profile.Azure, "connector.disconnect", OneConnector{Connector: "azure"}, Invalid, "") // three begin so
	do(t, e, profile.Azure, "connector.connect", OneConnector{Connector: "SyslogAma"})
	want := []Cut{{From: t0 + 10*value.Minute, To: t0 + 30*value.Minute}}
	if got := e.Cuts()["Syslog"]; !slices.Equal(got, want) {
		t.Errorf("Syslog is cut %v, want %v", got, want)
	}
	// a connector of a solution that was installed later has to be connected first
	refused(t, e, profile.Azure, "connector.connect", OneConnector{Connector: "Okta"}, NotFound, "content list")
	out := do(t, e, profile.Azure, "content.install", OneSolution{ID: "okta"})
	if !strings.Contains(strings.Join(out.Notes, "\n"), "not connected") {
		t.Errorf("installing Okta says %v", out.Notes)
	}
	if on, _ := e.connection("Okta"); on {
		t.Error("Okta is connected by itself")
	}
	do(t, e, profile.Azure, "connector.connect", OneConnector{Connector: "okta"})
	if on, since := e.connection("Okta"); !on || since != e.Now() {
		t.Error("Okta is not connected")
	}
	refused(t, e, profile.Azure, "connector.connect", OneConnector{Connector: "Splunk"}, NotFound, "connector list")
}

func TestTemplatesOfWatchlistsAndPlaybooks(t *testing.T) {
	e := newHub(t, newBench())
	refused(t, e, profile.Azure, "watchlist.create", CreateWatchlist{Alias: "lan", Template: "NetworkAddresses", CSV: "IP Subnet,Tags\n10.0.0.0/24,x\n"}, Invalid, "IP Subnet,Range Name,Tags")
	do(t, e, profile.Azure, "watchlist.create", CreateWatchlist{Alias: "lan", Template: "NetworkAddresses", CSV: "IP Subnet,Range Name,Tags\n10.0.0.0/24,office,x\n"})
	if w := e.st.Watchlists["lan"]; w.SearchKey != "IP Subnet" || w.Name != "Network addresses" || len(w.Items) != 1 {
		t.Errorf("the watchlist is %+v", w)
	}
	do(t, e, profile.Defender, "playbook.create", NewPlaybook{Name: "sessions", Template: "Revoke sessions"})
	if p := e.Playbooks()[0]; len(p.Steps) != 2 || p.Steps[0].Do != "revoke-sessions" {
		t.Errorf("the playbook is %+v", p)
	}
	refused(t, e, profile.Defender, "playbook.create", NewPlaybook{Name: "mailbox", Template: "Close a stolen mailbox"}, NotFound, "playbook templates")
	for _, s := range e.content.Solutions { // every template makes a playbook
		for _, p := range s.Playbooks {
			for _, step := range p.Steps {
				if err := e.checkStep(PlayStep{Do: step.Do, Value: step.Value}); err != nil {
					t.Errorf("%s: %s: %v", s.ID, p.Name, err)
				}
			}
		}
	}
}

func TestWorkbooksAreSavedAndOpened(t *testing.T) {
	b := newBench()
	b.add("Syslog", 5, "HostName", "web-1")
	e := newHub(t, b)
	advance(t, e, 10)
	refused(t, e, profile.Azure, "workbook.save", SaveWorkbook{Template: "no such"}, NotFound, "workbook list")
	refused(t, e, profile.Azure, "workbook.save", SaveWorkbook{}, Invalid, "template")
	do(t, e, profile.Azure, "workbook.save", SaveWorkbook{Template: "Linux hosts", Name: "My hosts"})
	own := &workbook.Workbook{Title: "Own", Parameters: []workbook.Parameter{{Name: "T", Type: workbook.Time, Value: "1h"}},
		Items: []workbook.Item{{Text: "in {T:label}"}, {Query: "Syslog\n| where true", Time: "T"}}}
	do(t, e, profile.Azure, "workbook.save", SaveWorkbook{Workbook: own})
	page, err := e.OpenWorkbook(t.Context(), "own", nil)
	if err != nil || page.Items[0].Text != "in 1h" || len(page.Items[1].Rows) != 1 || page.Items[1].Rows[0]["HostName"] != "web-1" {
		t.Errorf("the page is %+v, %v", page, err)
	}
	if page, err := e.OpenWorkbook(t.Context(), "own", map[string]string{"T": "4m"}); err != nil || len(page.Items[1].Rows) != 0 {
		t.Errorf("four minutes back there is nothing: %+v, %v", page, err)
	}
	if _, err := e.OpenWorkbook(t.Context(), "own", map[string]string{"X": "1"}); err == nil || !strings.Contains(err.Error(), "it has T") {
		t.Errorf("an unknown parameter: %v", err)
	}
	snap, err := e.Snapshot()
	if err != nil || e.Restore(snap) != nil || e.Workbooks()[0].Name != "My hosts" || e.Workbooks()[1].By != "bob" {
		t.Errorf("not kept: %+v", e.Workbooks()[:2])
	}
	refused(t, e, profile.Azure, "workbook.delete", OneWorkbook{Name: "Firewall"}, NotFound, "template of a solution")
	do(t, e, profile.Azure, "workbook.delete", OneWorkbook{Name: "my hosts"})
	if e.Workbooks()[0].Name != "Own" {
		t.Errorf("left: %+v", e.Workbooks()[0])
	}
}
