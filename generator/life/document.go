package life

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// document is a file whose content nobody else has.
func document(e trace.Env, name string) *org.Image {
	return org.NewImage(name, "", "", "", "", "", e.R.Hex(16), int64(e.R.LogNormal(90_000, 1.2)))
}

func docName(e trace.Env) string {
	name := chance.Pick(e.R, e.O.Projects) + " " + chance.Pick(e.R, docKinds)
	switch e.R.Weighted(5, 2, 2, 1) {
	case 1:
		name += fmt.Sprintf(" v%d", e.R.Between(2, 9))
	case 2:
		name += fmt.Sprintf(" %s 2026", chance.Pick(e.R, []string{"Q1", "Q2", "Q3", "May", "June", "H1"}))
	case 3:
		name += " - " + chance.Pick(e.R, e.O.People).Surname
	}
	return name + []string{".docx", ".xlsx", ".pptx", ".pdf", ".msg", ".csv"}[e.R.Weighted(4, 5, 2, 3, 0.4, 0.5)]
}

var openWith = map[string]string{"docx": "winword.exe", "xlsx": "excel.exe", "csv": "excel.exe", "pptx": "powerpnt.exe", "pdf": "acrobat.exe", "msg": "outlook.exe"}

func workOnFile(d *Day, e trace.Env, at int64) {
	name := docName(e)
	ext := name[strings.LastIndex(name, ".")+1:]
	file, dev := openWith[ext], d.P.Device
	path := `C:\Users\` + d.P.Sam + chance.Pick(e.R, []string{`\OneDrive - ` + e.O.Name + `\Documents\`, `\OneDrive - ` + e.O.Name + `\`, `\Desktop\`, `\Documents\`}) + name
	flag := map[string]string{"winword.exe": " /n", "excel.exe": "", "outlook.exe": " /f", "powerpnt.exe": ""}[file]
	program := e.O.Image(dev, file)
	p := e.Start(dev, program, d.Explorer.User, d.Explorer, at, `"`+program.Path(d.P.Sam)+`"`+flag+` "`+path+`"`)
	for _, dll := range officeDLLs[:e.R.IntN(len(officeDLLs))] {
		e.Load(p, at+e.R.Between(30*tick.Millisecond, 900*tick.Millisecond), e.O.Image(dev, dll))
	}
	im := document(e, name)
	for i := range 1 + e.R.Zipf(5, 0.8) {
		at = after(e.R, at, 7*tick.Minute)
		action := "FileModified"
		if i == 0 && e.R.Is(0.3) {
			action = "FileCreated"
		}
		e.File(p, at, trace.FileEvent{Action: action, Path: path, Image: im})
	}
	if e.R.Is(0.5) {
		app := map[string]string{"winword.exe": "Word", "excel.exe": "Excel", "powerpnt.exe": "PowerPoint"}[file]
		if app != "" {
			e.Registry(p, at, fmt.Sprintf(`HKEY_CURRENT_USER\%s\Software\Microsoft\Office\16.0\%s\File MRU`, d.P.SID, app), fmt.Sprintf("Item %d", e.R.Between(1, 20)), "String", "[F00000000][T01DBDF"+strings.ToUpper(e.R.Hex(10))+"][O00000000]*"+path)
		}
	}
	if e.R.Is(0.2) {
		e.Event(p, at, "ShellLinkCreateFileEvent", `{"FileType":"Lnk"}`, org.NewImage(name+".lnk", `C:\Users\{user}\AppData\Roaming\Microsoft\Windows\Recent`, "", "", "", "", e.R.Hex(8), e.R.Between(600, 2600)), "")
	}
}

// openApp is a program that is not the mail client or the browser.
func openApp(d *Day, e trace.Env, at int64) {
	dev := d.P.Device
	file := chance.Pick(e.R, append([]string{"notepad.exe", "chrome.exe", "zoom.exe", "snippingtool.exe", "calculatorapp.exe", "spotify.exe"}, append(dev.Extra, dev.Extra...)...))
	parent := d.Explorer
	if file == "calculatorapp.exe" || file == "snippingtool.exe" {
		parent = d.System.Launch
	}
	p := e.Start(dev, e.O.Image(dev, file), d.Explorer.User, parent, at, "")
	switch file {
	case "windowsterminal.exe":
		terminal(d, e, p, at)
	case "snippingtool.exe":
		e.Event(p, after(e.R, at, 4*tick.Second), "ScreenshotTaken", "", nil, "")
	case "chrome.exe", "zoom.exe", "spotify.exe", "slack.exe":
		connect(d, e, p, after(e.R, at, 2*tick.Second), favourite(d, e.R))
	case "saplogon.exe":
		app := e.O.First("app")
		if !d.Home || d.VPN {
			e.Connect(p, after(e.R, at, 6*tick.Second), trace.Flow{LocalIP: d.Inside, RemoteIP: app.IP, Port: 3200, URL: app.FQDN})
		}
	}
}

// terminal is a shell in which a few commands are typed.
func terminal(d *Day, e trace.Env, p *trace.Proc, at int64) {
	dev := d.P.Device
	at = after(e.R, at, tick.Second)
	e.Start(dev, e.O.Image(dev, "conhost.exe"), p.User, p, at, `\??\C:\Windows\system32\conhost.exe --headless --width 120 --height 30 --signal 0x9b4 --server 0x9ac`)
	shell := e.Start(dev, e.O.Image(dev, "powershell.exe"), p.User, p, after(e.R, at, 60*tick.Millisecond), `"powershell.exe" `)
	at = shell.Created
	tools := shellTools
	if d.P.Department == "IT" {
		tools = append(adminTools, shellTools...)
	}
	for range 1 + e.R.Zipf(7, 0.6) {
		at = after(e.R, at, 50*tick.Second)
		tool := tools[e.R.Zipf(len(tools), 0.7)]
		cmd := strings.NewReplacer("{dc}", e.O.First("dc").Name, "{project}", strings.ToLower(chance.Pick(e.R, e.O.Projects)), "{domain}", e.O.ADDomain, "{n}", fmt.Sprint(e.R.Between(100, 9999))).Replace(tool[1])
		if tool[0] == "" {
			e.Event(shell, at, "PowerShellCommand", fmt.Sprintf(`{"Command":%q}`, cmd), nil, "")
			continue
		}
		e.Start(dev, e.O.Image(dev, tool[0]), shell.User, shell, at, cmd)
	}
}

// useFileServer opens a share and works on a file there.
func useFileServer(d *Day, e trace.Env, at int64) {
	if d.Home && !d.VPN {
		return
	}
	servers := e.O.Role("file")
	fs := servers[d.P.Index%len(servers)]
	e.Logon(at, trace.Logon{Account: d.P.Account, Device: fs, Type: "Network", From: d.P.Device, FromIP: d.Inside, Proto: "Kerberos"})
	e.Connect(d.System.Kernel, at-e.R.Between(10*tick.Millisecond, 90*tick.Millisecond), trace.Flow{LocalIP: d.Inside, RemoteIP: fs.IP, Port: 445, URL: fs.FQDN})
	if e.R.Is(0.5) {
		e.Accept(ServerBoot(e.O, fs, at).Kernel, at-e.R.Between(1, 9*tick.Millisecond), d.Inside, 445)
	}
	if !e.R.Is(0.6) {
		return
	}
	name := docName(e)
	action := []string{"FileModified", "FileCreated", "FileDeleted", "FileRenamed"}[e.R.Weighted(5, 3, 0.6, 0.6)]
	folder := `D:\Shares\Departments\` + d.P.Department + `\` + chance.Pick(e.R, e.O.Projects) + `\`
	f := trace.FileEvent{Action: action, Path: folder + name, Image: document(e, name), Share: "Departments", Remote: d.Inside, By: trace.As(e.O, d.P.Account)}
	if action == "FileRenamed" {
		f.Previous = folder + "~" + name
	}
	e.File(ServerBoot(e.O, fs, at).Kernel, after(e.R, at, 9*tick.Second), f)
}

// errand is one of the rarer things that people do on their device.
func errand(d *Day, e trace.Env, at int64) {
	dev := d.P.Device
	switch e.R.Weighted(3, 2, 2, 1) {
	case 0: // an encrypted secret is read by the browser
		e.Event(d.Edge, at, "DpapiAccessed", `{"DataDescription":"Microsoft Edge","OperationType":"SPCryptUnprotect"}`, nil, "")
	case 1: // something asks for administrator's rights
		e.Start(dev, e.O.Image(dev, "consent.exe"), trace.System, d.System.Launch, at, fmt.Sprintf("consent.exe %d 288 %012X", e.R.Between(900, 9000), e.R.Uint64()>>20))
	case 2: // printing
		e.Registry(d.System.Kernel, at, `HKEY_CURRENT_USER\`+d.P.SID+`\Printers\Settings`, fmt.Sprintf(`\\%s\%s`, e.O.First("file").Name, e.O.First("printer").Name), "Binary", e.R.Hex(24))
	case 3:
		e.Event(d.Edge, at, "SmartScreenUrlWarning", `{"Experience":"Untrusted"}`, nil, "https://"+strings.ToLower(e.R.Token(8))+".click/")
	}
}
