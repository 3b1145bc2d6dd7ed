package exam

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"socrates/engine/journal"
	"socrates/quizzes"
	"socrates/quizzes/record"
)

var nine = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// testBank has three domains of ten objectives with n single items each, two case studies and a series.
func testBank(t *testing.T, n int) *quizzes.Bank {
	t.Helper()
	b, err := makeBank(n)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func makeBank(n int) (*quizzes.Bank, error) {
	outline := "outline: x\nas_of: 2026-01-01\ndomains:\n"
	var items strings.Builder
	meta := func(id, objective, kind string) string {
		return fmt.Sprintf("{id: %s, objective: %s, level: apply, type: %s, profile: any, as_of: 2026-01-01, source: a source, stem: \"Which one?\", ", id, objective, kind)
	}
	options := "options: [{text: x, correct: true, because: r}, {text: y, because: r}, {text: z, because: r}]}\n"
	for i, d := range []string{"A", "B", "C"} {
		outline += fmt.Sprintf("  - {id: %s, name: Domain %s, weight: [%d, %d], objectives: [", d, d, 40-10*i, 45-10*i)
		for o := range 10 {
			id := fmt.Sprintf("%s-1.%d", d, o+1)
			outline += fmt.Sprintf("{id: %s, group: g, name: n},", id)
			for k := range n {
				items.WriteString("- " + meta(strings.ToLower(fmt.Sprintf("%s-%d-%d", d, o, k)), id, "single") + options)
			}
		}
		outline += "]}\n"
	}
	for i := range 12 {
		items.WriteString("- " + meta(fmt.Sprint("grid-", i), "A-1.1", "yesno") + "statements: [{text: s, yes: true, because: r}, {text: t, because: r}]}\n")
	}
	for c := range 2 {
		items.WriteString(fmt.Sprintf("---\ncase: case-%d\ntitle: T\nprofile: any\nas_of: 2026-01-01\ntabs: [{title: a, text: b}, {title: c, text: d}]\nitems:\n", c))
		for i := range 5 {
			items.WriteString("  - " + meta(fmt.Sprintf("case-%d-%d", c, i), "B-1.1", "single") + options)
		}
	}
	items.WriteString("---\nseries: ser\nprofile: any\nas_of: 2026-01-01\ntext: s\nitems:\n")
	for i := range 3 {
		items.WriteString("  - " + meta(fmt.Sprint("ser-", i), "C-1.1", "yesno") + "statements: [{text: s, yes: true, because: r}]}\n")
	}
	return quizzes.Load(fstest.MapFS{"outline.yaml": {Data: []byte(outline)}, "i.yaml": {Data: []byte(items.String())}})
}

func openBook(t *testing.T, path string) *record.Book {
	t.Helper()
	log, err := journal.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	b, err := record.Open(context.Background(), log)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func begin(t *testing.T, bank *quizzes.Bank) (*Sitting, *record.Book) {
	t.Helper()
	book := openBook(t, filepath.Join(t.TempDir(), "r.sqlite"))
	s, err := Start(t.Context(), book, bank, "ada", Plan{Items: 40, Profile: "2026-07"}, 1, nine)
	if err != nil {
		t.Fatal(err)
	}
	return s, book
}

// The blueprint of the shipped outline, and largest remainder where there is none: middles 42.5, 32.5, 22.5 of
// 97.5 give 17.44, 13.33, 9.23 of 40.
func TestQuotas(t *testing.T) {
	shipped, err := quizzes.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		o    *quizzes.Outline
		n    int
		want []int
	}{
		{shipped.Outline, 40, []int{17, 14, 9}}, {shipped.Outline, 50, []int{21, 18, 11}}, {shipped.Outline, 60, []int{25, 22, 13}},
		{testBank(t, 1).Outline, 40, []int{18, 13, 9}},
	} {
		got := quotas(tt.o, tt.n)
		for i, d := range tt.o.Domains {
			if got[d.ID] != tt.want[i] {
				t.Errorf("%d items: %v, want %v", tt.n, got, tt.want)
				break
			}
		}
	}
}

func items(f *Form) (ids []string) {
	for n := range f.Len() {
		_, _, slot := f.At(n)
		ids = append(ids, slot.Item)
	}
	return ids
}

func TestPaperFollowsTheBlueprint(t *testing.T) {
	bank := testBank(t, 3)
	for seed := range uint64(20) {
		f, err := Build(bank, Plan{Items: 40, Profile: "2026-07"}, nil, seed)
		if err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for _, id := range items(f) {
			it, err := bank.Find(id)
			if err != nil {
				t.Fatal(err)
			}
			count[it.Objective[:1]]++
		}
		if count["A"] != 18 || count["B"] != 13 || count["C"] != 9 {
			t.Errorf("seed %d: %v", seed, count)
		}
		sorted := slices.Sorted(slices.Values(items(f)))
		if len(slices.Compact(sorted)) != 40 {
			t.Errorf("seed %d: an item stands twice", seed)
		}
		kinds := []string{}
		for _, s := range f.Sections {
			kinds = append(kinds, s.Kind)
		}
		if i := slices.Index(kinds, CaseSection); i != 0 && i != len(kinds)-1 {
			t.Errorf("seed %d: the case study is section %d of %v", seed, i+1, kinds)
		}
	}
}

// 111 of the bank's items fit a paper; two papers of 40 share nothing, and a third repeats only what it must.
func TestNoItemTwiceUntilTheBankIsUsedUp(t *testing.T) {
	bank := testBank(t, 9)
	used := map[string]int{}
	for n := range 4 {
		f, err := Build(bank, Plan{Items: 40, Profile: "2026-07"}, used, uint64(n))
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range items(f) {
			if used[id] > 0 && !strings.HasPrefix(id, "case") && !strings.HasPrefix(id, "ser") {
				t.Errorf("paper %d repeats %s", n+1, id)
			}
			used[id]++
		}
	}
}

// Every item of is the enemy of every other: a paper holds one of them, though the bank has ten.
func TestEnemiesNeverStandOnOnePaper(t *testing.T) {
	bank := testBank(t, 5)
	var foes []string
	for _, it := range bank.Items {
		if strings.HasPrefix(it.ID, "a-0-") || strings.HasPrefix(it.ID, "a-1-") {
			it.Enemies = slices.Clone(foes) // one side names the other
			foes = append(foes, it.ID)
		}
	}
	for seed := range uint64(20) {
		f, err := Build(bank, Plan{Items: 40, Profile: "2026-07"}, nil, seed)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, id := range f.Items() {
			if slices.Contains(foes, id) {
				got = append(got, id)
			}
		}
		if len(got) != 1 {
			t.Errorf("seed %d: %v stand on one paper", seed, got)
		}
	}
}

func TestCaseStudiesTakeTurns(t *testing.T) {
	bank := testBank(t, 9)
	used := map[string]int{}
	var about []string
	for n := range 2 {
		f, err := Build(bank, Plan{Items: 40, Profile: "2026-07"}, used, uint64(n))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range f.Sections {
			if s.Kind == CaseSection {
				about = append(about, s.Case)
			}
		}
		for _, id := range items(f) {
			used[id]++
		}
	}
	if len(about) != 2 || about[0] == about[1] {
		t.Errorf("case studies of two exams: %v", about)
	}
}

func TestTooSmallABank(t *testing.T) {
	bank := testBank(t, 0)
	if _, err := Build(bank, Plan{Items: 40, Profile: "2026-07"}, nil, 1); err == nil || !strings.Contains(err.Error(), "too few") {
		t.Errorf("the error is %v", err)
	}
	if _, err := Build(bank, Plan{Items: 45}, nil, 1); err == nil {
		t.Error("45 items were accepted")
	}
}

func TestSectionsLock(t *testing.T) {
	s, _ := begin(t, testBank(t, 3))
	later := s.Form.First(1)
	var no *Refusal
	if err := s.Answer(t.Context(), later, []string{"a"}, 1, nine); !errors.As(err, &no) {
		t.Errorf("an answer in a section not open yet: %v", err)
	}
	if err := s.Answer(t.Context(), 0, []string{"b"}, 1, nine); err != nil {
		t.Fatal(err)
	}
	if err := s.Answer(t.Context(), 0, []string{"a"}, 1, nine); err != nil || s.Slots[0].Given[0] != "a" || s.Slots[0].Changes != 1 {
		t.Errorf("changing an answer: %v, %+v", err, s.Slots[0])
	}
	if err := s.Leave(t.Context(), nine); err != nil {
		t.Fatal(err)
	}
	if err := s.Answer(t.Context(), 0, []string{"b"}, 1, nine); !errors.As(err, &no) || s.Slots[0].Given[0] != "a" {
		t.Errorf("an answer in a closed section: %v, %v", err, s.Slots[0].Given)
	}
	if err := s.Flag(t.Context(), 0, true, nine); !errors.As(err, &no) {
		t.Errorf("a flag in a closed section: %v", err)
	}
}

func TestNoWayBackIntoYesNo(t *testing.T) {
	s, _ := begin(t, testBank(t, 3))
	i := slices.IndexFunc(s.Form.Sections, func(x Section) bool { return x.Kind == SeriesSection })
	for range i {
		if err := s.Leave(t.Context(), nine); err != nil {
			t.Fatal(err)
		}
	}
	n := s.Form.First(i)
	if err := s.Answer(t.Context(), n, nil, 1, nine); err != nil { // left unanswered
		t.Fatal(err)
	}
	var no *Refusal
	if err := s.Answer(t.Context(), n, []string{"yes"}, 1, nine); !errors.As(err, &no) {
		t.Errorf("back into a yes/no item: %v", err)
	}
}

func TestTimeCannotBeWon(t *testing.T) {
	s, book := begin(t, testBank(t, 3))
	at := nine.Add(50 * time.Minute)
	if err := s.Answer(t.Context(), 0, []string{"a"}, 1, at); err != nil {
		t.Fatal(err)
	}
	again, err := Resume(book, s.bank, "ada") // as after a crash
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Left(nine); got != 50*time.Minute { // the clock was put back
		t.Errorf("%v left, want 50m", got)
	}
	if err := again.Answer(t.Context(), 1, []string{"a"}, 1, nine.Add(Minutes*time.Minute)); !errors.Is(err, ErrTime) {
		t.Errorf("an answer after the deadline: %v", err)
	}
	if err := again.Finish(t.Context(), nine.Add(3*time.Hour), nil); err != nil {
		t.Fatal(err)
	}
	if r := again.Report(); !r.TimeOver || r.Minutes != Minutes || r.Unanswered != 39 || r.Points != 1 {
		t.Errorf("%+v", r)
	}
}

func TestOneExamAtATime(t *testing.T) {
	s, book := begin(t, testBank(t, 3))
	var no *Refusal
	if _, err := Start(t.Context(), book, s.bank, "ada", Plan{Items: 40, Profile: "2026-07"}, 2, nine); !errors.As(err, &no) {
		t.Errorf("a second exam: %v", err)
	}
	if _, err := Start(t.Context(), book, s.bank, "bob", Plan{Items: 40, Profile: "2026-07"}, 2, nine); err != nil {
		t.Errorf("another learner's exam: %v", err)
	}
}

// With the cut at 0.68: half of it gives 1 + 699/2.
func TestScale(t *testing.T) {
	for _, tt := range []struct {
		points, of int
		want       int
	}{{0, 100, 1}, {34, 100, 350}, {67, 100, 689}, {68, 100, 700}, {84, 100, 850}, {100, 100, 1000}, {679, 1000, 698}, {6799, 10000, 699}, {0, 0, 1}} {
		if got := Scale(tt.points, tt.of, 0.68); got != tt.want {
			t.Errorf("%d of %d: %d, want %d", tt.points, tt.of, got, tt.want)
		}
	}
}

func TestReport(t *testing.T) {
	s, book := begin(t, testBank(t, 3))
	for section := range s.Form.Sections {
		for i := range s.Form.Sections[section].Slots {
			n := s.Form.First(section) + i
			it, err := s.Item(n)
			if err != nil {
				t.Fatal(err)
			}
			right := map[quizzes.Kind]string{quizzes.Single: "a", quizzes.YesNo: "yes"}[it.Kind]
			if it.Objective[0] == 'C' { // all of domain C wrong
				right = map[quizzes.Kind]string{quizzes.Single: "b", quizzes.YesNo: "no"}[it.Kind]
			}
			given := []string{right}
			if len(it.Parts()) == 2 {
				given = []string{"yes", "no"}
			}
			if err := s.Answer(t.Context(), n, given, 60, nine.Add(time.Duration(n)*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Leave(t.Context(), nine.Add(40*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Finish(t.Context(), nine.Add(41*time.Minute), nil); err != nil {
		t.Fatal(err)
	}
	r := s.Report()
	if len(r.Domains) != 3 || r.Domains[0].Share != 1 || r.Domains[2].Share != 0 || r.Domains[2].Few || r.Minutes != 41 || r.Unanswered != 0 {
		t.Errorf("%+v", r)
	}
	if want := float64(r.Max-r.Domains[2].Max) / float64(r.Max); math.Abs(float64(r.Points)/float64(r.Max)-want) > 1e-12 || r.Pass != (want >= Cut) {
		t.Errorf("%d of %d points, pass %v", r.Points, r.Max, r.Pass)
	}
	if got := book.Answers("ada"); len(got) != 40 || got[0].Mode != record.Exam || got[0].Seconds != 60 {
		t.Errorf("%d answers on record", len(got))
	}
	var no *Refusal
	if err := s.Finish(t.Context(), nine.Add(42*time.Minute), nil); !errors.As(err, &no) {
		t.Errorf("handed in twice: %v", err)
	}
}
