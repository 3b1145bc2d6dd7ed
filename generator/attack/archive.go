package attack

import (
	"fmt"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "archive", Doc: "Files of a share are packed into archives with a password.", Technique: "T1560.001", Tactic: "Collection", Params: []Param{atServer, theImplant, {"count", NumberKind, "archives", true}}, Needs: needServer, Run: archive})
}

func archive(e trace.Env, at int64, a Args) {
	d := a.Device("at")
	p := serverImplant(e, at, d, a)
	packer := org.NewImage("7z.exe", `C:\ProgramData`, "Igor Pavlov", "7-Zip", "7-Zip Console", "24.09", "", 560_128)
	packer.Signed = false
	e.File(p, at, trace.FileEvent{Action: "FileCreated", Path: packer.Path(""), Image: packer})
	for i := range int(a.Number("count", 4)) {
		at += e.R.Around(4*tick.Minute, 2*tick.Minute)
		name := fmt.Sprintf("d%02d.7z", i+1)
		z := e.Start(d, packer, p.User, p, at, fmt.Sprintf(`7z.exe a -t7z -mx=1 -v900m -p%s C:\ProgramData\%s "D:\Shares\Departments\%s\*"`, e.R.Token(14), name, e.O.Projects[i%len(e.O.Projects)]))
		e.File(z, at+e.R.Between(30*tick.Second, 100*tick.Second), trace.FileEvent{Action: "FileCreated", Path: `C:\ProgramData\` + name, Image: org.NewImage(name, "", "", "", "", "", e.R.Hex(8), e.R.Between(90_000_000, 899_000_000))})
	}
}

// carrier is the process that takes data away: the implant of a person's device, or that of a server.
func carrier(e trace.Env, at int64, a Args) (p *trace.Proc, ip string, site *org.Site) {
	if d := a.Device("at"); d != nil {
		return serverImplant(e, at, d, a), d.IP, d.Site
	}
	d := day(e, a.Person("on"), at)
	return implantOf(e, d, a), d.IP, d.Firewall()
}
