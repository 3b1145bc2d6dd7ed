package soc

import (
	"slices"
	"testing"

	"socrates/engine/soc/profile"
)

// fleet is a bench with two workstations and a server.
func fleet() *bench {
	b := newBench()
	b.inventory()
	b.add("DeviceInfo", 0, "DeviceId", "d2", "DeviceName", "ws-2.contoso.example", "OnboardingStatus", "Onboarded", "MachineGroup", "Workstations", "OSPlatform", "Windows10", "DeviceManualTags", `["VIP"]`)
	b.add("DeviceInfo", 0, "DeviceId", "d3", "DeviceName", "srv-1.contoso.example", "OnboardingStatus", "Onboarded", "MachineGroup", "Servers", "OSPlatform", "WindowsServer2022")
	return b
}

func members(t *testing.T, e *Engine) map[string][]string {
	t.Helper()
	groups, err := e.DeviceGroups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for n, g := range groups {
		if want := (n + 1) % len(groups); g.Rank != want {
			t.Errorf("%s has rank %d, want %d", g.Name, g.Rank, want)
		}
		out[g.Name] = g.Devices
	}
	return out
}

func TestDeviceGroups(t *testing.T) {
	e := newDesk(t, "2026-07", fleet())
	advance(t, e, 1)
	if got := members(t, e); len(got) != 3 || len(got["Workstations"]) != 2 || len(got["Servers"]) != 1 || !slices.Equal(got[ungrouped], []string{"printer-9.contoso.example"}) {
		t.Fatalf("as they were made: %v", got)
	}
	group := func(kind string, s SaveGroup) { do(t, e, profile.Defender, "devicegroup."+kind, s) }
	refused(t, e, profile.Defender, "devicegroup.create", SaveGroup{Name: "VIP"}, Invalid, "matching rule")
	refused(t, e, profile.Defender, "devicegroup.create", SaveGroup{Name: "servers", Match: &Matching{Names: []string{"a"}}}, Conflict, "already")
	refused(t, e, profile.Defender, "devicegroup.create", SaveGroup{Name: "VIP", Match: &Matching{Names: make([]string, 11)}}, LimitHit, "10")
	refused(t, e, profile.Azure, "devicegroup.create", SaveGroup{Name: "VIP", Match: &Matching{Tags: []string{"vip"}}}, WrongPortal, "Endpoints")
	group("create", SaveGroup{Name: "VIP", Match: &Matching{Tags: []string{"vip"}}, Level: "semi-core"})
	if got := members(t, e); len(got["VIP"]) != 0 || len(got["Workstations"]) != 2 {
		t.Errorf("a new group has the lowest rank: %v", got)
	}
	group("update", SaveGroup{Name: "vip", Rank: 1})
	if got := members(t, e); !slices.Equal(got["VIP"], []string{"ws-2.contoso.example"}) || !slices.Equal(got["Workstations"], []string{"ws-1.contoso.example"}) {
		t.Errorf("the highest rank wins: %v", got)
	}
	if got := e.Regrouped(); len(got) != 1 || got["d2"].Group != "VIP" {
		t.Errorf("rows of which devices name another group: %v", got)
	}
	group("update", SaveGroup{Name: "Servers", Match: &Matching{Names: []string{"srv-*", "printer-*"}, Domains: []string{"contoso.example"}}})
	if got := members(t, e); len(got["Servers"]) != 2 || len(got[ungrouped]) != 0 {
		t.Errorf("any value, and every condition: %v", got)
	}
	group("update", SaveGroup{Name: "Workstations", NewName: ptr("Desks"), Level: "none"})
	do(t, e, profile.Defender, "devicegroup.delete", OneGroup{"VIP"})
	if got := members(t, e); len(got["Desks"]) != 2 || e.Level("Desks") != "none" {
		t.Errorf("renamed, and the deleted group's device back: %v", got)
	}
	group("update", SaveGroup{Name: ungrouped, Level: "full"})
	refused(t, e, profile.Defender, "devicegroup.update", SaveGroup{Name: ungrouped, Rank: 1}, NotAllowed, "only the automation level")
	refused(t, e, profile.Defender, "devicegroup.delete", OneGroup{ungrouped}, NotAllowed, "cannot be deleted")
	refused(t, e, profile.Defender, "devicegroup.delete", OneGroup{"VIP"}, NotFound, "Desks")
	group("update", SaveGroup{Name: "Desks", Users: &[]string{"ada"}})
	refused(t, e, profile.Defender, "respond.isolate-device", Respond{Target: "ws-1"}, NotAllowed, "ask one of ada")
	do(t, e, profile.Defender, "respond.isolate-device", Respond{Target: "srv-1"})
}

// The option keeps alerts of different groups apart although they share a user [C13].
func TestDeviceGroupsKeepIncidentsApart(t *testing.T) {
	for _, on := range []bool{false, true} {
		b := fleet()
		for n, d := range []string{"d1", "d3", "d2"} {
			b.add("DeviceEvents", 10+int64(n), "DeviceId", d, "DeviceName", d, "AccountUpn", "ada@contoso.example", "AccountId", "u1", "SHA256", "", "FileName", "")
		}
		e := newDesk(t, "2026-07", b)
		if on {
			do(t, e, profile.Defender, "devicegroup.separate", SetBar{true})
		}
		advance(t, e, 60)
		open := e.Incidents()
		if want := map[bool]int{false: 1, true: 2}[on]; len(open) != want {
			t.Fatalf("separate %t: %d incidents, want %d", on, len(open), want)
		}
		if on && (len(open[0].Alerts) != 2 || len(open[1].Refused) == 0 || !logHas(open[1], "merge", "device groups differ: Servers and Workstations")) {
			t.Errorf("the workstations' incident has %d alerts; the server's says %v", len(open[0].Alerts), open[1].Refused)
		}
		if on {
			do(t, e, profile.Defender, "incident.merge", MergeIncidents{IDs: []int64{1, 2}}) // by hand it goes
		}
	}
}
