package life

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Server is a server with its services. It never sleeps.
type Server struct {
	O *org.Org
	D *org.Device
}

var serviceOn = map[string]string{"sql": "svc-sql", "backup": "svc-backup", "web": "svc-web", "sync": "svc-adsync", "app": "svc-monitor", "file": "svc-print"}

// Begins is the midnight of those furthest east.
func (a Server) Begins(midnight int64) int64 { return midnight - eastmost }

// day collects the acts of a server's day.
type day struct {
	from int64
	r    *chance.Rand
	acts []Act
}

// often is something that happens n times a day on average, at any hour.
func (d *day) often(n float64, run func(e trace.Env, at int64)) {
	for range d.r.Poisson(n) {
		d.acts = append(d.acts, Act{d.from + d.r.Between(0, tick.Day-1), "", run})
	}
}

// every is something that a clock starts: from a first time of the day on, in equal steps, a little late each time.
func (d *day) every(first, step int64, run func(e trace.Env, at int64)) {
	for at := first % step; at < tick.Day; at += step {
		d.acts = append(d.acts, Act{d.from + at + d.r.Between(40*tick.Millisecond, 2500*tick.Millisecond), "", run})
	}
}

// Acts is the server's day.
func (a Server) Acts(midnight int64) []Act {
	d := &day{from: midnight, r: chance.Numbered(a.D.Hash, midnight/tick.Day)}
	phase := int64(a.D.Hash % uint64(tick.Hour))
	d.every(phase, 15*tick.Minute, func(e trace.Env, at int64) { e.Heartbeat(at, a.D) })
	d.every(phase, 3*tick.Hour, func(e trace.Env, at int64) { e.DeviceInfo(at, a.D, a.D.Site.Egress, nil) })
	d.every(phase, 6*tick.Hour, func(e trace.Env, at int64) {
		e.Networks(at, a.D, trace.Link{IP: a.D.IP, Gateway: upTo(a.D.IP) + ".1", Name: a.O.ADDomain, Category: "DomainAuthenticated", DNS: a.O.First("dc").IP})
	})
	d.every(phase+5*tick.Hour, tick.Day, func(e trace.Env, at int64) { inventoryOf(e, at, a.D) })
	if !a.D.Windows() {
		Linux(a).day(d)
		return d.acts
	}
	a.windows(d, midnight)
	switch a.D.Role {
	case "web":
		a.website(d)
	case "dc":
		a.controller(d)
	case "backup":
		d.every(22*tick.Hour+int64(a.D.Hash%50)*tick.Minute, tick.Day, a.backup)
	case "sync":
		d.every(phase, 30*tick.Minute, a.sync)
	case "sql":
		d.every(phase, 4*tick.Hour, a.databaseJob)
	}
	return append(d.acts, a.suspicious(d.r, midnight)...)
}

// windows is what every Windows server does.
func (a Server) windows(d *day, midnight int64) {
	d.often(70, a.chore)
	if sam := serviceOn[a.D.Role]; sam != "" {
		d.every(int64(a.D.Hash%3600)*tick.Second, tick.Hour, func(e trace.Env, at int64) {
			kind := []string{"Service", "Batch", "Network"}[e.R.Weighted(3, 2, 2)]
			l := trace.Logon{Account: a.O.ServiceAccount(sam), Device: a.D, Type: kind, Proto: "Kerberos"}
			if kind == "Network" {
				l.From = a.O.First("app")
				l.FromIP = l.From.IP
			}
			e.Logon(at, l)
		})
	}
	d.often(6, func(e trace.Env, at int64) {
		s := chance.Pick(e.R, []string{"Windows Update", "Windows Modules Installer", "WinHTTP Web Proxy Auto-Discovery Service", "Software Protection", "Background Intelligent Transfer Service"})
		e.WinEvent(at, a.D, "System", "Service Control Manager", 7036, "The "+s+" service entered the running state.", `<EventData><Data Name="param1">`+s+`</Data><Data Name="param2">running</Data></EventData>`)
		e.WinEvent(after(e.R, at, 4*tick.Minute), a.D, "System", "Service Control Manager", 7036, "The "+s+" service entered the stopped state.", `<EventData><Data Name="param1">`+s+`</Data><Data Name="param2">stopped</Data></EventData>`)
	})
	if boot := a.D.Rebooted(midnight + tick.Day); boot >= midnight {
		d.acts = append(d.acts, Act{boot, "", a.reboot})
	}
	d.often(0.12, func(e trace.Env, at int64) {
		e.ServiceInstalled(at, a.D, "Microsoft Defender Core Service", `"C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.25050.5-0\MpDefenderCoreService.exe"`, "auto start", "LocalSystem")
	})
	if !tick.Weekend(midnight) {
		a.administration(d, midnight)
	}
}

// reboot is the start of the server after the monthly updates.
func (a Server) reboot(e trace.Env, at int64) {
	b := ServerBoot(a.O, a.D, at)
	for _, p := range b.All {
		e.Started(p)
	}
	e.WinEvent(at-e.R.Between(40*tick.Second, 90*tick.Second), a.D, "System", "User32", 1074, `The process C:\Windows\system32\svchost.exe has initiated the restart of computer `+a.D.Upper()+` on behalf of user NT AUTHORITY\SYSTEM for the following reason: Operating System: Service pack (Planned)`,
		`<EventData><Data Name="param1">C:\Windows\system32\svchost.exe (`+a.D.Upper()+`)</Data><Data Name="param5">restart</Data></EventData>`)
	e.WinEvent(after(e.R, at, 12*tick.Second), a.D, "System", "EventLog", 6005, "The Event log service was started.", "<EventData></EventData>")
}

func (a Server) chore(e trace.Env, at int64) {
	c := chores[e.R.Weighted(choreWeights...)]
	if c.file == "searchprotocolhost.exe" || c.file == "searchfilterhost.exe" || c.file == "audiodg.exe" || strings.HasPrefix(c.file, "onedrive") || strings.HasPrefix(c.file, "office") || c.file == "sdxhelper.exe" || c.file == "backgroundtaskhost.exe" || c.file == "updater.exe" {
		c = chores[6] // WMI
	}
	p := c.run(e, ServerBoot(a.O, a.D, at), at)
	if c.host != nil {
		e.Connect(p, at+e.R.Between(100*tick.Millisecond, 900*tick.Millisecond), trace.Flow{LocalIP: a.D.IP, RemoteIP: c.host.IP(e.R), Port: 443, URL: c.host.Host, Site: a.D.Site, Sent: int64(e.R.LogNormal(2500, 1)), Received: int64(e.R.LogNormal(9000, 1))})
	}
}

// administration is administrators who sign in to the server over Remote Desktop and look after it.
func (a Server) administration(d *day, midnight int64) {
	admins := a.O.Admins()
	for range d.r.Poisson(0.35) {
		p := chance.Pick(d.r, admins)
		day := schedule(a.O, p, midnight)
		if !day.Works || day.Home && !day.VPN {
			continue
		}
		at := day.Arrive + d.r.Between(20*tick.Minute, max(30*tick.Minute, day.Leave-day.Arrive-tick.Hour))
		d.acts = append(d.acts, Act{at, "", func(e trace.Env, at int64) {
			RemoteDesktop(e, at, p, p.Admin, a.D, day.Inside, consoleWork[e.R.Zipf(len(consoleWork), 0.7)])
		}})
	}
}

// consoleWork is what administrators do on a server: programs with their command lines.
var consoleWork = [][][2]string{
	{{"mmc.exe", `"C:\Windows\system32\mmc.exe" C:\Windows\system32\eventvwr.msc /s`}}, {{"mmc.exe", `"C:\Windows\system32\mmc.exe" "C:\Windows\system32\services.msc"`}}, {{"powershell.exe", `"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe" `}, {"gpupdate.exe", `"C:\Windows\system32\gpupdate.exe" /force`}, {"ipconfig.exe", `"C:\Windows\system32\ipconfig.exe" /all`}},
	{{"cmd.exe", `"C:\Windows\system32\cmd.exe" `}, {"sc.exe", "sc query state= all"}, {"netstat.exe", "netstat -ano"}, {"tasklist.exe", "tasklist /svc"}}, {{"powershell.exe", `"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe" `}, {"whoami.exe", `"C:\Windows\system32\whoami.exe" /groups`}, {"net.exe", `"C:\Windows\system32\net.exe" localgroup Administrators`}, {"systeminfo.exe", `"C:\Windows\system32\systeminfo.exe"`}},
	{{"mmc.exe", `"C:\Windows\system32\mmc.exe" "C:\Windows\system32\taskschd.msc" /s`}}, {{"notepad.exe", `"C:\Windows\system32\notepad.exe" C:\Windows\System32\drivers\etc\hosts`}},
}

// RemoteDesktop is a session over Remote Desktop: the logon, its processes, and the programs that are used in it. It returns the
// session's Explorer.
func RemoteDesktop(e trace.Env, at int64, p *org.Person, as *org.Account, to *org.Device, ip string, work [][2]string) *trace.Proc {
	b, user := ServerBoot(e.O, to, at), trace.As(e.O, as)
	id := e.R.Between(1<<22, 1<<31)
	client := e.Start(p.Device, e.O.Image(p.Device, "mstsc.exe"), trace.As(e.O, p.Account), DayOf(e.O, p, p.Site.Zone.Day(at)).Explorer, at-e.R.Between(9*tick.Second, 25*tick.Second), `"C:\Windows\system32\mstsc.exe" /v:`+to.FQDN)
	e.Connect(client, at-e.R.Between(2*tick.Second, 4*tick.Second), trace.Flow{LocalIP: ip, RemoteIP: to.IP, Port: 3389, URL: to.FQDN})
	e.Logon(at, trace.Logon{Account: as, Device: to, Type: "RemoteInteractive", From: p.Device, FromIP: ip, Proto: "Negotiate", ID: id, By: b.Lsass})
	in := func(file string, parent *trace.Proc, u *trace.User, at int64, cmd string) *trace.Proc {
		q := trace.New(to, e.O.Image(to, file), u, parent, at, e.R.Between(900, 9000)*4, cmd)
		if u == user {
			q.Logon, q.Session, q.Remote, q.From, q.FromIP = id, 2, true, p.Device.Upper(), ip
			q.Integrity, q.Elevation = "High", "TokenElevationTypeFull"
		}
		e.Started(q)
		return q
	}
	smss := in("smss.exe", b.Session, trace.System, at-e.R.Between(300*tick.Millisecond, 900*tick.Millisecond), `\SystemRoot\System32\smss.exe 000000d4 00000084 `)
	winlogon := in("winlogon.exe", smss, trace.System, smss.Created+e.R.Between(40*tick.Millisecond, 200*tick.Millisecond), "winlogon.exe")
	in("rdpclip.exe", b.Remote, user, after(e.R, at, tick.Second), "rdpclip")
	userinit := in("userinit.exe", winlogon, user, after(e.R, at, tick.Second), `C:\Windows\system32\userinit.exe`)
	explorer := in("explorer.exe", userinit, user, after(e.R, userinit.Created, 300*tick.Millisecond), `C:\Windows\Explorer.EXE`)
	parent := explorer
	moment := explorer.Created
	for i, w := range work {
		moment = after(e.R, moment, 25*tick.Second)
		q := in(w[0], parent, user, moment, w[1])
		if i == 0 {
			parent = q
		}
	}
	return explorer
}

// website is the public portal and what comes to it from the Internet.
func (a Server) website(d *day) {
	d.often(60, func(e trace.Env, at int64) {
		client := chance.Pick(e.R, org.Cities).Address(e.R)
		agent := chance.Pick(e.R, visitorAgents)
		p := trace.Page{Client: client, Method: "GET", Stem: "/", Agent: agent, Code: 200, Size: e.R.Between(9_000, 40_000)}
		for range 1 + e.R.Zipf(9, 0.6) {
			e.Web(at, a.D, p)
			for _, asset := range portalAssets[:e.R.IntN(len(portalAssets))] {
				e.Web(at+e.R.Between(60*tick.Millisecond, 900*tick.Millisecond), a.D, trace.Page{Client: client, Method: "GET", Stem: asset, Agent: agent, Referrer: "https://portal." + a.O.Domain + p.Stem, Code: []int64{200, 304}[e.R.Weighted(2, 1)], Size: e.R.Between(300, 90_000)})
			}
			at = after(e.R, at, 30*tick.Second)
			p.Stem, p.Method = chance.Pick(e.R, portalPages), []string{"GET", "POST"}[e.R.Weighted(5, 1)]
			p.Code, p.Size = []int64{200, 302, 404, 500}[e.R.Weighted(40, 8, 2, 0.3)], int64(e.R.LogNormal(8000, 0.9))
		}
	})
	d.often(25, a.scanned)
}

// scanned is a robot of the Internet that looks for holes: nothing is found.
func (a Server) scanned(e trace.Env, at int64) {
	from := chance.Pick(e.R, org.Hosting).Address(e.R)
	agent := chance.Pick(e.R, robotAgents)
	for range 1 + e.R.Zipf(12, 0.8) {
		e.Web(at, a.D, trace.Page{Client: from, Method: "GET", Stem: chance.Pick(e.R, robotPaths), Agent: agent, Code: []int64{404, 403, 200, 400}[e.R.Weighted(8, 2, 0.5, 1)], Size: e.R.Between(200, 1500)})
		at += e.R.Between(80*tick.Millisecond, 3000*tick.Millisecond)
	}
}

// controller is what a domain controller sees besides logons.
func (a Server) controller(d *day) {
	d.often(25, func(e trace.Env, at int64) {
		e.Query(at, trace.Question{Action: "LDAP query", Kind: "QueryGroup", Text: "(&(objectCategory=group)(cn=" + chance.Pick(e.R, []string{"Finance", "Sales", "All Employees", "Domain Users"}) + "))", Target: "Group", By: a.O.ServiceAccount("svc-monitor"), From: a.O.First("app")})
	})
	d.often(8, func(e trace.Env, at int64) {
		p := chance.Pick(e.R, a.O.People)
		e.Query(at, trace.Question{Action: "SAMR query", Kind: "QueryUser", Text: p.Sam, Target: p.Sam, By: a.O.ServiceAccount("svc-adsync"), From: a.O.First("sync")})
	})
	d.every(int64(a.D.Hash%900)*tick.Second, 15*tick.Minute, func(e trace.Env, at int64) {
		dcs := a.O.Role("dc")
		other := dcs[(len(dcs)-1+int(e.R.Between(0, 1)))%len(dcs)]
		if other != a.D {
			e.MachineLogon(at, other, other.IP)
		}
	})
}

// backup is the nightly copy of the servers.
func (a Server) backup(e trace.Env, at int64) {
	svc := a.O.ServiceAccount("svc-backup")
	main := ServerBoot(a.O, a.D, at).Main
	for _, target := range a.O.Devices {
		if !target.Server() || !target.Windows() || target == a.D {
			continue
		}
		at = after(e.R, at, 3*tick.Minute)
		e.Connect(main, at, trace.Flow{LocalIP: a.D.IP, RemoteIP: target.IP, Port: 445, URL: target.FQDN, Sent: e.R.Between(20_000, 90_000), Received: e.R.Between(200_000_000, 9_000_000_000)})
		e.Logon(at+e.R.Between(20*tick.Millisecond, 200*tick.Millisecond), trace.Logon{Account: svc, Device: target, Type: "Network", From: a.D, FromIP: a.D.IP, Proto: "Kerberos"})
		e.Start(target, e.O.Image(target, "vssvc.exe"), trace.System, ServerBoot(a.O, target, at).Services, after(e.R, at, 2*tick.Second), `C:\Windows\system32\vssvc.exe`)
	}
}

// sync is one run of the synchronisation of the directory with Entra.
func (a Server) sync(e trace.Env, at int64) {
	app := a.O.App("Windows Azure Active Directory")
	main := ServerBoot(a.O, a.D, at).Main
	e.Connect(main, after(e.R, at, 2*tick.Second), trace.Flow{LocalIP: a.D.IP, RemoteIP: org.Websites[2].IP(e.R), Port: 443, URL: "adminwebservice.microsoftonline.com", Site: a.D.Site, Sent: e.R.Between(9000, 90_000), Received: e.R.Between(5000, 30_000)})
	svc := a.O.ServiceAccount("svc-adsync")
	e.SignIn(at, trace.SignIn{Account: svc, App: a.O.App("Microsoft Azure PowerShell"), Resource: app, IP: a.D.Site.Egress, Place: a.D.Site.Place, Office: true, NonInteract: true, Client: "Mobile Apps and Desktop clients", Agent: "", OS: "Windows Server", Browser: ""})
	if e.R.Is(0.5) {
		p := chance.Pick(e.R, a.O.People)
		e.Audit(after(e.R, at, 20*tick.Second), trace.Audit{Operation: "Update user", Category: "UserManagement", By: svc, IP: a.D.Site.Egress, Target: p.UPN, TargetID: p.ObjectID, Modified: `[{"displayName":"LastDirSyncTime","oldValue":"[]","newValue":"[\"` + tick.ISO(at) + `\"]"}]`})
	}
}

func (a Server) databaseJob(e trace.Env, at int64) {
	b := ServerBoot(a.O, a.D, at)
	e.Start(a.D, e.O.Image(a.D, "sqlcmd.exe"), b.Main.User, b.Main, at, `sqlcmd.exe -S localhost -E -Q "EXEC dbo.usp_IndexOptimize @Databases='USER_DATABASES'" -b`)
	e.WinEvent(after(e.R, at, 4*tick.Minute), a.D, "Application", "MSSQLSERVER", 18265, fmt.Sprintf("Log was backed up. Database: erp, creation date(time): 2023/02/11(21:04:09), first LSN: %d:%d:1, number of dump devices: 1.", e.R.Between(400, 900), e.R.Between(1000, 90_000)), "<EventData><Data>erp</Data></EventData>")
}
