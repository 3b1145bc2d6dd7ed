package labs

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"socrates/engine/tenant"
)

// Run plays a script in a fresh tenant of a lab and returns the verdicts.
func (l *Lab) Run(ctx context.Context, ws *Worlds, seed uint64, s Script) ([]Verdict, error) {
	var out []Verdict
	err := l.enter(ctx, ws, seed, func(w *Play) (err error) {
		out, err = l.Follow(ctx, w, s)
		return err
	})
	return out, err
}

// enter makes a tenant of the lab, set up, calls do with it, and removes it.
func (l *Lab) enter(ctx context.Context, ws *Worlds, seed uint64, do func(*Play) error) error {
	return ws.Visit(ctx, l, seed, func(t *tenant.Tenant) error {
		if err := l.Prepare(ctx, t, ws); err != nil {
			return err
		}
		w, err := NewPlay(ctx, l, t, "learner", ws.wall, ws)
		if err != nil {
			return err
		}
		return do(w)
	})
}

// Prove holds labs to their law on every seed and returns what does not hold: what is wrong with the files; then,
// in a tenant of each seed, that the untouched lab fails every task, that the solution passes all, that each wrong/*
// misses exactly what it names and is recognised, that each foreseen answer is recognised, that every query of the
// texts runs, and that no text, hint or alert gives an answer away. An error is a proof that could not be carried out.
func Prove(ctx context.Context, all []*Lab, seeds []uint64, ws *Worlds) ([]string, error) {
	var found []string
	for _, l := range all {
		if wrong := l.Check(); len(wrong) > 0 {
			found = append(found, wrong...)
			continue
		}
		for _, seed := range seeds {
			f, err := l.Prove(ctx, ws, seed)
			if err != nil {
				return found, err
			}
			found = append(found, f...)
		}
	}
	return found, nil
}

// Prove holds one lab to its law on one seed; see the function Prove. A lab whose files are wrong is not played.
func (l *Lab) Prove(ctx context.Context, ws *Worlds, seed uint64) ([]string, error) {
	if wrong := l.Check(); len(wrong) > 0 {
		return wrong, nil
	}
	p := &proof{lab: l, ws: ws, seed: seed}
	parts := p.parts()
	err := l.enter(ctx, ws, seed, func(w *Play) error { // what changes nothing is played in one tenant
		for _, part := range parts {
			if !part.script.acts() {
				p.play(ctx, w, part)
			}
		}
		p.texts(ctx, w)
		return nil
	})
	if err != nil {
		p.say("setup", "%v", err)
		return p.found, ctx.Err()
	}
	for _, part := range parts {
		if part.script.acts() {
			p.playApart(ctx, part)
		}
	}
	return p.found, ctx.Err()
}

// part is a script of a proof and what its verdicts are held to.
type part struct {
	name   string
	script Script
	judge  func(Verdict) string
}

func (p *proof) parts() []part {
	out := []part{{"untouched", Script{}, mustMiss}, {"solution", p.lab.Solution, mustPass}}
	for _, name := range slices.Sorted(maps.Keys(p.lab.Wrong)) {
		out = append(out, part{"wrong/" + name, p.lab.Wrong[name], p.lab.Wrong[name].judge})
	}
	return out
}

// acts reports that a script changes the tenant it is played in.
func (s Script) acts() bool {
	return slices.ContainsFunc(s.Steps, func(s Step) bool { return s.Do != nil || s.Advance != "" })
}

// proof collects what does not hold.
type proof struct {
	lab   *Lab
	ws    *Worlds
	seed  uint64
	found []string
}

func (p *proof) say(where, format string, args ...any) {
	p.found = append(p.found, fmt.Sprintf("%s, seed %d, %s: %s", p.lab.ID, p.seed, where, fmt.Sprintf(format, args...)))
}

// playApart plays a part in a tenant of its own.
func (p *proof) playApart(ctx context.Context, part part) {
	err := p.lab.enter(ctx, p.ws, p.seed, func(w *Play) error {
		p.play(ctx, w, part)
		return nil
	})
	if err != nil {
		p.say(part.name, "%v", err)
	}
}

func (p *proof) play(ctx context.Context, w *Play, part part) {
	vs, err := p.lab.Follow(ctx, w, part.script)
	if err != nil {
		p.say(part.name, "%v", err)
		return
	}
	for _, v := range vs {
		if bad := part.judge(v); bad != "" {
			p.say(part.name, "task %s %s; it said: %s", v.Task, bad, v.Says)
		}
	}
}

func mustMiss(v Verdict) string {
	if v.Ending == Pass || v.Ending == Broke {
		return "ended with " + string(v.Ending)
	}
	return ""
}

func mustPass(v Verdict) string {
	if v.Ending != Pass {
		return "ended with " + string(v.Ending)
	}
	return ""
}

// judge holds a verdict to what the wrong turn says it misses.
func (s Script) judge(v Verdict) string {
	turn, misses := s.Misses[v.Task]
	switch {
	case !misses:
		return mustPass(v)
	case v.Ending == Skipped && turn == "":
		return ""
	case v.Ending != Miss:
		return "ended with " + string(v.Ending)
	case v.Turn != turn:
		return fmt.Sprintf("was taken for the wrong turn %q, not %q", v.Turn, turn)
	}
	return ""
}
