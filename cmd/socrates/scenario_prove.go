package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"socrates/scenarios"
	"socrates/scenarios/proof"
)

// proveFlags are what scenario test asks for.
type proveFlags struct {
	seeds           []uint
	people, days    int
	all, everything bool
}

func newScenarioTestCommand(a *app) *cobra.Command {
	var f proveFlags
	cmd := &cobra.Command{
		Use:   "test FILE|ID...",
		Short: "Prove a scenario: truths are found, noise is not, responses stop what they should",
		Long: `Make a tenant of the scenario for every seed and hold the scenario to what it says:

rows       every stage leaves rows
told       every stage has a truth by which it can be found
found      a truth's query finds something,
alone      and nothing when its stage is left out,
noise      and nothing in ordinary life and decoys alone
need       what a stage needs is something that a response can take
response   taking it in time stops the stage and all that builds on it, and no other
too late   taking it when all is over stops nothing

The exit code is 1 when a claim does not hold.`,
		Example: `  socrates scenario test my-attack.yaml
  socrates scenario test ransomware bec-aitm --seeds 1,2,3,4,5
  socrates scenario test --all --people 30 --days 1`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.proveScenarios(cmd.Context(), args, f) },
	}
	cmd.Flags().UintSliceVar(&f.seeds, "seeds", []uint{1, 2, 3}, "seeds of the organisations")
	cmd.Flags().IntVar(&f.people, "people", 0, "size of the organisations (default: the scenario's)")
	cmd.Flags().IntVar(&f.days, "days", 0, "days of data (default: the scenario's)")
	cmd.Flags().BoolVar(&f.all, "all", false, "every scenario of the library")
	cmd.Flags().BoolVar(&f.everything, "claims", false, "print every claim, not only those that fail")
	return cmd
}

func (a *app) proveScenarios(ctx context.Context, ids []string, f proveFlags) error {
	list, err := scenariosToProve(ids, f)
	if err != nil {
		return err
	}
	reports := []*proof.Report{}
	failed := 0
	for _, s := range list {
		bar := a.startBar(s.ID)
		r, err := proof.Run(ctx, s, proofOptions(f), bar.to)
		bar.stop()
		if err != nil {
			return err
		}
		reports = append(reports, r)
		failed += len(r.Failed())
		if !a.json {
			a.printProof(r, f.everything)
		}
	}
	if a.json {
		if err := a.emit(reports); err != nil {
			return err
		}
	}
	if failed > 0 {
		return &exitError{code: 1, quiet: a.json, err: fmt.Errorf("%d claims do not hold", failed)}
	}
	return nil
}

func proofOptions(f proveFlags) proof.Options {
	o := proof.Options{People: f.people, Days: f.days, Profile: defaultProfile}
	for _, s := range f.seeds {
		o.Seeds = append(o.Seeds, uint64(s))
	}
	return o
}

func scenariosToProve(ids []string, f proveFlags) ([]*scenarios.Scenario, error) {
	if f.all {
		known, err := scenarios.List()
		if err != nil {
			return nil, err
		}
		for _, k := range known {
			ids = append(ids, k.ID)
		}
	}
	if len(ids) == 0 {
		return nil, errors.New("which scenario? give a file or an id (see `socrates scenario list`), or --all")
	}
	if len(f.seeds) == 0 {
		return nil, errors.New("--seeds is empty; give at least one, such as --seeds 1,2,3")
	}
	var list []*scenarios.Scenario
	for _, id := range ids {
		s, err := scenarios.Load(id)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

func (a *app) printProof(r *proof.Report, everything bool) {
	fmt.Fprintf(a.out, "%s: %d claims on seeds %s, %s\n", r.Scenario, len(r.Claims), strings.Trim(fmt.Sprint(r.Seeds), "[]"), verdictOf(r))
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	slices.SortStableFunc(r.Claims, func(x, y proof.Claim) int { return cmp.Compare(x.Seed, y.Seed) })
	for _, c := range r.Claims {
		if c.OK && (!everything || c.Silent) {
			continue
		}
		mark := "ok"
		if !c.OK {
			mark = "FAILS"
		}
		fmt.Fprintf(w, "  %s\tseed %d\t%s\t%s\t%s\n", mark, c.Seed, c.Kind, strings.Trim(c.Stage+"/"+c.Truth, "/"), strings.Trim(c.Says+": "+c.Seen, ": "))
		if !c.OK && c.Hint != "" {
			fmt.Fprintf(w, "  \t\t\t\thint: %s\n", c.Hint)
		}
	}
	w.Flush()
}

func verdictOf(r *proof.Report) string {
	if n := len(r.Failed()); n > 0 {
		return fmt.Sprintf("%d of which do not hold", n)
	}
	return "all hold"
}
