package attack

import (
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "network-scan", Doc: "The implant tries a few ports of the servers.", Technique: "T1046", Tactic: "Discovery", Params: []Param{onVictim, theImplant, {"count", NumberKind, "hosts", true}}, Needs: needVictim, Run: networkScan})
}

func networkScan(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	p := implantOf(e, d, a)
	n := 0
	for _, to := range e.O.Devices {
		if !to.Server() || n >= int(a.Number("count", 12)) {
			continue
		}
		n++
		for _, port := range []int64{445, 3389, 5985, 1433, 22} {
			open := port == 22 != to.Windows() && (port != 1433 || to.Role == "sql")
			e.Connect(p, at, trace.Flow{LocalIP: d.Inside, RemoteIP: to.IP, Port: port, Failed: !open})
			at += e.R.Between(15*tick.Millisecond, 300*tick.Millisecond)
		}
	}
}
