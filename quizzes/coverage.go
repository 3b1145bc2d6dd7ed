package quizzes

import "fmt"

// Goals are what a whole bank holds.
type Goals struct {
	Items, PerObjective, InCases, Live int
	LeastLevel, MostRecall             float64 // shares of all items
}

// DefaultGoals is what the shipped bank promises.
func DefaultGoals() Goals {
	return Goals{Items: 320, PerObjective: 4, InCases: 60, Live: 50, LeastLevel: 0.15, MostRecall: 0.34}
}

// Counts tells how many items the bank has of everything that is counted.
type Counts struct {
	Items        int            `json:"items"`
	Objectives   map[string]int `json:"objectives"`
	Domains      map[string]int `json:"domains"`
	Levels       map[string]int `json:"levels"`
	Kinds        map[Kind]int   `json:"types"`
	InCases      int            `json:"inCases"`
	Live         int            `json:"live"`
	Parametrised int            `json:"parametrised"`
}

// Count counts the items.
func (b *Bank) Count() Counts {
	c := Counts{Items: len(b.Items), Objectives: map[string]int{}, Domains: map[string]int{}, Levels: map[string]int{}, Kinds: map[Kind]int{}}
	for _, it := range b.Items {
		c.Objectives[it.Objective]++
		if d, ok := b.Outline.Domain(it.Objective); ok {
			c.Domains[d.ID]++
		}
		c.Levels[it.Level]++
		c.Kinds[it.Kind]++
		if it.Case != nil {
			c.InCases++
		}
		if it.Kind == KQL {
			c.Live++
		}
		if it.Variations() > 1 || it.Query != nil && len(it.Query.Values) > 0 {
			c.Parametrised++
		}
	}
	return c
}

// Coverage tells what the bank still lacks of its goals.
func (b *Bank) Coverage(g Goals) []Finding {
	c := b.Count()
	var found []Finding
	say := func(what, format string, args ...any) {
		found = append(found, Finding{"bank", what, fmt.Sprintf(format, args...)})
	}
	least := func(what string, have, want int) {
		if have < want {
			say(what, "%d of %d", have, want)
		}
	}
	least("items", c.Items, g.Items)
	least("items in case studies", c.InCases, g.InCases)
	least("live items", c.Live, g.Live)
	for _, d := range b.Outline.Domains {
		share := 100 * float64(c.Domains[d.ID]) / float64(max(c.Items, 1))
		if share < float64(d.Weight[0]) || share > float64(d.Weight[1]) {
			say("domain "+d.ID, "%.1f%% of the items; the outline weighs it %d to %d%%", share, d.Weight[0], d.Weight[1])
		}
		for _, ob := range d.Objectives {
			least("objective "+ob.ID, c.Objectives[ob.ID], g.PerObjective)
		}
	}
	for _, l := range levels {
		if share := float64(c.Levels[l]) / float64(max(c.Items, 1)); share < g.LeastLevel {
			say("level "+l, "%.0f%% of the items; at least %.0f%%", share*100, g.LeastLevel*100)
		}
	}
	if share := float64(c.Levels["recall"]) / float64(max(c.Items, 1)); share > g.MostRecall {
		say("level recall", "%.0f%% of the items; at most %.0f%%", share*100, g.MostRecall*100)
	}
	return found
}
