package life

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// chore is something Windows does by itself.
type chore struct {
	file, cmd string
	host      *org.Website
	weight    float64
}

var chores = []chore{
	{"taskhostw.exe", "taskhostw.exe", nil, 5}, {"backgroundtaskhost.exe", `"C:\Windows\system32\backgroundTaskHost.exe" -ServerName:App.AppXmtcan0h2tfbfy7k9kn8hbxb6dmzz1zh0.mca`, nil, 5},
	{"searchprotocolhost.exe", `"C:\Windows\system32\SearchProtocolHost.exe" Global\UsGthrFltPipeMssGthrPipe`, nil, 5}, {"dllhost.exe", `C:\Windows\system32\DllHost.exe /Processid:{AB8902B4-09CA-4BB6-B78D-A8F59079A8D5}`, nil, 4},
	{"svchost.exe", "svchost.exe -k netsvcs -p -s wlidsvc", org.TelemetryHost, 3}, {"svchost.exe", "svchost.exe -k NetworkService -p -s DoSvc", org.UpdateHost, 2},
	{"microsoftedgeupdate.exe", `"C:\Program Files (x86)\Microsoft\EdgeUpdate\MicrosoftEdgeUpdate.exe" /ua /installsource scheduler`, org.EdgeHost, 2},
	{"mpcmdrun.exe", `"C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.25050.5-0\MpCmdRun.exe" SignatureUpdate -ScheduleJob -RestrictPrivileges`, org.UpdateHost, 1},
	{"tiworker.exe", `C:\Windows\winsxs\amd64_microsoft-windows-servicingstack_31bf3856ad364e35\TiWorker.exe -Embedding`, nil, 1}, {"svchost.exe", "svchost.exe -k LocalService -p -s W32Time", nil, 2},
	{"wmiprvse.exe", `C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding`, nil, 3},
}

func pickChore(r *chance.Rand) chore {
	weights := make([]float64, len(chores))
	for i, c := range chores {
		weights[i] = c.weight
	}
	return chores[r.Weighted(weights...)]
}

func background(d *Day, e trace.Env, at int64) {
	dev, c := d.P.Device, pickChore(e.R)
	parent := d.Services
	if c.file == "taskhostw.exe" || c.file == "microsoftedgeupdate.exe" || c.file == "mpcmdrun.exe" {
		parent = d.Host
	}
	p := e.Start(dev, e.O.Image(dev, c.file), trace.System, parent, at, c.cmd)
	e.Load(p, at+40*tick.Millisecond, systemDLL(e.R))
	if c.host != nil {
		connect(d, e, p, at+200*tick.Millisecond, c.host)
	}
	if e.R.Is(0.25) {
		sense := trace.New(dev, e.O.Image(dev, "mssense.exe"), trace.System, d.Services, d.Boot+9*tick.Second, 3000+int64(dev.Hash%500)*4, "")
		connect(d, e, sense, at+tick.Second, org.SensorHost)
	}
	if e.R.Is(0.12) {
		e.Event(p, at+tick.Second, "AntivirusScanCompleted", `{"ScanTypeIndex":"Quick","ThreatCount":0}`, nil, "")
	}
}

var dlls = []string{"bcrypt.dll", "ncrypt.dll", "wldp.dll", "amsi.dll", "winhttp.dll", "dbghelp.dll", "taskschd.dll", "wbemcomn.dll"}

func systemDLL(r *chance.Rand) *org.Image {
	name := dlls[r.Zipf(len(dlls), 1)]
	return org.NewImage(name, `C:\Windows\System32`, "Microsoft Corporation", "Microsoft® Windows® Operating System", name, "10.0.26100.4349", "", 200_000+int64(len(name))*9_001)
}

// Server is a server with its services.
type Server struct {
	O *org.Org
	D *org.Device
}

// Acts is the server's day: it never sleeps.
func (a Server) Acts(midnight int64) []Act {
	r := chance.Numbered(a.D.Hash, midnight/tick.Day)
	var acts []Act
	add := func(mean float64, run func(e trace.Env, at int64)) {
		for range r.Poisson(mean) {
			acts = append(acts, Act{midnight + r.Between(0, tick.Day-1), run})
		}
	}
	add(8, func(e trace.Env, at int64) { e.DeviceInfo(at, a.D, a.O.Sites[0].Egress, nil) })
	a.logs(add)
	if !a.D.Windows() {
		add(60, a.cron)
		return acts
	}
	add(90, a.chore)
	if sam := serviceOn[a.D.Role]; sam != "" {
		add(24, func(e trace.Env, at int64) { a.serviceLogon(e, at, sam) })
	}
	if r.Is(0.5) {
		add(1, a.encodedAdmin)
	}
	return acts
}

var serviceOn = map[string]string{"sql": "svc-sql", "backup": "svc-backup", "web": "svc-web", "sync": "svc-adsync", "app": "svc-monitor", "file": "svc-scan"}

func (a Server) services(midnight int64) *trace.Proc {
	boot := midnight - int64(a.D.Hash%20+3)*tick.Day
	wininit := trace.New(a.D, a.O.Image(a.D, "wininit.exe"), trace.System, nil, boot, 604, "wininit.exe")
	return trace.New(a.D, a.O.Image(a.D, "services.exe"), trace.System, wininit, boot+tick.Second, 748, "services.exe")
}

// anchor is a fixed day, so that a server's old processes keep their creation time.
const anchor = 739_700 * tick.Day

func (a Server) chore(e trace.Env, at int64) {
	c := pickChore(e.R)
	p := e.Start(a.D, a.O.Image(a.D, c.file), trace.System, a.services(anchor), at, c.cmd)
	if c.host != nil {
		e.Connect(p, at+200*tick.Millisecond, trace.Flow{LocalIP: a.D.IP, RemoteIP: c.host.IP(e.R), Port: 443, URL: c.host.Host, Site: a.D.Site,
			Sent: int64(e.R.LogNormal(2500, 1)), Received: int64(e.R.LogNormal(9000, 1))})
	}
}

func (a Server) serviceLogon(e trace.Env, at int64, sam string) {
	e.Logon(at, trace.Logon{Account: a.O.ServiceAccount(sam), Device: a.D, Type: chance.Pick(e.R, []string{"Service", "Batch", "Network"}), Proto: "Kerberos"})
}

// encodedAdmin is the software deployment's inventory script: encoded, and innocent.
func (a Server) encodedAdmin(e trace.Env, at int64) {
	u := trace.As(a.O, a.O.ServiceAccount("svc-deploy"))
	e.Start(a.D, a.O.Image(a.D, "powershell.exe"), u, a.services(anchor), at, "powershell.exe -NoProfile -NonInteractive -EncodedCommand "+Encode("Get-CimInstance Win32_Product | Export-Csv C:\\ProgramData\\Inventory\\software.csv"))
}

func (a Server) cron(e trace.Env, at int64) {
	systemd := trace.New(a.D, a.O.Image(a.D, "systemd"), trace.Root, nil, anchor, 1, "/sbin/init")
	cron := trace.New(a.D, a.O.Image(a.D, "cron"), trace.Root, systemd, anchor+9*tick.Second, 812, "/usr/sbin/cron -f -P")
	e.Start(a.D, a.O.Image(a.D, "bash"), trace.Root, cron, at, chance.Pick(e.R, []string{"/bin/sh -c run-parts --report /etc/cron.hourly", "/bin/sh -c /usr/local/bin/logrotate-app.sh", "/bin/sh -c test -x /usr/sbin/anacron"}))
}

// Thing is a printer, camera or controller: only the firewall knows it.
type Thing struct {
	O *org.Org
	D *org.Device
}

var cloudOf = map[string]*org.Website{
	"printer": {Host: "connectivity.hpconnected.com", A: 15, B: 73}, "camera": {Host: "dispatchse1.connect.axis.com", A: 195, B: 60}, "hvac": {Host: "ntp.ubuntu.com", A: 185, B: 125},
}

// Acts is the thing's day: time service, and its vendor's cloud.
func (a Thing) Acts(midnight int64) []Act {
	r := chance.Numbered(a.D.Hash, midnight/tick.Day)
	var acts []Act
	for range r.Poisson(14) {
		acts = append(acts, Act{midnight + r.Between(0, tick.Day-1), func(e trace.Env, at int64) {
			w := cloudOf[a.D.Role]
			e.Firewall(at, e.R.Between(32000, 60000), trace.Flow{LocalIP: a.D.IP, RemoteIP: w.IP(e.R), Port: 443, URL: w.Host, Site: a.D.Site, Host: a.D.Name,
				Sent: e.R.Between(500, 3000), Received: e.R.Between(400, 4000)})
		}})
	}
	return acts
}

// Directory is what happens to the organisation as a whole: inventory, changes, threat intelligence.
type Directory struct{ O *org.Org }

// Acts is the directory's day.
func (a Directory) Acts(midnight int64) []Act {
	o, r := a.O, chance.Stream(a.O.Seed, "directory", fmt.Sprint(midnight))
	var acts []Act
	for i, acc := range o.Accounts {
		acts = append(acts, Act{midnight + int64(i)*tick.Second + 40*tick.Minute, func(e trace.Env, at int64) { e.Identity(at, acc) }})
	}
	for i := range 24 {
		acts = append(acts, Act{midnight + int64(i)*tick.Hour + r.Between(0, 40)*tick.Minute, feed})
	}
	for range r.Poisson(3 + float64(len(o.People))/15) {
		acts = append(acts, Act{midnight + r.Between(7, 17)*tick.Hour + r.Between(0, 59)*tick.Minute, administer})
	}
	return acts
}

// feed is one delivery of indicators that concern somebody else.
func feed(e trace.Env, at int64) {
	for i := range e.R.Between(2, 5) {
		in := trace.Indicator{Kind: "ipv4-addr", Value: fmt.Sprintf("%d.%d.%d.%d", e.R.Between(31, 222), e.R.Between(1, 250), e.R.Between(1, 250), e.R.Between(2, 250)),
			Threat: chance.Pick(e.R, []string{"Botnet", "C2", "Malware", "WatchList"}), Confidence: e.R.Between(30, 95), Description: "Reported by sensor network", Valid: e.R.Between(7, 60) * tick.Day}
		if i == 1 {
			in.Kind, in.Value = "domain-name", strings.ToLower(e.R.Token(12))+chance.Pick(e.R, []string{".top", ".xyz", ".live"})
		}
		in.Inactive = e.R.Is(0.05)
		e.Indicator(at+int64(i)*tick.Second, in)
	}
}

func administer(e trace.Env, at int64) {
	var admins []*org.Person
	for _, p := range e.O.People {
		if p.Admin != nil {
			admins = append(admins, p)
		}
	}
	by := chance.Pick(e.R, admins)
	target := chance.Pick(e.R, e.O.People)
	op := chance.Pick(e.R, [][3]string{{"Update user", "UserManagement", "Core Directory"}, {"Add member to group", "GroupManagement", "Core Directory"},
		{"Reset user password", "UserManagement", "Core Directory"}, {"User registered security info", "UserManagement", "Authentication Methods"}, {"Update device", "Device", "Core Directory"}})
	e.Audit(at, trace.Audit{Operation: op[0], Category: op[1], Service: op[2], By: by.Admin, IP: by.Site.Egress, Target: target.UPN, TargetID: target.ObjectID})
}
