package practice

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"socrates/quizzes"
)

// Way is how items are chosen.
type Way string

const (
	Mixed Way = "mixed" // what is due, then the weakest objectives
	Due   Way = "due"   // what is due alone
	Weak  Way = "weak"  // the weakest objectives
	Any   Way = "any"   // unseen items in any order
)

// Wish says what to choose from and how.
type Wish struct {
	Way       Way
	Items     int
	Objective string         // id or prefix; "" for all
	Profile   string         // items that hold for this platform; "" for all
	Kinds     []quizzes.Kind // nil for all
	NoLive    bool           // leave live items out
}

// Pick chooses items for a session, at most one of a card while other cards are left. rng breaks ties.
func (c *Coach) Pick(w Wish, at time.Time, rng *rand.Rand) []*quizzes.Item {
	p := &picker{c: c, rng: rng, expect: c.Model.Expectation(c.Learner), taken: map[string]bool{}, cards: map[string]bool{}}
	for _, it := range c.bank.Items {
		if w.allows(it) {
			p.pool = append(p.pool, it)
		}
	}
	rng.Shuffle(len(p.pool), func(i, j int) { p.pool[i], p.pool[j] = p.pool[j], p.pool[i] })
	switch w.Way {
	case Due:
		p.due(w.Items, at)
	case Weak:
		p.weak(w.Items)
	case Any:
		p.any(w.Items)
	default:
		p.due(w.Items, at)
		p.weak(w.Items)
	}
	return p.out
}

func (w Wish) allows(it *quizzes.Item) bool {
	return within(it, w.Objective) &&
		(w.Profile == "" || it.Profile == w.Profile || it.Profile == "any" || it.Profile == "") &&
		(w.Kinds == nil || slices.Contains(w.Kinds, it.Kind)) &&
		!(w.NoLive && it.Kind == quizzes.KQL)
}

type picker struct {
	c      *Coach
	rng    *rand.Rand
	pool   []*quizzes.Item
	expect func(id string) float64
	taken  map[string]bool
	cards  map[string]bool
	out    []*quizzes.Item
}

// suits is the expected score at which practice teaches most: hard enough to make one think, easy enough to be
// right more often than not.
const suits = 0.7

// best is the item of a selection to ask next: of an unused card first, then unseen or seen longest ago, then of
// a difficulty that suits.
func (p *picker) best(ok func(*quizzes.Item) bool) *quizzes.Item {
	var best *quizzes.Item
	for _, it := range p.pool {
		if !p.taken[it.ID] && ok(it) && (best == nil || p.before(it, best)) {
			best = it
		}
	}
	return best
}

func (p *picker) before(a, b *quizzes.Item) bool {
	used := map[bool]int{true: 1}
	return cmp.Or(
		cmp.Compare(used[p.cards[a.Card()]], used[p.cards[b.Card()]]),
		cmp.Compare(p.c.seen[a.ID], p.c.seen[b.ID]),
		cmp.Compare(math.Abs(p.expect(a.ID)-suits), math.Abs(p.expect(b.ID)-suits)),
	) < 0
}

func (p *picker) add(it *quizzes.Item) {
	p.taken[it.ID], p.cards[it.Card()] = true, true
	p.out = append(p.out, it)
}

func (p *picker) due(n int, at time.Time) {
	for _, s := range p.c.Due(at) {
		if len(p.out) >= n {
			return
		}
		if it := p.best(func(it *quizzes.Item) bool { return it.Card() == s.Card }); it != nil {
			p.add(it)
		}
	}
}

// weak goes from the weakest objective to the strongest, one item each, and around again. Objectives that
// stand equal come in any order.
func (p *picker) weak(n int) {
	order := p.c.Standings()
	p.rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	slices.SortStableFunc(order, func(a, b Standing) int { return cmp.Compare(a.Score, b.Score) })
	for found := true; found; {
		found = false
		for _, st := range order {
			if len(p.out) >= n {
				return
			}
			if it := p.best(func(it *quizzes.Item) bool { return it.Objective == st.Objective }); it != nil {
				p.add(it)
				found = true
			}
		}
	}
}

func (p *picker) any(n int) {
	for len(p.out) < n {
		it := p.best(func(*quizzes.Item) bool { return true })
		if it == nil {
			return
		}
		p.add(it)
	}
}
