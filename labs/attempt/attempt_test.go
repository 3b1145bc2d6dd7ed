package attempt

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"socrates/engine/journal"
	"socrates/labs"
)

const labID = "one-phish-two-desks"

var bg = context.Background()

// smallLab is the lab in a small tenant, in a folder of its own.
func smallLab(t *testing.T) (*labs.Lab, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), labID)
	if err := os.CopyFS(dir, os.DirFS("../library/"+labID)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "lab.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	small := strings.Replace(strings.Replace(string(text), "people: 50", "people: 20", 1), "days: 3", "days: 1", 1)
	if err := os.WriteFile(path, []byte(small), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := labs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return l, dir
}

// clockAt is a wall clock that steps a second at every look.
type clockAt struct{ t time.Time }

func (c *clockAt) now() time.Time {
	c.t = c.t.Add(time.Second)
	return c.t
}

func day() *clockAt { return &clockAt{time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)} }

// TestAnAttempt plays a lab as a learner does, hands the result in, and tries to cheat with it.
func TestAnAttempt(t *testing.T) {
	home := t.TempDir()
	clock := day()
	ws := labs.NewWorlds(filepath.Join(home, "worlds"), clock.now)
	defer ws.Close()
	o := Options{Wall: clock.now, Worlds: ws}
	l, folder := smallLab(t)
	a, err := Begin(bg, home, l, Start{Learner: "ada", Class: "soc-1", Folder: folder}, o)
	if err != nil {
		t.Fatal(err)
	}
	victim, _ := a.World().Fact("victim.upn")

	// a miss, a hint, and the right answer: 10 points less the 2 of the hint
	submit(t, a, "victim", "nobody@example.com", labs.Miss)
	if h, err := a.OpenHint(bg, "victim"); err != nil || h.Cost != 2 || h.Text == "" {
		t.Fatalf("hint: %+v, %v", h, err)
	}
	if _, err := a.OpenHint(bg, "victim"); err == nil || !strings.Contains(err.Error(), "all 1 hints of task victim are open already") {
		t.Errorf("a second hint of one: %v", err)
	}
	submit(t, a, "victim", strings.ToUpper(victim.(string)), labs.Pass)

	// the program dies; the attempt goes on where it was
	name, dir := a.Name(), a.Tenant().Dir()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if a, err = Resume(bg, dir, o); err != nil {
		t.Fatal(err)
	}
	want := Report{Points: 8, Max: 50, Solved: 1}
	if r := a.Report(); r.Points != want.Points || r.Max != want.Max || r.Solved != want.Solved || r.Tasks[0].Tries != 2 || r.Tasks[0].Charged != 2 || len(r.Tasks[0].Wrong) != 1 {
		t.Fatalf("after resuming: %+v", r)
	}

	// closing the incident at one desk, outside of the attempt, and letting time pass ticks the task
	closeIncident(t, a)
	if ticked, err := a.Look(bg); err != nil || len(ticked) != 0 {
		t.Fatalf("closed at one desk only: %v, %v", ticked, err)
	}
	if err := a.World().Advance(bg, "30m"); err != nil {
		t.Fatal(err)
	}
	if ticked, err := a.Look(bg); err != nil || len(ticked) != 1 || ticked[0].Task != "close-both" {
		t.Fatalf("closed at both: %v, %v", ticked, err)
	}

	r, err := a.Result(bg, "test")
	if err != nil {
		t.Fatal(err)
	}
	if r.Report.Points != 28 || r.Start.Learner != "ada" || a.Name() != name {
		t.Fatalf("result: %d points of %s", r.Report.Points, r.Start.Learner)
	}
	t.Run("honest", func(t *testing.T) { wantFindings(t, verify(t, l, reread(t, r), ws)) })
	cheats(t, l, r, ws)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	t.Run("reset", func(t *testing.T) { resets(t, dir, o) })
	t.Run("assessment", func(t *testing.T) { assessment(t, home, l, folder, o, clock) })
}

func submit(t *testing.T, a *Attempt, task, text string, want labs.Ending) labs.Verdict {
	t.Helper()
	v, err := a.Submit(bg, task, text)
	if err != nil || v.Ending != want {
		t.Fatalf("%s %q: %s %q, %v; want %s", task, text, v.Ending, v.Says, err, want)
	}
	return v
}

// closeIncident closes the incident of most products in the Defender portal.
func closeIncident(t *testing.T, a *Attempt) {
	t.Helper()
	if _, err := a.World().Do(bg, map[string]any{"kind": "incident.update", "portal": "defender", "data": map[string]any{"incident": "multi-product",
		"status": "Closed", "verdict": "True positive", "determination": "Multistage attack"}}); err != nil {
		t.Fatal(err)
	}
}

// reread sends a result through its file.
func reread(t *testing.T, r *Result) *Result {
	t.Helper()
	var file bytes.Buffer
	if err := r.Write(&file); err != nil {
		t.Fatal(err)
	}
	out, err := ReadResult(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func verify(t *testing.T, l *labs.Lab, r *Result, ws *labs.Worlds) *Verified {
	t.Helper()
	v, err := Verify(bg, r, func(string) (*labs.Lab, error) { return l, nil }, ws)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func wantFindings(t *testing.T, v *Verified, want ...string) {
	t.Helper()
	all := strings.Join(v.Findings, "\n")
	if len(want) == 0 && all != "" {
		t.Errorf("found: %s", all)
	}
	for _, w := range want {
		if !strings.Contains(all, w) {
			t.Errorf("the findings do not say %q:\n%s", w, all)
		}
	}
}

// cheats edits a result file in several ways; forged ones get a fresh seal, and a fresh chain where they changed the
// journal.
func cheats(t *testing.T, l *labs.Lab, honest *Result, ws *labs.Worlds) {
	for _, tt := range []struct {
		name string
		edit func(*Result)
		want string
	}{
		{"a task's score, sealed anew", func(r *Result) { r.Report.Points, r.Report.Tasks[1].Points = 50, 20; r.Seal = r.digest() },
			"it says 50 points and 2 tasks solved; computed again there are 28 points and 2 tasks\ntask command-and-control: it says 20 points, computed again there are 0"},
		{"another name, not sealed anew", func(r *Result) { r.Start.Learner = "bob" }, "the file was changed after it was written"},
		{"another name, sealed anew", func(r *Result) { r.Start.Learner = "bob"; r.Seal = r.digest() }, "this is somebody else's tenant"},
		{"another name all through", func(r *Result) { rename(r, "ada", "bob") }, "this is somebody else's tenant"},
		{"a submission", func(r *Result) { change(r, "nobody@example.com", "somebody@example.com"); r.Seal = r.digest() }, "its digest does not fit"},
		{"a hint dropped, and a verdict claimed, which is not believed", func(r *Result) {
			drop(r, `"event":"hint"`)
			insert(r, `{"event":"verdict","task":"command-and-control","verdict":{"task":"command-and-control","ending":"pass","points":20,"max":20,"says":""}}`)
		}, "computed again there are 30 points and 2 tasks"},
		{"acts as the setup", func(r *Result) { r.Journal[len(r.Journal)-1].Actor = labs.SetupActor; rechain(r) }, "the lab's setup was done before"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			forged := reread(t, honest)
			tt.edit(forged)
			v := verify(t, l, reread(t, forged), ws)
			wantFindings(t, v, tt.want)
		})
	}
}

func change(r *Result, old, new string) {
	for i := range r.Journal {
		r.Journal[i].Data = json.RawMessage(strings.ReplaceAll(string(r.Journal[i].Data), old, new))
	}
}

func rename(r *Result, old, new string) {
	change(r, `"`+old+`"`, `"`+new+`"`)
	for i := range r.Journal {
		r.Journal[i].Actor = strings.ReplaceAll(r.Journal[i].Actor, old, new)
	}
	r.Start.Learner = new
	rechain(r)
}

func drop(r *Result, with string) {
	for i, l := range r.Journal {
		var data bytes.Buffer
		json.Compact(&data, l.Data)
		if strings.Contains(data.String(), with) {
			r.Journal = append(r.Journal[:i], r.Journal[i+1:]...)
			break
		}
	}
	rechain(r)
}

func insert(r *Result, data string) {
	last := r.Journal[len(r.Journal)-1]
	last.Kind, last.Data = journalKind, json.RawMessage(data)
	r.Journal = append(r.Journal, last)
	rechain(r)
}

// rechain numbers the journal anew and gives it the digests that a journal gives, as a forger would.
func rechain(r *Result) {
	dir, err := os.MkdirTemp("", "forger")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	log, err := journal.Open(bg, filepath.Join(dir, "j"))
	if err != nil {
		panic(err)
	}
	defer log.Close()
	for i, l := range r.Journal {
		var data bytes.Buffer
		json.Compact(&data, l.Data)
		e, err := log.Append(bg, int64(i), journal.Entry{At: l.At, Wall: l.Wall, Actor: l.Actor, Kind: l.Kind, Data: data.Bytes()})
		if err != nil {
			panic(err)
		}
		r.Journal[i].Seq, r.Journal[i].Hash = e.Seq, hex.EncodeToString(e.Hash[:])
	}
	r.Seal = r.digest()
}

func resets(t *testing.T, dir string, o Options) {
	a, err := Reset(bg, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if r := a.Report(); r.Points != 0 || r.Tasks[0].Tries != 0 || a.Start.Learner != "ada" {
		t.Errorf("after a reset: %+v", r)
	}
	if text, err := a.Reveal(bg); err != nil || !strings.Contains(text, "kind=inner") {
		t.Errorf("the solution: %q, %v", text, err)
	}
	victim, _ := a.World().Fact("victim.upn")
	submit(t, a, "victim", victim.(string), labs.Pass)
	if r := a.Report(); r.Points != 0 || !r.Revealed {
		t.Errorf("solved after the solution was shown: %+v", r)
	}
}

// assessment: nothing is told before the end, the second try earns 7 of 10, and time runs out.
func assessment(t *testing.T, home string, l *labs.Lab, folder string, o Options, clock *clockAt) {
	a, err := Begin(bg, home, l, Start{Learner: "ada", Class: "soc-1", Mode: Assessment, Folder: folder}, o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if practice, _ := SeedFor(l, "ada", "soc-1", Practice, 1); practice == a.Start.Seed {
		t.Error("the assessment is played in the tenant of the practice")
	}
	victim, _ := a.World().Fact("victim.upn")
	for _, text := range []string{"nobody@example.com", "nobody@example.com", victim.(string)} {
		if v := submit(t, a, "victim", text, Taken); v.Points != 0 || strings.Contains(v.Says, "right") {
			t.Errorf("an assessment told %+v", v)
		}
	}
	if _, err := a.Reveal(bg); err == nil {
		t.Error("an assessment showed its solution")
	}
	if _, err := a.Result(bg, "test"); err == nil {
		t.Error("an open assessment told its result")
	}
	closeIncident(t, a)
	clock.t = clock.t.Add(time.Duration(l.TimeLimit()) * time.Minute)
	if err := a.World().Advance(bg, "30m"); err != nil { // too late to count
		t.Fatal(err)
	}
	var late *TimeUpError
	if _, err := a.Submit(bg, "victim", "x"); !errors.As(err, &late) {
		t.Errorf("after the time: %v", err)
	}
	if err := a.Finish(bg); err != nil {
		t.Fatal(err)
	}
	var sealed *SealedError
	if _, err := a.Submit(bg, "victim", "x"); !errors.As(err, &sealed) {
		t.Errorf("after the end: %v", err)
	}
	r, err := a.Result(bg, "test")
	if err != nil {
		t.Fatal(err)
	}
	if task := r.Report.Tasks[0]; task.Points != 7 || task.Tries != 2 || r.Report.Points != 7 {
		t.Errorf("second try of an assessment: %+v, %d points", task, r.Report.Points)
	}
	wantFindings(t, verify(t, l, reread(t, r), o.Worlds))
}

// TestScores: the points follow from the record alone.
func TestScores(t *testing.T) {
	l := &labs.Lab{ID: "l", Tasks: []*labs.Task{{ID: "a", Points: 10, Answer: &labs.AnswerCheck{}, Hints: []labs.Hint{{Cost: 1}, {Cost: 3}}}}}
	t0 := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	at := func(minute int, e Event) Event {
		e.Wall = t0.Add(time.Duration(minute) * time.Minute)
		return e
	}
	start := func(m Mode) Event { return at(0, Event{Event: eventStart, Start: &Start{Mode: m, Minutes: 30}}) }
	try := func(minute int, text string, ending labs.Ending, points int) []Event {
		return []Event{at(minute, Event{Event: eventSubmit, Task: "a", Text: text}), at(minute, Event{Event: eventVerdict, Task: "a", Verdict: &labs.Verdict{Task: "a", Ending: ending, Points: points, Max: 10}})}
	}
	hint := func(minute, rung int) []Event {
		return []Event{at(minute, Event{Event: eventHint, Task: "a", Rung: rung})}
	}
	for _, tt := range []struct {
		name   string
		mode   Mode
		events [][]Event
		points int
		tries  int
	}{
		{"right at once", Practice, [][]Event{try(1, "x", labs.Pass, 10)}, 10, 1},
		{"wrong tries cost nothing in practice", Practice, [][]Event{try(1, "x", labs.Miss, 0), try(2, "y", labs.Miss, 0), try(3, "z", labs.Pass, 10)}, 10, 3},
		{"the best partial points of misses", Practice, [][]Event{try(1, "x", labs.Miss, 4), try(2, "y", labs.Miss, 2)}, 4, 2},
		{"hints are charged on solving", Practice, [][]Event{hint(1, 1), hint(2, 2), try(3, "x", labs.Pass, 10)}, 6, 1},
		{"hints are not charged without", Practice, [][]Event{hint(1, 1), hint(2, 2), try(3, "x", labs.Miss, 4)}, 4, 1},
		{"a hint opened afterwards is free", Practice, [][]Event{try(1, "x", labs.Pass, 10), hint(2, 1)}, 10, 1},
		{"second try of an assessment", Assessment, [][]Event{try(1, "x", labs.Miss, 0), try(2, "y", labs.Pass, 10)}, 7, 2},
		{"third", Assessment, [][]Event{try(1, "x", labs.Miss, 0), try(2, "y", labs.Miss, 0), try(3, "z", labs.Pass, 10)}, 5, 3},
		{"fourth", Assessment, [][]Event{try(1, "w", labs.Miss, 0), try(1, "x", labs.Miss, 0), try(2, "y", labs.Miss, 0), try(3, "z", labs.Pass, 10)}, 0, 4},
		{"the same text twice is one try", Assessment, [][]Event{try(1, "x", labs.Miss, 0), try(2, "x", labs.Miss, 0), try(3, "z", labs.Pass, 10)}, 7, 2},
		{"what breaks is no try", Assessment, [][]Event{try(1, "x", labs.Broke, 0), try(2, "y", labs.Skipped, 0), try(3, "z", labs.Pass, 10)}, 10, 1},
		{"after the time", Assessment, [][]Event{try(1, "x", labs.Miss, 2), try(31, "z", labs.Pass, 10)}, 2, 1},
		{"after a pass nothing changes", Practice, [][]Event{try(1, "x", labs.Pass, 10), try(2, "y", labs.Miss, 0)}, 10, 1},
	} {
		r := Record{start(tt.mode)}
		for _, e := range tt.events {
			r = append(r, e...)
		}
		got := Score(l, *r.start(), r)
		if got.Points != tt.points || got.Tasks[0].Tries != tt.tries {
			t.Errorf("%s: %d points, %d tries; want %d, %d", tt.name, got.Points, got.Tasks[0].Tries, tt.points, tt.tries)
		}
	}
}

func TestSeedsAreOnesOwn(t *testing.T) {
	l, err := labs.Find(labID)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[uint64]string{}
	for _, who := range []string{"ada", "bob"} {
		for _, class := range []string{"", "soc-1"} {
			for _, mode := range []Mode{Practice, Assessment} {
				for variant := 1; variant <= 2; variant++ {
					seed, err := SeedFor(l, who, class, mode, variant)
					again, _ := SeedFor(l, who, class, mode, variant)
					if err != nil || seed != again || seen[seed] != "" {
						t.Errorf("%s %s %s %d: %d, %v, also %s", who, class, mode, variant, seed, err, seen[seed])
					}
					seen[seed] = who
				}
			}
		}
	}
}
