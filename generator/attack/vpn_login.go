package attack

import (
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "vpn-login", Doc: "A stolen password opens the VPN from a rented address.", Technique: "T1133", Tactic: "InitialAccess",
		Params: []Param{{"as", PersonKind, "whose account", false}, fromRented, {"tries", NumberKind, "wrong passwords before the right one", true}}, Needs: needSession, Run: vpnLogin})
}

func vpnLogin(e trace.Env, at int64, a Args) {
	p, from := a.Person("as"), a.Address("from")
	t := trace.Tunnel{User: p.Account, Site: p.Site, Public: from.IP, Inside: day(e, p, at).Inside, Country: from.Place.Country, Event: "gateway-auth", Failure: "Authentication failed: Invalid username or password"}
	for range a.Number("tries", 3) {
		e.VPN(at, t)
		at += e.R.Around(20*tick.Second, 12*tick.Second)
	}
	t.Failure = ""
	for _, event := range []string{"portal-auth", "gateway-auth", "gateway-connected"} {
		t.Event = event
		e.VPN(at, t)
		at += e.R.Between(tick.Second, 4*tick.Second)
	}
}
