package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"socrates/engine/telemetry/encode"
	"socrates/engine/tenant"
	"socrates/quizzes"
	"socrates/quizzes/live"
	"socrates/scenarios"
)

// liveRange introduces live questions to scenarios: tenants below home.
func liveRange(home string, bank *quizzes.Bank) *live.Range {
	return live.New(home, bank, func(t *quizzes.Tenant, seed uint64, name string) (tenant.Spec, error) {
		sc, err := scenarios.Load(t.Scenario)
		if err != nil {
			return tenant.Spec{}, err
		}
		plan, err := sc.Compile(scenarios.Params{Seed: seed, People: t.People, Days: t.Days})
		if err != nil {
			return tenant.Spec{}, err
		}
		return tenant.Spec{Name: name, Plan: plan, Days: wholeDays(plan), Profile: t.Profile, Created: time.Now()}, nil
	})
}

// learnerRange holds the tenants of a learner's live questions, in the data folder.
func (a *app) learnerRange(bank *quizzes.Bank) (*live.Range, error) {
	dir, err := a.dataDir()
	if err != nil {
		return nil, err
	}
	r := liveRange(filepath.Join(dir, "quiz", "tenants"), bank)
	r.Making = func(t *quizzes.Tenant) func() { return a.startBar("Living the tenant " + t.ID).stop }
	return r, nil
}

// tryOn shows on out what queries find on the tenants of seed, the first rows of long answers.
func tryOn(r *live.Range, seed uint64, out io.Writer) trial {
	const most = 20 // rows: what a terminal shows beside the question
	return func(ctx context.Context, q *quizzes.Query, kql string) error {
		res, refused, err := r.Look(ctx, seed, q, kql)
		if err != nil {
			return err
		}
		if res == nil {
			fmt.Fprintf(out, "%s\n", strings.TrimRight(refused, "\n"))
			return nil
		}
		n := len(res.Rows)
		res.Rows = res.Rows[:min(n, most)]
		if err := encode.Write(out, "table", res); err != nil {
			return err
		}
		if n > most {
			fmt.Fprintf(out, "the first %d of %d rows\n", most, n)
		}
		return nil
	}
}

// proveLive proves the live ones among items on tenants that are thrown away afterwards. It goes tenant by tenant, so that
// each is made once and only one is on the disk. It returns how many items it proved; step is told the share that is done.
func proveLive(ctx context.Context, bank *quizzes.Bank, items []*quizzes.Item, seeds []uint64, step func(float64)) ([]quizzes.Finding, int, error) {
	byTenant := map[string][]*quizzes.Item{}
	n := 0
	for _, it := range items {
		if it.Kind == quizzes.KQL && it.Query != nil {
			byTenant[it.Query.Tenant] = append(byTenant[it.Query.Tenant], it)
			n++
		}
	}
	var found []quizzes.Finding
	for i, id := range sortedKeys(byTenant) {
		for j, seed := range seeds {
			more, err := proveOn(ctx, bank, byTenant[id], seed)
			if err != nil {
				return nil, n, err
			}
			found = append(found, more...)
			step((float64(i) + float64(j+1)/float64(len(seeds))) / float64(len(byTenant)))
		}
	}
	return found, n, nil
}

func proveOn(ctx context.Context, bank *quizzes.Bank, items []*quizzes.Item, seed uint64) (found []quizzes.Finding, err error) {
	home, err := os.MkdirTemp("", "socrates-quiz-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)
	r := liveRange(home, bank)
	defer func() { err = errors.Join(err, r.Close()) }()
	for _, it := range items {
		for n := range min(it.Variations(), 3) {
			bad, err := it.Variation(n).Prove(ctx, r.Runner(seed))
			if err != nil {
				return nil, err
			}
			for _, msg := range bad {
				found = append(found, quizzes.Finding{Where: it.Where(), Item: it.ID, Msg: fmt.Sprintf("seed %d: %s", seed, msg)})
			}
		}
	}
	return found, nil
}
