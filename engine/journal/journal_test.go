package journal

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

var bg = context.Background()

func open(t testing.TB, path string) *SQLite {
	t.Helper()
	l, err := Open(bg, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func entry(n int) Entry {
	return Entry{At: int64(n) * 10, Wall: time.Date(2026, 3, 1, 12, 0, n, 5e6, time.UTC), Actor: "ada", Kind: "soc",
		Data: json.RawMessage(fmt.Sprintf(`{"n":%d}`, n))}
}

func fill(t testing.TB, l *SQLite, n int) {
	t.Helper()
	for i := range n {
		if _, err := l.Append(bg, int64(i), entry(i)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "odd name?#%20.sqlite")
	l := open(t, path)
	fill(t, l, 3)
	l.Close()
	l = open(t, path)
	got, err := l.After(bg, 1)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d entries, %v", len(got), err)
	}
	e := got[1]
	if e.Seq != 3 || e.At != 20 || !e.Wall.Equal(entry(2).Wall) || e.Actor != "ada" || e.Kind != "soc" || string(e.Data) != `{"n":2}` {
		t.Errorf("read back %+v", e)
	}
	if head, err := l.Head(bg); err != nil || head.Seq != 3 {
		t.Errorf("head %d, %v", head.Seq, err)
	}
	if err := l.Check(bg); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the file has another name: %v", err)
	}
}

func TestAWriterBehindTheHeadIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.sqlite")
	a, b := open(t, path), open(t, path)
	fill(t, a, 2)
	if _, err := b.Append(bg, 1, entry(9)); !errors.Is(err, ErrMoved) {
		t.Errorf("writing behind entry 1 of 2: %v", err)
	}
	if e, err := b.Append(bg, 2, entry(9)); err != nil || e.Seq != 3 {
		t.Errorf("after reading on: %d, %v", e.Seq, err)
	}
}

func TestDataMustBeJSON(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "journal.sqlite"))
	if _, err := l.Append(bg, 0, Entry{Kind: "soc", Data: json.RawMessage("{")}); err == nil {
		t.Error("half an object was written")
	}
	if e, err := l.Append(bg, 0, Entry{Kind: "soc"}); err != nil || string(e.Data) != "null" {
		t.Errorf("no data: %q, %v", e.Data, err)
	}
}

// tamper changes the file behind the log's back.
func tamper(t *testing.T, l *SQLite, statements ...string) {
	t.Helper()
	for _, s := range append([]string{"DROP TRIGGER entries_stay_as_they_are"}, statements...) {
		if _, err := l.db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTamperingShows(t *testing.T) {
	for _, tt := range []struct {
		name, sql string
		seq       int64
	}{
		{"a changed word", `UPDATE entries SET data = '{"n":7}' WHERE seq = 3`, 3},
		{"another author", `UPDATE entries SET actor = 'bob' WHERE seq = 2`, 2},
		{"a later hour", `UPDATE entries SET wall = wall + 1 WHERE seq = 1`, 1},
		{"a lost entry", `DELETE FROM entries WHERE seq = 4`, 4},
		{"two swapped", `UPDATE entries SET seq = CASE seq WHEN 2 THEN -1 ELSE seq END; UPDATE entries SET seq = 2 WHERE seq = 3; UPDATE entries SET seq = 3 WHERE seq = -1`, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			l := open(t, filepath.Join(dir, "journal.sqlite"))
			fill(t, l, 5)
			tamper(t, l, tt.sql)
			var damage *DamageError
			if err := l.Check(bg); !errors.As(err, &damage) || damage.Seq != tt.seq {
				t.Fatalf("Check: %v, want damage at %d", err, tt.seq)
			}
			n, err := Salvage(bg, l.path, filepath.Join(dir, "saved.sqlite"))
			if err != nil || n != tt.seq-1 {
				t.Errorf("saved %d, %v; want %d", n, err, tt.seq-1)
			}
			if err := open(t, filepath.Join(dir, "saved.sqlite")).Check(bg); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestEntriesCannotBeRewritten(t *testing.T) {
	l := open(t, filepath.Join(t.TempDir(), "journal.sqlite"))
	fill(t, l, 1)
	if _, err := l.db.Exec("UPDATE entries SET actor = 'bob'"); err == nil {
		t.Error("an entry was changed")
	}
}

func TestADamagedFileSaysSo(t *testing.T) {
	for _, tt := range []struct {
		name  string
		wreck func([]byte) []byte
	}{
		{"no database at all", func([]byte) []byte { return []byte("this is a text file, and long enough to be looked at as one") }},
		{"header overwritten", func(b []byte) []byte { copy(b, "xxxxxxxxxxxxxxxx"); return b }},
		{"pages overwritten", func(b []byte) []byte {
			for i := 4096; i < len(b); i++ {
				b[i] = 0xAA
			}
			return b
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.sqlite")
			l := open(t, path)
			fill(t, l, 50)
			l.Close()
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, tt.wreck(whole), 0o600); err != nil {
				t.Fatal(err)
			}
			var damage *DamageError
			bad, err := Open(bg, path)
			if err == nil {
				err = bad.Check(bg)
				bad.Close()
			}
			if !errors.As(err, &damage) || !strings.Contains(err.Error(), "doctor --repair") {
				t.Errorf("a damaged file gives: %v", err)
			}
		})
	}
}

func TestMendKeepsTheDamagedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.sqlite")
	l := open(t, path)
	fill(t, l, 5)
	tamper(t, l, "UPDATE entries SET actor = 'bob' WHERE seq = 4")
	l.Close()
	saved, kept, err := Mend(bg, path)
	if err != nil || saved != 3 {
		t.Fatalf("saved %d, %v", saved, err)
	}
	if err := open(t, path).Check(bg); err != nil {
		t.Error(err)
	}
	old, err := open(t, kept).After(bg, 0)
	if err != nil || len(old) != 5 {
		t.Errorf("the damaged file has %d entries, %v", len(old), err)
	}
}

func TestANewerFormatIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.sqlite")
	l := open(t, path)
	tamper(t, l, "PRAGMA user_version = 99")
	l.Close()
	if _, err := Open(bg, path); err == nil || !strings.Contains(err.Error(), "newer socrates") {
		t.Errorf("format 99: %v", err)
	}
}

func TestManyWritersLoseNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.sqlite")
	const writers, each = 4, 10
	var wg sync.WaitGroup
	for w := range writers {
		l := open(t, path)
		wg.Go(func() {
			for i := 0; i < each; {
				head, err := l.Head(bg)
				if err != nil {
					t.Error(err)
					return
				}
				_, err = l.Append(bg, head.Seq, Entry{Actor: fmt.Sprint(w), Kind: "soc", Data: json.RawMessage(strconv.Itoa(i))})
				switch {
				case err == nil:
					i++
				case !errors.Is(err, ErrMoved):
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	l := open(t, path)
	entries, err := l.After(bg, 0)
	if err != nil || len(entries) != writers*each {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	next := map[string]int{}
	for _, e := range entries {
		if string(e.Data) != strconv.Itoa(next[e.Actor]) {
			t.Errorf("writer %s: %s where %d was due", e.Actor, e.Data, next[e.Actor])
		}
		next[e.Actor]++
	}
	if err := l.Check(bg); err != nil {
		t.Error(err)
	}
}

// TestKilledWriter runs this test binary as a writer that reports each acknowledged entry, and kills it.
func TestKilledWriter(t *testing.T) {
	if path := os.Getenv("JOURNAL_WRITER"); path != "" {
		writeForever(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "journal.sqlite")
	var acked int64
	for round := range 5 {
		acked = max(acked, writeAndKill(t, path, 3+round*7))
		l := open(t, path)
		if err := l.Check(bg); err != nil {
			t.Fatal(err)
		}
		head, err := l.Head(bg)
		if err != nil || head.Seq < acked {
			t.Fatalf("entry %d was acknowledged, the log ends at %d (%v)", acked, head.Seq, err)
		}
		l.Close()
	}
}

func writeForever(t *testing.T, path string) {
	l := open(t, path)
	head, err := l.Head(bg)
	for err == nil {
		head, err = l.Append(bg, head.Seq, entry(int(head.Seq)))
		fmt.Printf("acked %d\n", head.Seq)
	}
	t.Fatal(err)
}

func writeAndKill(t *testing.T, path string, after int) (acked int64) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilledWriter$")
	cmd.Env = append(os.Environ(), "JOURNAL_WRITER="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if seq, ok := strings.CutPrefix(lines.Text(), "acked "); ok {
			acked, _ = strconv.ParseInt(seq, 10, 64)
		}
		if n == after {
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	if acked == 0 {
		t.Fatal("the writer wrote nothing")
	}
	return acked
}
