package attack

import (
	"fmt"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "role-elevation", Doc: "An account is made Global Administrator.", Technique: "T1098.003", Tactic: "PrivilegeEscalation", Params: []Param{{"as", PersonKind, "who does it", false}, {"to", PersonKind, "who is elevated", false}, fromRented},
		Needs: func(o *org.Org, a Args) []Need {
			return []Need{{"account", a.Person("as").ObjectID}, {"address", a.Address("from").IP}}
		}, Run: elevate})
	register(Activity{Name: "azure-elevation", Doc: "A Global Administrator takes the rights over all Azure subscriptions and makes an account Owner.", Technique: "T1098.003", Tactic: "PrivilegeEscalation", Params: []Param{asAccount, {"to", PersonKind, "who becomes Owner", true}, fromRented},
		Needs: needSession, Run: azureElevation})
}

func elevate(e trace.Env, at int64, a Args) {
	p, to := a.Person("as"), a.Person("to")
	e.Audit(at, trace.Audit{Operation: "Add member to role", Category: "RoleManagement", By: account(p), IP: a.Address("from").IP, Target: to.UPN, TargetID: to.ObjectID, Agent: webAgent,
		Modified: `[{"displayName":"Role.ObjectID","oldValue":null,"newValue":"\"62e90394-69f5-4237-9190-012177145e10\""},{"displayName":"Role.DisplayName","oldValue":null,"newValue":"\"Global Administrator\""}]`})
}

func azureElevation(e trace.Env, at int64, a Args) {
	by, ip := account(a.Person("as")), a.Address("from").IP
	to := by
	if p := a.Person("to"); p != nil {
		to = p.Account
	}
	e.SignIn(at-e.R.Between(tick.Minute, 3*tick.Minute), trace.SignIn{Account: by, App: e.O.App("Azure Portal"), Resource: e.O.App("Windows Azure Service Management API"), IP: ip, Place: a.Address("from").Place, Agent: webAgent, Browser: "Chrome 124.0.0", OS: "Linux", MFA: "satisfied", Method: a.Person("as").MFA})
	e.Azure(at, trace.Operation{By: by, IP: ip, Name: "Microsoft.Authorization/elevateAccess/action", Group: "", Resource: "Microsoft.Authorization/elevateAccess", Role: "User Access Administrator", Quick: true})
	at += e.R.Around(90*tick.Second, 40*tick.Second)
	e.Azure(at, trace.Operation{By: by, IP: ip, Name: "Microsoft.Authorization/roleAssignments/write", Group: "rg-platform", Resource: fmt.Sprintf("Microsoft.Authorization/roleAssignments/%s", e.R.GUID()), Role: "Owner"})
	e.Audit(at+e.R.Between(tick.Second, 4*tick.Second), trace.Audit{Operation: "Add member to role", Category: "RoleManagement", By: by, IP: ip, Target: to.UPN, TargetID: to.ObjectID, Agent: webAgent, Modified: `[{"displayName":"Role.DisplayName","oldValue":null,"newValue":"\"User Access Administrator\""}]`})
}
