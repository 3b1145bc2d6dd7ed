package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
)

// Dossier is the page of a user, device, address, file or mailbox.
type Dossier struct {
	Kind      string         `json:"kind"`
	Name      string         `json:"name"`
	Entity    entity.Entity  `json:"entity"`
	Facts     []Fact         `json:"facts"`     // what inventories and counts say
	Alerts    []*Alert       `json:"alerts"`    // that name it
	Incidents []Line         `json:"incidents"` // of these alerts
	State     string         `json:"state,omitempty"`
	Timeline  []Moment       `json:"timeline"` // the latest first
	Tables    map[string]int `json:"tables"`   // rows that name it in the time of the timeline
}

// Fact is a line of the profile.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Moment is a row of any table that names the entity.
type Moment struct {
	At    int64  `json:"at"` // datetime ticks
	Table string `json:"table"`
	What  string `json:"what"`
	Says  string `json:"says"`
}

// DossierKinds are the kinds of entity that have a page.
var DossierKinds = []string{"user", "device", "ip", "file", "mailbox", "domain"}

// dossierKind says how an entity is found and which columns name it.
type dossierKind struct {
	find    func(context.Context, *Engine, string) (entity.Entity, error)
	ids     func(entity.Entity) []string // the values that name it in a row
	columns []string                     // of any table
	facts   func(context.Context, *Engine, entity.Entity) ([]Fact, error)
}

var dossierKinds map[string]dossierKind

func init() {
	accounts := []string{"AccountUpn", "AccountObjectId", "AccountSid", "UserPrincipalName", "UserId", "InitiatingProcessAccountUpn", "InitiatingProcessAccountObjectId",
		"TargetAccountUpn", "AccountId", "Identity", "UserKey", "Caller"}
	mail := []string{"RecipientEmailAddress", "SenderFromAddress", "SenderMailFromAddress", "MailboxOwnerUPN"}
	dossierKinds = map[string]dossierKind{
		"user":   {findUser, func(u entity.Entity) []string { return values(u, "AadUserId", "Sid", "UserPrincipalName") }, append(accounts, mail[:3]...), userFacts},
		"device": {findDevice, func(d entity.Entity) []string { return values(d, "MdatpDeviceId", "HostName") }, []string{"DeviceId", "DeviceName", "TargetDeviceName", "DestinationDeviceName", "Computer", "SourceHostName", "DestinationHostName"}, deviceFacts},
		"ip": {findAddress, func(a entity.Entity) []string { return values(a, "Address") }, []string{"RemoteIP", "LocalIP", "IPAddress", "IpAddress", "ClientIP", "SourceIP", "DestinationIP", "CallerIpAddress",
			"SenderIPv4", "SenderIPv6", "SourceIpAddress", "FileOriginIP", "NetworkIP", "DestinationIPAddress", "PublicIP", "cIP", "CIp"}, addressFacts},
		"file":    {findFile, func(f entity.Entity) []string { return values(f, "Sha256", "Sha1") }, []string{"SHA256", "SHA1", "InitiatingProcessSHA256", "InitiatingProcessSHA1", "FileHashValue"}, fileFacts},
		"mailbox": {findMailbox, func(m entity.Entity) []string { return values(m, "MailboxPrimaryAddress") }, mail, mailboxFacts},
		"domain":  {findDomain, func(d entity.Entity) []string { return values(d, "DomainName") }, []string{"RemoteUrl", "UrlDomain", "SenderFromDomain", "DestinationHostName", "DomainName"}, domainFacts},
	}
}

func values(en entity.Entity, names ...string) []string {
	var out []string
	for _, n := range names {
		if en.IDs[n] != "" {
			out = append(out, en.IDs[n])
		}
	}
	return out
}

// Dossier opens the page of an entity as a portal shows it, with the latest `most` rows since a moment.
func (e *Engine) Dossier(ctx context.Context, portal Portal, kind, name string, since int64, most int) (*Dossier, error) {
	k, ok := dossierKinds[kind]
	if !ok {
		return nil, refuse(Invalid, "choose one of "+strings.Join(DossierKinds, ", "), "no page for a %q", kind)
	}
	en, err := k.find(ctx, e, name)
	if err != nil {
		return nil, err
	}
	d := &Dossier{Kind: kind, Name: en.Name(), Entity: en, State: e.standing(en), Alerts: []*Alert{}, Incidents: []Line{}, Timeline: []Moment{}, Tables: map[string]int{}}
	if d.Facts, err = k.facts(ctx, e, en); err != nil {
		return nil, err
	}
	e.alertsAbout(d, portal)
	return d, e.timeline(ctx, d, k, portal, since, most)
}

func (e *Engine) alertsAbout(d *Dossier, portal Portal) {
	for _, a := range e.st.Alerts {
		if !slices.ContainsFunc(a.Entities, func(x entity.Entity) bool { return shareKey(x, d.Entity) }) {
			continue
		}
		d.Alerts = append(d.Alerts, a)
		i := e.incident(a.Incident)
		if i == nil || i.Face(portal).Since == 0 || slices.ContainsFunc(d.Incidents, func(l Line) bool { return l.ID == i.ID }) {
			continue
		}
		d.Incidents = append(d.Incidents, e.line(i, portal))
	}
}

// timeline asks every table that the portal shows and that has a column for the entity.
func (e *Engine) timeline(ctx context.Context, d *Dossier, k dossierKind, portal Portal, since int64, most int) error {
	scope := Unified
	if portal == profile.Azure {
		scope = WorkspaceScope
	}
	parts := e.timelineParts(scope, k, k.ids(d.Entity), since)
	if len(parts) == 0 {
		return nil
	}
	ans, err := e.world.Hunt(ctx, Query{KQL: "let rows = materialize(union " + strings.Join(parts, ",\n") + ");\nunion (rows | top " + fmt.Sprint(most) +
		" by Time desc, Table asc | extend N = long(0)), (rows | summarize N = count() by Table)", Scope: scope, At: e.st.Now})
	if err != nil {
		return err
	}
	for _, row := range ans.Rows {
		r := rule.Record(ans.Columns, row)
		table := rule.Text(r["Table"])
		if at, ok := r["Time"].(int64); ok {
			d.Timeline = append(d.Timeline, Moment{At: at, Table: table, What: rule.Text(r["What"]), Says: rule.Text(r["Says"])})
			continue
		}
		n, _ := r["N"].(int64)
		d.Tables[table] = int(n)
	}
	slices.SortStableFunc(d.Timeline, func(a, b Moment) int {
		return compareMoments(a, b)
	})
	return nil
}

func compareMoments(a, b Moment) int {
	if a.At != b.At {
		return int(min(1, max(-1, b.At-a.At)))
	}
	return strings.Compare(a.Table+a.Says, b.Table+b.Says)
}
