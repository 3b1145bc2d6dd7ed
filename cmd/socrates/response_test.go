package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"socrates/engine/journal"
	"socrates/engine/kql/value"
	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/tenant"
	"socrates/scenarios"
)

var kills = flag.Int("kills", 4, "how often TestKilledAnalyst kills")

// theTenant is a small tenant of the first scenario, made once for the tests of this file; each works in a clone.
var theTenant = sync.OnceValues(func() (string, error) {
	home, err := os.MkdirTemp("", "socrates-test-*")
	if err != nil {
		return "", err
	}
	s, err := scenarios.Load(defaultScenario)
	if err != nil {
		return "", err
	}
	plan, err := s.Compile(scenarios.Params{Seed: 7, People: 20, Days: 1})
	if err != nil {
		return "", err
	}
	return tenant.Create(context.Background(), home, tenant.Spec{Name: "one", Plan: plan, Days: 1, Profile: defaultProfile, Created: time.Now()}, nil)
})

func cloned(t *testing.T) string {
	t.Helper()
	dir, err := theTenant()
	if err != nil {
		t.Fatal(err)
	}
	one, err := tenant.Open(t.Context(), dir, tenant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	dir, err = one.Clone(t.Context(), t.TempDir(), "two")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func opened(t *testing.T, dir string) *tenant.Tenant {
	t.Helper()
	ten, err := tenant.Open(t.Context(), dir, tenant.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return ten
}

// A response in time takes away what the attack would have done; one that comes too late changes nothing.
func TestAResponseChangesTheAttack(t *testing.T) {
	dir := cloned(t)
	ten := opened(t, dir)
	defer ten.Close()
	truth, err := ten.Truth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	end := int64(ten.Manifest().Horizon)
	var ran, device = int64(0), ""
	for _, s := range truth.Stages {
		if s.ID == "c2" { // by then all is over
			end = min(end, s.End+value.Minute)
		}
		if s.ID == "execution" {
			ran = s.Start
			for _, n := range s.Needs {
				if n.Kind == "device" {
					device = n.ID
				}
			}
		}
	}
	act := func(kind string, data any) {
		t.Helper()
		if _, err := ten.Do(t.Context(), "ada", time.Now(), soc.NewAction(kind, profile.Defender, "ada", data)); err != nil {
			t.Fatal(err)
		}
	}
	damage := func() map[string]tenant.Damage {
		t.Helper()
		if err := ten.Advance(t.Context(), "ada", time.Now(), max(end, ten.Now()+2*value.Minute)); err != nil {
			t.Fatal(err)
		}
		list, err := ten.Damages(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]tenant.Damage{}
		for _, d := range list {
			out[d.ID] = d
		}
		return out
	}
	rewind := func(to int64) {
		t.Helper()
		if err := ten.Rewind(t.Context(), "ada", time.Now(), to); err != nil {
			t.Fatal(err)
		}
	}

	rewind(ran + 10*value.Minute)
	free := damage()
	act("respond.isolate-device", soc.Respond{Target: device})
	late := damage()
	for id, d := range free {
		if d.Prevented || d.Left != d.Planned || late[id].Left != late[id].Planned {
			t.Errorf("without a response, or too late: stage %s left %d of %d rows, then %d of %d", id, d.Left, d.Planned, late[id].Left, late[id].Planned)
		}
	}

	rewind(ran + 10*value.Minute) // which undoes the isolation
	act("respond.isolate-device", soc.Respond{Target: device})
	during := damage()
	if c2 := during["c2"]; during["execution"].Left != during["execution"].Planned || c2.Prevented || c2.Left == 0 || c2.Left >= c2.Planned || c2.Last > ran+11*value.Minute {
		t.Errorf("isolated in the middle: execution %+v, c2 %+v", during["execution"], c2)
	}

	rewind(ran - value.Hour)
	act("respond.isolate-device", soc.Respond{Target: device})
	early := damage()
	for id, happens := range map[string]bool{"lure": true, "execution": false, "discovery": false, "persistence": false, "c2": false} {
		if early[id].Prevented == happens || (early[id].Left == 0) == happens {
			t.Errorf("isolated in time: stage %s prevented %v, %d rows", id, early[id].Prevented, early[id].Left)
		}
	}
}

// TestKilledAnalyst runs this binary as an analyst who comments and responds, and kills it again and again. All that
// was acknowledged is there, once and in order.
func TestKilledAnalyst(t *testing.T) {
	if dir := os.Getenv("SOCRATES_TEST_ANALYST"); dir != "" {
		analyse(t, dir)
		return
	}
	dir := cloned(t)
	rnd := rand.New(rand.NewPCG(1, 2))
	var acked []string
	for n := range *kills {
		acked = append(acked, analyseAndKill(t, dir, n, rnd)...)
		if n%5 == 4 || n == *kills-1 {
			allThere(t, dir, acked)
		}
	}
	t.Logf("%d kills, %d acknowledged acts", *kills, len(acked))
}

func analyse(t *testing.T, dir string) {
	ten := opened(t, dir)
	round := os.Getenv("SOCRATES_TEST_ROUND")
	for n := 0; ; n++ {
		name := fmt.Sprintf("act %s.%d.", round, n)
		acts := []soc.Action{
			soc.NewAction("incident.update", profile.Defender, "ada", soc.UpdateIncident{ID: 1, AddTags: []string{name}}),
			soc.NewAction("respond.block-indicator", profile.Defender, "ada", soc.Respond{Target: fmt.Sprintf("198.51.%d.%d", 100+n/250, n%250), Comment: name}),
		}
		if _, err := ten.Do(context.Background(), "ada", time.Now(), acts[n%2]); err != nil {
			if r, refused := soc.AsRefusal(err); !refused || r.Code != soc.Conflict { // the address was blocked in an earlier round
				t.Fatal(err)
			}
			continue
		}
		fmt.Println("acked", name)
	}
}

func analyseAndKill(t *testing.T, dir string, round int, rnd *rand.Rand) (acked []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledAnalyst$")
	cmd.Env = append(os.Environ(), "SOCRATES_TEST_ANALYST="+dir, fmt.Sprintf("SOCRATES_TEST_ROUND=%d", round))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	after, wait := rnd.IntN(8), time.Duration(rnd.IntN(30))*time.Millisecond
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if name, ok := strings.CutPrefix(lines.Text(), "acked "); ok {
			acked = append(acked, name)
		}
		if n == after {
			time.AfterFunc(wait, func() { cmd.Process.Kill() })
		}
	}
	cmd.Wait()
	if len(acked) == 0 {
		t.Fatal("nothing was done")
	}
	return acked
}

func allThere(t *testing.T, dir string, acked []string) {
	t.Helper()
	ten := opened(t, filepath.Clean(dir))
	defer ten.Close()
	err := ten.SOC(t.Context(), func(e *soc.Engine) error {
		var found []string
		for _, tag := range e.Incidents()[0].Defender.Tags {
			found = append(found, tag.Name)
		}
		for _, x := range e.Responses() {
			found = append(found, x.Why)
		}
		for _, name := range acked {
			n := 0
			for _, f := range found {
				if f == name {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%q was acknowledged and is there %d times", name, n)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	entries, err := ten.Journal(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for _, name := range acked {
		n := slices.IndexFunc(entries[at:], func(j journal.Entry) bool { return strings.Contains(string(j.Data), name) })
		if n < 0 {
			t.Fatalf("%q is not in the journal, or out of order", name)
		}
		at += n
	}
}
