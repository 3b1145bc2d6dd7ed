package soc

import (
	"context"
	"fmt"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
	"socrates/engine/soc/rule"
)

// RunReport tells what a run of a rule saw, or would see.
type RunReport struct {
	Rule    string          `json:"rule"`
	ID      string          `json:"id"`
	Due     int64           `json:"due"`              // what now() was
	At      int64           `json:"at"`               // when it ran: nothing that arrived later was seen
	From    int64           `json:"from"`             // the window: by the rows' own time, or by their arrival for NRT
	Arrival bool            `json:"byArrival"`        // the window is one of arrival
	Rows    int             `json:"rows"`             //
	Outcome string          `json:"outcome"`          // why there are alerts, or none
	Alerts  []string        `json:"alerts,omitempty"` // titles
	Error   string          `json:"error,omitempty"`
	Absent  []string        `json:"absent,omitempty"` // what the query names and the workspace lacks; taken to be empty
	Tables  []TableSeen     `json:"tables,omitempty"`
	Columns []schema.Column `json:"columns,omitempty"`
	Cells   [][]any         `json:"cells,omitempty"`
}

// TableSeen is a table of the query in the window of a run.
type TableSeen struct {
	Table string `json:"table"`
	Rows  int64  `json:"rows"`
	Late  int64  `json:"late"` // in the window, but arrived after the run
	Error string `json:"error,omitempty"`
}

// TryRule asks a rule's query as if it ran now, and changes nothing. Tables and functions that are not there are taken to be
// empty and told, so that the rest of the rule is tried all the same; a run by the clock fails on them.
func (e *Engine) TryRule(ctx context.Context, r *rule.Rule) (*RunReport, error) {
	q := e.runQuery(r, e.st.Now)
	q.At, q.Patient = e.st.Now, true
	return e.report(ctx, r, q)
}

// ExplainRun tells what the run of a rule that was due last at or before a time saw.
func (e *Engine) ExplainRun(ctx context.Context, r *rule.Rule, at int64) (*RunReport, error) {
	st := e.st.Rules[r.ID]
	if st == nil {
		return nil, refuse(NotFound, "", "there is no rule %q", r.Name)
	}
	run, ok := st.lastBefore(at)
	if !ok {
		return e.notYet(r, st, at)
	}
	q := e.runQuery(r, run.Due)
	q.At = run.At
	if r.Kind == rule.NRT || e.frequency(r) == e.profile.Rules.NRTEvery.Ticks() {
		q.At = run.Due
	}
	rep, err := e.report(ctx, r, q)
	if err != nil {
		return nil, err
	}
	rep.At, rep.Alerts = run.At, nil
	for _, id := range run.Alerts {
		if a := e.ix.alerts[id]; a != nil {
			rep.Alerts = append(rep.Alerts, a.Title)
		}
	}
	switch {
	case run.Skipped != "":
		rep.Outcome = run.Skipped
	case run.Error != "":
		rep.Error, rep.Outcome = run.Error, "the run failed, so there was no alert"
	case run.Rows != rep.Rows:
		rep.Outcome = fmt.Sprintf("the run saw %d rows then: %s; responses since have changed what is there", run.Rows, e.outcome(r, run.Rows))
		rep.Rows = run.Rows
	}
	return rep, nil
}

// lastBefore is the newest kept run that was due at or before a time.
func (s *RuleState) lastBefore(at int64) (Run, bool) {
	for i := len(s.Runs) - 1; i >= 0; i-- {
		if s.Runs[i].Due <= at {
			return s.Runs[i], true
		}
	}
	return Run{}, false
}

func (e *Engine) notYet(r *rule.Rule, st *RuleState, at int64) (*RunReport, error) {
	switch {
	case st.Off:
		return nil, refuse(Conflict, "enable it with: rule enable", "%q is disabled since %s and has not run before", r.Name, value.FormatDatetime(st.Since))
	case len(st.Runs) > 0:
		return nil, refuse(NotFound, "the last "+fmt.Sprint(e.profile.Rules.KeptRuns)+" runs are kept; give a later --at",
			"no run of %q before %s is kept; the oldest was due at %s", r.Name, value.FormatDatetime(at), value.FormatDatetime(st.Runs[0].Due)) // [G15]
	}
	return nil, refuse(Conflict, "advance the clock", "%q has not run yet", r.Name)
}

func (e *Engine) report(ctx context.Context, r *rule.Rule, q Query) (*RunReport, error) {
	if err := e.flush(ctx); err != nil {
		return nil, err
	}
	rep := &RunReport{Rule: r.Name, ID: r.ID, Due: q.Now, At: q.At, From: max(q.From, q.After), Arrival: q.After != 0}
	ans, err := e.world.Hunt(ctx, q)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		rep.Error, rep.Outcome = err.Error(), "the query fails, so the rule can raise nothing"
		return rep, nil
	}
	settleOrder(ans)
	rep.Absent = ans.Absent
	rep.Rows, rep.Columns, rep.Cells, rep.Outcome = len(ans.Rows), ans.Columns, ans.Rows, e.outcome(r, len(ans.Rows))
	for _, d := range r.Raise(ans.Columns, ans.Rows, e.perRun(r)) {
		rep.Alerts = append(rep.Alerts, d.Title)
	}
	return rep, e.countTables(ctx, r, q, rep)
}

// outcome says why so many rows make alerts, or none.
func (e *Engine) outcome(r *rule.Rule, rows int) string {
	trigger := fmt.Sprintf("more than %d", r.Threshold)
	switch r.Operator {
	case "lt":
		trigger = fmt.Sprintf("fewer than %d", r.Threshold)
	case "eq":
		trigger = fmt.Sprintf("exactly %d", r.Threshold)
	case "ne":
		trigger = fmt.Sprintf("not %d", r.Threshold)
	}
	if !r.Fires(rows) {
		return fmt.Sprintf("no alert: %d rows, and the rule fires on %s", rows, trigger)
	}
	how := "one alert for all rows"
	if r.EventGrouping.Kind == "AlertPerResult" && rows > 0 {
		how = "one alert for each row"
		if most := e.perRun(r); rows > most {
			how += fmt.Sprintf(", up to %d, the last of which gathers the rest", most)
		}
	}
	return fmt.Sprintf("alerts: %d rows, and the rule fires on %s; %s", rows, trigger, how)
}

func (e *Engine) perRun(r *rule.Rule) int {
	switch r.Kind {
	case rule.NRT:
		return e.profile.Rules.NRTAlerts
	case rule.Custom:
		return e.profile.Custom.AlertsPerRun
	}
	return e.profile.Rules.AlertsPerRun
}

// countTables counts the rows of each table that the query names: those the run could see, and those of the same window that
// came too late.
func (e *Engine) countTables(ctx context.Context, r *rule.Rule, q Query, rep *RunReport) error {
	for _, t := range schema.All() {
		if strings.Contains(t.Name, "@") || !names(r.Query, t.Name) {
			continue
		}
		seen := TableSeen{Table: t.Name}
		count := q
		count.KQL, count.Patient = t.Name+" | count", false
		n, err := e.count(ctx, count)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			seen.Error = err.Error()
			rep.Tables = append(rep.Tables, seen)
			continue
		}
		seen.Rows = n
		if q.After == 0 {
			count.At = e.st.Now
			if all, err := e.count(ctx, count); err == nil {
				seen.Late = all - n
			}
		}
		rep.Tables = append(rep.Tables, seen)
	}
	return nil
}

func (e *Engine) count(ctx context.Context, q Query) (int64, error) {
	ans, err := e.world.Hunt(ctx, q)
	if err != nil || len(ans.Rows) == 0 {
		return 0, err
	}
	n, _ := ans.Rows[0][0].(int64)
	return n, nil
}

// names reports that a word stands in a text.
func names(text, word string) bool {
	for i := 0; ; {
		at := strings.Index(text[i:], word)
		if at < 0 {
			return false
		}
		at += i
		end := at + len(word)
		if (at == 0 || !letter(text[at-1])) && (end == len(text) || !letter(text[end])) {
			return true
		}
		i = end
	}
}

func letter(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
