package soc

import (
	"slices"
	"strings"
	"testing"

	"socrates/engine/soc/profile"
)

// infected is a bench with one endpoint alert on a file that only one device has.
func infected() (*bench, string) {
	b := newBench()
	b.inventory()
	hash := strings.Repeat("ef", 32)
	b.add("DeviceEvents", 10, "DeviceId", "d1", "DeviceName", "ws-1.contoso.example", "AccountUpn", "ada@contoso.example", "AccountId", "u1", "SHA256", hash, "FileName", "bad.exe", "FolderPath", `C:\Users\ada\AppData\Local\Temp\bad.exe`)
	return b, hash
}

func TestInvestigationProposesAndWaits(t *testing.T) {
	b, hash := infected()
	e := newDesk(t, "2026-07", b)
	advance(t, e, 30)
	i := e.incident(1)
	page, err := e.Page(profile.Defender, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Investigations) != 1 || page.Investigations[0].Status != WaitsForHand || page.Investigations[0].Level != "semi-all" {
		t.Fatalf("investigations %+v", page.Investigations)
	}
	if x := page.Responses; len(x) != 1 || x[0].Kind != "quarantine-file" || x[0].Status != Pending || len(e.Blocks()) != 0 {
		t.Fatalf("responses %+v", x)
	}
	for _, th := range page.Evidence {
		if th.Name == "bad.exe" && (th.Verdict != Malicious || !strings.Contains(th.State, "pending")) {
			t.Errorf("evidence %+v", th)
		}
	}
	do(t, e, profile.Defender, "respond.approve", OneResponse{ID: "R1"})
	advance(t, e, 40)
	if got := e.Blocks(); len(got) != 1 || got[0].ID != hash || page.Investigations[0].Status != Remediated {
		t.Errorf("approved: %+v, %s", got, page.Investigations[0].Status)
	}
	if !logHas(i, "response", "R1") || !logHas(i, "investigation", "pending approval") {
		t.Errorf("the log does not tell: %v", i.Log)
	}
	refused(t, e, profile.Defender, "respond.reject", OneResponse{ID: "R1"}, Conflict, "does not wait")
}

func TestRejectedEvidence(t *testing.T) {
	b, _ := infected()
	e := newDesk(t, "2026-07", b)
	advance(t, e, 30)
	do(t, e, profile.Defender, "respond.reject", OneResponse{ID: "R1"})
	advance(t, e, 60)
	if len(e.Blocks()) != 0 || e.Investigations()[0].Status != PartlyDone {
		t.Errorf("rejected: %+v, %s", e.Blocks(), e.Investigations()[0].Status)
	}
}

// The levels of the device group decide what happens without a person.
func TestAutomationLevels(t *testing.T) {
	for _, c := range []struct {
		level, folder string
		alone         bool
	}{
		{"full", `C:\Windows\System32\bad.exe`, true},
		{"semi-non-temp", `C:\Users\ada\AppData\Local\Temp\bad.exe`, true},
		{"semi-non-temp", `C:\Users\ada\Desktop\bad.exe`, false},
		{"semi-core", `C:\Users\ada\Desktop\bad.exe`, true},
		{"semi-core", `C:\Windows\System32\bad.exe`, false},
		{"semi-all", `C:\Users\ada\AppData\Local\Temp\bad.exe`, false},
		{"none", `C:\Users\ada\AppData\Local\Temp\bad.exe`, false},
	} {
		b, _ := infected()
		b.rows["DeviceEvents"][0]["FolderPath"] = c.folder
		e := newDesk(t, "2026-07", b)
		do(t, e, profile.Defender, "devicegroup.level", SetLevel{Group: "Workstations", Level: c.level})
		advance(t, e, 40)
		if c.level == "none" { // the investigation does not run at all
			if len(e.Investigations()) != 0 || len(e.Responses()) != 0 {
				t.Errorf("level none: %+v, %+v", e.Investigations(), e.Responses())
			}
			refused(t, e, profile.Defender, "incident.investigate", OneIncident{ID: 1}, NotAllowed, "level none")
			continue
		}
		if done := e.Responses()[0].Status == Completed; done != c.alone {
			t.Errorf("%s, %s: %s", c.level, c.folder, e.Responses()[0].Status)
		}
	}
	e := newDesk(t, "2026-07", newBench())
	refused(t, e, profile.Defender, "devicegroup.level", SetLevel{Level: "bold"}, Invalid, "semi-core")
}

// A proposal that nobody decides for seven days counts as rejected.
func TestUndecidedProposalsLapse(t *testing.T) {
	b, _ := infected()
	e := newDesk(t, "2026-07", b)
	advance(t, e, 7*24*60+15)
	if x := e.Responses()[0]; x.Status != Pending {
		t.Errorf("after seven days less a few minutes: %s", x.Status)
	}
	advance(t, e, 7*24*60+30)
	if x := e.Responses()[0]; x.Status != TimedOut || e.Investigations()[0].Status != PartlyDone || !logHas(e.incident(1), "response", "not decided in time") {
		t.Errorf("after seven days: %s, %s", x.Status, e.Investigations()[0].Status)
	}
	refused(t, e, profile.Defender, "respond.approve", OneResponse{ID: "R1"}, Conflict, "timed out")
}

// What is the organisation's own is never proposed for blocking: an inner address, the way out, its domains.
func TestInvestigationSparesTheHouse(t *testing.T) {
	for _, c := range []struct {
		ip    string
		block bool
	}{{"203.0.113.7", true}, {"10.20.0.4", false}, {"198.51.100.1", false}} {
		b, _ := infected()
		b.add("DeviceInfo", 0, "DeviceId", "d2", "DeviceName", "ws-2.contoso.example", "PublicIP", "198.51.100.1")
		b.add("SigninLogs", 11, "AccountUpn", "ada@contoso.example", "AccountId", "u1", "IPAddress", c.ip)
		e := newDesk(t, "2026-07", b)
		advance(t, e, 40)
		proposed := slices.ContainsFunc(e.Responses(), func(x *Response) bool { return x.Kind == "block-indicator" && x.Name == c.ip })
		if proposed != c.block {
			t.Errorf("%s: proposed %t, want %t; %+v", c.ip, proposed, c.block, e.Investigations()[0].Evidence)
		}
	}
}

// A file that half the house has is software, whatever an alert says.
func TestCommonFilesAreLeftAlone(t *testing.T) {
	b, hash := infected()
	b.add("union isfuzzy=true DeviceFileEvents, DeviceProcessEvents", 0, "SHA256", hash, "Devices", int64(40))
	e := newDesk(t, "2026-07", b)
	advance(t, e, 30)
	if v := e.Investigations()[0]; v.Status != NoThreats || len(e.Responses()) != 0 || !strings.Contains(v.Evidence[0].Why, "40 devices") {
		t.Errorf("%+v", v)
	}
}

func TestDisruptionContainsTheHeart(t *testing.T) {
	for _, on := range []bool{false, true} {
		b, _ := infected()
		for n, ip := range []string{"203.0.113.1", "203.0.113.2", "203.0.113.3"} {
			b.add("SigninLogs", 12+int64(n), "AccountUpn", "ada@contoso.example", "AccountId", "u1", "IPAddress", ip)
		}
		e := newDesk(t, "2026-07", b)
		if on {
			do(t, e, profile.Defender, "disruption.set", SetDisruption{On: true})
		}
		advance(t, e, 30)
		var contained []*Response
		for _, x := range e.Responses() {
			if x.Source == "disruption" {
				contained = append(contained, x)
			}
		}
		if !on {
			if len(contained) != 0 {
				t.Errorf("disruption acts although it is off: %+v", contained)
			}
			continue
		}
		if len(contained) != 1 || contained[0].Kind != "contain-user" || contained[0].Name != "ada@contoso.example" || contained[0].Status != Completed {
			t.Fatalf("contained %+v", contained)
		}
		i := e.incident(1)
		if !logHas(i, "disruption", "High alerts") || i.Defender.TagNames()[0] != "Attack Disruption" {
			t.Errorf("the incident does not say so: %v, %v", i.Defender.TagNames(), i.Log)
		}
		do(t, e, profile.Defender, "respond.release-user", Respond{Target: "u1"})
		for _, x := range e.Blocks() {
			if x.Kind == "account" && x.Until == 0 {
				t.Error("released and still contained")
			}
		}
	}
}

func TestTuning(t *testing.T) {
	b, _ := infected()
	b.add("EmailEvents", 20, "AccountUpn", "eve@contoso.example", "NetworkMessageId", "m7")
	e := newDesk(t, "2026-07", b)
	refused(t, e, profile.Defender, "alert.tune", AddTuning{Does: "hide", Source: "mail-medium"}, NotAllowed, "resolve")
	refused(t, e, profile.Defender, "alert.tune", AddTuning{Does: "resolve"}, Invalid, "every alert")
	refused(t, e, profile.Azure, "alert.tune", AddTuning{Does: "resolve", Title: "x"}, WrongPortal, "Alert tuning")
	do(t, e, profile.Defender, "alert.tune", AddTuning{Does: "hide", Source: "endpoint-high", Entity: "bad.exe"})
	do(t, e, profile.Defender, "alert.tune", AddTuning{Does: "resolve", Title: "mail", Product: "office365"})
	advance(t, e, 30)
	all := e.Incidents()
	if len(all) != 1 || all[0].Defender.Open() || all[0].Title != "Mail alert" {
		t.Fatalf("the hidden alert opens nothing, the resolved one a closed incident: %+v", all)
	}
	if a := e.Alerts(); a[0].Hidden == "" || a[1].Status != AlertResolved || e.Tunings()[0].Matched != 1 {
		t.Errorf("alerts %+v %+v", a[0], a[1])
	}
	do(t, e, profile.Defender, "alert.untune", RemoveTuning{ID: "T1"})
	b.add("DeviceEvents", 40, "DeviceId", "d1", "DeviceName", "ws-1.contoso.example", "AccountUpn", "ada@contoso.example", "SHA256", "", "FileName", "bad.exe")
	advance(t, e, 50)
	if len(e.Incidents()) != 2 {
		t.Error("a removed tuning rule still takes alerts")
	}
}
