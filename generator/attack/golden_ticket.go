package attack

import (
	"fmt"
	"strings"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "golden-ticket", Doc: "A forged ticket of an administrator opens servers: service tickets without a ticket before them, in RC4, under the domain's full name.", Technique: "T1558.001", Tactic: "CredentialAccess",
		Params: []Param{{"on", PersonKind, "from whose device", false}, {"as", PersonKind, "whose name is forged", false}, {"to", DeviceKind, "server that is opened", false}},
		Needs: func(o *org.Org, a Args) []Need {
			return append(onDevice(a.Person("on")), Need{"device", a.Device("to").ID})
		}, Run: goldenTicket})
}

func goldenTicket(e trace.Env, at int64, a Args) {
	d, who, to, dc := day(e, a.Person("on"), at), account(a.Person("as")), a.Device("to"), e.O.First("dc")
	realm := strings.ToUpper(e.O.ADDomain)
	full := e.O.ADDomain + `\` + who.Sam
	for _, service := range []string{"cifs", "host", "ldap"} {
		at += e.R.Between(50*tick.Millisecond, 900*tick.Millisecond)
		e.Security(at, dc, 4769, "Account", full, "AccountType", "User", "TargetAccount", full, "TargetUserName", who.Sam+"@"+realm, "TargetDomainName", e.O.ADDomain, "ServiceName", to.MachineAccount(), "IpAddress", "::ffff:"+d.Inside, "IpPort", fmt.Sprint(e.R.Between(49200, 65500)), "Status", "0x0",
			"EventData", fmt.Sprintf(`<EventData><Data Name="TargetUserName">%s</Data><Data Name="ServiceName">%s/%s</Data><Data Name="TicketOptions">0x40810010</Data><Data Name="TicketEncryptionType">0x17</Data></EventData>`, who.Sam, service, to.FQDN))
	}
	at += e.R.Between(30*tick.Millisecond, 300*tick.Millisecond)
	id := e.R.Between(1<<22, 1<<31)
	e.Connect(d.System.Kernel, at, trace.Flow{LocalIP: d.Inside, RemoteIP: to.IP, Port: 445, URL: to.FQDN})
	e.Security(at, to, 4624, "Account", full, "AccountType", "User", "TargetAccount", full, "TargetUserName", who.Sam, "TargetDomainName", e.O.ADDomain, "TargetUserSid", who.SID, "TargetLogonId", fmt.Sprintf("0x%x", id), "LogonType", 3, "LogonTypeName", "3 - Network",
		"LogonProcessName", "Kerberos", "AuthenticationPackageName", "Kerberos", "SubjectAccount", `-\-`, "SubjectUserSid", "S-1-0-0", "SubjectLogonId", "0x0", "IpAddress", d.Inside, "IpPort", fmt.Sprint(e.R.Between(49200, 65500)), "LogonGuid", "00000000-0000-0000-0000-000000000000")
	e.Security(at+2*tick.Millisecond, to, 4672, "Account", full, "AccountType", "User", "SubjectAccount", full, "SubjectUserName", who.Sam, "SubjectDomainName", e.O.ADDomain, "SubjectUserSid", who.SID, "SubjectLogonId", fmt.Sprintf("0x%x", id), "PrivilegeList", "SeSecurityPrivilege SeBackupPrivilege SeRestorePrivilege SeDebugPrivilege")
	e.Forged(at, who, d.P.Device, d.Inside, to)
}
