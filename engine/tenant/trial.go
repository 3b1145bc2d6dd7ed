package tenant

import (
	"context"

	"socrates/engine/kql/sweep"
	"socrates/engine/schema"
	"socrates/engine/schema/rows"
	"socrates/engine/soc"
	"socrates/engine/soc/content"
	"socrates/engine/soc/profile"
)

// Trial makes a mini-SOC of its own on the tenant's rows, with the content c and nothing else, standing at the first
// moment of the data: for trying out a rule. With attack false it sees the rows of ordinary life alone. It sees the
// whole story up to the horizon, whatever responses prevented, and what it publishes is kept nowhere.
func (t *Tenant) Trial(c *content.Content, attack bool) (*soc.Engine, error) {
	p, err := profile.Load(t.man.Profile)
	if err != nil {
		return nil, err
	}
	return soc.New(soc.Options{Profile: p, Content: c, World: t.trialWorld(attack), Seed: t.man.Seed, Start: int64(t.man.Start),
		Workspace: t.man.workspace()}), nil
}

func (m *Manifest) workspace() soc.Workspace {
	return soc.Workspace{Name: "law-sentinel", ID: m.Workspace, TenantID: m.Directory, SubscriptionID: m.Subscription, ResourceGroup: "rg-sentinel"}
}

func (t *Tenant) trialWorld(attack bool) *trialWorld {
	t.mu.Lock()
	defer t.mu.Unlock()
	v := t.look()
	v.hidden = nil
	if !attack {
		v.live = map[string]*schema.Table{} // alerts and incidents speak of the attack as well
		for _, s := range t.story.stages {
			v.hidden = append(v.hidden, hiding{stage: s.ID, tables: t.story.tables[s.ID]})
		}
	}
	return &trialWorld{t, v}
}

// trialWorld is the soc.World of a trial.
type trialWorld struct {
	t *Tenant
	v *view
}

// Hunt implements soc.World.
func (w *trialWorld) Hunt(ctx context.Context, q soc.Query) (*soc.Answer, error) {
	return w.t.answer(ctx, w.v, q)
}

// Sweep implements soc.Sweeper.
func (w *trialWorld) Sweep(ctx context.Context, q soc.Query, win sweep.Windows) ([]bool, []string, error) {
	return w.t.sweep(ctx, w.v, q, win)
}

// Publish implements soc.World: nothing is kept.
func (w *trialWorld) Publish(context.Context, *rows.Batch) error { return nil }

// Retract implements soc.World.
func (w *trialWorld) Retract(context.Context) error { return nil }
