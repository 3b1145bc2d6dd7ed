package attack

import (
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "firewall-beacon", Doc: "A device that no sensor runs on calls a server, with jitter; only the firewall sees it.", Technique: "T1071.001", Tactic: "CommandAndControl",
		Params: []Param{{"device", DeviceKind, "the device", false}, {"address", AddressKind, "where to", false}, {"every", SpanKind, "interval", true}, {"for", SpanKind, "how long", true}},
		Needs:  func(o *org.Org, a Args) []Need { return []Need{{"address", a.Address("address").IP}} }, Run: firewallBeacon})
}

func firewallBeacon(e trace.Env, at int64, a Args) {
	d, to := a.Device("device"), a.Address("address")
	every := a.Number("every", 7*tick.Minute)
	for end := at + a.Number("for", 8*tick.Hour); at < end; at += e.R.Around(every, every/5) {
		e.Firewall(at, e.R.Between(32000, 60000), trace.Flow{LocalIP: d.IP, RemoteIP: to.IP, Port: 8443, Site: d.Site, Host: d.Name, App: "ssl", Sent: e.R.Between(300, 420), Received: e.R.Between(140, 220)})
	}
}
