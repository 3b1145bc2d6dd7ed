package attack

import (
	"fmt"

	"socrates/generator/life"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "service-install", Doc: "The implant makes itself a service on a server: event 7045 in the System log.", Technique: "T1543.003", Tactic: "Persistence", Params: []Param{atServer, theImplant, {"service", TextKind, "name of the service", true}}, Needs: needServer, Run: serviceInstall})
}

func serviceInstall(e trace.Env, at int64, a Args) {
	d := a.Device("at")
	p, name := serverImplant(e, at, d, a), a.Text("service", "WinHelperSvc")
	path := p.Path()
	tool := shell(e, p, at, "sc.exe", fmt.Sprintf(`sc create %s binPath= "%s" start= auto`, name, path))
	at = tool.Created + e.R.Between(60*tick.Millisecond, 300*tick.Millisecond)
	b := life.ServerBoot(e.O, d, at)
	e.Registry(b.Services, at, `HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Services\`+name, "ImagePath", "ExpandString", path)
	e.Event(tool, at+e.R.Between(3*tick.Millisecond, 30*tick.Millisecond), "ServiceInstalled", fmt.Sprintf(`{"ServiceName":%q,"ServiceAccount":"LocalSystem","ServiceStartType":2}`, name), p.Image, "")
	e.ServiceInstalled(at+e.R.Between(3*tick.Millisecond, 30*tick.Millisecond), d, name, path, "auto start", "LocalSystem")
}
