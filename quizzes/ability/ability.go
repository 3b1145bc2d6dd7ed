// Package ability estimates how able learners are and how hard items are, on one scale.
//
// In:  graded answers in the order they were given, what the bank says of its items.
// Out: a difficulty for every item; for a learner an ability with its uncertainty, over all and for each domain; the chance
// that an item is answered, or an exam passed.
//
// The scale is the logistic one: a learner of ability t earns an item of difficulty d with probability
// g + (1-g)/(1+e^(d-t)), where g is what guessing earns. Difficulties are learnt by an Elo rating, abilities by the mean of
// their posterior. Why not a two-parameter model: it needs some 250 to 500 answers to every item before its slopes mean
// anything, and a class of twenty with a bank of hundreds never has them. Elo begins with the bank's own guess (level and
// type), learns from the first answer, and needs no second pass. Only the first answer of a learner to an item counts, since
// later ones measure memory of the item.
//
// Not here: which item to ask (practice), exams, printing.
package ability

import (
	"math"

	"socrates/quizzes"
	"socrates/quizzes/record"
)

// step is how far an answer moves a rating that has seen n: uncertain ratings move further.
func step(n int) float64 { return 1 / (1 + 0.05*float64(n)) }

// Rating is a place on the scale and how many answers it rests on.
type Rating struct {
	Value float64
	N     int
}

// Model holds what was learnt from a record.
type Model struct {
	items    map[string]*item
	learners map[string]*Rating
	history  map[string][]outcome
	outline  *quizzes.Outline
}

type item struct {
	Rating
	guess float64
}

// outcome is a first answer, for the posterior.
type outcome struct {
	item, domain string
	score        float64
}

// New learns from answers of any number of learners, oldest first. Items that are not in the bank any more are
// left out.
func New(bank *quizzes.Bank, answers []*record.Answer) *Model {
	m := &Model{items: map[string]*item{}, learners: map[string]*Rating{}, history: map[string][]outcome{}, outline: bank.Outline}
	for _, it := range bank.Items {
		m.items[it.ID] = &item{Rating{Value: Prior(it)}, Guess(it)}
	}
	met := map[string]bool{}
	for _, a := range answers {
		if key := a.Learner + "\x00" + a.Item; !met[key] && m.items[a.Item] != nil {
			met[key] = true
			m.learn(a)
		}
	}
	return m
}

func (m *Model) learn(a *record.Answer) {
	it := m.items[a.Item]
	who := m.learners[a.Learner]
	if who == nil {
		who = &Rating{}
		m.learners[a.Learner] = who
	}
	surprise := a.Score() - chance(who.Value, it.Value, it.guess)
	who.Value += step(who.N) * surprise
	it.Value -= step(it.N) * surprise
	who.N++
	it.N++
	d, _ := m.outline.Domain(a.Objective)
	m.history[a.Learner] = append(m.history[a.Learner], outcome{a.Item, d.ID, a.Score()})
}

// chance is the expected score.
func chance(ability, difficulty, guess float64) float64 {
	return guess + (1-guess)/(1+math.Exp(difficulty-ability))
}

// Prior is the difficulty of an item that nobody has answered yet.
func Prior(it *quizzes.Item) float64 {
	d := map[string]float64{"recall": -0.5, "apply": 0, "analyse": 0.5}[it.Level]
	if it.Kind == quizzes.KQL || it.Kind == quizzes.Fill {
		d += 0.5
	}
	return d
}

// Guess is the score that blind guessing is expected to earn.
func Guess(it *quizzes.Item) float64 {
	parts := it.Parts()
	if len(parts) == 0 {
		return 0
	}
	sum := 0.0
	for _, p := range parts {
		if n := len(p.Choices); n > 0 {
			switch it.Kind {
			case quizzes.Multiple:
				sum += float64(it.Choose) / float64(n)
			default:
				sum += 1 / float64(n)
			}
		}
	}
	return sum / float64(len(parts))
}

// Difficulty is what is known of an item.
func (m *Model) Difficulty(id string) Rating {
	if it := m.items[id]; it != nil {
		return it.Rating
	}
	return Rating{}
}

// Posterior is an ability with its standard error. Without answers it is 0 ± 1.
type Posterior struct {
	Mean  float64 `json:"mean"`
	Error float64 `json:"error"`
	N     int     `json:"answers"`
}

// The grid on which posteriors are summed: 61 points from -4 to 4, under a standard normal prior.
const (
	gridPoints = 61
	gridEnd    = 4.0
)

func gridAt(i int) float64 { return -gridEnd + 2*gridEnd*float64(i)/(gridPoints-1) }

// Ability is the posterior of a learner, in one domain or over all ("").
func (m *Model) Ability(learner, domain string) Posterior {
	weights, n := m.posterior(learner, domain)
	mean, square := 0.0, 0.0
	for i, w := range weights {
		mean += w * gridAt(i)
		square += w * gridAt(i) * gridAt(i)
	}
	return Posterior{Mean: mean, Error: math.Sqrt(max(square-mean*mean, 0)), N: n}
}

// posterior weighs the grid by prior and answers; a part of the points counts as that part of a success.
func (m *Model) posterior(learner, domain string) ([gridPoints]float64, int) {
	var logs, out [gridPoints]float64
	n := 0
	for i := range logs {
		logs[i] = -gridAt(i) * gridAt(i) / 2
	}
	for _, o := range m.history[learner] {
		if domain != "" && o.domain != domain {
			continue
		}
		n++
		it := m.items[o.item]
		for i := range logs {
			p := min(max(chance(gridAt(i), it.Value, it.guess), 1e-6), 1-1e-6)
			logs[i] += o.score*math.Log(p) + (1-o.score)*math.Log(1-p)
		}
	}
	top, sum := math.Inf(-1), 0.0
	for _, l := range logs {
		top = max(top, l)
	}
	for i, l := range logs {
		out[i] = math.Exp(l - top)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out, n
}

// Expect is the score that a learner is expected to earn on an item.
func (m *Model) Expect(learner, id string) float64 {
	it := m.items[id]
	if it == nil {
		return 0
	}
	return chance(m.Ability(learner, "").Mean, it.Value, it.guess)
}

// Expectation returns Expect for many items of one learner without summing the posterior again.
func (m *Model) Expectation(learner string) func(id string) float64 {
	mean := m.Ability(learner, "").Mean
	return func(id string) float64 {
		if it := m.items[id]; it != nil {
			return chance(mean, it.Value, it.guess)
		}
		return 0
	}
}

// Readiness is the probability that the learner would earn at least the share cut on an exam of these items:
// over the posterior of the ability, the score is taken as normal around its expectation.
func (m *Model) Readiness(learner string, ids []string, cut float64) float64 {
	if len(ids) == 0 {
		return 0
	}
	weights, _ := m.posterior(learner, "")
	pass := 0.0
	for i, w := range weights {
		mean, variance := 0.0, 0.0
		for _, id := range ids {
			if it := m.items[id]; it != nil {
				p := chance(gridAt(i), it.Value, it.guess)
				mean += p
				variance += p * (1 - p)
			}
		}
		need := cut*float64(len(ids)) - mean
		pass += w * (1 - normal(need/math.Sqrt(max(variance, 1e-9))))
	}
	return pass
}

// normal is the standard normal distribution function.
func normal(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }
