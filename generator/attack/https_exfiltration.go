package attack

import (
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "https-exfiltration", Doc: "Data is sent to a server of the attacker over HTTPS, in many large uploads.", Technique: "T1048.002", Tactic: "Exfiltration",
		Params: []Param{{"on", PersonKind, "from whose device", true}, {"at", DeviceKind, "from which server", true}, theImplant, {"domain", DomainKind, "host name", true}, {"address", AddressKind, "address", false}, {"count", NumberKind, "uploads", true}},
		Needs:  needExfiltration, Run: httpsExfiltration})
}

func needExfiltration(o *org.Org, a Args) []Need {
	needs := []Need{{"file", a.File("implant").SHA256}}
	if f := a.Address("address"); f != nil {
		needs = append(needs, Need{"address", f.IP})
	}
	if p := a.Person("on"); p != nil {
		needs = append(needs, onDevice(p)...)
	}
	if d := a.Device("at"); d != nil {
		needs = append(needs, Need{"device", d.ID})
	}
	return needs
}

func httpsExfiltration(e trace.Env, at int64, a Args) {
	p, ip, site := carrier(e, at, a)
	for range a.Number("count", 24) {
		e.Connect(p, at, trace.Flow{LocalIP: ip, RemoteIP: a.Address("address").IP, Port: 443, URL: a.Text(domain, ""), Site: site, Sent: e.R.Between(20_000_000, 240_000_000), Received: e.R.Between(4000, 90_000)})
		at += e.R.Around(100*tick.Second, 60*tick.Second)
	}
}
