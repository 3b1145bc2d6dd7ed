package attack

import (
	"fmt"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "dcsync", Doc: "A device that is no domain controller asks for replication.", Technique: "T1003.006", Tactic: "CredentialAccess", Params: []Param{{"on", PersonKind, "from whose device", false}, asAccount},
		Needs: func(o *org.Org, a Args) []Need {
			return append(onDevice(a.Person("on")), Need{"account", account(a.Person("as")).ObjectID})
		}, Run: dcsync})
}

// The rights of replication that event 4662 names.
var replication = []string{"{1131f6aa-9c07-11d1-f79f-00c04fc2dcd2}", "{1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}"}

func dcsync(e trace.Env, at int64, a Args) {
	d, by, dc := day(e, a.Person("on"), at), account(a.Person("as")), e.O.First("dc")
	e.Connect(d.Explorer, at-e.R.Between(200*tick.Millisecond, 700*tick.Millisecond), trace.Flow{LocalIP: d.Inside, RemoteIP: dc.IP, Port: 135, URL: dc.FQDN})
	e.Connect(d.Explorer, at-e.R.Between(40*tick.Millisecond, 190*tick.Millisecond), trace.Flow{LocalIP: d.Inside, RemoteIP: dc.IP, Port: 49667, URL: dc.FQDN})
	e.Logon(at-e.R.Between(5*tick.Millisecond, 30*tick.Millisecond), trace.Logon{Account: by, Device: dc, Type: "Network", From: d.P.Device, FromIP: d.Inside, Proto: "Kerberos"})
	e.Directory(at, trace.Change{Action: "Directory Service replication", By: by, From: d.P.Device, IP: d.Inside, Name: "krbtgt", On: dc, Fields: fmt.Sprintf(`{"ACTOR.ACCOUNT":%q,"FROM.DEVICE":%q,"TO.DEVICE":%q}`, by.Sam, d.P.Device.Upper(), dc.Upper())})
	for _, right := range replication {
		at += e.R.Between(4*tick.Millisecond, 60*tick.Millisecond)
		full := e.O.NetBIOS + `\` + by.Sam
		e.Security(at, dc, 4662, "Account", full, "AccountType", "User", "SubjectAccount", full, "SubjectUserName", by.Sam, "SubjectDomainName", e.O.NetBIOS, "SubjectUserSid", by.SID, "SubjectLogonId", fmt.Sprintf("0x%x", e.R.Between(1<<22, 1<<31)),
			"ObjectServer", "DS", "ObjectType", "%{19195a5b-6da0-11d0-afd3-00c04fd930c9}", "ObjectName", "%{"+e.R.GUID()+"}", "OperationType", "Object Access", "AccessMask", "0x100", "Properties", "Control Access "+right+" {19195a5b-6da0-11d0-afd3-00c04fd930c9}")
	}
}
