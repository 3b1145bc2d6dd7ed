package attack

import (
	"socrates/generator/life"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "disable-defender", Doc: "Real-time protection is switched off on a server.", Technique: "T1562.001", Tactic: "DefenseEvasion", Params: []Param{atServer, theImplant}, Needs: needServer, Run: disableDefender})
}

func disableDefender(e trace.Env, at int64, a Args) {
	d := a.Device("at")
	p, b := serverImplant(e, at, d, a), life.ServerBoot(e.O, d, at)
	ps := shell(e, p, at, "powershell.exe", `powershell -c "Set-MpPreference -DisableRealtimeMonitoring $true -DisableBehaviorMonitoring $true"`)
	at = ps.Created + e.R.Between(600*tick.Millisecond, 1900*tick.Millisecond)
	e.Event(ps, at, "PowerShellCommand", `{"Command":"Set-MpPreference"}`, nil, "")
	e.Event(ps, at+e.R.Between(20*tick.Millisecond, 200*tick.Millisecond), "TamperingAttempt", `{"TamperingAction":"RealTimeProtectionDisabled","Status":"Ignored"}`, nil, "")
	e.Registry(b.Antivirus, at+e.R.Between(20*tick.Millisecond, 400*tick.Millisecond), `HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows Defender\Real-Time Protection`, "DisableRealtimeMonitoring", "Dword", "1")
}
