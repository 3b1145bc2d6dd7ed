package soc

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"socrates/engine/schema"
	"socrates/engine/schema/rows"
	"socrates/engine/soc/entity"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
)

// outbox holds rows by table until they are published.
type outbox map[string][]cells

// cells is a row by column; what is not named is null, or empty for a string.
type cells map[string]any

func (e *Engine) put(table string, c cells) {
	if e.out == nil {
		e.out = outbox{}
	}
	c["Timestamp"], c["TimeGenerated"], c["_ingested"] = e.st.Now, e.st.Now, e.st.Now
	c["Type"], c["TenantId"], c["_IsBillable"] = table, e.ws.ID, "False"
	if c["SourceSystem"] == nil {
		c["SourceSystem"] = "Detection"
	}
	e.out[table] = append(e.out[table], c)
	e.puts[table]++
	e.waiting++
}

// maxWaiting is how many rows may wait to be published.
const maxWaiting = 4000

// flushFor publishes what waits before a rule asks its query, if the query may read any of it.
func (e *Engine) flushFor(ctx context.Context, r *rule.Rule) error {
	s := e.sweeps[r.ID]
	if e.waiting < maxWaiting && s != nil && s.tables != nil && !slices.ContainsFunc(s.tables, func(t string) bool { return len(e.out[t]) > 0 }) {
		return nil
	}
	return e.flush(ctx)
}

// flush publishes what waits, a batch a table.
func (e *Engine) flush(ctx context.Context) error {
	for _, name := range slices.Sorted(maps.Keys(e.out)) {
		t, ok := schema.Lookup(name)
		if !ok {
			return fmt.Errorf("mini-SOC: no table %s", name)
		}
		if err := e.world.Publish(ctx, e.batch(t, e.out[name])); err != nil {
			return err
		}
	}
	e.out, e.waiting = nil, 0
	return nil
}

func (e *Engine) batch(t *schema.Table, list []cells) *rows.Batch {
	b := &rows.Batch{Table: t}
	for _, c := range t.Columns() {
		b.Cols = append(b.Cols, vector(c, list))
	}
	for _, c := range list {
		e.st.RowIDs[t.Name]++
		b.ID = append(b.ID, e.st.RowIDs[t.Name])
		b.Ingested = append(b.Ingested, c["_ingested"].(int64))
	}
	return b
}

func vector(c schema.Column, list []cells) rows.Vector {
	v := rows.Vector{Type: c.Type, Null: make([]bool, len(list))}
	for n, row := range list {
		cell, ok := row[c.Name]
		v.Null[n] = (!ok || cell == nil) && c.Type != schema.String
		switch c.Type {
		case schema.Bool, schema.Int, schema.Long, schema.Datetime, schema.Timespan:
			v.I = append(v.I, whole(cell))
		case schema.Real:
			f, _ := cell.(float64)
			v.F = append(v.F, f)
		case schema.Dynamic:
			v.S = append(v.S, jsonText(cell))
		default:
			v.S = append(v.S, rule.Text(cell))
		}
	}
	return v
}

func whole(cell any) int64 {
	switch c := cell.(type) {
	case int64:
		return c
	case int:
		return int64(c)
	case bool:
		if c {
			return 1
		}
	}
	return 0
}

func jsonText(v any) string {
	if v == nil {
		return ""
	}
	text, err := json.Marshal(v)
	if err != nil {
		return "null" // only plain values come here
	}
	return string(text)
}

// publishAlert writes AlertInfo and AlertEvidence. An alert without an incident is not seen in the
// Defender portal [C9].
func (e *Engine) publishAlert(a *Alert) {
	if a.Sentinel() && a.Incident == 0 {
		return
	}
	p := e.profile.Product(a.Product)
	e.put("AlertInfo", cells{"AlertId": a.ID, "Title": a.Title, "Category": a.Category, "Severity": a.Severity,
		"ServiceSource": p.ServiceSource, "DetectionSource": p.Detection, "AttackTechniques": jsonText(list(a.Techniques))})
	e.publishEvidence(a, a.Entities)
}

// list is never null in JSON.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// evidenceType is AlertEvidence.EntityType of an entity.
var evidenceType = map[entity.Type]string{entity.Account: "User", entity.Host: "Machine", entity.IP: "Ip", entity.URL: "Url", entity.File: "File",
	entity.FileHash: "File", entity.Process: "Process", entity.Mailbox: "Mailbox", entity.MailMessage: "MailMessage", entity.MailCluster: "MailCluster",
	entity.CloudApp: "CloudApplication", entity.OAuthApp: "OAuthApplication", entity.RegistryKey: "RegistryKey", entity.RegistryValue: "RegistryValue",
	entity.AzureResource: "CloudResource", entity.DNS: "Url"}

func (e *Engine) publishEvidence(a *Alert, entities []entity.Entity) {
	p := e.profile.Product(a.Product)
	for _, en := range entities {
		id := func(names ...string) string {
			for _, n := range names {
				if en.IDs[n] != "" {
					return en.IDs[n]
				}
			}
			return ""
		}
		row := cells{"AlertId": a.ID, "Title": a.Title, "Categories": jsonText([]string{a.Category}), "AttackTechniques": jsonText(list(a.Techniques)),
			"ServiceSource": p.ServiceSource, "DetectionSource": p.Detection, "EntityType": evidenceType[en.Type], "EvidenceRole": string(cmp.Or(en.Role, entity.Related)),
			"Severity": a.Severity, "AdditionalFields": jsonText(en.IDs)}
		switch en.Type {
		case entity.Account, entity.Mailbox:
			row["AccountUpn"], row["AccountObjectId"], row["AccountSid"] = en.UPN(), id("AadUserId", "AadId"), id("Sid")
			row["AccountName"], _, _ = strings.Cut(cmp.Or(id("Name"), en.UPN()), "@")
			row["AccountDomain"] = id("NTDomain")
		case entity.Host:
			row["DeviceId"], row["DeviceName"] = id("MdatpDeviceId"), en.Name()
		case entity.IP:
			row["RemoteIP"] = id("Address")
			if en.Role == entity.Impacted {
				row["RemoteIP"], row["LocalIP"] = "", id("Address")
			}
		case entity.File:
			row["FileName"], row["FolderPath"], row["SHA256"], row["SHA1"] = id("Name"), id("Directory"), id("Sha256"), id("Sha1")
		case entity.URL, entity.DNS:
			row["RemoteUrl"] = id("Url", "DomainName")
		case entity.MailMessage:
			row["NetworkMessageId"], row["EmailSubject"] = id("NetworkMessageId"), id("Subject")
		case entity.Process:
			row["ProcessCommandLine"] = id("CommandLine")
		case entity.RegistryKey, entity.RegistryValue:
			row["RegistryKey"], row["RegistryValueName"], row["RegistryValueData"] = id("Key"), id("Name"), id("Value")
		case entity.OAuthApp:
			row["OAuthApplicationId"] = id("OAuthAppId")
		}
		e.put("AlertEvidence", row)
	}
}

// stream writes an alert's SecurityAlert row: at once for Sentinel's own, through the connector for a
// product's, unless its severity is filtered out [F15].
func (e *Engine) stream(a *Alert) {
	p := e.profile.Product(a.Product)
	if !a.Sentinel() && (!e.st.Connector.Incidents || p.MinSeverity != "" && rank(a.Severity) < rank(p.MinSeverity)) {
		return
	}
	a.Streamed = e.st.Now
	kind := a.Source
	if a.Sentinel() {
		kind = e.ws.ID + "_" + a.Source
	}
	row := cells{
		"DisplayName": a.Title, "AlertName": a.Title, "AlertSeverity": a.Severity, "Description": a.Description, "ProviderName": p.Provider, "VendorName": "Microsoft",
		"VendorOriginalId": a.ID, "SystemAlertId": e.guid(a.ID), "AlertType": kind, "IsIncident": false, "StartTime": a.First, "EndTime": a.Last,
		"ProcessingEndTime": e.st.Now, "Entities": jsonText(entitiesJSON(a.Entities)), "ExtendedProperties": jsonText(a.Details), "Status": StatusNew, // [E14]
		"ProductName": p.Product, "ProductComponentName": p.Component, "Tactics": strings.Join(a.Tactics, ", "), "Techniques": jsonText(list(a.Techniques)),
		"CompromisedEntity": e.compromised(a, p), "WorkspaceSubscriptionId": e.ws.SubscriptionID, "WorkspaceResourceGroup": e.ws.ResourceGroup,
		"AlertLink": "https://security.microsoft.com/alerts/" + a.ID,
	}
	for name, v := range a.Properties {
		row[name] = v
		if score, err := strconv.ParseFloat(v, 64); name == "ConfidenceScore" && err == nil {
			row[name] = score
		}
	}
	e.put("SecurityAlert", row)
}

// compromised fills CompromisedEntity as each product does [F14].
func (e *Engine) compromised(a *Alert, p profile.Product) string {
	want := map[string][]entity.Type{"device": {entity.Host}, "user": {entity.Account, entity.Mailbox}}[p.Compromised]
	if p.Compromised == "fixed" {
		return "CompromisedEntity"
	}
	for _, en := range a.Entities {
		if slices.Contains(want, en.Type) {
			return en.Name()
		}
	}
	return ""
}

func entitiesJSON(entities []entity.Entity) []map[string]any {
	out := []map[string]any{}
	for n, en := range entities {
		m := map[string]any{"$id": fmt.Sprint(n + 2), "Type": strings.ToLower(string(en.Type))}
		for k, v := range en.IDs {
			m[k] = v
		}
		out = append(out, m)
	}
	return out
}

// guid is a guid that follows from the tenant and a name.
func (e *Engine) guid(name string) string {
	h := e.hash("guid", name)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// publishIncident appends the state of an incident's Sentinel side to SecurityIncident [E13].
func (e *Engine) publishIncident(i *Incident, by string) {
	f, s := &i.Sentinel, i.Sentinel.State.Value
	provider, description := e.profile.Providers.DefenderIncident, ""
	if i.Origin == profile.Azure {
		provider = e.profile.Providers.SentinelIncident
	}
	var ids, products, ruleIDs []string
	tactics, techniques := []string{}, []string{}
	for _, a := range e.alertsOf(i) {
		ids = append(ids, e.guid(a.ID))
		products = append(products, e.profile.Product(a.Product).Product)
		tactics, techniques = append(tactics, a.Tactics...), append(techniques, a.Techniques...)
		if a.Sentinel() {
			ruleIDs = append(ruleIDs, a.Source)
		}
	}
	var labels []map[string]string
	for _, t := range f.TagNames() {
		labels = append(labels, map[string]string{"labelName": t, "labelType": "User"})
	}
	row := cells{
		"IncidentName": e.guid(fmt.Sprint("incident", i.ID)), "IncidentNumber": i.Number, "Title": i.Title, "Description": description, "Severity": f.Severity.Value,
		"Status": s.Status, "Classification": s.Classification, "ClassificationReason": s.Reason, "ClassificationComment": s.Comment,
		"Owner":        map[string]any{"assignedTo": null(f.Owner.Value), "email": null(f.Owner.Value), "userPrincipalName": null(f.Owner.Value), "objectId": nil},
		"ProviderName": provider, "ProviderIncidentId": fmt.Sprint(i.ID), "FirstActivityTime": i.First, "LastActivityTime": i.Last, "CreatedTime": i.Created,
		"FirstModifiedTime": f.Since, "LastModifiedTime": e.st.Now, "ModifiedBy": by, "AlertIds": uniq(ids), "RelatedAnalyticRuleIds": uniq(ruleIDs),
		"Labels": append([]map[string]string{}, labels...), "Comments": append([]Comment{}, f.Comments...), "BookmarkIds": []string{}, "Tasks": []string{},
		"IncidentUrl": fmt.Sprintf("https://security.microsoft.com/incidents/%d", i.ID), "SourceSystem": "Azure",
		"AdditionalData": map[string]any{"alertsCount": len(ids), "bookmarksCount": 0, "commentsCount": len(f.Comments), "alertProductNames": uniq(products), "tactics": uniq(tactics), "techniques": uniq(techniques)},
	}
	if s.Status == Closed {
		row["ClosedTime"] = f.State.Stamp.At
	}
	e.put("SecurityIncident", row)
	e.observe(i, by)
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func uniq(s []string) []string {
	out := append([]string{}, s...)
	slices.Sort(out)
	return slices.Compact(out)
}

// publishRun writes a rule's run into SentinelHealth.
func (e *Engine) publishRun(r *rule.Rule, run Run) {
	status, text := "Success", "Rule executed successfully"
	if run.Error != "" {
		status, text = "Failure", run.Error
	}
	e.put("SentinelHealth", cells{"OperationName": r.Kind + " analytics rule run", "Status": status, "Description": text, "SentinelResourceName": r.Name, "SentinelResourceId": r.ID,
		"SentinelResourceType": "Analytics Rule", "SentinelResourceKind": r.Kind, "WorkspaceId": e.ws.ID, "RecordId": e.guid(fmt.Sprint(r.ID, run.Due)),
		"ExtendedProperties": map[string]any{"QueryStartTimeUTC": run.From, "QueryEndTimeUTC": run.Due, "AlertsGeneratedAmount": len(run.Alerts), "QueryResultAmount": run.Rows}})
}
