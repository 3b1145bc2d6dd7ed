// Package proof puts a scenario to the test: what it says can be found is found, by that and by nothing else, and a
// response in time stops what it should.
//
// In:  a scenario, seeds, the size of the organisation, a folder for tenants that are thrown away.
// Out: a Report: every claim of the scenario, for every seed, with what was seen.
//
// Not here: mistakes of the file (scenarios), detections and alerts, printing.
package proof

import (
	"context"
	"fmt"
	"os"
	"time"

	"socrates/engine/tenant"
	"socrates/generator"
	"socrates/scenarios"
)

// Options say on what a scenario is proved. Zero People and Days mean the scenario's own.
type Options struct {
	Seeds        []uint64
	People, Days int
	Profile      string // platform profile of the tenants
	Temp         string // folder for the tenants; "" for the platform's temporary files
}

// Claim is one thing that a scenario promises, and whether it holds.
type Claim struct {
	Seed   uint64 `json:"seed"`
	Kind   Kind   `json:"kind"`
	Stage  string `json:"stage,omitempty"`
	Truth  string `json:"truth,omitempty"`
	Says   string `json:"says"` // the claim, in a sentence
	OK     bool   `json:"ok"`
	Seen   string `json:"seen,omitempty"` // what was seen instead, or in numbers
	Hint   string `json:"hint,omitempty"`
	Line   int    `json:"line,omitempty"`
	Silent bool   `json:"-"` // of interest only when it fails
}

// Kind is the kind of a claim.
type Kind string

// The kinds of claims, in the order in which they are tried.
const (
	Rows     Kind = "rows"     // every stage leaves rows
	Told     Kind = "told"     // every stage has a truth
	Found    Kind = "found"    // a truth's query finds something
	Alone    Kind = "alone"    // and nothing when its stage is left out
	Noise    Kind = "noise"    // ordinary life and decoys give no finding
	Need     Kind = "need"     // what a stage needs is something that a response can take
	Response Kind = "response" // taking it in time stops the stage and all that builds on it, and nothing else
	TooLate  Kind = "too late" // taking it afterwards changes nothing
)

// Report is the outcome of a proof.
type Report struct {
	Scenario string   `json:"scenario"`
	Seeds    []uint64 `json:"seeds"`
	Claims   []Claim  `json:"claims"`
}

// Failed lists the claims that do not hold.
func (r *Report) Failed() (out []Claim) {
	for _, c := range r.Claims {
		if !c.OK {
			out = append(out, c)
		}
	}
	return out
}

// Run proves a scenario on every seed. The error is for what is no fault of the scenario, and for one that finds no cast.
// progress, which may be nil, is told the share that is done.
func Run(ctx context.Context, s *scenarios.Scenario, o Options, progress func(share float64)) (*Report, error) {
	r := &Report{Scenario: s.ID, Seeds: o.Seeds}
	for i, seed := range o.Seeds {
		step := func(share float64) {
			if progress != nil {
				progress((float64(i) + share) / float64(len(o.Seeds)))
			}
		}
		claims, err := prove(ctx, s, seed, o, step)
		if err != nil {
			return nil, fmt.Errorf("scenario %s, seed %d: %w", s.ID, seed, err)
		}
		r.Claims = append(r.Claims, claims...)
	}
	return r, nil
}

// prover is a scenario in one tenant.
type prover struct {
	seed   uint64
	staged *scenarios.Staged
	t      *tenant.Tenant
	truth  *generator.Truth
	seenAt map[string]int64 // truth -> the clock at which its query finds something
	before map[string]int   // truth -> rows that it finds then
	claims []Claim
}

func prove(ctx context.Context, s *scenarios.Scenario, seed uint64, o Options, step func(float64)) ([]Claim, error) {
	staged, err := s.Stage(scenarios.Params{Seed: seed, People: o.People, Days: o.Days})
	if err != nil {
		return nil, err
	}
	home, err := os.MkdirTemp(o.Temp, "socrates-proof-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)
	t, err := build(ctx, home, staged.Plan, o.Profile, func(share float64) { step(share / 2) })
	if err != nil {
		return nil, err
	}
	defer t.Close()
	p := &prover{seed: seed, staged: staged, t: t, seenAt: map[string]int64{}, before: map[string]int{}}
	if p.truth, err = t.Truth(ctx); err != nil {
		return nil, err
	}
	parts := []func(context.Context) error{p.stages, p.truths, p.needs, p.responses}
	for i, part := range parts {
		if err := part(ctx); err != nil {
			return nil, err
		}
		step(0.5 + float64(i+1)/float64(len(parts))/2)
	}
	return p.claims, nil
}

func build(ctx context.Context, home string, plan generator.Plan, profile string, step func(float64)) (*tenant.Tenant, error) {
	dir, err := tenant.Create(ctx, home, tenant.Spec{Name: "rehearsal", Plan: plan, Profile: profile, Created: time.Unix(0, 0)},
		func(p generator.Progress) { step(float64(p.Done) / float64(p.Total)) })
	if err != nil {
		return nil, err
	}
	return tenant.Open(ctx, dir, tenant.Options{Engine: tenant.Unwatched})
}

func (p *prover) claim(c Claim) {
	c.Seed = p.seed
	p.claims = append(p.claims, c)
}
