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
	"socrates/generator"
)

// Play is a tenant as the World of a lab, on behalf of one actor.
type Play struct {
	t      *tenant.Tenant
	lab    *Lab
	actor  string
	wall   func() time.Time
	facts  map[string]any
	worlds *Worlds
}

// NewPlay reads the tenant's facts. wall is the caller's clock, for the journal; worlds makes the copies and hidden
// worlds that some checks need.
func NewPlay(ctx context.Context, l *Lab, t *tenant.Tenant, actor string, wall func() time.Time, worlds *Worlds) (*Play, error) {
	facts, err := readFacts(ctx, t)
	return &Play{t: t, lab: l, actor: actor, wall: wall, facts: facts, worlds: worlds}, err
}

func readFacts(ctx context.Context, t *tenant.Tenant) (map[string]any, error) {
	facts, err := t.Facts(ctx)
	if err != nil {
		return nil, err
	}
	return decodeFacts(facts)
}

func decodeFacts(facts []generator.Fact) (map[string]any, error) {
	out := map[string]any{}
	for _, f := range facts {
		var v any
		if err := json.Unmarshal([]byte(f.Value), &v); err != nil {
			return nil, fmt.Errorf("fact %s: %w", f.Name, err)
		}
		out[f.Name] = v
	}
	return out, nil
}

// Tenant is the tenant that is played in.
func (p *Play) Tenant() *tenant.Tenant { return p.t }

// Fact is a fact of the tenant's ground truth.
func (p *Play) Fact(name string) (any, bool) {
	v, ok := p.facts[name]
	return v, ok
}

// Scopes are where a query can run.
var Scopes = map[string]soc.Scope{"defender": soc.DefenderScope, "workspace": soc.WorkspaceScope, "unified": soc.Unified}

// Query hunts in the tenant.
func (p *Play) Query(ctx context.Context, scope, kql string) (*Rows, error) {
	where, ok := Scopes[scope]
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

// Do performs an action: {kind, portal, data}. What data may say in short is in spellOut.
func (p *Play) Do(ctx context.Context, action map[string]any) (string, error) {
	kind, _ := action["kind"].(string)
	data, _ := action["data"].(map[string]any)
	data, err := p.spellOut(ctx, kind, data)
	if err != nil {
		return "", err
	}
	portal, _ := action["portal"].(string)
	out, err := p.t.Do(ctx, p.actor, p.wall(), soc.NewAction(kind, profile.Portal(portal), p.actor, data))
	return out.Message, err
}

// Advance moves the clock by a timespan such as "15m", or to the end of the data.
func (p *Play) Advance(ctx context.Context, by string) error {
	if by == "end" {
		return p.t.Advance(ctx, p.actor, p.wall(), int64(p.t.Manifest().Horizon))
	}
	span, ok := value.ParseTimespan(by)
	if !ok {
		return fmt.Errorf("%q is not a timespan; write it like 15m", by)
	}
	return p.t.Advance(ctx, p.actor, p.wall(), p.t.Now()+span)
}

// Fork is the tenant as it stands, to try something out.
func (p *Play) Fork(ctx context.Context) (World, func(), error) {
	t, leave, err := p.worlds.copyOf(ctx, p.t)
	if err != nil {
		return nil, nil, err
	}
	fork := *p
	fork.t = t
	return &fork, leave, nil
}
