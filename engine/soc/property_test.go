package soc

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/soc/profile"
)

// The property tests live a random day on both sides: rows come, people edit, the connector goes off and on, incidents
// merge and split, automation and responses run, the engine is saved and restored. Then it is left alone, and the two
// sides have to agree.

// life is one random day and what it promised.
type life struct {
	t     *testing.T
	rnd   *rand.Rand
	e     *Engine
	b     *bench
	moves []move // what was done, for the replay
	kept  map[int64][]promise
}

// move is an act at a time, or a plain advance when Kind is empty.
type move struct {
	at  int64
	act Action
}

// promise is an accepted edit: the field must end with a setting that is not older, and a comment must be there once.
type promise struct {
	field, value string
	stamp        Stamp
}

func live(t *testing.T, seed uint64, profileID string) *life {
	l := &life{t: t, rnd: rand.New(rand.NewPCG(seed, 1)), b: randomDay(seed), kept: map[int64][]promise{}}
	l.e = newDesk(t, profileID, l.b, strings.Replace(benchRule, "enabled: false", "enabled: true", 1))
	if l.rnd.IntN(2) == 0 {
		l.act(profile.Azure, "automation.create", NewAutomation{Name: "echo", Trigger: OnIncidentUpdated, Conditions: []Condition{{"severity", "changed", nil}}, Actions: []AutoAction{{"tag", "echo"}}})
	}
	for now := int64(0); now < 360; {
		now += l.rnd.Int64N(9)
		l.advance(t0 + now*value.Minute)
		l.step()
	}
	l.settle()
	return l
}

// randomDay has rows of three users on three devices, addresses shared by chance.
func randomDay(seed uint64) *bench {
	rnd := rand.New(rand.NewPCG(seed, 2))
	b := newBench()
	b.inventory()
	for range 25 {
		minute, u, ip := rnd.Int64N(350), fmt.Sprintf("u%d@contoso.example", rnd.IntN(6)), fmt.Sprintf("203.0.113.%d", rnd.IntN(8))
		switch rnd.IntN(4) {
		case 0:
			b.add("DeviceEvents", minute, "DeviceId", fmt.Sprintf("d%d", rnd.IntN(5)), "DeviceName", "ws", "AccountUpn", u, "SHA256", fmt.Sprintf("%064d", rnd.IntN(3)), "FileName", "x.exe")
		case 1:
			b.add("EmailEvents", minute, "AccountUpn", u, "NetworkMessageId", fmt.Sprint("m", rnd.IntN(9)))
		case 2:
			b.add("SigninLogs", minute, "AccountUpn", u, "IPAddress", ip)
		default:
			b.add("CommonSecurityLog", minute, "SourceIP", ip)
		}
	}
	for _, rows := range b.rows { // a World answers in order of time
		slices.SortStableFunc(rows, func(x, y map[string]any) int {
			return int(min(1, max(-1, x["Ingested"].(int64)-y["Ingested"].(int64))))
		})
	}
	return b
}

func (l *life) advance(to int64) {
	l.moves = append(l.moves, move{at: to})
	if err := l.e.Advance(l.t.Context(), to); err != nil {
		l.t.Fatal(err)
	}
}

// act does one act and tells whether it was accepted. Refused ones are replayed, too.
func (l *life) act(side Portal, kind string, data any) bool {
	a := NewAction(kind, side, "someone", data)
	l.moves = append(l.moves, move{l.e.Now(), a})
	_, err := l.e.Apply(l.t.Context(), l.e.Now(), a)
	if _, refused := AsRefusal(err); err != nil && !refused {
		l.t.Fatalf("%s: %v", kind, err)
	}
	return err == nil
}

func (l *life) pick(words ...string) string { return words[l.rnd.IntN(len(words))] }

func (l *life) side() Portal {
	return []Portal{profile.Defender, profile.Azure}[l.rnd.IntN(2)]
}

// anIncident is a number of an incident, or of none.
func (l *life) anIncident() int64 {
	if n := int64(len(l.e.st.Incidents)); n > 0 && l.rnd.IntN(3) > 0 {
		return max(1, n-l.rnd.Int64N(3)) // a young one
	}
	return l.rnd.Int64N(int64(len(l.e.st.Incidents)) + 2)
}

func (l *life) step() {
	switch n := l.rnd.IntN(22); {
	case n < 11:
		l.edit()
	case n < 12:
		l.act(profile.Defender, "incident.merge", MergeIncidents{IDs: []int64{l.anIncident(), l.anIncident()}})
	case n < 13 && len(l.e.st.Alerts) > 0:
		l.act(profile.Defender, "incident.split", MoveAlerts{ID: l.anIncident(), Alerts: []string{l.e.st.Alerts[l.rnd.IntN(len(l.e.st.Alerts))].ID}, To: l.anIncident()})
	case n < 15:
		l.act(profile.Azure, "connector."+l.pick("connect", "disconnect", "connect"), nothing{})
	case n < 16:
		l.act(profile.Defender, "respond."+l.pick("isolate-device", "release-device"), Respond{Target: "d1"})
	case n < 17:
		l.act(profile.Defender, "respond."+l.pick("approve", "reject", "undo"), OneResponse{ID: fmt.Sprint("R", l.rnd.IntN(6))})
	case n < 18:
		l.act(profile.Defender, "incident.investigate", OneIncident{ID: l.anIncident()})
	case n < 20:
		l.reload()
	case n < 21:
		l.live()
	default:
		l.group()
	}
}

// group changes the device groups, which decide about investigations and incidents.
func (l *life) group() {
	switch l.rnd.IntN(4) {
	case 0:
		l.act(profile.Defender, "devicegroup.create", SaveGroup{Name: l.pick("A", "B"), Match: &Matching{Names: []string{l.pick("ws-*", "*")}}, Rank: 1})
	case 1:
		l.act(profile.Defender, "devicegroup.update", SaveGroup{Name: l.pick("A", "Workstations"), Level: l.pick(Levels()...)})
	case 2:
		l.act(profile.Defender, "devicegroup.delete", OneGroup{l.pick("A", "B")})
	default:
		l.act(profile.Defender, "devicegroup.separate", SetBar{l.rnd.IntN(2) == 0})
	}
}

// live works on the console of a device.
func (l *life) live() {
	switch l.rnd.IntN(5) {
	case 0, 1:
		l.act(profile.Defender, "liveresponse.connect", ConnectLive{Device: "ws-1"})
	case 2:
		l.act(profile.Defender, "liveresponse.disconnect", OneSession{fmt.Sprint("L", 1+l.rnd.IntN(3))})
	default:
		l.act(profile.Defender, "liveresponse.command", RunLive{fmt.Sprint("L", 1+l.rnd.IntN(3)), l.pick("help", "processes", `remediate file C:\x.exe`, "nonsense")})
	}
}

// edit changes an incident on one side, or on both, and remembers what was accepted.
func (l *life) edit() {
	side, id, what := l.side(), l.anIncident(), l.rnd.IntN(5)
	l.editOne(side, id, what)
	if l.rnd.IntN(2) == 0 { // and the other side does the like before it knows
		l.editOne(side.Other(), id, what)
	}
}

func (l *life) editOne(side Portal, id int64, what int) {
	u := UpdateIncident{ID: id}
	n := len(l.moves)
	switch what {
	case 0:
		u.Severity = ptr(l.pick("Low", "Medium", "High"))
	case 1:
		u.Owner = ptr(l.pick("a", "b", ""))
	case 2:
		u.Status = ptr(l.pick("new", "in-progress", "closed"))
		u.Verdict, u.Classification = "False positive", "Undetermined"
	case 3:
		u.Comment = fmt.Sprint("comment ", n)
	default:
		u.AddTags, u.RemoveTags = []string{l.pick("x", "y")}, []string{l.pick("z", "w")}
	}
	if !l.act(side, "incident.update", u) {
		return
	}
	f := l.e.incident(id).Face(side)
	for field, stamp := range map[string]Stamp{"severity": f.Severity.Stamp, "owner": f.Owner.Stamp, "state": f.State.Stamp} {
		if stamp.By == "someone" {
			l.kept[id] = append(l.kept[id], promise{field, valueOf(f, field), stamp})
		}
	}
	if u.Comment != "" {
		l.kept[id] = append(l.kept[id], promise{field: "comment", value: u.Comment})
	}
	for _, t := range f.Tags {
		if t.Stamp.By == "someone" {
			l.kept[id] = append(l.kept[id], promise{"tag " + t.Name, fmt.Sprint(t.Gone), t.Stamp})
		}
	}
}

func valueOf(f *Face, field string) string {
	switch field {
	case "severity":
		return f.Severity.Value
	case "owner":
		return f.Owner.Value
	}
	text, _ := json.Marshal(f.State.Value)
	return string(text)
}

// reload saves the engine and goes on with what was saved, as after a restart.
func (l *life) reload() {
	saved, err := l.e.Snapshot()
	if err != nil {
		l.t.Fatal(err)
	}
	fresh := New(Options{Profile: l.e.profile, Content: l.e.content, World: l.b, Seed: 7, Start: t0, Workspace: l.e.ws})
	if err := fresh.Restore(saved); err != nil {
		l.t.Fatal(err)
	}
	l.e = fresh
}

// settle lets everything that is on its way arrive.
func (l *life) settle() {
	l.act(profile.Azure, "connector.connect", nothing{})
	l.advance(t0 + 600*value.Minute)
}

// agree checks that the sides say the same, and that nothing that was accepted is lost or doubled.
func (l *life) agree(seed uint64) {
	for _, i := range l.e.Incidents() {
		d, s := &i.Defender, &i.Sentinel
		bad := func(format string, args ...any) {
			l.t.Errorf("seed %d, incident %d: %s", seed, i.ID, fmt.Sprintf(format, args...))
		}
		if d.Since == 0 || s.Since == 0 {
			if f := i.Face(i.Origin); f.Open() {
				bad("it is open and has not reached the other side")
			}
			continue
		}
		for _, field := range []string{"severity", "owner", "state"} {
			if valueOf(d, field) != valueOf(s, field) {
				bad("split brain: %s is %s in Defender, %s in Sentinel", field, valueOf(d, field), valueOf(s, field))
			}
		}
		if fmt.Sprint(d.TagNames()) != fmt.Sprint(s.TagNames()) || len(d.Comments) != len(s.Comments) {
			bad("tags %v, %v; %d and %d comments", d.TagNames(), s.TagNames(), len(d.Comments), len(s.Comments))
		}
		if d.Edited || s.Edited || d.Due != 0 || s.Due != 0 || d.State.Fresh || s.State.Fresh {
			bad("something is still on its way")
		}
		for _, p := range l.kept[i.ID] {
			l.holds(i, p, bad)
		}
	}
}

func (l *life) holds(i *Incident, p promise, bad func(string, ...any)) {
	for _, f := range []*Face{&i.Defender, &i.Sentinel} {
		name, isTag := strings.CutPrefix(p.field, "tag ")
		switch {
		case p.field == "comment":
			n := 0
			for _, c := range f.Comments {
				if c.Text == p.value {
					n++
				}
			}
			if n != 1 {
				bad("%q is there %d times", p.value, n)
			}
		case isTag:
			k := slices.IndexFunc(f.Tags, func(t Tag) bool { return t.Name == name })
			if k < 0 || f.Tags[k].Stamp.Before(p.stamp) || f.Tags[k].Stamp == p.stamp && fmt.Sprint(f.Tags[k].Gone) != p.value {
				bad("the setting of %s was lost: %v", p.field, f.Tags)
			}
		default:
			stamp := map[string]Stamp{"severity": f.Severity.Stamp, "owner": f.Owner.Stamp, "state": f.State.Stamp}[p.field]
			if stamp.Before(p.stamp) || stamp == p.stamp && valueOf(f, p.field) != p.value {
				bad("%s was set to %s and is %s of an older setting", p.field, p.value, valueOf(f, p.field))
			}
		}
	}
}

// days is how many random days a run of the tests lives.
const days = 36

func TestBothSidesAgreeAfterAnyDay(t *testing.T) {
	for seed := range uint64(days) {
		l := live(t, seed, profile.List()[seed%2])
		l.agree(seed)
		rows := l.b.published["SecurityIncident"]
		l.advance(t0 + 1200*value.Minute)
		if more := l.b.published["SecurityIncident"]; more != rows {
			t.Errorf("seed %d: left alone, the sides went on writing: %d rows more", seed, more-rows)
		}
		if t.Failed() {
			return
		}
	}
}

// The same acts at the same times give the same state, without restarts and with other steps of the clock, and the
// same rows are published.
func TestReplayGivesTheSame(t *testing.T) {
	for seed := range uint64(days / 3) {
		l := live(t, seed, profile.List()[seed%2])
		want, _ := l.e.Snapshot()
		again := newDeskOf(t, l.e.profile, randomDay(seed), strings.Replace(benchRule, "enabled: false", "enabled: true", 1))
		for _, m := range l.moves {
			if m.act.Kind == "" {
				continue
			}
			if _, err := again.Apply(t.Context(), m.at, m.act); err != nil {
				if _, refused := AsRefusal(err); !refused {
					t.Fatal(err)
				}
			}
		}
		if err := again.Advance(t.Context(), l.moves[len(l.moves)-1].at); err != nil {
			t.Fatal(err)
		}
		got, _ := again.Snapshot()
		if string(got) != string(want) {
			t.Fatalf("seed %d: the replay differs:\n%s", seed, firstDifference(string(want), string(got)))
		}
	}
}

func firstDifference(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	from := max(0, n-120)
	return fmt.Sprintf("lived:  …%s\nreplay: …%s", a[from:min(len(a), n+120)], b[from:min(len(b), n+120)])
}
