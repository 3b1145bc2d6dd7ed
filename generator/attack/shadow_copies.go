package attack

import (
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "shadow-copies", Doc: "Shadow copies and recovery are removed.", Technique: "T1490", Tactic: "Impact", Params: []Param{atServer, theImplant}, Needs: needServer, Run: shadowCopies})
}

func shadowCopies(e trace.Env, at int64, a Args) {
	p := serverImplant(e, at, a.Device("at"), a)
	for _, c := range [][2]string{{"vssadmin.exe", "vssadmin.exe delete shadows /all /quiet"}, {"wbadmin.exe", "wbadmin delete catalog -quiet"}, {"bcdedit.exe", "bcdedit /set {default} recoveryenabled no"}, {"wmic.exe", "wmic shadowcopy delete"}} {
		shell(e, p, at, c[0], c[1])
		at += e.R.Between(tick.Second, 4*tick.Second)
	}
}
