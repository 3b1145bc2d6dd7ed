package attack

import (
	"fmt"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "credential-dump", Doc: "LSASS is read through comsvcs.dll.", Technique: "T1003.001", Tactic: "CredentialAccess", Params: []Param{onVictim, theImplant}, Needs: needVictim, Run: credentialDump})
}

func credentialDump(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	p, dev := elevated(implantOf(e, d, a)), d.P.Device
	dump := `C:\Windows\Temp\dm.tmp`
	r := e.Start(dev, e.O.Image(dev, "rundll32.exe"), p.User, p, at, fmt.Sprintf(`rundll32.exe C:\windows\System32\comsvcs.dll, MiniDump %d %s full`, d.System.Lsass.PID, dump))
	e.Load(r, at+e.R.Between(20*tick.Millisecond, 90*tick.Millisecond), e.O.Image(dev, "comsvcs.dll"))
	at += e.R.Between(200*tick.Millisecond, 900*tick.Millisecond)
	e.EventAbout(r, at, "OpenProcessApiCall", `{"DesiredAccess":2097151}`, d.System.Lsass)
	at += e.R.Between(500*tick.Millisecond, 2500*tick.Millisecond)
	e.EventAbout(r, at, "ReadProcessMemoryApiCall", `{"TotalBytesCopied":58112014}`, d.System.Lsass)
	e.File(r, at+e.R.Between(300*tick.Millisecond, 1500*tick.Millisecond), trace.FileEvent{Action: "FileCreated", Path: dump, Image: org.NewImage("dm.tmp", "", "", "", "", "", e.R.Hex(8), e.R.Between(48_112_014, 69_000_000))})
	at += e.R.Around(5*tick.Minute, 3*tick.Minute)
	e.File(p, at, trace.FileEvent{Action: "FileDeleted", Path: dump, Image: org.NewImage("dm.tmp", "", "", "", "", "", "gone", 0)})
}
