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
	b, p := life.ServerBoot(e.O, to, at), implantOf(e, d, via(a))
	e.Connect(p, at, trace.Flow{LocalIP: d.Inside, RemoteIP: to.IP, Port: 445, URL: to.FQDN})
	e.Logon(at+e.R.Between(300*tick.Millisecond, 1200*tick.Millisecond), trace.Logon{Account: acc, Device: to, Type: "Network", From: d.P.Device, FromIP: d.Inside, Proto: "NTLM"})
	im := a.File("implant")
	tool := e.O.Image(to, "psexesvc.exe")
	user := trace.As(e.O, acc)
	for _, f := range []trace.FileEvent{{Path: `C:\Windows\PSEXESVC.exe`, Image: tool}, {Path: im.Path(acc.Sam), Image: im}} {
		f.Action, f.Share, f.Remote, f.By = "FileCreated", "ADMIN$", d.Inside, user
		e.File(b.Kernel, at+e.R.Between(1300*tick.Millisecond, 2400*tick.Millisecond), f)
	}
	chain := landing(e, at, to, im, "lateral-smb", acc)
	svc := chain[0]
	e.Event(b.Services, svc.Created-e.R.Between(20*tick.Millisecond, 90*tick.Millisecond), "ServiceInstalled", `{"ServiceName":"PSEXESVC","ServiceAccount":"LocalSystem","ServiceStartType":3}`, svc.Image, "")
	e.Event(svc, svc.Created+e.R.Between(20*tick.Millisecond, 90*tick.Millisecond), "NamedPipeEvent", `{"PipeName":"\\Device\\NamedPipe\\PSEXESVC","FileOperation":"File created"}`, nil, "")
	e.ServiceInstalled(svc.Created-e.R.Between(20*tick.Millisecond, 90*tick.Millisecond), to, "PSEXESVC", `%SystemRoot%\PSEXESVC.exe`, "demand start", "LocalSystem")
	for _, p := range chain {
		e.Started(p)
	}
}
