package quizzes

import (
	"context"
	"strings"
	"testing"
)

func TestVariation(t *testing.T) {
	it := &Item{
		ID: "q", Kind: Single, Stem: "{{org}}: every {{every}}?", Vary: map[string][]string{"org": {"Contoso", "Fabrikam"}},
		Variants: []map[string]string{{"every": "day", "key": "30 days"}, {"every": "hour", "key": "4 hours"}, {"every": "week", "key": "never"}},
		Options:  []Option{{Text: "{{key}}", Correct: true, Because: "{{ every }}"}},
	}
	if n := it.Variations(); n != 6 {
		t.Fatalf("%d variations, want 2 x 3", n)
	}
	met := map[string]bool{}
	for n := range 6 {
		v := it.Variation(n)
		met[v.Stem+v.Options[0].Text+v.Options[0].Because] = true
		if strings.Contains(v.Stem, "hour") != (v.Options[0].Text == "4 hours") {
			t.Errorf("values of different rows: %+v", v)
		}
	}
	if len(met) != 6 || it.Variation(7).Stem != it.Variation(1).Stem {
		t.Errorf("%d different variations", len(met))
	}
	if it.Options[0].Text != "{{key}}" {
		t.Error("the item itself was changed")
	}
}

// fakeTenant answers queries with canned rows; anything else is refused.
func fakeTenant(answers map[string][][]string) Runner {
	return func(_ context.Context, _ *Query, kql string) ([][]string, string, error) {
		if rows, ok := answers[kql]; ok {
			return rows, "", nil
		}
		return nil, "no such query: " + kql, nil
	}
}

func liveItem() *Item {
	return &Item{ID: "q", Kind: KQL, Stem: "What did {{user}} on {{device}}?", Query: &Query{
		Values:    []Value{{"user", "find user"}, {"device", "find device of {{user}}"}},
		Reference: "rows of {{user}} on {{device}}",
		Wrong:     []Wrong{{Query: "rows of {{user}}", Because: "all devices"}, {Query: "rows of nobody", Because: "no such", Refused: true}},
	}}
}

func tenantOfAda() map[string][][]string {
	return map[string][][]string{
		"find user": {{"ada"}}, "find device of ada": {{"pc1"}}, "rows of ada on pc1": {{"x", "1"}}, "rows of ada": {{"x", "1"}, {"y", "2"}},
	}
}

func TestResolveFillsValuesInTheirOrder(t *testing.T) {
	got, err := liveItem().Resolve(t.Context(), fakeTenant(tenantOfAda()))
	if err != nil || got.Stem != "What did ada on pc1?" || got.Query.Reference != "rows of ada on pc1" {
		t.Errorf("%+v, %v", got, err)
	}
	for name, rows := range map[string][][]string{"two rows": {{"a"}, {"b"}}, "two columns": {{"a", "b"}}, "none": {}, "a quote": {{`a"b`}}, "nothing": {{""}}} {
		answers := tenantOfAda()
		answers["find user"] = rows
		if _, err := liveItem().Resolve(t.Context(), fakeTenant(answers)); err == nil {
			t.Errorf("%s filled a placeholder", name)
		}
	}
}

func TestForeseenMistakeIsRecognised(t *testing.T) {
	run := fakeTenant(tenantOfAda())
	it, err := liveItem().Resolve(t.Context(), run)
	if err != nil {
		t.Fatal(err)
	}
	r, err := it.Grade(t.Context(), []string{"rows of ada"}, run)
	if err != nil || r.Points != 0 || len(r.Parts[0].Because) != 2 || r.Parts[0].Because[1].Because != "all devices" {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err = it.Grade(t.Context(), nil, run); err != nil || r.Points != 0 {
		t.Errorf("no query: %+v, %v", r, err)
	}
}

func TestProve(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(map[string][][]string)
		want   string
	}{
		{"all well", func(map[string][][]string) {}, ""},
		{"a wrong query that is right", func(a map[string][][]string) { a["rows of ada"] = [][]string{{"1", "x"}} }, "wrong query 1 finds the right rows"},
		{"a reference without rows", func(a map[string][][]string) { a["rows of ada on pc1"] = nil }, "finds 0 rows"},
		{"a reference that is refused", func(a map[string][][]string) { delete(a, "rows of ada on pc1") }, "reference query is refused"},
		{"a wrong query that is refused", func(a map[string][][]string) { delete(a, "rows of ada") }, "say refused: true"},
		{"a refused query that runs", func(a map[string][][]string) { a["rows of nobody"] = nil }, "was to be refused and runs"},
		{"a value that is not there", func(a map[string][][]string) { a["find user"] = nil }, "must find one row"},
	} {
		answers := tenantOfAda()
		tt.change(answers)
		found, err := liveItem().Prove(t.Context(), fakeTenant(answers))
		if err != nil || tt.want == "" && len(found) > 0 || tt.want != "" && !strings.Contains(strings.Join(found, "\n"), tt.want) {
			t.Errorf("%s: %v, %v", tt.name, found, err)
		}
	}
}

// Columns are paired by what they hold, even where two hold the same bag of values.
func TestSameRows(t *testing.T) {
	want := [][]string{{"a", "1", "1"}, {"b", "2", "1"}, {"c", "1", "2"}}
	for _, tt := range []struct {
		name    string
		got     [][]string
		ordered bool
		same    bool
	}{
		{"as asked", want, true, true},
		{"other order of rows", [][]string{want[2], want[0], want[1]}, false, true},
		{"other order of rows where it counts", [][]string{want[2], want[0], want[1]}, true, false},
		{"columns with equal values swapped", [][]string{{"a", "1", "1"}, {"b", "1", "2"}, {"c", "2", "1"}}, false, true},
		{"columns turned", [][]string{{"1", "1", "a"}, {"1", "2", "b"}, {"2", "1", "c"}}, true, true},
		{"right columns, wrong rows", [][]string{{"a", "1", "1"}, {"b", "1", "1"}, {"c", "2", "2"}}, false, false},
		{"a row twice", [][]string{want[0], want[0], want[1]}, false, false},
	} {
		if got := sameRows(tt.got, want, tt.ordered); got != tt.same {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestVersionFollowsWhatIsAsked(t *testing.T) {
	it := Item{Kind: Single, Stem: "s", Options: []Option{{Text: "a", Correct: true, Because: "r"}, {Text: "b"}}}
	same, other := it, it
	same.Options = []Option{{Text: "a", Correct: true, Because: "another reason"}, {Text: "b"}}
	other.Options = []Option{{Text: "a"}, {Text: "b", Correct: true}}
	if it.Version() != same.Version() || it.Version() == other.Version() {
		t.Error("a reason is no part of the question; the key is")
	}
}
