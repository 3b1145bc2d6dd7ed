package attack

import (
	"fmt"

	"socrates/generator/life"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "dns-exfiltration", Doc: "Data leaves in the names of DNS questions below a domain of the attacker.", Technique: "T1048.003", Tactic: "Exfiltration",
		Params: []Param{{"on", PersonKind, "from whose device", true}, {"at", DeviceKind, "from which server", true}, theImplant, {"domain", DomainKind, "the domain", false}, {"count", NumberKind, "questions", true}},
		Needs:  needExfiltration, Run: dnsExfiltration})
}

func dnsExfiltration(e trace.Env, at int64, a Args) {
	p, client, _ := carrier(e, at, a)
	names := p // the process that asks the name server for the others
	if d := a.Device("at"); d != nil {
		names = life.ServerBoot(e.O, d, at).Names
	} else {
		d := day(e, a.Person("on"), at)
		client, names = d.Inside, d.System.Names
	}
	dc, host := e.O.First("dc"), a.Text(domain, "")
	for i := range a.Number("count", 180) {
		name := fmt.Sprintf("%s.%s.%04x.%s", e.R.Hex(48), e.R.Hex(30), i, host)
		e.Lookup(at, trace.Name{Client: client, Name: name, Type: "TXT"})
		if i%6 == 0 {
			e.Event(p, at+e.R.Between(20*tick.Millisecond, 90*tick.Millisecond), "DnsQueryResponse", fmt.Sprintf(`{"DnsQueryString":%q,"DnsQueryResult":"[{\"DnsQueryType\":\"TXT\"}]"}`, name), nil, "")
			e.Connect(names, at+e.R.Between(1*tick.Millisecond, 9*tick.Millisecond), trace.Flow{LocalIP: client, RemoteIP: dc.IP, Port: 53, UDP: true})
			e.Firewall(at+e.R.Between(10*tick.Millisecond, 90*tick.Millisecond), e.R.Between(50000, 65000), trace.Flow{LocalIP: dc.IP, RemoteIP: "9.9.9.9", Port: 53, UDP: true, Site: dc.Site, Host: dc.Name, Sent: e.R.Between(150, 190), Received: e.R.Between(120, 260)})
		}
		at += e.R.Between(300*tick.Millisecond, 4000*tick.Millisecond)
	}
}
