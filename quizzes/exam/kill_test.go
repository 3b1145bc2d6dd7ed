package exam

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"socrates/engine/journal"
	"socrates/quizzes/record"
)

// TestMain lets the kill test run this binary as a candidate who answers without pause.
func TestMain(m *testing.M) {
	if path := os.Getenv("EXAM_CANDIDATE"); path != "" {
		fmt.Fprintln(os.Stderr, candidate(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// candidate goes on with the exam, or begins it, and prints each answer once it was acknowledged.
func candidate(path string) error {
	ctx := context.Background()
	log, err := journal.Open(ctx, path)
	if err != nil {
		return err
	}
	book, err := record.Open(ctx, log)
	if err != nil {
		return err
	}
	bank, err := makeBank(3)
	if err != nil {
		return err
	}
	s, err := Resume(book, bank, "ada")
	if errors.Is(err, ErrNone) {
		s, err = Start(ctx, book, bank, "ada", Plan{Items: 40, Profile: "2026-07"}, 1, nine)
	}
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		section := s.Form.Sections[0]
		n := i % len(section.Slots)
		given := string(rune('a' + i/len(section.Slots)%3))
		if err := s.Answer(ctx, n, []string{given}, 1, nine.Add(time.Duration(i)*time.Second)); err != nil {
			return err
		}
		fmt.Println(n, given)
	}
}

// A process that is killed while it answers leaves every acknowledged answer behind, and its successor the
// same paper and the same deadline.
func TestKilledWhileAnswering(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.sqlite")
	for round := range 6 {
		said, last := map[int]string{}, 0
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "EXAM_CANDIDATE="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var talk strings.Builder
		cmd.Stderr = &talk
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for range 3 + 4*round {
			if !lines.Scan() {
				t.Fatalf("the candidate stopped by itself: %s", talk.String())
			}
			note(lines.Text(), said, &last)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() { // said before it died
			note(lines.Text(), said, &last)
		}
		cmd.Wait()
		s, err := Resume(openBook(t, path), testBank(t, 3), "ada")
		if err != nil {
			t.Fatal(err)
		}
		// What comes after the last acknowledged answer may be on the disk too.
		next := (last + 1) % len(s.Form.Sections[0].Slots)
		for n, want := range said {
			if got := s.Slots[n].Given; n != next && (len(got) != 1 || got[0] != want) {
				t.Errorf("round %d: question %d is %v, acknowledged was %s", round, n, got, want)
			}
		}
		if !s.Deadline.Equal(nine.Add(Minutes * time.Minute)) {
			t.Errorf("round %d: the deadline is %v", round, s.Deadline)
		}
	}
}

func note(line string, said map[int]string, last *int) {
	var n int
	var given string
	if _, err := fmt.Sscan(line, &n, &given); err != nil {
		return // a line cut off by the kill was not acknowledged
	}
	said[n], *last = given, n
}
