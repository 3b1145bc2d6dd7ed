package main

import (
	"context"
	"fmt"

	"socrates/engine/kql/source"
	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
	"socrates/engine/tenant"
)

// ruleGate is what rules are held to: the platform's limits, and what their queries can name in the tenant.
type ruleGate struct {
	profile *profile.Profile
	vet     func(rule.Source) (absent, wrong []source.Diag)
}

// withRuleGate opens the tenant that rules are meant for. Without a tenant the limits are those of the default platform, and
// queries are held to their grammar alone; what a tenant has to say is said when it is used.
func (a *app) withRuleGate(ctx context.Context, d desk, do func(ruleGate) error) error {
	ran := false
	err := a.withTenant(ctx, d.tenant, func(t *tenant.Tenant) error {
		var engine *soc.Engine
		if err := t.SOC(ctx, func(e *soc.Engine) error { engine = e; return nil }); err != nil {
			return err
		}
		sight, err := t.Look(ctx)
		if err != nil {
			return err
		}
		ran = true
		return do(ruleGate{engine.Profile(), func(s rule.Source) (absent, wrong []source.Diag) {
			return sight.Vet(ctx, engine.ScopeOf(s.Rule), s.Query)
		}})
	})
	if ran {
		return err
	}
	p, err := profile.Load(defaultProfile)
	if err != nil {
		return err
	}
	return do(ruleGate{p, func(rule.Source) (absent, wrong []source.Diag) { return nil, nil }})
}

// candidates are the rules of some files: those that can be taken, what is wrong with the others, and what is missing.
type candidates struct {
	rules    []*rule.Rule
	problems []error
	absent   []*rule.Problem // tables and functions that the workspace lacks; their rules are switched off
}

// candidates reads the rules of files and folders and holds them to the tenant.
func (a *app) candidates(ctx context.Context, d desk, paths []string) (*candidates, error) {
	c := &candidates{absent: []*rule.Problem{}}
	return c, a.withRuleGate(ctx, d, func(g ruleGate) error {
		for _, path := range paths {
			files, err := ruleFiles(path)
			c.object(err)
			for _, f := range files {
				text, err := readText(f)
				if err != nil {
					c.object(err)
					continue
				}
				list, err := rule.Read(f, []byte(text))
				c.object(err)
				for _, s := range list {
					c.take(s, g)
				}
			}
		}
		return nil
	})
}

func (c *candidates) object(err error) {
	if err != nil {
		c.problems = append(c.problems, err)
	}
}

func (c *candidates) take(s rule.Source, g ruleGate) {
	if err := s.Check(g.profile); err != nil {
		c.object(err)
		return
	}
	absent, wrong := g.vet(s)
	if len(wrong) > 0 {
		c.problems = append(c.problems, problemsIn(s, wrong[:1])...)
		return
	}
	for _, d := range absent {
		d.Hints = nil // the nearest name is seldom what a rule of the wild means
		off := false
		s.Enabled = &off
		c.absent = append(c.absent, s.InQuery(d))
	}
	c.rules = append(c.rules, s.Rule)
}

// problemsIn tells what the language finds wrong with the query of a rule.
func problemsIn(s rule.Source, found []source.Diag) []error {
	var out []error
	for _, d := range found {
		out = append(out, s.InQuery(d))
	}
	return out
}

func (c *candidates) notes() []string {
	if len(c.absent) == 0 {
		return nil
	}
	out := []string{"switched off, until the workspace has what they name:"}
	for _, p := range c.absent {
		out = append(out, fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Msg))
	}
	return out
}

func (c *candidates) lacks() [][]string {
	var out [][]string
	for _, p := range c.absent {
		out = append(out, []string{"switched off", fmt.Sprintf("%s:%d", p.File, p.Line), p.Msg})
	}
	return out
}
