// Package practice chooses what a learner should be asked next, and shows where they stand.
//
// In:  a bank, the record of answers, the learner, the moment.
// Out: items to ask; what is due and when; standing by objective; calibration.
//
// A card of the scheduler is an objective, or a concept of it; whenever a card comes up another of its items is
// asked, so that ideas are remembered and not letters. All state is folded from the record.
//
// Not here: grading (quizzes), the scheduler's arithmetic (fsrs), asking (cmd), clocks.
package practice

import (
	"cmp"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"socrates/quizzes"
	"socrates/quizzes/ability"
	"socrates/quizzes/fsrs"
	"socrates/quizzes/record"
)

// Coach knows one learner.
type Coach struct {
	Learner string
	Model   *ability.Model

	bank    *quizzes.Bank
	answers []*record.Answer // the learner's
	cards   map[string]fsrs.Card
	seen    map[string]int // item -> number of its last answer, from 1
	sched   fsrs.Scheduler
	exam    time.Time
}

// New folds the record. answers are everybody's, since difficulties are learnt from all. exam is the day of the
// real exam, before which everything should come up again; zero when there is none.
func New(bank *quizzes.Bank, answers []*record.Answer, learner string, exam time.Time) *Coach {
	c := &Coach{
		Learner: learner, Model: ability.New(bank, answers), bank: bank, cards: map[string]fsrs.Card{}, seen: map[string]int{},
		sched: fsrs.Default(), exam: exam,
	}
	for _, a := range answers {
		if a.Learner == learner {
			c.take(a)
		}
	}
	return c
}

func (c *Coach) take(a *record.Answer) {
	c.answers = append(c.answers, a)
	c.seen[a.Item] = len(c.answers)
	if a.Grade > 0 {
		c.cards[a.Card] = c.review(c.cards[a.Card], a.Card, fsrs.Grade(a.Grade), a.At)
	}
}

// review reviews a card; how its due date is spread follows from learner, card and moment alone.
func (c *Coach) review(card fsrs.Card, name string, g fsrs.Grade, at time.Time) fsrs.Card {
	h := fnv.New64a()
	h.Write([]byte(c.Learner + "\x00" + name))
	card = c.sched.Review(card, g, at, rand.New(rand.NewPCG(h.Sum64(), uint64(at.UnixMilli()))))
	if left := c.exam.Sub(at); card.State == fsrs.Review && left > 0 {
		if latest := at.Add(left * 4 / 5); card.Due.After(latest) {
			card.Due = latest
		}
	}
	return card
}

// Take adds an answer that was just put on record.
func (c *Coach) Take(a *record.Answer) { c.take(a) }

// Scheduled is a card with its memory.
type Scheduled struct {
	Card   string    `json:"card"`
	Due    time.Time `json:"due"`
	Recall float64   `json:"recall"` // probability of remembering it now
	Stable float64   `json:"stabilityDays"`
}

// Cards lists everything that is scheduled, the soonest due first.
func (c *Coach) Cards(at time.Time) []Scheduled {
	var out []Scheduled
	for name, card := range c.cards {
		out = append(out, Scheduled{Card: name, Due: card.Due, Recall: c.sched.Recall(card, at), Stable: card.Stability})
	}
	slices.SortFunc(out, func(a, b Scheduled) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Card, b.Card)) })
	return out
}

// Due lists the cards that are due, the least remembered first.
func (c *Coach) Due(at time.Time) []Scheduled {
	out := slices.DeleteFunc(c.Cards(at), func(s Scheduled) bool { return s.Due.After(at) })
	slices.SortStableFunc(out, func(a, b Scheduled) int { return cmp.Compare(a.Recall, b.Recall) })
	return out
}

// GradeOf turns an answer into the grade of a review: wrong is forgotten; right but slow, or said to be a guess, was hard;
// right, quick and sure was easy.
func GradeOf(a *record.Answer) fsrs.Grade {
	switch {
	case !a.Right():
		return fsrs.Again
	case a.Confidence > 0 && a.Confidence <= 25, a.Planned > 0 && a.Seconds > 2*a.Planned:
		return fsrs.Hard
	case a.Confidence >= 95 && a.Seconds > 0 && a.Seconds < a.Planned/2:
		return fsrs.Easy
	}
	return fsrs.Good
}

// Standing is how a learner does in an objective.
type Standing struct {
	Objective string  `json:"objective"`
	Answers   int     `json:"answers"`
	Score     float64 `json:"score"` // share of the points, later answers counting more
}

// weight of the answer before the last one, of the one before that its square, and so on.
const fading = 0.8

// Standings lists every objective of the outline, the weakest first. One without answers stands at 0.5, as
// much as is known of it.
func (c *Coach) Standings() []Standing {
	type sums struct {
		n          int
		points, of float64
	}
	by := map[string]*sums{}
	for _, a := range c.answers {
		s := by[a.Objective]
		if s == nil {
			s = &sums{}
			by[a.Objective] = s
		}
		s.n++
		s.points, s.of = s.points*fading+a.Score(), s.of*fading+1
	}
	var out []Standing
	for _, d := range c.bank.Outline.Domains {
		for _, ob := range d.Objectives {
			st := Standing{Objective: ob.ID, Score: 0.5}
			if s := by[ob.ID]; s != nil {
				st.Answers, st.Score = s.n, (s.points+0.5)/(s.of+1)
			}
			out = append(out, st)
		}
	}
	slices.SortStableFunc(out, func(a, b Standing) int { return cmp.Compare(a.Score, b.Score) })
	return out
}

// Answers are the learner's answers, oldest first.
func (c *Coach) Answers() []*record.Answer { return c.answers }

// within reports whether an item belongs to an objective, group or domain.
func within(it *quizzes.Item, objective string) bool {
	rest, ok := strings.CutPrefix(it.Objective, objective)
	return ok && (objective == "" || rest == "" || rest[0] == '-' || rest[0] == '.')
}
