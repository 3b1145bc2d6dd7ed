package attack

import (
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "sign-in", Doc: "The attacker signs in to the cloud with stolen credentials, from a rented address.", Technique: "T1078.004", Tactic: "InitialAccess",
		Params: []Param{{"as", PersonKind, "whose account", false}, {"from", AddressKind, "from where", false}, {"risk", TextKind, "RiskLevelDuringSignIn", true}, {"events", TextKind, "risk event", true}, {"app", TextKind, "application", true}, {"count", NumberKind, "sign-ins", true}},
		Needs:  needSession, Run: signIn})
	register(Activity{Name: "token-replay", Doc: "A session that was stolen from the victim's browser is used from a rented address: the same session, another place.", Technique: "T1550.004", Tactic: "DefenseEvasion",
		Params: []Param{{"as", PersonKind, "whose session", false}, {"from", AddressKind, "from where", false}, {"risk", TextKind, "RiskLevelDuringSignIn", true}, {"count", NumberKind, "sign-ins", true}},
		Needs:  needSession, Run: tokenReplay})
}

func intruder(e trace.Env, a Args) trace.SignIn {
	p, from := a.Person("as"), a.Address("from")
	return trace.SignIn{Account: p.Account, App: e.O.App(a.Text("app", "OfficeHome")), Resource: e.O.App("Office 365 Exchange Online"), IP: from.IP, Place: from.Place,
		Agent: webAgent, Browser: "Chrome 124.0.0", OS: "Linux", MFA: "satisfied", Method: p.MFA, Risk: a.Text("risk", "medium"), RiskEvents: []string{a.Text("events", "unfamiliarFeatures")}, Session: e.R.GUID()}
}

func signIn(e trace.Env, at int64, a Args) {
	s := intruder(e, a)
	for i := range a.Number("count", 3) {
		if i > 0 {
			s.App, s.NonInteract, s.Correlation = e.O.App("One Outlook Web"), i > 1, ""
		}
		e.SignIn(at, s)
		at += e.R.Around(45*tick.Second, 30*tick.Second)
	}
}

func tokenReplay(e trace.Env, at int64, a Args) {
	s := intruder(e, a)
	s.Session, s.RiskEvents = day(e, a.Person("as"), at).Session, []string{"anomalousToken"}
	for i := range a.Number("count", 4) {
		e.SignIn(at, s)
		s.App, s.NonInteract, s.Correlation, s.Risk, s.RiskEvents = e.O.App("One Outlook Web"), i > 0, "", "", nil
		at += e.R.Around(70*tick.Second, 50*tick.Second)
	}
}
