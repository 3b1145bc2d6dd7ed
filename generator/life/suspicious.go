package life

import (
	"fmt"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Innocent is a kind of act that looks suspicious and is innocent, with how often it happens at the usual rate.
type Innocent struct{ Kind, Says, Rate string }

// Suspicious is the list of those kinds. org.Org.Suspicious scales all their rates.
var Suspicious = []Innocent{
	{"travel", "somebody works from abroad for a few days", "1.2 in 100 persons a week"},
	{"bulk download", "documents are taken along on the day before a holiday", "nearly everybody's last day before a holiday week, every third time"},
	{"forgotten password", "somebody comes back, has forgotten the password, locks the account, and the service desk resets it", "1 in 250 persons a day"},
	{"password storm", "many accounts fail within minutes, because passwords expired together or a service holds an old one", "1 in 20 days"},
	{"vulnerability scan", "the scanner tries many ports of many hosts at night", "every second night"},
	{"encoded script", "software deployment runs an encoded PowerShell script on a server", "every second day on each server"},
	{"admin discovery", "an administrator lists groups, trusts and sessions from a workstation", "1 in 4 days"},
	{"penetration test", "an announced test from the jump host: ports, wrong passwords, a tool that is known", "1 in 40 days"},
}

// suspicious is what of it concerns this person today.
func (d *Day) suspicious(r *chance.Rand) (acts []Act) {
	rate := d.O.Suspicious
	if r.Is(min(1, 0.004*rate)) && !d.Home {
		acts = append(acts, Act{d.Arrive + r.Between(30*tick.Second, 4*tick.Minute), "forgotten password", func(e trace.Env, at int64) { forgotten(d, e, at) }})
	}
	if monday := d.date - d.date/tick.Day%7*tick.Day; !away(d.P, monday) && away(d.P, monday+7*tick.Day) && d.date/tick.Day%7 == 4 && r.Is(min(1, 0.33*rate)) {
		acts = append(acts, Act{d.Leave - r.Between(30*tick.Minute, 3*tick.Hour), "bulk download", func(e trace.Env, at int64) { takeAlong(d, e, at) }})
	}
	if d.P.Admin != nil && r.Is(min(1, 0.25*rate/float64(len(d.O.Admins())))) {
		acts = append(acts, Act{d.at(r), "admin discovery", func(e trace.Env, at int64) { lookAround(d, e, at) }})
	}
	return acts
}

// forgotten is somebody who has forgotten the password: failures, a locked account, a call to the service desk, a reset, and
// then the right one.
func forgotten(d *Day, e trace.Env, at int64) {
	l := trace.Logon{Account: d.P.Account, Device: d.P.Device, Type: "Interactive", By: d.System.Lsass, Failure: "InvalidUserNameOrPassword"}
	for range e.R.Between(3, 6) {
		e.Logon(at, l)
		at = after(e.R, at, 14*tick.Second)
	}
	desk := chance.Pick(e.R, e.O.Admins())
	id := e.R.Between(1<<22, 1<<31)
	e.Managed(at, 4740, d.P.Account, d.P.Account, "", 0x3e7)
	l.Failure = "AccountLockedOut"
	e.Logon(after(e.R, at, 20*tick.Second), l)
	e.Directory(at, trace.Change{Action: "Account Locked changed", By: d.P.Account, From: d.P.Device, IP: d.IP, Target: d.P.Account, Fields: `{"FROM Account Locked":"False","TO Account Locked":"True"}`})
	at = after(e.R, at, 9*tick.Minute)
	e.Managed(at, 4767, desk.Admin, d.P.Account, "", id)
	e.Managed(at+e.R.Between(tick.Second, 20*tick.Second), 4724, desk.Admin, d.P.Account, "", id)
	e.Directory(at+e.R.Between(tick.Second, 20*tick.Second), trace.Change{Action: "Account Password changed", By: desk.Admin, From: e.O.First("jump"), Target: d.P.Account})
	e.Audit(after(e.R, at, 40*tick.Second), trace.Audit{Operation: "Reset password (by admin)", Category: "UserManagement", By: desk.Admin, IP: desk.Site.Egress, Target: d.P.UPN, TargetID: d.P.ObjectID})
	l.Failure = ""
	e.Logon(after(e.R, at, 2*tick.Minute), l)
}

// takeAlong is somebody who downloads what they may need on holiday.
func takeAlong(d *Day, e trace.Env, at int64) {
	folder := chance.Pick(e.R, e.O.Projects)
	for range e.R.Between(18, 55) {
		e.Cloud(at, trace.CloudAct{Account: d.P.Account, Workload: "SharePoint", Operation: "FileDownloaded", Object: LibraryURL(e.O, d.P.Department, folder+"/"+docName(e)), Type: "File", IP: d.Public, Agent: d.P.Browser.Agent, Place: d.Place})
		at += e.R.Between(300*tick.Millisecond, 9*tick.Second)
	}
}

// lookAround is an administrator who looks something up with the tools that intruders use as well.
func lookAround(d *Day, e trace.Env, at int64) {
	dev, admin := d.P.Device, trace.As(e.O, d.P.Admin)
	shell := e.Start(dev, e.O.Image(dev, "cmd.exe"), admin, d.Explorer, at, `"C:\Windows\system32\cmd.exe" `)
	e.Start(dev, e.O.Image(dev, "conhost.exe"), shell.User, shell, at+e.R.Between(5*tick.Millisecond, 40*tick.Millisecond), `\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1`)
	for _, i := range e.R.Perm(len(lookups))[:e.R.Between(2, 5)] {
		at = after(e.R, at, 30*tick.Second)
		e.Start(dev, e.O.Image(dev, lookups[i][0]), shell.User, shell, at, lookups[i][1])
	}
	e.Query(at, trace.Question{Action: "SAMR query", Kind: "QueryGroup", Text: "Domain Admins", Target: "Domain Admins", By: d.P.Admin, From: dev, IP: d.Inside})
}

var lookups = [][2]string{{"net.exe", `net  group "Domain Admins" /domain`}, {"nltest.exe", "nltest  /domain_trusts"}, {"quser.exe", "quser  /server:fs01"}, {"whoami.exe", "whoami  /all"}, {"net.exe", "net  accounts /domain"}, {"systeminfo.exe", "systeminfo "}}

// suspicious is what of it concerns this server today.
func (a Server) suspicious(r *chance.Rand, midnight int64) (acts []Act) {
	rate := a.O.Suspicious
	night := midnight + r.Between(tick.Hour, 4*tick.Hour)
	if r.Is(min(1, 0.5*rate)) {
		acts = append(acts, Act{midnight + r.Between(0, tick.Day-1), "encoded script", a.encodedScript})
	}
	if a.D == a.O.First("app") && r.Is(min(1, 0.5*rate)) {
		acts = append(acts, Act{night, "vulnerability scan", a.scan})
	}
	if a.D == a.O.First("dc") && r.Is(min(1, 0.05*rate)) {
		acts = append(acts, Act{midnight + r.Between(6*tick.Hour, 10*tick.Hour), "password storm", a.storm})
	}
	if a.D == a.O.First("jump") && !tick.Weekend(midnight) && r.Is(min(1, 0.025*rate)) {
		acts = append(acts, Act{midnight + r.Between(8*tick.Hour, 13*tick.Hour), "penetration test", a.penetrationTest})
	}
	return acts
}

var deployScripts = []string{
	"Get-CimInstance Win32_Product | Export-Csv C:\\ProgramData\\Inventory\\software.csv", "Get-HotFix | ConvertTo-Json | Out-File C:\\ProgramData\\Inventory\\patches.json",
	"Get-ScheduledTask | Where-Object State -eq Ready | Export-Clixml C:\\ProgramData\\Inventory\\tasks.xml", "Restart-Service -Name MonitoringHost -Force", "Get-Volume | Where-Object SizeRemaining -lt 5GB | Out-File C:\\ProgramData\\Inventory\\disk.txt",
}

// encodedScript is a script of the software deployment: encoded, and innocent.
func (a Server) encodedScript(e trace.Env, at int64) {
	svc := a.O.ServiceAccount("svc-deploy")
	b, u := ServerBoot(a.O, a.D, at), trace.As(a.O, svc)
	from := a.O.First("app")
	e.Logon(at-e.R.Between(300*tick.Millisecond, 900*tick.Millisecond), trace.Logon{Account: svc, Device: a.D, Type: "Network", From: from, FromIP: from.IP, Proto: "Kerberos"})
	host := trace.New(a.D, e.O.Image(a.D, "wmiprvse.exe"), trace.NetworkService, b.Launch, at-e.R.Between(200*tick.Millisecond, 20*tick.Minute), e.R.Between(300, 2000)*4, `C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding`)
	p := e.Start(a.D, e.O.Image(a.D, "powershell.exe"), u, host, at, "powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand "+Encode(chance.Pick(e.R, deployScripts)))
	e.EventAbout(host, at, "ProcessCreatedUsingWmiQuery", `{"IsRemote":true}`, p)
	e.Start(a.D, e.O.Image(a.D, "conhost.exe"), u, p, at+e.R.Between(5*tick.Millisecond, 50*tick.Millisecond), `\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1`)
}

var scanPorts = []int64{21, 22, 23, 25, 80, 135, 139, 443, 445, 1433, 3306, 3389, 5432, 5900, 5985, 8080, 8443, 9100}

// scan is the vulnerability scanner at work: ports, and then a look inside with its account.
func (a Server) scan(e trace.Env, at int64) {
	scanner := ServerBoot(a.O, a.D, at).Main
	svc := a.O.ServiceAccount("svc-scan")
	for _, i := range e.R.Perm(len(a.O.Devices))[:min(len(a.O.Devices), 9)] {
		d := a.O.Devices[i]
		open := ports(d)
		for _, port := range scanPorts {
			at += e.R.Between(4*tick.Millisecond, 400*tick.Millisecond)
			e.Connect(scanner, at, trace.Flow{LocalIP: a.D.IP, RemoteIP: d.IP, Port: port, Failed: !open[port]})
		}
		if d.Windows() && d.Server() {
			e.Logon(after(e.R, at, 2*tick.Second), trace.Logon{Account: svc, Device: d, Type: "Network", From: a.D, FromIP: a.D.IP, Proto: "NTLM"})
		}
		at = after(e.R, at, 90*tick.Second)
	}
}

// ports are those that are open on a device.
func ports(d *org.Device) map[int64]bool {
	switch {
	case !d.Managed():
		return map[int64]bool{80: true, 443: true, 9100: d.Role == "printer"}
	case !d.Windows():
		return map[int64]bool{22: true, 80: true, 443: true, 5432: true}
	case d.Server():
		return map[int64]bool{135: true, 139: true, 445: true, 3389: true, 5985: true, 1433: d.Role == "sql", 80: d.Role == "web", 443: d.Role == "web"}
	}
	return map[int64]bool{}
}

// storm is a morning on which many passwords have expired together: failures, and resets one after the other.
func (a Server) storm(e trace.Env, at int64) {
	n := min(len(a.O.People)/6, 25)
	for _, i := range e.R.Perm(len(a.O.People))[:n] {
		p := a.O.People[i]
		at += e.R.Between(5*tick.Second, 4*tick.Minute)
		day := schedule(a.O, p, p.Site.Zone.Day(at))
		s := day.signIn(e.O.App("OfficeHome"), nil)
		s.Result, s.Reason, s.MFA = 50055, "The password is expired.", ""
		for range e.R.Between(1, 2) {
			e.SignIn(at, s)
			at = after(e.R, at, 12*tick.Second)
		}
		ownPassword(e, at, p)
		s.Result, s.Reason, s.MFA = 0, "", "done"
		e.SignIn(after(e.R, at, 40*tick.Second), s)
	}
}

// penetrationTest is an announced test: it comes from the jump host in office hours, with an administrator's account.
func (a Server) penetrationTest(e trace.Env, at int64) {
	p := chance.Pick(e.R, a.O.Admins())
	explorer := RemoteDesktop(e, at, p, p.Admin, a.D, p.Device.IP, [][2]string{{"cmd.exe", `"C:\Windows\system32\cmd.exe" `}, {"whoami.exe", "whoami /all"}, {"net.exe", `net group "Domain Admins" /domain`}})
	nmap := e.Start(a.D, e.O.Image(a.D, "nmap.exe"), explorer.User, explorer, after(e.R, at, 6*tick.Minute), fmt.Sprintf(`nmap.exe -sS -T3 --top-ports 20 10.%d.1.0/24 -oA pentest-%s`, a.D.Site.Net, tick.Time(at).Format("20060102")))
	at = nmap.Created
	for _, d := range a.O.Devices {
		if !d.Server() {
			continue
		}
		open := ports(d)
		for _, port := range scanPorts[:10] {
			at += e.R.Between(20*tick.Millisecond, 900*tick.Millisecond)
			e.Connect(nmap, at, trace.Flow{LocalIP: a.D.IP, RemoteIP: d.IP, Port: port, Failed: !open[port]})
		}
	}
	for _, i := range e.R.Perm(len(a.O.People))[:min(8, len(a.O.People))] {
		at = after(e.R, at, 9*tick.Second)
		e.Logon(at, trace.Logon{Account: a.O.People[i].Account, Device: a.O.First("file"), Type: "Network", From: a.D, FromIP: a.D.IP, Proto: "NTLM", Failure: "InvalidUserNameOrPassword"})
	}
}
