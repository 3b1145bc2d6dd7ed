package attack

import (
	"strings"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "mail-lure", Doc: "A mail with a link (or a file) from a domain that the attacker owns reaches the inbox.", Technique: "T1566.002", Tactic: "InitialAccess",
		Params: []Param{{"to", PersonKind, "who gets it", false}, {"from", TextKind, "sender address", false}, {"name", TextKind, "sender name", true}, {"address", AddressKind, "sending server", false},
			{"subject", TextKind, "subject line", false}, {"url", TextKind, "link in the body", true}, {"file", FileKind, "attachment", true}, {"message", TextKind, "NetworkMessageId", false}},
		Needs: func(o *org.Org, a Args) []Need {
			from := a.Text("from", "")
			return []Need{{"sender", from}, {"sender-domain", from[strings.LastIndex(from, "@")+1:]}}
		}, Run: mailLure})
	register(Activity{Name: "click", Doc: "The victim follows the link; the page opens in the browser.", Technique: "T1204.001", Tactic: "Execution",
		Params: []Param{{"who", PersonKind, "who clicks", false}, {"url", TextKind, "the link", false}, {"domain", DomainKind, "its host", false}, {"address", AddressKind, "where it is hosted", false}, {"message", TextKind, "NetworkMessageId", false}},
		Needs: func(o *org.Org, a Args) []Need {
			return []Need{{"mail", a.Text("message", "")}, {"domain", a.Text("domain", "")}, {"url", a.Text("url", "")}}
		}, Run: click})
	register(Activity{Name: "sign-in", Doc: "The attacker signs in to the cloud with stolen credentials or a replayed session, from a rented address.", Technique: "T1078.004", Tactic: "InitialAccess",
		Params: []Param{{"as", PersonKind, "whose account", false}, {"from", AddressKind, "from where", false}, {"risk", TextKind, "RiskLevelDuringSignIn", true}, {"events", TextKind, "risk event", true}, {"app", TextKind, "application", true}, {"count", NumberKind, "sign-ins", true}},
		Needs: func(o *org.Org, a Args) []Need {
			return []Need{{"account", a.Person("as").ObjectID}, {"session", a.Person("as").ObjectID}, {"address", a.Address("from").IP}}
		}, Run: signIn})
}

func mailLure(e trace.Env, at int64, a Args) {
	m := &trace.Message{ID: a.Text("message", ""), From: a.Text("from", ""), FromName: a.Text("name", "Document Services"), IP: a.Address("address").IP, Subject: a.Text("subject", ""), FirstContact: true,
		Auth: `{"SPF":"pass","DKIM":"none","DMARC":"bestguesspass","CompAuth":"pass"}`, Threat: "Phish", Method: `{"Phish":["URL detonation"]}`, SCL: `{"Spam":"Not spam","Phish":"Normal"}`}
	if u := a.Text("url", ""); u != "" {
		m.URLs = []string{u}
	}
	if f := a.File("file"); f != nil {
		m.Files = []*org.Image{f}
	}
	e.Send(at, m, []*org.Account{a.Person("to").Account}, nil)
}

func click(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("who"), at)
	e.Click(at, d.P.Account, a.Text("message", ""), a.Text("url", ""), d.Public, "ClickAllowed", "Phish")
	tab := e.Start(d.P.Device, e.O.Image(d.P.Device, "msedge.exe"), d.Edge.User, d.Outlook, at+tick.Second, `"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe" --single-argument `+a.Text("url", ""))
	e.Event(tab, at+tick.Second, "BrowserLaunchedToOpenUrl", `{"InitiatingProcess":"outlook.exe"}`, nil, a.Text("url", ""))
	for i := range int64(3) {
		e.Connect(tab, at+(2+i*4)*tick.Second, trace.Flow{LocalIP: d.IP, RemoteIP: a.Address("address").IP, Port: 443, URL: a.Text("domain", ""), Site: d.Firewall(), Sent: e.R.Between(900, 4000), Received: e.R.Between(8000, 90000)})
	}
}

func signIn(e trace.Env, at int64, a Args) {
	p, from := a.Person("as"), a.Address("from")
	s := trace.SignIn{Account: p.Account, App: e.O.App(a.Text("app", "OfficeHome")), Resource: e.O.App("Office 365 Exchange Online"), IP: from.IP, Place: from.Place,
		Agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36", Browser: "Chrome 124.0.0", OS: "Linux", MFA: "satisfied", Method: p.MFA,
		Risk: a.Text("risk", "medium"), RiskEvents: []string{a.Text("events", "unfamiliarFeatures")}, Session: e.R.GUID()}
	for i := range a.Number("count", 3) {
		if i > 0 {
			s.App, s.NonInteract, s.Correlation = e.O.App("One Outlook Web"), i > 1, ""
		}
		e.SignIn(at, s)
		at += e.R.Around(45*tick.Second, 30*tick.Second)
	}
}
