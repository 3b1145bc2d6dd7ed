package attack

import (
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "mfa-method", Doc: "The attacker registers a second factor of their own for the victim's account.", Technique: "T1556.006", Tactic: "Persistence",
		Params: []Param{{"as", PersonKind, "whose account", false}, {"from", AddressKind, "from where", false}}, Needs: needSession, Run: mfaMethod})
}

func mfaMethod(e trace.Env, at int64, a Args) {
	ip, place := where(e, at, a)
	p := a.Person("as")
	e.SignIn(at-e.R.Between(20*tick.Second, 50*tick.Second), trace.SignIn{Account: p.Account, App: e.O.App("OfficeHome"), IP: ip, Place: place, Agent: agent(a), Browser: "Chrome 124.0.0", OS: "Linux", MFA: "satisfied", Method: p.MFA})
	for _, op := range []string{"User started security info registration", "User registered security info"} {
		e.Audit(at, trace.Audit{Operation: op, Category: "UserManagement", Service: "Authentication Methods", By: p.Account, IP: ip, Target: p.UPN, TargetID: p.ObjectID, Agent: agent(a),
			Modified: `[{"displayName":"PhoneAppDetail","oldValue":"","newValue":"{\"DeviceName\":\"SM-G991B\",\"AuthenticatorFlavor\":\"Authenticator\"}"}]`})
		at += e.R.Between(25*tick.Second, 70*tick.Second)
	}
}
