package soc

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// actionColumns say what happened, detailColumns to what: the first that a table has.
var (
	actionColumns = []string{"ActionType", "OperationName", "Operation", "EventName", "Title", "AlertName", "RiskEventType", "EventID", "Activity", "DeviceAction", "DeliveryAction", "RequestMethod"}
	detailColumns = []string{"FileName", "ProcessCommandLine", "RemoteIP", "RemoteUrl", "RemotePort", "AppDisplayName", "Application", "IPAddress", "Location", "ResultType", "RiskLevelDuringSignIn", "Subject", "SenderFromAddress",
		"RecipientEmailAddress", "Url", "RegistryKey", "RegistryValueData", "LogonType", "AccountName", "SourceIP", "DestinationIP", "DestinationPort", "ObjectName", "SourceFileName", "OfficeObjectId", "Severity",
		"FailureReason", "ResultDescription", "QueryTarget", "Query", "SyslogMessage", "DeviceName", "AccountUpn"}
)

// detailsMost is how many details a line of a timeline has.
const detailsMost = 5

// inventories repeat the same facts every day: they belong to the profile, not into a timeline.
func inventory(name string) bool {
	return strings.HasPrefix(name, "DeviceTvm") || strings.HasPrefix(name, "DeviceBaseline") || strings.HasPrefix(name, "IdentityInfo") ||
		slices.Contains([]string{"DeviceInfo", "DeviceNetworkInfo", "DeviceFileCertificateInfo", "IdentityAccountInfo", "Heartbeat", "Usage", "ExposureGraphNodes", "ExposureGraphEdges", "AADRiskyUsers"}, name)
}

// timelineParts writes one query a table: its rows that name one of the ids.
func (e *Engine) timelineParts(scope Scope, k dossierKind, ids []string, since int64) []string {
	var quoted []string
	for _, id := range ids {
		quoted = append(quoted, quote(id))
	}
	var parts []string
	for _, t := range schema.All() {
		if inventory(t.Name) || strings.Contains(t.Name, "@") {
			continue
		}
		if ok, _ := e.Visible(scope, t.Name); ok {
			if part := timelinePart(t, columnsIn(scope, t), k.columns, strings.Join(quoted, ", "), since); part != "" {
				parts = append(parts, part)
			}
		}
	}
	return parts
}

func columnsIn(scope Scope, t *schema.Table) []schema.Column {
	if scope == WorkspaceScope {
		return t.InWorkspace
	}
	return t.Columns()
}

func timelinePart(t *schema.Table, columns []schema.Column, names []string, ids string, since int64) string {
	has := map[string]bool{}
	for _, c := range columns {
		has[c.Name] = true
	}
	var conditions []string
	for _, n := range names {
		if has[n] {
			conditions = append(conditions, fmt.Sprintf("tostring(%s) in~ (%s)", n, ids))
		}
	}
	time := t.TimeColumn()
	if !has[time] {
		time = "TimeGenerated"
	}
	if len(conditions) == 0 || !has[time] {
		return ""
	}
	what, details := `""`, []string{}
	if n := slices.IndexFunc(actionColumns, func(c string) bool { return has[c] }); n >= 0 {
		what = "tostring(" + actionColumns[n] + ")"
	}
	for _, c := range detailColumns {
		if has[c] && len(details) < detailsMost {
			details = append(details, "tostring("+c+")")
		}
	}
	says := `""`
	if len(details) > 0 {
		says = `trim(@"[ |]+", strcat_delim(" | ", ` + strings.Join(details, ", ") + `))`
	}
	if len(details) == 1 {
		says = details[0]
	}
	return fmt.Sprintf("(%s | where %s >= datetime(%s) and (%s) | project Time = %s, Table = %s, What = %s, Says = %s)", t.Name, time, value.FormatDatetime(max(since, value.UnixEpoch)),
		strings.Join(conditions, " or "), time, quote(t.Name), what, says)
}
