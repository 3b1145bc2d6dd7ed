package labs

import (
	"context"
	"slices"
	"strings"
	"testing"

	"socrates/engine/kql/value"
)

func TestVerdicts(t *testing.T) {
	incident := func(defender, sentinel map[string]any) map[string]any {
		return map[string]any{"incidents": []any{map[string]any{"products": 4, "merged": false, "defender": defender, "sentinel": sentinel}}}
	}
	none := map[string]any{"verdict": "", "determination": "", "classification": "", "reason": ""}
	open := incident(none, none)
	closed := incident(map[string]any{"verdict": "True positive", "determination": "Multistage attack"}, none)
	azure := incident(none, map[string]any{"classification": "TruePositive", "reason": "SuspiciousActivity"})
	sure := &VerdictCheck{Classification: "True positive", Determination: []string{"Multistage attack"}, Confidence: true}
	read := &VerdictCheck{Classification: "TruePositive", Incident: "multi-product"}
	benign := &VerdictCheck{Classification: "Informational, expected activity", Determination: []string{"Security test"}}
	for _, tt := range []struct {
		check  *VerdictCheck
		state  map[string]any
		text   string
		ending Ending
		points int
		says   string
	}{
		{sure, open, "True positive, Multistage attack, 100%", Pass, 10, "Right, and you were 100% sure"},
		{sure, open, "TruePositive - multi-stage attack (50 %)", Pass, 10, "Right, and you were 50% sure"}, // 10·(0.8+0.2·0.75) = 9.5, rounded
		{sure, open, "tp multistage attack 0%", Pass, 8, "Right"},
		{sure, open, "True positive, Multistage attack", Miss, 0, "Say how sure you are"},
		{sure, open, "True positive, 90%", Miss, 5, "The classification is right; the determination is missing."},
		{sure, open, "True positive, Malware, 90%", Miss, 5, "The classification is right; another determination"},
		{sure, open, "False positive, Multistage attack, 90%", Miss, 0, "The classification does not fit"},
		{sure, open, "true positive, multistage attack, 200%", Miss, 0, "200% is more than sure"},
		{sure, open, "bad, very bad, 90%", Miss, 0, `"bad, very bad," does not begin with a classification`},
		{benign, open, "Informational, expected activity: Security test", Pass, 10, ""},
		{benign, open, "Benign positive / security test", Pass, 10, ""},
		{read, open, "", Miss, 0, "No verdict yet."},
		{read, closed, "", Pass, 10, ""},
		{read, azure, "", Pass, 10, ""},
	} {
		l := &Lab{ID: "l", Tasks: []*Task{{ID: "t", Points: 10, Verdict: tt.check}}}
		v, err := l.Grade(context.Background(), &fakeWorld{state: tt.state}, Submission{"t", tt.text}, nil)
		if err != nil || v.Ending != tt.ending || v.Points != tt.points || !strings.HasPrefix(v.Says, tt.says) {
			t.Errorf("%q: %s %d %q %v", tt.text, v.Ending, v.Points, v.Says, err)
		}
	}
}

func TestStates(t *testing.T) {
	w := &fakeWorld{facts: map[string]any{"victim.upn": "ada@contoso.example"}, state: map[string]any{"connected": false, "incidents": []any{}}}
	l := &Lab{ID: "l", Tasks: []*Task{
		{ID: "on", Points: 10, State: &StateCheck{Holds: "connected", Else: "Ask {{fact \"victim.upn\"}}."}},
		{ID: "off", Points: 10, State: &StateCheck{Holds: "!connected && fact('victim.upn') startsWith 'ada'", Else: "-"}},
		{ID: "turn", Points: 10, State: &StateCheck{Holds: "connected", Else: "-"}, Wrong: []WrongTurn{{ID: "empty", When: "len(incidents) == 0", Points: 3, Hint: "There is none."}}},
		{ID: "broken", Points: 10, State: &StateCheck{Holds: "no_such_name", Else: "-"}},
	}}
	for _, tt := range []struct {
		task   string
		ending Ending
		points int
		says   string
	}{
		{"on", Miss, 0, "Ask ada@contoso.example."},
		{"off", Pass, 10, ""},
		{"turn", Miss, 3, "There is none."},
		{"broken", Broke, 0, "Our check broke"},
	} {
		v, err := l.Grade(context.Background(), w, Submission{Task: tt.task}, nil)
		if err != nil || v.Ending != tt.ending || v.Points != tt.points || !strings.HasPrefix(v.Says, tt.says) {
			t.Errorf("%s: %s %d %q %v", tt.task, v.Ending, v.Points, v.Says, err)
		}
	}
}

func TestTimelines(t *testing.T) {
	w := &fakeWorld{facts: map[string]any{"a": "2026-06-18T08:00:00Z", "b": "2026-06-18T08:14:00Z", "c": "2026-06-18T08:20:00Z", "d": "2026-06-18T09:00:00Z", "ip": "203.0.113.7"}}
	l := &Lab{ID: "l", Tasks: []*Task{{ID: "t", Points: 20, Timeline: &TimelineCheck{Tolerance: 120, Events: []TimelineEvent{
		{Fact: "a", Words: []string{"mail", "lure"}}, {Fact: "b", Words: []string{"click"}}, {Fact: "c", Words: []string{"sign-in", `{{fact "ip"}}`}}, {Fact: "d", Words: []string{"implant", "payload"}},
	}}, Wrong: []WrongTurn{{ID: "zone", When: "timed == 0 && late > 55 && late < 65", Points: 4, Hint: "Your times are an hour off: the tables hold UTC."}}}}}
	for _, tt := range []struct {
		name, text string
		ending     Ending
		points     int
		says       string
	}{
		{"all of it", "2026-06-18 08:00 mail arrives\n2026-06-18 08:14:10 click\n2026-06-18 08:20 sign-in\n2026-06-18 09:01 payload runs", Pass, 20, ""},
		{"hours and bullets", "- 08:00 the lure\n- 08:15 she clicks\n- 8:20 session from 203[.]0[.]113[.]7\n- 09:00: implant", Pass, 20, ""},
		{"any order of lines that have times is still an order", "09:00 implant\n08:20 sign-in\n08:14 click\n08:00 mail", Pass, 20, ""}, // 0.5+0.25/4+0.25 = 0.81
		{"without times", "mail\nclick\nsign-in\nimplant", Miss, 7, "4 of 4 events"},                                                    // share 0.75
		{"two of four", "08:00 mail\n08:14 click", Miss, 5, "2 of 4 events"},                                                            // 0.5·(4/6)+0.125+0.125 = 0.583
		{"an hour off", "09:00 mail\n09:14 click\n09:20 sign-in\n10:00 implant", Miss, 4, "Your times are an hour off"},
		{"nothing of it", "lunch\ntea", Miss, 0, "0 of 4 events"},
	} {
		v, err := l.Grade(context.Background(), w, Submission{"t", tt.text}, nil)
		if err != nil || v.Ending != tt.ending || v.Points != tt.points || !strings.HasPrefix(v.Says, tt.says) {
			t.Errorf("%s: %s %d %q %v", tt.name, v.Ending, v.Points, v.Says, err)
		}
	}
}

func TestChoicesPlayOut(t *testing.T) {
	l := &Lab{ID: "l", Tasks: []*Task{
		{ID: "t", Points: 10, After: "Well chosen.", Choice: &ChoiceCheck{Options: []ChoiceOption{
			{ID: "isolate", Text: "Isolate the device", Correct: true, Plays: []Step{{Do: map[string]any{"kind": "respond.isolate"}}, {Advance: "1h"}}, Because: "Quiet now."},
			{ID: "wait", Text: "Wait", Because: "It goes on.", Points: 2}}}},
		{ID: "two", Points: 10, Choice: &ChoiceCheck{Options: []ChoiceOption{{ID: "aa", Text: "A", Correct: true, Because: "a."}, {ID: "bb", Text: "B", Correct: true, Because: "b."}, {ID: "cc", Text: "C", Because: "c."}}}},
	}}
	for _, tt := range []struct {
		task, text string
		ending     Ending
		points     int
		turn, says string
	}{
		{"t", "isolate", Pass, 10, "", "Well chosen.\ndone: respond.isolate\nQuiet now."},
		{"t", "A", Pass, 10, "", "Well chosen.\ndone: respond.isolate\nQuiet now."},
		{"t", "isolate the device", Pass, 10, "", "Well chosen.\ndone: respond.isolate\nQuiet now."},
		{"t", "wait", Miss, 2, "wait", "It goes on."},
		{"t", "z", Miss, 0, "", `"z" is not on offer; choose among isolate, wait`},
		{"two", "b, a", Pass, 10, "", "a.\nb."},
		{"two", "a", Miss, 0, "aa", "a."},
		{"two", "a, c", Miss, 0, "", "That is not the right set of 2.\na.\nc."},
	} {
		w := &fakeWorld{}
		v, err := l.Grade(context.Background(), w, Submission{tt.task, tt.text}, nil)
		if err != nil || v.Ending != tt.ending || v.Points != tt.points || v.Turn != tt.turn || v.Says != tt.says {
			t.Errorf("%s %q: %s %d %q %q %v", tt.task, tt.text, v.Ending, v.Points, v.Turn, v.Says, err)
		}
		if len(w.did) > 0 {
			t.Errorf("%s %q was played out in the tenant itself: %v", tt.task, tt.text, w.did)
		}
	}
}

const ruleText = `
id: r
name: Any
severity: Medium
kind: Scheduled
query: SigninLogs
queryFrequency: 1h
queryPeriod: 1h
triggerOperator: gt
triggerThreshold: 0
entityMappings: [{entityType: Account, fieldMappings: [{identifier: FullName, columnName: U}]}]
`

// "each" acts on every incident that fits, as they stood before, and on no other; none that fits is an author's mistake.
func TestAnActOnEach(t *testing.T) {
	incident := func(id, alerts int) any { return map[string]any{"id": id, "alerts": alerts, "merged": false} }
	w := &fakeWorld{state: map[string]any{"incidents": []any{incident(3, 1), incident(4, 9), incident(7, 2)}}}
	step := Step{Do: map[string]any{"kind": "incident.update", "data": map[string]any{"status": "Closed"}}, Each: "alerts < 5"}
	if _, err := act(context.Background(), w, "lab", step); err != nil || !slices.Equal(w.did, []string{"incident.update 3", "incident.update 7"}) {
		t.Errorf("did %q, error %v", w.did, err)
	}
	step.Each = "alerts > 50"
	if _, err := act(context.Background(), w, "lab", step); err == nil {
		t.Error("no incident has fifty alerts, and nobody said so")
	}
}

func TestRulesAreJudgedByWhatTheyDo(t *testing.T) {
	facts := map[string]any{"victim.upn": "ada@contoso.example", "org.domain": "contoso.example"}
	at := func(minute int64) int64 { return 1000*value.Day + minute*value.Minute }
	world := func(found, wrong []TrialAlert) Trial {
		return Trial{Days: 2, Found: found, False: wrong, Stages: map[string]int64{"lure": at(0), "session": at(60)}, facts: facts}
	}
	ada := TrialAlert{Created: at(90), Entities: []string{"Ada"}}
	bob := TrialAlert{Created: at(70), Entities: []string{"bob@contoso.example"}}
	check := &RuleCheck{Stage: "session", Within: "2h", FalsePerDay: 1, Names: []string{"victim.upn"}, Requires: "'Account' in rule.entities", RequiresSay: "Map the account."}
	l := &Lab{ID: "l", Tasks: []*Task{{ID: "t", Points: 20, Rule: check, Wrong: []WrongTurn{{ID: "loud", When: "falsePerDay > 10", Points: 1, Hint: "It never stops."}}}}}
	for _, tt := range []struct {
		name   string
		trials []Trial
		text   string
		ending Ending
		points int
		turn   string
		says   string
	}{
		{"found everywhere", []Trial{world([]TrialAlert{ada}, nil), world([]TrialAlert{bob, ada}, []TrialAlert{bob, bob})}, ruleText, Pass, 20, "", "Measured: the attack found in 100% of the worlds, 0.5 false alerts a day, at the latest 30 minutes after it began."},
		{"found in one of two", []Trial{world([]TrialAlert{ada}, nil), world([]TrialAlert{bob}, nil)}, ruleText, Miss, 5, "", "The rule finds the attack, but not in every organisation."},
		{"an alert on somebody else is no hit", []Trial{world([]TrialAlert{bob}, nil)}, ruleText, Miss, 0, "", "The rule runs, and it finds the attack nowhere."},
		{"before the stage began is no hit", []Trial{world([]TrialAlert{{Created: at(10), Entities: []string{"ada"}}}, nil)}, ruleText, Miss, 0, "", "The rule runs, and it finds the attack nowhere."},
		{"too late", []Trial{world([]TrialAlert{{Created: at(181), Entities: []string{"ada"}}}, nil)}, ruleText, Miss, 10, "", "The rule finds the attack too late; within 2h is wanted."},
		{"noisy", []Trial{world([]TrialAlert{ada}, []TrialAlert{bob, bob, bob, bob})}, ruleText, Miss, 5, "", "The rule finds the attack, but it also alerts on ordinary work"},
		{"very noisy", []Trial{world([]TrialAlert{ada}, make([]TrialAlert, 50))}, ruleText, Miss, 1, "loud", "It never stops."},
		{"fails", []Trial{{Days: 2, Failed: "no table X"}}, ruleText, Miss, 0, "", "The rule's query failed when it ran: no table X"},
		{"without the mapping", []Trial{world([]TrialAlert{ada}, nil)}, strings.Replace(ruleText, "Account", "Mailbox", 1), Miss, 0, "", "The rule is not accepted"},
		{"mapped to something else", []Trial{world([]TrialAlert{ada}, nil)}, strings.Replace(strings.Replace(ruleText, "Account", "IP", 1), "FullName", "Address", 1), Miss, 10, "", "Map the account."},
		{"no rule", nil, "SigninLogs | take 5", Miss, 0, "", "The rule is not accepted:\nno rule of this tenant is called"},
		{"by its name in the tenant", []Trial{world([]TrialAlert{ada}, nil)}, "In the tenant", Pass, 20, "", "Measured"},
	} {
		v, err := l.Grade(context.Background(), &fakeWorld{trial: tt.trials, facts: facts}, Submission{"t", tt.text}, nil)
		if err != nil || v.Ending != tt.ending || v.Points != tt.points || v.Turn != tt.turn || !strings.HasPrefix(v.Says, tt.says) {
			t.Errorf("%s: %s %d %q %q %v", tt.name, v.Ending, v.Points, v.Turn, v.Says, err)
		}
	}
}

// TestABoardRemembers: what held once stays held, and tasks wait for those they need.
func TestABoardRemembers(t *testing.T) {
	w := &fakeWorld{state: map[string]any{"connected": true}}
	l := &Lab{ID: "l", Tasks: []*Task{
		{ID: "off", Points: 5, State: &StateCheck{Holds: "!connected", Else: "Still on."}},
		{ID: "on", Points: 5, Needs: []string{"off"}, State: &StateCheck{Holds: "connected", Else: "Still off."}},
	}}
	b := NewBoard(l, w)
	ctx := context.Background()
	if ticked, err := b.Sweep(ctx); err != nil || len(ticked) != 0 {
		t.Fatalf("at first: %v %v", ticked, err)
	}
	w.state = map[string]any{"connected": false}
	if ticked, err := b.Sweep(ctx); err != nil || len(ticked) != 1 || ticked[0].Task != "off" {
		t.Fatalf("off: %v %v", ticked, err)
	}
	w.state = map[string]any{"connected": true}
	vs, err := b.Sum(ctx)
	if points, most := Total(vs); err != nil || points != 10 || most != 10 {
		t.Fatalf("on again: %d of %d points, %v", points, most, err)
	}
}
