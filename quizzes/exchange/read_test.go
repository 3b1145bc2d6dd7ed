package exchange

import (
	"bytes"
	"strings"
	"testing"

	"socrates/quizzes"
)

// Files as teachers write them, after the examples of Moodle's documentation.
func TestReadGIFTFromTheWild(t *testing.T) {
	file := `// a comment before the first question
$CATEGORY: $course$/top/Hunting

::Q1:: What holds sign-ins? {
  =SigninLogs # right
  ~AuditLogs#changes
  ~OfficeActivity
}

Two of these are Defender tables.{~%50%DeviceInfo ~%50%EmailEvents ~%-100%SigninLogs ~%-100%Syslog}

The table {=Syslog =syslog} takes Linux logs.

Syslog is for Linux. {TRUE#no#yes, it is}

Match. {=4624 -> logon =4625 -> failure = -> process}

::escaped:: Which one is \{a \= b\}? [plain] {=one \~ two ~three}

When was it? {#2019:1}

Write about it. {}

Just read this.
`
	items, report, err := ReadGIFT(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(items) != 6 || len(report.Skipped) != 3 {
		t.Fatalf("%d read, skipped %v", len(items), report.Skipped)
	}
	q := items[0]
	if q.ID != "q1" || q.Kind != quizzes.Single || q.Stem != "What holds sign-ins?" || len(q.Options) != 3 || !q.Options[0].Correct || q.Options[0].Because != "right" || q.Options[2].Because != "" {
		t.Errorf("single: %+v", q)
	}
	if q = items[1]; q.Kind != quizzes.Multiple || q.Choose != 2 || len(q.Options) != 4 || q.Options[2].Correct {
		t.Errorf("multiple: %+v", q)
	}
	if q = items[2]; q.Kind != quizzes.Fill || q.Stem != "The table _____ takes Linux logs." || len(q.Blanks[0].Accept) != 2 {
		t.Errorf("missing word: %+v", q)
	}
	if q = items[3]; q.Kind != quizzes.YesNo || !q.Statements[0].Yes || q.Statements[0].Because != "yes, it is" {
		t.Errorf("true or false: %+v", q)
	}
	if q = items[4]; q.Kind != quizzes.Matching || len(q.Pairs) != 2 || q.Pairs[1].Target != "failure" || len(q.Targets) != 1 || q.Targets[0] != "process" {
		t.Errorf("matching: %+v", q)
	}
	if q = items[5]; q.Options[0].Text != "one ~ two" || !strings.Contains(q.Stem, "{a = b}") {
		t.Errorf("escapes: %+v", q)
	}
}

func TestReadMoodleFromTheWild(t *testing.T) {
	file := `<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/top/x</text></category></question>
<question type="multichoice"><name><text>Sign-ins</text></name>
 <questiontext format="html"><text><![CDATA[<p>What holds <b>sign-ins</b>?</p><pre>T | take 5</pre>]]></text></questiontext>
 <generalfeedback format="html"><text>Think &amp;amp; look.</text></generalfeedback><defaultgrade>1</defaultgrade><single>true</single>
 <answer fraction="100" format="html"><text><![CDATA[<p>SigninLogs</p>]]></text><feedback format="html"><text>yes</text></feedback></answer>
 <answer fraction="0" format="html"><text>AuditLogs</text><feedback format="html"><text></text></feedback></answer>
</question>
<question type="truefalse"><name><text>tf</text></name><questiontext format="html"><text>Syslog is for Linux.</text></questiontext>
 <answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text><feedback><text>CEF too</text></feedback></answer></question>
<question type="essay"><name><text>long</text></name><questiontext format="html"><text>Write.</text></questiontext></question>
</quiz>`
	items, report, err := ReadMoodle(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if len(items) != 2 || len(report.Skipped) != 1 || !strings.Contains(report.Skipped[0].Why, "essay") {
		t.Fatalf("%d read, skipped %v", len(items), report.Skipped)
	}
	q := items[0]
	if q.ID != "sign-ins" || q.Stem != "What holds sign-ins?" || q.Exhibit != "T | take 5\n" || q.Explain != "Think & look." || !q.Options[0].Correct || q.Options[0].Text != "SigninLogs" {
		t.Errorf("%+v", q)
	}
	if q = items[1]; q.Kind != quizzes.YesNo || q.Statements[0].Yes || q.Statements[0].Because != "CEF too" {
		t.Errorf("%+v", q)
	}
	if _, _, err := ReadMoodle(strings.NewReader("GIFT? {T}")); err == nil {
		t.Error("text was read as XML")
	}
}

// Weights of multiple answers are those that Moodle knows.
func TestFractions(t *testing.T) {
	for choose, want := range map[int]string{1: "100", 2: "50", 3: "33.33333", 4: "25", 5: "20", 6: "16.66667"} {
		if got := fraction(true, choose); got != want {
			t.Errorf("one of %d: %s, want %s", choose, got, want)
		}
	}
	if got := fraction(false, 3); got != "-33.33333" {
		t.Errorf("a wrong pick: %s", got)
	}
}

func TestWhatDoesNotFitIsSaid(t *testing.T) {
	items := []*quizzes.Item{
		{ID: "live", Kind: quizzes.KQL, Query: &quizzes.Query{Reference: "T", Values: []quizzes.Value{{Name: "v"}}}},
		{ID: "varied", Kind: quizzes.Single, Options: []quizzes.Option{{Text: "{{a}}", Correct: true}}, Vary: map[string][]string{"a": {"x", "y"}}},
		{ID: "arrow", Kind: quizzes.Fill, Blanks: []quizzes.Blank{{Accept: []string{"a->b"}}}},
	}
	var out bytes.Buffer
	r, err := WriteGIFT(&out, items)
	if err != nil || r.Done != 1 || len(r.Skipped) != 2 || len(r.Lost) != 1 || !strings.Contains(r.Lost[0].Why, "2 variations") {
		t.Errorf("%+v, %v", r, err)
	}
}
