package measure

import (
	"reflect"
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/tenant"
	"socrates/generator"
)

// Three incidents by hand: one of the attack, assigned after 10 minutes and closed as it is after 30; an innocent one
// closed as an attack after 50; one of the attack that nobody looked at.
func TestWorkIsMeasured(t *testing.T) {
	at := func(minute int64) int64 { return minute * value.Minute }
	closed := func(i *soc.Incident, minute int64, verdict string) *soc.Incident {
		i.Defender = soc.Face{Since: at(1), State: soc.Field[soc.State]{Value: soc.State{Status: soc.Closed, Verdict: verdict}, Stamp: soc.Stamp{At: at(minute), By: "ada"}}}
		i.Log = append(i.Log, soc.Entry{At: at(minute), By: "ada", What: "status"})
		return i
	}
	incidents := []*soc.Incident{
		closed(&soc.Incident{ID: 1, Origin: profile.Defender, Created: at(1), Log: []soc.Entry{{At: at(2), By: "system", What: "severity"}, {At: at(11), By: "ada", What: "owner"}}}, 31, "True positive"),
		closed(&soc.Incident{ID: 2, Origin: profile.Defender, Created: at(1)}, 51, "True positive"),
		{ID: 3, Origin: profile.Defender, Created: at(1), Defender: soc.Face{Since: at(1)}, Log: []soc.Entry{{At: at(3), By: "Automation rule x", What: "owner"}}},
		{ID: 4, Origin: profile.Defender, Redirect: 1},
	}
	alerts := []*soc.Alert{{ID: "a", Incident: 1}, {ID: "b", Incident: 2}, {ID: "c", Incident: 3}}
	var r Report
	r.work(incidents, alerts, map[string]bool{"b": true})
	if want := (Times{Count: 2, Open: 1, Mean: at(30), Worst: at(50)}); r.Acknowledge != want {
		t.Errorf("acknowledge %+v, want %+v", r.Acknowledge, want)
	}
	if want := (Times{Count: 2, Open: 1, Mean: at(40), Worst: at(50)}); r.Resolve != want {
		t.Errorf("resolve %+v, want %+v", r.Resolve, want)
	}
	want := []Cell{{"attack", "True positive", 1, true}, {"innocent", "True positive", 1, false}, {"attack", "none", 1, false}}
	if !reflect.DeepEqual(r.Verdicts, want) {
		t.Errorf("verdicts %+v, want %+v", r.Verdicts, want)
	}
}

// A lure that happened, an execution that was cut short on d1, a spread to d2 that was prevented.
func TestDamageIsMeasured(t *testing.T) {
	needs := func(ids ...string) (out []generator.Need) {
		for i := 0; i < len(ids); i += 2 {
			out = append(out, generator.Need{Kind: ids[i], ID: ids[i+1]})
		}
		return out
	}
	damages := []tenant.Damage{
		{Stage: generator.Stage{ID: "lure", Start: 100, End: 110, Needs: needs("sender", "x")}, Planned: 2, Left: 2, Last: 105},
		{Stage: generator.Stage{ID: "run", Start: 200, End: 900, Needs: needs("device", "d1", "account", "u1")}, Planned: 10, Left: 4, Last: 400},
		{Stage: generator.Stage{ID: "spread", Start: 500, End: 600, Needs: needs("device", "d1", "device", "d2")}, Planned: 7, Prevented: true},
	}
	var r Report
	r.attack(damages, 700)
	if r.Dwell != 300 || r.Under {
		t.Errorf("dwell %d, under way %v; want 300 and over", r.Dwell, r.Under)
	}
	if want := (Radius{Stages: 2, Rows: 6, Devices: []string{"d1"}, Accounts: []string{"u1"}}); !reflect.DeepEqual(r.Reached, want) {
		t.Errorf("reached %+v, want %+v", r.Reached, want)
	}
	if want := (Radius{Stages: 1, Rows: 13, Devices: []string{"d2"}}); !reflect.DeepEqual(r.Avoided, want) {
		t.Errorf("avoided %+v, want %+v", r.Avoided, want)
	}
	var outcomes []string
	for _, s := range r.Stages {
		outcomes = append(outcomes, s.Outcome)
	}
	if want := []string{Happened, CutShort, Prevented}; !reflect.DeepEqual(outcomes, want) {
		t.Errorf("outcomes %v, want %v", outcomes, want)
	}
}
