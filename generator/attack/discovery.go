package attack

import (
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "discovery", Doc: "The implant asks who and where it is.", Technique: "T1087.002", Tactic: "Discovery", Params: []Param{onVictim, theImplant}, Needs: needVictim, Run: discovery})
}

func discovery(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	p := implantOf(e, d, a)
	for _, c := range [][2]string{{"whoami.exe", "whoami /all"}, {"net.exe", `net group "Domain Admins" /domain`}, {"nltest.exe", "nltest /domain_trusts"}, {"systeminfo.exe", "systeminfo"}, {"ipconfig.exe", "ipconfig /all"}, {"tasklist.exe", "tasklist /v"}} {
		run := shell(e, p, at, c[0], c[1])
		if c[0] == "net.exe" {
			e.Start(d.P.Device, e.O.Image(d.P.Device, "net1.exe"), run.User, run, run.Created+e.R.Between(8*tick.Millisecond, 50*tick.Millisecond), `C:\Windows\system32\net1 group "Domain Admins" /domain`)
			if !d.Home || d.VPN {
				e.Query(run.Created+e.R.Between(100*tick.Millisecond, 400*tick.Millisecond), trace.Question{Action: "SAMR query", Kind: "QueryGroup", Text: "Domain Admins", Target: "Domain Admins", By: d.P.Account, From: d.P.Device, IP: d.Inside})
			}
		}
		at += e.R.Around(20*tick.Second, 12*tick.Second)
	}
}
