package life

import (
	"fmt"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// chore is something Windows does by itself: which program, started by which of the system's processes.
type chore struct {
	file, cmd string
	from      func(b *Boot) *trace.Proc
	user      *trace.User
	host      *org.Website
	weight    float64
}

var (
	byServices = func(b *Boot) *trace.Proc { return b.Services }
	byLaunch   = func(b *Boot) *trace.Proc { return b.Launch }
	bySchedule = func(b *Boot) *trace.Proc { return b.Schedule }
	bySearch   = func(b *Boot) *trace.Proc { return b.Search }
	byAV       = func(b *Boot) *trace.Proc { return b.Antivirus }
)

// {n}, {g} and {h} stand for a number, a GUID and hexadecimal digits.
var chores = []chore{
	{"backgroundtaskhost.exe", `"C:\Windows\system32\backgroundTaskHost.exe" -ServerName:App.AppXmtcan0h2tfbfy7k9kn8hbxb6dmzz1zh0.mca`, byLaunch, nil, nil, 5},
	{"searchprotocolhost.exe", `"C:\Windows\system32\SearchProtocolHost.exe" Global\UsGthrFltPipeMssGthrPipe{n}_ Global\UsGthrCtrlFltPipeMssGthrPipe{n} 1 -2147483646 "Software\Microsoft\Windows Search" "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT; MS Search 4.0 Robot)" "C:\ProgramData\Microsoft\Search\Data\Temp\usgthrsvc" "DownLevelDaemon"`, bySearch, nil, nil, 4},
	{"searchfilterhost.exe", `"C:\Windows\system32\SearchFilterHost.exe" 828 2364 2372 812 {{h}}`, bySearch, nil, nil, 3}, {"taskhostw.exe", "taskhostw.exe", bySchedule, nil, nil, 4},
	{"dllhost.exe", `C:\Windows\system32\DllHost.exe /Processid:{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}`, byLaunch, nil, nil, 3}, {"dllhost.exe", `C:\Windows\system32\DllHost.exe /Processid:{3EB3C877-1F16-487C-9050-104DBCD66683}`, byLaunch, nil, nil, 2},
	{"wmiprvse.exe", `C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding`, byLaunch, trace.NetworkService, nil, 3}, {"runtimebroker.exe", `C:\Windows\System32\RuntimeBroker.exe -Embedding`, byLaunch, nil, nil, 2},
	{"svchost.exe", `C:\Windows\system32\svchost.exe -k netsvcs -p -s wlidsvc`, byServices, nil, org.TelemetryHost, 2}, {"svchost.exe", `C:\Windows\System32\svchost.exe -k NetworkService -p -s DoSvc`, byServices, trace.NetworkService, org.UpdateHost, 2},
	{"svchost.exe", `C:\Windows\system32\svchost.exe -k wsappx -p -s ClipSVC`, byServices, nil, nil, 1}, {"svchost.exe", `C:\Windows\system32\svchost.exe -k appmodel -p -s StateRepository`, byServices, nil, nil, 1},
	{"svchost.exe", `C:\Windows\system32\svchost.exe -k netsvcs -p -s wuauserv`, byServices, nil, org.UpdateHost, 1.5}, {"svchost.exe", `C:\Windows\system32\svchost.exe -k netsvcs -p -s BITS`, byServices, nil, org.UpdateHost, 1},
	{"svchost.exe", `C:\Windows\system32\svchost.exe -k LocalService -p -s W32Time`, byServices, trace.LocalService, nil, 1}, {"svchost.exe", `C:\Windows\system32\svchost.exe -k WerSvcGroup`, byServices, nil, nil, 0.4},
	{"microsoftedgeupdate.exe", `"C:\Program Files (x86)\Microsoft\EdgeUpdate\MicrosoftEdgeUpdate.exe" /ua /installsource scheduler`, bySchedule, nil, org.EdgeHost, 2}, {"updater.exe", `"C:\Program Files (x86)\Google\GoogleUpdater\138.0.7194.0\updater.exe" --wake --system`, bySchedule, nil, nil, 1.5},
	{"mpcmdrun.exe", `"C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.25050.5-0\MpCmdRun.exe" SignatureUpdate -ScheduleJob -RestrictPrivileges -Reinvoke`, bySchedule, nil, org.UpdateHost, 1}, {"mpcmdrun.exe", `"C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.25050.5-0\MpCmdRun.exe" GetDeviceTicket -AccessKey {g}`, byAV, trace.NetworkService, nil, 0.8},
	{"usoclient.exe", `C:\Windows\system32\usoclient.exe StartScan`, bySchedule, nil, nil, 0.8}, {"mousocoreworker.exe", `C:\Windows\UUS\amd64\MoUsoCoreWorker.exe -Embedding`, byLaunch, nil, org.UpdateHost, 0.6}, {"compattelrunner.exe", `C:\Windows\system32\compattelrunner.exe -m:appraiser.dll -f:DoScheduledTelemetryRun`, bySchedule, nil, org.TelemetryHost, 0.3},
	{"audiodg.exe", `C:\Windows\system32\AUDIODG.EXE 0x00000000000004E8 0x00000000000004F4`, byServices, trace.LocalService, nil, 1.2}, {"smartscreen.exe", `C:\Windows\System32\smartscreen.exe -Embedding`, byLaunch, nil, nil, 1.5}, {"wermgr.exe", `C:\Windows\system32\wermgr.exe -upload`, bySchedule, nil, org.TelemetryHost, 0.4},
	{"onedrivestandaloneupdater.exe", `"C:\Program Files\Microsoft OneDrive\OneDriveStandaloneUpdater.exe"`, bySchedule, nil, nil, 0.6}, {"officec2rclient.exe", `"C:\Program Files\Common Files\Microsoft Shared\ClickToRun\OfficeC2RClient.exe" /WatchService`, bySchedule, nil, nil, 0.5}, {"sdxhelper.exe", `"C:\Program Files\Microsoft Office\root\Office16\SDXHelper.exe" -Embedding`, byLaunch, nil, nil, 0.7},
	{"defrag.exe", `C:\Windows\system32\defrag.exe -c -h -o -$`, bySchedule, nil, nil, 0.15}, {"sensece.exe", `"C:\Program Files\Windows Defender Advanced Threat Protection\Classification\SenseCE.exe"`, func(b *Boot) *trace.Proc { return b.Sensor }, nil, nil, 0.5},
}

var choreWeights = func() (w []float64) {
	for _, c := range chores {
		w = append(w, c.weight)
	}
	return w
}()

// run starts a chore's program and leaves what it leaves.
func (c chore) run(e trace.Env, b *Boot, at int64) *trace.Proc {
	parent, user := c.from(b), c.user
	if parent == nil { // no search index on a server
		parent = b.Services
	}
	if user == nil {
		user = trace.System
	}
	p := e.Start(b.D, e.O.Image(b.D, c.file), user, parent, at, stamp(e.R, c.cmd))
	for range e.R.IntN(3) {
		e.Load(p, at+e.R.Between(12*tick.Millisecond, 400*tick.Millisecond), e.O.Image(b.D, backgroundDLLs[e.R.Zipf(len(backgroundDLLs), 0.8)]))
	}
	return p
}

// stamp fills {n}, {g} and {h} of a command line.
func stamp(r *chance.Rand, cmd string) string {
	out := []byte{}
	for i := 0; i < len(cmd); i++ {
		if cmd[i] != '{' || i+2 >= len(cmd) || cmd[i+2] != '}' {
			out = append(out, cmd[i])
			continue
		}
		switch cmd[i+1] {
		case 'n':
			out = fmt.Append(out, r.Between(1, 900))
		case 'g':
			out = append(out, r.GUID()...)
		default:
			out = append(out, r.Hex(16)...)
		}
		i += 2
	}
	return string(out)
}

// background is what a workstation does by itself.
func background(d *Day, e trace.Env, at int64) {
	b, dev := d.System, d.P.Device
	c := chores[e.R.Weighted(choreWeights...)]
	p := c.run(e, b, at)
	if c.host != nil {
		connect(d, e, p, at+e.R.Between(150*tick.Millisecond, 900*tick.Millisecond), c.host)
	}
	if e.R.Is(0.25) {
		connect(d, e, b.Sensor, after(e.R, at, tick.Second), org.SensorHost)
	}
	switch e.R.Weighted(0.08, 0.06, 0.1, 0.05, 0.04, 0.05, 0.05, 0.05, 0.06, 0.45) {
	case 0:
		e.Event(b.Antivirus, after(e.R, at, 40*tick.Second), "AntivirusScanCompleted", `{"ScanTypeIndex":"Quick","ThreatCount":0,"ScanParameters":"ScheduledScan"}`, nil, "")
	case 1:
		e.Event(b.Antivirus, after(e.R, at, 9*tick.Second), "AntivirusDefinitionsUpdated", fmt.Sprintf(`{"SignatureVersion":"1.431.%d.0","EngineVersion":"1.1.25050.2"}`, at/tick.Hour%900), nil, "")
	case 2:
		t := chance.Pick(e.R, scheduledTasks)
		e.Event(b.Schedule, after(e.R, at, 3*tick.Second), "ScheduledTaskUpdated", fmt.Sprintf(`{"TaskName":%q}`, t), nil, "")
	case 3:
		e.Registry(p, after(e.R, at, 2*tick.Second), `HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Services\W32Time\SecureTimeLimits\RunTime`, "SecureTimeTickCount", "Qword", fmt.Sprint(at/tick.Millisecond%10_000_000_000))
	case 4:
		e.Registry(p, after(e.R, at, 2*tick.Second), `HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Orchestrator`, "LastScanSuccessTime", "String", tick.ISO(at))
	case 6:
		e.Event(d.Edge, after(e.R, at, 9*tick.Second), "DnsQueryResponse", fmt.Sprintf(`{"DnsQueryString":%q,"DnsQueryResult":"[{\"DnsQueryType\":\"A\"}]"}`, favourite(d, e.R).Host), nil, "")
	case 7:
		e.EventAbout(b.Antivirus, after(e.R, at, tick.Second), "OpenProcessApiCall", `{"DesiredAccess":4096}`, p)
	case 8:
		e.Registry(b.Lsass, after(e.R, at, 2*tick.Second), `HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Control\Lsa`, "LsaPid", "Dword", fmt.Sprint(b.Lsass.PID))
	case 5:
		name := "tmp" + e.R.Hex(4) + ".tmp"
		e.File(p, after(e.R, at, tick.Second), trace.FileEvent{Action: chance.Pick(e.R, []string{"FileCreated", "FileDeleted"}), Path: `C:\Windows\Temp\` + name, Image: document(e, name)})
	}
	switch e.R.Weighted(0.04, 0.04, 0.05, 0.9) {
	case 0: // a certificate's chain is checked
		for _, q := range b.All {
			if q.Cmd == `C:\Windows\system32\svchost.exe -k NetworkService -p -s CryptSvc` {
				e.Connect(q, after(e.R, at, tick.Second), trace.Flow{LocalIP: d.IP, RemoteIP: org.CtldlHost.IP(e.R), Port: 80, URL: "http://" + org.CtldlHost.Host + "/msdownload/update/v3/static/trustedr/en/disallowedcertstl.cab", Site: d.Firewall(), Sent: e.R.Between(300, 500), Received: e.R.Between(900, 9000)})
			}
		}
	case 1:
		e.Event(p, after(e.R, at, tick.Second), "NamedPipeEvent", fmt.Sprintf(`{"PipeName":"\\Device\\NamedPipe\\%s","FileOperation":"File opened"}`, chance.Pick(e.R, []string{"srvsvc", "wkssvc", "lsass", "spoolss", "samr"})), nil, "")
	case 2:
		if !d.Home || d.VPN {
			e.Event(b.Lsass, after(e.R, at, tick.Second), "LdapSearch", fmt.Sprintf(`{"SearchFilter":"(&(objectClass=user)(sAMAccountName=%s))","ScopeOfSearch":"SubTree","AttributeList":["objectSid"]}`, chance.Pick(e.R, e.O.People).Sam), nil, "")
		}
	}
	if (!d.Home || d.VPN) && e.R.Is(0.06) {
		e.MachineLogon(at, dev, d.Inside)
	}
}

var scheduledTasks = []string{`\Microsoft\Windows\UpdateOrchestrator\Schedule Scan`, `\Microsoft\Windows\Windows Defender\Windows Defender Scheduled Scan`, `\Microsoft\Office\Office Automatic Updates 2.0`, `\MicrosoftEdgeUpdateTaskMachineUA`, `\Microsoft\Windows\Flighting\OneSettings\RefreshCache`, `\OneDrive Reporting Task`}

// update brings a new version of a browser or of Office: the updater loads it and its installer writes the files.
func update(d *Day, e trace.Env, at int64) {
	b, dev := d.System, d.P.Device
	if e.R.Is(0.5) {
		intune(d, e, at)
		return
	}
	updater := e.Start(dev, e.O.Image(dev, "microsoftedgeupdate.exe"), trace.System, b.Schedule, at, `"C:\Program Files (x86)\Microsoft\EdgeUpdate\MicrosoftEdgeUpdate.exe" /c`)
	connect(d, e, updater, after(e.R, at, 2*tick.Second), org.EdgeHost)
	folder := `C:\Program Files (x86)\Microsoft\EdgeUpdate\Install\{` + e.R.GUID() + `}\`
	setup := e.Start(dev, e.O.Image(dev, "setup.exe"), trace.System, updater, after(e.R, at, 50*tick.Second), `"`+folder+`EDGEMITMP_`+e.R.Hex(5)+`.tmp\setup.exe" --install-archive="`+folder+`MSEDGE.PACKED.7Z" --verbose-logging --do-not-launch-msedge --channel=stable --system-level`)
	edge := e.O.Image(dev, "msedge.exe").Newest(at)
	for _, f := range []string{"msedge.exe", "msedge.dll", "msedge_elf.dll"} {
		im := edge
		if f != "msedge.exe" {
			im = org.NewImage(f, edge.Folder, edge.Company, edge.Product, edge.Description, edge.Version, "", edge.Size*9)
		}
		e.File(setup, after(e.R, setup.Created, 6*tick.Second), trace.FileEvent{Action: "FileCreated", Path: `C:\Program Files (x86)\Microsoft\Edge\Application\` + edge.Version + `\` + f, Image: im})
	}
	e.Registry(setup, after(e.R, setup.Created, 9*tick.Second), `HKEY_LOCAL_MACHINE\SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{56EB18F8-B008-4CBD-B6D2-8C97FE7E9062}`, "pv", "String", edge.Version)
}

// intune is device management running a detection script of an application.
func intune(d *Day, e trace.Env, at int64) {
	b, dev := d.System, d.P.Device
	agent := b.Services
	for _, p := range b.All {
		if p.Image.File == "microsoft.management.services.intunewindowsagent.exe" {
			agent = p
		}
	}
	id := e.R.GUID()
	runner := e.Start(dev, e.O.Image(dev, "agentexecutor.exe"), trace.System, agent, at, fmt.Sprintf(`"C:\Program Files (x86)\Microsoft Intune Management Extension\agentexecutor.exe" -powershellDetection "C:\Windows\IMECache\%s\detect.ps1" "C:\Windows\IMECache\%s\out.txt" "C:\Windows\IMECache\%s\err.txt" 60000 "C:\Windows\System32\WindowsPowerShell\v1.0" 1 "C:\Windows\IMECache\%s\ret.txt"`, id, id, id, id))
	shell := e.Start(dev, e.O.Image(dev, "powershell.exe"), trace.System, runner, after(e.R, at, 300*tick.Millisecond), `"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe" -NoProfile -executionPolicy bypass -file "C:\Windows\IMECache\`+id+`\detect.ps1"`)
	e.Start(dev, e.O.Image(dev, "conhost.exe"), trace.System, shell, shell.Created+e.R.Between(5*tick.Millisecond, 60*tick.Millisecond), `\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1`)
	e.Event(shell, after(e.R, shell.Created, tick.Second), "PowerShellCommand", `{"Command":"Get-ItemProperty"}`, nil, "")
}
