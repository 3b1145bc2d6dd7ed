package exam

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"socrates/quizzes"
)

// Kinds of sections. A section that was left is closed.
const (
	CaseSection    = "case"    // one case study
	GeneralSection = "general" // items that can be returned to
	SeriesSection  = "series"  // yes/no items and series of solutions, none of which can be returned to
)

// Form is the paper of one sitting. Slots are numbered through all sections, from 0.
type Form struct {
	Seed     uint64    `json:"seed,string"`
	Outline  string    `json:"outline"`
	Profile  string    `json:"profile"`
	Sections []Section `json:"sections"`
}

// Section is a part of the paper.
type Section struct {
	Kind  string `json:"kind"`
	Case  string `json:"case,omitempty"`
	Slots []Slot `json:"slots"`
}

// Slot is an item on the paper, as it was when the paper was made.
type Slot struct {
	Item      string `json:"item"`
	Variation int    `json:"variation,omitempty"`
	Version   string `json:"version"`
	Final     bool   `json:"final,omitempty"` // a yes/no item: no way back once it was left
}

// Len is the number of slots.
func (f *Form) Len() int {
	n := 0
	for _, s := range f.Sections {
		n += len(s.Slots)
	}
	return n
}

// At finds slot n, its section and its place there.
func (f *Form) At(n int) (section, place int, slot Slot) {
	for i, s := range f.Sections {
		if n < len(s.Slots) {
			return i, n, s.Slots[n]
		}
		n -= len(s.Slots)
	}
	return -1, -1, Slot{}
}

// First is the number of the first slot of a section.
func (f *Form) First(section int) int {
	n := 0
	for _, s := range f.Sections[:section] {
		n += len(s.Slots)
	}
	return n
}

// Plan says what paper to make.
type Plan struct {
	Items   int    // 40, 50 or 60
	Profile string // items that hold for this platform
	Live    int    // live items among them, which need a tenant
}

// Shares of the paper that yes/no items and the case study may take at most.
const (
	mostFinal = 0.15
	mostCase  = 8
)

// Build draws a paper from the bank. used counts how often the learner has met each item in an exam: unmet
// items come first, so that none comes twice until all have been used.
func Build(bank *quizzes.Bank, p Plan, used map[string]int, seed uint64) (*Form, error) {
	if !slices.Contains(Sizes, p.Items) {
		return nil, fmt.Errorf("an exam has 40, 50 or 60 items, not %d", p.Items)
	}
	d := &draw{
		bank: bank, plan: p, used: used, rng: rand.New(rand.NewPCG(seed, 0x6578616d)),
		left: quotas(bank.Outline, p.Items), taken: map[string]bool{}, cards: map[string]int{},
		enemies: bank.Enemies(), barred: map[string]bool{},
	}
	cases := d.caseStudy()
	series := d.series()
	live := d.live()
	general := d.rest()
	if d.short() != "" { // a small bank: better two questions of one idea than no paper
		clear(d.barred)
		general = append(general, d.rest()...)
	}
	if short := d.short(); short != "" {
		return nil, fmt.Errorf("the bank has too few questions for an exam of %d: %s", p.Items, short)
	}
	var final []*quizzes.Item
	general = append(general, live...)
	for _, it := range general {
		if it.Final() {
			final = append(final, it)
		}
	}
	general = slices.DeleteFunc(general, (*quizzes.Item).Final)
	d.rng.Shuffle(len(general), func(i, j int) { general[i], general[j] = general[j], general[i] })
	return d.bind(seed, cases, general, append(series, final...)), nil
}

// draw is a paper in the making.
type draw struct {
	bank    *quizzes.Bank
	plan    Plan
	used    map[string]int
	rng     *rand.Rand
	left    map[string]int // domain -> items still to be drawn
	taken   map[string]bool
	enemies map[string][]string // item -> those it must not stand beside
	barred  map[string]bool     // enemies of what was taken
	cards   map[string]int
	final   int
	about   string // the case study
}

func (d *draw) allowed(it *quizzes.Item) bool {
	dom, ok := d.bank.Outline.Domain(it.Objective)
	return ok && d.left[dom.ID] > 0 && !d.taken[it.ID] && !d.barred[it.ID] && (it.Profile == d.plan.Profile || it.Profile == "any")
}

func (d *draw) take(it *quizzes.Item) {
	dom, _ := d.bank.Outline.Domain(it.Objective)
	d.left[dom.ID]--
	d.taken[it.ID] = true
	for _, id := range d.enemies[it.ID] {
		d.barred[id] = true
	}
	d.cards[it.Card()]++
	if it.Final() {
		d.final++
	}
}

// group takes what fits of one of several groups: the one whose items were met least, drawn among equals.
func (d *draw) group(groups [][]*quizzes.Item, least, most int) []*quizzes.Item {
	d.rng.Shuffle(len(groups), func(i, j int) { groups[i], groups[j] = groups[j], groups[i] })
	slices.SortStableFunc(groups, func(a, b []*quizzes.Item) int { return cmp.Compare(d.met(a), d.met(b)) })
	for _, items := range groups {
		var fit []*quizzes.Item
		for _, it := range items {
			if d.allowed(it) && it.Kind != quizzes.KQL && len(fit) < most {
				fit = append(fit, it)
			}
		}
		if len(fit) >= least {
			var out []*quizzes.Item
			for _, it := range fit {
				if d.allowed(it) { // the quota may have run out on the way
					d.take(it)
					out = append(out, it)
				}
			}
			return out
		}
	}
	return nil
}

// met is how often the items of a group were met, the most met one counting.
func (d *draw) met(items []*quizzes.Item) int {
	n := 0
	for _, it := range items {
		n = max(n, d.used[it.ID])
	}
	return n
}

func (d *draw) caseStudy() []*quizzes.Item {
	var groups [][]*quizzes.Item
	for _, c := range d.bank.Cases {
		groups = append(groups, c.Items)
	}
	out := d.group(groups, 3, mostCase)
	if len(out) > 0 {
		d.about = out[0].Case.ID
	}
	return out
}

func (d *draw) series() []*quizzes.Item {
	var groups [][]*quizzes.Item
	for _, s := range d.bank.Series {
		groups = append(groups, s.Items)
	}
	return d.group(groups, 2, 4)
}

func (d *draw) live() []*quizzes.Item {
	var out []*quizzes.Item
	for len(out) < d.plan.Live {
		it := d.best(func(it *quizzes.Item) bool { return it.Kind == quizzes.KQL && it.Case == nil })
		if it == nil {
			return out
		}
		d.take(it)
		out = append(out, it)
	}
	return out
}

// rest fills the quotas, objective after objective in a drawn order and around again.
func (d *draw) rest() []*quizzes.Item {
	var out []*quizzes.Item
	for _, dom := range d.bank.Outline.Domains {
		order := d.rng.Perm(len(dom.Objectives))
		for found := true; found && d.left[dom.ID] > 0; {
			found = false
			for _, i := range order {
				if it := d.best(func(it *quizzes.Item) bool { return it.Objective == dom.Objectives[i].ID && d.single(it) }); it != nil {
					d.take(it)
					out = append(out, it)
					found = true
				}
			}
		}
	}
	return out
}

// single reports whether an item can stand on the paper by itself.
func (d *draw) single(it *quizzes.Item) bool {
	room := float64(d.final) < mostFinal*float64(d.plan.Items)
	return it.Case == nil && it.Series == nil && it.Kind != quizzes.KQL && (room || !it.Final())
}

// best is the item least met, of the card least used on this paper; equals are drawn.
func (d *draw) best(ok func(*quizzes.Item) bool) *quizzes.Item {
	var best []*quizzes.Item
	order := func(a, b *quizzes.Item) int {
		return cmp.Or(cmp.Compare(d.used[a.ID], d.used[b.ID]), cmp.Compare(d.cards[a.Card()], d.cards[b.Card()]))
	}
	for _, it := range d.bank.Items {
		if !d.allowed(it) || !ok(it) {
			continue
		}
		if len(best) == 0 || order(it, best[0]) < 0 {
			best = []*quizzes.Item{it}
		} else if order(it, best[0]) == 0 {
			best = append(best, it)
		}
	}
	if len(best) == 0 {
		return nil
	}
	return best[d.rng.IntN(len(best))]
}

func (d *draw) short() string {
	var out []string
	for _, dom := range d.bank.Outline.Domains {
		if n := d.left[dom.ID]; n > 0 {
			out = append(out, fmt.Sprintf("%d more are needed in %s (%s)", n, dom.ID, dom.Name))
		}
	}
	return strings.Join(out, ", ")
}

// bind puts the sections in order: the case study first or last.
func (d *draw) bind(seed uint64, cases, general, series []*quizzes.Item) *Form {
	f := &Form{Seed: seed, Outline: d.bank.Outline.ID, Profile: d.plan.Profile}
	add := func(kind, about string, items []*quizzes.Item) {
		if len(items) == 0 {
			return
		}
		s := Section{Kind: kind, Case: about}
		for _, it := range items {
			s.Slots = append(s.Slots, Slot{Item: it.ID, Variation: d.rng.IntN(it.Variations()), Version: it.Version(), Final: it.Final()})
		}
		f.Sections = append(f.Sections, s)
	}
	first := d.rng.IntN(2) == 0
	if first {
		add(CaseSection, d.about, cases)
	}
	add(GeneralSection, "", general)
	add(SeriesSection, "", series)
	if !first {
		add(CaseSection, d.about, cases)
	}
	return f
}

// Items lists the ids on the paper, in order.
func (f *Form) Items() []string {
	var out []string
	for _, s := range f.Sections {
		for _, slot := range s.Slots {
			out = append(out, slot.Item)
		}
	}
	return out
}
