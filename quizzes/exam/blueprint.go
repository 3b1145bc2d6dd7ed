package exam

import (
	"cmp"
	"slices"

	"socrates/quizzes"
)

// Sizes are the lengths of a mock exam on offer.
var Sizes = []int{40, 50, 60}

// quotas says how many of n items come from each domain: as the outline's blueprint has it, or else by the
// middles of the weights, rounded by largest remainder.
func quotas(o *quizzes.Outline, n int) map[string]int {
	out := map[string]int{}
	if row := o.Blueprint[n]; len(row) == len(o.Domains) && row != nil {
		for i, d := range o.Domains {
			out[d.ID] = row[i]
		}
		return out
	}
	sum := 0
	for _, d := range o.Domains {
		sum += d.Weight[0] + d.Weight[1]
	}
	type rest struct {
		id string
		r  int
	}
	var rests []rest
	given := 0
	for _, d := range o.Domains {
		w := n * (d.Weight[0] + d.Weight[1])
		out[d.ID] = w / max(sum, 1)
		given += out[d.ID]
		rests = append(rests, rest{d.ID, w % max(sum, 1)})
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return cmp.Compare(b.r, a.r) })
	for i := range n - given {
		out[rests[i%len(rests)].id]++
	}
	return out
}
