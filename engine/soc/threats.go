package soc

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
	"socrates/engine/soc/threat"
)

// ThreatLine is a report of threat analytics with what this organisation saw of it.
type ThreatLine struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Kind     string `json:"kind"`
	Active   int    `json:"activeAlerts"`
	Resolved int    `json:"resolvedAlerts"`
	Assets   int    `json:"impactedAssets"`
	Last     int64  `json:"last,omitempty"` // activity, datetime ticks
}

// ThreatPage is a report with everything that this organisation has to do with it.
type ThreatPage struct {
	ThreatLine
	Report    *threat.Report `json:"report"`
	Incidents []Line         `json:"incidents"`
	Impacted  []string       `json:"impacted"`
	Exposure  []Exposure     `json:"exposure"`
}

// Exposure is a mitigation and what would need it here. Measured is false where no table tells.
type Exposure struct {
	threat.Mitigation
	Measured bool     `json:"measured"`
	Exposed  []string `json:"exposedAssets,omitempty"`
	Error    string   `json:"error,omitempty"`
}

// threatTask is the task of a profile that reading the reports is.
const threatTask = "threat-analytics"

// Threats lists the reports of threat analytics, those with most active alerts first. Errors are *Refusal where the
// portal has none.
func (e *Engine) Threats(portal Portal) ([]ThreatLine, error) {
	if err := e.Offered(portal, threatTask); err != nil {
		return nil, err
	}
	out := []ThreatLine{}
	for _, r := range e.content.Threats {
		l, _ := e.threatLine(r)
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b ThreatLine) int {
		return cmp.Or(cmp.Compare(b.Active, a.Active), cmp.Compare(b.Resolved, a.Resolved), cmp.Compare(a.Title, b.Title))
	})
	return out, nil
}

// Threat opens a report. Errors are *Refusal: no such report, or none in this portal.
func (e *Engine) Threat(ctx context.Context, portal Portal, id string) (*ThreatPage, error) {
	if err := e.Offered(portal, threatTask); err != nil {
		return nil, err
	}
	r, err := pick("report", id, e.content.Threats, func(r *threat.Report) (string, string) { return r.ID, r.Title }, "socrates threat list shows the reports")
	if err != nil {
		return nil, err
	}
	line, alerts := e.threatLine(r)
	p := &ThreatPage{ThreatLine: line, Report: r, Incidents: e.linesOf(alerts), Impacted: impacted(alerts)}
	for _, m := range r.Mitigation {
		x, err := e.exposure(ctx, m)
		if err != nil {
			return nil, err
		}
		p.Exposure = append(p.Exposure, x)
	}
	return p, nil
}

// threatLine counts the alerts that a report names, and returns them.
func (e *Engine) threatLine(r *threat.Report) (ThreatLine, []*Alert) {
	l := ThreatLine{ID: r.ID, Title: r.Title, Kind: r.Kind}
	var of []*Alert
	for _, a := range e.st.Alerts {
		if a.Hidden != "" || !e.relates(r, a) {
			continue
		}
		of = append(of, a)
		if e.settled(a) {
			l.Resolved++
		} else {
			l.Active++
		}
		l.Last = max(l.Last, a.Last)
	}
	l.Assets = len(impacted(of))
	return l, of
}

// settled reports that an alert is done with, itself or with its incident.
func (e *Engine) settled(a *Alert) bool {
	i := e.incident(a.Incident)
	return a.Status == AlertResolved || i != nil && e.target(i).Defender.State.Value.Status == Closed
}

func (e *Engine) relates(r *threat.Report, a *Alert) bool {
	if slices.Contains(r.Related, a.Source) {
		return true
	}
	return slices.ContainsFunc(e.ruleName(a), func(name string) bool { return slices.Contains(r.Related, name) })
}

// linesOf are the incidents of alerts, each once, by id.
func (e *Engine) linesOf(alerts []*Alert) []Line {
	out := []Line{}
	seen := map[int64]bool{}
	for _, a := range alerts {
		i := e.incident(a.Incident)
		if i == nil {
			continue
		}
		if i = e.target(i); !seen[i.ID] && i.Face(profile.Defender).Since != 0 {
			seen[i.ID] = true
			out = append(out, e.line(i, profile.Defender))
		}
	}
	slices.SortFunc(out, func(a, b Line) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

func impacted(alerts []*Alert) []string {
	var all []entity.Entity
	for _, a := range alerts {
		all = entity.Add(all, a.Entities...)
	}
	out := []string{}
	for _, en := range all {
		if IsAsset(en) && en.Role == entity.Impacted {
			out = append(out, strings.ToLower(string(en.Type))+" "+en.Name())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// exposure asks the world what a mitigation would protect.
func (e *Engine) exposure(ctx context.Context, m threat.Mitigation) (Exposure, error) {
	x := Exposure{Mitigation: m}
	if m.Exposed == "" {
		return x, nil
	}
	ans, err := e.world.Hunt(ctx, Query{KQL: m.Exposed, Scope: ProductScope, At: e.st.Now})
	switch {
	case ctx.Err() != nil:
		return x, ctx.Err()
	case err != nil:
		x.Error = err.Error()
		return x, nil
	}
	x.Measured = true
	for _, row := range ans.Rows {
		x.Exposed = append(x.Exposed, rule.Text(row[0]))
	}
	return x, nil
}
