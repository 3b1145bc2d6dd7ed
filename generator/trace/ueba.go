package trace

import (
	"fmt"

	"socrates/generator/chance"
	"socrates/generator/emit"
	"socrates/generator/tick"
)

var behavior struct {
	T *emit.Table
	ActionType, ActivityInsights, ActivityType, ActorName, ActorPrincipalName, DestinationIPAddress, DevicesInsights, EventProductVersion, EventSource, EventVendor,
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
	c, a := &behavior, s.Account
	r := e.W.Row(c.T, at, e.R.Between(20*tick.Minute, 70*tick.Minute))
	r.Str(c.ActivityType, map[bool]string{true: "LogOn", false: "FailedLogOn"}[s.Result == 0])
	r.Str(c.ActionType, "Sign-in")
	r.Str(c.ActivityInsights, insights)
	r.Str(c.UserName, a.Sam)
	r.Str(c.ActorName, a.Sam)
	r.Str(c.ActorPrincipalName, a.UPN)
	r.Str(c.UserPrincipalName, a.UPN)
	r.Str(c.UsersInsights, fmt.Sprintf(`{"AccountDisplayName":%q,"AccountDomain":%q,"AccountObjectID":%q,"BlastRadius":%q,"IsDormantAccount":"False","IsNewAccount":"%s"}`, a.Display, e.O.Domain, a.ObjectID,
		map[bool]string{true: "High", false: "Low"}[a.Privileged], truth(a.Created < 30)))
	r.Str(c.DevicesInsights, fmt.Sprintf(`{"Browser":%q,"OperatingSystem":%q,"UserAgentFamily":%q,"ISP":%q}`, s.Browser, s.OS, s.Browser, s.Place.ISP))
	if s.Device != nil {
		r.Str(c.SourceDevice, s.Device.Upper())
	}
	r.Str(c.SourceIPAddress, s.IP)
	r.Str(c.SourceIPLocation, s.Place.CountryName)
	r.Str(c.EventSource, "Azure AD")
	r.Str(c.EventVendor, "Microsoft")
	r.Str(c.NativeTableName, "SigninLogs")
	r.Str(c.SourceRecordId, id)
	r.Int(c.InvestigationPriority, score)
	r.Int(c.TimeProcessed, at+e.R.Between(10*tick.Minute, 19*tick.Minute))
}

func init() {
	behavior.T = emit.Open("BehaviorAnalytics")
	emit.Bind(behavior.T, &behavior)
}
