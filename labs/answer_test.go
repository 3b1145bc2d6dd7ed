package labs

import (
	"context"
	"testing"
)

// TestAnswersAreReadAsMeant: right answers in other shapes are accepted, near ones that are wrong are not.
func TestAnswersAreReadAsMeant(t *testing.T) {
	const moment = "2026-06-18T03:34:32.6818871Z"
	for _, tt := range []struct {
		kind, want, answer string
		tolerance          float64
		right              bool
	}{
		{"entity", "ada@contoso.example", " ADA@Contoso.example ", 0, true},
		{"entity", "ada@contoso.example", `"ada@contoso.example"`, 0, true},
		{"entity", "ada@contoso.example", "`ada@contoso.example`.", 0, true},
		{"entity", "ada@contoso.example", "<ada@contoso.example>", 0, true},
		{"entity", "ada@contoso.example", "mailto:ada@contoso.example", 0, true},
		{"entity", "ada@contoso.example", "ada[@]contoso[.]example", 0, true},
		{"entity", "ada@contoso.example", "ada", 0, true},
		{"entity", "ada@contoso.example", `CONTOSO\Ada`, 0, true},
		{"entity", "ada@contoso.example", `FABRIKAM\ada`, 0, false},
		{"entity", "ada@contoso.example", "ada@fabrikam.example", 0, false},
		{"entity", "ada@contoso.example", "adam", 0, false},
		{"entity", "ada@contoso.example", "ada@contoso", 0, false},
		{"entity", "eve@evil.example", "eve", 0, false},
		{"entity", "ws-17.contoso.example", "WS-17", 0, true},
		{"entity", "ws-17.contoso.example", "ws-17.contoso.example.", 0, true},
		{"entity", "ws-17.contoso.example", "ws-1", 0, false},
		{"entity", "203.0.113.7", "203[.]0[.]113[.]7", 0, true},
		{"entity", "203.0.113.7", "203.0.113[.]7", 0, true},
		{"entity", "203.0.113.7", "::ffff:203.0.113.7", 0, true},
		{"entity", "203.0.113.7", "203.0.113.70", 0, false},
		{"entity", "203.0.113.7", "203.0.113", 0, false},
		{"entity", "2001:db8::1", "2001:0DB8:0:0::1", 0, true},
		{"entity", "https://docs.evil.example/s/1", "hxxps://docs[.]evil[.]example/s/1/", 0, true},
		{"entity", "https://docs.evil.example/s/1", "https://docs.evil.example/s/2", 0, false},
		{"entity", "9F86D081", "9f86d081", 0, true},
		{"entity", "9f86d081", "9f86d08", 0, false},

		{"number", "1204", "1,204", 0, true},
		{"number", "1204", "1 204", 0, true},
		{"number", "1204", "1'204", 0, true},
		{"number", "1204", "1_204", 0, true},
		{"number", "1204", "1204.0", 0, true},
		{"number", "1204", "+1204 rows", 0, true},
		{"number", "1204", "1205", 0, false},
		{"number", "1204", "-1204", 0, false},
		{"number", "1204", "1.204", 0, false},
		{"number", "12", "1,2", 0, false},
		{"number", "45.5", "45.5%", 0, true},
		{"number", "45.5", "45", 0.5, true},
		{"number", "45.5", "44", 0.5, false},
		{"number", "16", "0x10", 0, false},

		{"time", moment, "2026-06-18 03:34:32", 1, true},
		{"time", moment, "2026-06-18T03:34:32.6818871Z", 0, true},
		{"time", moment, "2026-06-18T03:34:32", 0, true},
		{"time", moment, "2026-06-18 03:34:32Z", 0, true},
		{"time", moment, "2026-06-18 03:34:32 UTC", 0, true},
		{"time", moment, "2026-06-18T05:34:32+02:00", 0, true},
		{"time", moment, "2026-06-18 05:34:32 +0200", 0, true},
		{"time", moment, "datetime(2026-06-18 03:34:32)", 0, true},
		{"time", moment, "6/18/2026, 3:34:32.681 AM", 0, true},
		{"time", moment, "6/18/2026 3:34:32 am", 0, true},
		{"time", moment, "18 Jun 2026 03:34:32", 0, true},
		{"time", moment, "18/06/2026 03:34:32", 0, true}, // there is no month 18
		{"time", moment, "18/06/2026, 03:34:32", 0, true},
		{"time", moment, "17/06/2026 03:34:32", 0, false},
		{"time", moment, "Jun 18, 2026 3:34:32 AM", 0, true},
		{"time", moment, "2026-06-18 03:34", 60, true},
		{"time", moment, "2026-06-18 03:34", 0, false},
		{"time", moment, "2026-06-18 05:34:32", 1, false},
		{"time", moment, "2026-06-18 15:34:32", 60, false},
		{"time", moment, "6/18/2026, 3:34:32 PM", 60, false},
		{"time", moment, "2026-06-17 03:34:32", 60, false},

		{"entity", "ws-7.corp.contoso.example", "WS-7", 0, true}, // domains of devices lie below that of the mail
		{"entity", "ws-7.corp.contoso.example", "ws-7.corp.contoso.example.", 0, true},
		{"entity", "ws-7.corp.contoso.example", "ws-7.corp", 0, false},
		{"entity", "ws-7.corp.contoso.example", "corp.contoso.example", 0, false},
		{"entity", "www.evil.example", "www", 0, false}, // not the organisation's own

		{"entity", "adm-jo", `CONTOSO\adm-jo`, 0, true}, // the old name of the domain, and the new one
		{"entity", "adm-jo", `corp.contoso.example\ADM-JO`, 0, true},
		{"entity", "adm-jo", `FABRIKAM\adm-jo`, 0, false},
		{"entity", "adm-jo", `CONTOSO\jo`, 0, false},

		{"list", "A\nB\nC", "c; a, B", 0, true},
		{"list", "A\nB\nC", `["a","b","c"]`, 0, true},
		{"list", "A\nB\nC", "- a\n- b\n- c", 0, true},
		{"list", "A\nB\nC", "1. a\n2. b\n3. c\n", 0, true},
		{"list", "A\nB\nC", "a, b and c", 0, true},
		{"list", "A\nB\nC", "a, b & c", 0, true},
		{"list", "A\nB\nC", "a b c", 0, true}, // no name that is asked for has a space
		{"list", "A\nB\nC", "\"a\" \"b\" \"c\"", 0, true},
		{"list", "A\nB\nC", "a\tb\tc", 0, true},
		{"list", "A\nB\nC", "1) a 2) b 3) c", 0, true},
		{"list", "A\nB\nC", "a b", 0, false},
		{"list", "A\nB\nC", "a b c d", 0, false},
		{"list", "A\nB\nC", "abc", 0, false},
		{"list", "Bad mail\nOdd sign-ins", "odd sign-ins, bad mail", 0, true},
		{"list", "Bad mail\nOdd sign-ins", "bad mail odd sign-ins", 0, false}, // names with spaces need something between them
		{"list", "ws-1.corp.contoso.example\nada@contoso.example", `WS-1, CONTOSO\ada`, 0, true},
		{"list", "ws-1.corp.contoso.example\nws-2.corp.contoso.example", "ws-1 ws-2", 0, true},
		{"list", "ws-1.corp.contoso.example\nws-2.corp.contoso.example", "ws-1, ws-1.corp.contoso.example", 0, false},
		{"list", "ws-1.corp.contoso.example\nws-2.corp.contoso.example", "ws-1 ws-3", 0, false},
		{"list", "ws-1.corp.contoso.example\nws-1.contoso.example", "ws-1, ws-1.contoso.example", 0, false}, // which of the two is ws-1?
		{"list", "www.evil.example\nws-2.contoso.example", "www, ws-2", 0, false},
		{"list", "A\nB", "a and b", 0, true},
		{"list", "A\nB", "a, a, b", 0, true},
		{"list", "A\nB", "a", 0, false},
		{"list", "A\nB", "a, b, c", 0, false},

		{"text", "multi stage", `"Multi  stage"`, 0, true},
		{"text", "multi stage", "“multi stage”.", 0, true},
		{"text", "multi stage", "multistage", 0, false},
	} {
		w := &fakeWorld{facts: map[string]any{"x": tt.want, "org.domain": "contoso.example"}}
		l := &Lab{ID: "l", Tasks: []*Task{{ID: "t", Points: 10, Answer: &AnswerCheck{Kind: tt.kind, Fact: "x", Tolerance: tt.tolerance}}}}
		v, err := l.Grade(context.Background(), w, Submission{"t", tt.answer}, nil)
		if err != nil || v.Ending == Broke || (v.Ending == Pass) != tt.right {
			t.Errorf("%s %q for %q: %s %s %v; right is %v", tt.kind, tt.answer, tt.want, v.Ending, v.Says, err, tt.right)
		}
	}
}

func TestAnswersThatCannotBeRead(t *testing.T) {
	for _, tt := range []struct{ kind, answer, says string }{
		{"number", "many", `"many" is not a number`},
		{"number", "about 40", `"about 40" is not a number`},
		{"number", "NaN", `"NaN" is not a number`},
		{"time", "2026-06-18 03:34", "To the minute that is it. Give the seconds as well."},
		{"time", "2026-06-18 03:34:00", "That is not it."},
		{"time", "2026-06-18 03:35", "That is not it."},
		{"time", "yesterday", `"yesterday" is not a time; write it as 2024-10-16 09:05:00 (UTC)`},
		{"time", "09:05", `"09:05" has no day; write it as 2024-10-16 09:05:00 (UTC)`},
	} {
		want := map[string]any{"number": 3.0, "time": "2026-06-18T03:34:32Z"}
		w := &fakeWorld{facts: map[string]any{"x": want[tt.kind]}}
		l := &Lab{ID: "l", Tasks: []*Task{{ID: "t", Points: 10, Answer: &AnswerCheck{Kind: tt.kind, Fact: "x"}}}}
		if v, err := l.Grade(context.Background(), w, Submission{"t", tt.answer}, nil); err != nil || v.Ending != Miss || v.Says != tt.says {
			t.Errorf("%s %q: %s %q %v", tt.kind, tt.answer, v.Ending, v.Says, err)
		}
	}
}

// TestForeseenAnswers: the wrong turn speaks, a near list is told how near, Exact asks for the whole name.
func TestForeseenAnswers(t *testing.T) {
	w := &fakeWorld{facts: map[string]any{"victim.upn": "ada@contoso.example", "victim.display": "Ada Byron", "attacker.ip": "203.0.113.7", "org.domain": "contoso.example",
		"hosts": []any{"ws-1", "ws-2", "ws-3", "ws-4"}}, state: map[string]any{"now": "2026-06-18"}}
	l := &Lab{ID: "l", Tasks: []*Task{
		{ID: "who", Points: 10, Answer: &AnswerCheck{Kind: "entity", Fact: "victim.upn", Also: []string{"victim.display"}},
			Wrong: []WrongTurn{{ID: "address", Fact: "attacker.ip", Points: 2, Hint: "That is {{fact \"attacker.ip\"}}, where it came from."}}, After: "So it was {{fact \"victim.display\"}}."},
		{ID: "exact", Points: 10, Answer: &AnswerCheck{Kind: "entity", Fact: "victim.upn", Exact: true}},
		{ID: "hosts", Points: 10, Answer: &AnswerCheck{Kind: "list", Fact: "hosts"}},
		{ID: "now", Points: 10, Answer: &AnswerCheck{Kind: "text", State: "now"}},
		{ID: "lost", Points: 10, Answer: &AnswerCheck{Kind: "text", Fact: "no.such"}},
		{ID: "later", Points: 10, Needs: []string{"who"}, Answer: &AnswerCheck{Kind: "text", State: "now"}},
	}}
	for _, tt := range []struct {
		task, answer string
		ending       Ending
		points       int
		turn, says   string
	}{
		{"who", "ada byron", Pass, 10, "", "So it was Ada Byron."},
		{"who", "203[.]0.113.7", Miss, 2, "address", "That is 203.0.113.7, where it came from."},
		{"who", "{{fact \"victim.upn\"}}", Miss, 0, "", "That is not it."}, // a learner's text is no template
		{"who", " ", Miss, 0, "", "Nothing handed in yet."},
		{"exact", "ada", Miss, 0, "", "That is not it."},
		{"exact", "Ada@contoso.example", Pass, 10, "", ""},
		{"hosts", "ws-1, ws-2", Miss, 3, "", "All of these belong to the answer, and 2 are missing."}, // F = 2·2/(2+4) = 2/3, half of 10·2/3
		{"hosts", "ws-1, ws-2, ws-3, ws-4, ws-9", Miss, 4, "", "The answer is in there, and 1 is too many."},
		{"hosts", "ws-8, ws-9", Miss, 0, "", "None of these belongs to the answer."},
		{"now", "2026-06-18", Pass, 10, "", ""},
		{"lost", "x", Broke, 0, "", `Our check broke, and this costs you nothing. Please report it: this tenant has no fact "no.such"`},
		{"later", "2026-06-18", Skipped, 0, "", "Task who comes first."},
	} {
		v, err := l.Grade(context.Background(), w, Submission{tt.task, tt.answer}, nil)
		if err != nil || v.Ending != tt.ending || v.Points != tt.points || v.Turn != tt.turn || v.Says != tt.says {
			t.Errorf("%s %q: %s %d %q %q %v", tt.task, tt.answer, v.Ending, v.Points, v.Turn, v.Says, err)
		}
	}
}

func TestWhatLeaks(t *testing.T) {
	for _, tt := range []struct {
		text, answer, kind string
		leaks              bool
	}{
		{"Ask ADA@contoso.example about it.", "ada@contoso.example", "entity", true},
		{"Ask ada@contoso.example.org", "ada@contoso.example", "entity", true},
		{"the sad adage", "ada", "text", false},
		{"within 12 hours", "12", "number", false},
		{"there were 1204 of them", "1204", "number", true},
		{"there were 11204 of them", "1204", "number", false},
		{"ws-1 and ws-2", "ws-1\nws-2", "list", true},
		{"ws-1 and ws-22", "ws-1\nws-2", "list", false},
		{"at 03:34:32 it began", "2026-06-18T03:34:32.1Z", "time", true},
	} {
		if got := leaks(tt.text, tt.answer, tt.kind); got != tt.leaks {
			t.Errorf("%q in %q: %v", tt.answer, tt.text, got)
		}
	}
}

// TestTheClockInTexts: a person reads seconds, a condition sees ticks.
func TestTheClockInTexts(t *testing.T) {
	w := &fakeWorld{state: map[string]any{"now": "2026-06-18T14:30:00.6818871Z"}}
	l := &Lab{ID: "l", Brief: "It is {{now}} (UTC), {{state \"now\"}}."}
	got, err := l.RenderBrief(context.Background(), w)
	if want := "It is 2026-06-18 14:30:00 (UTC), 2026-06-18T14:30:00.6818871Z."; got != want || err != nil {
		t.Errorf("%q %v, not %q", got, err, want)
	}
}
