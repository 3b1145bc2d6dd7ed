package attack

import (
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "click", Doc: "The victim follows the link; the page opens in the browser.", Technique: "T1204.001", Tactic: "Execution",
		Params: []Param{{"who", PersonKind, "who clicks", false}, {"url", TextKind, "the link", false}, {"domain", DomainKind, "its host", false}, {"address", AddressKind, "where it is hosted", false}, {"message", TextKind, "NetworkMessageId", false}},
		Needs: func(o *org.Org, a Args) []Need {
			return []Need{{"mail", a.Text("message", "")}, {"domain", a.Text("domain", "")}, {"url", a.Text("url", "")}}
		}, Run: click})
}

func click(e trace.Env, at int64, a Args) {
	d, host, ip := day(e, a.Person("who"), at), a.Text("domain", ""), a.Address("address").IP
	dev := d.P.Device
	e.Click(at, d.P.Account, a.Text("message", ""), a.Text("url", ""), d.Public, "ClickAllowed", "Phish")
	tab := e.Start(dev, e.O.Image(dev, "msedge.exe"), d.Edge.User, d.Outlook, at+e.R.Between(400*tick.Millisecond, 1900*tick.Millisecond), `"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe" --single-argument `+a.Text("url", ""))
	e.Event(tab, tab.Created+e.R.Between(20*tick.Millisecond, 300*tick.Millisecond), "BrowserLaunchedToOpenUrl", `{"InitiatingProcess":"outlook.exe"}`, nil, a.Text("url", ""))
	if !d.Home || d.VPN {
		e.Lookup(tab.Created+e.R.Between(100*tick.Millisecond, 300*tick.Millisecond), trace.Name{Client: d.Inside, Name: host, Answer: ip})
	}
	for i := range int64(3) {
		when := tab.Created + (1+i*4)*tick.Second + e.R.Between(0*tick.Millisecond, 2500*tick.Millisecond)
		e.Connect(tab, when, trace.Flow{LocalIP: d.IP, RemoteIP: ip, Port: 443, URL: host, Site: d.Firewall(), Sent: e.R.Between(900, 4000), Received: e.R.Between(8000, 90000)})
		if i == 0 {
			e.Proxy(when+40*tick.Millisecond, trace.WebRequest{User: d.P.Account, Public: d.Public, Host: host, Dst: ip, Path: "/", Agent: agent(Args{}), Category: "Newly Registered Domains", Sent: 1210, Got: 18_210})
		}
	}
}
