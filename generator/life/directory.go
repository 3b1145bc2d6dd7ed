package life

import (
	"fmt"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Directory is what happens to the organisation as a whole: its list of identities, changes by administrators, threat
// intelligence, watchlists.
type Directory struct{ O *org.Org }

// Begins is the midnight of those furthest east.
func (a Directory) Begins(midnight int64) int64 { return midnight - eastmost }

// Acts is the directory's day.
func (a Directory) Acts(midnight int64) []Act {
	o := a.O
	d := &day{from: midnight, r: chance.Stream(o.Seed, "directory", fmt.Sprint(midnight))}
	for i, acc := range o.Accounts {
		at := midnight + 40*tick.Minute + (int64(i)*6*tick.Hour/int64(len(o.Accounts)) + d.r.Between(0, 20*tick.Second))
		d.acts = append(d.acts, Act{at, "", func(e trace.Env, at int64) { e.Identity(at, acc) }})
	}
	d.every(d.r.Between(0, tick.Hour), tick.Hour, feed)
	d.every(3*tick.Hour+17*tick.Minute, tick.Day, watchlists)
	n := 3 + float64(len(o.People))/15
	if tick.Weekend(midnight) {
		n /= 12
	}
	for range d.r.Poisson(n) {
		d.acts = append(d.acts, Act{midnight + d.r.Between(6*tick.Hour, 18*tick.Hour), "", administer})
	}
	return d.acts
}

var reports = []string{"Reported by sensor network", "Seen in a phishing campaign", "Scanner of management ports", "Command and control of a commodity loader", "Credential phishing kit", "Proxy of a botnet", "Brute force over SSH"}

// feed is one delivery of indicators that concern somebody else.
func feed(e trace.Env, at int64) {
	providers := []string{"Microsoft Defender Threat Intelligence", "Open Source Feed", "Sector ISAC"}
	for i := range e.R.Between(2, 5) {
		in := trace.Indicator{Kind: "ipv4-addr", Value: fmt.Sprintf("%d.%d.%d.%d", e.R.Between(31, 222), e.R.Between(1, 250), e.R.Between(1, 250), e.R.Between(2, 250)), Provider: providers[e.R.Zipf(3, 1)],
			Threat: chance.Pick(e.R, []string{"Botnet", "C2", "Malware", "WatchList", "Phishing"}), Confidence: e.R.Between(30, 95), Description: chance.Pick(e.R, reports), Valid: e.R.Between(7, 60) * tick.Day}
		switch e.R.Weighted(5, 2, 1.5, 1.5) {
		case 1:
			in.Kind, in.Value = "domain-name", spamDomain(e.R)
		case 2:
			in.Kind, in.Value = "url", "https://"+spamDomain(e.R)+"/"+e.R.Token(7)
		case 3:
			in.Kind, in.Value = "file", e.R.Hex(64)
		}
		in.Inactive = e.R.Is(0.05)
		at += e.R.Between(20*tick.Millisecond, 900*tick.Millisecond) * (i + 1)
		e.Indicator(at, in)
	}
}

// watchlists are refreshed once a day. The stamp of an item stays that of its making, so that whoever deletes it is right after
// the next refresh, too.
func watchlists(e trace.Env, at int64) {
	o := e.O
	by, made := o.Admins()[0].Account, at-at%(64*tick.Day)-9*tick.Day+11*tick.Hour+23*tick.Minute
	id := func(names ...string) string {
		return chance.Stream(o.Seed, append([]string{"watchlist"}, names...)...).GUID()
	}
	item := func(l trace.List, key, json string) {
		at += e.R.Between(3*tick.Millisecond, 40*tick.Millisecond)
		e.ListItem(at, l, id(l.Alias), id(l.Alias, key), key, json)
	}
	vip := trace.List{Alias: "VIPUsers", Name: "VIP Users", Key: "User Principal Name", By: by, Created: made - made%tick.Second}
	for _, p := range o.Team("Executive") {
		item(vip, p.UPN, fmt.Sprintf(`{"User Identifier":%q,"User AAD Object Id":%q,"User On-Prem Sid":%q,"User Principal Name":%q,"Tags":"executive"}`, p.Sam, p.ObjectID, p.SID, p.UPN))
	}
	assets := trace.List{Alias: "HighValueAssets", Name: "High Value Assets", Key: "Asset FQDN", By: by, Created: vip.Created}
	for _, role := range []string{"dc", "sql", "sync", "backup"} {
		for _, d := range o.Role(role) {
			item(assets, d.FQDN, fmt.Sprintf(`{"Asset Type":"Device","Asset Name":%q,"Asset FQDN":%q,"IP Address":%q,"Tags":%q}`, d.Upper(), d.FQDN, d.IP, role))
		}
	}
	networks := trace.List{Alias: "NetworkAddresses", Name: "Network Addresses", Key: "IP Subnet", By: by, Created: vip.Created}
	for _, s := range o.Sites {
		item(networks, s.Egress+"/32", fmt.Sprintf(`{"IP Subnet":"%s/32","Range Name":"%s office","Tags":"egress"}`, s.Egress, s.City))
		item(networks, fmt.Sprintf("10.%d.0.0/16", s.Net), fmt.Sprintf(`{"IP Subnet":"10.%d.0.0/16","Range Name":"%s LAN","Tags":"internal"}`, s.Net, s.City))
	}
}

// administer is a change of the directory by an administrator or by a person for themselves.
func administer(e trace.Env, at int64) {
	by, target := chance.Pick(e.R, e.O.Admins()), chance.Pick(e.R, e.O.People)
	a := trace.Audit{Category: "UserManagement", By: by.Admin, IP: by.Site.Egress, Target: target.UPN, TargetID: target.ObjectID}
	jump := e.O.First("jump")
	change := trace.Change{By: by.Admin, From: jump, Target: target.Account}
	switch e.R.Weighted(4, 3, 2, 2, 2, 1, 0.5, 0.5) {
	case 0:
		old := chance.Pick(e.R, e.O.Team(target.Department)).Title
		a.Operation, a.Modified = "Update user", fmt.Sprintf(`[{"displayName":"JobTitle","oldValue":"[\"%s\"]","newValue":"[\"%s\"]"}]`, old, target.Title)
		change.Action, change.Fields = "User Title changed", fmt.Sprintf(`{"FROM User Title":%q,"TO User Title":%q}`, old, target.Title)
		e.Directory(at, change)
	case 1:
		group := chance.Pick(e.R, []string{"SG-VPN-Users", "SG-SharePoint-Members", "SG-Print-Color", "SG-Project-" + chance.Pick(e.R, e.O.Projects)})
		a.Operation, a.Category, a.Modified = "Add member to group", "GroupManagement", fmt.Sprintf(`[{"displayName":"Group.DisplayName","oldValue":null,"newValue":"\"%s\""}]`, group)
		change.Action, change.Fields = "Group Membership changed", fmt.Sprintf(`{"ACTOR.ACCOUNT":%q,"TO.GROUP":%q,"TARGET_OBJECT.USER":%q}`, by.Admin.Sam, group, target.Sam)
		e.Directory(at, change)
		e.Managed(at+e.R.Between(2*tick.Millisecond, 40*tick.Millisecond), 4728, by.Admin, target.Account, group, e.R.Between(1<<22, 1<<31))
	case 2:
		a.Operation = "Reset user password"
		change.Action = "Account Password changed"
		e.Directory(at, change)
		e.Managed(at+e.R.Between(2*tick.Millisecond, 40*tick.Millisecond), 4724, by.Admin, target.Account, "", e.R.Between(1<<22, 1<<31))
	case 3:
		a.Operation, a.Service, a.By, a.IP = "User registered security info", "Authentication Methods", target.Account, target.Site.Egress
	case 4:
		a.Operation, a.Category, a.Target, a.TargetID, a.TargetType = "Update device", "Device", target.Device.Upper(), target.Device.AadID, "Device"
	case 5:
		ownPassword(e, at, target)
		return
	case 6:
		a.Operation, a.Category, a.Target, a.TargetID, a.TargetType = "Update application", "ApplicationManagement", "crm-sync", e.O.App("crm-sync").Principal, "Application"
	case 7:
		a.Operation, a.Category, a.Service = "Add member to role completed (PIM activation)", "RoleManagement", "PIM"
		a.Target, a.TargetID = by.Admin.UPN, by.Admin.ObjectID
		a.Modified = fmt.Sprintf(`[{"displayName":"Role.DisplayName","oldValue":null,"newValue":"\"%s\""}]`, append(by.Admin.Roles, "Security Reader")[0])
	}
	e.Audit(at, a)
	if e.R.Is(0.25) {
		portal(e, at-e.R.Between(2*tick.Minute, 9*tick.Minute), by)
	}
}

// portal is an administrator who signs in to the Azure portal, with a second factor, and what the portal asks Graph.
func portal(e trace.Env, at int64, p *org.Person) {
	s := trace.SignIn{Account: p.Admin, App: e.O.App("Azure Portal"), Resource: e.O.App("Windows Azure Service Management API"), IP: p.Site.Egress, Place: p.Site.Place, Device: p.Device, Agent: p.Browser.Agent, Browser: p.Browser.Name, OS: p.Device.OS.Platform, MFA: "done", Method: p.MFA, Office: true}
	e.SignIn(at, s)
	for range e.R.Between(2, 6) {
		at += e.R.Between(200*tick.Millisecond, 4000*tick.Millisecond)
		e.GraphCall(at, trace.Call{App: s.App, User: p.Admin, IP: s.IP, Method: "GET", Agent: p.Browser.Agent, Scopes: "Directory.AccessAsUser.All User.ReadWrite.All", URI: chance.Pick(e.R, []string{"me", "users?$top=20&$select=id,displayName", "groups?$top=20", "organization", "policies/conditionalAccessPolicies", "directoryRoles"})})
	}
}

// ownPassword is somebody who changes their password because it is about to expire.
func ownPassword(e trace.Env, at int64, p *org.Person) {
	e.Managed(at, 4723, p.Account, p.Account, "", e.R.Between(1<<18, 1<<24))
	e.Directory(at+e.R.Between(5*tick.Millisecond, 90*tick.Millisecond), trace.Change{Action: "Account Password changed", By: p.Account, From: p.Device, Target: p.Account})
	e.Audit(after(e.R, at, 3*tick.Minute), trace.Audit{Operation: "Change user password", Category: "UserManagement", By: p.Account, IP: p.Site.Egress, Target: p.UPN, TargetID: p.ObjectID, Agent: p.Browser.Agent})
}
