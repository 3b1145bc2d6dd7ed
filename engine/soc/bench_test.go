package soc

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/schema/rows"
	"socrates/engine/soc/content"
	"socrates/engine/soc/detect"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
)

// bench is a World with rows written by hand. Detections and rules see the rows of the first table that their query
// names; lookups of the mini-SOC find the rows that hold the first text they quote.
type bench struct {
	rows      map[string][]map[string]any
	published map[string]int
	written   map[string][]map[string]any // what was published, for a few columns
}

func newBench() *bench {
	return &bench{rows: map[string][]map[string]any{}, published: map[string]int{}, written: map[string][]map[string]any{}}
}

// add puts a row into a table: seen by products at the minute, from the moment on.
func (b *bench) add(table string, minute int64, kv ...any) {
	r := map[string]any{"Timestamp": t0 + minute*value.Minute, "TimeGenerated": t0 + minute*value.Minute, "Ingested": t0 + minute*value.Minute}
	for i := 0; i < len(kv); i += 2 {
		r[kv[i].(string)] = kv[i+1]
	}
	b.rows[table] = append(b.rows[table], r)
}

func (b *bench) Publish(_ context.Context, batch *rows.Batch) error {
	name := batch.Table.Name
	b.published[name] += batch.Len()
	for n := range batch.Len() {
		r := map[string]any{}
		for i, c := range batch.Table.Columns() {
			if v := batch.Cols[i]; len(v.S) > n {
				r[c.Name] = v.S[n]
			} else if len(v.I) > n {
				r[c.Name] = v.I[n]
			}
		}
		b.written[name] = append(b.written[name], r)
	}
	return nil
}

func (b *bench) Retract(context.Context) error { b.published = map[string]int{}; return nil }

var quoted = regexp.MustCompile(`"([^"]*)"`)

func (b *bench) Hunt(_ context.Context, q Query) (*Answer, error) {
	ans := &Answer{}
	for _, table := range slices.Sorted(maps.Keys(b.rows)) {
		if !strings.HasPrefix(q.KQL, table+"\n") && !strings.Contains(q.KQL, "\n"+table+"\n") {
			continue
		}
		for _, r := range b.rows[table] {
			if !sees(q, r) {
				continue
			}
			if ans.Columns == nil {
				for _, name := range slices.Sorted(maps.Keys(r)) {
					ans.Columns = append(ans.Columns, schema.Column{Name: name})
				}
			}
			var row []any
			for _, c := range ans.Columns {
				row = append(row, r[c.Name])
			}
			ans.Rows = append(ans.Rows, row)
		}
		break
	}
	return ans, nil
}

func sees(q Query, r map[string]any) bool {
	seen := r["Ingested"].(int64)
	if seen > q.At || seen <= q.After || q.From != 0 && (seen <= q.From || seen > q.To) {
		return false
	}
	if q.After != 0 || q.From != 0 || strings.Contains(q.KQL, "ingestion_time()") {
		return true
	}
	m := quoted.FindStringSubmatch(q.KQL) // a lookup
	if m == nil {
		return true
	}
	for _, cell := range r {
		if text, ok := cell.(string); ok && (strings.EqualFold(text, m[1]) || strings.HasPrefix(strings.ToLower(text), strings.ToLower(m[1])+".")) {
			return true
		}
	}
	return false
}

const benchDetections = `
- id: endpoint-high
  product: endpoint
  title: Endpoint alert
  severity: High
  category: Execution
  query: "DeviceEvents\n| project Timestamp, Ingested = ingestion_time(), DeviceId, DeviceName, AccountUpn, SHA256, FileName"
  entities:
    - {type: Host, role: Impacted, ids: {MdatpDeviceId: DeviceId, HostName: DeviceName}}
    - {type: Account, role: Impacted, ids: {UserPrincipalName: AccountUpn, AadUserId: AccountId}}
    - {type: File, role: Related, ids: {Sha256: SHA256, Name: FileName, Directory: FolderPath}}
  per: [DeviceId]
  quiet: 10m
- id: mail-medium
  product: office365
  title: Mail alert
  severity: Medium
  category: InitialAccess
  query: "EmailEvents\n| project Timestamp, Ingested = ingestion_time(), AccountUpn, NetworkMessageId"
  entities:
    - {type: Account, role: Impacted, ids: {UserPrincipalName: AccountUpn}}
    - {type: MailMessage, role: Related, ids: {NetworkMessageId: NetworkMessageId}}
  per: [NetworkMessageId]
- id: sign-in-high
  product: entra
  title: Sign-in alert
  severity: High
  category: CredentialAccess
  query: "SigninLogs\n| project Timestamp, Ingested = ingestion_time(), AccountUpn, IPAddress"
  entities:
    - {type: Account, role: Impacted, ids: {UserPrincipalName: AccountUpn, AadUserId: AccountId}}
    - {type: IP, role: Related, ids: {Address: IPAddress}}
  per: [AccountUpn, IPAddress]
`

// benchRule is a scheduled rule over the firewall, which tests change line by line.
const benchRule = `
id: 00000000-0000-0000-0000-0000000000f1
name: Firewall rule
description: A rule of the tests.
severity: Medium
kind: Scheduled
queryFrequency: 5m
queryPeriod: 5m
triggerOperator: gt
triggerThreshold: 0
tactics: [CommandAndControl]
query: |
  CommonSecurityLog
  | where true
entityMappings:
  - entityType: IP
    fieldMappings: [{identifier: Address, columnName: SourceIP}]
incidentConfiguration:
  createIncident: true
  groupingConfiguration: {enabled: false, reopenClosedIncident: false, lookbackDuration: 1h, matchingMethod: AllEntities}
eventGroupingSettings: {aggregationKind: SingleAlert}
`

// newDesk makes a mini-SOC of a profile over a bench, with the detections above and the given rules.
func newDesk(t *testing.T, profileID string, b *bench, rules ...string) *Engine {
	t.Helper()
	p, err := profile.Load(profileID)
	if err != nil {
		t.Fatal(err)
	}
	return newDeskOf(t, p, b, rules...)
}

func newDeskOf(t *testing.T, p *profile.Profile, b *bench, rules ...string) *Engine {
	t.Helper()
	c := &content.Content{}
	var err error
	if c.Detections, err = detect.Parse("detections", []byte(benchDetections)); err != nil {
		t.Fatal(err)
	}
	for _, text := range rules {
		r, err := rule.Parse("rule", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		c.Rules = append(c.Rules, r)
	}
	return New(Options{Profile: p, Content: c, World: b, Seed: 7, Start: t0, Workspace: Workspace{Name: "law", ID: "w"}})
}

// do applies an act as bob and demands that it is done.
func do(t *testing.T, e *Engine, side Portal, kind string, data any) Outcome {
	t.Helper()
	out, err := e.Apply(t.Context(), e.Now(), NewAction(kind, side, "bob", data))
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return out
}

// refused applies an act and demands a refusal with a code and a word in it.
func refused(t *testing.T, e *Engine, side Portal, kind string, data any, code Code, word string) {
	t.Helper()
	before, _ := e.Snapshot()
	_, err := e.Apply(t.Context(), e.Now(), NewAction(kind, side, "bob", data))
	r, ok := AsRefusal(err)
	if !ok || r.Code != code || !strings.Contains(r.Error(), word) {
		t.Errorf("%s: want a refusal %s with %q, got %v", kind, code, word, err)
	}
	if after, _ := e.Snapshot(); string(before) != string(after) {
		t.Errorf("%s was refused and changed something", kind)
	}
}

func logHas(i *Incident, what, text string) bool {
	return slices.ContainsFunc(i.Log, func(l Entry) bool { return l.What == what && strings.Contains(l.Says, text) })
}

// inventory gives the bench one device that is on for a day, one that has no sensor, and one user.
func (b *bench) inventory() {
	for hour := range int64(24) {
		b.add("union DeviceInfo, DeviceProcessEvents, DeviceNetworkEvents, DeviceEvents", hour*60, "DeviceId", "d1", "Last", t0+hour*value.Hour)
	}
	b.add("DeviceInfo", 0, "DeviceId", "d1", "DeviceName", "ws-1.contoso.example", "OnboardingStatus", "Onboarded", "MachineGroup", "Workstations", "OSPlatform", "Windows11", "DeviceType", "Workstation", "DeviceManualTags", "")
	b.add("DeviceInfo", 0, "DeviceId", "d9", "DeviceName", "printer-9.contoso.example", "OnboardingStatus", "Can be onboarded", "MachineGroup", "")
	b.add("IdentityInfo", 0, "AccountObjectId", "u1", "AccountUpn", "ada@contoso.example", "AccountName", "ada", "OnPremSid", "S-1-5-21-1")
}
