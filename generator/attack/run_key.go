package attack

import (
	"strings"

	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "run-key", Doc: "The implant writes itself into the Run key.", Technique: "T1547.001", Tactic: "Persistence", Params: []Param{onVictim, theImplant}, Needs: needVictim, Run: runKey})
}

func runKey(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	p := implantOf(e, d, a)
	e.Registry(p, at, `HKEY_CURRENT_USER\`+d.P.SID+`\Software\Microsoft\Windows\CurrentVersion\Run`, strings.TrimSuffix(p.Image.File, ".exe"), "String", p.Path())
}
