package labs

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/telemetry"
	"socrates/engine/telemetry/encode"
	"socrates/engine/tenant"
)

// Play is a tenant as the World of a lab, on behalf of one actor.
type Play struct {
	t     *tenant.Tenant
	actor string
	wall  func() time.Time
	facts map[string]any
}

// NewPlay reads the tenant's facts. wall is the caller's clock, for the journal.
func NewPlay(ctx context.Context, t *tenant.Tenant, actor string, wall func() time.Time) (*Play, error) {
	facts, err := t.Facts(ctx)
	if err != nil {
		return nil, err
	}
	p := &Play{t: t, actor: actor, wall: wall, facts: map[string]any{}}
	for _, f := range facts {
		var v any
		if err := json.Unmarshal([]byte(f.Value), &v); err != nil {
			return nil, fmt.Errorf("fact %s: %w", f.Name, err)
		}
		p.facts[f.Name] = v
	}
	return p, nil
}

// Fact is a fact of the tenant's ground truth.
func (p *Play) Fact(name string) (any, bool) {
	v, ok := p.facts[name]
	return v, ok
}

var scopes = map[string]soc.Scope{"defender": soc.DefenderScope, "workspace": soc.WorkspaceScope, "unified": soc.Unified}

// Query hunts in the tenant.
func (p *Play) Query(ctx context.Context, scope, kql string) (*Rows, error) {
	where, ok := scopes[scope]
	if !ok {
		return nil, fmt.Errorf("scope %q is none of defender, workspace, unified", scope)
	}
	res, found, err := p.t.Hunt(ctx, where, kql, telemetry.Limits{})
	if err != nil {
		return nil, err
	}
	if found.HasErrors() {
		return nil, &Refused{Text: source.Render("query", kql, found)}
	}
	return rowsOf(res), nil
}

func rowsOf(res *telemetry.Result) *Rows {
	out := &Rows{}
	for _, c := range res.Columns {
		out.Columns = append(out.Columns, c.Name)
		out.Types = append(out.Types, c.Type.String())
	}
	for _, row := range res.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = encode.Text(res.Columns[i].Type, c)
		}
		out.Cells = append(out.Cells, cells)
	}
	return out
}

// State shows the mini-SOC to conditions: incidents (with both faces), connector, now.
func (p *Play) State(ctx context.Context) (map[string]any, error) {
	var state map[string]any
	err := p.t.SOC(ctx, func(e *soc.Engine) error {
		var incidents []any
		for _, i := range e.Incidents() {
			incidents = append(incidents, incidentState(e, i))
		}
		state = map[string]any{
			"incidents": incidents, "connected": e.Connector().Connected, "now": value.FormatDatetime(e.Now()),
		}
		return nil
	})
	return state, err
}

// incidentState is an incident as conditions see it.
func incidentState(e *soc.Engine, i *soc.Incident) map[string]any {
	products := map[string]bool{}
	for _, a := range e.Alerts() {
		for _, id := range i.Alerts {
			if a.ID == id {
				products[a.Product] = true
			}
		}
	}
	return map[string]any{
		"id": i.ID, "title": i.Title, "origin": string(i.Origin), "alerts": len(i.Alerts), "products": len(products),
		"defender": faceState(i.Defender), "sentinel": faceState(i.Sentinel), "merged": i.Redirect != 0,
	}
}

func faceState(f soc.Face) map[string]any {
	return map[string]any{
		"there": f.Since != 0, "status": f.State.Value.Status, "severity": f.Severity.Value, "owner": f.Owner.Value,
		"verdict": f.State.Value.Verdict, "classification": f.State.Value.Classification,
	}
}

// Do performs an action: {kind, portal, data}. In data, "incident: multi-product" and "incident: sentinel-only"
// stand for the number of the incident so described.
func (p *Play) Do(ctx context.Context, action map[string]any) error {
	data, _ := action["data"].(map[string]any)
	if which, ok := data["incident"].(string); ok {
		id, err := p.pick(ctx, which)
		if err != nil {
			return err
		}
		data = withID(data, id)
	}
	kind, _ := action["kind"].(string)
	portal, _ := action["portal"].(string)
	_, err := p.t.Do(ctx, p.actor, p.wall(), soc.NewAction(kind, profile.Portal(portal), p.actor, data))
	return err
}

func withID(data map[string]any, id int64) map[string]any {
	out := map[string]any{"id": id}
	for k, v := range data {
		if k != "incident" {
			out[k] = v
		}
	}
	return out
}

// pick finds an incident by what is special about it.
func (p *Play) pick(ctx context.Context, which string) (int64, error) {
	state, err := p.State(ctx)
	if err != nil {
		return 0, err
	}
	best, most := int64(0), 0
	for _, x := range state["incidents"].([]any) {
		i := x.(map[string]any)
		n := i["products"].(int)
		switch {
		case i["merged"].(bool):
		case which == "multi-product" && n > most, which == "sentinel-only" && best == 0 && i["origin"] == string(profile.Azure):
			best, most = i["id"].(int64), n
		}
	}
	if best == 0 {
		return 0, fmt.Errorf("no incident is %s", which)
	}
	return best, nil
}

// Advance moves the clock by a timespan such as "15m".
func (p *Play) Advance(ctx context.Context, by string) error {
	span, ok := value.ParseTimespan(by)
	if !ok {
		return fmt.Errorf("%q is not a timespan; write it like 15m", by)
	}
	return p.t.Advance(ctx, p.actor, p.wall(), p.t.Now()+span)
}
