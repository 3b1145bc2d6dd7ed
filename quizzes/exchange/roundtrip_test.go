package exchange

import (
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"

	"socrates/quizzes"
)

// held is an item as a format can hold it: put one way, case study and series written into the text, space that carries no
// meaning taken out.
func held(it *quizzes.Item) *quizzes.Item {
	out := *it.Variation(0)
	if out.Case != nil || out.Series != nil {
		out.Stem, out.Exhibit = splitStem(stemText(&out))
	}
	out.Case, out.Series, out.Vary, out.Variants = nil, nil, nil, nil
	trim(reflect.ValueOf(&out).Elem())
	return &out
}

// trim takes space out of every text: that at the ends, and for reasons all but single blanks.
func trim(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() {
			v.SetString(strings.TrimSpace(v.String()))
		}
	case reflect.Slice:
		for i := range v.Len() {
			trim(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Field(i)
			if name := v.Type().Field(i).Name; name == "Because" || name == "Source" || name == "Label" {
				f.SetString(oneLine(f.String()))
			} else if f.CanSet() {
				trim(f)
			}
		}
	}
}

func yamlOf(t *testing.T, it *quizzes.Item) string {
	t.Helper()
	var out bytes.Buffer
	if err := quizzes.Write(&out, []*quizzes.Item{it}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// The whole shipped bank goes out and comes back as it was.
func TestRoundTrips(t *testing.T) {
	bank, err := quizzes.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer, []*quizzes.Item) (*Report, error)
		read  func(io.Reader) ([]*quizzes.Item, *Report, error)
		loses func(*quizzes.Item) // what the format cannot hold
	}{
		{"GIFT", WriteGIFT, ReadGIFT, func(it *quizzes.Item) {
			for i := range it.Blanks {
				it.Blanks[i].Exact = false
			}
		}},
		{"Moodle XML", WriteMoodle, ReadMoodle, func(*quizzes.Item) {}},
	} {
		var file bytes.Buffer
		wrote, err := f.write(&file, bank.Items)
		if err != nil {
			t.Fatal(err)
		}
		back, read, err := f.read(&file)
		if err != nil {
			t.Fatal(err)
		}
		if wrote.Done != read.Done || len(read.Skipped) > 0 || wrote.Done+len(wrote.Skipped) != len(bank.Items) {
			t.Errorf("%s: %d written, %d skipped, %d read, of %d; %v", f.name, wrote.Done, len(wrote.Skipped), read.Done, len(bank.Items), read.Skipped)
		}
		for _, got := range back {
			original, err := bank.Find(got.ID)
			if err != nil {
				t.Errorf("%s: %v", f.name, err)
				continue
			}
			want := held(original)
			f.loses(want)
			trim(reflect.ValueOf(got).Elem())
			if g, w := yamlOf(t, got), yamlOf(t, want); g != w {
				t.Errorf("%s: %s came back as\n%s\nand was\n%s", f.name, got.ID, g, w)
			}
		}
	}
}

// Every kind at once, with every character that means something to a format.
func TestRoundTripOfAwkwardTexts(t *testing.T) {
	nasty := `a = b ~ c # d { e } f : g \ h \n i "j" <k> & l; %50% -> m`
	side := strings.ReplaceAll(nasty, "->", "→")
	head := quizzes.Item{Objective: "MSE-1.1", Concept: "x-y", Enemies: []string{"foe-one", "foe-two"}, Level: "apply", Profile: "2026-07", AsOf: "2026-11-24", Source: nasty, Facts: []string{"A1", "B2"},
		Minutes: 2.5, Stem: nasty + "\n\n" + nasty, Exhibit: "T | where a =~ 'b'\n| project c\n", Explain: nasty + "\n" + nasty, Lab: "one"}
	make := func(id string, kind quizzes.Kind, fill func(*quizzes.Item)) *quizzes.Item {
		it := head
		it.ID, it.Kind = id, kind
		fill(&it)
		return &it
	}
	options := []quizzes.Option{{Text: nasty + "1", Because: nasty}, {Text: nasty + "2", Correct: true, Because: nasty}, {Text: nasty + "3", Because: nasty}}
	two := append([]quizzes.Option{{Text: "x", Correct: true, Because: "r"}}, options...)
	items := []*quizzes.Item{
		make("single", quizzes.Single, func(it *quizzes.Item) { it.Options = options }),
		make("multi", quizzes.Multiple, func(it *quizzes.Item) { it.Options, it.Choose, it.Scoring = two, 2, quizzes.Whole }),
		make("yesno", quizzes.YesNo, func(it *quizzes.Item) {
			it.Statements = []quizzes.Statement{{Text: side, Yes: true, Because: nasty}, {Text: "t", Because: "r"}}
		}),
		make("one", quizzes.YesNo, func(it *quizzes.Item) {
			it.Exhibit = ""
			it.Statements = []quizzes.Statement{{Text: "s", Yes: true, Because: nasty}}
		}),
		make("order", quizzes.Ordering, func(it *quizzes.Item) {
			it.Steps = []quizzes.Step{{Text: side, Because: nasty}, {Text: "b", Because: "r"}, {Text: "c", Because: "r"}, {Text: "d", Extra: true, Because: "r"}}
		}),
		make("plain-order", quizzes.Ordering, func(it *quizzes.Item) {
			it.Steps = []quizzes.Step{{Text: side, Because: nasty}, {Text: "b", Because: "r"}, {Text: "c", Because: "r"}}
		}),
		make("match", quizzes.Matching, func(it *quizzes.Item) {
			it.Pairs = []quizzes.Pair{{Source: side, Target: side + "2", Because: nasty}, {Source: "b", Target: "y", Because: "r"}}
			it.Targets = []string{"z"}
		}),
		make("fill", quizzes.Fill, func(it *quizzes.Item) {
			it.Blanks = []quizzes.Blank{{Label: "l", Accept: []string{strings.ReplaceAll(nasty, "->", ""), "b"}, Because: side}}
		}),
	}
	wide := []*quizzes.Item{
		make("fills", quizzes.Fill, func(it *quizzes.Item) {
			it.Blanks = []quizzes.Blank{{Label: "l", Accept: []string{"= " + nasty}, Because: "r", Exact: true}, {Label: "m", Accept: []string{"b", "c"}, Because: "r"}}
		}),
		make("spot", quizzes.HotSpot, func(it *quizzes.Item) {
			it.Areas = []quizzes.Area{{Label: "l", Choices: options}, {Label: "m", Choices: two}}
		}),
	}
	for _, f := range []struct {
		name  string
		items []*quizzes.Item
		write func(io.Writer, []*quizzes.Item) (*Report, error)
		read  func(io.Reader) ([]*quizzes.Item, *Report, error)
	}{{"GIFT", items, WriteGIFT, ReadGIFT}, {"Moodle XML", append(items, wide...), WriteMoodle, ReadMoodle}} {
		var file bytes.Buffer
		if _, err := f.write(&file, f.items); err != nil {
			t.Fatal(err)
		}
		back, report, err := f.read(&file)
		if err != nil || len(back) != len(f.items) {
			t.Fatalf("%s: %d of %d came back: %v %v", f.name, len(back), len(f.items), err, report)
		}
		for i, got := range back {
			trim(reflect.ValueOf(got).Elem())
			if g, w := yamlOf(t, got), yamlOf(t, held(f.items[i])); g != w {
				t.Errorf("%s: %s came back as\n%s\nand was\n%s", f.name, got.ID, g, w)
			}
		}
	}
}
