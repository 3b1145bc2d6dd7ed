package quizzes

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
)

func TestShippedBankIsClean(t *testing.T) {
	b, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(b.Check(Known{Profiles: []string{"2024-course", "2026-07"}}), b.Coverage(DefaultGoals())...) {
		t.Error(f)
	}
	n := 0
	for _, d := range b.Outline.Domains {
		n += len(d.Objectives)
	}
	if n != 54 {
		t.Errorf("the outline of July 2026 has 54 objectives, the bank's has %d", n)
	}
}

// The outline's own numbers: every blueprint adds up and stays within the weights.
func TestBlueprintsKeepTheWeights(t *testing.T) {
	b, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for n, row := range b.Outline.Blueprint {
		sum := 0
		for i, d := range b.Outline.Domains {
			sum += row[i]
			if share := 100 * row[i] / n; share < d.Weight[0]-1 || share > d.Weight[1] {
				t.Errorf("%d of %d items in %s are %d%%", row[i], n, d.ID, share)
			}
		}
		if sum != n {
			t.Errorf("the blueprint of %d adds up to %d", n, sum)
		}
	}
}

const outline = "outline: x\nas_of: 2026-01-01\ndomains:\n  - {id: A, name: n, weight: [1, 2], objectives: [{id: A-1.1, group: g, name: o}]}\n"

func bankOf(t *testing.T, items string) *Bank {
	t.Helper()
	b, err := Load(fstest.MapFS{"outline.yaml": {Data: []byte(outline)}, "i.yaml": {Data: []byte(items)}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const head = "  objective: A-1.1\n  level: apply\n  as_of: 2026-01-01\n  source: s\n  stem: Which one?\n"

func TestGrade(t *testing.T) {
	b := bankOf(t, "- id: single\n"+head+"  type: single\n  options: [{text: x, because: rx}, {text: y, correct: true, because: ry}, {text: z, because: rz}]\n"+
		"- id: multi\n"+head+"  type: multiple\n  choose: 2\n  options: [{text: x, correct: true, because: r}, {text: y, because: r}, {text: z, correct: true, because: r}]\n"+
		"- id: yesno\n"+head+"  type: yesno\n  statements: [{text: s, yes: true, because: r}, {text: t, because: r}]\n"+
		"- id: order\n"+head+"  type: ordering\n  steps: [{text: one, because: r}, {text: two, because: r}, {text: no, extra: true, because: r}]\n"+
		"- id: match\n"+head+"  type: matching\n  targets: [b]\n  pairs: [{source: s, target: c, because: r}, {source: t, target: a, because: r}, {source: u, target: a, because: r}]\n"+
		"- id: fill\n"+head+"  type: fill\n  blanks: [{label: l, accept: [SigninLogs], because: r}, {label: m, accept: [SigninLogs], exact: true, because: r}]\n")
	for _, tt := range []struct {
		item    string
		answers []string
		points  int
	}{
		{"single", []string{"b"}, 1},
		{"single", []string{"a"}, 0},
		{"single", nil, 0},
		{"multi", []string{"a", "c"}, 2},
		{"multi", []string{"c", "a"}, 2},
		{"multi", []string{"a", "a"}, 1},
		{"multi", []string{"a", "b"}, 1},
		{"yesno", []string{"yes", "no"}, 2},
		{"yesno", []string{"yes", "yes"}, 1},
		{"order", []string{"b", "c"}, 2}, // offered as no, one, two
		{"order", []string{"c", "b"}, 0},
		{"order", []string{"b", "a"}, 1},
		{"match", []string{"c", "a", "a"}, 3},
		{"match", []string{"b", "a", "c"}, 1},
		{"fill", []string{" signinlogs ", "signinlogs"}, 1},
	} {
		it, err := b.Find(tt.item)
		if err != nil {
			t.Fatal(err)
		}
		r, err := it.Grade(context.Background(), tt.answers, nil)
		if err != nil || r.Points != tt.points {
			t.Errorf("%s answered %v: %+v, %v; want %d points", tt.item, tt.answers, r, err, tt.points)
		}
	}
}

func TestGradeRefusesWhatIsNotOffered(t *testing.T) {
	it := &Item{ID: "q", Kind: YesNo, Statements: []Statement{{Text: "s", Yes: true, Because: "r"}, {Text: "t", Because: "r"}}}
	for _, answers := range [][]string{{"maybe"}, {"yes", "no", "yes"}} {
		if _, err := it.Grade(context.Background(), answers, nil); err == nil {
			t.Errorf("%v was graded", answers)
		}
	}
	if _, err := it.Grade(context.Background(), []string{"", "no"}, nil); err != nil {
		t.Errorf("an empty answer is no slip: %v", err)
	}
}

func TestGradeQueryComparesRows(t *testing.T) {
	it := &Item{ID: "q", Kind: KQL, Query: &Query{Reference: "ref"}}
	answers := map[string][][]string{
		"ref": {{"ada", "2"}, {"bob", "1"}}, "shuffled": {{"bob", "1"}, {"ada", "2"}},
		"turned": {{"1", "bob"}, {"2", "ada"}}, "short": {{"ada", "2"}}, "wide": {{"ada", "2", "x"}},
	}
	run := func(_ context.Context, _ *Query, kql string) ([][]string, string, error) {
		return answers[kql], "", nil
	}
	for _, tt := range []struct {
		kql     string
		points  int
		because string
	}{
		{"shuffled", 1, ""}, {"short", 0, "every row you have is right, and 1 are missing"}, {"wide", 0, "3 columns, 2 were asked for"}, {"turned", 1, ""},
	} {
		r, err := it.Grade(context.Background(), []string{tt.kql}, run)
		if err != nil || r.Points != tt.points {
			t.Errorf("%s: %+v, %v", tt.kql, r, err)
		} else if tt.because != "" && !strings.Contains(r.Parts[0].Because[0].Because, tt.because) {
			t.Errorf("%s: says %q, want %q", tt.kql, r.Parts[0].Because[0].Because, tt.because)
		}
	}
}

func TestShuffleKeepsNumbersAndYesNo(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	numbers := Part{Choices: []Choice{{"a", "5 minutes", ""}, {"b", "10 minutes", ""}, {"c", "24 hours", ""}}}
	for range 20 {
		if got := numbers.Shuffled(rng); got[0].ID != "a" || got[2].ID != "c" {
			t.Fatalf("numbers were shuffled: %v", got)
		}
	}
	words := Part{Choices: []Choice{{"a", "x", ""}, {"b", "y", ""}, {"c", "z", ""}}}
	moved := false
	for range 20 {
		moved = moved || words.Shuffled(rng)[0].ID != "a"
	}
	if !moved {
		t.Error("words kept their order twenty times")
	}
}

func TestSelectByPrefix(t *testing.T) {
	b := &Bank{Items: []*Item{{ID: "x", Objective: "MSE-1.1"}, {ID: "y", Objective: "MSE-1.10"}, {ID: "z", Objective: "RSI-1.1"}}}
	for _, tt := range []struct {
		objective string
		want      int
	}{{"", 3}, {"MSE", 2}, {"MSE-1", 2}, {"MSE-1.1", 1}} {
		if got := len(b.Select(tt.objective)); got != tt.want {
			t.Errorf("Select(%q) = %d items, want %d", tt.objective, got, tt.want)
		}
	}
}
