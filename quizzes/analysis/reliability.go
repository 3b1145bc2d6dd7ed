package analysis

import (
	"cmp"
	"math"
	"slices"

	"socrates/quizzes/record"
)

// Reliability is Cronbach's alpha over questions that the same learners have all answered (KR-20 where every question
// is right or wrong), with the standard error of a score over them.
type Reliability struct {
	Items    int     `json:"items"`
	Learners int     `json:"learners"`
	Alpha    float64 `json:"alpha"`
	SEM      float64 `json:"sem"` // in items
}

// reliability looks for the largest block of learners and items without gaps: items by how many answered them,
// as long as Fewest learners have answered all. nil when there is none of two items.
func reliability(answers []*record.Answer) *Reliability {
	scores := map[string]map[string]float64{} // item -> learner -> score
	for _, a := range answers {
		if scores[a.Item] == nil {
			scores[a.Item] = map[string]float64{}
		}
		scores[a.Item][a.Learner] = a.Score()
	}
	var items []string
	for id := range scores {
		items = append(items, id)
	}
	slices.SortFunc(items, func(a, b string) int { return cmp.Or(cmp.Compare(len(scores[b]), len(scores[a])), cmp.Compare(a, b)) })
	var block []string
	var who []string
	for _, id := range items {
		var still []string
		for l := range scores[id] {
			if block == nil || slices.Contains(who, l) {
				still = append(still, l)
			}
		}
		if len(still) < Fewest {
			break
		}
		block, who = append(block, id), still
	}
	if len(block) < 2 {
		return nil
	}
	slices.Sort(who)
	table := make([][]float64, len(who))
	for i, l := range who {
		for _, id := range block {
			table[i] = append(table[i], scores[id][l])
		}
	}
	return alpha(table)
}

// alpha computes k/(k-1) (1 - sum of item variances / variance of totals); nil when totals do not vary.
func alpha(table [][]float64) *Reliability {
	k := len(table[0])
	totals := make([]float64, len(table))
	parts := 0.0
	for j := range k {
		column := make([]float64, len(table))
		for i, row := range table {
			column[i] = row[j]
			totals[i] += row[j]
		}
		parts += variance(column)
	}
	all := variance(totals)
	if all < 1e-12 {
		return nil
	}
	a := float64(k) / float64(k-1) * (1 - parts/all)
	return &Reliability{Items: k, Learners: len(table), Alpha: a, SEM: math.Sqrt(all * (1 - min(a, 1)))}
}

// variance divides by n, as KR-20 does.
func variance(v []float64) float64 {
	m, s := 0.0, 0.0
	for _, x := range v {
		m += x / float64(len(v))
	}
	for _, x := range v {
		s += (x - m) * (x - m) / float64(len(v))
	}
	return s
}
