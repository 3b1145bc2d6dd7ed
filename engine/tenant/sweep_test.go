package tenant

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/schema/rows"
	"socrates/engine/soc"
	"socrates/engine/soc/content"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
	"socrates/engine/soc/span"
	"socrates/generator"
)

// What is known ahead about many runs changes nothing: with random rows and random rules the mini-SOC that sweeps ends
// in the same state as the one that asks every run's query, and asks far less.

// sweptQueries are shapes of rules; %d is a threshold.
var sweptQueries = []string{
	"SigninLogs | where ResultType == '50126'",
	"SigninLogs | where TimeGenerated > ago(20m) and ResultType == '50126' | summarize n = count() by UserPrincipalName | where n >= %d",
	"SigninLogs | summarize n = count(), last = max(TimeGenerated) by IPAddress, bin(TimeGenerated, 15m) | where n > %d | top 3 by n",
	"SigninLogs | where TimeGenerated > ago(1h) | join kind=inner (Syslog | where TimeGenerated > ago(30m) | distinct Computer) on $left.IPAddress == $right.Computer",
	"SigninLogs | where TimeGenerated > ago(15m) | join kind=leftanti (SigninLogs | where TimeGenerated between (ago(2h) .. ago(15m))) on UserPrincipalName, IPAddress",
	"let bad = Syslog | where SyslogMessage has 'failed' | summarize n = count() by Computer | where n > %d | project Computer; SigninLogs | where IPAddress in (bad) and ResultType == '0'",
	"let seen = materialize(SigninLogs | where TimeGenerated < ago(1h) | distinct IPAddress); SigninLogs | where TimeGenerated >= ago(1h) | where IPAddress !in (seen)",
	"union isfuzzy=true (SigninLogs | where ResultType != '0' | project TimeGenerated, Who = UserPrincipalName), (Syslog | where SyslogMessage has 'failed' | project TimeGenerated, Who = Computer) | summarize dcount(bin(TimeGenerated, 1m)) by Who | where dcount_TimeGenerated > %d",
	"SigninLogs | summarize arg_max(TimeGenerated, ResultType) by UserPrincipalName | where ResultType == '50126' and TimeGenerated < now() - 10m",
	"Syslog | extend p = split(SyslogMessage, ' ') | mv-expand p to typeof(string) | where p == 'failed' | summarize n = count() by Computer | where n > %d",
	"SigninLogs | summarize n = countif(ResultType == '50126')",          // a row in every window
	"SigninLogs | where ResultType == '50126' | count | where Count > 2", // counts empty windows too
	"let limit = toscalar(Syslog | summarize count()); SigninLogs | summarize n = count() by IPAddress | where n > limit",
	"SecurityAlert | where TimeGenerated > ago(1h) | summarize n = count() by AlertName | where n > %d",
	"SigninLogs | sort by UserPrincipalName asc, TimeGenerated asc | serialize | where prev(UserPrincipalName) == UserPrincipalName and ResultType == '0' and prev(ResultType) == '50126'",
	"DeviceProcessEvents | where FileName =~ 'x.exe'", // a table without rows
	"SigninLogs | where hourofday(TimeGenerated) == hourofday(ago(1h)) and ResultType == '50126'",
}

func randomRun(seed uint64) runFunc {
	return func(_ context.Context, p generator.Plan, s generator.Sink, _ func(generator.Progress)) (*generator.Summary, error) {
		rng := rand.New(rand.NewPCG(seed, 1))
		times := make([]int64, 100)
		for i, at := 0, int64(start); i < len(times); i++ {
			gap := rng.Int64N(3 * value.Minute)
			if rng.IntN(25) == 0 {
				gap = rng.Int64N(5 * value.Hour) // quiet stretches
			}
			at += gap
			times[i] = at
		}
		host := func(int) any { return fmt.Sprintf("h%d", rng.IntN(6)) }
		pick := func(from ...string) func(int) any { return func(int) any { return from[rng.IntN(len(from))] } }
		at := func(i int) any { return times[i] }
		for _, b := range []*rows.Batch{
			table("SigninLogs", map[string]func(int) any{"TimeGenerated": at, "IPAddress": host, "UserPrincipalName": pick("ada", "bob", "eve", "dan"), "ResultType": pick("0", "0", "0", "50126")}, len(times)),
			table("Syslog", map[string]func(int) any{"TimeGenerated": at, "Computer": host, "SyslogMessage": pick("all well", "all well", "login failed for x")}, len(times)),
		} {
			for i := range b.Ingested { // most rows arrive soon, some late
				b.Ingested[i] = times[i] + rng.Int64N(4*value.Minute)
				if rng.IntN(10) == 0 {
					b.Ingested[i] += rng.Int64N(40 * value.Minute)
				}
			}
			if err := s.Append(b); err != nil {
				return nil, err
			}
		}
		return &generator.Summary{}, s.Truth(&generator.Truth{Stages: []generator.Stage{{ID: "none"}}, Facts: []generator.Fact{{Name: "none", Value: "1"}}, Labels: []generator.Label{{Table: "Syslog", Row: 1, Stage: "none"}}})
	}
}

func randomRules(seed uint64) *content.Content {
	rng := rand.New(rand.NewPCG(seed, 2))
	c := &content.Content{}
	for i, q := range sweptQueries {
		q = strings.ReplaceAll(q, "%d", fmt.Sprint(1+rng.IntN(4)))
		r := &rule.Rule{ID: fmt.Sprint("rule-", i), Name: q, Severity: "Low", Kind: rule.Scheduled, Query: q, Operator: "gt", Threshold: rng.IntN(2),
			Frequency: []span.Span{10, 15, 60}[rng.IntN(3)] * span.Minute, Suppressed: rng.IntN(4) == 0, SuppressionTime: 3 * span.Hour}
		r.Period = r.Frequency * span.Span(1+rng.IntN(4))
		if i == 4 {
			r.Kind = rule.NRT
		}
		if i == 1 {
			r.Operator, r.Threshold = "lt", 1 // alerts when nothing is found
		}
		c.Rules = append(c.Rules, r)
	}
	return c
}

// plain hides that a world can be swept; asked counts queries.
type plain struct {
	soc.World
	asked *int
}

func (p plain) Hunt(ctx context.Context, q soc.Query) (*soc.Answer, error) {
	*p.asked++
	return p.World.Hunt(ctx, q)
}

type counted struct {
	plain
	soc.Sweeper
}

func TestSweepingChangesNothing(t *testing.T) {
	for seed := range uint64(1) {
		plan := fakePlan()
		plan.Now, plan.Horizon = start+5*value.Hour, start+6*value.Hour
		dir, err := create(bg, t.TempDir(), Spec{Name: "one", Plan: plan, Profile: "2026-07", Created: wall}, randomRun(seed), nil)
		if err != nil {
			t.Fatal(err)
		}
		p, err := profile.Load("2026-07")
		if err != nil {
			t.Fatal(err)
		}
		live := func(sweeps bool) (state string, asked int) {
			engine := func(m *Manifest, w soc.World) (MiniSOC, error) {
				watched := soc.World(plain{w, &asked})
				if sweeps {
					watched = counted{plain{w, &asked}, w.(soc.Sweeper)}
				}
				return soc.New(soc.Options{Profile: p, Content: randomRules(seed), World: watched, Seed: seed, Start: int64(m.Start)}), nil
			}
			ten, err := Open(bg, dir, Options{Engine: engine, Rebuild: true})
			if err != nil {
				t.Fatal(err)
			}
			defer ten.Close()
			for _, hours := range []int64{6} {
				if err := ten.Advance(bg, "ada", wall, start+hours*value.Hour); err != nil && ten.Now() < start+hours*value.Hour {
					t.Fatal(err)
				}
			}
			text, err := ten.soc.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			return string(text), asked
		}
		want, all := live(false)
		got, few := live(true)
		if got != want {
			n := 0
			for n < min(len(got), len(want)) && got[n] == want[n] {
				n++
			}
			t.Errorf("seed %d: sweeping changes the state from byte %d:\n got …%.300s\nwant …%.300s", seed, n, got[max(0, n-100):], want[max(0, n-100):])
		}
		if few*3 > all*2 {
			t.Errorf("seed %d: %d queries asked, of %d without sweeping", seed, few, all)
		}
		t.Logf("seed %d: %d queries in place of %d", seed, few, all)
	}
}
