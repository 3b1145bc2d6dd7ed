package labs

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"socrates/engine/kql/value"
	"socrates/engine/soc"
	socentity "socrates/engine/soc/entity"
)

// State shows the mini-SOC to conditions:
//
//	incidents  id, number, title, origin, alerts, products, sources, entities, comments, tags, merged, redirect,
//	           defender and sentinel (there, status, severity, owner, verdict, determination, classification, reason)
//	alerts     id, title, product, source, severity, status, incident, entities, sentinel, hidden
//	connected  whether the connector is on; off: the tables that are not selected
//	rules      analytics rules and custom detections: id, name, kind, severity, query, entities, own, off, alerts, runs, failing, and how
//	           they group: grouped, grouping, reopen, incidents; frequency and period in minutes
//	blocks     what responses took from the attack: kind, id, since, inForce; prevented: the stages of the attack that they kept from
//	           happening
//	acts       what the learner did in this tenant: kind, portal, data
//	hunts      what they asked: scope, query, rows, refused
//	soc        the whole state as the mini-SOC keeps it, for what has no name of its own above
//	now        the clock
func (p *Play) State(ctx context.Context) (map[string]any, error) {
	var state map[string]any
	err := p.t.SOC(ctx, func(e *soc.Engine) (err error) {
		state, err = engineState(e)
		return err
	})
	if err != nil {
		return nil, err
	}
	state["prevented"] = mapped(p.t.Prevented(), func(s string) any { return s })
	return state, p.addJournal(ctx, state)
}

func engineState(e *soc.Engine) (map[string]any, error) {
	raw, err := e.Snapshot()
	if err != nil {
		return nil, err
	}
	whole, err := readJSON(raw)
	if err != nil {
		return nil, err
	}
	alerts := map[string]*soc.Alert{}
	var alertList, incidents []any
	for _, a := range e.Alerts() {
		alerts[a.ID] = a
		alertList = append(alertList, alertState(a))
	}
	for _, i := range e.Incidents() {
		incidents = append(incidents, incidentState(i, alerts))
	}
	c := e.Connector()
	var off []any
	for _, t := range c.Tables {
		if !t.Selected {
			off = append(off, t.Table)
		}
	}
	blocks := []any{}
	for _, b := range e.Blocks() {
		blocks = append(blocks, map[string]any{"kind": b.Kind, "id": b.ID, "inForce": b.Until == 0, "since": value.FormatDatetime(b.Since)})
	}
	var rules []any
	for _, r := range e.RuleList() {
		rules = append(rules, ruleState(r))
	}
	return map[string]any{
		"soc": whole, "incidents": list(incidents), "alerts": list(alertList), "connected": c.Connected, "off": list(off), "blocks": blocks, "rules": list(rules),
		"now": value.FormatDatetime(e.Now()),
	}, nil
}

// list is never nil, so that conditions may ask for its length.
func list(in []any) []any {
	if in == nil {
		return []any{}
	}
	return in
}

// readJSON reads JSON with whole numbers as int, so that datetime ticks keep every digit.
func readJSON(raw []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	return numbers(v), nil
}

func numbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return int(n)
		}
		f, _ := v.Float64()
		return f
	case map[string]any:
		for k, e := range v {
			v[k] = numbers(e)
		}
	case []any:
		for i, e := range v {
			v[i] = numbers(e)
		}
	}
	return v
}

// ruleState is a rule as conditions see it.
func ruleState(l soc.RuleLine) map[string]any {
	r := l.Rule
	out := ruleEnv(r)
	out["id"], out["own"], out["off"], out["alerts"], out["runs"], out["failing"] = r.ID, l.Own, l.Off, l.Alerts, int(l.Total), l.Failing
	return out
}

func alertState(a *soc.Alert) map[string]any {
	return map[string]any{
		"id": a.ID, "title": a.Title, "product": a.Product, "source": a.Source, "severity": a.Severity, "status": a.Status, "incident": int(a.Incident),
		"entities": entityNames(a.Entities), "sentinel": a.Sentinel(), "hidden": a.Hidden != "", "tactics": a.Tactics, "category": a.Category,
	}
}

func entityNames(list []socentity.Entity) []string {
	out := []string{}
	for _, e := range list {
		out = append(out, e.Name())
	}
	return unique(out)
}

// incidentState is an incident as conditions see it.
func incidentState(i *soc.Incident, alerts map[string]*soc.Alert) map[string]any {
	var products, sources, titles, entities []string
	sentinel := 0
	for _, id := range i.Alerts {
		a := alerts[id]
		if a == nil {
			continue
		}
		products, sources, titles = append(products, a.Product), append(sources, a.Source), append(titles, a.Title)
		entities = append(entities, entityNames(a.Entities)...)
		if a.Sentinel() {
			sentinel++
		}
	}
	return map[string]any{
		"id": int(i.ID), "number": int(i.Number), "title": i.Title, "origin": string(i.Origin), "rule": i.Rule, "alerts": len(i.Alerts),
		"products": len(unique(products)), "productNames": unique(products), "sources": unique(sources), "titles": unique(titles),
		"entities": unique(entities), "sentinelAlerts": sentinel, "merged": i.Redirect != 0, "redirect": int(i.Redirect), "absorbed": len(i.Merged),
		"defender": faceState(&i.Defender), "sentinel": faceState(&i.Sentinel),
	}
}

func faceState(f *soc.Face) map[string]any {
	s := f.State.Value
	comments := []string{}
	for _, c := range f.Comments {
		comments = append(comments, c.Text)
	}
	tags := f.TagNames()
	if tags == nil {
		tags = []string{}
	}
	return map[string]any{
		"there": f.Since != 0, "status": s.Status, "severity": f.Severity.Value, "owner": f.Owner.Value, "verdict": s.Verdict,
		"determination": s.Determination, "classification": s.Classification, "reason": s.Reason, "comments": comments, "tags": tags,
	}
}

// addJournal tells what the learner did and asked. What the lab's setup did is not theirs.
func (p *Play) addJournal(ctx context.Context, state map[string]any) error {
	entries, err := p.t.Journal(ctx)
	if err != nil {
		return err
	}
	acts, hunts := []any{}, []any{}
	for _, e := range entries {
		if e.Actor == SetupActor {
			continue
		}
		v, err := readJSON(e.Data)
		if err != nil {
			return fmt.Errorf("journal entry %d: %w", e.Seq, err)
		}
		thing, ok := v.(map[string]any)
		switch {
		case ok && e.Kind == "soc":
			if thing["portal"] == nil {
				thing["portal"] = "defender"
			}
			acts = append(acts, thing)
		case ok && e.Kind == "hunt":
			if thing["refused"] == nil {
				thing["refused"] = false
			}
			hunts = append(hunts, thing)
		}
	}
	state["acts"], state["hunts"] = acts, hunts
	return nil
}

// SetupActor does what a lab's setup asks for, before the learner comes.
const SetupActor = "range"
