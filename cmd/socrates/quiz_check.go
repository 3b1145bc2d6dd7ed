package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/tenant"
	"socrates/labs"
	"socrates/quizzes"
	"socrates/quizzes/live"
	"socrates/scenarios"
)

// quizCheck is what quiz check is asked to hold.
type quizCheck struct {
	complete, live bool
	seeds          []uint
	item           string
}

func newQuizCheckCommand(a *app) *cobra.Command {
	var f quizCheck
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Hold every question to the rules of the bank",
		Long: `Hold every question to the rules of the bank: form, reasons, sources, wording, balance, duplicates. With --live,
prove live questions too: on every seed the reference query solves them and every wrong query fails.`,
		Example: `  socrates quiz check
  socrates quiz check --complete                       also what the whole bank must have
  socrates quiz check --live --seeds 1,2,3,4,5
  socrates quiz check --live --item live-who-clicked`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.checkBank(cmd.Context(), f) },
	}
	cmd.Flags().BoolVar(&f.complete, "complete", false, "ask for the numbers that the whole bank promises")
	cmd.Flags().BoolVar(&f.live, "live", false, "prove the live questions on tenants")
	cmd.Flags().UintSliceVar(&f.seeds, "seeds", []uint{1}, "with --live: the seeds to prove them on")
	cmd.Flags().StringVar(&f.item, "item", "", "only this question")
	return cmd
}

func (a *app) checkBank(ctx context.Context, f quizCheck) error {
	bank, err := a.bank()
	if err != nil {
		return err
	}
	items := bank.Items
	if f.item != "" {
		it, err := bank.Find(f.item)
		if err != nil {
			return err
		}
		items = []*quizzes.Item{it}
	}
	known, err := knownNames()
	if err != nil {
		return err
	}
	found := bank.Check(known)
	if f.complete {
		found = append(found, bank.Coverage(quizzes.DefaultGoals())...)
	}
	what := fmt.Sprintf("%d questions", len(items))
	if f.live {
		more, n, err := a.proveLive(ctx, bank, items, f.seeds)
		if err != nil {
			return err
		}
		found = append(found, more...)
		what += fmt.Sprintf(", %d live ones on %d seeds,", n, len(f.seeds))
	}
	if f.item != "" {
		found = slices.DeleteFunc(found, func(x quizzes.Finding) bool { return x.Item != f.item })
	}
	return a.reportFindings(what, findingLines(found))
}

// knownNames are the names from other rooms that questions may use.
func knownNames() (quizzes.Known, error) {
	all, err := labs.List()
	if err != nil {
		return quizzes.Known{}, err
	}
	known := quizzes.Known{Profiles: []string{"2024-course", "2026-07"}, Labs: []string{}}
	for _, l := range all {
		known.Labs = append(known.Labs, l.ID)
	}
	stories, err := scenarios.List()
	if err != nil {
		return quizzes.Known{}, err
	}
	for _, s := range stories {
		known.Scenarios = append(known.Scenarios, s.ID)
	}
	return known, nil
}

func findingLines(found []quizzes.Finding) []string {
	out := make([]string, len(found))
	for i, f := range found {
		out[i] = f.String()
	}
	return out
}

// proveLive proves the live ones among items on tenants that are thrown away afterwards. It goes tenant by
// tenant, so that each is made once and only one is on the disk.
func (a *app) proveLive(ctx context.Context, bank *quizzes.Bank, items []*quizzes.Item, seeds []uint) ([]quizzes.Finding, int, error) {
	byTenant := map[string][]*quizzes.Item{}
	n := 0
	for _, it := range items {
		if it.Kind == quizzes.KQL && it.Query != nil {
			byTenant[it.Query.Tenant] = append(byTenant[it.Query.Tenant], it)
			n++
		}
	}
	var found []quizzes.Finding
	for _, id := range sortedKeys(byTenant) {
		for _, seed := range seeds {
			more, err := a.proveOn(ctx, bank, byTenant[id], uint64(seed))
			if err != nil {
				return nil, n, err
			}
			found = append(found, more...)
		}
	}
	return found, n, nil
}

func (a *app) proveOn(ctx context.Context, bank *quizzes.Bank, items []*quizzes.Item, seed uint64) (found []quizzes.Finding, err error) {
	home, err := os.MkdirTemp("", "socrates-quiz-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)
	r := a.liveRange(home, bank)
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

// liveRange introduces live questions to scenarios.
func (a *app) liveRange(home string, bank *quizzes.Bank) *live.Range {
	r := live.New(home, bank, func(t *quizzes.Tenant, seed uint64, name string) (tenant.Spec, error) {
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
	r.Making = func(t *quizzes.Tenant) func() { return a.startBar("Living the tenant " + t.ID).stop }
	return r
}

// ownTenants is where the tenants of a learner's live questions are kept.
func (a *app) ownTenants() (string, error) {
	dir, err := a.dataDir()
	return filepath.Join(dir, "quiz", "tenants"), err
}

// bank is the shipped bank with what was imported into the data folder.
func (a *app) bank() (*quizzes.Bank, error) {
	b, err := quizzes.Default()
	if err != nil {
		return nil, err
	}
	dir, err := a.dataDir()
	if err != nil {
		return nil, err
	}
	own := filepath.Join(dir, "quiz", "bank")
	if _, err := os.Stat(own); err != nil {
		return b, nil
	}
	return b, b.Add(os.DirFS(own))
}
