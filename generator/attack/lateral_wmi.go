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
	b, p, user := life.ServerBoot(e.O, to, at), implantOf(e, d, a), trace.As(e.O, acc)
	line := fmt.Sprintf(`cmd.exe /Q /c %s 1> \\127.0.0.1\ADMIN$\__%d.%d 2>&1`, im.Path(acc.Sam), at/tick.Second%1_000_000_000, e.R.Between(1_000_000, 9_999_999))
	tool := e.Start(d.P.Device, e.O.Image(d.P.Device, "wmic.exe"), p.User, p, at, fmt.Sprintf(`wmic /node:"%s" /user:"%s\%s" process call create "%s"`, to.FQDN, e.O.NetBIOS, acc.Sam, line))
	e.Connect(tool, at+e.R.Between(100, 400)*tick.Millisecond, trace.Flow{LocalIP: d.Inside, RemoteIP: to.IP, Port: 135, URL: to.FQDN})
	e.Connect(tool, at+e.R.Between(410, 800)*tick.Millisecond, trace.Flow{LocalIP: d.Inside, RemoteIP: to.IP, Port: 49669, URL: to.FQDN})
	e.Logon(at+e.R.Between(500, 1000)*tick.Millisecond, trace.Logon{Account: acc, Device: to, Type: "Network", From: d.P.Device, FromIP: d.Inside, Proto: "NTLM"})
	e.File(b.Kernel, at+e.R.Between(1100, 1900)*tick.Millisecond, trace.FileEvent{Action: "FileCreated", Path: im.Path(acc.Sam), Image: im, Share: "C$", Remote: d.Inside, By: user})
	host := e.Start(to, e.O.Image(to, "wmiprvse.exe"), trace.NetworkService, b.Launch, at+e.R.Between(2*tick.Second, 3*tick.Second), `C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding`)
	cmd := trace.New(to, e.O.Image(to, "cmd.exe"), user, host, host.Created+e.R.Between(300, 1200)*tick.Millisecond, e.R.Between(900, 9000)*4, line)
	cmd.Integrity, cmd.Elevation, cmd.Session, cmd.Logon = "High", "TokenElevationTypeDefault", 0, e.R.Between(1<<22, 1<<31)
	e.Started(cmd)
	e.EventAbout(host, cmd.Created, "ProcessCreatedUsingWmiQuery", `{"IsRemote":true}`, cmd)
	if to.Role == "dc" {
		e.Directory(cmd.Created, trace.Change{Action: "Wmi execution", By: acc, From: d.P.Device, IP: d.Inside, On: to, Fields: fmt.Sprintf(`{"ACTOR.ACCOUNT":%q,"TO.DEVICE":%q}`, acc.Sam, to.Upper())})
	}
	landed(e, at, cmd, a)
}
