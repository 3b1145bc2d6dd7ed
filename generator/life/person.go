package life

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Person is an employee at work.
type Person struct {
	O *org.Org
	P *org.Person
}

// habit is an activity and how often a working day of average busyness has it.
type habit struct {
	mean float64
	run  func(d *Day, e trace.Env, at int64)
}

var habits = []habit{
	{13, sendMail}, {9, receiveMail}, {16, browse}, {11, workOnFile}, {6, openApp}, {11, refreshToken}, {1.6, signInToApp},
	{5, useFileServer}, {4, unlock}, {26, background}, {3, report}, {6, cloudFile}, {2.5, mobileMail},
}

// Acts is the person's day.
func (a Person) Acts(midnight int64) []Act {
	d := DayOf(a.O, a.P, midnight)
	if !d.Works {
		return nil
	}
	r := chance.Numbered(d.base(), -1)
	acts := []Act{{d.Arrive, func(e trace.Env, at int64) { arrive(d, e, at) }}}
	share := float64(d.Leave-d.Arrive) / float64(8*tick.Hour) * a.P.Busy
	for _, h := range habits {
		for range r.Poisson(h.mean * share) {
			acts = append(acts, Act{d.at(r), func(e trace.Env, at int64) { h.run(d, e, at) }})
		}
	}
	return acts
}

const edgeAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36 Edg/137.0.0.0"

func (d *Day) signIn(app, resource *org.App) trace.SignIn {
	return trace.SignIn{Account: d.P.Account, App: app, Resource: resource, IP: d.Public, Place: d.Place, Device: d.P.Device, Agent: edgeAgent,
		Browser: "Edge 137.0.0", OS: d.P.Device.OS.Platform, MFA: "satisfied", Method: d.P.MFA, Session: d.Session}
}

func arrive(d *Day, e trace.Env, at int64) {
	l := trace.Logon{Account: d.P.Account, Device: d.P.Device, Type: "Unlock", ID: d.LogonID, FromIP: ""}
	if d.Booted {
		l.Type = "Interactive"
		for _, p := range []*trace.Proc{d.Services, d.Host, d.Explorer.Parent, d.Explorer, d.Outlook, d.Teams, d.Edge} {
			e.Started(p)
		}
	}
	if e.R.Is(0.06) {
		failed := l
		failed.Failure = "InvalidUserNameOrPassword"
		e.Logon(at-e.R.Between(4, 20)*tick.Second, failed)
	}
	e.Logon(at, l)
	s := d.signIn(e.O.App("Windows Sign In"), e.O.App("Windows Azure Active Directory"))
	s.Client, s.Agent, s.Browser = "Mobile Apps and Desktop clients", "Windows-AzureAD-Authentication-Provider/1.0", ""
	e.SignIn(at+2*tick.Second, s)
	e.DeviceInfo(at+4*tick.Minute, d.P.Device, d.Public, d.P.Account)
	e.Networks(at+4*tick.Minute, d.P.Device, d.IP)
	inventoryOf(e, at+6*tick.Minute, d.P.Device)
	connect(d, e, d.Outlook, at+45*tick.Second, org.Websites[0])
	connect(d, e, d.Teams, at+80*tick.Second, org.Websites[1])
}

// connect is one TLS connection to a site.
func connect(d *Day, e trace.Env, p *trace.Proc, at int64, w *org.Website) {
	e.Connect(p, at, trace.Flow{LocalIP: d.IP, RemoteIP: w.IP(e.R), Port: 443, URL: w.Host, Site: d.Firewall(),
		Sent: int64(e.R.LogNormal(2500, 1)), Received: int64(e.R.LogNormal(18000, 1.4))})
}

func browse(d *Day, e trace.Env, at int64) {
	tab := e.Start(d.P.Device, e.O.Image(d.P.Device, "msedge.exe"), d.Edge.User, d.Edge, at, edgeChild(e.R))
	for range e.R.Between(1, 6) {
		at += e.R.Between(1, 90) * tick.Second
		connect(d, e, tab, at, org.Websites[e.R.Zipf(len(org.Websites), 1)])
	}
	if e.R.Is(0.08) {
		download(d, e, at)
	}
}

func edgeChild(r *chance.Rand) string {
	return fmt.Sprintf(`"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe" --type=utility --utility-sub-type=network.mojom.NetworkService --lang=en-US --field-trial-handle=%d,i,%d /prefetch:3`, r.Between(1000, 9999), r.Uint64()>>1)
}

func download(d *Day, e trace.Env, at int64) {
	w := org.Websites[e.R.Zipf(len(org.Websites), 1)]
	name := chance.Pick(e.R, downloadNames) + chance.Pick(e.R, []string{".pdf", ".pdf", ".xlsx", ".zip", ".docx"})
	im := document(e, name)
	path := `C:\Users\` + d.P.Sam + `\Downloads\` + name
	e.File(d.Edge, at, trace.FileEvent{Action: "FileCreated", Path: path + ".crdownload", Image: im})
	e.File(d.Edge, at+tick.Second, trace.FileEvent{Action: "FileRenamed", Path: path, Previous: path + ".crdownload", Image: im,
		OriginURL: "https://" + w.Host + "/files/" + name, OriginIP: w.IP(e.R)})
}

// document is a file whose content nobody else has.
func document(e trace.Env, name string) *org.Image {
	return org.NewImage(name, "", "", "", "", "", e.R.Hex(16), int64(e.R.LogNormal(90_000, 1.2)))
}

func docName(e trace.Env) string {
	return fmt.Sprintf("%s %s%s", chance.Pick(e.R, e.O.Projects), chance.Pick(e.R, docKinds), chance.Pick(e.R, []string{".docx", ".xlsx", ".xlsx", ".pptx", ".pdf"}))
}

func workOnFile(d *Day, e trace.Env, at int64) {
	name := docName(e)
	file := map[string]string{"docx": "winword.exe", "xlsx": "excel.exe", "pptx": "powerpnt.exe", "pdf": "acrobat.exe"}[name[strings.LastIndex(name, ".")+1:]]
	path := `C:\Users\` + d.P.Sam + `\OneDrive - ` + e.O.Name + `\Documents\` + name
	p := e.Start(d.P.Device, e.O.Image(d.P.Device, file), d.Explorer.User, d.Explorer, at, `"`+e.O.Image(d.P.Device, file).Path(d.P.Sam)+`" "`+path+`"`)
	im := document(e, name)
	for i := range e.R.Between(1, 4) {
		at += e.R.Between(1, 10) * tick.Minute
		action := "FileModified"
		if i == 0 && e.R.Is(0.3) {
			action = "FileCreated"
		}
		e.File(p, at, trace.FileEvent{Action: action, Path: path, Image: im})
	}
	e.Registry(p, at, `HKEY_CURRENT_USER\S-1-5-21\Software\Microsoft\Office\16.0\Common\Open Find`, "Last Used", "String", path)
}

func openApp(d *Day, e trace.Env, at int64) {
	file := chance.Pick(e.R, append([]string{"notepad.exe", "chrome.exe", "zoom.exe"}, d.P.Device.Extra...))
	p := e.Start(d.P.Device, e.O.Image(d.P.Device, file), d.Explorer.User, d.Explorer, at, "")
	if file == "windowsterminal.exe" {
		shell := e.Start(d.P.Device, e.O.Image(d.P.Device, "powershell.exe"), p.User, p, at+tick.Second, "powershell.exe")
		e.Start(d.P.Device, e.O.Image(d.P.Device, "conhost.exe"), p.User, shell, at+tick.Second+3*tick.Millisecond, `\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1`)
		tool := chance.Pick(e.R, shellTools)
		e.Start(d.P.Device, e.O.Image(d.P.Device, tool[0]), p.User, shell, at+e.R.Between(5, 90)*tick.Second, tool[1])
	}
	if file == "chrome.exe" || file == "zoom.exe" {
		connect(d, e, p, at+2*tick.Second, org.Websites[e.R.Zipf(len(org.Websites), 1)])
	}
}

func refreshToken(d *Day, e trace.Env, at int64) {
	apps := []string{"Microsoft Office", "Microsoft Teams", "OneDrive SyncEngine", "Microsoft Edge", "One Outlook Web"}
	s := d.signIn(e.O.App(chance.Pick(e.R, apps)), e.O.App("Office 365 Exchange Online"))
	s.NonInteract, s.Client = true, "Mobile Apps and Desktop clients"
	e.SignIn(at, s)
}

func mobileMail(d *Day, e trace.Env, at int64) {
	s := d.signIn(e.O.App("Outlook Mobile"), e.O.App("Office 365 Exchange Online"))
	s.NonInteract, s.Client, s.Agent, s.Browser, s.Device, s.OS = true, "Mobile Apps and Desktop clients", d.P.Mobile, "Mobile Safari", nil, "Ios"
	s.IP = d.P.HomeIP
	e.SignIn(at, s)
}

func signInToApp(d *Day, e trace.Env, at int64) {
	apps := append(e.O.Saas(), e.O.App("OfficeHome"))
	s := d.signIn(chance.Pick(e.R, apps), nil)
	if e.R.Is(0.35) {
		s.MFA = "done"
	}
	switch {
	case e.R.Is(0.06):
		wrong := s
		wrong.Result, wrong.Reason, wrong.MFA = 50126, "Error validating credentials due to invalid username or password.", ""
		e.SignIn(at-e.R.Between(6, 30)*tick.Second, wrong)
	case e.R.Is(0.04):
		wrong := s
		wrong.Result, wrong.Reason, wrong.MFA = 500121, "Authentication failed during strong authentication request.", "denied"
		e.SignIn(at-e.R.Between(20, 60)*tick.Second, wrong)
	}
	e.SignIn(at, s)
}

func useFileServer(d *Day, e trace.Env, at int64) {
	fs := e.O.First("file")
	if d.Home {
		return
	}
	e.Logon(at, trace.Logon{Account: d.P.Account, Device: fs, Type: "Network", From: d.P.Device, FromIP: d.IP, Proto: "Kerberos"})
	system := trace.New(d.P.Device, e.O.Image(d.P.Device, "explorer.exe"), d.Explorer.User, d.Explorer.Parent, d.Explorer.Created, d.Explorer.PID, d.Explorer.Cmd)
	e.Connect(system, at, trace.Flow{LocalIP: d.IP, RemoteIP: fs.IP, Port: 445, URL: fs.FQDN})
}

func unlock(d *Day, e trace.Env, at int64) {
	e.Logon(at, trace.Logon{Account: d.P.Account, Device: d.P.Device, Type: "Unlock", ID: d.LogonID})
}

func report(d *Day, e trace.Env, at int64) {
	e.DeviceInfo(at, d.P.Device, d.Public, d.P.Account)
}

func cloudFile(d *Day, e trace.Env, at int64) {
	name := docName(e)
	site := strings.ToLower(strings.ReplaceAll(d.P.Department, " ", ""))
	url := fmt.Sprintf("https://%s.sharepoint.com/sites/%s/Shared Documents/%s", strings.TrimSuffix(e.O.OnMicrosoft, ".onmicrosoft.com"), site, name)
	op := chance.Pick(e.R, []string{"FileAccessed", "FileAccessed", "FileModified", "FileDownloaded", "FileUploaded", "FileSyncDownloadedFull"})
	e.Cloud(at, trace.CloudAct{Account: d.P.Account, Workload: chance.Pick(e.R, []string{"SharePoint", "OneDrive"}), Operation: op, Object: url, Type: "File",
		IP: d.Public, Agent: edgeAgent, Place: d.Place})
	if op == "FileAccessed" && e.R.Is(0.5) {
		connect(d, e, d.Edge, at, org.Websites[0])
	}
}
