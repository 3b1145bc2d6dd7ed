package labs

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/soc/rule"
)

// RuleCheck judges an analytics rule by what it does: it runs on its own schedule over the lab's tenant and over
// hidden worlds of the same story, in each once with the attack and once without.
type RuleCheck struct {
	Worlds      int      `yaml:"worlds"`      // hidden worlds besides the tenant; 1 when empty
	Stage       string   `yaml:"stage"`       // the step of the attack whose discovery is timed; the first when empty
	Hits        float64  `yaml:"hits"`        // least share of worlds in which the attack is found; all when empty
	FalsePerDay float64  `yaml:"falsePerDay"` // most alerts a day that rise without the attack as well
	Within      string   `yaml:"within"`      // longest delay from the stage's start to the alert, such as 2h
	Names       []string `yaml:"names"`       // facts that an alert must carry as an entity to count as found
	Requires    string   `yaml:"requires"`    // a condition on the rule itself: rule.frequency, rule.entities …
	RequiresSay string   `yaml:"requiresSay"` // said when Requires does not hold
}

// measured is what a rule achieved over all worlds.
type measured struct {
	hits, falsePerDay float64
	delay             int64 // the longest, ticks
	failed            string
}

func (g *grading) rule() Verdict {
	r, err := g.handedRule()
	if err != nil {
		return g.t.miss("The rule is not accepted:\n" + err.Error())
	}
	trials, err := g.w.Try(g.ctx, r, max(g.t.Rule.Worlds, 1))
	if err != nil {
		return g.t.broke(err)
	}
	m := g.t.Rule.measure(trials)
	env := m.env(r)
	c := g.t.Rule
	if c.Requires != "" {
		ok, err := holds(g.w, env, c.Requires)
		if err != nil {
			return g.t.broke(err)
		}
		if !ok {
			return g.ruleMiss(env, m, c.RequiresSay)
		}
	}
	if says := c.complaint(m); says != "" {
		return g.ruleMiss(env, m, says)
	}
	v := g.t.pass()
	v.Says = m.says()
	return v
}

// handedRule is the rule that was handed in: as text, or by the name or id under which it is in the tenant.
func (g *grading) handedRule() (*rule.Rule, error) {
	name := strings.TrimSpace(g.text)
	if strings.ContainsAny(name, "\n{") {
		return rule.Parse("your rule", []byte(g.text))
	}
	found, err := g.w.Rule(g.ctx, name)
	if err == nil && found == nil {
		err = fmt.Errorf("no rule of this tenant is called %q; hand in its name, its id, or its text", name)
	}
	return found, err
}

func (g *grading) ruleMiss(env map[string]any, m measured, says string) Verdict {
	if turn, ok := g.turnWhen(env); ok {
		return g.t.turn(turn)
	}
	share := 0.0
	if m.failed == "" {
		share = m.hits / 2 / (1 + max(0, m.falsePerDay-g.t.Rule.FalsePerDay))
	}
	return g.t.part(share, strings.TrimSpace(says+"\n"+m.says()))
}

// complaint says what is not good enough; "" when all is.
func (c *RuleCheck) complaint(m measured) string {
	least := c.Hits
	if least == 0 {
		least = 1
	}
	switch {
	case m.failed != "":
		return "The rule's query failed when it ran: " + m.failed
	case m.hits == 0:
		return "The rule runs, and it finds the attack nowhere."
	case m.hits < least:
		return "The rule finds the attack, but not in every organisation."
	case m.falsePerDay > c.FalsePerDay:
		return fmt.Sprintf("The rule finds the attack, but it also alerts on ordinary work; at most %.3g false alerts a day are wanted.", c.FalsePerDay)
	case m.delay > c.limit():
		return fmt.Sprintf("The rule finds the attack too late; within %s is wanted.", c.Within)
	}
	return ""
}

func (c *RuleCheck) limit() int64 {
	if c.Within == "" {
		return 1 << 62
	}
	span, ok := value.ParseTimespan(c.Within)
	if !ok {
		return 1 << 62
	}
	return span
}

func (m measured) says() string {
	if m.failed != "" {
		return ""
	}
	says := fmt.Sprintf("Measured: the attack found in %.0f%% of the worlds, %.2g false alerts a day", m.hits*100, m.falsePerDay)
	if m.hits > 0 {
		says += fmt.Sprintf(", at the latest %.0f minutes after it began", float64(m.delay)/float64(value.Minute))
	}
	return says + "."
}

func (c *RuleCheck) measure(trials []Trial) measured {
	var m measured
	days, wrong, found := 0.0, 0, 0
	for _, t := range trials {
		days += t.Days
		wrong += len(t.False)
		if t.Failed != "" {
			m.failed = t.Failed
		}
		if delay, ok := c.foundIn(t); ok {
			found++
			m.delay = max(m.delay, delay)
		}
	}
	if len(trials) > 0 {
		m.hits, m.falsePerDay = float64(found)/float64(len(trials)), float64(wrong)/days
	}
	return m
}

// foundIn reports whether the attack was found in a world, and how long after the stage began.
func (c *RuleCheck) foundIn(t Trial) (int64, bool) {
	start := t.start(c.Stage)
	first, ok := int64(0), false
	for _, a := range t.Found {
		if a.Created >= start && c.namesAll(a, t) && (!ok || a.Created < first) {
			first, ok = a.Created, true
		}
	}
	return first - start, ok
}

func (c *RuleCheck) namesAll(a TrialAlert, t Trial) bool {
	for _, name := range c.Names {
		want := []string{entity(factText(t.facts[name]))}
		want = append(want, shortForms(want, factText(t.facts["org.domain"]))...)
		if !slices.ContainsFunc(a.Entities, func(e string) bool { return slices.Contains(want, entity(e)) }) {
			return false
		}
	}
	return true
}

// start is when a stage began; the first of all for "".
func (t Trial) start(stage string) int64 {
	if at, ok := t.Stages[stage]; ok {
		return at
	}
	first := int64(0)
	for _, at := range t.Stages {
		if first == 0 || at < first {
			first = at
		}
	}
	return first
}

// env is what conditions on a rule may name.
func (m measured) env(r *rule.Rule) map[string]any {
	return map[string]any{"hits": m.hits, "falsePerDay": m.falsePerDay, "delay": inMinutes(m.delay), "failed": m.failed != "", "rule": ruleEnv(r)}
}

func inMinutes(ticks int64) float64 { return float64(ticks) / float64(value.Minute) }

// ruleEnv is a rule as conditions see it.
func ruleEnv(r *rule.Rule) map[string]any {
	entities := []string{}
	for _, x := range r.Mappings {
		entities = append(entities, string(x.Type))
	}
	return map[string]any{
		"name": r.Name, "kind": r.Kind, "severity": r.Severity, "query": r.Query, "frequency": inMinutes(r.Frequency.Ticks()), "period": inMinutes(r.Period.Ticks()),
		"tactics": r.Tactics, "techniques": r.Techniques, "entities": entities, "threshold": r.Threshold, "operator": r.Operator,
		"grouping": r.Incident.Grouping.Method, "grouped": r.Incident.Grouping.Enabled, "reopen": r.Incident.Grouping.Reopen, "incidents": r.MakesIncidents(),
		"suppressed": r.Suppressed, "perResult": r.EventGrouping.Kind == "AlertPerResult", "customDetails": len(r.CustomDetails),
	}
}
