package generator

import (
	"context"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"socrates/engine/schema/rows"
	"socrates/generator/org"
	"socrates/generator/tick"
)

// book keeps the rows of a run, by table.
type book struct{ rows map[string][]record }

type record struct {
	id    int64
	text  map[string]string
	whole map[string]int64
	real  map[string]float64
}

func (k *book) Append(b *rows.Batch) error {
	if !kept[b.Table.Name] {
		return nil
	}
	for i := range b.ID {
		r := record{b.ID[i], map[string]string{}, map[string]int64{}, map[string]float64{}}
		for c, col := range b.Table.Columns() {
			v := &b.Cols[c]
			switch {
			case v.Null != nil && v.Null[i]:
			case v.S != nil && v.S[i] == "":
			case v.S != nil:
				r.text[col.Name] = strings.Clone(v.S[i])
			case v.F != nil:
				r.real[col.Name] = v.F[i]
			default:
				r.whole[col.Name] = v.I[i]
			}
		}
		k.rows[b.Table.Name] = append(k.rows[b.Table.Name], r)
	}
	return nil
}

// kept are the tables that the tests read.
var kept = map[string]bool{"DeviceProcessEvents": true, "DeviceFileEvents": true, "DeviceNetworkEvents": true, "DeviceImageLoadEvents": true, "DeviceRegistryEvents": true, "DeviceEvents": true, "EmailEvents": true,
	"EntraIdSignInEvents": true, "AADSignInEventsBeta": true, "SigninLogs": true, "CommonSecurityLog": true, "SecurityEvent": true, "Syslog": true, "Usage": true}

func (k *book) Truth(*Truth) error { return nil }

// live makes ordinary days, from Tuesday 9 June 2026 on, with the given rate of innocent suspicion.
func live(t *testing.T, people, days int, suspicious float64) (*book, *Summary) {
	t.Helper()
	o, err := org.Build(5, people)
	if err != nil {
		t.Fatal(err)
	}
	o.Suspicious = suspicious
	start := tick.Of(time.Date(2026, time.June, 9, 0, 0, 0, 0, time.UTC))
	k := &book{map[string][]record{}}
	sum, err := Run(context.Background(), Plan{Seed: 5, Scenario: "none", People: people, Start: start, Now: start + int64(days)*tick.Day, Horizon: start + int64(days)*tick.Day, Org: o}, k, nil)
	if err != nil {
		t.Fatal(err)
	}
	return k, sum
}

// day is one day of a small organisation, made once.
var (
	once sync.Once
	day  *book
)

func ordinaryDay(t *testing.T) *book {
	once.Do(func() { day, _ = live(t, 24, 1, 1) })
	return day
}

// A process comes after the one that started it, and has its number for itself.
func TestProcessesDescendFromOneAnother(t *testing.T) {
	k := ordinaryDay(t)
	type key struct {
		device  string
		pid, at int64
	}
	born := map[key]string{}
	for _, r := range k.rows["DeviceProcessEvents"] {
		id := key{r.text["DeviceId"], r.whole["ProcessId"], r.whole["ProcessCreationTime"]}
		if other, twice := born[id]; twice {
			t.Fatalf("%s and %s are one process on one device", other, r.text["FileName"])
		}
		born[id] = r.text["FileName"]
	}
	begin := k.rows["DeviceProcessEvents"][0].whole["Timestamp"]
	for _, r := range k.rows["DeviceProcessEvents"] {
		at := r.whole["InitiatingProcessCreationTime"]
		if at == 0 || at > r.whole["Timestamp"] {
			t.Fatalf("%s is older than %s, which started it", r.text["FileName"], r.text["InitiatingProcessFileName"])
		}
		parent := key{r.text["DeviceId"], r.whole["InitiatingProcessId"], at}
		if at > begin+tick.Minute && born[parent] == "" && r.text["InitiatingProcessFileName"] != "sshd" && r.text["InitiatingProcessFileName"] != "wmiprvse.exe" && r.whole["InitiatingProcessId"] != 4 {
			t.Fatalf("%s was started by %s (%d), of which no row tells", r.text["FileName"], r.text["InitiatingProcessFileName"], r.whole["InitiatingProcessId"])
		}
	}
}

// Everything that opens a file or a connection was running by then.
func TestNothingActsBeforeItRuns(t *testing.T) {
	k := ordinaryDay(t)
	for _, table := range []string{"DeviceFileEvents", "DeviceNetworkEvents", "DeviceImageLoadEvents", "DeviceRegistryEvents", "DeviceEvents"} {
		for _, r := range k.rows[table] {
			if r.whole["InitiatingProcessCreationTime"] > r.whole["Timestamp"] {
				t.Errorf("%s: %s acts before it runs", table, r.text["InitiatingProcessFileName"])
			}
		}
	}
}

// An answer belongs to a thread: same cluster, and its writer was in the conversation before.
func TestAnswersBelongToThreads(t *testing.T) {
	k := ordinaryDay(t)
	in := map[int64]map[string]bool{}
	answers := 0
	for _, r := range k.rows["EmailEvents"] {
		thread, from, to := r.whole["EmailClusterId"], r.text["SenderFromAddress"], r.text["RecipientEmailAddress"]
		if strings.HasPrefix(r.text["Subject"], "RE: ") {
			answers++
			if !in[thread][from] {
				t.Errorf("%s answers %q in a thread they are not in", from, r.text["Subject"])
			}
		}
		if in[thread] == nil {
			in[thread] = map[string]bool{}
		}
		in[thread][from], in[thread][to] = true, true
	}
	if answers < 20 {
		t.Errorf("%d answers in a day of 24 people", answers)
	}
}

// Hunting shows the same sign-ins under both names of the table.
func TestSignInsUnderBothNames(t *testing.T) {
	k := ordinaryDay(t)
	ids := map[string]bool{}
	for _, r := range k.rows["EntraIdSignInEvents"] {
		ids[r.text["RequestId"]] = true
	}
	if len(ids) == 0 || len(ids) != len(k.rows["AADSignInEventsBeta"]) {
		t.Fatalf("%d and %d sign-ins", len(ids), len(k.rows["AADSignInEventsBeta"]))
	}
	for _, r := range k.rows["AADSignInEventsBeta"] {
		if !ids[r.text["RequestId"]] {
			t.Fatalf("request %s is only in the old table", r.text["RequestId"])
		}
	}
}

// What Usage says of an hour is what the rows of that hour are billed.
func TestUsageAddsUp(t *testing.T) {
	k := ordinaryDay(t)
	billed := map[string]map[int64]float64{}
	for _, table := range []string{"SigninLogs", "CommonSecurityLog", "SecurityEvent", "Syslog"} {
		billed[table] = map[int64]float64{}
		for _, r := range k.rows[table] {
			hour := r.whole["TimeGenerated"] - r.whole["TimeGenerated"]%tick.Hour
			billed[table][hour] += r.real["_BilledSize"]
		}
	}
	checked := 0
	for _, r := range k.rows["Usage"] {
		want, ok := billed[r.text["DataType"]]
		if !ok {
			continue
		}
		checked++
		if got := r.real["Quantity"] * 1e6; math.Abs(got-want[r.whole["StartTime"]]) > 1 {
			t.Errorf("%s from %s: %.0f bytes, its rows have %.0f", r.text["DataType"], tick.ISO(r.whole["StartTime"]), got, want[r.whole["StartTime"]])
		}
		if r.whole["EndTime"]-r.whole["StartTime"] != tick.Hour || r.whole["TimeGenerated"] != r.whole["EndTime"] {
			t.Errorf("%s: no hour, or told at another time than its end", r.text["DataType"])
		}
	}
	if checked < 60 {
		t.Errorf("%d hours were told", checked)
	}
}

// The rate of innocent suspicion is obeyed: nothing at 0, and more at 8 than at 1.
func TestSuspicionIsSet(t *testing.T) {
	total := func(rate float64) (n int) {
		_, sum := live(t, 12, 2, rate)
		for _, c := range sum.Suspicious {
			n += c.Acts
		}
		return n
	}
	none, usual, much := total(0), total(1), total(8)
	if none != 0 || usual == 0 || much <= usual {
		t.Errorf("acts at rates 0, 1 and 8: %d, %d, %d", none, usual, much)
	}
}

// Two events of one act do not fall on the same fraction of a second, as if somebody had counted seconds.
func TestTimesAreNotInStep(t *testing.T) {
	k := ordinaryDay(t)
	seen := map[string]map[int64]int{}
	for _, r := range k.rows["SigninLogs"] {
		user := r.text["UserPrincipalName"]
		if seen[user] == nil {
			seen[user] = map[int64]int{}
		}
		seen[user][r.whole["TimeGenerated"]%tick.Second]++
	}
	for user, fractions := range seen {
		for f, n := range fractions {
			if n > 1 {
				t.Errorf("%s: %d sign-ins at .%07d of a second", user, n, f)
			}
		}
	}
}
