package class

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"socrates/labs"
	"socrates/labs/attempt"
)

// Matrix is who did what.
type Matrix struct {
	Class string      `json:"class"`
	Labs  []Column    `json:"labs"`
	Rows  []MatrixRow `json:"rows"`
}

// Column is an assigned lab.
type Column struct {
	Assignment
	Max int `json:"max"` // points
}

// MatrixRow is a learner's row; Cells stand in the order of the columns.
type MatrixRow struct {
	Learner Learner `json:"learner"`
	Cells   []Cell  `json:"cells"`
	Points  int     `json:"points"`
}

// Cell is a learner's best attempt at an assigned lab.
type Cell struct {
	Handed   bool `json:"handed"`
	Trusted  bool `json:"trusted"` // nothing was found when it was checked
	Late     bool `json:"late,omitempty"`
	Points   int  `json:"points"`
	Solved   int  `json:"solved"` // tasks
	Tasks    int  `json:"tasks"`
	Attempts int  `json:"attempts"` // handed in
	Tries    int  `json:"tries"`
	Hints    int  `json:"hints"`
	Minutes  int  `json:"minutes"`
}

// NewMatrix makes the matrix of a class. Points are those computed by the check, not those that a file claims.
func NewMatrix(c *Class, handed []*Handed) Matrix {
	m := Matrix{Class: c.Name}
	for _, a := range c.Assignments {
		col := Column{Assignment: a}
		if l, err := labs.Find(a.Lab); err == nil {
			col.Max = l.Max()
		}
		m.Labs = append(m.Labs, col)
	}
	for _, l := range c.Learners {
		row := MatrixRow{Learner: l}
		for _, a := range c.Assignments {
			cell := cellOf(l, a, handed)
			row.Cells = append(row.Cells, cell)
			row.Points += cell.Points
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func cellOf(l Learner, a Assignment, handed []*Handed) (best Cell) {
	attempts := 0
	for _, h := range handed {
		if s := h.Result.Start; s.Learner != l.ID || s.Lab != a.Lab || s.Mode != a.Mode {
			continue
		}
		attempts++
		if cell := cellFrom(h, a); !best.Handed || cell.Points > best.Points {
			best = cell
		}
	}
	best.Attempts = attempts
	return best
}

func cellFrom(h *Handed, a Assignment) Cell {
	r := h.Verified.Report
	cell := Cell{Handed: true, Trusted: h.Verified.OK(), Points: r.Points, Solved: r.Solved, Tasks: len(r.Tasks), Minutes: int(r.Last.Sub(r.Began).Minutes() + 0.5)}
	cell.Late = !a.Due.IsZero() && r.Last.After(a.Due)
	for _, t := range r.Tasks {
		cell.Tries += t.Tries
		cell.Hints += t.Hints
	}
	return cell
}

// Gradebook writes the matrix as CSV: one row a learner, one column a lab, then the total and its share.
func (m Matrix) Gradebook(w io.Writer) error {
	out := csv.NewWriter(w)
	head := []string{"learner", "name"}
	most := 0
	for _, l := range m.Labs {
		head = append(head, fmt.Sprintf("%s (%s, %d)", l.Lab, l.Mode, l.Max))
		most += l.Max
	}
	out.Write(append(head, "total", "of", "percent"))
	for _, r := range m.Rows {
		row := []string{cell(r.Learner.ID), cell(r.Learner.Name)}
		for _, c := range r.Cells {
			row = append(row, map[bool]string{true: fmt.Sprint(c.Points), false: ""}[c.Handed])
		}
		percent := 0.0
		if most > 0 {
			percent = 100 * float64(r.Points) / float64(most)
		}
		out.Write(append(row, fmt.Sprint(r.Points), fmt.Sprint(most), fmt.Sprintf("%.1f", percent)))
	}
	out.Flush()
	return out.Error()
}

// cell keeps a spreadsheet from taking a name for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// TaskStats is how a class did with a task.
type TaskStats struct {
	Lab        string       `json:"lab"`
	Mode       attempt.Mode `json:"mode"`
	Task       string       `json:"task"`
	Attempts   int          `json:"attempts"` // in which something was handed in, or that hold
	Solved     int          `json:"solved"`
	Tries      float64      `json:"tries"`   // mean
	Hints      float64      `json:"hints"`   // mean
	Minutes    float64      `json:"minutes"` // median from the start to the solution
	Wrong      string       `json:"wrong,omitempty"`
	WrongCount int          `json:"wrongCount,omitempty"`
	Turn       string       `json:"turn,omitempty"` // the wrong turn that was left uncorrected most often
}

// Stats tells of every task of the assigned labs how it went: where a class stumbles.
func Stats(c *Class, handed []*Handed) []TaskStats {
	var out []TaskStats
	for _, a := range c.Assignments {
		l, err := labs.Find(a.Lab)
		if err != nil {
			continue
		}
		for _, t := range l.Tasks {
			var reports []attempt.TaskReport
			for _, h := range handed {
				if h.Result.Start.Lab != a.Lab || h.Result.Start.Mode != a.Mode {
					continue
				}
				for _, r := range h.Verified.Report.Tasks {
					if r.Task == t.ID && r.Ending != "" {
						reports = append(reports, r)
					}
				}
			}
			out = append(out, statsOf(a, t.ID, reports))
		}
	}
	return out
}

func statsOf(a Assignment, task string, reports []attempt.TaskReport) TaskStats {
	s := TaskStats{Lab: a.Lab, Mode: a.Mode, Task: task, Attempts: len(reports)}
	wrong, turns := map[string]int{}, map[string]int{}
	var minutes []float64
	for _, r := range reports {
		s.Tries += float64(r.Tries) / float64(len(reports))
		s.Hints += float64(r.Hints) / float64(len(reports))
		if r.Ending == labs.Pass {
			s.Solved++
			minutes = append(minutes, float64(r.Seconds)/60)
		}
		for _, w := range r.Wrong {
			wrong[strings.ToLower(strings.Join(strings.Fields(w), " "))]++
		}
		if r.Turn != "" {
			turns[r.Turn]++
		}
	}
	if len(minutes) > 0 {
		slices.Sort(minutes)
		s.Minutes = minutes[len(minutes)/2]
	}
	s.Wrong, s.WrongCount = most(wrong)
	s.Turn, _ = most(turns)
	return s
}

// most is what was counted most often; of equals the first by name.
func most(count map[string]int) (string, int) {
	best, n := "", 0
	for what, k := range count {
		if k > n || k == n && cmp.Compare(what, best) < 0 {
			best, n = what, k
		}
	}
	return best, n
}
