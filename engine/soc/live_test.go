package soc

import (
	"strings"
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/script"
)

const filesOf = "union isfuzzy=true DeviceFileEvents, DeviceProcessEvents, DeviceImageLoadEvents"

// console is a desk with a session on ws-1, on which the sensor saw one file.
func console(t *testing.T, b *bench) (*Engine, func(line string) Outcome, func(line string, code Code, word string)) {
	t.Helper()
	b.inventory()
	hash := strings.Repeat("ef", 32)
	b.add(filesOf, 0, "DeviceId", "d1", "FileName", "bad.exe", "FolderPath", `C:\Users\ada\bad.exe`, "SHA256", hash, "SHA1", "", "MD5", "", "FileSize", "9", "First", "", "Last", "")
	b.add("DeviceRegistryEvents", 0, "DeviceId", "d1", "RegistryKey", `HKEY_CURRENT_USER\S-1\Software\Microsoft\Windows\CurrentVersion\Run`, "RegistryValueName", "bad", "RegistryValueType", "String", "RegistryValueData", `C:\Users\ada\bad.exe`, "SetBy", "bad.exe", "Seen", "")
	e := newDesk(t, "2026-07", b)
	advance(t, e, 10)
	do(t, e, profile.Defender, "liveresponse.connect", ConnectLive{Device: "ws-1"})
	return e, func(line string) Outcome {
			t.Helper()
			return do(t, e, profile.Defender, "liveresponse.command", RunLive{"L1", line})
		}, func(line string, code Code, word string) {
			t.Helper()
			refused(t, e, profile.Defender, "liveresponse.command", RunLive{"L1", line}, code, word)
		}
}

func TestLiveResponseSession(t *testing.T) {
	e, run, refuses := console(t, newBench())
	refused(t, e, profile.Azure, "liveresponse.connect", ConnectLive{Device: "ws-1"}, WrongPortal, "Defender portal")
	refused(t, e, profile.Defender, "liveresponse.connect", ConnectLive{Device: "ws-1"}, Conflict, "one session at a time")
	refused(t, e, profile.Defender, "liveresponse.connect", ConnectLive{Device: "printer-9"}, NotAllowed, "not onboarded")
	refuses("frobnicate", NotFound, "help lists")
	refuses("", Invalid, "empty")
	refuses(`fileinfo "C:\x`, Invalid, "not closed")
	refuses("processes -shape round", Invalid, "-shape")
	refuses("findfile a.exe &", NotAllowed, "background")
	refuses("drivers", NotAllowed, "not part of this range")
	refuses("collect", NotAllowed, "macos and linux")
	advance(t, e, 35)
	if got := run("help undo").Data.(*LiveAnswer); len(got.Rows) != 1 || got.Rows[0][1] != "advanced" {
		t.Errorf("help undo: %+v", got)
	}
	advance(t, e, 64) // the help put the end off
	if e.LiveSessions()[0].Ended != 0 {
		t.Error("the session ended although it was used")
	}
	advance(t, e, 66)
	s, x := e.LiveSessions()[0], e.Responses()[0]
	if s.End != "timed out" || s.Ended != t0+65*value.Minute || x.Kind != "live-response" || x.Status != Completed || len(s.Log) != 1 {
		t.Errorf("after half an hour without a command: %+v, %+v", s, x)
	}
	refuses("help", Conflict, "timed out")
}

// What a session removes is gone from its device alone, is in the action centre, and comes back.
func TestLiveRemediation(t *testing.T) {
	b := newBench()
	e, run, refuses := console(t, b)
	hash := strings.Repeat("ef", 32)
	run(`remediate file C:\Users\ada\bad.exe`)
	want := Block{Kind: "file", ID: hash, Since: t0 + 10*value.Minute, By: "R2", How: "remediate-file", On: "d1"}
	if got := e.Blocks(); len(got) != 1 || got[0] != want {
		t.Fatalf("blocks %+v, want %+v", got, want)
	}
	if rows := b.written["DeviceFileEvents"]; len(rows) != 1 || rows[0]["ActionType"] != "FileDeleted" || rows[0]["DeviceName"] != "ws-1.contoso.example" || rows[0]["SHA256"] != hash {
		t.Errorf("rows %v", rows)
	}
	if got := run("remediate list").Data.(*LiveAnswer); len(got.Rows) != 1 || got.Rows[0][2] != `C:\Users\ada\bad.exe` {
		t.Errorf("remediate list: %+v", got.Sheet)
	}
	refuses(`undo file C:\Users\ada\other.exe`, NotFound, "remediate list")
	run(`undo file C:\Users\ada\bad.exe`)
	if e.Blocks()[0].Until == 0 || e.Responses()[1].Status != Undone || b.written["DeviceFileEvents"][1]["ActionType"] != "FileCreated" {
		t.Errorf("undone: %+v %+v", e.Blocks(), e.Responses()[1])
	}
	run(`remediate registry HKEY_CURRENT_USER\S-1\Software\Microsoft\Windows\CurrentVersion\Run\\bad`)
	if rows := b.written["DeviceRegistryEvents"]; len(rows) != 1 || rows[0]["ActionType"] != "RegistryValueDeleted" || rows[0]["RegistryValueName"] != "bad" {
		t.Errorf("rows %v", rows)
	}
	do(t, e, profile.Defender, "respond.undo", OneResponse{ID: "R3"}) // the action centre can do it as well
	if rows := b.written["DeviceRegistryEvents"]; len(rows) != 2 || rows[1]["ActionType"] != "RegistryValueSet" || rows[1]["RegistryValueData"] != `C:\Users\ada\bad.exe` {
		t.Errorf("rows %v", rows)
	}
	refuses(`remediate registry HKEY_USERS\S-1\Software`, NotAllowed, "HKEY_USERS")
	refuses("remediate toaster x", Invalid, "scheduledtask")
}

func TestLiveRolesAndLimits(t *testing.T) {
	b := newBench()
	e, _, _ := console(t, b)
	act := func(actor, kind string, data any) error {
		_, err := e.Apply(t.Context(), e.Now(), NewAction(kind, profile.Defender, actor, data))
		return err
	}
	refusal := func(err error, code Code, word string) {
		t.Helper()
		if r, ok := AsRefusal(err); !ok || r.Code != code || !strings.Contains(r.Error(), word) {
			t.Errorf("want a refusal %s with %q, got %v", code, word, err)
		}
	}
	do(t, e, profile.Azure, "role.assign", GrantRole{"eve", "Security Operator"})
	do(t, e, profile.Azure, "role.assign", GrantRole{"dan", "Live response, basic"})
	refusal(act("eve", "liveresponse.connect", ConnectLive{Device: "ws-1"}), NotAllowed, "Live response, basic")
	refusal(act("dan", "liveresponse.command", RunLive{"L1", "help"}), NotAllowed, "belongs to bob")
	do(t, e, profile.Defender, "liveresponse.disconnect", OneSession{"L1"})
	if err := act("dan", "liveresponse.connect", ConnectLive{Device: "ws-1"}); err != nil {
		t.Fatal(err)
	}
	if err := act("dan", "liveresponse.command", RunLive{"L2", "processes"}); err != nil {
		t.Error(err)
	}
	refusal(act("dan", "liveresponse.command", RunLive{"L2", `remediate file C:\Users\ada\bad.exe`}), NotAllowed, "Live response, advanced")
	refusal(act("dan", "liveresponse.settings", LiveSettings{Unsigned: new(true)}), NotAllowed, "Manage security settings")
	if err := act("dan", "liveresponse.disconnect", OneSession{"L2"}); err != nil {
		t.Error(err)
	}
	do(t, e, profile.Defender, "devicegroup.level", SetLevel{"Workstations", "none"})
	refused(t, e, profile.Defender, "liveresponse.connect", ConnectLive{Device: "ws-1"}, NotAllowed, "level none")
	do(t, e, profile.Defender, "devicegroup.level", SetLevel{"Workstations", "full"})
	do(t, e, profile.Defender, "liveresponse.settings", LiveSettings{Enabled: new(false)})
	refused(t, e, profile.Defender, "liveresponse.connect", ConnectLive{Device: "ws-1"}, NotAllowed, "switched off")
	do(t, e, profile.Defender, "liveresponse.settings", LiveSettings{Enabled: new(true)})
	do(t, e, profile.Defender, "respond.isolate-device", Respond{Target: "ws-1"})
	advance(t, e, 20)
	do(t, e, profile.Defender, "liveresponse.connect", ConnectLive{Device: "ws-1"}) // the sensor of an isolated device keeps its line
	do(t, e, profile.Defender, "liveresponse.disconnect", OneSession{"L3"})
	advance(t, e, 23*60+4*60) // its last row is of 23:00
	do(t, e, profile.Defender, "liveresponse.connect", ConnectLive{Device: "ws-1"})
	advance(t, e, 23*60+4*60+31)
	refused(t, e, profile.Defender, "liveresponse.connect", ConnectLive{Device: "ws-1"}, Conflict, "offline")
}

func TestLiveLibrary(t *testing.T) {
	b := newBench()
	e, run, refuses := console(t, b)
	e.content.Scripts = []*script.Script{{Name: "Get-Files.ps1", Says: "files", Parameter: "a name", KQL: filesOf + "\n| where DeviceId == Device"}, {Name: "list.sh", Says: "x", KQL: "DeviceInfo"}}
	refuses("run nothing.ps1", NotFound, "library")
	refuses("run list.sh", NotAllowed, "does not run on windows")
	refuses("run Get-Files.ps1", Invalid, "a name")
	refuses(`run Get-Files.ps1 -parameters "a;b"`, Invalid, "not allowed")
	if got := run(`run Get-Files.ps1 -parameters "x"`).Data.(*LiveAnswer); len(got.Rows) != 1 || got.Sheet == nil {
		t.Errorf("the script reports %+v", got)
	}
	refused(t, e, profile.Defender, "liveresponse.library.add", AddScript{Name: "no good.ps1", Says: "x", KQL: "DeviceInfo"}, Invalid, "cannot be the name")
	refused(t, e, profile.Defender, "liveresponse.library.add", AddScript{Name: "a.ps1", Says: "x", KQL: "DeviceInfo | where"}, Invalid, "cannot be read")
	refused(t, e, profile.Defender, "liveresponse.library.add", AddScript{Name: "get-files.ps1", Says: "x", KQL: "DeviceInfo"}, Conflict, "overwrite")
	do(t, e, profile.Defender, "liveresponse.library.add", AddScript{Name: "mine.ps1", Says: "x", KQL: "DeviceInfo"})
	refuses("run mine.ps1", NotAllowed, "no signature")
	do(t, e, profile.Defender, "liveresponse.settings", LiveSettings{Unsigned: new(true)})
	run("run mine.ps1")
	do(t, e, profile.Defender, "liveresponse.library.delete", OneScript{"Get-Files.ps1"})
	if names := e.Scripts(); len(names) != 2 || names[0].Name != "list.sh" || names[1].Name != "mine.ps1" {
		t.Errorf("the library holds %v", names)
	}
}

func TestRestrictedApps(t *testing.T) {
	b := newBench()
	b.inventory()
	e := newDesk(t, "2026-07", b)
	advance(t, e, 1)
	do(t, e, profile.Defender, "respond.restrict-app-execution", Respond{Target: "ws-1"})
	advance(t, e, 3)
	want := Block{Kind: "launch", ID: "d1", Since: t0 + 2*value.Minute, By: "R1", How: "restrict-app-execution", Later: true}
	if got := e.Blocks(); len(got) != 1 || got[0] != want {
		t.Errorf("blocks %+v, want %+v", got, want)
	}
	do(t, e, profile.Defender, "respond.remove-app-restriction", Respond{Target: "ws-1"})
	if e.Blocks()[0].Until == 0 {
		t.Error("the restriction is not lifted")
	}
	refused(t, e, profile.Defender, "respond.isolate-device", Respond{Target: "ws-1", Way: "gentle"}, Invalid, "selective")
	do(t, e, profile.Defender, "respond.isolate-device", Respond{Target: "ws-1", Way: "selective"})
	advance(t, e, 6)
	if b := e.Blocks()[1]; b.Way != "selective" || b.How != "isolate-device" {
		t.Errorf("selective isolation: %+v", b)
	}
}
