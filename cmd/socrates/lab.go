package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"socrates/labs"
)

func newLabCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "lab",
		Short:   "Guided exercises, graded",
		Example: "  socrates lab list\n  socrates lab check one-phish-two-desks",
	}
	cmd.AddCommand(newLabListCommand(a), newLabCheckCommand(a))
	return cmd
}

func newLabListCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the labs in the order that teaches",
		Example: "  socrates lab list --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			all, err := labs.List()
			if err != nil {
				return err
			}
			if a.json {
				return a.emit(all)
			}
			for _, l := range all {
				fmt.Fprintf(a.out, "%2d  %-24s %-32s %3d min  %d points\n", l.Order, l.ID, l.Title, l.Minutes, l.Max())
			}
			return nil
		},
	}
}

func newLabCheckCommand(a *app) *cobra.Command {
	var seeds []uint
	cmd := &cobra.Command{
		Use:   "check [LAB]",
		Short: "Prove labs: untouched they fail, solutions pass, wrong turns miss what they name",
		Example: `  socrates lab check
  socrates lab check one-phish-two-desks --seeds 1,2,3,4,5`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			all, err := labs.List()
			if len(args) == 1 {
				var one *labs.Lab
				one, err = labs.Find(args[0])
				all = []*labs.Lab{one}
			}
			if err != nil {
				return err
			}
			return a.checkLabs(cmd.Context(), all, seeds)
		},
	}
	cmd.Flags().UintSliceVar(&seeds, "seeds", []uint{1, 2}, "seeds to prove them on")
	return cmd
}

func (a *app) checkLabs(ctx context.Context, all []*labs.Lab, seeds []uint) error {
	var found []string
	for _, l := range all {
		for _, seed := range seeds {
			home, err := os.MkdirTemp("", "socrates-lab-*")
			if err != nil {
				return err
			}
			f, err := l.Prove(ctx, home, uint64(seed), time.Now)
			os.RemoveAll(home)
			if err != nil {
				return err
			}
			found = append(found, f...)
		}
	}
	return a.reportFindings(fmt.Sprintf("%d labs on %d seeds", len(all), len(seeds)), found)
}
