package attack

import (
	"socrates/generator/life"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "lateral-rdp", Doc: "The stolen account signs in to a server over Remote Desktop, looks around, and starts something there.", Technique: "T1021.001", Tactic: "LateralMovement",
		Params: []Param{onVictim, asAccount, {"to", DeviceKind, "server", false}, {"implant", FileKind, "what is copied and started there", true}}, Needs: needLateral, Run: lateralRDP})
}

func lateralRDP(e trace.Env, at int64, a Args) {
	d, to, acc := day(e, a.Person("on"), at), a.Device("to"), account(a.Person("as"))
	explorer := life.RemoteDesktop(e, at, d.P, acc, to, d.Inside, [][2]string{{"cmd.exe", `"C:\Windows\system32\cmd.exe" `}, {"whoami.exe", "whoami  /priv"}, {"net.exe", `net  group "Domain Admins" /domain`}, {"quser.exe", "quser "}})
	im := a.File("implant")
	if im == nil {
		return
	}
	e.File(explorer, at+e.R.Between(5*tick.Second, 6*tick.Second), trace.FileEvent{Action: "FileCreated", Path: im.Path(acc.Sam), Image: im})
	chain := landing(e, at, to, im, "lateral-rdp", acc)
	e.Started(chain[len(chain)-1])
}
