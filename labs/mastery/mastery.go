// Package mastery tells what a learner can do by now, objective by objective, from their attempts at labs and how they
// answer questions.
//
// In:  the labs there are, the learner's attempts, a score of their answers for each objective.
// Out: a Map: each lab's best, each objective's share, what is weak, what comes next.
//
// Not here: grading (labs), questions and their scores (quizzes), drawing (cmd).
package mastery

import (
	"cmp"
	"slices"
	"time"

	"socrates/labs"
	"socrates/labs/attempt"
)

// Enough is the share of a lab's points from which it counts as mastered.
const Enough = 0.8

// Map is what a learner can do.
type Map struct {
	Labs       []Lab       `json:"labs"`       // in the order that teaches
	Objectives []Objective `json:"objectives"` // by id; those that some lab has or some answer was for
}

// Quiz is how a learner's answers to the questions of an objective score.
type Quiz struct {
	Answers int     `json:"answers"`
	Score   float64 `json:"score"` // 0 to 1
}

// Lab is how a learner stands with a lab.
type Lab struct {
	ID         string    `json:"id"`
	Title      string    `json:"title"`
	Minutes    int       `json:"minutes"`
	Objectives []string  `json:"objectives"`
	Attempts   int       `json:"attempts"`
	Best       float64   `json:"best"` // share of the points in the best attempt, 0 to 1
	Points     []float64 `json:"shares,omitempty"`
	Last       time.Time `json:"last,omitzero"`
	Mastered   bool      `json:"mastered"`
}

// Objective is how a learner stands with an objective. Share is the mean of the best shares over all its labs, those
// not tried counting nothing.
type Objective struct {
	ID       string  `json:"id"`
	Labs     int     `json:"labs"`
	Tried    int     `json:"tried"`
	Mastered int     `json:"mastered"`
	Share    float64 `json:"share"`
	Quiz     Quiz    `json:"quiz"`
	// Tell is what is known of it: the mean over the labs that were tried, ten answers weighing as much as one lab.
	Tell float64 `json:"tell"`
}

// fewest answers that tell anything, and as many as weigh like one lab.
const fewest, likeOneLab = 3, 10

// known reports whether the learner has shown anything.
func (o Objective) known() bool { return o.Tried > 0 || o.Quiz.Answers >= fewest }

// weigh makes sums over labs into means, and takes the answers in.
func (o *Objective) weigh(q Quiz) {
	o.Quiz = q
	o.Share /= float64(max(o.Labs, 1))
	weight := float64(min(q.Answers, likeOneLab)) / likeOneLab
	if q.Answers < fewest {
		weight = 0
	}
	if all := float64(o.Tried) + weight; all > 0 {
		o.Tell = (o.Tell + weight*q.Score) / all
	}
}

// Of reads a map off attempts and answers. What was solved after looking at the solution earned nothing, so it does
// not count.
func Of(all []*labs.Lab, attempts []*attempt.Info, answers map[string]Quiz) Map {
	var m Map
	for _, l := range all {
		line := Lab{ID: l.ID, Title: l.Title, Minutes: l.Minutes, Objectives: l.Objectives}
		for _, a := range attempts {
			if a.Start.Lab == l.ID {
				line.add(a.Report(l))
			}
		}
		m.Labs = append(m.Labs, line)
	}
	m.objectives(answers)
	return m
}

func (l *Lab) add(r attempt.Report) {
	l.Attempts++
	share := 0.0
	if r.Max > 0 {
		share = float64(r.Points) / float64(r.Max)
	}
	l.Points = append(l.Points, share)
	l.Best = max(l.Best, share)
	l.Mastered = l.Best >= Enough
	if r.Last.After(l.Last) {
		l.Last = r.Last
	}
}

func (m *Map) objectives(answers map[string]Quiz) {
	place := map[string]*Objective{}
	for id, q := range answers {
		if q.Answers > 0 {
			place[id] = &Objective{ID: id}
		}
	}
	for _, l := range m.Labs {
		for _, id := range l.Objectives {
			o := place[id]
			if o == nil {
				o = &Objective{ID: id}
				place[id] = o
			}
			o.Labs++
			o.Share += l.Best
			if l.Attempts > 0 {
				o.Tried++
				o.Tell += l.Best
			}
			if l.Mastered {
				o.Mastered++
			}
		}
	}
	for _, o := range place {
		o.weigh(answers[o.ID])
		m.Objectives = append(m.Objectives, *o)
	}
	slices.SortFunc(m.Objectives, func(a, b Objective) int { return cmp.Compare(a.ID, b.ID) })
}

// Weak are the objectives that were tried and are not mastered, weakest first.
func (m Map) Weak() []Objective {
	var out []Objective
	for _, o := range m.Objectives {
		if o.known() && o.Tell < Enough {
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b Objective) int { return cmp.Compare(a.Tell, b.Tell) })
	return out
}

// Next is the lab to do next: one that was begun and is far from mastered comes again, as another variant; otherwise
// the first in the order that teaches which is not mastered. ok is false when all are.
func (m Map) Next() (next Lab, again, ok bool) {
	for _, l := range m.Labs {
		if l.Attempts > 0 && l.Best < 0.5 {
			return l, true, true
		}
	}
	for _, l := range m.Labs {
		if l.Attempts == 0 {
			return l, false, true
		}
	}
	for _, l := range m.Labs {
		if !l.Mastered {
			return l, true, true
		}
	}
	return Lab{}, false, false
}
