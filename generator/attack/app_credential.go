package attack

import (
	"fmt"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "app-credential", Doc: "A secret of the attacker is added to an application of the organisation, which then signs in from outside.", Technique: "T1098.001", Tactic: "Persistence",
		Params: []Param{asAccount, fromRented, {"app", TextKind, "name of the application; crm-sync when left out", true}},
		Needs: func(o *org.Org, a Args) []Need {
			return append(needSession(o, a), Need{"app", o.App(a.Text("app", "crm-sync")).ID})
		}, Run: appCredential})
}

func appCredential(e trace.Env, at int64, a Args) {
	by, from, app := account(a.Person("as")), a.Address("from"), *e.O.App(a.Text("app", "crm-sync"))
	key := e.R.GUID()
	for _, op := range []string{"Add service principal credentials", "Update application – Certificates and secrets management"} {
		e.Audit(at, trace.Audit{Operation: op, Category: "ApplicationManagement", By: by, IP: from.IP, Target: app.Name, TargetID: app.Principal, TargetType: "ServicePrincipal", Agent: webAgent,
			Modified: fmt.Sprintf(`[{"displayName":"KeyDescription","oldValue":"[]","newValue":"[\"[KeyIdentifier=%s,KeyType=Password,KeyUsage=Verify,DisplayName=backup]\"]"}]`, key)})
		at += e.R.Between(200*tick.Millisecond, 1500*tick.Millisecond)
	}
	app.Secret = key
	for range 3 {
		at += e.R.Around(9*tick.Minute, 4*tick.Minute)
		e.ServiceSignIn(at, &app, e.O.App("Microsoft Graph"), from.IP, from.Place, 0, "")
		e.GraphCall(at+e.R.Between(tick.Second, 3*tick.Second), trace.Call{App: &app, IP: from.IP, Method: "GET", URI: "users?$top=999", Agent: "python-requests/2.32.3"})
	}
}
