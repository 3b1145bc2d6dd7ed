package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"socrates/generator/attack"
	"socrates/generator/life"
	"socrates/scenarios"
	"socrates/scenarios/proof"
)

func newScenarioCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scenario",
		Short: "Author, check and preview attack scenarios",
		Example: `  socrates scenario list
  socrates scenario preview phish-to-c2 --seed 7
  socrates scenario new my-attack
  socrates scenario check my-attack.yaml
  socrates scenario explain beacon`,
	}
	cmd.AddCommand(newScenarioListCommand(a), newScenarioNewCommand(a), newScenarioCheckCommand(a), newScenarioPreviewCommand(a), newScenarioTestCommand(a), newScenarioExplainCommand(a), newScenarioRealismCommand(a))
	return cmd
}

func newScenarioListCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the scenarios of the library", Example: "  socrates scenario list --json", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			list, err := scenarios.List()
			if err != nil {
				return err
			}
			if a.json {
				return a.emit(list)
			}
			w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
			for _, s := range list {
				fmt.Fprintf(w, "%s\t%s\t%s\n", s.ID, s.Level, s.Title)
			}
			return w.Flush()
		},
	}
}

func newScenarioNewCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "new ID", Short: "Write a small scenario that works, to start from", Example: "  socrates scenario new my-attack     writes my-attack.yaml", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			file := args[0] + ".yaml"
			f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if errors.Is(err, os.ErrExist) {
				return fmt.Errorf("%s is there already; choose another id, or remove the file", file)
			}
			if err != nil {
				return fmt.Errorf("write %s: %w", file, err)
			}
			_, werr := f.WriteString(scenarios.Template(args[0]))
			if err := errors.Join(werr, f.Close(), os.WriteFile("scenario.schema.json", scenarios.Schema(), 0o644)); err != nil {
				return fmt.Errorf("write %s: %w", file, err)
			}
			fmt.Fprintf(a.out, "wrote %s and scenario.schema.json\nnext: socrates scenario preview %s\n", file, file)
			return nil
		},
	}
}

func newScenarioCheckCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "check FILE|ID...", Short: "Report every mistake of a scenario, with line and hint", Example: "  socrates scenario check my-attack.yaml", Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			var all scenarios.Problems
			for _, arg := range args {
				s, err := scenarios.Load(arg)
				var p scenarios.Problems
				if errors.As(err, &p) {
					all = append(all, p...)
					continue
				}
				if err != nil {
					return err
				}
				staged, err := s.Stage(scenarios.Params{Seed: 1})
				if err != nil {
					return err
				}
				all = append(all, proof.Queries(arg, staged)...)
			}
			if a.json {
				if err := a.emit(append(scenarios.Problems{}, all...)); err != nil {
					return err
				}
			}
			if len(all) > 0 {
				return &exitError{code: 1, quiet: a.json, err: fmt.Errorf("%s\n%w", plural(len(all), "mistake"), all)}
			}
			if !a.json {
				fmt.Fprintln(a.out, "no mistakes")
			}
			return nil
		},
	}
}

func (a *app) explainNoise() error {
	if a.json {
		return a.emit(life.Suspicious)
	}
	fmt.Fprintln(a.out, "These look suspicious and are innocent; a scenario scales them with noise: {suspicious: 0.5}, and preview counts them.")
	for _, k := range life.Suspicious {
		fmt.Fprintf(a.out, "%-20s %s; %s\n", k.Kind, k.Says, k.Rate)
	}
	return nil
}

func newScenarioExplainCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use: "explain [ACTIVITY]", Short: "Explain an activity of the library and its parameters", Example: "  socrates scenario explain\n  socrates scenario explain mail-lure\n  socrates scenario explain noise        what looks suspicious and is innocent", Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			names := attack.Names()
			if len(args) == 1 {
				names = args
			}
			if len(args) == 1 && args[0] == "noise" {
				return a.explainNoise()
			}
			for _, n := range names {
				act, ok := attack.Find(n)
				if !ok {
					return fmt.Errorf("no activity %q; the library has %s", n, strings.Join(attack.Names(), ", "))
				}
				fmt.Fprintf(a.out, "%s  %s %s\n  %s\n", act.Name, act.Technique, act.Tactic, act.Doc)
				for _, p := range act.Params {
					fmt.Fprintf(a.out, "    %-10s %-9s %s%s\n", p.Name, p.Kind, p.Doc, map[bool]string{true: " (optional)"}[p.Optional])
				}
			}
			return nil
		},
	}
}
