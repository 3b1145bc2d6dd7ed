package attack

import (
	"fmt"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "consent-grant", Doc: "The victim consents to an application that asks for mail.", Technique: "T1528", Tactic: "CredentialAccess",
		Params: []Param{{"as", PersonKind, "who consents", false}, {"from", AddressKind, "from where", true}, {"app", TextKind, "name of the application", false}}, Needs: needSession, Run: consent})
}

func consent(e trace.Env, at int64, a Args) {
	ip, place := where(e, at, a)
	p, id := a.Person("as"), e.R.GUID()
	app := &org.App{Name: a.Text("app", "Document Viewer"), ID: e.R.GUID(), Principal: id}
	e.SignIn(at-e.R.Between(15*tick.Second, 40*tick.Second), trace.SignIn{Account: p.Account, App: app, IP: ip, Place: place, Agent: agent(a), OS: map[bool]string{true: "Linux", false: p.Device.OS.Platform}[a.Address("from") != nil], MFA: "satisfied", Method: p.MFA})
	scope := "Mail.Read Mail.Send offline_access User.Read"
	for _, op := range []string{"Add service principal", "Add delegated permission grant", "Consent to application"} {
		e.Audit(at, trace.Audit{Operation: op, Category: "ApplicationManagement", By: p.Account, IP: ip, Target: app.Name, TargetID: id, TargetType: "ServicePrincipal", Agent: agent(a),
			Modified: fmt.Sprintf(`[{"displayName":"ConsentContext.IsAdminConsent","oldValue":null,"newValue":"\"False\""},{"displayName":"ConsentAction.Permissions","oldValue":null,"newValue":"\"[] => [[Id: , ClientId: %s, PrincipalId: %s, ResourceId: , ConsentType: Principal, Scope: %s]]\""}]`, id, p.ObjectID, scope)})
		at += e.R.Between(200*tick.Millisecond, 1900*tick.Millisecond)
	}
	for range e.R.Between(4, 9) {
		at += e.R.Around(40*tick.Second, 30*tick.Second)
		e.GraphCall(at, trace.Call{App: app, User: p.Account, IP: ip, Method: "GET", URI: "me/messages?$top=50", Scopes: scope, Agent: "python-requests/2.32.3"})
	}
}
