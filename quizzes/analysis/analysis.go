// Package analysis tells an instructor how the questions do.
//
// In:  the answers of a class, the bank.
// Out: for every question its difficulty, how well it tells able from weak learners, what was chosen, how long it
// took, and flags on those that misbehave; the reliability of the whole.
//
// Only the first answer of a learner to the present wording of a question counts: later ones are given after its
// explanation was read. "Rest" is a learner's mean score over all other questions, so that no question is compared with
// itself; learners with few others are left out of what needs it.
//
// Not here: abilities (ability), printing, clocks.
package analysis

import (
	"cmp"
	"math"
	"slices"

	"socrates/quizzes"
	"socrates/quizzes/record"
)

// Numbers of first answers: under Fewest no figure is worth showing; under Enough none is reason to remove a
// question.
const (
	Fewest = 30
	Enough = 100
)

// fewestOthers is how many other questions make a rest score.
const fewestOthers = 5

// Report is the analysis of a class.
type Report struct {
	Learners    int          `json:"learners"`
	Answers     int          `json:"answers"`
	Items       []Item       `json:"items"`
	Reliability *Reliability `json:"reliability,omitempty"` // nil when too few answered the same questions
}

// Item is what is known of a question. Pointers are nil where too little is known.
type Item struct {
	ID            string   `json:"id"`
	Objective     string   `json:"objective"`
	Version       string   `json:"version"`
	Answers       int      `json:"answers"`
	Difficulty    float64  `json:"difficulty"`    // mean share of the points
	PointBiserial *float64 `json:"pointBiserial"` // correlation of score and rest
	UpperLower    float64  `json:"upperLower"`    // mean score of the best 27% less that of the weakest 27%
	Median        float64  `json:"medianSeconds"`
	P90           float64  `json:"p90Seconds"`
	Changed       float64  `json:"changed"` // share of exam answers that were changed
	Options       []Option `json:"options,omitempty"`
	Flags         []string `json:"flags"`
}

// Option is how an option of a single or multiple question was chosen.
type Option struct {
	ID            string    `json:"id"`
	Text          string    `json:"text"`
	Key           bool      `json:"key"`
	Share         float64   `json:"share"`
	PointBiserial *float64  `json:"pointBiserial"` // of choosing it
	Fifths        []float64 `json:"fifths"`        // share choosing it in each fifth of rest scores, the weakest first; nil with fewer than Fewest
}

// try is a first answer with what the rest of the learner's answers say.
type try struct {
	a    *record.Answer
	rest float64 // NaN when there are too few others
}

// New analyses answers, oldest first.
func New(bank *quizzes.Bank, answers []*record.Answer) *Report {
	firsts := first(bank, answers)
	r := &Report{Answers: len(firsts)}
	sum, n := map[string]float64{}, map[string]int{}
	for _, a := range firsts {
		sum[a.Learner] += a.Score()
		n[a.Learner]++
	}
	r.Learners = len(n)
	byItem := map[string][]try{}
	for _, a := range firsts {
		t := try{a, math.NaN()}
		if others := n[a.Learner] - 1; others >= fewestOthers {
			t.rest = (sum[a.Learner] - a.Score()) / float64(others)
		}
		byItem[a.Item] = append(byItem[a.Item], t)
	}
	for _, it := range bank.Items {
		if tries := byItem[it.ID]; len(tries) > 0 {
			r.Items = append(r.Items, analyse(it, tries))
		}
	}
	r.Reliability = reliability(firsts)
	return r
}

// first keeps the first answer of each learner to the present wording of each item.
func first(bank *quizzes.Bank, answers []*record.Answer) []*record.Answer {
	version := map[string]string{}
	for _, it := range bank.Items {
		version[it.ID] = it.Version()
	}
	met := map[string]bool{}
	var out []*record.Answer
	for _, a := range answers {
		key := a.Learner + "\x00" + a.Item
		if met[key] || a.Max == 0 {
			continue
		}
		met[key] = true
		if version[a.Item] == a.Version {
			out = append(out, a)
		}
	}
	return out
}

func analyse(it *quizzes.Item, tries []try) Item {
	out := Item{ID: it.ID, Objective: it.Objective, Version: it.Version(), Answers: len(tries), Flags: []string{}}
	var seconds []float64
	exams, changed := 0, 0
	for _, t := range tries {
		if t.a.Seconds > 0 {
			seconds = append(seconds, t.a.Seconds)
		}
		if t.a.Mode == record.Exam {
			exams++
			changed += min(t.a.Changes, 1)
		}
	}
	score := func(t try) float64 { return t.a.Score() }
	out.Difficulty = mean(tries, score)
	out.Median, out.P90 = quantile(seconds, 0.5), quantile(seconds, 0.9)
	if exams > 0 {
		out.Changed = float64(changed) / float64(exams)
	}
	ranked := slices.DeleteFunc(slices.Clone(tries), func(t try) bool { return math.IsNaN(t.rest) })
	slices.SortStableFunc(ranked, func(a, b try) int { return cmp.Compare(a.rest, b.rest) })
	out.PointBiserial = withRest(ranked, score)
	if tail := int(math.Round(0.27 * float64(len(ranked)))); tail > 0 {
		out.UpperLower = mean(ranked[len(ranked)-tail:], score) - mean(ranked[:tail], score)
	}
	if it.Kind == quizzes.Single || it.Kind == quizzes.Multiple {
		out.Options = options(it, tries, ranked)
	}
	if out.Answers >= Fewest {
		out.Flags = flags(it, out)
	}
	return out
}

func options(it *quizzes.Item, tries, ranked []try) []Option {
	part := it.Variation(0).Parts()[0]
	var out []Option
	for i, c := range part.Choices {
		chose := func(t try) float64 {
			if slices.Contains(t.a.Given, c.ID) {
				return 1
			}
			return 0
		}
		o := Option{ID: c.ID, Text: c.Text, Key: it.Options[i].Correct, Share: mean(tries, chose), PointBiserial: withRest(ranked, chose)}
		if n := len(ranked); n >= Fewest {
			for f := range 5 {
				o.Fifths = append(o.Fifths, mean(ranked[n*f/5:n*(f+1)/5], chose))
			}
		}
		out = append(out, o)
	}
	return out
}

func mean(tries []try, f func(try) float64) float64 {
	sum := 0.0
	for _, t := range tries {
		sum += f(t)
	}
	return sum / float64(max(len(tries), 1))
}

// withRest is the correlation of f with the rest score; nil when either does not vary.
func withRest(tries []try, f func(try) float64) *float64 {
	mf, mr := mean(tries, f), mean(tries, func(t try) float64 { return t.rest })
	var ff, rr, fr float64
	for _, t := range tries {
		df, dr := f(t)-mf, t.rest-mr
		ff, rr, fr = ff+df*df, rr+dr*dr, fr+df*dr
	}
	if ff < 1e-12 || rr < 1e-12 {
		return nil
	}
	r := fr / math.Sqrt(ff*rr)
	return &r
}

// quantile of values by the nearest rank; 0 when there are none.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(int(math.Ceil(q*float64(len(sorted))))-1, 0)]
}
