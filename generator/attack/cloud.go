package attack

import (
	"fmt"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "inbox-rule", Doc: "A rule hides replies from the mailbox's owner.", Technique: "T1564.008", Tactic: "DefenseEvasion",
		Params: []Param{{"as", PersonKind, "whose mailbox", false}, {"from", AddressKind, "from where", false}, {"words", TextKind, "words it looks for", true}},
		Needs:  cloudNeeds, Run: inboxRule})
	register(Activity{Name: "mass-download", Doc: "Many files leave SharePoint in a short time.", Technique: "T1530", Tactic: "Collection",
		Params: []Param{{"as", PersonKind, "whose session", false}, {"from", AddressKind, "from where; the person's own place when left out", true}, {"count", NumberKind, "files", true}}, Needs: cloudNeeds, Run: massDownload})
	register(Activity{Name: "consent-grant", Doc: "The victim consents to an application that asks for mail.", Technique: "T1528", Tactic: "CredentialAccess",
		Params: []Param{{"as", PersonKind, "who consents", false}, {"from", AddressKind, "from where", true}, {"app", TextKind, "name of the application", false}}, Needs: cloudNeeds, Run: consent})
	register(Activity{Name: "spray", Doc: "One password is tried on many accounts.", Technique: "T1110.003", Tactic: "CredentialAccess",
		Params: []Param{{"from", AddressKind, "from where", false}, {"count", NumberKind, "accounts", true}}, Needs: func(o *org.Org, a Args) []Need { return []Need{{"address", a.Address("from").IP}} }, Run: spray})
	register(Activity{Name: "firewall-beacon", Doc: "A device that no sensor runs on calls a server, with jitter; only the firewall sees it.", Technique: "T1071.001", Tactic: "CommandAndControl",
		Params: []Param{{"device", DeviceKind, "the device", false}, {"address", AddressKind, "where to", false}, {"every", SpanKind, "interval", true}, {"for", SpanKind, "how long", true}},
		Needs:  func(o *org.Org, a Args) []Need { return []Need{{"address", a.Address("address").IP}} }, Run: firewallBeacon})
	register(Activity{Name: "indicator", Doc: "A threat intelligence feed delivers an indicator. No part of the attack's truth.",
		Params: []Param{{"address", AddressKind, "an address", true}, {"domain", DomainKind, "a domain", true}, {"file", FileKind, "a file", true}, {"threat", TextKind, "ThreatType", true}, {"says", TextKind, "description", true}, {"confidence", NumberKind, "0 to 100", true}},
		Run:    indicator})
}

func cloudNeeds(o *org.Org, a Args) []Need {
	needs := []Need{{"account", a.Person("as").ObjectID}, {"session", a.Person("as").ObjectID}}
	if f := a.Address("from"); f != nil {
		needs = append(needs, Need{"address", f.IP})
	}
	return needs
}

func where(e trace.Env, at int64, a Args) (string, *org.Place) {
	if f := a.Address("from"); f != nil {
		return f.IP, f.Place
	}
	d := day(e, a.Person("as"), at)
	return d.Public, d.Place
}

const webAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36"

func inboxRule(e trace.Env, at int64, a Args) {
	ip, place := where(e, at, a)
	p, words := a.Person("as"), a.Text("words", "invoice;payment;bank")
	params := fmt.Sprintf(`[{"Name":"Name","Value":".."},{"Name":"SubjectOrBodyContainsWords","Value":%q},{"Name":"MoveToFolder","Value":"RSS Feeds"},{"Name":"MarkAsRead","Value":"True"}]`, words)
	e.Cloud(at, trace.CloudAct{Account: p.Account, Workload: "Exchange", Operation: "New-InboxRule", Object: p.UPN + `\..`, Type: "Rule", IP: ip, Place: place, Agent: webAgent, Params: params,
		Raw: fmt.Sprintf(`{"Operation":"New-InboxRule","Workload":"Exchange","UserId":%q,"ClientIP":%q,"Parameters":%s}`, p.UPN, ip, params)})
}

func massDownload(e trace.Env, at int64, a Args) {
	ip, place := where(e, at, a)
	for i := range a.Number("count", 80) {
		url := fmt.Sprintf("https://%s.sharepoint.com/sites/finance/Shared Documents/%s %d.xlsx", e.O.Name[:5], e.O.Projects[int(i)%len(e.O.Projects)], i)
		e.Cloud(at, trace.CloudAct{Account: a.Person("as").Account, Workload: "SharePoint", Operation: "FileDownloaded", Object: url, Type: "File", IP: ip, Place: place, Agent: webAgent})
		at += e.R.Between(1, 9) * tick.Second
	}
}

func consent(e trace.Env, at int64, a Args) {
	ip, place := where(e, at, a)
	p, id := a.Person("as"), e.R.GUID()
	app := &org.App{Name: a.Text("app", "Document Viewer"), ID: e.R.GUID()}
	e.SignIn(at-20*tick.Second, trace.SignIn{Account: p.Account, App: app, IP: ip, Place: place, Device: p.Device, Agent: webAgent, OS: p.Device.OS.Platform, MFA: "satisfied"})
	for _, op := range []string{"Add service principal", "Add delegated permission grant", "Consent to application"} {
		e.Audit(at, trace.Audit{Operation: op, Category: "ApplicationManagement", By: p.Account, IP: ip, Target: app.Name, TargetID: id, TargetType: "ServicePrincipal",
			Modified: `[{"displayName":"ConsentAction.Permissions","oldValue":"","newValue":"Scope: Mail.Read Mail.Send offline_access User.Read"}]`})
		at += tick.Second
	}
}

func spray(e trace.Env, at int64, a Args) {
	from := a.Address("from")
	n := min(int(a.Number("count", 40)), len(e.O.People))
	for _, i := range e.R.Perm(len(e.O.People))[:n] {
		e.SignIn(at, trace.SignIn{Account: e.O.People[i].Account, App: e.O.App("Microsoft Azure CLI"), IP: from.IP, Place: from.Place, Agent: "python-requests/2.32.3", OS: "", Browser: "Python Requests 2.32",
			Client: "Mobile Apps and Desktop clients", Result: 50126, Reason: "Error validating credentials due to invalid username or password.", Protocol: "ropc"})
		at += e.R.Around(9*tick.Second, 6*tick.Second)
	}
}

func firewallBeacon(e trace.Env, at int64, a Args) {
	d, to := a.Device("device"), a.Address("address")
	every := a.Number("every", 7*tick.Minute)
	for end := at + a.Number("for", 8*tick.Hour); at < end; at += e.R.Around(every, every/5) {
		e.Firewall(at, e.R.Between(32000, 60000), trace.Flow{LocalIP: d.IP, RemoteIP: to.IP, Port: 8443, Site: d.Site, Host: d.Name, App: "ssl", Sent: e.R.Between(300, 420), Received: e.R.Between(140, 220)})
	}
}

func indicator(e trace.Env, at int64, a Args) {
	in := trace.Indicator{Threat: a.Text("threat", "C2"), Confidence: a.Number("confidence", 85), Description: a.Text("says", "Command and control server"), Valid: 30 * tick.Day}
	switch {
	case a.Address("address") != nil:
		in.Kind, in.Value = "ipv4-addr", a.Address("address").IP
	case a.File("file") != nil:
		in.Kind, in.Value = "file", a.File("file").SHA256
	default:
		in.Kind, in.Value = "domain-name", a.Text("domain", "")
	}
	e.Indicator(at, in)
}
