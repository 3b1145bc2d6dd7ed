package attack

import (
	"socrates/generator/life"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "lateral-smb", Doc: "The stolen account opens a server over SMB and starts a service there, as PsExec does.", Technique: "T1569.002", Tactic: "LateralMovement",
		Params: []Param{onVictim, asAccount, {"to", DeviceKind, "server", false}, {"implant", FileKind, "what runs there", false}}, Needs: needLateral, Run: lateralSMB})
}

func lateralSMB(e trace.Env, at int64, a Args) {
	d, to, acc := day(e, a.Person("on"), at), a.Device("to"), account(a.Person("as"))
	b, p := life.ServerBoot(e.O, to, at), implantOf(e, d, a)
	e.Connect(p, at, trace.Flow{LocalIP: d.Inside, RemoteIP: to.IP, Port: 445, URL: to.FQDN})
	e.Logon(at+e.R.Between(300, 1200)*tick.Millisecond, trace.Logon{Account: acc, Device: to, Type: "Network", From: d.P.Device, FromIP: d.Inside, Proto: "NTLM"})
	im := a.File("implant")
	tool := e.O.Image(to, "psexesvc.exe")
	user := trace.As(e.O, acc)
	for _, f := range []trace.FileEvent{{Path: `C:\Windows\PSEXESVC.exe`, Image: tool}, {Path: im.Path(acc.Sam), Image: im}} {
		f.Action, f.Share, f.Remote, f.By = "FileCreated", "ADMIN$", d.Inside, user
		e.File(b.Kernel, at+e.R.Between(1300, 2400)*tick.Millisecond, f)
	}
	svc := e.Start(to, tool, trace.System, b.Services, at+e.R.Between(2600, 3400)*tick.Millisecond, `C:\Windows\PSEXESVC.exe`)
	e.Event(b.Services, svc.Created-e.R.Between(20, 90)*tick.Millisecond, "ServiceInstalled", `{"ServiceName":"PSEXESVC","ServiceAccount":"LocalSystem","ServiceStartType":3}`, svc.Image, "")
	e.Event(svc, svc.Created+e.R.Between(20, 90)*tick.Millisecond, "NamedPipeEvent", `{"PipeName":"\\Device\\NamedPipe\\PSEXESVC","FileOperation":"File created"}`, nil, "")
	e.ServiceInstalled(svc.Created-e.R.Between(20, 90)*tick.Millisecond, to, "PSEXESVC", `%SystemRoot%\PSEXESVC.exe`, "demand start", "LocalSystem")
	cmd := e.Start(to, e.O.Image(to, "cmd.exe"), trace.System, svc, at+e.R.Between(4*tick.Second, 5*tick.Second), `"cmd.exe" /c `+im.File)
	landed(e, at, cmd, a)
}

// landed starts the implant on the server to which a step of lateral movement has led; later stages speak of the same process.
func landed(e trace.Env, at int64, parent *trace.Proc, a Args) {
	to, im := a.Device("to"), a.File("implant")
	p := trace.New(to, im, parent.User, parent, at+6*tick.Second+233*tick.Millisecond, pid(to, im.SHA256), "")
	e.Started(p)
}
