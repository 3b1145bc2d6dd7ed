package attack

import (
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "log-clear", Doc: "The event logs of a server are cleared: event 1102.", Technique: "T1070.001", Tactic: "DefenseEvasion", Params: []Param{atServer, asAccount, theImplant},
		Needs: needServer, Run: logClear})
}

func logClear(e trace.Env, at int64, a Args) {
	d := a.Device("at")
	p := serverImplant(e, at, d, a)
	for _, log := range []string{"System", "Application", "Security"} {
		tool := shell(e, p, at, "wevtutil.exe", "wevtutil.exe cl "+log)
		at = tool.Created + e.R.Between(60*tick.Millisecond, 400*tick.Millisecond)
		switch log {
		case "Security":
			e.Event(tool, at, "SecurityLogCleared", "{}", nil, "")
			e.LogCleared(at, d, account(a.Person("as")), p.Logon)
		case "System":
			e.WinEvent(at, d, "System", "Microsoft-Windows-Eventlog", 104, "The System log file was cleared.", `<EventData><Data Name="Channel">System</Data></EventData>`)
		}
		at += e.R.Between(300*tick.Millisecond, 1900*tick.Millisecond)
	}
}
