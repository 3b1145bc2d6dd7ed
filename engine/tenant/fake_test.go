package tenant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/schema/rows"
	"socrates/engine/soc"
	"socrates/engine/telemetry"
	"socrates/generator"
	"socrates/generator/org"
)

// The tenant of these tests: one machine, two sign-ins a minute by ada and bob, and an attack in two stages on
// Syslog, an hour apart, the second of which builds on the first.

const (
	start   = 638_000_000_000_000_000 // 2022-09-28T22:13:20Z
	opens   = start + 2*value.Hour
	horizon = start + 4*value.Hour
)

var errStop = errors.New("enough")

func fakePlan() generator.Plan {
	return generator.Plan{Seed: 7, Scenario: "fake", People: 2, Start: start, Now: opens, Horizon: horizon,
		Org: &org.Org{Name: "Example", WorkspaceID: "11111111-2222-3333-4444-555555555555", TenantID: "99999999-2222-3333-4444-555555555555"}}
}

func fakeRun(ctx context.Context, p generator.Plan, s generator.Sink, progress func(generator.Progress)) (*generator.Summary, error) {
	signins := table("SigninLogs", map[string]func(i int) any{
		"TimeGenerated":     func(i int) any { return start + int64(i)*value.Minute },
		"UserPrincipalName": func(i int) any { return []string{"ada@example.org", "bob@example.org"}[i%2] },
		"DeviceDetail":      func(i int) any { return `{"deviceId":"d1"}` },
	}, 240)
	processes := table("DeviceProcessEvents", map[string]func(i int) any{
		"Timestamp":        func(i int) any { return start + int64(i)*value.Minute },
		"TimeGenerated":    func(i int) any { return start + int64(i)*value.Minute },
		"DeviceName":       func(i int) any { return "pc1" },
		"AdditionalFields": func(i int) any { return []string{`{"a":1}`, ""}[i%2] },
	}, 240)
	syslog := table("Syslog", map[string]func(i int) any{
		"TimeGenerated": func(i int) any { return start + int64(i)*value.Minute },
		"Computer":      func(i int) any { return fmt.Sprintf("host%d", i%3) },
	}, 240)
	for _, b := range []*rows.Batch{signins, processes, syslog} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := s.Append(b); err != nil {
			return nil, err
		}
	}
	truth := &generator.Truth{
		Stages: []generator.Stage{
			{ID: "second", Start: start + 200*value.Minute, End: start + 220*value.Minute, After: []string{"first"}},
			{ID: "first", Start: start + 150*value.Minute, End: start + 170*value.Minute, Needs: []generator.Need{{Kind: "device", ID: "d1"}}},
		},
		Facts: []generator.Fact{{Name: "victim", Value: `"ada@example.org"`}},
	}
	for i := 150; i < 170; i++ {
		truth.Labels = append(truth.Labels, generator.Label{Table: "Syslog", Row: int64(i + 1), Stage: "first"})
	}
	for i := 200; i < 220; i++ {
		truth.Labels = append(truth.Labels, generator.Label{Table: "Syslog", Row: int64(i + 1), Stage: "second"})
	}
	return &generator.Summary{}, s.Truth(truth)
}

// table makes a batch of n rows whose named columns are functions of the row's number. A row is ingested 30 s after
// its time.
func table(name string, cells map[string]func(int) any, n int) *rows.Batch {
	t, ok := schema.Lookup(name)
	if !ok {
		panic(name)
	}
	b := &rows.Batch{Table: t}
	for _, c := range t.Columns() {
		v := rows.Vector{Type: c.Type}
		for i := 0; i < n && cells[c.Name] != nil; i++ {
			switch x := cells[c.Name](i).(type) {
			case string:
				v.S = append(v.S, x)
			case int64:
				v.I = append(v.I, x)
			}
		}
		b.Cols = append(b.Cols, v)
	}
	for i := range n {
		b.ID = append(b.ID, int64(i+1))
		b.Ingested = append(b.Ingested, start+int64(i)*value.Minute+30*value.Second)
	}
	return b
}

// fakeSOC counts the sign-ins it has seen by each half hour into AlertInfo, blocks what it is told to, and can
// switch the connector off.
type fakeSOC struct {
	w     soc.World
	state fakeState
	slow  func(ctx context.Context) error // runs inside Advance
}

type fakeState struct {
	Clock  int64
	Acts   []string
	Blocks []soc.Block
	Off    bool
}

const halfHour = 30 * value.Minute

func (f *fakeSOC) Advance(ctx context.Context, to int64) error {
	if f.state.Clock == 0 {
		f.state.Clock = start
	}
	for at := f.state.Clock + halfHour; at <= to; at += halfHour {
		if f.slow != nil {
			if err := f.slow(ctx); err != nil {
				return err
			}
		}
		ans, err := f.w.Hunt(ctx, soc.Query{KQL: "SigninLogs | count", Scope: soc.ProductScope, At: at, After: f.state.Clock})
		if err != nil {
			return err
		}
		f.state.Clock = at
		if err := f.publish(ctx, at, ans.Rows[0][0].(int64)); err != nil {
			return err
		}
	}
	return nil
}

func (f *fakeSOC) publish(ctx context.Context, at, n int64) error {
	b := table("AlertInfo", map[string]func(int) any{
		"Timestamp": func(int) any { return at },
		"Title":     func(int) any { return fmt.Sprintf("%d sign-ins", n) },
	}, 1)
	b.Ingested[0] = at
	return f.w.Publish(ctx, b)
}

func (f *fakeSOC) Apply(_ context.Context, at int64, a soc.Action) (soc.Outcome, error) {
	switch a.Kind {
	case "isolate":
		f.state.Blocks = append(f.state.Blocks, soc.Block{Kind: "device", ID: "D1", Since: at})
	case "disconnect":
		f.state.Off = true
	case "forbidden":
		return soc.Outcome{}, &soc.Refusal{Code: soc.NotAllowed, Msg: "the platform does not do that"}
	}
	f.state.Acts = append(f.state.Acts, fmt.Sprintf("%s %d %s", a.Kind, at, a.Actor))
	return soc.Outcome{Message: a.Kind}, nil
}

func (f *fakeSOC) Blocks() []soc.Block { return slices.Clone(f.state.Blocks) }

func (f *fakeSOC) Visible(scope soc.Scope, table string) (bool, soc.Why) {
	t, _ := schema.Lookup(table)
	switch {
	case scope == soc.DefenderScope && t.Family != schema.Defender:
		return false, soc.Why{Msg: table + " is the workspace's.", Hint: "look there"}
	case scope == soc.WorkspaceScope && t.Family == schema.Defender && f.state.Off:
		return false, soc.Why{Msg: "the connector is off.", Hint: "connect it"}
	}
	return true, soc.Why{}
}

func (f *fakeSOC) Snapshot() ([]byte, error) { return json.Marshal(f.state) }
func (f *fakeSOC) Restore(b []byte) error    { f.state = fakeState{}; return json.Unmarshal(b, &f.state) }

func fakeEngine(_ *Manifest, w soc.World) (MiniSOC, error) { return &fakeSOC{w: w}, nil }

var bg = context.Background()

var wall = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func makeTenant(t testing.TB) (home, dir string) {
	t.Helper()
	home = t.TempDir()
	dir, err := create(bg, home, Spec{Name: "one", Plan: fakePlan(), Profile: "2026-07", Created: wall}, fakeRun, nil)
	if err != nil {
		t.Fatal(err)
	}
	return home, dir
}

func openTenant(t testing.TB, dir string) *Tenant {
	t.Helper()
	ten, err := Open(bg, dir, Options{Engine: fakeEngine})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ten.Close() })
	return ten
}

func act(kind string) soc.Action { return soc.Action{Kind: kind} }

// hunt runs a query and joins its cells.
func hunt(t testing.TB, ten *Tenant, where soc.Scope, text string) string {
	t.Helper()
	res, diags, err := ten.Hunt(bg, where, text, telemetry.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if res == nil {
		return "refused: " + (&QueryError{Diags: diags}).Error()
	}
	out := ""
	for _, r := range res.Rows {
		out += fmt.Sprintln(r...)
	}
	return out
}

func wantHunt(t testing.TB, ten *Tenant, where soc.Scope, text, want string) {
	t.Helper()
	if got := hunt(t, ten, where, text); got != want {
		t.Errorf("%s\n got %q\nwant %q", text, got, want)
	}
}
