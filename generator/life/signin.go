package life

import (
	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func (d *Day) signIn(app, resource *org.App) trace.SignIn {
	return trace.SignIn{Account: d.P.Account, App: app, Resource: resource, IP: d.Public, Place: d.Place, Device: d.P.Device, Agent: d.P.Browser.Agent, Office: !d.Home,
		Browser: d.P.Browser.Name, OS: d.P.Device.OS.Platform, MFA: "satisfied", Method: d.P.MFA, Session: d.Session}
}

func signInToWindows(d *Day, e trace.Env, at int64) {
	s := d.signIn(e.O.App("Windows Sign In"), e.O.App("Windows Azure Active Directory"))
	s.Client, s.Agent, s.Browser = "Mobile Apps and Desktop clients", "Windows-AzureAD-Authentication-Provider/1.0", ""
	if d.Trip {
		s.Risk, s.RiskEvents = "low", []string{"newCountry"}
	}
	e.SignIn(at, s)
}

var clients = []struct {
	app, resource, agent string
}{
	{"Microsoft Office", "Office 365 Exchange Online", "Mozilla/5.0 (compatible; MSAL 1.0)"}, {"Microsoft Teams", "Microsoft Teams", teamsAgent}, {"OneDrive SyncEngine", "Office 365 SharePoint Online", "Microsoft SkyDriveSync 25.105.0601.0002 ship; Windows NT 10.0 (26100)"},
	{"Microsoft Edge", "Microsoft Graph", edgeAgent}, {"One Outlook Web", "Office 365 Exchange Online", edgeAgent}, {"Microsoft Authentication Broker", "Windows Azure Active Directory", "Windows-AzureAD-Authentication-Provider/1.0"},
}

func refreshToken(d *Day, e trace.Env, at int64) {
	c := clients[e.R.Zipf(len(clients), 0.6)]
	s := d.signIn(e.O.App(c.app), e.O.App(c.resource))
	s.NonInteract, s.Client, s.Agent, s.Browser = true, "Mobile Apps and Desktop clients", c.agent, ""
	if c.agent == edgeAgent {
		s.Client, s.Agent, s.Browser = "Browser", d.P.Browser.Agent, d.P.Browser.Name
	}
	if e.R.Is(0.015) {
		s.Result, s.Reason, s.MFA = 70043, "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.", ""
	}
	e.SignIn(at, s)
}

// atHome is a look at mail or files in the evening, from a machine that the organisation does not know.
func atHome(d *Day, e trace.Env, at int64) {
	s := d.signIn(e.O.App("OfficeHome"), nil)
	b := d.P.Private
	s.Device, s.Agent, s.Browser, s.OS, s.MFA, s.IP, s.Place, s.Office = nil, b.Agent, b.Name, b.OS, "done", d.P.HomeIP, d.P.HomeISP, false
	e.SignIn(at, s)
	s.App, s.Resource, s.MFA = e.O.App("One Outlook Web"), e.O.App("Office 365 Exchange Online"), "satisfied"
	e.SignIn(after(e.R, at, 8*tick.Second), s)
	e.Cloud(after(e.R, at, 40*tick.Second), trace.CloudAct{Account: d.P.Account, Workload: "Exchange", Operation: "MailItemsAccessed", Object: "Inbox", Type: "Mailbox", IP: s.IP, Place: s.Place, Agent: s.Agent,
		Office: []any{"ClientInfoString", "Client=OWA;Action=ViaProxy"}})
}

func mobileMail(d *Day, e trace.Env, at int64) {
	p := d.P
	s := d.signIn(e.O.App("Outlook Mobile"), e.O.App("Office 365 Exchange Online"))
	s.NonInteract, s.Client, s.Agent, s.Browser, s.Device, s.OS = true, "Mobile Apps and Desktop clients", p.Mobile.Mail, "", nil, p.Mobile.OS
	s.IP, s.Place, s.Office = d.phone(e)
	e.SignIn(at, s)
}

// phone is the address of the person's phone: that of the office or home, or of its own network.
func (d *Day) phone(e trace.Env) (ip string, place *org.Place, office bool) {
	if e.R.Is(0.5) || d.Trip {
		return d.Public, d.Place, !d.Home
	}
	return d.P.MobileIP, d.P.MobileISP, false
}

// interrupt is something that stops a sign-in and that the next try sets right.
type interrupt struct {
	code   int64
	reason string
	mfa    string
	wait   int64
	weight float64
}

var interrupts = []interrupt{
	{50126, "Error validating credentials due to invalid username or password.", "", 18 * tick.Second, 5},
	{50140, "This error occurred due to 'Keep me signed in' interrupt when the user was signing-in.", "satisfied", 6 * tick.Second, 3},
	{50074, "Strong Authentication is required.", "", 20 * tick.Second, 2.5},
	{500121, "Authentication failed during strong authentication request.", "denied", 40 * tick.Second, 1.5},
	{50076, "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.", "", 12 * tick.Second, 1},
	{50058, "Session information is not sufficient for single-sign-on.", "", 5 * tick.Second, 1},
	{65001, "The user or administrator has not consented to use the application.", "satisfied", 9 * tick.Second, 0.3},
}

func signInToApp(d *Day, e trace.Env, at int64) {
	apps := append(e.O.Saas(), e.O.App("OfficeHome"))
	s := d.signIn(apps[e.R.Zipf(len(apps), 0.8)], nil)
	if e.R.Is(0.35) {
		s.MFA = "done"
	}
	if e.R.Is(0.005) {
		s.Risk, s.RiskEvents = "low", []string{"unfamiliarFeatures"}
	}
	if d.Trip && e.R.Is(0.4) {
		s.Risk, s.RiskEvents, s.MFA = "low", []string{"unlikelyTravel"}, "done"
	}
	if e.R.Is(0.05) {
		weights := make([]float64, len(interrupts))
		for i, x := range interrupts {
			weights[i] = x.weight
		}
		x := interrupts[e.R.Weighted(weights...)]
		for range 1 + e.R.Zipf(3, 1.4) {
			wrong := s
			wrong.Result, wrong.Reason, wrong.MFA, wrong.Risk, wrong.RiskEvents = x.code, x.reason, x.mfa, "", nil
			e.SignIn(at-e.R.Between(x.wait/3, x.wait*2), wrong)
		}
		if x.code == 50074 || x.code == 50076 {
			s.MFA = "done"
		}
	}
	e.SignIn(at, s)
}

// resolve is a name that a device asks for by itself, with the questions that lead nowhere.
func resolve(d *Day, e trace.Env, at int64) {
	if d.Home && !d.VPN {
		return
	}
	ad, dc := e.O.ADDomain, e.O.First("dc")
	q := trace.Name{Client: d.Inside}
	switch e.R.Weighted(3, 2, 2, 1, 1) {
	case 0:
		q.Name, q.Type, q.Answer = "_ldap._tcp.dc._msdcs."+ad, "SRV", dc.FQDN
	case 1:
		q.Name = "wpad." + ad
	case 2:
		q.Name, q.Type, q.Answer = reverse(e.O.First("file").IP), "PTR", e.O.First("file").FQDN
	case 3:
		q.Name = chance.Pick(e.R, typos)
	case 4:
		f := e.O.First("file")
		q.Name, q.Answer = f.FQDN, f.IP
	}
	e.Lookup(at, q)
}

func reverse(ip string) string {
	out, part := "", ""
	for i := 0; i <= len(ip); i++ {
		if i == len(ip) || ip[i] == '.' {
			out, part = part+"."+out, ""
			continue
		}
		part += string(ip[i])
	}
	return out + "in-addr.arpa"
}
