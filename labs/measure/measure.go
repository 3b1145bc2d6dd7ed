// Package measure tells how well an attack was met: the learner's work held against ground truth.
//
// In:  a tenant that was worked in.
// Out: Report: times to acknowledge and to resolve, dwell time, the verdict matrix, the blast radius that was reached and
// the one that was avoided.
//
// Not here: points (labs), what the mini-SOC does, printing.
package measure

import (
	"context"
	"slices"
	"strings"

	"socrates/engine/soc"
	"socrates/engine/soc/content"
	"socrates/engine/soc/entity"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
	"socrates/engine/tenant"
	"socrates/generator"
)

// Report is the account of a tenant at the moment at which its clock stands. Spans are timespan ticks, moments
// datetime ticks.
type Report struct {
	Now         int64   `json:"now"`
	Acknowledge Times   `json:"acknowledge"` // from an incident's creation to the first act of a person on it
	Resolve     Times   `json:"resolve"`     // to its closing by a person
	Dwell       int64   `json:"dwell"`       // from the attack's first stage to its last row
	Under       bool    `json:"under"`       // the attack is still under way, so the dwell time still grows
	Verdicts    []Cell  `json:"verdicts"`
	Reached     Radius  `json:"reached"`
	Avoided     Radius  `json:"avoided"`
	Stages      []Stage `json:"stages"`
}

// Times are the spans of several incidents; those without an end are counted as Open.
type Times struct {
	Count int   `json:"count"`
	Open  int   `json:"open"`
	Mean  int64 `json:"mean"`
	Worst int64 `json:"worst"`
}

// Cell is a field of the verdict matrix: what incidents were, what the learner said, and how many there are.
type Cell struct {
	Truth   string `json:"truth"`   // attack, innocent
	Verdict string `json:"verdict"` // in Defender's words, "none" for an open incident or one closed without
	Count   int    `json:"count"`
	Right   bool   `json:"right"`
}

// Radius is what the attack touched, or would have touched.
type Radius struct {
	Stages   int      `json:"stages"`
	Rows     int64    `json:"rows"`
	Devices  []string `json:"devices"`  // DeviceIds
	Accounts []string `json:"accounts"` // object ids
}

// Stage is a stage of the attack and what became of it.
type Stage struct {
	ID      string `json:"id"`
	Says    string `json:"says"`
	Outcome string `json:"outcome"` // happened, cut short, prevented
	Rows    int64  `json:"rows"`
	Planned int64  `json:"planned"`
}

// What became of a stage.
const (
	Happened  = "happened"
	CutShort  = "cut short"
	Prevented = "prevented"
)

// Take measures a tenant as it stands.
func Take(ctx context.Context, t *tenant.Tenant) (*Report, error) {
	damages, err := t.Damages(ctx)
	if err != nil {
		return nil, err
	}
	var own []*rule.Rule
	if err := t.SOC(ctx, func(e *soc.Engine) error {
		own = ownRules(e)
		return nil
	}); err != nil {
		return nil, err
	}
	innocent, err := innocentAlerts(ctx, t, own)
	if err != nil {
		return nil, err
	}
	r := &Report{Now: t.Now(), Verdicts: []Cell{}, Stages: []Stage{}}
	r.attack(damages, t.Now())
	return r, t.SOC(ctx, func(e *soc.Engine) error {
		r.work(e.Incidents(), e.Alerts(), innocent)
		return nil
	})
}

// ownRules are the analytics rules and custom detections that the learner brought.
func ownRules(e *soc.Engine) (own []*rule.Rule) {
	for _, l := range e.RuleList() {
		if l.Own {
			own = append(own, l.Rule)
		}
	}
	return own
}

// innocentAlerts are the alerts that the same tenant raises without the attack. Those of what ships have the same
// ids; those of the learner's rules, which there run from the first day on, are known by what they are about.
func innocentAlerts(ctx context.Context, t *tenant.Tenant, own []*rule.Rule) (map[string]bool, error) {
	c, err := content.Load()
	if err != nil {
		return nil, err
	}
	c.Rules = append(c.Rules, own...)
	quiet, err := t.Trial(c, false)
	if err != nil {
		return nil, err
	}
	if err := quiet.Advance(ctx, t.Now()); err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, a := range quiet.Alerts() {
		out[a.ID] = true
		if slices.ContainsFunc(own, func(r *rule.Rule) bool { return r.ID == a.Source }) {
			out[about(a)] = true
		}
	}
	return out, nil
}

// about names what an alert says of whom.
func about(a *soc.Alert) string {
	return a.Source + " " + strings.Join(entity.TyingKeys(a.Entities), " ")
}

// attack fills in what the attack did and what it was kept from.
func (r *Report) attack(damages []tenant.Damage, now int64) {
	first, last := int64(0), int64(0)
	for _, d := range damages {
		s := Stage{ID: d.ID, Says: d.Says, Outcome: Happened, Rows: d.Left, Planned: d.Planned}
		switch {
		case d.Prevented:
			s.Outcome = Prevented
		case d.Left < d.Planned:
			s.Outcome = CutShort
		}
		r.Stages = append(r.Stages, s)
		into := &r.Reached
		if d.Prevented {
			into = &r.Avoided
		}
		into.Stages++
		into.touch(d.Needs)
		r.Reached.Rows += d.Left
		r.Avoided.Rows += d.Planned - d.Left
		if !d.Prevented && (first == 0 || d.Start < first) {
			first = d.Start
		}
		last = max(last, d.Last)
		r.Under = r.Under || !d.Prevented && d.End > now && s.Outcome == Happened
	}
	r.Dwell = max(0, last-first)
	r.Avoided.without(r.Reached)
}

// touch adds the devices and accounts that a stage needs.
func (r *Radius) touch(needs []generator.Need) {
	for _, n := range needs {
		switch {
		case n.Kind == "device" && !slices.Contains(r.Devices, n.ID):
			r.Devices = append(r.Devices, n.ID)
		case n.Kind == "account" && !slices.Contains(r.Accounts, n.ID):
			r.Accounts = append(r.Accounts, n.ID)
		}
	}
}

// without leaves out what was reached in another stage.
func (r *Radius) without(reached Radius) {
	r.Devices = slices.DeleteFunc(r.Devices, func(id string) bool { return slices.Contains(reached.Devices, id) })
	r.Accounts = slices.DeleteFunc(r.Accounts, func(id string) bool { return slices.Contains(reached.Accounts, id) })
}

// work fills in what the learner did with the incidents.
func (r *Report) work(incidents []*soc.Incident, alerts []*soc.Alert, innocent map[string]bool) {
	attack := map[int64]bool{}
	for _, a := range alerts {
		if !innocent[a.ID] && !innocent[about(a)] {
			attack[a.Incident] = true
		}
	}
	for _, i := range incidents {
		if i.Redirect != 0 {
			continue
		}
		r.Acknowledge.add(i.Created, acknowledged(i))
		r.Resolve.add(i.Created, resolved(i))
		r.judge(attack[i.ID], verdict(i))
	}
	r.Acknowledge.average()
	r.Resolve.average()
}

func (t *Times) add(from, to int64) {
	if to == 0 {
		t.Open++
		return
	}
	t.Count++
	t.Mean += to - from
	t.Worst = max(t.Worst, to-from)
}

func (t *Times) average() {
	if t.Count > 0 {
		t.Mean /= int64(t.Count)
	}
}

// acknowledged is when a person first worked on an incident; 0 when nobody has.
func acknowledged(i *soc.Incident) int64 {
	for _, l := range i.Log {
		if slices.Contains([]string{"status", "severity", "owner", "comment", "response", "split", "task"}, l.What) && person(l.By) {
			return l.At
		}
	}
	return 0
}

// resolved is when a person closed an incident; 0 when it is open, or closed by the machinery.
func resolved(i *soc.Incident) int64 {
	s := i.Face(i.Origin).State
	if s.Value.Status != soc.Closed || !person(s.Stamp.By) {
		return 0
	}
	return s.Stamp.At
}

// person reports that an entry is not of the machinery.
func person(by string) bool {
	machines := []string{"system", "sync", "automated investigation", "attack disruption", "alert tuning"}
	return by != "" && !slices.Contains(machines, by) && !hasPrefix(by, "Automation rule ", "Playbook ")
}

func hasPrefix(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return len(s) >= len(p) && s[:len(p)] == p })
}

func verdict(i *soc.Incident) string {
	v := i.Face(profile.Defender).State.Value
	if i.Defender.Since == 0 {
		v = i.Sentinel.State.Value
	}
	if v.Status != soc.Closed || v.Verdict == "" {
		return "none"
	}
	return v.Verdict
}

func (r *Report) judge(attack bool, verdict string) {
	truth := map[bool]string{true: "attack", false: "innocent"}[attack]
	for n := range r.Verdicts {
		if c := &r.Verdicts[n]; c.Truth == truth && c.Verdict == verdict {
			c.Count++
			return
		}
	}
	right := verdict != "none" && attack == (verdict == "True positive")
	r.Verdicts = append(r.Verdicts, Cell{truth, verdict, 1, right})
}
