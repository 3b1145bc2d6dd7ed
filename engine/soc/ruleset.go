package soc

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
)

// SaveRules is the data of "rule.import" and "rule.create": analytics rules. A rule whose id is there already is replaced.
type SaveRules struct {
	Rules []*rule.Rule `json:"rules"`
}

// SaveDetection is the data of "detection.create": a custom detection.
type SaveDetection struct {
	Rule *rule.Rule `json:"rule"`
}

// OneRule is the data of the acts on one rule, by its id or its name.
type OneRule struct {
	ID string `json:"id"`
}

func init() {
	register("rule.import", "rule", "import analytics rules", saveRules("imported"))
	register("rule.create", "rule", "make an analytics rule", saveRules("made"))
	register("detection.create", "detection", "make a custom detection", func(_ context.Context, e *Engine, a Action, d SaveDetection) (Outcome, error) {
		return e.saveDetection(d.Rule)
	})
	for kind, task := range map[string]string{"rule": "rule", "detection": "detection"} {
		custom := kind == "detection"
		register(kind+".enable", task, "let a "+kind+" run again", func(_ context.Context, e *Engine, _ Action, o OneRule) (Outcome, error) {
			return e.switchRule(o.ID, custom, true)
		})
		register(kind+".disable", task, "keep a "+kind+" from running", func(_ context.Context, e *Engine, _ Action, o OneRule) (Outcome, error) {
			return e.switchRule(o.ID, custom, false)
		})
		register(kind+".delete", task, "remove a "+kind, func(_ context.Context, e *Engine, _ Action, o OneRule) (Outcome, error) {
			return e.deleteRule(o.ID, custom)
		})
	}
}

// rules are all rules: those that ship, unless replaced or deleted, then the learner's own in the order they came.
func (e *Engine) rules() []*rule.Rule {
	out := make([]*rule.Rule, 0, len(e.content.Rules)+len(e.st.OwnRules))
	for _, r := range e.content.Rules {
		if e.st.Rules[r.ID] != nil && e.own(r.ID) == nil {
			out = append(out, r)
		}
	}
	return append(out, e.st.OwnRules...)
}

func (e *Engine) own(id string) *rule.Rule {
	for _, r := range e.st.OwnRules {
		if r.ID == id {
			return r
		}
	}
	return nil
}

func saveRules(how string) func(context.Context, *Engine, Action, SaveRules) (Outcome, error) {
	return func(_ context.Context, e *Engine, _ Action, s SaveRules) (Outcome, error) {
		if len(s.Rules) == 0 {
			return Outcome{}, refuse(Invalid, "give a file with a rule", "there is no rule to be %s", how)
		}
		for _, r := range s.Rules {
			if r.Kind == rule.Custom {
				return Outcome{}, refuse(Invalid, "make it with rule create --custom-detection", "%q is a custom detection of the Defender portal, not an analytics rule", r.Name)
			}
			if err := e.takes(r); err != nil {
				return Outcome{}, err
			}
		}
		if err := e.room(s.Rules); err != nil {
			return Outcome{}, err
		}
		var names []string
		for _, r := range s.Rules {
			e.save(r)
			names = append(names, fmt.Sprintf("%s (%s)", r.Name, r.ID))
		}
		out := Outcome{Message: fmt.Sprintf("%d analytics rules %s", len(names), how), Notes: names, ID: s.Rules[0].ID}
		if len(names) == 1 {
			out.Message, out.Notes = fmt.Sprintf("analytics rule %s %s", names[0], how), []string{e.firstRun(s.Rules[0])}
		}
		return out, nil
	}
}

func (e *Engine) saveDetection(r *rule.Rule) (Outcome, error) {
	switch {
	case r == nil:
		return Outcome{}, refuse(Invalid, "", "there is no custom detection to be made")
	case r.Kind != rule.Custom:
		return Outcome{}, refuse(Invalid, "write kind: CustomDetection, or import it as an analytics rule", "%q is an analytics rule of the workspace, not a custom detection", r.Name)
	}
	if err := e.takes(r); err != nil {
		return Outcome{}, err
	}
	e.save(r)
	return Outcome{Message: fmt.Sprintf("custom detection %s (%s) made", r.Name, r.ID), Notes: []string{e.firstRun(r)}, ID: r.ID}, nil
}

// takes holds a rule to the limits of the platform, since the journal may hold what another version wrote.
func (e *Engine) takes(r *rule.Rule) error {
	if err := (rule.Source{Rule: r}).Check(e.profile); err != nil {
		return refuse(LimitHit, "change the rule and try again", "rule %q is not taken:%s", r.Name, strings.ReplaceAll("\n"+err.Error(), "\n: ", "\n  "))
	}
	return nil
}

// room checks the number of rules that may be enabled [G1, G2].
func (e *Engine) room(more []*rule.Rule) error {
	count := map[string]int{}
	for _, r := range e.rules() {
		if !e.st.Rules[r.ID].Off && !slices.ContainsFunc(more, func(m *rule.Rule) bool { return m.ID == r.ID }) {
			count[r.Kind]++
		}
	}
	for _, r := range more {
		if r.Runs() {
			count[r.Kind]++
		}
	}
	for kind, most := range map[string]int{rule.Scheduled: e.profile.Limits.ScheduledRules, rule.NRT: e.profile.Limits.NRTRules} {
		if count[kind] > most {
			return refuse(LimitHit, "disable some first", "%d %s rules would be enabled; a workspace takes %d", count[kind], kind, most)
		}
	}
	return nil
}

// save adds or replaces a rule and plans its first run: now, over the whole period.
func (e *Engine) save(r *rule.Rule) {
	if i := slices.IndexFunc(e.st.OwnRules, func(o *rule.Rule) bool { return o.ID == r.ID }); i >= 0 {
		e.st.OwnRules[i] = r
	} else {
		e.st.OwnRules = append(e.st.OwnRules, r)
	}
	st := e.st.Rules[r.ID]
	if st == nil {
		st = &RuleState{}
		e.st.Rules[r.ID] = st
	}
	st.Off, st.Suppressed, st.Since = !r.Runs(), 0, e.st.Now
	delete(e.sweeps, r.ID)
	e.replan(r)
}

func (e *Engine) replan(r *rule.Rule) {
	e.st.cancel(func(j job) bool { return j.Kind == "rule" && j.ID == r.ID })
	if !e.st.Rules[r.ID].Off {
		e.planRun(r, e.st.Now)
	}
}

func (e *Engine) firstRun(r *rule.Rule) string {
	switch {
	case !r.Runs():
		return "it is switched off; rule enable lets it run"
	case r.Kind == rule.NRT || e.frequency(r) == e.profile.Rules.NRTEvery.Ticks():
		return fmt.Sprintf("it runs every %s from now on", e.profile.Rules.NRTEvery)
	}
	return fmt.Sprintf("it runs now and then every %s; advance the clock to see what it finds", r.Frequency)
}

// FindRule finds a rule or custom detection by its id, its name, or what its name begins with.
func (e *Engine) FindRule(name string) (*rule.Rule, error) {
	if r := e.rule(strings.ToLower(name)); r != nil {
		return r, nil
	}
	var fits []*rule.Rule
	for _, r := range e.rules() {
		switch low := strings.ToLower(name); {
		case strings.EqualFold(r.Name, name):
			return r, nil
		case low != "" && (strings.HasPrefix(strings.ToLower(r.Name), low) || strings.HasPrefix(r.ID, low)):
			fits = append(fits, r)
		}
	}
	switch len(fits) {
	case 1:
		return fits[0], nil
	case 0:
		return nil, refuse(NotFound, "rule list shows what there is", "there is no rule %q", name)
	}
	var names []string
	for _, r := range fits {
		names = append(names, fmt.Sprintf("%q", r.Name))
	}
	return nil, refuse(Invalid, "write more of it, or the id", "%q may be %s", name, strings.Join(names, ", "))
}

func (e *Engine) findOf(name string, custom bool) (*rule.Rule, error) {
	r, err := e.FindRule(name)
	switch {
	case err != nil:
		return nil, err
	case custom != (r.Kind == rule.Custom):
		return nil, refuse(Invalid, "", "%q is a %s", r.Name, kindName(r))
	}
	return r, nil
}

func kindName(r *rule.Rule) string {
	if r.Kind == rule.Custom {
		return "custom detection of the Defender portal"
	}
	return "analytics rule of the workspace (" + r.Kind + ")"
}

func (e *Engine) switchRule(name string, custom, on bool) (Outcome, error) {
	r, err := e.findOf(name, custom)
	if err != nil {
		return Outcome{}, err
	}
	st := e.st.Rules[r.ID]
	word := map[bool]string{true: "enabled", false: "disabled"}[on]
	if st.Off != on {
		return Outcome{}, refuse(Conflict, "", "%q is %s already", r.Name, word)
	}
	st.Off, st.Since = !on, e.st.Now
	e.replan(r)
	return Outcome{Message: fmt.Sprintf("%q is %s", r.Name, word), ID: r.ID}, nil
}

func (e *Engine) deleteRule(name string, custom bool) (Outcome, error) {
	r, err := e.findOf(name, custom)
	if err != nil {
		return Outcome{}, err
	}
	e.st.cancel(func(j job) bool { return j.Kind == "rule" && j.ID == r.ID })
	e.st.OwnRules = slices.DeleteFunc(e.st.OwnRules, func(o *rule.Rule) bool { return o.ID == r.ID })
	delete(e.st.Rules, r.ID)
	return Outcome{Message: fmt.Sprintf("%q is removed; its alerts and incidents stay", r.Name), ID: r.ID}, nil
}

// RuleLine is a rule in the list of all.
type RuleLine struct {
	*rule.Rule
	Own     bool   `json:"own"` // the learner's, not one that ships
	Off     bool   `json:"off"`
	LastRun int64  `json:"lastRun,omitempty"`
	Total   int64  `json:"runs"`
	Alerts  int    `json:"alerts"`
	Failing string `json:"failing,omitempty"` // why the last run failed
}

// RuleList lists analytics rules and custom detections, by name.
func (e *Engine) RuleList() []RuleLine {
	alerts := map[string]int{}
	for _, a := range e.st.Alerts {
		alerts[a.Source]++
	}
	var out []RuleLine
	for _, r := range e.rules() {
		st := e.st.Rules[r.ID]
		l := RuleLine{Rule: r, Own: e.own(r.ID) != nil, Off: st.Off, Total: st.Total, Alerts: alerts[r.ID]}
		if n := len(st.Runs); n > 0 {
			l.LastRun, l.Failing = st.Runs[n-1].At, st.Runs[n-1].Error
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b RuleLine) int { return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return out
}

// ScopeOf is where the query of a rule runs: a custom detection hunts in Defender, with the workspace's tables when the
// portal has both.
func (e *Engine) ScopeOf(r *rule.Rule) Scope {
	switch {
	case r.Kind != rule.Custom:
		return WorkspaceScope
	case e.profile.Offers(profile.Defender, "connector"):
		return Unified
	}
	return DefenderScope
}

// RuleRuns are the runs of a rule that are kept, oldest first.
func (e *Engine) RuleRuns(id string) []Run {
	st := e.st.Rules[id]
	if st == nil {
		return nil
	}
	return slices.Clone(st.Runs)
}
