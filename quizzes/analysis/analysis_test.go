package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"socrates/quizzes"
	"socrates/quizzes/record"
)

func bankOf(n int) *quizzes.Bank {
	b := &quizzes.Bank{}
	for i := range n {
		b.Items = append(b.Items, &quizzes.Item{ID: fmt.Sprint("q", i), Kind: quizzes.Single, Stem: fmt.Sprint(i),
			Options: []quizzes.Option{{Text: "w"}, {Text: "x", Correct: true}, {Text: "y"}}})
	}
	return b
}

// class answers every item: learner l is right in item i when right(l, i) and chooses wrong otherwise.
func class(b *quizzes.Bank, learners int, right func(l, i int) bool, wrong string) []*record.Answer {
	var out []*record.Answer
	for l := range learners {
		for i, it := range b.Items {
			a := &record.Answer{Learner: fmt.Sprint(l), Item: it.ID, Version: it.Version(), Given: []string{wrong}, Max: 1, Seconds: float64(10 * (l + 1))}
			if right(l, i) {
				a.Given, a.Points = []string{"b"}, 1
			}
			out = append(out, a)
		}
	}
	return out
}

// Four learners and three items, worked by hand: totals 3, 2, 1, 0; item difficulties 3/4, 2/4, 1/4; item variances
// 3/16, 4/16, 3/16; variance of totals 1.25; KR-20 = 1.5 * (1 - 0.625/1.25) = 0.75; SEM = sqrt(1.25*0.25).
func TestAlphaByHand(t *testing.T) {
	r := alpha([][]float64{{1, 1, 1}, {1, 1, 0}, {1, 0, 0}, {0, 0, 0}})
	if math.Abs(r.Alpha-0.75) > 1e-12 || math.Abs(r.SEM-math.Sqrt(0.3125)) > 1e-12 {
		t.Errorf("%+v", r)
	}
}

// Learners 0..39 answer eight items; learner l is right in the first l/5 of them. Item 0 was got by 35 of 40.
func TestFiguresOfAGuttmanClass(t *testing.T) {
	b := bankOf(8)
	r := New(b, class(b, 40, func(l, i int) bool { return i < l/5 }, "a"))
	it := r.Items[0]
	if r.Learners != 40 || it.Answers != 40 || it.Difficulty != 35.0/40 {
		t.Errorf("%d learners, %+v", r.Learners, it)
	}
	// The best 27% (11) are all right; of the weakest 11, learners 0 to 4 are wrong.
	if math.Abs(it.UpperLower-5.0/11) > 1e-12 {
		t.Errorf("upper-lower %v, want %v", it.UpperLower, 5.0/11)
	}
	if it.Median != 200 || it.P90 != 360 {
		t.Errorf("median %v s, p90 %v s", it.Median, it.P90)
	}
	if it.PointBiserial == nil || *it.PointBiserial < 0.3 {
		t.Errorf("point-biserial %v", optional(it.PointBiserial))
	}
	if f := it.Options[1].Fifths; f[0] != 3.0/8 || f[4] != 1 {
		t.Errorf("fifths of the key: %v", f)
	}
	if r.Reliability == nil || r.Reliability.Items != 8 || r.Reliability.Learners != 40 {
		t.Errorf("reliability %+v", r.Reliability)
	}
}

// Point-biserial by hand for six learners and six items beside the one looked at: right are those with rests 1, 1 and
// 0.5, wrong those with 0.5, 0, 0. Means 5/6 and 1/6, standard deviation of rests sqrt(1/6), p = 1/2:
// (5/6-1/6)/sqrt(1/6) * 1/2 = 0.8165.
func TestPointBiserialByHand(t *testing.T) {
	var tries []try
	for i, rest := range []float64{1, 1, 0.5, 0.5, 0, 0} {
		a := &record.Answer{Max: 1}
		if i < 3 {
			a.Points = 1
		}
		tries = append(tries, try{a, rest})
	}
	if got := withRest(tries, func(t try) float64 { return t.a.Score() }); math.Abs(*got-0.81650) > 1e-5 {
		t.Errorf("%v", *got)
	}
}

func TestFlags(t *testing.T) {
	b := bankOf(8)
	for _, tt := range []struct {
		name  string
		right func(l, i int) bool
		want  string
	}{
		{"a wrong key", func(l, i int) bool { return i == 0 && l < 20 || i > 0 && i <= l/5 }, "key is suspect"},
		{"too easy", func(l, i int) bool { return i == 0 || i < l/5 }, "nearly everyone is right"},
		{"an idle distractor", func(l, i int) bool { return i < l/5 }, "hardly anyone chooses c"},
	} {
		got := New(b, class(b, 40, tt.right, "a")).Items[0].Flags
		if !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, tt.want) }) {
			t.Errorf("%s: flags %v", tt.name, got)
		}
	}
	slow := class(b, 40, func(l, i int) bool { return i < l/5 }, "a")
	for _, a := range slow {
		a.Seconds = 400
	}
	if got := New(b, slow).Items[0].Flags; !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, "too much to read") }) {
		t.Errorf("slow: flags %v", got)
	}
}

// Twenty-nine answers say nothing; removal is advised from a hundred on.
func TestThresholds(t *testing.T) {
	b := bankOf(8)
	bad := func(l, i int) bool { return i == 0 && l%2 == 0 || i > 0 && l%2 == 1 }
	if got := New(b, class(b, 29, bad, "a")).Items[0].Flags; len(got) != 0 {
		t.Errorf("29 answers: %v", got)
	}
	if got := strings.Join(New(b, class(b, 99, bad, "a")).Items[0].Flags, "; "); strings.Contains(got, "take it out") || !strings.Contains(got, "suspect") {
		t.Errorf("99 answers: %s", got)
	}
	if got := strings.Join(New(b, class(b, 100, bad, "a")).Items[0].Flags, "; "); !strings.Contains(got, "take it out") {
		t.Errorf("100 answers: %s", got)
	}
}

func TestOnlyFirstAnswersToThePresentWording(t *testing.T) {
	b := bankOf(1)
	v := b.Items[0].Version()
	r := New(b, []*record.Answer{
		{Learner: "ada", Item: "q0", Version: v, Max: 1}, {Learner: "ada", Item: "q0", Version: v, Points: 1, Max: 1},
		{Learner: "bob", Item: "q0", Version: "older", Points: 1, Max: 1},
	})
	if len(r.Items) != 1 || r.Items[0].Answers != 1 || r.Items[0].Difficulty != 0 {
		t.Errorf("%+v", r.Items)
	}
}

func optional(v *float64) string {
	if v == nil {
		return "nil"
	}
	return fmt.Sprint(*v)
}
