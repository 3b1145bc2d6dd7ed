package ability

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"socrates/quizzes"
	"socrates/quizzes/record"
)

func bankOf(n int) *quizzes.Bank {
	b := &quizzes.Bank{Outline: &quizzes.Outline{Domains: []quizzes.Domain{{ID: "A", Objectives: []quizzes.Objective{{ID: "A-1.1"}}}}}}
	for i := range n {
		b.Items = append(b.Items, &quizzes.Item{ID: fmt.Sprint("q", i), Objective: "A-1.1", Level: "apply", Kind: quizzes.Single, Options: make([]quizzes.Option, 4)})
	}
	return b
}

func TestGuess(t *testing.T) {
	for _, tt := range []struct {
		it   *quizzes.Item
		want float64
	}{
		{&quizzes.Item{Kind: quizzes.Single, Options: make([]quizzes.Option, 4)}, 0.25},
		{&quizzes.Item{Kind: quizzes.Multiple, Choose: 2, Options: make([]quizzes.Option, 5)}, 0.4},
		{&quizzes.Item{Kind: quizzes.YesNo, Statements: make([]quizzes.Statement, 3)}, 0.5},
		{&quizzes.Item{Kind: quizzes.KQL}, 0},
	} {
		if got := Guess(tt.it); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", tt.it.Kind, got, tt.want)
		}
	}
}

// Before any answer ability is the prior, cut at ±4: mean 0, error a little under 1.
func TestPriorWithoutAnswers(t *testing.T) {
	p := New(bankOf(1), nil).Ability("ada", "")
	if math.Abs(p.Mean) > 1e-9 || math.Abs(p.Error-1) > 0.002 || p.N != 0 {
		t.Errorf("%+v", p)
	}
}

// The first answer by hand: difficulty 0, four options, so 0.25+0.75/2 = 0.625 was expected; the item is rated
// 0.375 easier after a success, and 0.625 harder after a failure.
func TestFirstAnswerMovesTheItem(t *testing.T) {
	for points, want := range map[int]float64{1: -0.375, 0: 0.625} {
		m := New(bankOf(1), []*record.Answer{{Learner: "ada", Item: "q0", Objective: "A-1.1", Points: points, Max: 1}})
		if got := m.Difficulty("q0"); math.Abs(got.Value-want) > 1e-12 || got.N != 1 {
			t.Errorf("%d points: %+v, want %v", points, got, want)
		}
	}
}

func TestOnlyFirstAnswersCount(t *testing.T) {
	a := &record.Answer{Learner: "ada", Item: "q0", Objective: "A-1.1", Points: 0, Max: 1}
	again := &record.Answer{Learner: "ada", Item: "q0", Objective: "A-1.1", Points: 1, Max: 1}
	if got := New(bankOf(1), []*record.Answer{a, again}).Difficulty("q0").N; got != 1 {
		t.Errorf("%d answers counted", got)
	}
}

// A class drawn from the model itself: estimates must order learners and items as they were made.
func TestRecoversWhatTheAnswersWereDrawnFrom(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 1))
	bank := bankOf(60)
	var answers []*record.Answer
	hard := func(i int) float64 { return -1.5 + 3*float64(i%60)/59 }
	able := []float64{-1.5, 0, 1.5}
	for l := range 90 {
		for _, i := range rng.Perm(60) {
			p := 0
			if rng.Float64() < chance(able[l%3], hard(i), 0.25) {
				p = 1
			}
			answers = append(answers, &record.Answer{Learner: fmt.Sprint(l), Item: fmt.Sprint("q", i), Objective: "A-1.1", Points: p, Max: 1})
		}
	}
	m := New(bank, answers)
	var xs, ys []float64
	for i := range 60 {
		xs, ys = append(xs, hard(i)), append(ys, m.Difficulty(fmt.Sprint("q", i)).Value)
	}
	if r := correlation(xs, ys); r < 0.8 {
		t.Errorf("difficulties correlate %.2f with the true ones", r)
	}
	for l := range 90 {
		got := m.Ability(fmt.Sprint(l), "A")
		if math.Abs(got.Mean-able[l%3]) > 4*got.Error+0.3 || got.Error > 0.5 {
			t.Errorf("learner of ability %v is estimated %+v", able[l%3], got)
		}
	}
	ids := make([]string, 50)
	for i := range ids {
		ids[i] = fmt.Sprint("q", i)
	}
	weak, strong := m.Readiness("0", ids, 0.68), m.Readiness("2", ids, 0.68)
	if weak > 0.1 || strong < 0.8 {
		t.Errorf("readiness of a weak learner %.2f, of a strong one %.2f", weak, strong)
	}
}

func correlation(x, y []float64) float64 {
	n := float64(len(x))
	var sx, sy, sxx, syy, sxy float64
	for i := range x {
		sx, sy, sxx, syy, sxy = sx+x[i], sy+y[i], sxx+x[i]*x[i], syy+y[i]*y[i], sxy+x[i]*y[i]
	}
	return (n*sxy - sx*sy) / math.Sqrt((n*sxx-sx*sx)*(n*syy-sy*sy))
}
