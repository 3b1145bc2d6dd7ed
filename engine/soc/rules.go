package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
	"socrates/engine/soc/span"
)

// RuleState is what an analytics rule remembers between runs.
type RuleState struct {
	Off        bool  `json:"off,omitempty"`
	Since      int64 `json:"since,omitempty"`      // when it was made or switched last, if a person did
	Suppressed int64 `json:"suppressed,omitempty"` // no run before this
	Runs       []Run `json:"runs"`                 // the last ones
	Total      int64 `json:"total"`
}

// Run is one run of a rule and what it saw.
type Run struct {
	Due    int64    `json:"due"`  // what the query's now() read
	At     int64    `json:"at"`   // when it ran
	From   int64    `json:"from"` // start of its window
	Rows   int      `json:"rows"`
	Alerts []string `json:"alerts,omitempty"`
	Error  string   `json:"error,omitempty"`
	// Skipped says why the query was not asked.
	Skipped string `json:"skipped,omitempty"`
}

// planRules puts the first run of every rule into the queue. First runs are one frequency after the
// start, so that a run sees a whole window.
func (e *Engine) planRules() {
	for _, r := range e.content.Rules {
		e.st.Rules[r.ID] = &RuleState{}
		e.planRun(r, e.start+e.frequency(r))
	}
}

// frequency is the time between runs. A continuous custom detection runs as often as an NRT rule.
func (e *Engine) frequency(r *rule.Rule) int64 {
	if r.Kind == rule.NRT || r.Kind == rule.Custom && r.Frequency == 0 {
		return e.profile.Rules.NRTEvery.Ticks()
	}
	return r.Frequency.Ticks()
}

func (e *Engine) planRun(r *rule.Rule, due int64) {
	e.st.schedule(job{Due: due + e.runDelay(r), Kind: "rule", ID: r.ID, Ref: due})
}

// runDelay is how long after it is due a run begins [G5, G6].
func (e *Engine) runDelay(r *rule.Rule) int64 {
	if r.Kind == rule.NRT {
		return e.profile.Rules.NRTDelay.Ticks()
	}
	return e.profile.Rules.Delay.Ticks()
}

// runQuery is the question of a run: a scheduled rule reads rows by their own time, an NRT rule by their
// arrival; neither sees what arrives after it ran.
func (e *Engine) runQuery(r *rule.Rule, due int64) Query {
	q := Query{KQL: r.Query, Scope: e.ScopeOf(r), Now: due}
	if e.frequency(r) == e.profile.Rules.NRTEvery.Ticks() {
		q.At, q.After = due, due-e.frequency(r)
		return q
	}
	q.At, q.From, q.To = due+e.runDelay(r), due-e.period(r, due), due
	return q
}

// period is how far a run looks back. That of a custom detection follows from its frequency [Q1]; its first run looks back
// 30 days [Q2].
func (e *Engine) period(r *rule.Rule, due int64) int64 {
	if r.Kind != rule.Custom {
		return r.Period.Ticks()
	}
	if st := e.st.Rules[r.ID]; st != nil && st.Since == due {
		return 30 * value.Day
	}
	for every, back := range e.profile.Custom.Lookback {
		if v, err := span.Parse(every); err == nil && v == r.Frequency {
			return back.Ticks()
		}
	}
	return r.Frequency.Ticks()
}

func (e *Engine) rule(id string) *rule.Rule {
	if r := e.own(id); r != nil {
		return r
	}
	i := slices.IndexFunc(e.content.Rules, func(r *rule.Rule) bool { return r.ID == id })
	if i < 0 || e.st.Rules[id] == nil {
		return nil
	}
	return e.content.Rules[i]
}

// runRule runs a rule that is due and plans its next run. A query that fails is the rule's failure, not
// the engine's: it is kept and shown in SentinelHealth.
func (e *Engine) runRule(ctx context.Context, id string, due int64) error {
	r, st := e.rule(id), e.st.Rules[id]
	if r == nil || st == nil || st.Off {
		return nil
	}
	e.planRun(r, due+e.frequency(r))
	if st.Suppressed > due {
		st.keep(Run{Due: due, At: e.st.Now, Skipped: "no run: the rule is suppressed until " + value.FormatDatetime(st.Suppressed) + ", because it raised an alert"}, e.profile.Rules.KeptRuns) // [G13]
		return nil
	}
	run, err := e.look(ctx, r, due)
	if err != nil {
		return err
	}
	if len(run.Alerts) > 0 && r.Suppressed {
		st.Suppressed = due + r.SuppressionTime.Ticks()
	}
	st.keep(run, e.profile.Rules.KeptRuns)
	e.publishRun(r, run)
	return nil
}

// look carries out a run: asks the question and raises the alerts.
func (e *Engine) look(ctx context.Context, r *rule.Rule, due int64) (Run, error) {
	q := e.runQuery(r, due)
	run := Run{Due: due, At: e.st.Now, From: max(q.From, q.After)}
	if none, err := e.misses(ctx, r, due); err != nil || none && !r.Fires(0) {
		return run, err
	}
	if err := e.flushFor(ctx, r); err != nil {
		return run, err
	}
	ans, err := e.world.Hunt(ctx, q)
	switch {
	case ctx.Err() != nil:
		return run, ctx.Err()
	case err != nil:
		run.Error = err.Error()
	default:
		run.Rows = len(ans.Rows)
		if run.Alerts, err = e.ruleAlerts(ctx, r, ans, run); err != nil {
			return run, err
		}
		return run, e.respondTo(ctx, r, run.Alerts)
	}
	return run, nil
}

func (s *RuleState) keep(run Run, n int) {
	s.Total++
	s.Runs = append(s.Runs, run)
	if len(s.Runs) > n {
		s.Runs = slices.Clone(s.Runs[len(s.Runs)-n:])
	}
}

func (e *Engine) ruleAlerts(ctx context.Context, r *rule.Rule, ans *Answer, run Run) ([]string, error) {
	product := map[string]string{rule.NRT: "nrt", rule.Custom: "custom"}[r.Kind]
	if product == "" {
		product = "scheduled"
	}
	settleOrder(ans)
	var ids []string
	for n, d := range r.Raise(ans.Columns, ans.Rows, e.perRun(r)) {
		a := &Alert{
			ID: e.profile.Product(product).Prefix + e.hash(r.ID, fmt.Sprint(run.Due), fmt.Sprint(n)), Product: product, Source: r.ID,
			Title: d.Title, Description: d.Text, Severity: d.Severity, Tactics: r.Tactics, Techniques: r.Techniques,
			Entities: d.Entities[:min(len(d.Entities), e.profile.Limits.EntitiesPerAlert)], First: max(run.From, run.Due-e.frequency(r)), Last: run.Due, Count: int64(d.Rows),
			Details: d.Details, Sample: d.Sample, Correlates: e.ruleCorrelates(r),
		}
		a.take(d)
		if len(a.Tactics) > 0 {
			a.Category = a.Tactics[0]
		}
		if err := e.raise(ctx, a); err != nil {
			return ids, err
		}
		ids = append(ids, a.ID)
	}
	return ids, nil
}

// settleOrder sorts rows whose order the query left to chance, so that the same rows make the same alerts.
func settleOrder(ans *Answer) {
	if ans.Ordered || len(ans.Rows) < 2 {
		return
	}
	keys := make(map[*any]string, len(ans.Rows))
	for _, r := range ans.Rows {
		keys[&r[0]] = fmt.Sprintf("%q", r)
	}
	slices.SortFunc(ans.Rows, func(a, b []any) int { return strings.Compare(keys[&a[0]], keys[&b[0]]) })
}

// ruleCorrelates decides whether a rule's alerts enter Defender's correlation: the tenant's default,
// unless the rule's description begins with a tag [C6].
func (e *Engine) ruleCorrelates(r *rule.Rule) bool {
	text := strings.ToUpper(r.Description)
	switch {
	case r.Kind == rule.Custom:
		return true
	case e.profile.Correlation.RuleOverride && strings.HasPrefix(text, "#INC_CORR#"):
		return true
	case e.profile.Correlation.RuleOverride && strings.HasPrefix(text, "#DONT_CORR#"):
		return false
	}
	return e.profile.Correlation.AnalyticsRules
}

// groupByRule gives an alert of a rule its Sentinel incident: a new one for each alert unless the rule
// groups [I1-I4].
func (e *Engine) groupByRule(a *Alert) *Incident {
	r := e.rule(a.Source)
	if r == nil || !r.MakesIncidents() {
		return nil
	}
	g := r.Incident.Grouping
	key := groupKey(r, a)
	if g.Enabled {
		if i := e.groupFor(r, key); i != nil {
			e.join(i, a, Link{Alert: a.ID, Key: key, Window: g.Lookback.Ticks(), Says: "grouped by the rule: " + grouped(g.Method)})
			return i
		}
	}
	i := e.openIncident(a, profile.Azure)
	lookback := g.Lookback
	if lookback == 0 {
		lookback = e.profile.Grouping.DefaultWindow
	}
	i.Group = &GroupWindow{r.ID, key, e.st.Now + lookback.Ticks()}
	e.join(i, a, Link{Alert: a.ID, Says: "opened the incident"})
	return i
}

func grouped(method string) string {
	switch method {
	case "AnyAlert":
		return "all alerts of the rule within the window"
	case "Selected":
		return "the selected entities and details match"
	}
	return "all entities match"
}

func (e *Engine) groupFor(r *rule.Rule, key string) *Incident {
	for n := len(e.st.Incidents) - 1; n >= 0; n-- {
		i := e.st.Incidents[n]
		if i.Group == nil || i.Group.Rule != r.ID || i.Group.Key != key || i.Group.Until < e.st.Now || i.Redirect != 0 {
			continue
		}
		if len(i.Alerts) >= e.profile.Limits.AlertsPerIncident {
			return nil
		}
		if i.Sentinel.Open() {
			return i
		}
		if r.Incident.Grouping.Reopen && e.profile.Grouping.Reopen {
			e.setState(i, profile.Azure, "system", State{Status: Active})
			return i
		}
		return nil
	}
	return nil
}

// groupKey is what alerts must have in common to be grouped.
func groupKey(r *rule.Rule, a *Alert) string {
	g := r.Incident.Grouping
	if g.Method == "AnyAlert" {
		return ""
	}
	var parts []string
	for _, en := range a.Entities {
		if g.Method != "Selected" || slices.Contains(g.Entities, string(en.Type)) {
			parts = append(parts, string(en.Type)+"="+strings.ToLower(en.Name()))
		}
	}
	if g.Method == "Selected" {
		for _, c := range g.Custom {
			parts = append(parts, fmt.Sprint(c, "=", a.Details[c]))
		}
		if slices.Contains(g.Details, "Severity") {
			parts = append(parts, "severity="+a.Severity)
		}
		if slices.Contains(g.Details, "DisplayName") {
			parts = append(parts, "name="+a.Title)
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "|")
}
