package trace

import (
	"fmt"

	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

var (
	directory  = emit.Open("IdentityDirectoryEvents")
	queries    = emit.Open("IdentityQueryEvents")
	riskyUsers = emit.Open("AADRiskyUsers")
	watchlist  = emit.Open("Watchlist")
)

// Change is something that the sensor on a domain controller saw happen to the directory, or on a server.
type Change struct {
	Action string // ActionType, such as "Group Membership changed"
	By     *org.Account
	From   *org.Device
	IP     string       // of From at that time; empty: its usual one
	Target *org.Account // nil when it is no account
	Name   string       // of the target otherwise
	On     *org.Device  // target device, nil when there is none
	Fields string       // AdditionalFields as JSON
}

// Directory writes an IdentityDirectoryEvents row.
func (e Env) Directory(at int64, c Change) {
	dc, by := e.O.First("dc"), c.By
	pairs := []any{"ActionType", c.Action, "Application", "Active Directory", "AccountName", by.Sam, "AccountDomain", e.O.ADDomain, "AccountUpn", by.UPN, "AccountSid", by.SID, "AccountObjectId", by.ObjectID,
		"AccountDisplayName", by.Display, "DeviceName", c.From.FQDN, "IPAddress", orElse(c.IP, c.From.IP), "DestinationDeviceName", dc.FQDN, "DestinationIPAddress", dc.IP, "ReportId", e.R.GUID(), "AdditionalFields", orElse(c.Fields, "{}")}
	switch {
	case c.Target != nil:
		pairs = append(pairs, "TargetAccountUpn", c.Target.UPN, "TargetAccountDisplayName", c.Target.Display)
	case c.Name != "":
		pairs = append(pairs, "TargetAccountDisplayName", c.Name)
	}
	if c.On != nil {
		pairs = append(pairs, "TargetDeviceName", c.On.FQDN)
	}
	e.write(directory, at, e.R.Between(60*tick.Second, 400*tick.Second), pairs...)
}

// Question is an LDAP, SAMR or DNS query to a domain controller.
type Question struct {
	Action string // ActionType: LDAP query, SAMR query, DNS query
	Kind   string // QueryType: QueryUser, QueryGroup, EnumerateUsers, EnumerateGroups
	Text   string // the filter or the name
	Target string // QueryTarget
	By     *org.Account
	From   *org.Device
	IP     string
}

// Query writes an IdentityQueryEvents row.
func (e Env) Query(at int64, q Question) {
	dc := e.O.First("dc")
	protocol, port := "Ldap", 389
	switch q.Action {
	case "SAMR query":
		protocol, port = "Samr", 445
	case "DNS query":
		protocol, port = "Dns", 53
	}
	e.write(queries, at, e.R.Between(60*tick.Second, 400*tick.Second), "ActionType", q.Action, "Application", "Active Directory", "QueryType", q.Kind, "QueryTarget", q.Target, "Query", q.Text, "Protocol", protocol,
		"AccountName", q.By.Sam, "AccountDomain", e.O.ADDomain, "AccountUpn", q.By.UPN, "AccountSid", q.By.SID, "AccountObjectId", q.By.ObjectID, "AccountDisplayName", q.By.Display, "DeviceName", q.From.FQDN, "IPAddress", orElse(q.IP, q.From.IP),
		"DestinationDeviceName", dc.FQDN, "DestinationIPAddress", dc.IP, "DestinationPort", port, "TargetDeviceName", dc.FQDN, "ReportId", e.R.GUID(), "AdditionalFields", "{}")
}

// RiskyUser is a change of a person's risk.
func (e Env) RiskyUser(at int64, a *org.Account, level, state string) {
	detail := map[string]string{"remediated": "userPerformedSecuredPasswordReset", "dismissed": "adminDismissedAllRiskForUser"}[state]
	e.write(riskyUsers, at, e.R.Between(120*tick.Second, 600*tick.Second), "Id", a.ObjectID, "UserPrincipalName", a.UPN, "UserDisplayName", a.Display, "RiskLevel", level, "RiskState", state, "RiskDetail", orElse(detail, "none"), "RiskLastUpdatedDateTime", at,
		"IsDeleted", false, "IsProcessing", false, "OperationName", "Risky user", "CorrelationId", e.R.GUID())
}

// List is a watchlist of the workspace.
type List struct {
	Alias, Name, Key string // Key is the column that is searched
	By               *org.Account
	Created          int64
}

// ListItem writes one item of a watchlist as it is refreshed. id is the item's own, the same at every refresh; item is JSON.
func (e Env) ListItem(at int64, l List, list, id, key, item string) {
	by := fmt.Sprintf(`{"Name":%q,"Email":%q,"ObjectId":%q}`, l.By.Display, l.By.UPN, l.By.ObjectID)
	e.write(watchlist, at, e.R.Between(5*tick.Second, 60*tick.Second), "AzureTenantId", e.O.TenantID, "CorrelationId", list, "CreatedBy", by, "UpdatedBy", by, "CreatedTimeUTC", l.Created, "LastUpdatedTimeUTC", l.Created, "DefaultDuration", "P1DT0H0M0S",
		"_DTItemId", id, "_DTItemStatus", "Create", "_DTItemType", "watchlist-item", "_DTTimestamp", l.Created, "EntityMapping", "{}", "Provider", "Custom", "Source", l.Alias+".csv", "Tags", "", "SearchKey", key, "TimeToLive", at+12*tick.Day,
		"WatchlistAlias", l.Alias, "WatchlistId", list, "WatchlistName", l.Name, "WatchlistItemId", id, "WatchlistItem", item)
}
