package attack

import (
	"fmt"

	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "scheduled-task", Doc: "The implant registers a scheduled task.", Technique: "T1053.005", Tactic: "Persistence", Params: []Param{onVictim, theImplant, {"task", TextKind, "name of the task", true}}, Needs: needVictim, Run: scheduledTask})
}

func scheduledTask(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	p, name := implantOf(e, d, a), a.Text("task", "OneDrive Standalone Update Helper")
	tool := e.Start(d.P.Device, e.O.Image(d.P.Device, "schtasks.exe"), p.User, p, at, fmt.Sprintf(`schtasks /create /tn "%s" /tr "%s" /sc minute /mo 30 /f`, name, p.Path()))
	at = tool.Created + e.R.Between(90*tick.Millisecond, 600*tick.Millisecond)
	e.Event(d.System.Schedule, at, "ScheduledTaskCreated", fmt.Sprintf(`{"TaskName":%q,"UserName":%q}`, `\`+name, d.P.Sam), nil, "")
	e.Registry(d.System.Schedule, at+e.R.Between(4*tick.Millisecond, 60*tick.Millisecond), `HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tree\`+name, "Id", "String", "{"+e.R.GUID()+"}")
}
