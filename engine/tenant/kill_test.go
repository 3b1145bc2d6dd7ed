package tenant

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"socrates/engine/kql/value"
)

// TestKilledTenant runs this test binary as a learner who acts and lets time pass, and kills it at several moments.
// Every act that was acknowledged must be there afterwards, once, in order.
func TestKilledTenant(t *testing.T) {
	if dir := os.Getenv("TENANT_ACTOR"); dir != "" {
		actForever(t, dir)
		return
	}
	_, dir := makeTenant(t)
	var acked []string
	for round := range 4 {
		acked = append(acked, actAndKill(t, dir, round, 2+round*5)...)
		ten := openTenant(t, dir)
		state := stateOf(t, ten)
		at := 0
		for _, a := range acked {
			i := strings.Index(state[at:], `"`+a+" ")
			if i < 0 {
				t.Fatalf("round %d: %s was acknowledged and is gone, or out of order: %s", round, a, state)
			}
			at += i + 1
			if strings.Count(state, `"`+a+" ") != 1 {
				t.Errorf("%s is there twice", a)
			}
		}
		ten.Close()
	}
}

func actForever(t *testing.T, dir string) {
	ten := openTenant(t, dir)
	for n := 0; ; n++ {
		name := fmt.Sprintf("act-%s-%d", os.Getenv("TENANT_ROUND"), n)
		if _, err := ten.Do(bg, "ada", wall, act(name)); err != nil {
			t.Fatal(err)
		}
		fmt.Println("acked", name)
		if err := ten.Advance(bg, "ada", wall, min(ten.Now()+value.Minute, horizon)); err != nil {
			t.Fatal(err)
		}
	}
}

func actAndKill(t *testing.T, dir string, round, after int) (acked []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledTenant$")
	cmd.Env = append(os.Environ(), "TENANT_ACTOR="+dir, fmt.Sprintf("TENANT_ROUND=%d", round))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if name, ok := strings.CutPrefix(lines.Text(), "acked "); ok {
			acked = append(acked, name)
		}
		if n == after {
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	if len(acked) == 0 {
		t.Fatal("nothing was done")
	}
	return acked
}
