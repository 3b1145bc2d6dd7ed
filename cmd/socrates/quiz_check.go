package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"socrates/labs"
	"socrates/quizzes"
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
  socrates quiz check --live --item live-office-operations`,
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
		bar := a.startBar("Proving live questions")
		more, n, err := proveLive(ctx, bank, items, widen(f.seeds), bar.to)
		bar.stop()
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
