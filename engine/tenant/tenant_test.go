package tenant

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"socrates/engine/journal"
	"socrates/engine/kql/value"
	"socrates/engine/schema/rows"
	"socrates/engine/soc"
	"socrates/generator"
)

func TestRowsAppearWithTheClock(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	// a row a minute, ingested half a minute late: at 2 h there are those of minutes 0 to 119
	wantHunt(t, ten, soc.Unified, "Syslog | count", "120\n")
	wantHunt(t, ten, soc.Unified, "print now() - datetime(2022-09-28T22:13:20Z)", "72000000000\n")
	if err := ten.Advance(bg, "ada", wall, opens+10*value.Minute); err != nil {
		t.Fatal(err)
	}
	wantHunt(t, ten, soc.Unified, "Syslog | count", "130\n")
	wantHunt(t, ten, soc.Unified, "Syslog | where ingestion_time() > now() - 1m | count", "1\n")
}

func TestTheClockGoesForwardToTheHorizon(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	for _, to := range []int64{opens - 1, horizon + 1} {
		var he *HorizonError
		if err := ten.Advance(bg, "ada", wall, to); !errors.As(err, &he) {
			t.Errorf("to %d: %v", to, err)
		}
	}
	if err := ten.Advance(bg, "ada", wall, horizon); err != nil {
		t.Error(err)
	}
	if entries, _ := ten.Journal(bg); len(entries) != 1 {
		t.Errorf("refused moves are on record: %d entries", len(entries))
	}
}

func TestScopesDecideWhatExists(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	for _, tt := range []struct {
		scope       soc.Scope
		query, want string
	}{
		{soc.DefenderScope, "DeviceProcessEvents | count", "120\n"},
		{soc.DefenderScope, "SigninLogs | count", "refused: SigninLogs is the workspace's; look there"},
		{soc.WorkspaceScope, "SigninLogs | count", "120\n"},
		{soc.WorkspaceScope, "DeviceProcessEvents | summarize by Type, TenantId", "DeviceProcessEvents 11111111-2222-3333-4444-555555555555\n"},
		{soc.WorkspaceScope, "DeviceProcessEvents | take 1 | project gettype(AdditionalFields.a), a = toint(AdditionalFields.a)", "long 1\n"},
		{soc.DefenderScope, "DeviceProcessEvents | take 1 | project AdditionalFields", "{\"a\":1}\n"},
		{soc.Unified, "DeviceProcessEvents | where TimeGenerated > ago(90s) | project DeviceName", "pc1\n"},
		{soc.Unified, "SigninLogs | take 1 | project tostring(DeviceDetail.deviceId)", "d1\n"},
		{soc.Unified, "Heartbeat | count", "0\n"},
	} {
		wantHunt(t, ten, tt.scope, tt.query, tt.want)
	}
}

func TestConnectorOffTakesDefenderTablesFromTheWorkspace(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	if _, err := ten.Do(bg, "ada", wall, act("disconnect")); err != nil {
		t.Fatal(err)
	}
	wantHunt(t, ten, soc.WorkspaceScope, "DeviceProcessEvents | count", "refused: the connector is off; connect it")
	wantHunt(t, ten, soc.Unified, "DeviceProcessEvents | count", "120\n")
	wantHunt(t, ten, soc.WorkspaceScope, "SigninLogs | count", "120\n")
}

func TestTheMiniSOCSeesOnlyItsWindow(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	// four half hours of thirty sign-ins each, the first without the one still on its way, and so on
	wantHunt(t, ten, soc.Unified, "AlertInfo | summarize n = count() by Title | sort by Title asc", "30 sign-ins 4\n")
}

func TestAResponseChangesTheStory(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	if _, err := ten.Do(bg, "ada", wall, act("isolate")); err != nil {
		t.Fatal(err)
	}
	if err := ten.Advance(bg, "ada", wall, horizon); err != nil {
		t.Fatal(err)
	}
	// 240 rows, less 20 of the stage that needs the device and 20 of the stage behind it
	wantHunt(t, ten, soc.Unified, "Syslog | count", "200\n")
	if got := ten.Prevented(); len(got) != 2 {
		t.Errorf("prevented: %v", got)
	}
}

func TestAResponseInTheMiddleOfAStage(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	if err := ten.Advance(bg, "ada", wall, start+160*value.Minute); err != nil {
		t.Fatal(err)
	}
	if _, err := ten.Do(bg, "ada", wall, act("isolate")); err != nil {
		t.Fatal(err)
	}
	if err := ten.Advance(bg, "ada", wall, horizon); err != nil {
		t.Fatal(err)
	}
	// the first stage had begun: minutes 161 to 169 of it are gone (the act takes a second), the second happens
	wantHunt(t, ten, soc.Unified, "Syslog | count", "231\n")
}

func TestAResponseTooLateChangesNothing(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	if err := ten.Advance(bg, "ada", wall, start+180*value.Minute); err != nil {
		t.Fatal(err)
	}
	if _, err := ten.Do(bg, "ada", wall, act("isolate")); err != nil {
		t.Fatal(err)
	}
	if err := ten.Advance(bg, "ada", wall, horizon); err != nil {
		t.Fatal(err)
	}
	wantHunt(t, ten, soc.Unified, "Syslog | count", "240\n")
}

// stateOf is what the fake mini-SOC holds, and the alerts it published.
func stateOf(t *testing.T, ten *Tenant) string {
	t.Helper()
	var state []byte
	if err := ten.withSOC(bg, func(m MiniSOC) (err error) { state, err = m.Snapshot(); return err }); err != nil {
		t.Fatal(err)
	}
	return string(state) + hunt(t, ten, soc.Unified, "AlertInfo | project Timestamp, Title | sort by Timestamp asc")
}

func TestOpeningAgainGivesTheSameState(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	for _, do := range []func() error{
		func() error { _, err := ten.Do(bg, "ada", wall, act("first")); return err },
		func() error { return ten.Advance(bg, "ada", wall, opens+value.Hour) },
		func() error { _, err := ten.Do(bg, "bob", wall, act("second")); return err },
		func() error { _, err := ten.Note(bg, "bob", wall, "lab", json.RawMessage(`{"answer":1}`)); return err },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	want := stateOf(t, ten)
	if err := ten.Close(); err != nil {
		t.Fatal(err)
	}
	for _, how := range []struct {
		name   string
		before func()
		opts   Options
	}{
		{"from the cache", func() {}, Options{Engine: fakeEngine}},
		{"from the journal", func() {}, Options{Engine: fakeEngine, Rebuild: true}},
		{"without a cache", func() { os.Remove(filepath.Join(dir, cacheFile)) }, Options{Engine: fakeEngine}},
		{"with a damaged cache", func() { os.WriteFile(filepath.Join(dir, cacheFile), make([]byte, 999), 0o600) }, Options{Engine: fakeEngine}},
	} {
		t.Run(how.name, func(t *testing.T) {
			how.before()
			again, err := Open(bg, dir, how.opts)
			if err != nil {
				t.Fatal(err)
			}
			defer again.Close()
			if got := stateOf(t, again); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if again.Now() != opens+value.Hour+actTakes {
				t.Errorf("the clock stands at %s", Instant(again.Now()))
			}
		})
	}
}

// A folder stands where the new cache would be written, as a full disk would refuse it.
func TestACacheThatCannotBeWrittenCostsNothing(t *testing.T) {
	home, dir := makeTenant(t)
	ten := openTenant(t, dir)
	if _, err := ten.Do(bg, "ada", wall, act("first")); err != nil {
		t.Fatal(err)
	}
	want := stateOf(t, ten)
	os.Remove(filepath.Join(dir, cacheFile))
	if err := os.Mkdir(filepath.Join(dir, cacheFile+".new"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := ten.Clone(bg, home, "twin"); err != nil {
		t.Errorf("clone: %v", err)
	}
	if err := ten.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if got := stateOf(t, openTenant(t, dir)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestARefusedActIsOnRecordAndChangesNothing(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	before := stateOf(t, ten)
	_, err := ten.Do(bg, "ada", wall, act("forbidden"))
	if _, ok := soc.AsRefusal(err); !ok {
		t.Fatalf("got %v", err)
	}
	if got := stateOf(t, ten); got != before {
		t.Errorf("state changed: %s", got)
	}
	if entries, _ := ten.Journal(bg); len(entries) != 1 || entries[0].Actor != "ada" {
		t.Errorf("journal: %v", entries)
	}
	ten.Close()
	if got := stateOf(t, openTenant(t, dir)); got != before {
		t.Errorf("after opening again: %s", got)
	}
}

func TestTwoProcessesShareATenant(t *testing.T) {
	_, dir := makeTenant(t)
	a, b := openTenant(t, dir), openTenant(t, dir)
	if _, err := a.Do(bg, "ada", wall, act("one")); err != nil {
		t.Fatal(err)
	}
	if err := b.Advance(bg, "bob", wall, opens+value.Hour); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Do(bg, "ada", wall, act("two")); err != nil {
		t.Fatal(err)
	}
	if x, y := stateOf(t, a), stateOf(t, b); x != y || a.Now() != b.Now() {
		t.Errorf("they differ:\n%s\n%s", x, y)
	}
}

func TestAnInterruptedAdvanceIsCompleted(t *testing.T) {
	_, dir := makeTenant(t)
	ctx, cancel := context.WithCancel(bg)
	steps := 0
	ten, err := Open(bg, dir, Options{Engine: func(m *Manifest, w soc.World) (MiniSOC, error) {
		return &fakeSOC{w: w, slow: func(ctx context.Context) error {
			if steps++; steps == 6 { // four half hours before opening, then the second of the advance
				cancel()
			}
			return ctx.Err()
		}}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := ten.Advance(ctx, "ada", wall, horizon); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	wantHunt(t, ten, soc.Unified, "Syslog | count", "240\n") // Hunt completes it
	want := stateOf(t, ten)
	ten.Close()
	again, err := Open(bg, dir, Options{Engine: fakeEngine, Rebuild: true})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if got := stateOf(t, again); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestGroundTruthIsOutOfReach(t *testing.T) {
	_, dir := makeTenant(t)
	ten := openTenant(t, dir)
	for _, q := range []string{"labels | take 1", "['truth.labels'] | take 1", "data.truth.labels", "Syslog | project _row", "Syslog | extend x = _row"} {
		if got := hunt(t, ten, soc.Unified, q); !strings.HasPrefix(got, "refused") {
			t.Errorf("%s: %s", q, got)
		}
	}
	truth, err := ten.Truth(bg)
	if err != nil || len(truth.Labels) != 40 || len(truth.Stages) != 2 || truth.Facts[0].Value != `"ada@example.org"` {
		t.Errorf("%+v, %v", truth, err)
	}
	if n := truth.Stages[1].Needs; len(n) != 1 || n[0].Kind != "device" {
		t.Errorf("needs: %v", n)
	}
}

func TestCreateLeavesAllOrNothing(t *testing.T) {
	home := t.TempDir()
	spec := Spec{Name: "one", Plan: fakePlan(), Profile: "2026-07", Created: wall}
	half := func(ctx context.Context, p generator.Plan, s generator.Sink, _ func(generator.Progress)) (*generator.Summary, error) {
		if err := s.Append(table("Syslog", nil, 10)); err != nil {
			return nil, err
		}
		return nil, errStop
	}
	if _, err := create(bg, home, spec, half, nil); !errors.Is(err, errStop) {
		t.Fatal(err)
	}
	if there, err := List(home); err != nil || len(there) != 0 {
		t.Errorf("%v, %v", there, err)
	}
	if left, _ := Leftovers(home); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	dir, err := create(bg, home, spec, fakeRun, nil)
	if err != nil {
		t.Fatal(err)
	}
	var exists *ExistsError
	if _, err := create(bg, home, spec, fakeRun, nil); !errors.As(err, &exists) {
		t.Errorf("a second tenant of one name: %v", err)
	}
	if err := CheckData(bg, dir); err != nil {
		t.Error(err)
	}
}

func TestNamesThatAreNoFolders(t *testing.T) {
	for _, name := range []string{"", ".", "..", "a/b", `a\b`, "../x", "Ä", "-x", ".hidden", strings.Repeat("a", 64)} {
		if _, err := create(bg, t.TempDir(), Spec{Name: name, Plan: fakePlan(), Profile: "2026-07"}, fakeRun, nil); err == nil {
			t.Errorf("%q was taken", name)
		}
		if err := Delete(t.TempDir(), name); err == nil {
			t.Errorf("%q was deleted", name)
		}
	}
}

func TestResetKeepsTheDataAndTheOldJournal(t *testing.T) {
	home, dir := makeTenant(t)
	ten := openTenant(t, dir)
	before := stateOf(t, ten)
	if _, err := ten.Do(bg, "ada", wall, act("one")); err != nil {
		t.Fatal(err)
	}
	var busy *InUseError
	if _, err := Reset(home, "one", wall); !errors.As(err, &busy) {
		t.Errorf("while it is open: %v", err)
	}
	ten.Close()
	kept, err := Reset(home, "one", wall)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
	again := openTenant(t, dir)
	if got := stateOf(t, again); got != before {
		t.Errorf("got\n%s\nwant\n%s", got, before)
	}
}

func TestRebuildMendsTheDataFile(t *testing.T) {
	home, dir := makeTenant(t)
	ten := openTenant(t, dir)
	if _, err := ten.Do(bg, "ada", wall, act("one")); err != nil {
		t.Fatal(err)
	}
	want := stateOf(t, ten)
	ten.Close()
	if err := os.WriteFile(filepath.Join(dir, telemetryFile), []byte(strings.Repeat("x", 20_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(bg, dir, Options{Engine: fakeEngine}); err == nil || !strings.Contains(err.Error(), "--rebuild") {
		t.Errorf("a damaged data file: %v", err)
	}
	spec := Spec{Name: "one", Plan: fakePlan(), Profile: "2026-07", Created: wall}
	if err := rebuild(bg, home, spec, fakeRun, nil); err != nil {
		t.Fatal(err)
	}
	if got := stateOf(t, openTenant(t, dir)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRebuildRefusesOtherRows(t *testing.T) {
	home, _ := makeTenant(t)
	other := func(ctx context.Context, p generator.Plan, s generator.Sink, _ func(generator.Progress)) (*generator.Summary, error) {
		return nil, errors.Join(s.Append(table("Syslog", nil, 10)), s.Truth(&generator.Truth{}))
	}
	err := rebuild(bg, home, Spec{Name: "one", Plan: fakePlan(), Profile: "2026-07"}, other, nil)
	if err == nil || !strings.Contains(err.Error(), "other rows of") {
		t.Errorf("got %v", err)
	}
}

func TestDeleteRemovesEverything(t *testing.T) {
	home, dir := makeTenant(t)
	if err := Delete(home, "one"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("it is still there")
	}
	var missing *NotFoundError
	if err := Delete(home, "one"); !errors.As(err, &missing) {
		t.Errorf("deleting it again: %v", err)
	}
	if _, err := Open(bg, dir, Options{Engine: fakeEngine}); !errors.As(err, &missing) {
		t.Errorf("opening it: %v", err)
	}
}

func TestDigestsDoNotDependOnBatches(t *testing.T) {
	one, two := newDigests(), newDigests()
	whole := table("Syslog", map[string]func(int) any{"Computer": func(i int) any { return string(rune('a' + i)) }}, 4)
	one.add(whole)
	for _, cut := range [][2]int{{0, 1}, {1, 4}} {
		part := *whole
		part.ID, part.Ingested = whole.ID[cut[0]:cut[1]], whole.Ingested[cut[0]:cut[1]]
		part.Cols = make([]rows.Vector, len(whole.Cols))
		for i, v := range whole.Cols {
			part.Cols[i] = v
			if v.S != nil {
				part.Cols[i].S = v.S[cut[0]:cut[1]]
			}
		}
		two.add(&part)
	}
	if a, b := one.of("Syslog"), two.of("Syslog"); a != b || len(a) != len("sha256:")+64 {
		t.Errorf("%s and %s", a, b)
	}
}

func TestADamagedJournalSaysSo(t *testing.T) {
	_, dir := makeTenant(t)
	if err := os.WriteFile(JournalPath(dir), []byte(strings.Repeat("no journal ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	var damage *journal.DamageError
	if _, err := Open(bg, dir, Options{Engine: fakeEngine}); !errors.As(err, &damage) {
		t.Errorf("got %v", err)
	}
}

func TestLeftoversAreSweptUnlessSomebodyIsAtWork(t *testing.T) {
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, ".one.partial", "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	busy, err := lockWhole(home, "one")
	if err != nil {
		t.Fatal(err)
	}
	if left, err := Leftovers(home); err != nil || len(left) != 0 {
		t.Errorf("while it is made: %v, %v", left, err)
	}
	var inUse *InUseError
	if err := Sweep(home, ".one.partial"); !errors.As(err, &inUse) {
		t.Errorf("swept from under a run: %v", err)
	}
	busy.release()
	if left, err := Leftovers(home); err != nil || len(left) != 1 {
		t.Fatalf("afterwards: %v, %v", left, err)
	}
	if err := Sweep(home, ".one.partial"); err != nil {
		t.Error(err)
	}
	if err := Sweep(home, "one"); err == nil {
		t.Error("a tenant was swept")
	}
}
