package tenant

import (
	"fmt"

	"socrates/engine/soc"
	"socrates/engine/soc/content"
	"socrates/engine/soc/profile"
)

// builtIn makes the mini-SOC that every tenant has.
func builtIn(m *Manifest, w soc.World) (MiniSOC, error) {
	p, err := profile.Load(m.Profile)
	if err != nil {
		return nil, fmt.Errorf("tenant %s: %w", m.Name, err)
	}
	c, err := content.Load()
	if err != nil {
		return nil, err
	}
	return soc.New(soc.Options{Profile: p, Content: c, World: w, Seed: m.Seed, Start: int64(m.Start), Workspace: soc.Workspace{
		Name: "law-sentinel", ID: m.Workspace, TenantID: m.Directory, SubscriptionID: m.Subscription, ResourceGroup: "rg-sentinel"}}), nil
}
