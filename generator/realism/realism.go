// Package realism measures whether data looks lived in: shares, rates, spread and agreement of keys, each held to a band.
//
// In:  the batches of a run (it is a sink).
// Out: a scorecard.
//
// Not here: making the data better, KQL, DuckDB.
package realism

import (
	"fmt"
	"math"
	"slices"

	"socrates/engine/schema/rows"
	"socrates/generator"
	"socrates/generator/tick"
)

// Score is one statistic with its accepted band.
type Score struct {
	Name          string
	Value, Lo, Hi float64
	Source        string // why the band is where it is
}

// OK reports whether the value lies in the band.
func (s Score) OK() bool { return s.Value >= s.Lo && s.Value <= s.Hi }

// Gauge is a sink that counts.
type Gauge struct {
	rows             map[string]float64
	sets             map[string]map[string]int
	weekday, weekend float64
	failed           float64
	labels           float64
	duplicates       float64
	lateBy           map[string][]float64
}

// New returns an empty gauge.
func New() *Gauge {
	return &Gauge{rows: map[string]float64{}, sets: map[string]map[string]int{}, lateBy: map[string][]float64{}}
}

// Truth counts the labels.
func (g *Gauge) Truth(t *generator.Truth) error {
	g.labels = float64(len(t.Labels))
	return nil
}

// Append measures a batch.
func (g *Gauge) Append(b *rows.Batch) error {
	name := b.Table.Name
	g.rows[name] += float64(b.Len())
	g.rows[""] += float64(b.Len())
	at := column(b, b.Table.TimeColumn())
	for i := range b.ID {
		if i%7 == 0 {
			g.lateBy[name] = append(g.lateBy[name], float64(b.Ingested[i]-at.I[i])/float64(tick.Second))
		}
		if name == "EmailEvents" {
			if tick.Weekend(at.I[i]) {
				g.weekend++
			} else {
				g.weekday++
			}
		}
	}
	g.keys(b)
	return nil
}

// keys remembers the identifiers that must agree between tables.
func (g *Gauge) keys(b *rows.Batch) {
	switch name := b.Table.Name; name {
	case "DeviceInfo", "DeviceNetworkEvents", "DeviceFileEvents", "DeviceRegistryEvents", "DeviceLogonEvents":
		g.note(name, b, "DeviceId")
		if name == "DeviceNetworkEvents" {
			g.note("host", b, "RemoteUrl")
			g.note("pair.user-host", b, "InitiatingProcessAccountName", "RemoteUrl")
			g.note("user", b, "InitiatingProcessAccountName")
		}
	case "DeviceProcessEvents":
		g.note(name, b, "DeviceId")
		g.note("pair", b, "InitiatingProcessFileName", "FileName")
		g.unique(b, "DeviceId", "ReportId", "Timestamp", "ProcessId")
	case "IdentityInfo":
		g.note(name, b, "AccountObjectId")
		g.note("name", b, "AccountDisplayName")
	case "SigninLogs":
		g.note(name, b, "UserId")
		for _, r := range column(b, "ResultType").S {
			if r != "0" {
				g.failed++
			}
		}
		g.unique(b, "Id")
	case "EmailEvents", "EmailUrlInfo", "EmailAttachmentInfo", "UrlClickEvents":
		g.note(name, b, "NetworkMessageId")
		if name == "EmailEvents" {
			g.note("direction", b, "EmailDirection")
			g.note("delivery", b, "DeliveryAction")
			g.note("sender", b, "SenderFromAddress")
		}
	case "CommonSecurityLog":
		g.note("destination", b, "DestinationHostName")
	}
}

func column(b *rows.Batch, name string) *rows.Vector {
	for i, c := range b.Table.Columns() {
		if c.Name == name {
			return &b.Cols[i]
		}
	}
	panic("realism: " + b.Table.Name + " has no column " + name)
}

func text(v *rows.Vector, i int) string {
	if v.S != nil {
		return v.S[i]
	}
	return fmt.Sprint(v.I[i])
}

func (g *Gauge) note(set string, b *rows.Batch, columns ...string) {
	if g.sets[set] == nil {
		g.sets[set] = map[string]int{}
	}
	for i := range b.ID {
		key := ""
		for _, c := range columns {
			key += text(column(b, c), i) + "\x00"
		}
		g.sets[set][key]++
	}
}

func (g *Gauge) unique(b *rows.Batch, columns ...string) {
	set := "unique." + b.Table.Name
	before := len(g.sets[set])
	g.note(set, b, columns...)
	g.duplicates += float64(b.Len() - (len(g.sets[set]) - before))
}

// within is the share of the keys of one set that another knows.
func (g *Gauge) within(set, other string) float64 {
	if len(g.sets[set]) == 0 {
		return 1
	}
	known := 0.0
	for k := range g.sets[set] {
		if g.sets[other][k] > 0 {
			known++
		}
	}
	return known / float64(len(g.sets[set]))
}

func (g *Gauge) share(set, key string) float64 {
	total := 0.0
	for _, n := range g.sets[set] {
		total += float64(n)
	}
	return float64(g.sets[set][key+"\x00"]) / total
}

// entropy is that of a set's values, in bits.
func (g *Gauge) entropy(set string) (h float64) {
	total := 0.0
	for _, n := range g.sets[set] {
		total += float64(n)
	}
	for _, n := range g.sets[set] {
		p := float64(n) / total
		h -= p * math.Log2(p)
	}
	return h
}

// top is the share of the most frequent tenth of a set's values.
func (g *Gauge) top(set string) float64 {
	var counts []float64
	total := 0.0
	for _, n := range g.sets[set] {
		counts = append(counts, float64(n))
		total += float64(n)
	}
	slices.Sort(counts)
	slices.Reverse(counts)
	sum := 0.0
	for _, n := range counts[:max(1, len(counts)/10)] {
		sum += n
	}
	return sum / total
}

func (g *Gauge) delay(table string) float64 {
	list := g.lateBy[table]
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)/2]
}

// Scores is the scorecard. days is how many days of 24 hours were made, whole days of a week among them.
func (g *Gauge) Scores(days float64) []Score {
	devices := float64(len(g.sets["DeviceInfo"]))
	rate := func(table string) float64 { return g.rows[table] / devices / days }
	const keys, ours, doc = "every key that products share leads somewhere", "chosen for a small training tenant; a real sensor writes more", "Microsoft's documented latency of the table"
	return []Score{
		{"sign-in failures, share", g.failed / g.rows["SigninLogs"], 0.02, 0.08, "issue of realism: 2 to 8 % in ordinary tenants"},
		{"mail on a weekend day against a weekday", (g.weekend / 2) / (g.weekday / 5), 0, 0.30, "at most 30 %, offices are closed"},
		{"rows caused by the attack, share", g.labels / g.rows[""], 0, 0.005, "an attack is a needle"},
		{"duplicate keys", g.duplicates, 0, 0, "a row's key is its own"},
		{"process devices known to DeviceInfo", g.within("DeviceProcessEvents", "DeviceInfo"), 1, 1, keys},
		{"network devices known to DeviceInfo", g.within("DeviceNetworkEvents", "DeviceInfo"), 1, 1, keys},
		{"file devices known to DeviceInfo", g.within("DeviceFileEvents", "DeviceInfo"), 1, 1, keys},
		{"registry devices known to DeviceInfo", g.within("DeviceRegistryEvents", "DeviceInfo"), 1, 1, keys},
		{"logon devices known to DeviceInfo", g.within("DeviceLogonEvents", "DeviceInfo"), 1, 1, keys},
		{"sign-in users known to IdentityInfo", g.within("SigninLogs", "IdentityInfo"), 1, 1, keys},
		{"links whose mail is known", g.within("EmailUrlInfo", "EmailEvents"), 1, 1, keys},
		{"attachments whose mail is known", g.within("EmailAttachmentInfo", "EmailEvents"), 1, 1, keys},
		{"clicks whose mail is known", g.within("UrlClickEvents", "EmailEvents"), 1, 1, keys},
		{"processes a device and day", rate("DeviceProcessEvents"), 30, 3000, ours},
		{"connections a device and day", rate("DeviceNetworkEvents"), 30, 5000, ours},
		{"file events a device and day", rate("DeviceFileEvents"), 5, 5000, ours},
		{"logons a device and day", rate("DeviceLogonEvents"), 2, 300, ours},
		{"parent-child pairs of processes", float64(len(g.sets["pair"])), 20, 4000, ours},
		{"hosts a user meets", float64(len(g.sets["pair.user-host"])) / float64(len(g.sets["user"])), 5, 400, ours},
		{"connections to the busiest tenth of hosts", g.top("host"), 0.2, 0.9, "popularity of sites has a heavy tail"},
		{"entropy of display names, bits a name of its logarithm", g.entropy("name") / math.Log2(float64(len(g.sets["name"]))), 0.95, 1, "names hardly repeat"},
		{"inbound mail, share", g.share("direction", "Inbound"), 0.15, 0.8, "an office gets mail from outside and inside"},
		{"mail delivered, share", g.share("delivery", "Delivered"), 0.8, 0.99, "junk is a small part after the edge"},
		{"delay of sensor rows, s", g.delay("DeviceProcessEvents"), 10, 600, doc},
		{"delay of sign-ins, s", g.delay("SigninLogs"), 60, 900, doc},
		{"delay of Office activity, s", g.delay("OfficeActivity"), 300, 5400, doc},
		{"delay of firewall rows, s", g.delay("CommonSecurityLog"), 5, 600, doc},
	}
}
