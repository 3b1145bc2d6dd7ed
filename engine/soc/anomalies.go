package soc

import (
	"context"
	"fmt"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/soc/anomaly"
	"socrates/engine/soc/rule"
)

// AnomalyState is what an anomaly rule remembers between runs.
type AnomalyState struct {
	Off   bool   `json:"off,omitempty"`
	Last  int64  `json:"last,omitempty"`  // when it ran last, datetime ticks
	Found int    `json:"found,omitempty"` // in all runs
	Error string `json:"error,omitempty"` // of the last run
}

// AnomalyLine is an anomaly rule as its list shows it.
type AnomalyLine struct {
	*anomaly.Template
	AnomalyState
}

// anomalyDelay is how long after it is due an anomaly rule reads: a workspace's rows come late.
const anomalyDelay = 30 * value.Minute

// anomalyHistory is how far back an anomaly rule may look.
const anomalyHistory = 14 * value.Day

func init() {
	for verb, off := range map[string]bool{"enable": false, "disable": true} {
		says := map[bool]string{false: "let an anomaly rule run", true: "keep an anomaly rule from running"}[off]
		register("anomaly."+verb, "rule", says, func(_ context.Context, e *Engine, _ Action, o OneRule) (Outcome, error) {
			return e.switchAnomaly(o.ID, off)
		})
	}
}

// Anomalies lists the anomaly rules, by id.
func (e *Engine) Anomalies() []AnomalyLine {
	out := []AnomalyLine{}
	for _, t := range e.content.Anomalies {
		out = append(out, AnomalyLine{t, e.anomalyState(t.ID)})
	}
	return out
}

func (e *Engine) anomalyState(id string) AnomalyState {
	if st := e.st.Anomalies[id]; st != nil {
		return *st
	}
	return AnomalyState{}
}

func (e *Engine) template(id string) (*anomaly.Template, error) {
	return pick("anomaly rule", id, e.content.Anomalies, func(t *anomaly.Template) (string, string) { return t.ID, t.Name }, "socrates anomaly list shows them")
}

// planAnomalies puts the first run of every anomaly rule into the queue.
func (e *Engine) planAnomalies() {
	for _, t := range e.content.Anomalies {
		e.planAnomaly(t, e.start+t.Every.Ticks())
	}
}

func (e *Engine) planAnomaly(t *anomaly.Template, due int64) {
	e.st.schedule(job{Due: due + anomalyDelay, Kind: "anomaly", ID: t.ID, Ref: due})
}

// runAnomaly asks an anomaly rule's question, writes what it finds into Anomalies, and plans the next run.
func (e *Engine) runAnomaly(ctx context.Context, id string, due int64) error {
	t, err := e.template(id)
	if err != nil {
		return err
	}
	e.planAnomaly(t, due+t.Every.Ticks())
	st := e.anomalyState(id)
	if st.Off {
		return nil
	}
	if err := e.flush(ctx); err != nil {
		return err
	}
	ans, err := e.world.Hunt(ctx, Query{KQL: t.Query, Scope: WorkspaceScope, At: e.st.Now, Now: due, From: due - anomalyHistory, To: due})
	st.Last, st.Error = e.st.Now, ""
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil: // a table that is not in the workspace
		st.Error = err.Error()
	default:
		settleOrder(ans)
		for n, row := range ans.Rows {
			if e.publishAnomaly(t, due, n, rule.Record(ans.Columns, row)) {
				st.Found++
			}
		}
	}
	e.setAnomaly(id, st)
	return nil
}

func (e *Engine) setAnomaly(id string, st AnomalyState) {
	if e.st.Anomalies == nil {
		e.st.Anomalies = map[string]*AnomalyState{}
	}
	e.st.Anomalies[id] = &st
}

// anomalyColumns are those that a template's query may fill itself.
var anomalyColumns = []string{"StartTime", "EndTime", "Score", "UserName", "UserPrincipalName", "SourceIpAddress", "SourceDevice", "DestinationIpAddress", "DestinationDevice"}

// publishAnomaly writes a row of Anomalies, unless its score is too low.
func (e *Engine) publishAnomaly(t *anomaly.Template, due int64, n int, found map[string]any) bool {
	if score, ok := found["Score"].(float64); !ok || score < t.Threshold {
		return false
	}
	row := cells{"Id": e.guid(fmt.Sprint("anomaly", t.ID, due, n)), "AnomalyTemplateId": e.guid("template" + t.ID), "AnomalyTemplateName": t.Name, "AnomalyTemplateVersion": t.Version,
		"RuleId": e.guid("rule" + t.ID), "RuleName": t.Name, "RuleStatus": "Production", "RuleConfigVersion": t.Version, "Description": t.Description, "VendorName": "Microsoft",
		"WorkspaceId": e.ws.ID, "Tactics": strings.Join(t.Tactics, ","), "Techniques": strings.Join(t.Techniques, ","), "SourceSystem": "Azure",
		"AnomalyReasons": []map[string]any{{"Name": t.Name, "Value": rule.Text(found["Reasons"])}}}
	for _, name := range anomalyColumns {
		if v, ok := found[name]; ok {
			row[name] = v
		}
		delete(found, name)
	}
	delete(found, "Reasons")
	row["ExtendedProperties"], row["Entities"] = found, anomalyEntities(row)
	e.put("Anomalies", row)
	return true
}

func anomalyEntities(row cells) []map[string]any {
	out := []map[string]any{}
	add := func(kind, field, column string) {
		if v := rule.Text(row[column]); v != "" {
			out = append(out, map[string]any{"$id": fmt.Sprint(len(out) + 1), "Type": kind, field: v})
		}
	}
	add("account", "Name", "UserPrincipalName")
	add("ip", "Address", "SourceIpAddress")
	add("ip", "Address", "DestinationIpAddress")
	add("host", "HostName", "DestinationDevice")
	return out
}

func (e *Engine) switchAnomaly(id string, off bool) (Outcome, error) {
	t, err := e.template(id)
	if err != nil {
		return Outcome{}, err
	}
	st := e.anomalyState(t.ID)
	st.Off = off
	e.setAnomaly(t.ID, st)
	word := map[bool]string{true: "disabled", false: "enabled"}[off]
	return Outcome{ID: t.ID, Message: fmt.Sprintf("anomaly rule %q is %s", t.Name, word)}, nil
}
