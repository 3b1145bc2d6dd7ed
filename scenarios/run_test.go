package scenarios

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"math"
	"runtime"
	"strings"
	"testing"

	"socrates/engine/schema/rows"
	"socrates/generator"
)

// recorder keeps what a run made: a digest per table, the rows of the tables a test asks for, and the truth.
type recorder struct {
	digests map[string]hash.Hash
	count   map[string]int
	last    map[string]int64
	keep    map[string][]map[string]any
	truth   *generator.Truth
	wants   map[string]bool
}

func newRecorder(wants ...string) *recorder {
	r := &recorder{digests: map[string]hash.Hash{}, count: map[string]int{}, last: map[string]int64{}, keep: map[string][]map[string]any{}, wants: map[string]bool{}}
	for _, w := range wants {
		r.wants[w] = true
	}
	return r
}

func (r *recorder) Append(b *rows.Batch) error {
	name := b.Table.Name
	if r.digests[name] == nil {
		r.digests[name] = sha256.New()
	}
	r.count[name] += b.Len()
	r.digests[name].Write(content(b))
	for i, c := range b.Table.Columns() {
		if c.Name == b.Table.TimeColumn() {
			for _, at := range b.Cols[i].I {
				if at < r.last[name] {
					return fmt.Errorf("%s: %d after %d", name, at, r.last[name])
				}
				r.last[name] = at
			}
		}
	}
	if r.wants[name] {
		r.collect(b)
	}
	return nil
}

// content is a batch as bytes: numbers, then each column with what is null in it.
func content(b *rows.Batch) []byte {
	var out []byte
	number := func(v uint64) { out = binary.LittleEndian.AppendUint64(out, v) }
	for i := range b.ID {
		number(uint64(b.ID[i]))
		number(uint64(b.Ingested[i]))
	}
	for _, v := range b.Cols {
		for _, s := range v.S {
			out = append(append(out, s...), 0)
		}
		for i, n := range v.I {
			if !v.Null[i] { // a null cell holds whatever was there before
				number(uint64(n))
			}
		}
		for i, f := range v.F {
			if !v.Null[i] {
				number(math.Float64bits(f))
			}
		}
		for i, null := range v.Null {
			if null {
				number(uint64(i))
			}
		}
	}
	return out
}

func (r *recorder) collect(b *rows.Batch) {
	for i := range b.ID {
		row := map[string]any{"#": b.ID[i]}
		for c, col := range b.Table.Columns() {
			v := &b.Cols[c]
			switch {
			case v.S != nil:
				row[col.Name] = v.S[i]
			case v.F != nil:
				row[col.Name] = v.F[i]
			case !v.Null[i]:
				row[col.Name] = v.I[i]
			}
		}
		r.keep[b.Table.Name] = append(r.keep[b.Table.Name], row)
	}
}

func (r *recorder) Truth(t *generator.Truth) error { r.truth = t; return nil }

func generate(t *testing.T, id string, p Params, wants ...string) (*recorder, generator.Plan) {
	t.Helper()
	s, err := Load(id)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := s.Compile(p)
	if err != nil {
		t.Fatal(err)
	}
	r := newRecorder(wants...)
	sum, err := generator.Run(context.Background(), plan, r, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d rows, %d labels", sum.Rows, sum.Labels)
	for _, c := range sum.Tables {
		t.Logf("  %-34s %d", c.Table, c.Rows)
	}
	return r, plan
}

func TestSameBytesOnAnyNumberOfCores(t *testing.T) {
	p := Params{Seed: 3, People: 24, Days: 1}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one, _ := generate(t, "phish-to-c2", p)
	runtime.GOMAXPROCS(4)
	four, _ := generate(t, "phish-to-c2", p)
	for name, h := range one.digests {
		if got := four.digests[name]; got == nil || string(got.Sum(nil)) != string(h.Sum(nil)) {
			t.Errorf("%s differs between one core and four", name)
		}
	}
}

func TestEveryStageLeavesRows(t *testing.T) {
	list, err := List()
	if err != nil {
		t.Fatal(err)
	}
	filled, hit := map[string]bool{}, map[string]bool{}
	for i, info := range list {
		r, _ := generate(t, info.ID, Params{Seed: uint64(i), Days: 1})
		got := map[string]map[string]int{}
		for name := range r.count {
			filled[name] = true
		}
		for _, l := range r.truth.Labels {
			hit[l.Table] = hit[l.Table] || !l.Decoy
			if got[l.Stage] == nil {
				got[l.Stage] = map[string]int{}
			}
			got[l.Stage][l.Table]++
		}
		for _, st := range r.truth.Stages {
			if len(got[st.ID]) == 0 {
				t.Errorf("%s: stage %s left no rows", info.ID, st.ID)
			}
		}
	}
	for _, name := range strings.Fields(tables) {
		if !filled[name] {
			t.Errorf("nothing in the library writes %s", name)
		}
		if !hit[name] && !strings.Contains(ordinary, name) {
			t.Errorf("no attack of the library leaves a row in %s", name)
		}
	}
}

// tables are those that the generator writes; the mini-SOC adds AlertInfo, AlertEvidence, SecurityAlert, SecurityIncident and
// SentinelHealth. No attack shows in the ordinary ones.
const (
	tables = `DeviceEvents DeviceFileEvents DeviceImageLoadEvents DeviceLogonEvents DeviceNetworkEvents DeviceProcessEvents DeviceRegistryEvents DeviceFileCertificateInfo
		DeviceInfo DeviceNetworkInfo DeviceTvmSoftwareInventory DeviceTvmSoftwareVulnerabilities EmailEvents EmailAttachmentInfo EmailUrlInfo EmailPostDeliveryEvents UrlClickEvents
		IdentityLogonEvents IdentityQueryEvents IdentityDirectoryEvents IdentityInfo IdentityInfo@workspace CloudAppEvents EntraIdSignInEvents AADSignInEventsBeta GraphApiAuditEvents
		SigninLogs AADNonInteractiveUserSignInLogs AADServicePrincipalSignInLogs AuditLogs AADRiskyUsers AADUserRiskEvents AzureActivity AzureDiagnostics OfficeActivity SecurityEvent
		Event Syslog CommonSecurityLog DnsEvents W3CIISLog AWSCloudTrail StorageBlobLogs MicrosoftGraphActivityLogs ThreatIntelligenceIndicator ThreatIntelIndicators Heartbeat Usage
		Watchlist BehaviorAnalytics`
	ordinary = `DeviceInfo DeviceNetworkInfo DeviceTvmSoftwareInventory DeviceTvmSoftwareVulnerabilities IdentityInfo IdentityInfo@workspace EmailAttachmentInfo EmailPostDeliveryEvents
		ThreatIntelligenceIndicator ThreatIntelIndicators Heartbeat Usage Watchlist`
)

func TestBeaconIsSeenBySensorAndFirewall(t *testing.T) {
	for seed := range uint64(3) {
		r, _ := generate(t, "phish-to-c2", Params{Seed: seed})
		seen := map[string]int{}
		for _, l := range r.truth.Labels {
			if l.Stage == "c2" {
				seen[l.Table]++
			}
		}
		if seen["CommonSecurityLog"] == 0 || seen["CommonSecurityLog"] != seen["DeviceNetworkEvents"] {
			t.Errorf("seed %d: sensor and firewall disagree about the beacon: %v", seed, seen)
		}
	}
}

// Whatever the seed, the library finds its cast.
func TestCastIsFound(t *testing.T) {
	list, err := List()
	if err != nil {
		t.Fatal(err)
	}
	for _, info := range list {
		s, _ := Load(info.ID)
		for seed := range uint64(6) {
			if _, err := s.Compile(Params{Seed: seed}); err != nil {
				t.Errorf("seed %d: %v", seed, err)
			}
		}
	}
}

// Keys that the products share lead from table to table.
func TestKeysAgree(t *testing.T) {
	r, _ := generate(t, "phish-to-c2", Params{Seed: 1}, "DeviceInfo", "DeviceProcessEvents", "IdentityInfo", "SigninLogs", "EmailEvents", "EmailUrlInfo", "UrlClickEvents")
	devices, people, mails := column(r, "DeviceInfo", "DeviceId"), column(r, "IdentityInfo", "AccountObjectId"), column(r, "EmailEvents", "NetworkMessageId")
	for _, row := range r.keep["DeviceProcessEvents"] {
		if !devices[row["DeviceId"]] {
			t.Fatalf("process on device %v, which DeviceInfo does not know", row["DeviceId"])
		}
	}
	for _, row := range r.keep["SigninLogs"] {
		if !people[row["UserId"]] {
			t.Fatalf("sign-in of %v, whom IdentityInfo does not know", row["UserPrincipalName"])
		}
	}
	for _, table := range []string{"EmailUrlInfo", "UrlClickEvents"} {
		for _, row := range r.keep[table] {
			if !mails[row["NetworkMessageId"]] {
				t.Fatalf("%s: message %v is not in EmailEvents", table, row["NetworkMessageId"])
			}
		}
	}
	failed := 0
	for _, row := range r.keep["SigninLogs"] {
		if row["ResultType"] != "0" {
			failed++
		}
	}
	if share := float64(failed) / float64(len(r.keep["SigninLogs"])); share < 0.02 || share > 0.08 {
		t.Errorf("%.1f %% of sign-ins fail; 2 to 8 %% is usual", share*100)
	}
}

func column(r *recorder, table, name string) map[any]bool {
	set := map[any]bool{}
	for _, row := range r.keep[table] {
		set[row[name]] = true
	}
	return set
}

func TestMistakesAreAllReported(t *testing.T) {
	_, err := Parse("bad.yaml", []byte(`id: bad
title: Bad
summary: Bad
cast:
  victim: {person: "Departmint == 'Finance'"}
stages:
  - {id: a, do: mail-lur, at: now - 5h}
  - {id: b, do: click, after: z, with: {whom: victim}}
`))
	problems, ok := err.(Problems)
	if !ok {
		t.Fatalf("want Problems, got %v", err)
	}
	lines := map[int]bool{}
	for _, p := range problems {
		lines[p.Line] = true
	}
	for _, l := range []int{5, 7, 8} {
		if !lines[l] {
			t.Errorf("line %d has a mistake that was not reported:\n%v", l, problems)
		}
	}
}
