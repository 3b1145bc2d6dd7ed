package attempt

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"socrates/labs"
)

// TestKilledAttempt runs this test binary as a learner who hands in answers, and kills it without warning. Every
// answer that was acknowledged is there afterwards.
func TestKilledAttempt(t *testing.T) {
	if dir := os.Getenv("ATTEMPT_DIR"); dir != "" {
		handInUntilKilled(t, dir)
		return
	}
	home := t.TempDir()
	lab := filepath.Join(home, "my-lab")
	if _, err := labs.New(lab); err != nil {
		t.Fatal(err)
	}
	l, err := labs.Open(lab)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Wall: day().now, Worlds: labs.NewWorlds("", day().now)}
	defer o.Worlds.Close()
	a, err := Begin(bg, filepath.Join(home, "tenants"), l, Start{Learner: "ada", Folder: lab}, o)
	if err != nil {
		t.Fatal(err)
	}
	dir := a.Tenant().Dir()
	a.Close()
	acked := 0
	for range 3 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledAttempt$")
		cmd.Env = append(os.Environ(), "ATTEMPT_DIR="+dir)
		out, _ := cmd.Output() // killed
		acked += strings.Count(string(out), "acked\n")
	}
	if a, err = Resume(bg, dir, o); err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if r := a.Report().Tasks[0]; acked < 3 || len(r.Wrong) < acked {
		t.Errorf("%d answers were acknowledged, %d are there", acked, len(r.Wrong))
	}
}

func handInUntilKilled(t *testing.T, dir string) {
	o := Options{Wall: day().now, Worlds: labs.NewWorlds("", day().now)}
	a, err := Resume(bg, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	tried := len(a.Report().Tasks[0].Wrong)
	for n := range 2 {
		if _, err := a.Submit(bg, "victim", fmt.Sprintf("wrong-%d-%d@example.com", tried, n)); err != nil {
			t.Fatal(err)
		}
		fmt.Println("acked")
	}
	me, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	me.Kill()
	select {}
}
