// Package fsrs says when to ask again: the FSRS-6 scheduler with its published default weights.
//
// In:  a card's memory (stability, difficulty), the grade of a review, the moment of it.
// Out: the memory after the review and when it is due; the probability of recall at any moment.
//
// Memory is two numbers. Stability S is the days after which recall has fallen to 90%; difficulty D is from
// 1 to 10. Recall falls along a power curve whose form is the last weight. A success multiplies S the more,
// the smaller S and D are and the nearer the card was to being forgotten; a failure cuts S back. Reviews on
// the day of the one before move S by a rule of its own. Elapsed time is counted in whole days.
//
// New and failed cards first pass through steps of minutes; only then do days count.
//
// Not here: what a card stands for, how an answer becomes a grade (practice), clocks, storage.
package fsrs

import (
	"math"
	"math/rand/v2"
	"time"
)

// Version names the algorithm in stored reviews.
const Version = "FSRS-6"

// Grade is how a review went.
type Grade int

const (
	Again Grade = 1 + iota // not known
	Hard
	Good
	Easy
)

// State is where a card is on its way.
type State int

const (
	New State = iota
	Learning
	Review
	Relearning
)

// Card is what is remembered of one card. The zero Card has never been reviewed.
type Card struct {
	State      State
	Step       int     // of the learning or relearning steps
	Stability  float64 // days
	Difficulty float64 // 1 to 10
	Last, Due  time.Time
}

// Scheduler holds the settings.
type Scheduler struct {
	Weights              [21]float64
	Retention            float64 // recall at which a card is due
	Learning, Relearning []time.Duration
	Longest              int // days
}

// Default returns the published defaults.
func Default() Scheduler {
	return Scheduler{
		Weights: [21]float64{0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
			1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542},
		Retention:  0.9,
		Learning:   []time.Duration{time.Minute, 10 * time.Minute},
		Relearning: []time.Duration{10 * time.Minute},
		Longest:    36500,
	}
}

// Review returns the card after a review with grade g at a moment not before the last one. rng spreads due
// dates so that cards learned together part; nil leaves them as computed.
func (s Scheduler) Review(c Card, g Grade, at time.Time, rng *rand.Rand) Card {
	c.Stability, c.Difficulty = s.memory(c, g, at)
	steps := s.Learning
	switch {
	case c.State == New:
		c.State, c.Step = Learning, 0
	case c.State == Review && g == Again:
		c.State, c.Step = Relearning, 0
		steps = s.Relearning
		if len(steps) > 0 {
			c.Last, c.Due = at, at.Add(steps[0])
			return c
		}
	case c.State == Relearning:
		steps = s.Relearning
	}
	c.Last = at
	if wait, ok := next(&c, g, steps); ok {
		c.Due = at.Add(wait)
		return c
	}
	c.State, c.Step = Review, 0
	c.Due = at.AddDate(0, 0, s.fuzz(s.Interval(c.Stability), rng))
	return c
}

// next moves a card along its steps; false when it has left them.
func next(c *Card, g Grade, steps []time.Duration) (time.Duration, bool) {
	if c.State == Review || len(steps) == 0 || c.Step >= len(steps) && g > Again {
		return 0, false
	}
	switch g {
	case Again:
		c.Step = 0
		return steps[0], true
	case Hard:
		if c.Step > 0 {
			return steps[c.Step], true
		}
		if len(steps) == 1 {
			return steps[0] * 3 / 2, true
		}
		return (steps[0] + steps[1]) / 2, true
	case Good:
		if c.Step++; c.Step < len(steps) {
			return steps[c.Step], true
		}
	}
	return 0, false
}

// memory is stability and difficulty after the review.
func (s Scheduler) memory(c Card, g Grade, at time.Time) (float64, float64) {
	if c.State == New {
		return s.Weights[g-1], clampDifficulty(s.firstDifficulty(g))
	}
	d := s.nextDifficulty(c.Difficulty, g)
	days := wholeDays(at.Sub(c.Last))
	switch {
	case days < 1:
		return s.sameDay(c.Stability, g), d
	case g == Again:
		return s.forgotten(c.Stability, c.Difficulty, s.recall(c.Stability, days)), d
	}
	return s.recalled(c.Stability, c.Difficulty, s.recall(c.Stability, days), g), d
}

// Recall is the probability that the card is known at a moment; 0 for a card never reviewed.
func (s Scheduler) Recall(c Card, at time.Time) float64 {
	if c.State == New {
		return 0
	}
	return s.recall(c.Stability, wholeDays(at.Sub(c.Last)))
}

// Interval is the days until recall falls to the retention asked for, whole and at least 1.
func (s Scheduler) Interval(stability float64) int {
	days := stability / s.factor() * (math.Pow(s.Retention, 1/s.decay()) - 1)
	return min(max(int(math.RoundToEven(days)), 1), s.Longest)
}

func wholeDays(d time.Duration) float64 { return math.Max(0, math.Floor(d.Hours()/24)) }

func (s Scheduler) decay() float64  { return -s.Weights[20] }
func (s Scheduler) factor() float64 { return math.Pow(0.9, 1/s.decay()) - 1 }

func (s Scheduler) recall(stability, days float64) float64 {
	return math.Pow(1+s.factor()*days/stability, s.decay())
}

func (s Scheduler) firstDifficulty(g Grade) float64 {
	return s.Weights[4] - math.Exp(s.Weights[5]*float64(g-1)) + 1
}

func (s Scheduler) nextDifficulty(d float64, g Grade) float64 {
	w := &s.Weights
	moved := d - w[6]*float64(g-3)*(10-d)/9
	return clampDifficulty(w[7]*s.firstDifficulty(Easy) + (1-w[7])*moved)
}

func clampDifficulty(d float64) float64 { return min(max(d, 1), 10) }

func (s Scheduler) recalled(stability, difficulty, recall float64, g Grade) float64 {
	w := &s.Weights
	grow := math.Exp(w[8]) * (11 - difficulty) * math.Pow(stability, -w[9]) * (math.Exp(w[10]*(1-recall)) - 1)
	switch g {
	case Hard:
		grow *= w[15]
	case Easy:
		grow *= w[16]
	}
	return atLeast(stability * (1 + grow))
}

func (s Scheduler) forgotten(stability, difficulty, recall float64) float64 {
	w := &s.Weights
	long := w[11] * math.Pow(difficulty, -w[12]) * (math.Pow(stability+1, w[13]) - 1) * math.Exp(w[14]*(1-recall))
	return atLeast(min(long, stability/math.Exp(w[17]*w[18])))
}

func (s Scheduler) sameDay(stability float64, g Grade) float64 {
	w := &s.Weights
	k := math.Exp(w[17]*(float64(g-3)+w[18])) * math.Pow(stability, -w[19])
	if g >= Good {
		k = max(k, 1)
	}
	return atLeast(stability * k)
}

func atLeast(stability float64) float64 { return max(stability, 0.001) }

// bands give the spread of due dates: each stretch of an interval adds its share.
var bands = []struct{ from, to, share float64 }{{2.5, 7, 0.15}, {7, 20, 0.10}, {20, math.Inf(1), 0.05}}

// fuzz draws a whole day around an interval; short ones stay as they are.
func (s Scheduler) fuzz(days int, rng *rand.Rand) int {
	if rng == nil || float64(days) < 2.5 {
		return days
	}
	delta := 1.0
	for _, b := range bands {
		delta += b.share * max(min(float64(days), b.to)-b.from, 0)
	}
	low := max(int(math.RoundToEven(float64(days)-delta)), 2)
	high := min(int(math.RoundToEven(float64(days)+delta)), s.Longest)
	low = min(low, high)
	return low + rng.IntN(high-low+1)
}
