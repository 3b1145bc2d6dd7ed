package quizzes

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// sound is an item without fault; tests change one thing.
const sound = `- id: a
  objective: A-1.1
  level: apply
  type: single
  profile: any
  as_of: 2026-01-01
  source: a document
  stem: Which table holds the rows?
  options:
    - {text: First, correct: true, because: r}
    - {text: Second, because: r}
    - {text: Third, because: r}
`

func findings(t *testing.T, files map[string]string) []Finding {
	t.Helper()
	root := fstest.MapFS{"outline.yaml": {Data: []byte(outline)}}
	for name, text := range files {
		root[name] = &fstest.MapFile{Data: []byte(text)}
	}
	b, err := Load(root)
	if err != nil {
		t.Fatal(err)
	}
	return b.Check(Known{Labs: []string{"known-lab"}, Profiles: []string{"2026-07"}, Scenarios: []string{"s"}})
}

func says(found []Finding, want string) bool {
	return slices.ContainsFunc(found, func(f Finding) bool { return strings.Contains(f.Msg, want) })
}

func TestCheckPassesWhatIsSound(t *testing.T) {
	if found := findings(t, map[string]string{"i.yaml": sound}); len(found) > 0 {
		t.Error(found)
	}
}

// Each row changes one thing of the sound item, and exactly that is found.
func TestCheckFindsInASingleItem(t *testing.T) {
	for _, tt := range []struct{ name, from, to, want string }{
		{"two keys", "Second, because", "Second, correct: true, because", "2 options are marked correct, 1 are asked for"},
		{"no reason", "Second, because: r", "Second", `"Second" has no because`},
		{"too few options", "    - {text: Third, because: r}\n", "", "at least 3 are needed"},
		{"catch-all", "Third", "None of the above", "something of its own"},
		{"catch-all of two", "Third", "Both A and B", "something of its own"},
		{"an option twice", "Third", "second", "offered twice"},
		{"unknown objective", "A-1.1", "A-9", `objective "A-9"`},
		{"an unknown enemy", "  stem:", "  enemies: [lost]\n  stem:", `enemy "lost" is not an item`},
		{"unknown level", "apply", "evaluate", `level "evaluate"`},
		{"language of contracts", "Which table holds the rows?", "The rows shall be kept. Where?", "write must"},
		{"no profile", "  profile: any\n", "", "no profile"},
		{"unknown profile", "profile: any", "profile: 2019-01", "is none of 2026-07, any"},
		{"no date", "2026-01-01", "2026-13-01", "is not a date"},
		{"no source", "a document", "x", "no source"},
		{"unknown lab", "  stem:", "  lab: lost\n  stem:", `lab "lost" is none of known-lab`},
		{"hidden negation", "Which table holds the rows?", "Which table does not hold the rows?", "negative without emphasis"},
		{"a full stop", "Third", "Third.", "1 of 3 options end with a full stop"},
		{"one long option", "Third", strings.Repeat("word ", 12) + "end", "be parallel in length"},
		{"a long key", "First", "The first and much longer than any other", "the key is much longer"},
		{"an echo", "First", "The table that holds archive storage volumes", ""},
		{"never in wrong options only", "{text: Second, because: r}\n    - {text: Third", "{text: It is never kept, because: r}\n    - {text: It is always lost", "stand in wrong options only"},
		{"numbers that fall", "First, correct: true, because: r}\n    - {text: Second, because: r}\n    - {text: Third", "2 hours, correct: true, because: r}\n    - {text: 90 minutes, because: r}\n    - {text: 1 day", "ascending"},
		{"an open placeholder", "the rows?", "the {{what}}?", "{{what}} has no values"},
		{"an idle value", "  stem:", "  vary: {org: [x, y]}\n  stem:", "stands nowhere"},
		{"a conflicting fact", "  stem:", "  facts: [C1]\n  stem:", "marked conflict"},
		{"a fact of low confidence", "  stem:", "  facts: [L1]\n  stem:", "marked low"},
		{"an unknown fact", "  stem:", "  facts: [X9]\n  stem:", "not in facts.txt"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(sound, tt.from, tt.to, 1)
			if text == sound {
				t.Fatal("nothing was changed")
			}
			found := findings(t, map[string]string{"i.yaml": text, "facts.txt": "H1 high 2026\nC1 conflict 2026\nL1 low 2026 # a remark\n"})
			if tt.want != "" && !says(found, tt.want) {
				t.Errorf("no finding says %q: %v", tt.want, found)
			}
		})
	}
}

func TestCheckHearsAnEcho(t *testing.T) {
	text := strings.NewReplacer("holds the rows", "keeps archived telemetry of endpoints", "First", "Archived telemetry tier").Replace(sound)
	if found := findings(t, map[string]string{"i.yaml": text}); !says(found, "repeats words of the stem: archived, telemetry") {
		t.Error(found)
	}
}

// Items of the other types, each with its fault.
func TestCheckFindsByType(t *testing.T) {
	head := sound[:strings.Index(sound, "  options:")]
	kind := func(k, rest string) string { return strings.Replace(head, "type: single", "type: "+k, 1) + rest }
	for _, tt := range []struct{ name, text, want string }{
		{"multiple without its number", kind("multiple", "  choose: 2\n  options: [{text: a, correct: true, because: r}, {text: b, correct: true, because: r}, {text: c, because: r}, {text: d, because: r}]\n"), "does not say how many"},
		{"multiple of one", kind("multiple", "  choose: 1\n  options: [{text: a, correct: true, because: r}, {text: b, because: r}, {text: c, because: r}, {text: d, because: r}]\n"), "the type is single"},
		{"statements all alike", kind("yesno", "  statements: [{text: a, yes: true, because: r}, {text: b, yes: true, because: r}, {text: c, yes: true, because: r}]\n"), "mix them"},
		{"an extra step first", kind("ordering", "  steps: [{text: a, extra: true, because: r}, {text: b, because: r}, {text: c, because: r}, {text: d, because: r}]\n"), "those come last"},
		{"two steps", kind("ordering", "  steps: [{text: b, because: r}, {text: c, because: r}]\n"), "at least three steps"},
		{"two pairs", kind("matching", "  pairs: [{source: a, target: b, because: r}, {source: c, target: d, because: r}]\n"), "at least three pairs"},
		{"a blank without answers", kind("fill", "  blanks: [{label: l, because: r}]\n"), "accepts nothing"},
		{"an area without mark", kind("hotspot", "  exhibit: T | take [1]\n  areas: [{label: l, choices: [{text: a, correct: true, because: r}, {text: b, because: r}]}, {label: m, choices: [{text: a, correct: true, because: r}, {text: b, because: r}]}]\n"), "mark area 2 as [2]"},
		{"a query without tenant", kind("kql", "  query: {scope: unified, reference: T}\n"), "needs query.tenant"},
		{"an unknown tenant", kind("kql", "  query: {tenant: t, scope: unified, reference: T, wrong: [{query: U, because: r}]}\n"), `tenant "t"`},
		{"no wrong query", kind("kql", "  query: {tenant: t, scope: unified, reference: T}\n"), "must not pass"},
		{"no such scope", kind("kql", "  query: {tenant: t, scope: azure, reference: T, wrong: [{query: U, because: r}]}\n"), `scope "azure"`},
		{"an id twice", sound + sound, "the first is at i.yaml:1"},
		{"a case of one tab", "case: c\ntitle: t\ntabs: [{title: a, text: b}]\nitems: []\n", "1 tabs"},
		{"a series of one", "series: c\ntext: t\nitems: []\n", "at least two solutions"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if found := findings(t, map[string]string{"i.yaml": tt.text}); !says(found, tt.want) {
				t.Errorf("no finding says %q: %v", tt.want, found)
			}
		})
	}
}

func TestCheckFindsNearDuplicates(t *testing.T) {
	stem := "A branch firewall sends its log by Syslog to the workspace of the company, which is connected. Where does the incident appear?"
	one := strings.Replace(sound, "Which table holds the rows?", stem, 1)
	two := strings.NewReplacer("id: a", "id: b", "branch", "regional", "Which", "What").Replace(one)
	if found := findings(t, map[string]string{"i.yaml": one + two}); !says(found, "asks nearly what a (i.yaml:1) asks") {
		t.Error(found)
	}
	other := strings.NewReplacer("id: a", "id: b", "Which table holds the rows?", "How long may a summary rule look back at most?").Replace(sound)
	if found := findings(t, map[string]string{"i.yaml": one + other}); len(found) > 0 {
		t.Errorf("two different questions: %v", found)
	}
}

// In twenty items whose key is always the longest, or always first, chance is 6.7 with a deviation of 2.1.
func TestCheckSeesThroughTheBank(t *testing.T) {
	for _, tt := range []struct{ name, key, want string }{{"longest", "First and longest", "longest option in 20 of 20"}, {"first", "First", "the key stands at a in 20 of 20"}} {
		var text strings.Builder
		for i := range 20 {
			text.WriteString(strings.NewReplacer("id: a", fmt.Sprint("id: q", i), "First", tt.key, "Which table holds the rows?", strings.Repeat(fmt.Sprintf("word%d ", i), 5)+"which?").Replace(sound))
		}
		if found := findings(t, map[string]string{"i.yaml": text.String()}); !says(found, tt.want) {
			t.Errorf("%s: %v", tt.name, found)
		}
	}
}

func TestCheckReadsEveryVariation(t *testing.T) {
	text := strings.NewReplacer("  stem:", "  variants:\n    - {k: First, o: Fourth}\n    - {k: Second, o: Fourth}\n  stem:", "First", "\"{{k}}\"", "Third", "\"{{o}}\"").Replace(sound)
	if found := findings(t, map[string]string{"i.yaml": text}); !says(found, `"Second" is offered twice`) {
		t.Error(found)
	}
}

func TestCoverageTellsWhatIsMissing(t *testing.T) {
	b := bankOf(t, sound)
	found := b.Coverage(DefaultGoals())
	for _, want := range []string{"1 of 320", "0 of 60", "0 of 50", "1 of 4", "100.0% of the items", "0% of the items; at least 15%"} {
		if !says(found, want) {
			t.Errorf("nothing says %q: %v", want, found)
		}
	}
	if found := b.Coverage(Goals{Items: 1, PerObjective: 1, MostRecall: 1}); len(found) != 1 { // one domain that weighs 1 to 2%
		t.Error(found)
	}
}
