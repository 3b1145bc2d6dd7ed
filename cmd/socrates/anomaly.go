package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
)

func newAnomalyCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "anomaly",
		Short: "Anomaly rules: what is unusual goes into the table Anomalies, without an alert",
		Long: `Anomaly rules compare what somebody or something did with what others do, or with their own past. What stands out is written into
the workspace's table Anomalies with a score from 0 to 1; no alert comes of it. Use it in a hunt, or beside other evidence in a rule.`,
		Example: `  socrates anomaly list
  socrates hunt --scope workspace "Anomalies | project TimeGenerated, RuleName, Score, UserPrincipalName, AnomalyReasons"
  socrates anomaly disable unusual-mail-volume --portal azure`,
	}
	cmd.AddCommand(newAnomalyListCommand(a), newAnomalySwitchCommand(a, "enable", "Let an anomaly rule run"), newAnomalySwitchCommand(a, "disable", "Keep an anomaly rule from running"))
	return cmd
}

func newAnomalyListCommand(a *app) *cobra.Command {
	return a.page("list", "List the anomaly rules and what they have found", "  socrates anomaly list --json", func(_ context.Context, e *soc.Engine) (any, func(), error) {
		all := e.Anomalies()
		return all, func() { a.printAnomalies(all) }, nil
	})
}

func (a *app) printAnomalies(all []soc.AnomalyLine) {
	lines := [][]string{{"ID", "STATE", "LAST RUN", "FOUND", "NAME"}}
	for _, l := range all {
		state := map[bool]string{true: "off", false: "on"}[l.Off]
		if l.Error != "" {
			state = "fails"
		}
		lines = append(lines, []string{l.ID, state, when(l.Last), fmt.Sprint(l.Found), l.Name})
	}
	a.grid(lines)
	for _, l := range all {
		if l.Error != "" {
			fmt.Fprintf(a.out, "\n%s: %s\n", l.ID, l.Error)
		}
	}
}

func newAnomalySwitchCommand(a *app, verb, says string) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use: verb + " ID", Short: says, Example: "  socrates anomaly " + verb + " unusual-mail-volume", Args: cobra.ExactArgs(1),
	}, "anomaly."+verb, func(args []string) any { return soc.OneRule{ID: args[0]} })
}
