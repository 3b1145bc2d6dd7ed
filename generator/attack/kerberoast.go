package attack

import (
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "kerberoast", Doc: "Service tickets with RC4 are asked for many accounts.", Technique: "T1558.003", Tactic: "CredentialAccess", Params: []Param{{"on", PersonKind, "from whose device", false}}, Needs: needVictim, Run: kerberoast})
}

func kerberoast(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	filter := "(&(samAccountType=805306368)(servicePrincipalName=*)(!(samAccountName=krbtgt)))"
	e.Query(at, trace.Question{Action: "LDAP query", Kind: "QueryUser", Text: filter, Target: "Users with a service principal name", By: d.P.Account, From: d.P.Device, IP: d.Inside})
	e.Event(d.Explorer, at, "LdapSearch", `{"SearchFilter":"`+filter+`","ScopeOfSearch":"SubTree","AttributeList":["samAccountName","servicePrincipalName"]}`, nil, "")
	for _, s := range e.O.Services {
		if len(s.SPNs) > 0 {
			at += e.R.Between(20*tick.Millisecond, 200*tick.Millisecond)
			e.Ticket(at, d.P.Account, s, d.Inside, "0x17")
		}
	}
}
