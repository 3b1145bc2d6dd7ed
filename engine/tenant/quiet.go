package tenant

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/soc"
	"socrates/engine/telemetry"
)

// A response changes ordinary life as well as the attack. While a device is isolated, nothing but its sensor has a network;
// while an account is disabled, its sign-ins are refused, and when its tokens have run out it does nothing in the cloud. The
// rows are in the data file all the same, so a query reads them as they would be. Without such a response nothing is added
// to a query.

// quiet is one device or account that a response keeps quiet.
type quiet struct {
	account  bool // an account; otherwise a device
	id       string
	from, to int64 // from <= time < to
	spared   []string
}

// tokenLife is how long a disabled account's tokens serve at most: continuous access evaluation knows of a disabled account
// within a quarter of an hour.
const tokenLife = 15 * value.Minute

// refusedCode is the error of a sign-in to an account that is disabled (AADSTS50057).
const refusedCode = 50057

const refusedText = "The user account is disabled."

func quietBy(blocks []soc.Block) []quiet {
	var out []quiet
	for _, b := range blocks {
		q := quiet{id: b.ID, from: b.Since, to: cmp.Or(b.Until, never), account: b.Kind == "account"}
		switch {
		case b.How == "isolate-device" && b.Kind == "device":
			q.spared = soc.Spared(b.Way)
		case b.How != "disable-user" || !q.account:
			continue
		}
		out = append(out, q)
	}
	return out
}

// cloudTables are those in which an account leaves rows by using the cloud, with the column that holds its object id.
var cloudTables = map[string]string{"OfficeActivity": "UserKey", "CloudAppEvents": "AccountObjectId", "MicrosoftGraphActivityLogs": "UserId", "EmailEvents": "SenderObjectId"}

// excludes are the conditions that keep out rows which would not have come about.
func (q quiet) excludes(t *schema.Table) []string {
	if q.account {
		column := cloudTables[t.Name]
		if column == "" {
			return nil
		}
		return []string{fmt.Sprintf("NOT (%s AND %s)", q.during(t, tokenLife), q.named(column))}
	}
	where := ""
	switch t.Name {
	case "DeviceNetworkEvents":
		where = "true"
	case "DeviceEvents":
		where = `"ActionType" IN ('DnsQueryResponse', 'LdapSearch')`
	case "DeviceLogonEvents":
		return []string{fmt.Sprintf(`NOT (%s AND %s AND "LogonType" IN ('Network', 'RemoteInteractive'))`, q.during(t, 0), q.named("DeviceId"))}
	default:
		return nil
	}
	return []string{fmt.Sprintf(`NOT (%s AND %s AND %s AND lower("InitiatingProcessFileName") NOT IN (%s))`, q.during(t, 0), q.named("DeviceId"), where, texts(q.spared))}
}

func (q quiet) named(column string) string {
	return fmt.Sprintf("coalesce(%s, '') = %s", telemetry.Ident(column), telemetry.Text(q.id))
}

// during is the time in which q is quiet, some time after it began.
func (q quiet) during(t *schema.Table, later int64) string {
	time := telemetry.Ident(t.TimeColumn())
	return fmt.Sprintf("%s >= %d AND %[1]s < %[3]d", time, q.from+later, q.to)
}

func texts(list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, telemetry.Text(s))
	}
	return strings.Join(out, ", ")
}

// signIn says how a table of sign-ins holds a successful one, and what a refused one has in its place.
type signIn struct {
	account, success string
	refused          map[string]string // column -> SQL
}

var refusedStatus = fmt.Sprintf(`'{"errorCode":%d,"failureReason":"%s"}'`, refusedCode, refusedText)

var signIns = map[string]signIn{
	"SigninLogs": {"UserId", `"ResultType" = '0'`, map[string]string{"ResultType": fmt.Sprintf("'%d'", refusedCode), "ResultSignature": "'FAILURE'",
		"ResultDescription": "'" + refusedText + "'", "Status": refusedStatus + "::JSON", "ConditionalAccessStatus": "'notApplied'"}},
	"AADNonInteractiveUserSignInLogs": {"UserId", `"ResultType" = '0'`, map[string]string{"ResultType": fmt.Sprintf("'%d'", refusedCode), "ResultSignature": "'FAILURE'",
		"ResultDescription": "'" + refusedText + "'", "Status": refusedStatus, "ConditionalAccessStatus": "'notApplied'"}},
	"EntraIdSignInEvents": {"AccountObjectId", `"ErrorCode" = 0`, map[string]string{"ErrorCode": fmt.Sprintf("%d::INTEGER", refusedCode)}},
	"AADSignInEventsBeta": {"AccountObjectId", `"ErrorCode" = 0`, map[string]string{"ErrorCode": fmt.Sprintf("%d::INTEGER", refusedCode)}},
	"IdentityLogonEvents": {"AccountObjectId", `"ActionType" = 'LogonSuccess'`, map[string]string{"ActionType": "'LogonFailed'", "FailureReason": "'AccountDisabled'"}},
}

// refusals are the columns of a table that read otherwise, because the sign-in would have been refused.
func refusals(list []quiet, t *schema.Table) []string {
	s, ok := signIns[t.Name]
	var when []string
	for _, q := range list {
		if ok && q.account {
			when = append(when, fmt.Sprintf("(%s AND %s)", q.during(t, 0), q.named(s.account)))
		}
	}
	if len(when) == 0 {
		return nil
	}
	var out []string
	for column, sql := range s.refused {
		out = append(out, fmt.Sprintf("CASE WHEN %s AND (%s) THEN %s ELSE %[4]s END AS %[4]s", s.success, strings.Join(when, " OR "), sql, telemetry.Ident(column)))
	}
	slices.Sort(out)
	return out
}

// regrouped is the column MachineGroup of a table, where somebody changed the device groups.
func (s *scope) regrouped(t *schema.Table) []string {
	has := func(name string) bool {
		return slices.ContainsFunc(t.Columns(), func(c schema.Column) bool { return c.Name == name })
	}
	if len(s.v.managed.groups) == 0 || !has("MachineGroup") || !has("DeviceId") {
		return nil
	}
	devices := map[soc.Member][]string{}
	for id, m := range s.v.managed.groups {
		devices[m] = append(devices[m], id)
	}
	var when []string
	for m, ids := range devices {
		slices.Sort(ids)
		when = append(when, fmt.Sprintf("WHEN %s >= %d AND \"DeviceId\" IN (%s) THEN %s", telemetry.Ident(t.TimeColumn()), m.Since, texts(ids), telemetry.Text(m.Group)))
	}
	slices.Sort(when)
	return []string{fmt.Sprintf(`CASE %s ELSE "MachineGroup" END AS "MachineGroup"`, strings.Join(when, " "))}
}
