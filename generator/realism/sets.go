package realism

import (
	"math"
	"slices"
)

// some is the number of rows of a table; NaN when it has none.
func (g *Gauge) some(table string) float64 {
	if g.rows[table] == 0 {
		return math.NaN()
	}
	return g.rows[table]
}

func (g *Gauge) distinct(set string) float64 { return float64(len(g.sets[set])) }

// count is how many rows had a key of the set.
func (g *Gauge) count(set string) (total float64) {
	for _, n := range g.sets[set] {
		total += float64(n)
	}
	return total
}

// within is the share of the keys of one set that another knows; NaN when there is none to be known.
func (g *Gauge) within(set, other string) float64 {
	known := 0.0
	for k := range g.sets[set] {
		if g.sets[other][k] > 0 {
			known++
		}
	}
	return known / g.distinct(set)
}

// share is how much of a set is one value.
func (g *Gauge) share(set, value string) float64 {
	return float64(g.sets[set][uint64(emptyHash.text(value))]) / g.count(set)
}

// entropy is that of a set's values, in bits.
func (g *Gauge) entropy(set string) (h float64) {
	total := g.count(set)
	var counts []int
	for _, n := range g.sets[set] {
		counts = append(counts, n)
	}
	slices.Sort(counts) // the sum must not depend on the order of a map
	for _, n := range counts {
		p := float64(n) / total
		h -= p * math.Log2(p)
	}
	return h
}

// top is the share of the rows that the most frequent tenth of a set's values has.
func (g *Gauge) top(set string) float64 {
	var counts []float64
	for _, n := range g.sets[set] {
		counts = append(counts, float64(n))
	}
	slices.Sort(counts)
	slices.Reverse(counts)
	sum := 0.0
	for _, n := range counts[:min(len(counts), max(1, len(counts)/10))] {
		sum += n
	}
	return sum / g.count(set)
}
