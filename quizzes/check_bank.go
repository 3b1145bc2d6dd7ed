package quizzes

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"
)

// balance looks for ways to guess keys over the whole bank: by length or by place.
func (b *Bank) balance() []Finding {
	var longest, shortest guess
	places := map[int]*guess{}
	for _, it := range b.Items {
		if it.Kind != Single || len(it.Options) < 2 {
			continue
		}
		key := slices.IndexFunc(it.Options, func(o Option) bool { return o.Correct })
		if key < 0 {
			continue
		}
		chance := 1 / float64(len(it.Options))
		longest.add(key == extreme(it.Options, 1), chance)
		shortest.add(key == extreme(it.Options, -1), chance)
		if numeric(it.Options) { // their order is not free
			continue
		}
		for i := range it.Options {
			if places[i] == nil {
				places[i] = &guess{}
			}
			places[i].add(i == key, chance)
		}
	}
	var found []Finding
	say := func(g guess, what string) {
		found = append(found, Finding{"bank", "single items", fmt.Sprintf("%s in %d of %d; by chance it would be about %.0f", what, g.hit, g.total, g.mean)})
	}
	if longest.off() > 3 {
		say(longest, "the key is the longest option")
	}
	if shortest.off() > 3 {
		say(shortest, "the key is the shortest option")
	}
	for i := range len(places) {
		if g := places[i]; g != nil && math.Abs(g.off()) > 3 {
			say(*g, "the key stands at "+letter(i))
		}
	}
	return found
}

// guess counts how often a way of guessing hits, beside what chance would give.
type guess struct {
	hit, total     int
	mean, variance float64
}

func (g *guess) add(hit bool, chance float64) {
	if hit {
		g.hit++
	}
	g.total++
	g.mean += chance
	g.variance += chance * (1 - chance)
}

// off is how many standard deviations the hits are off chance. Under ten items it is 0.
func (g *guess) off() float64 {
	if g.total < 10 {
		return 0
	}
	return (float64(g.hit) - g.mean) / math.Sqrt(g.variance)
}

// extreme is the index of the longest (sign 1) or shortest (-1) option; -1 when two are alike.
func extreme(options []Option, sign int) int {
	best, tie := 0, false
	for i, o := range options[1:] {
		switch d := sign * (len(o.Text) - len(options[best].Text)); {
		case d > 0:
			best, tie = i+1, false
		case d == 0:
			tie = true
		}
	}
	if tie {
		return -1
	}
	return best
}

func numeric(options []Option) bool {
	return !slices.ContainsFunc(options, func(o Option) bool { return !number.MatchString(o.Text) })
}

// near is the share of common three-word runs (the Jaccard similarity of their sets) from which two items ask the same.
const near = 0.5

// duplicates finds items that ask what an earlier one asks already. Only items that share a run are compared.
func (b *Bank) duplicates() []Finding {
	var found []Finding
	holders := map[string][]int{} // run of words -> items that have it
	sizes := make([]int, len(b.Items))
	for i, it := range b.Items {
		runs := shingles(it.asked())
		sizes[i] = len(runs)
		shared := map[int]int{}
		for run := range runs {
			for _, j := range holders[run] {
				shared[j]++
			}
			holders[run] = append(holders[run], i)
		}
		for _, j := range slices.Sorted(maps.Keys(shared)) {
			if s := float64(shared[j]) / float64(sizes[i]+sizes[j]-shared[j]); s >= near {
				found = append(found, Finding{it.Where(), it.ID, fmt.Sprintf("asks nearly what %s (%s) asks: %.0f%% of the wording is the same", b.Items[j].ID, b.Items[j].Where(), s*100)})
			}
		}
	}
	return found
}

// asked is what makes the item a question of its own.
func (it *Item) asked() string {
	v := it.Variation(0)
	var out strings.Builder
	out.WriteString(v.Stem)
	for _, p := range v.Parts() {
		out.WriteString(" " + p.Label)
	}
	if parts := v.Parts(); len(parts) > 0 {
		for _, c := range parts[0].Choices {
			if it.Kind != YesNo {
				out.WriteString(" " + c.Text)
			}
		}
	}
	if v.Query != nil {
		out.WriteString(" " + v.Query.Reference)
	}
	return out.String()
}

func shingles(text string) map[string]bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	out := map[string]bool{}
	for i := 0; i+3 <= len(words); i++ {
		out[strings.Join(words[i:i+3], " ")] = true
	}
	return out
}
