package attack

import (
	"fmt"

	"socrates/generator/life"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "lateral-wmi", Doc: "The stolen account starts a process on a server through WMI.", Technique: "T1047", Tactic: "LateralMovement",
		Params: []Param{onVictim, asAccount, {"to", DeviceKind, "server", false}, {"implant", FileKind, "what runs there", false}}, Needs: needLateral, Run: lateralWMI})
}

func lateralWMI(e trace.Env, at int64, a Args) {
	d, to, acc, im := day(e, a.Person("on"), at), a.Device("to"), account(a.Person("as")), a.File("implant")
	b, p, user := life.ServerBoot(e.O, to, at), implantOf(e, d, via(a)), trace.As(e.O, acc)
	chain := landing(e, at, to, im, "lateral-wmi", acc)
	host, cmd := chain[0], chain[1]
	tool := e.Start(d.P.Device, e.O.Image(d.P.Device, "wmic.exe"), p.User, p, at, fmt.Sprintf(`wmic /node:"%s" /user:"%s\%s" process call create "%s"`, to.FQDN, e.O.NetBIOS, acc.Sam, cmd.Cmd))
	e.Connect(tool, at+e.R.Between(100*tick.Millisecond, 400*tick.Millisecond), trace.Flow{LocalIP: d.Inside, RemoteIP: to.IP, Port: 135, URL: to.FQDN})
	e.Connect(tool, at+e.R.Between(410*tick.Millisecond, 800*tick.Millisecond), trace.Flow{LocalIP: d.Inside, RemoteIP: to.IP, Port: 49669, URL: to.FQDN})
	e.Logon(at+e.R.Between(500*tick.Millisecond, 1000*tick.Millisecond), trace.Logon{Account: acc, Device: to, Type: "Network", From: d.P.Device, FromIP: d.Inside, Proto: "NTLM"})
	e.File(b.Kernel, at+e.R.Between(1100*tick.Millisecond, 1900*tick.Millisecond), trace.FileEvent{Action: "FileCreated", Path: im.Path(acc.Sam), Image: im, Share: "C$", Remote: d.Inside, By: user})
	for _, p := range chain {
		e.Started(p)
	}
	e.EventAbout(host, cmd.Created, "ProcessCreatedUsingWmiQuery", `{"IsRemote":true}`, cmd)
	if to.Role == "dc" {
		e.Directory(cmd.Created, trace.Change{Action: "Wmi execution", By: acc, From: d.P.Device, IP: d.Inside, On: to, Fields: fmt.Sprintf(`{"ACTOR.ACCOUNT":%q,"TO.DEVICE":%q}`, acc.Sam, to.Upper())})
	}
}
