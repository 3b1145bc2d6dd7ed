package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/labs"
)

func newLabCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lab",
		Short: "Guided exercises, graded",
		Long: `A lab is an exercise in a tenant of your own: names, addresses and answers are yours alone. What you do is kept at once;
nothing is lost when the program or the machine stops.`,
		Example: `  socrates lab list
  socrates lab start one-phish-two-desks
  socrates lab check one-phish-two-desks`,
	}
	cmd.AddCommand(newLabListCommand(a), newLabStartCommand(a), newLabShowCommand(a), newLabHintCommand(a), newLabSubmitCommand(a),
		newLabStatusCommand(a), newLabResumeCommand(a), newLabLeaveCommand(a), newLabResetCommand(a), newLabSolutionCommand(a),
		newLabFinishCommand(a), newLabExportCommand(a), newLabNewCommand(a), newLabCheckCommand(a))
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
				fmt.Fprintf(a.out, "%3d  %-28s %-44s %3d min  %3d points\n", l.Order, l.ID, l.Title, l.Minutes, l.Max())
			}
			return nil
		},
	}
}

func newLabNewCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "new FOLDER",
		Short: "Write a small lab that works, to start your own from",
		Example: `  socrates lab new my-lab
  socrates lab check ./my-lab`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			files, err := labs.New(args[0])
			if err != nil {
				return err
			}
			return a.say(map[string]any{"files": files}, "Wrote\n  %s\nProve it with: socrates lab check ./%s", strings.Join(files, "\n  "), args[0])
		},
	}
}

func newLabCheckCommand(a *app) *cobra.Command {
	var seeds []uint
	cmd := &cobra.Command{
		Use:   "check [LAB|FOLDER…]",
		Short: "Prove labs: untouched they fail, solutions pass, wrong turns miss what they name",
		Long: `Prove labs on several seeds: their files are well formed; an untouched lab fails every task; its solution passes all;
each wrong turn misses exactly what it names; every query in a text runs; no text, hint or alert gives an answer away.`,
		Example: `  socrates lab check
  socrates lab check one-phish-two-desks --seeds 1,2,3,4,5
  socrates lab check ./my-lab`,
		RunE: func(cmd *cobra.Command, args []string) error {
			all, err := labsOf(args)
			if err != nil {
				return err
			}
			return a.checkLabs(cmd.Context(), all, widen(seeds))
		},
	}
	cmd.Flags().UintSliceVar(&seeds, "seeds", []uint{1, 2}, "seeds to prove them on")
	return cmd
}

// labsOf finds the labs named, or all of the library.
func labsOf(names []string) ([]*labs.Lab, error) {
	if len(names) == 0 {
		return labs.List()
	}
	var out []*labs.Lab
	var failed []error
	for _, n := range names {
		l, err := labs.Open(n)
		out, failed = append(out, l), append(failed, err)
	}
	return out, errors.Join(failed...)
}

func (a *app) checkLabs(ctx context.Context, all []*labs.Lab, seeds []uint64) (err error) {
	ws := labs.NewWorlds("", time.Now)
	defer func() { err = errors.Join(err, ws.Close()) }()
	found, err := labs.Prove(ctx, all, seeds, ws)
	if err != nil {
		return err
	}
	return a.reportFindings(fmt.Sprintf("%d labs on %d seeds", len(all), len(seeds)), found)
}
