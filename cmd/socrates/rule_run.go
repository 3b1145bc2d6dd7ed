package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/kql/value"
	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
)

func newRuleRunCommand(a *app) *cobra.Command {
	var d desk
	var file string
	cmd := &cobra.Command{
		Use: "run [RULE]", Short: "Show what a rule would find now; nothing is raised", Args: cobra.MaximumNArgs(1),
		Example: `  socrates rule run "SSH password guessed"
  socrates rule run --file ./my-rule.yaml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				r, err := ruleToRun(e, args, file)
				if err != nil {
					return err
				}
				rep, err := e.TryRule(cmd.Context(), r)
				if err != nil {
					return err
				}
				return a.show(rep, func() { a.printRun(rep) })
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&file, "file", "", "a rule file that is not imported")
	return cmd
}

func ruleToRun(e *soc.Engine, args []string, file string) (*rule.Rule, error) {
	if file == "" {
		if len(args) == 0 {
			return nil, fmt.Errorf("name a rule, or give --file")
		}
		return e.FindRule(args[0])
	}
	text, err := readText(file)
	if err != nil {
		return nil, err
	}
	return rule.Parse(file, []byte(text))
}

func newRuleExplainCommand(a *app) *cobra.Command {
	var d desk
	var at string
	cmd := &cobra.Command{
		Use: "explain RULE", Short: "Explain a past run: its window, what it saw, why it raised an alert or none", Args: cobra.ExactArgs(1),
		Long: `Explain the last run of a rule, or the last before --at: the window, the rows of each table in it, those that arrived too late to be seen, the
threshold, suppression, a failure. The last 50 runs are kept.`,
		Example: `  socrates rule explain "SSH password guessed"
  socrates rule explain "SSH password guessed" --at 2026-06-18T09:00Z`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				until := e.Now()
				if at != "" {
					t, ok := value.ParseDatetime(at)
					if !ok {
						return fmt.Errorf("--at %q is no time; write it like 2026-06-18T09:00Z", at)
					}
					until = t
				}
				r, err := e.FindRule(args[0])
				if err != nil {
					return err
				}
				rep, err := e.ExplainRun(cmd.Context(), r, until)
				if err != nil {
					return err
				}
				return a.show(rep, func() { a.printRun(rep) })
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&at, "at", "", "the last run that was due by this time (default: now)")
	return cmd
}

const shownRows = 10

func (a *app) printRun(rep *soc.RunReport) {
	how := "rows whose own time lies in it"
	if rep.Arrival {
		how = "rows that arrived in it"
	}
	fmt.Fprintf(a.out, "%s\n\n  window   %s .. %s (%s)\n  asked    %s; nothing that arrived later was seen\n", rep.Rule, value.FormatDatetime(rep.From), value.FormatDatetime(rep.Due), how, value.FormatDatetime(rep.At))
	for _, t := range rep.Tables {
		line := fmt.Sprintf("%d rows in the window", t.Rows)
		if t.Late > 0 {
			line += fmt.Sprintf(", %d more arrived too late", t.Late)
		}
		if t.Error != "" {
			line = t.Error
		}
		fmt.Fprintf(a.out, "  %-8s %s\n", t.Table, line)
	}
	for _, name := range rep.Absent {
		fmt.Fprintf(a.out, "  missing  %s; taken to be empty\n", name)
	}
	fmt.Fprintf(a.out, "  outcome  %s\n", rep.Outcome)
	if rep.Error != "" {
		fmt.Fprintf(a.out, "  error    %s\n", rep.Error)
	}
	for _, t := range rep.Alerts {
		fmt.Fprintf(a.out, "  alert    %s\n", t)
	}
	a.printCells(rep)
}

func (a *app) printCells(rep *soc.RunReport) {
	if len(rep.Cells) == 0 {
		return
	}
	var head []string
	for _, c := range rep.Columns {
		head = append(head, c.Name)
	}
	lines := [][]string{head}
	for _, row := range rep.Cells[:min(len(rep.Cells), shownRows)] {
		var line []string
		for i, cell := range row {
			text := rule.Text(cell)
			if t, ok := cell.(int64); ok && strings.HasSuffix(rep.Columns[i].Type.String(), "datetime") {
				text = when(t)
			}
			line = append(line, clip(text, 40))
		}
		lines = append(lines, line)
	}
	fmt.Fprintln(a.out)
	a.grid(lines)
	if n := len(rep.Cells); n > shownRows {
		fmt.Fprintf(a.out, "(%d more rows)\n", n-shownRows)
	}
}
