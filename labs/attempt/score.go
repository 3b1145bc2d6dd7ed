package attempt

import (
	"strings"
	"time"

	"socrates/labs"
)

// Report is how an attempt stands.
type Report struct {
	Points int          `json:"points"`
	Max    int          `json:"max"`
	Solved int          `json:"solved"` // tasks
	Tasks  []TaskReport `json:"tasks"`
	Began  time.Time    `json:"began"`
	Last   time.Time    `json:"last"` // of what was done
	Sealed bool         `json:"sealed,omitempty"`
	// Revealed says that the solution was looked at: what was solved after that earned nothing.
	Revealed bool `json:"revealed,omitempty"`
}

// TaskReport is how a task stands.
type TaskReport struct {
	Task    string      `json:"task"`
	Kind    string      `json:"kind"`
	Ending  labs.Ending `json:"ending,omitempty"` // empty while nothing was handed in
	Points  int         `json:"points"`           // after hints, and after falling for later tries
	Max     int         `json:"max"`
	Tries   int         `json:"tries"`
	Hints   int         `json:"hints"`           // open
	Charged int         `json:"charged"`         // points that hints took
	Turn    string      `json:"turn,omitempty"`  // the last wrong turn recognised
	Wrong   []string    `json:"wrong,omitempty"` // what was handed in and missed
	Seconds int         `json:"seconds"`         // from the start of the attempt to the solution, or to the last try
	Says    string      `json:"says,omitempty"`  // feedback on the last try

	texts map[string]bool
}

// falling are the shares of the points that the first, second and third try of an assessment earn. Further tries earn
// nothing.
var falling = []float64{1, 0.7, 0.5}

// Score reads a report off a record. It depends on the record alone.
//
// Points of a task that holds are those of its verdict, less the hints opened before, and in an assessment multiplied
// by what the try is worth. A task that was missed has the best of its partial points. Skipped and broken checks cost
// nothing and count as no try; nor does the same text handed in twice.
func Score(l *labs.Lab, s Start, r Record) Report {
	if graded := r[len(r)-1].Report; graded != nil {
		return *graded
	}
	out := Report{Began: r[0].Wall, Sealed: r.sealed()}
	place := map[string]*TaskReport{}
	for _, t := range l.Tasks {
		out.Tasks = append(out.Tasks, TaskReport{Task: t.ID, Kind: t.Kind(), Max: t.Points, texts: map[string]bool{}})
	}
	for i, t := range l.Tasks {
		place[t.ID] = &out.Tasks[i]
	}
	pending := map[string]string{}
	for _, e := range r {
		out.Last = e.Wall
		t := place[e.Task]
		if e.Event == eventReveal {
			out.Revealed = true
		}
		switch {
		case t == nil || s.late(r, e):
		case e.Event == eventSubmit:
			pending[e.Task] = e.Text
			t.Seconds = int(e.Wall.Sub(out.Began).Seconds())
		case e.Event == eventHint && t.Ending != labs.Pass:
			t.Hints = max(t.Hints, e.Rung)
		case e.Event == eventVerdict && e.Verdict != nil && t.Ending != labs.Pass:
			t.take(l, s, *e.Verdict, pending[e.Task])
			if out.Revealed {
				t.Points, t.Charged = 0, 0
			}
			if t.Ending == labs.Pass {
				t.Seconds = int(e.Wall.Sub(out.Began).Seconds())
			}
			delete(pending, e.Task)
		}
	}
	for i := range out.Tasks {
		out.add(&out.Tasks[i], pending)
	}
	return out
}

// late reports that an event of an assessment came after its time.
func (s Start) late(r Record, e Event) bool {
	return s.Mode == Assessment && e.Wall.Sub(r[0].Wall) > time.Duration(s.Minutes)*time.Minute
}

func (out *Report) add(t *TaskReport, pending map[string]string) {
	if _, waits := pending[t.Task]; waits && t.Ending == "" {
		t.Ending = Taken
	}
	out.Points += t.Points
	out.Max += t.Max
	if t.Ending == labs.Pass {
		out.Solved++
	}
}

// take counts a verdict.
func (t *TaskReport) take(l *labs.Lab, s Start, v labs.Verdict, text string) {
	t.Says = v.Says
	if v.Ending == labs.Skipped || v.Ending == labs.Broke {
		if t.Ending == "" {
			t.Ending = v.Ending
		}
		return
	}
	typed := strings.TrimSpace(text) != ""
	if typed && !t.texts[text] {
		t.Tries++
		t.texts[text] = true
	}
	points := v.Points
	if s.Mode == Assessment && typed {
		points = int(float64(points)*worth(t.Tries) + 0.5)
	}
	t.Ending = v.Ending
	if v.Ending != labs.Pass {
		t.Points, t.Turn = max(t.Points, points), v.Turn
		if typed {
			t.Wrong = append(t.Wrong, text)
		}
		return
	}
	t.Charged = min(points, t.price(l))
	t.Points, t.Turn = points-t.Charged, ""
}

func worth(try int) float64 {
	if try < 1 {
		return 1
	}
	if try > len(falling) {
		return 0
	}
	return falling[try-1]
}

// price is what the open hints cost.
func (t *TaskReport) price(l *labs.Lab) (cost int) {
	task, err := l.Task(t.Task)
	if err != nil {
		return 0
	}
	for i := range min(t.Hints, len(task.Hints)) {
		cost += task.Hints[i].Cost
	}
	return cost
}
