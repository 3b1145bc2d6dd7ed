package trace

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

var behavior struct {
	T *emit.Table
	ActionType, ActivityInsights, DestinationDevice, TargetName, ActivityType, ActorName, ActorPrincipalName, DestinationIPAddress, DevicesInsights, EventProductVersion, EventSource, EventVendor,
	InvestigationPriority, NativeTableName, SourceDevice, SourceIPAddress, SourceIPLocation, SourceRecordId, TimeProcessed, UserName, UserPrincipalName, UsersInsights emit.Col
}

// Behavior writes what user and entity behaviour analytics thinks of an interactive sign-in: what is new for this user, for
// their peers and for the organisation. The habits that it knows are the country of the user's office, their own device and the
// programs of the organisation; a plain sign-in that is nothing new leaves a row now and then.
func (e Env) Behavior(at int64, s SignIn, id string) {
	home := e.O.Home(s.Account)
	country := home != nil && home.Country != s.Place.Country
	provider := country || home != nil && home.ASN != s.Place.ASN && s.Device == nil
	device, agent := s.Device == nil, s.Device == nil && s.Agent != "" && s.MFA != "done"
	score := int64(0)
	for weight, new := range map[int64]bool{3: country, 2: provider, 1: device} {
		if new {
			score += weight
		}
	}
	if s.Risk == "high" || s.Risk == "medium" {
		score += 3
	}
	if s.Result != 0 {
		score = min(score, 2)
	}
	if score == 0 && chance.Hash(9, id)%4 != 0 {
		return
	}
	e.behaviorRow(at, s, id, min(score, 10), fmt.Sprintf(`{"FirstTimeUserConnectedFromCountry":"%s","CountryUncommonlyConnectedFromByUser":"%s","CountryUncommonlyConnectedFromAmongPeers":"%s","FirstTimeUserConnectedViaISP":"%s","FirstTimeUserConnectedFromDevice":"%s","FirstTimeUserUsedBrowser":"%s","ActionUncommonlyPerformedByUser":"False","FailedLogOn":"%s"}`,
		truth(country), truth(country), truth(country), truth(provider), truth(device), truth(agent), truth(s.Result != 0)))
}

func truth(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func (e Env) behaviorRow(at int64, s SignIn, id string, score int64, insights string) {
	delay, processed := e.R.Between(20*tick.Minute, 70*tick.Minute), e.R.Between(10*tick.Minute, 19*tick.Minute)
	r := e.noticed(at, delay, processed, notice{By: s.Account, Kind: map[bool]string{true: "LogOn", false: "FailedLogOn"}[s.Result == 0], Action: "Sign-in", Source: "Azure AD", Table: "SigninLogs",
		ID: id, IP: s.IP, Score: score, Insights: insights})
	c := &behavior
	r.Str(c.DevicesInsights, fmt.Sprintf(`{"Browser":%q,"OperatingSystem":%q,"UserAgentFamily":%q,"ISP":%q}`, s.Browser, s.OS, s.Browser, s.Place.ISP))
	if s.Device != nil {
		r.Str(c.SourceDevice, s.Device.Upper())
	}
	r.Str(c.SourceIPLocation, s.Place.CountryName)
}

// notice is what behaviour analytics says about one act.
type notice struct {
	By                              *org.Account
	Kind, Action, Source, Table, ID string
	IP, Insights, Device, Target    string
	Score                           int64
	unusual, peers, tenant          bool // new for the user, rare among their peers, rare in the organisation
}

func (e Env) noticed(at, delay, processed int64, n notice) emit.Row {
	c, a := &behavior, n.By
	r := e.W.Row(c.T, at, delay)
	r.Str(c.ActivityType, n.Kind)
	r.Str(c.ActionType, n.Action)
	r.Str(c.ActivityInsights, n.Insights)
	r.Str(c.UserName, a.Sam)
	r.Str(c.ActorName, a.Sam)
	r.Str(c.ActorPrincipalName, a.UPN)
	r.Str(c.UserPrincipalName, a.UPN)
	r.Str(c.UsersInsights, fmt.Sprintf(`{"AccountDisplayName":%q,"AccountDomain":%q,"AccountObjectID":%q,"BlastRadius":%q,"IsDormantAccount":"False","IsNewAccount":"%s"}`, a.Display, e.O.Domain, a.ObjectID,
		map[bool]string{true: "High", false: "Low"}[a.Privileged], truth(a.Created < 30)))
	r.Str(c.SourceIPAddress, n.IP)
	r.Str(c.EventSource, n.Source)
	r.Str(c.EventVendor, "Microsoft")
	r.Str(c.NativeTableName, n.Table)
	r.Str(c.SourceRecordId, n.ID)
	r.Int(c.InvestigationPriority, n.Score)
	r.Int(c.TimeProcessed, at+processed)
	r.Str(c.DestinationDevice, n.Device)
	r.Str(c.TargetName, n.Target)
	return r
}

// everyday are the changes of the directory and the kinds of Azure resources that an organisation changes week after week.
var everyday = map[string]bool{"Update user": true, "Change user password": true, "Reset password (by admin)": true, "Reset user password": true, "Microsoft.Authorization/roleAssignments/write": true, "Add member to role completed (PIM activation)": true, "Update application": true, "Add user": true, "Add member to group": true, "Remove member from group": true, "Update device": true,
	"User registered security info": true, "Delete user": true, "Invite external user": true, "Microsoft.Compute": true, "Microsoft.Resources": true, "Microsoft.Network": true, "Microsoft.Storage": true, "Microsoft.Web": true, "Microsoft.Insights": true}

// habit says what of an act is out of the ordinary. What somebody has done before follows from their part in the organisation: who
// administers has done all that is everyday, and others have looked after themselves alone. Peers are the people of the department.
func (e Env) habit(a *org.Account, what string, own bool) (n notice) {
	n.tenant = !everyday[what]
	n.unusual = !own && (!a.Privileged || n.tenant)
	n.peers = n.unusual
	if a.Person != nil && n.unusual && !n.tenant {
		peers, able := 0, 0
		for _, p := range e.O.Team(a.Person.Department) {
			peers++
			if p.Admin != nil {
				able++
			}
		}
		n.peers = able*4 < peers
	}
	for weight, new := range map[int64]bool{3: n.unusual, 1: n.peers, 2: n.tenant} {
		if new {
			n.Score += weight
		}
	}
	n.Insights = fmt.Sprintf(`{"FirstTimeUserPerformedAction":"%s","ActionUncommonlyPerformedByUser":"%s","ActionUncommonlyPerformedAmongPeers":"%s","ActionUncommonlyPerformedInTenant":"%s"}`, truth(n.unusual), truth(n.unusual), truth(n.peers), truth(n.tenant))
	n.By = a
	return n
}

// acted writes what analytics thinks of an act that is no sign-in, as a rule long after it. The act's own stream is left alone.
func (e Env) acted(at int64, n notice) {
	if n.By == nil || n.By.Kind == org.Service {
		return
	}
	r := chance.Stream(7, n.ID)
	e.noticed(at, r.Between(20*tick.Minute, 70*tick.Minute), r.Between(10*tick.Minute, 19*tick.Minute), n)
}

// changed is a change of the directory as analytics sees it.
func (e Env) changed(at int64, a Audit, id string) {
	if a.App != nil || a.By == nil {
		return
	}
	n := e.habit(a.By, a.Operation, a.Target == a.By.UPN)
	n.Kind, n.Action, n.Source, n.Table, n.ID, n.IP, n.Target = a.Category, a.Operation, "Azure AD", "AuditLogs", id, a.IP, a.Target
	e.acted(at, n)
}

// operated is an operation on an Azure resource as analytics sees it.
func (e Env) operated(at int64, o Operation, id string) {
	what, _, _ := strings.Cut(o.Name, "/")
	if everyday[o.Name] {
		what = o.Name
	}
	n := e.habit(o.By, what, false)
	n.Kind, n.Action, n.Source, n.Table, n.ID, n.IP, n.Target = "Administrative", o.Name, "Azure Activity", "AzureActivity", id, o.IP, o.Resource
	e.acted(at, n)
}

// entered is a session over Remote Desktop as analytics sees it: administrators have been on every server before.
func (e Env) entered(at int64, l Logon) {
	new := !l.Account.Privileged
	n := notice{By: l.Account, Kind: map[bool]string{true: "LogOn", false: "FailedLogOn"}[l.Failure == ""], Action: "RemoteInteractiveLogon", Source: "Security Events", Table: "SecurityEvent", IP: l.FromIP, Device: l.Device.Upper(),
		ID: chance.Stream(l.Device.Hash, l.Account.Sam, fmt.Sprint(at)).GUID()}
	if new {
		n.Score = 4
	}
	n.Insights = fmt.Sprintf(`{"FirstTimeUserLoggedOnToDevice":"%s","DeviceUncommonlyAccessedByUser":"%s","DeviceUncommonlyAccessedAmongPeers":"%s","FailedLogOn":"%s"}`, truth(new), truth(new), truth(new), truth(l.Failure != ""))
	e.acted(at, n)
}

func init() {
	behavior.T = emit.Open("BehaviorAnalytics")
	emit.Bind(behavior.T, &behavior)
}
