package exam

import (
	"math"
	"time"

	"socrates/quizzes"
	"socrates/quizzes/fsrs"
)

const scheduler = fsrs.Version

// Cut is the share of the points that passes. The real cut is set by experts for every form and is not public.
const Cut = 0.68

// The scale of the score.
const (
	PassScore = 700
	TopScore  = 1000
)

// fewest answers in a domain that a bar is drawn from.
const fewest = 8

// Report is what a sitting came to. It shows no key.
type Report struct {
	ID         string        `json:"id"`
	Began      time.Time     `json:"began"`
	Ended      time.Time     `json:"ended"`
	Used       time.Duration `json:"-"`
	Minutes    float64       `json:"minutes"`
	TimeOver   bool          `json:"timeOver"`
	Items      int           `json:"items"`
	Unanswered int           `json:"unanswered"`
	Void       int           `json:"void"` // changed in the bank since: they count for nothing
	Points     int           `json:"points"`
	Max        int           `json:"max"`
	Score      int           `json:"score"` // 1 to 1000, an estimate
	Pass       bool          `json:"pass"`
	Domains    []Bar         `json:"domains"`
	Objectives []Bar         `json:"objectives"`
}

// Bar is the result in a domain or objective.
type Bar struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Items  int     `json:"items"`
	Points int     `json:"points"`
	Max    int     `json:"max"`
	Share  float64 `json:"share"`
	Few    bool    `json:"few"` // too few items to tell
}

// Scale maps a share of the points to 1 to 1000: 0 to 1, the cut to 700, everything to 1000, straight between. Just
// under the cut is never 700.
func Scale(points, of int, cut float64) int {
	if of == 0 {
		return 1
	}
	share := float64(points) / float64(of)
	score := 1 + share/cut*(PassScore-1)
	if share >= cut {
		score = PassScore + (share-cut)/(1-cut)*(TopScore-PassScore)
	}
	return int(math.Floor(score + 1e-9))
}

// Report sums up a sitting that has ended.
func (s *Sitting) Report() *Report {
	r := &Report{ID: s.ID, Began: s.Began, Ended: s.Ended, Used: s.Ended.Sub(s.Began), TimeOver: s.TimeOver, Items: s.Form.Len()}
	r.Minutes = math.Round(r.Used.Minutes()*10) / 10
	byObjective := map[string]*Bar{}
	for n, a := range s.Results {
		if !s.Slots[n].Answered() {
			r.Unanswered++
		}
		if a.Max == 0 {
			r.Void++
			continue
		}
		r.Points, r.Max = r.Points+a.Points, r.Max+a.Max
		b := byObjective[a.Objective]
		if b == nil {
			b = &Bar{ID: a.Objective}
			byObjective[a.Objective] = b
		}
		b.Items, b.Points, b.Max = b.Items+1, b.Points+a.Points, b.Max+a.Max
	}
	r.Score = Scale(r.Points, r.Max, Cut)
	r.Pass = r.Score >= PassScore
	r.bars(s.bank.Outline, byObjective)
	return r
}

func (r *Report) bars(o *quizzes.Outline, by map[string]*Bar) {
	for _, d := range o.Domains {
		sum := Bar{ID: d.ID, Name: d.Name}
		for _, ob := range d.Objectives {
			b := by[ob.ID]
			if b == nil {
				continue
			}
			b.Name = ob.Name
			b.Share = float64(b.Points) / float64(b.Max)
			r.Objectives = append(r.Objectives, *b)
			sum.Items, sum.Points, sum.Max = sum.Items+b.Items, sum.Points+b.Points, sum.Max+b.Max
		}
		if sum.Max > 0 {
			sum.Share = float64(sum.Points) / float64(sum.Max)
		}
		sum.Few = sum.Items < fewest
		r.Domains = append(r.Domains, sum)
	}
}
