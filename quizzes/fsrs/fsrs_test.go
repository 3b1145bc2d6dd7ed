package fsrs

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within {
		t.Errorf("%s = %.6f, want %.6f", what, got, want)
	}
}

// The memory test of the reference library: its published stability and difficulty.
func TestPublishedMemory(t *testing.T) {
	s, at := Default(), start
	var c Card
	for _, r := range []struct {
		g    Grade
		days int
	}{{Again, 0}, {Good, 0}, {Good, 1}, {Good, 3}, {Good, 8}, {Good, 21}} {
		at = at.AddDate(0, 0, r.days)
		c = s.Review(c, r.g, at, nil)
	}
	near(t, "S", c.Stability, 53.62690, 1e-4)
	near(t, "D", c.Difficulty, 6.35749, 1e-4)
}

// The interval test of the reference library: good six times, twice forgotten, good again.
func TestPublishedIntervals(t *testing.T) {
	s, at := Default(), start
	var c Card
	want := []int{0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21}
	for i, g := range []Grade{Good, Good, Good, Good, Good, Good, Again, Again, Good, Good, Good, Good, Good} {
		c = s.Review(c, g, at, nil)
		if days := int(c.Due.Sub(at).Hours() / 24); days != want[i] {
			t.Errorf("review %d, grade %d: due after %d days, want %d", i+1, g, days, want[i])
		}
		at = c.Due
	}
}

// Two sequences as ts-fsrs 5.4.2, an implementation of its own, remembers them. (It departs from the
// reference library after Hard on the same day, which they leave out.)
func TestAgreesWithAnotherImplementation(t *testing.T) {
	type review struct {
		g    Grade
		days int
		s, d float64
	}
	for k, reviews := range [][]review{
		{{2, 30, 1.2931, 5.11217}, {2, 3, 5.3526, 6.74046}, {3, 30, 30.10373, 6.72895}, {3, 30, 69.29091, 6.71745}, {4, 0, 94.76581, 5.6058},
			{3, 0, 94.76581, 5.59542}, {3, 0, 94.76581, 5.58505}, {2, 30, 125.81666, 7.05438}, {1, 0, 32.49773, 9.01702}},
		{{3, 3, 2.3065, 2.1181}, {1, 3, 0.63685, 7.3945}, {1, 30, 0.37979, 9.12882}, {4, 0, 0.73164, 8.82294}, {1, 3, 0.28976, 9.59834},
			{4, 30, 3.33632, 9.44935}, {4, 1, 4.95935, 9.25057}, {4, 1, 6.74576, 8.98538}, {3, 0, 6.74576, 8.97162}},
	} {
		var c Card
		at := start
		for i, r := range reviews {
			at = at.AddDate(0, 0, r.days).Add(5 * time.Minute)
			c = Default().Review(c, r.g, at, nil)
			if math.Abs(c.Stability-r.s) > 1e-5*max(r.s, 10) || math.Abs(c.Difficulty-r.d) > 1e-4 {
				t.Errorf("sequence %d, review %d: S %.5f D %.5f, want %.5f %.5f", k, i, c.Stability, c.Difficulty, r.s, r.d)
			}
		}
	}
}

func TestFirstReview(t *testing.T) {
	for _, tt := range []struct {
		g    Grade
		s, d float64
	}{{Again, 0.212, 6.4133}, {Hard, 1.2931, 5.11217}, {Good, 2.3065, 2.11810}, {Easy, 8.2956, 1}} {
		c := Default().Review(Card{}, tt.g, start, nil)
		near(t, "S", c.Stability, tt.s, 1e-9)
		near(t, "D", c.Difficulty, tt.d, 1e-5)
	}
}

func TestReviewAtNinetyPercent(t *testing.T) {
	s := Default()
	c := Card{State: Review, Stability: 10, Difficulty: 5, Last: start}
	at := start.AddDate(0, 0, 10)
	near(t, "R", s.Recall(c, at), 0.9, 1e-12)
	for _, tt := range []struct {
		g    Grade
		s, d float64
	}{{Again, 1.39199, 8.34176}, {Hard, 23.24688, 6.666}, {Good, 32.02673, 4.99023}, {Easy, 51.25386, 3.31446}} {
		after := s.Review(c, tt.g, at, nil)
		near(t, "S", after.Stability, tt.s, 1e-5)
		near(t, "D", after.Difficulty, tt.d, 1e-5)
	}
}

func TestIntervalPerUnitOfStability(t *testing.T) {
	near(t, "factor", Default().factor(), 0.98034649, 1e-8)
	for r, want := range map[float64]float64{.80: 3.31596, .85: 1.90643, .90: 1, .95: 0.40256, .97: 0.22277} {
		s := Default()
		s.Retention = r
		near(t, "days", float64(s.Interval(10000)), 10000*want, 0.51)
	}
	if got := Default().Interval(1e9); got != 36500 {
		t.Errorf("the longest interval is %d", got)
	}
}

func TestLearningSteps(t *testing.T) {
	for _, tt := range []struct {
		name   string
		grades []Grade
		wait   time.Duration
		state  State
	}{
		{"again starts over", []Grade{Good, Again}, time.Minute, Learning},
		{"hard waits between the first two steps", []Grade{Hard}, 5*time.Minute + 30*time.Second, Learning},
		{"good goes to the second step", []Grade{Good}, 10 * time.Minute, Learning},
		{"hard stays at the second step", []Grade{Good, Hard}, 10 * time.Minute, Learning},
		{"easy leaves the steps", []Grade{Easy}, 8 * 24 * time.Hour, Review},
	} {
		var c Card
		at := start
		for _, g := range tt.grades {
			c = Default().Review(c, g, at, nil)
		}
		if got := c.Due.Sub(at); got != tt.wait || c.State != tt.state {
			t.Errorf("%s: due after %v in state %d", tt.name, got, c.State)
		}
	}
}

// An interval of 10 days: delta = 1 + 0.15*4.5 + 0.10*3 = 1.975, so 8 to 12 days.
func TestFuzzStaysInItsBand(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	seen := map[int]bool{}
	for range 500 {
		seen[Default().fuzz(10, rng)] = true
	}
	for d := range seen {
		if d < 8 || d > 12 {
			t.Errorf("10 days became %d", d)
		}
	}
	if len(seen) != 5 {
		t.Errorf("%d different days, want 8 to 12", len(seen))
	}
	if got := Default().fuzz(2, rng); got != 2 {
		t.Errorf("2 days became %d", got)
	}
}
