package proof

import (
	"context"
	"fmt"
	"slices"

	"socrates/engine/tenant"
	"socrates/scenarios"
)

// stages claims that each stage and decoy left rows, and that each stage has a truth by which it can be found.
func (p *prover) stages(context.Context) error {
	rows, told := map[string]int{}, map[string]bool{}
	for _, l := range p.truth.Labels {
		rows[l.Stage]++
	}
	for _, t := range p.staged.Truths {
		told[t.Stage] = true
	}
	for _, st := range p.truth.Stages {
		p.claim(Claim{Kind: Rows, Stage: st.ID, Says: "leaves rows", OK: rows[st.ID] > 0, Seen: fmt.Sprintf("%d rows", rows[st.ID]),
			Hint: "it lies outside of the data, or its activity has nothing to work on: look at it with scenario preview"})
		if !p.decoy(st.ID) {
			p.claim(Claim{Kind: Told, Stage: st.ID, Says: "has a truth", OK: told[st.ID], Hint: "add to truths: {id: …, stage: " + st.ID + ", says: …, query: …}"})
		}
	}
	return nil
}

func (p *prover) decoy(stage string) bool {
	return slices.ContainsFunc(p.staged.Plan.Attack.Stages, func(st stageOf) bool { return st.ID == stage && st.Decoy })
}

// truths tries each query on the whole story, on the story without its stage, and on ordinary life alone.
func (p *prover) truths(ctx context.Context) error {
	for _, t := range p.staged.Truths {
		if ok, err := p.found(ctx, t); err != nil || !ok {
			if err != nil {
				return err
			}
			continue
		}
		at := p.seenAt[t.ID]
		if err := p.silent(ctx, t, Alone, "finds nothing when its stage is left out", tenant.Rehearsal{At: at, Absent: []string{t.Stage}},
			"the query meets what other stages or ordinary life do as well; name what only this stage has"); err != nil {
			return err
		}
		if err := p.silent(ctx, t, Noise, "finds nothing in ordinary life", tenant.Rehearsal{At: p.staged.Plan.Horizon, Absent: p.attack()},
			"add what tells the attack from ordinary life and from the decoys: an address, a hash, a name of the cast"); err != nil {
			return err
		}
	}
	return nil
}

// found looks at the moment when the tenant opens, and then at the end of its data.
func (p *prover) found(ctx context.Context, t scenarios.Truth) (bool, error) {
	c := Claim{Kind: Found, Stage: t.Stage, Truth: t.ID, Line: t.Line(), Says: "is found", Hint: "run the query in a tenant of this scenario and seed with: socrates hunt"}
	for _, at := range []int64{p.staged.Plan.Now, p.staged.Plan.Horizon} {
		n, diags, err := p.t.Rehearse(ctx, tenant.Rehearsal{At: at}, t.Query)
		if err != nil {
			return false, err
		}
		if diags.HasErrors() {
			e := tenant.QueryError{Text: t.Query, Diags: diags}
			c.Seen, c.Hint = "the query is refused: "+e.Error(), t.Query
			break
		}
		c.Seen = fmt.Sprintf("%d rows", n)
		if n > 0 {
			p.seenAt[t.ID], p.before[t.ID], c.OK = at, n, true
			break
		}
	}
	if c.OK && p.seenAt[t.ID] != p.staged.Plan.Now {
		c.Seen += ", after the tenant has opened"
	}
	p.claim(c)
	return c.OK, nil
}

func (p *prover) silent(ctx context.Context, t scenarios.Truth, kind Kind, says string, r tenant.Rehearsal, hint string) error {
	n, _, err := p.t.Rehearse(ctx, r, t.Query)
	p.claim(Claim{Kind: kind, Stage: t.Stage, Truth: t.ID, Line: t.Line(), Says: says, OK: n == 0, Seen: fmt.Sprintf("%d rows", n), Hint: hint})
	return err
}

// attack lists the stages that are no decoys.
func (p *prover) attack() (ids []string) {
	for _, st := range p.truth.Stages {
		if !p.decoy(st.ID) {
			ids = append(ids, st.ID)
		}
	}
	return ids
}
