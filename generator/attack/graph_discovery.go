package attack

import (
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "graph-discovery", Doc: "The directory is read through Microsoft Graph with the victim's token.", Technique: "T1087.004", Tactic: "Discovery",
		Params: []Param{{"as", PersonKind, "whose token", false}, fromRented, {"count", NumberKind, "requests", true}}, Needs: needSession, Run: graphDiscovery})
}

var graphPaths = []string{"me", "users?$top=999", "groups?$top=999", "directoryRoles", "applications?$top=999", "servicePrincipals?$top=999", "organization", "policies/conditionalAccessPolicies", "devices?$top=999", "oauth2PermissionGrants", "users?$select=id,userPrincipalName,passwordPolicies&$top=999&$skiptoken=RFNwdAIAAQ"}

func graphDiscovery(e trace.Env, at int64, a Args) {
	p, from := a.Person("as"), a.Address("from")
	app := e.O.App("Microsoft Azure PowerShell")
	e.SignIn(at-e.R.Between(2*tick.Second, 9*tick.Second), trace.SignIn{Account: p.Account, App: app, IP: from.IP, Place: from.Place, Agent: "python-requests/2.32.3", OS: "", Browser: "Python Requests 2.32", Client: "Mobile Apps and Desktop clients", MFA: "satisfied", Method: p.MFA, NonInteract: true, Session: day(e, p, at).Session})
	for i := range int(a.Number("count", 24)) {
		c := trace.Call{App: app, User: p.Account, IP: from.IP, Method: "GET", URI: graphPaths[i%len(graphPaths)], Scopes: "AuditLog.Read.All Directory.AccessAsUser.All", Agent: "python-requests/2.32.3"}
		if c.URI == "policies/conditionalAccessPolicies" {
			c.Code = 403
		}
		e.GraphCall(at, c)
		at += e.R.Between(200*tick.Millisecond, 2600*tick.Millisecond)
	}
}
