package life

import (
	"strings"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Boot is a running Windows: the processes from which all others descend, to the root.
type Boot struct {
	D       *org.Device
	At      int64 // when the machine was started
	Kernel  *trace.Proc
	Session *trace.Proc // smss.exe
	All     []*trace.Proc

	Winlogon, Services, Lsass *trace.Proc
	Launch                    *trace.Proc // svchost that starts COM servers
	Schedule                  *trace.Proc // svchost of the task scheduler
	Users                     *trace.Proc // svchost of the user manager
	Management                *trace.Proc // svchost of WMI
	Remote                    *trace.Proc // svchost of Remote Desktop
	Names                     *trace.Proc // svchost of the name client
	Search, Antivirus, Sensor *trace.Proc
	Worker                    *trace.Proc // on web servers, the application pool
	Web                       *trace.Proc // on web servers, svchost that starts the pools
	Main                      *trace.Proc // on other servers, what they are there for

	pid  int64
	rand *chance.Rand
	org  *org.Org
}

// service is a Windows service of its own process: group and name for svchost, or a program.
type service struct {
	file, cmd string
	user      *trace.User
}

// The services that Windows starts before anybody signs in, in their usual order.
var bootServices = []service{
	{"svchost.exe", "-k DcomLaunch -p", trace.System}, {"svchost.exe", "-k RPCSS -p", trace.NetworkService}, {"svchost.exe", "-k DcomLaunch -p -s LSM", trace.System},
	{"svchost.exe", "-k LocalService -p -s nsi", trace.LocalService}, {"svchost.exe", "-k LocalServiceNetworkRestricted -p -s lmhosts", trace.LocalService},
	{"svchost.exe", "-k LocalServiceNetworkRestricted -p -s EventLog", trace.LocalService}, {"svchost.exe", "-k netsvcs -p -s Schedule", trace.System},
	{"svchost.exe", "-k netsvcs -p -s ProfSvc", trace.System}, {"svchost.exe", "-k LocalServiceNetworkRestricted -p -s Dhcp", trace.LocalService},
	{"svchost.exe", "-k NetworkService -p -s Dnscache", trace.NetworkService}, {"svchost.exe", "-k netsvcs -p -s gpsvc", trace.System},
	{"svchost.exe", "-k NetworkService -p -s NlaSvc", trace.NetworkService}, {"svchost.exe", "-k netsvcs -p -s UserManager", trace.System},
	{"svchost.exe", "-k netsvcs -p -s Winmgmt", trace.System}, {"svchost.exe", "-k LocalServiceNoNetworkFirewall -p", trace.LocalService},
	{"svchost.exe", "-k NetworkService -p -s LanmanWorkstation", trace.NetworkService}, {"svchost.exe", "-k netsvcs -p -s LanmanServer", trace.System},
	{"svchost.exe", "-k NetworkService -p -s CryptSvc", trace.NetworkService}, {"svchost.exe", "-k netsvcs -p -s Themes", trace.System},
	{"svchost.exe", "-k LocalSystemNetworkRestricted -p -s SysMain", trace.System}, {"svchost.exe", "-k NetworkService -p -s TermService", trace.NetworkService},
	{"spoolsv.exe", "", trace.System}, {"msmpeng.exe", "", trace.System}, {"mssense.exe", "", trace.System},
}

var workstationServices = []service{
	{"searchindexer.exe", "/Embedding", trace.System}, {"pangps.exe", "", trace.System}, {"microsoft.management.services.intunewindowsagent.exe", "", trace.System},
	{"svchost.exe", "-k LocalSystemNetworkRestricted -p -s WlanSvc", trace.System}, {"svchost.exe", "-k BthAppGroup -p -s BluetoothUserService", trace.System}, {"nissrv.exe", "", trace.LocalService},
}

var roleServices = map[string][]service{
	"dc": {{"dns.exe", "", trace.System}, {"dfsrs.exe", "", trace.System}}, "sql": {{"sqlservr.exe", "-sMSSQLSERVER", nil}, {"sqlagent.exe", "-i MSSQLSERVER", nil}},
	"web": {{"svchost.exe", "-k iissvcs", trace.System}, {"inetinfo.exe", "", trace.System}}, "sync": {{"miiserver.exe", "", nil}}, "backup": {{"wbengine.exe", "", trace.System}},
	"file": {{"dfsrs.exe", "", trace.System}}, "app": {{"nessusd.exe", "--service", trace.System}},
}

// BootOf starts a machine. Its processes are the same for the same machine and moment.
func BootOf(o *org.Org, d *org.Device, at int64) *Boot {
	b := &Boot{D: d, At: at, rand: chance.Numbered(d.Hash, at), org: o}
	b.Kernel = trace.New(d, o.Image(d, "ntoskrnl.exe"), trace.System, nil, at, 4, "System")
	b.pid = 4 * b.rand.Between(90, 150)
	at += b.rand.Between(4000, 9000) * tick.Millisecond
	b.Session = b.start(&at, "smss.exe", trace.System, b.Kernel, `\SystemRoot\System32\smss.exe`)
	b.start(&at, "csrss.exe", trace.System, b.Session, `%SystemRoot%\system32\csrss.exe ObjectDirectory=\Windows SharedSection=1024,20480,768 Windows=On SubSystemType=Windows ServerDll=basesrv,1 ServerDll=winsrv:UserServerDllInitialization,3 ServerDll=sxssrv,4 ProfileControl=Off MaxRequestThreads=16`)
	wininit := b.start(&at, "wininit.exe", trace.System, b.Session, "wininit.exe")
	b.Winlogon = b.start(&at, "winlogon.exe", trace.System, b.Session, "winlogon.exe")
	b.Services = b.start(&at, "services.exe", trace.System, wininit, `C:\Windows\system32\services.exe`)
	b.Lsass = b.start(&at, "lsass.exe", trace.System, wininit, `C:\Windows\system32\lsass.exe`)
	b.start(&at, "fontdrvhost.exe", trace.System, wininit, `"fontdrvhost.exe"`)
	b.services(&at, bootServices)
	b.start(&at, "dwm.exe", trace.System, b.Winlogon, `"dwm.exe"`)
	b.start(&at, "logonui.exe", trace.System, b.Winlogon, `"LogonUI.exe" /flags:0x2 /state0:0xa3bc2055 /state1:0x41c64e6d`)
	if d.Server() {
		b.services(&at, roleServices[d.Role])
	} else {
		b.services(&at, workstationServices)
	}
	if b.Web != nil {
		b.Worker = b.start(&at, "w3wp.exe", trace.As(o, o.ServiceAccount("svc-web")), b.Web, `c:\windows\system32\inetsrv\w3wp.exe -ap "DefaultAppPool" -v "v4.0" -l "webengine4.dll" -a \\.\pipe\iisipm`+b.rand.GUID()+` -h "C:\inetpub\temp\apppools\DefaultAppPool\DefaultAppPool.config" -w "" -m 0`)
	}
	return b
}

// start makes a process of the boot and moves the moment and the process id on.
func (b *Boot) start(at *int64, file string, u *trace.User, parent *trace.Proc, cmd string) *trace.Proc {
	*at += b.rand.Between(15, 900) * tick.Millisecond
	b.pid += 4 * b.rand.Between(2, 34)
	p := trace.New(b.D, b.org.Image(b.D, file), u, parent, *at, b.pid, cmd)
	b.All = append(b.All, p)
	return p
}

func (b *Boot) services(at *int64, list []service) {
	for _, s := range list {
		cmd, user := "", s.user
		switch {
		case s.file == "svchost.exe":
			cmd = `C:\Windows\system32\svchost.exe ` + s.cmd
		case s.cmd != "":
			cmd = `"` + b.org.Image(b.D, s.file).Path("") + `" ` + s.cmd
		}
		if user == nil {
			user = trace.As(b.org, b.org.ServiceAccount(serviceOn[b.D.Role]))
		}
		b.keep(s, b.start(at, s.file, user, b.Services, cmd))
	}
}

// keep remembers the services that others descend from.
func (b *Boot) keep(s service, p *trace.Proc) {
	name := s.cmd[strings.LastIndex(s.cmd, " ")+1:]
	switch {
	case s.cmd == "-k DcomLaunch -p":
		b.Launch = p
	case name == "iissvcs":
		b.Web, b.Main = p, p
	case name == "Schedule":
		b.Schedule = p
	case name == "UserManager":
		b.Users = p
	case name == "Winmgmt":
		b.Management = p
	case name == "TermService":
		b.Remote = p
	case name == "Dnscache":
		b.Names = p
	}
	switch s.file {
	case "searchindexer.exe":
		b.Search = p
	case "msmpeng.exe":
		b.Antivirus = p
	case "mssense.exe":
		b.Sensor = p
	case "dns.exe", "sqlservr.exe", "miiserver.exe", "wbengine.exe", "nessusd.exe":
		b.Main = p
	}
}

// ServerBoot is the boot in which a server is at a moment.
func ServerBoot(o *org.Org, d *org.Device, at int64) *Boot { return BootOf(o, d, d.Rebooted(at)) }
