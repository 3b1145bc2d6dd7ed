package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"socrates/generator/attack"
	"socrates/generator/life"
	"socrates/generator/tick"
	"socrates/scenarios"
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
				if _, err := s.Compile(scenarios.Params{Seed: 1}); err != nil {
					return err
				}
			}
			if a.json {
				if err := a.emit(append(scenarios.Problems{}, all...)); err != nil {
					return err
				}
			}
			if len(all) > 0 {
				return &exitError{code: 1, quiet: a.json, err: fmt.Errorf("%d mistakes\n%w", len(all), all)}
			}
			if !a.json {
				fmt.Fprintln(a.out, "no mistakes")
			}
			return nil
		},
	}
}

func newScenarioPreviewCommand(a *app) *cobra.Command {
	var p scenarios.Params
	cmd := &cobra.Command{
		Use: "preview FILE|ID", Short: "Show the timeline, the techniques and the rows that a scenario leaves", Example: "  socrates scenario preview ransomware --seed 3 --people 80", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.previewScenario(c.Context(), args[0], p) },
	}
	cmd.Flags().Uint64Var(&p.Seed, "seed", 1, "seed of the organisation")
	cmd.Flags().IntVar(&p.People, "people", 0, "size of the organisation (default: the scenario's)")
	cmd.Flags().IntVar(&p.Days, "days", 0, "days of data (default: the scenario's)")
	return cmd
}

func (a *app) previewScenario(ctx context.Context, id string, p scenarios.Params) error {
	s, err := scenarios.Load(id)
	if err != nil {
		return err
	}
	v, err := s.Look(ctx, p)
	if err != nil {
		return err
	}
	if a.json {
		return a.emit(v)
	}
	fmt.Fprintf(a.out, "%s, at %s; the clock stands at %s\n\n", s.Title, v.Organisation, tick.ISO(v.Now)[:16])
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	slices.SortStableFunc(v.Stages, func(x, y scenarios.StagePreview) int { return cmp.Compare(x.Start, y.Start) })
	for _, st := range v.Stages {
		kind := st.Technique + " " + st.Tactic
		if st.Decoy {
			kind = "decoy"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", tick.ISO(st.Start)[5:16], st.ID, kind, rowList(st.Rows))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(a.out)
	for _, t := range v.Tables {
		fmt.Fprintf(w, "%s\t%d\n", t.Table, t.Rows)
	}
	fmt.Fprintf(w, "all rows\t%d\t%d of them of the attack or a decoy\n", v.Rows, v.Labels)
	for _, n := range v.Suspicious {
		fmt.Fprintf(w, "innocent\t%d\t%s\n", n.Acts, n.Kind)
	}
	for _, n := range s.Notice {
		fmt.Fprintln(w, "notice: "+n)
	}
	return w.Flush()
}

func rowList(m map[string]int) string {
	var parts []string
	for t, n := range m {
		parts = append(parts, fmt.Sprintf("%s %d", t, n))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
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
