package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
)

func newRuleCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rule",
		Short: "Analytics rules of the workspace and custom detections of Defender",
		Long: `A rule asks its query by the clock and raises alerts. Analytics rules (scheduled, NRT) read the workspace; custom detections hunt in
Defender. Rule files are those of the community: YAML, or resource templates in JSON.`,
		Example: `  socrates rule list
  socrates rule import ./impossible-travel.yaml ./template.json
  socrates rule run "Root signed in with a password"
  socrates rule explain "SSH password guessed"
  socrates rule export --all --format arm --out rules.json`,
	}
	cmd.AddCommand(newRuleListCommand(a), newRuleShowCommand(a), newRuleImportCommand(a), newRuleExportCommand(a), newRuleCreateCommand(a),
		newRuleRunCommand(a), newRuleExplainCommand(a), newRuleSwitchCommand(a, "enable", "Let a rule run again"),
		newRuleSwitchCommand(a, "disable", "Keep a rule from running"), newRuleSwitchCommand(a, "delete", "Remove a rule; its alerts stay"),
		newRuleTestCommand(a), newRuleTemplatesCommand(a), newRuleBenchCommand(a))
	return cmd
}

func newRuleListCommand(a *app) *cobra.Command {
	var d desk
	var own, off, failing bool
	cmd := &cobra.Command{
		Use: "list [WORD]", Short: "List the rules; WORD narrows the list to names, tactics, techniques and tables", Args: cobra.MaximumNArgs(1),
		Example: `  socrates rule list
  socrates rule list T1110
  socrates rule list SigninLogs --json
  socrates rule list --failing`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				var lines []soc.RuleLine
				for _, l := range e.RuleList() {
					if (!own || l.Own) && (!off || l.Off) && (!failing || l.Failing != "") && (len(args) == 0 || about(l.Rule, args[0])) {
						lines = append(lines, l)
					}
				}
				return a.show(append([]soc.RuleLine{}, lines...), func() { a.printRules(lines) })
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().BoolVar(&own, "own", false, "only those that were imported or made")
	cmd.Flags().BoolVar(&off, "off", false, "only those that are disabled")
	cmd.Flags().BoolVar(&failing, "failing", false, "only those whose last run failed")
	return cmd
}

// about reports that a rule has to do with a word.
func about(r *rule.Rule, word string) bool {
	all := strings.Join([]string{r.ID, r.Name, r.Severity, r.Kind, strings.Join(r.Tactics, " "), strings.Join(r.Techniques, " "), r.Query}, "\n")
	return strings.Contains(strings.ToLower(all), strings.ToLower(word))
}

func (a *app) printRules(lines []soc.RuleLine) {
	if len(lines) == 0 {
		fmt.Fprintln(a.out, "No such rules.")
		return
	}
	grid := [][]string{{"NAME", "KIND", "SEVERITY", "EVERY", "STATE", "LAST RUN", "RUNS", "ALERTS"}}
	for _, l := range lines {
		grid = append(grid, []string{clip(l.Name, 70), l.Kind, l.Severity, every(l.Rule), state(l), when(l.LastRun), fmt.Sprint(l.Total), fmt.Sprint(l.Alerts)})
	}
	a.grid(grid)
	fmt.Fprintf(a.out, "(%d rules)\n", len(lines))
}

func every(r *rule.Rule) string {
	switch {
	case r.Kind == rule.NRT || r.Frequency == 0:
		return "1m"
	}
	return r.Frequency.String()
}

func state(l soc.RuleLine) string {
	switch {
	case l.Off:
		return "disabled"
	case l.Failing != "":
		return "failing"
	case l.Own:
		return "on, yours"
	}
	return "on"
}

func newRuleShowCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "show RULE", Short: "Show a rule: its file, and its last runs", Args: cobra.ExactArgs(1),
		Example: "  socrates rule show \"SSH password guessed\"\n  socrates rule show 5b8f2a51 --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				r, err := e.FindRule(args[0])
				if err != nil {
					return err
				}
				runs := e.RuleRuns(r.ID)
				return a.show(map[string]any{"rule": r, "runs": runs}, func() { a.printRule(r, runs) })
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func (a *app) printRule(r *rule.Rule, runs []soc.Run) {
	text, err := rule.YAML(r)
	if err != nil {
		text = []byte(err.Error())
	}
	fmt.Fprintf(a.out, "%s\n", text)
	if len(runs) == 0 {
		fmt.Fprintln(a.out, "It has not run yet.")
		return
	}
	lines := [][]string{{"RUN", "WINDOW FROM", "ROWS", "ALERTS", "NOTE"}}
	for i := len(runs) - 1; i >= max(0, len(runs)-10); i-- {
		x := runs[i]
		lines = append(lines, []string{when(x.At), when(x.From), fmt.Sprint(x.Rows), fmt.Sprint(len(x.Alerts)), clip(x.Error+x.Skipped, 80)})
	}
	a.grid(lines)
	fmt.Fprintln(a.out, "What a run saw: socrates rule explain \""+r.Name+"\" [--at TIME]")
}

func newRuleSwitchCommand(a *app, verb, says string) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: verb + " RULE", Short: says, Args: cobra.ExactArgs(1),
		Example: fmt.Sprintf("  socrates rule %s \"SSH password guessed\"\n  socrates rule %s 5b8f2a51 --portal azure", verb, verb),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind := "rule"
			err := a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				r, err := e.FindRule(args[0])
				if err == nil && r.Kind == rule.Custom {
					kind = "detection"
				}
				return err
			})
			if err != nil {
				return err
			}
			return a.act(cmd.Context(), d, kind+"."+verb, soc.OneRule{ID: args[0]})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}
