package attack

import (
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "spray", Doc: "One password is tried on many accounts.", Technique: "T1110.003", Tactic: "CredentialAccess",
		Params: []Param{{"from", AddressKind, "from where", false}, {"count", NumberKind, "accounts", true}}, Needs: needAddress, Run: spray})
}

func spray(e trace.Env, at int64, a Args) {
	from := a.Address("from")
	n := min(int(a.Number("count", 40)), len(e.O.People))
	for k, i := range e.R.Perm(len(e.O.People))[:n] {
		s := trace.SignIn{Account: e.O.People[i].Account, App: e.O.App("Microsoft Azure CLI"), IP: from.IP, Place: from.Place, Agent: "python-requests/2.32.3", OS: "", Browser: "Python Requests 2.32",
			Client: "Mobile Apps and Desktop clients", Result: 50126, Reason: "Error validating credentials due to invalid username or password.", Protocol: "ropc"}
		if k%17 == 16 {
			s.Result, s.Reason = 50053, "The account is locked, you've tried to sign in too many times with an incorrect user ID or password."
		}
		e.SignIn(at, s)
		at += e.R.Around(9*tick.Second, 6*tick.Second)
	}
}
