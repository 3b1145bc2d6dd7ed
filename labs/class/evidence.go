package class

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"socrates/labs"
	"socrates/labs/attempt"
)

// Evidence is something that a person should look at. It may have an innocent reason.
type Evidence struct {
	Learner string `json:"learner"`
	Lab     string `json:"lab"`
	Task    string `json:"task,omitempty"`
	Kind    string `json:"kind"` // untrusted, foreign-answer, same-text, fast, unasked, clock
	Says    string `json:"says"`
}

// Find looks through everything collected for what does not look like somebody's own work.
func Find(c *Class, handed []*Handed) []Evidence {
	f := &finder{c: c, handed: handed, facts: map[string]map[string]any{}}
	for _, h := range handed {
		l, err := labs.Find(h.Result.Start.Lab)
		if err != nil {
			continue
		}
		f.untrusted(h)
		f.foreign(h, l)
		f.speed(h, l)
		f.unasked(h, l)
		f.clock(h)
	}
	f.sameTexts()
	return f.out
}

type finder struct {
	c      *Class
	handed []*Handed
	facts  map[string]map[string]any // by lab and seed
	out    []Evidence
}

func (f *finder) add(s attempt.Start, task, kind, format string, args ...any) {
	f.out = append(f.out, Evidence{s.Learner, s.Lab, task, kind, fmt.Sprintf(format, args...)})
}

func (f *finder) untrusted(h *Handed) {
	for _, found := range h.Verified.Findings {
		f.add(h.Result.Start, "", "untrusted", "%s", found)
	}
}

// foreign finds wrong answers that are right in the tenant of somebody else of the class.
func (f *finder) foreign(h *Handed, l *labs.Lab) {
	for _, r := range h.Verified.Report.Tasks {
		t, err := l.Task(r.Task)
		if err != nil {
			continue
		}
		for _, text := range r.Wrong {
			if owner := f.ownerOf(h.Result.Start, l, t, text); owner != "" {
				f.add(h.Result.Start, t.ID, "foreign-answer", "handed in %q, which is wrong here and right in the tenant of %s", text, owner)
			}
		}
	}
}

// ownerOf is the classmate in whose tenant an answer is right.
func (f *finder) ownerOf(s attempt.Start, l *labs.Lab, t *labs.Task, text string) string {
	for _, other := range f.c.Learners {
		if other.ID == s.Learner {
			continue
		}
		for _, mode := range []attempt.Mode{attempt.Practice, attempt.Assessment} {
			for variant := 1; variant <= 2; variant++ {
				if facts := f.factsOf(l, other.ID, mode, variant); facts != nil && t.Fits(text, facts) && !t.Fits(text, f.factsAt(l, s.Seed)) {
					return other.ID
				}
			}
		}
	}
	return ""
}

func (f *finder) factsOf(l *labs.Lab, learner string, mode attempt.Mode, variant int) map[string]any {
	seed, err := attempt.SeedFor(l, learner, f.c.Name, mode, variant)
	if err != nil {
		return nil
	}
	return f.factsAt(l, seed)
}

func (f *finder) factsAt(l *labs.Lab, seed uint64) map[string]any {
	key := fmt.Sprint(l.ID, seed)
	if known, ok := f.facts[key]; ok {
		return known
	}
	facts, err := l.FactsAt(seed)
	if err != nil {
		facts = nil
	}
	f.facts[key] = facts
	return facts
}

// speed finds labs that were solved in a small part of the expected time.
func (f *finder) speed(h *Handed, l *labs.Lab) {
	r := h.Verified.Report
	took, expected := r.Last.Sub(r.Began), time.Duration(l.Minutes)*time.Minute
	if r.Max > 0 && 10*r.Points >= 8*r.Max && took < expected/10 {
		f.add(h.Result.Start, "", "fast", "%d of %d points in %s; %d minutes are expected", r.Points, r.Max, took.Round(time.Second), l.Minutes)
	}
}

// unasked finds answers that were right at the first try before anything was asked or looked at.
func (f *finder) unasked(h *Handed, l *labs.Lab) {
	asked := false
	seen := map[string]bool{}
	for _, line := range h.Result.Journal {
		if line.Kind == "hunt" || line.Kind == "soc" && line.Actor != labs.SetupActor {
			asked = true
		}
		var e attempt.Event
		if line.Kind != "lab" || json.Unmarshal(line.Data, &e) != nil || e.Event != "submit" || seen[e.Task] {
			continue
		}
		seen[e.Task] = true
		t, err := l.Task(e.Task)
		if err != nil || asked || t.Answer == nil {
			continue
		}
		i := slices.IndexFunc(h.Verified.Report.Tasks, func(r attempt.TaskReport) bool { return r.Task == t.ID && r.Ending == labs.Pass && r.Tries == 1 })
		if i >= 0 {
			f.add(h.Result.Start, t.ID, "unasked", "right at the first try, with no query and no act before it")
		}
	}
}

// clock finds journals whose wall time runs backwards.
func (f *finder) clock(h *Handed) {
	j := h.Result.Journal
	for i := 1; i < len(j); i++ {
		if j[i].Wall.Before(j[i-1].Wall) {
			f.add(h.Result.Start, "", "clock", "the computer's clock went back from %s to %s at entry %d", j[i-1].Wall.Format(time.DateTime), j[i].Wall.Format(time.DateTime), j[i].Seq)
			return
		}
	}
}

// shortest text that two people do not write alike by chance.
const longText = 120

// sameTexts finds long texts that two learners handed in alike, letter by letter but for spaces.
func (f *finder) sameTexts() {
	first := map[string]attempt.Start{}
	for _, h := range f.handed {
		mine := map[string]bool{}
		for _, line := range h.Result.Journal {
			var e attempt.Event
			if line.Kind != "lab" || json.Unmarshal(line.Data, &e) != nil || e.Event != "submit" {
				continue
			}
			text := strings.Join(strings.Fields(e.Text), " ")
			key := h.Result.Start.Lab + " " + e.Task + " " + text
			if len(text) < longText || mine[key] {
				continue
			}
			mine[key] = true
			other, known := first[key]
			switch {
			case !known:
				first[key] = h.Result.Start
			case other.Learner != h.Result.Start.Learner:
				f.add(h.Result.Start, e.Task, "same-text", "handed in the same text as %s, %d characters long", other.Learner, len(text))
			}
		}
	}
}
