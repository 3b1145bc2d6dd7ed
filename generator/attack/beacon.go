package attack

import (
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "beacon", Doc: "The implant calls home, with jitter, for some hours.", Technique: "T1071.001", Tactic: "CommandAndControl",
		Params: []Param{onVictim, theImplant, {"domain", DomainKind, "host name", true}, {"address", AddressKind, "address", false}, {"every", SpanKind, "interval", true}, {"for", SpanKind, "how long", true}},
		Needs: func(o *org.Org, a Args) []Need {
			return append(onDevice(a.Person("on")), Need{"address", a.Address("address").IP}, Need{"file", a.File("implant").SHA256})
		}, Run: beacon})
}

func beacon(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	p, host := implantOf(e, d, a), a.Text(domain, "")
	every, end := a.Number("every", 5*tick.Minute), min(at+a.Number("for", 6*tick.Hour), d.Leave)
	if host != "" && (!d.Home || d.VPN) {
		e.Lookup(at-e.R.Between(20*tick.Millisecond, 90*tick.Millisecond), trace.Name{Client: d.Inside, Name: host, Answer: a.Address("address").IP})
	}
	for ; at < end; at += e.R.Around(every, every/4) {
		e.Connect(p, at, trace.Flow{LocalIP: d.IP, RemoteIP: a.Address("address").IP, Port: 443, URL: host, Site: d.Firewall(), Sent: e.R.Between(380, 460), Received: e.R.Between(180, 240)})
	}
}
