package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"socrates/engine/kql/value"
	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newIncidentMergeCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use:     "merge ID ID...",
		Short:   "Merge incidents into one; the platform chooses which stays",
		Example: "  socrates incident merge 3 5",
		Args:    cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			var m soc.MergeIncidents
			for _, text := range args {
				id, err := incidentNumber(text)
				if err != nil {
					return err
				}
				m.IDs = append(m.IDs, id)
			}
			return a.act(cmd.Context(), d, "incident.merge", m)
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func newIncidentSplitCommand(a *app) *cobra.Command {
	var d desk
	var m soc.MoveAlerts
	cmd := &cobra.Command{
		Use:     "split ID ALERT...",
		Short:   "Move alerts out of an incident, to another or a new one",
		Example: "  socrates incident split 3 da4c19\n  socrates incident split 3 da4c19 fa36c6 --to 5",
		Args:    cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if m.ID, err = incidentNumber(args[0]); err != nil {
				return err
			}
			m.Alerts = args[1:]
			return a.act(cmd.Context(), d, "incident.split", m)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().Int64Var(&m.To, "to", 0, "the incident to move them to (default: a new one)")
	return cmd
}

func newIncidentCreateCommand(a *app) *cobra.Command {
	var d desk
	var c soc.CreateIncident
	cmd := &cobra.Command{
		Use:     "create TITLE",
		Short:   "Make an incident by hand",
		Example: `  socrates incident create "Call from a worried user" --severity low --portal azure`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c.Title = args[0]
			return a.act(cmd.Context(), d, "incident.create", c)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&c.Severity, "severity", "Medium", "informational, low, medium, high")
	return cmd
}

func newIncidentExplainCommand(a *app) *cobra.Command {
	var d desk
	var alert string
	cmd := &cobra.Command{
		Use:   "explain ID",
		Short: "Explain why these alerts are together, and why others are not among them",
		Example: `  socrates incident explain 3
  socrates incident explain 3 --alert sn710c        why that one is not in it`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := incidentNumber(args[0])
			if err != nil {
				return err
			}
			return a.look(cmd.Context(), d, func(e *soc.Engine, p profile.Portal) error {
				x, err := e.Explain(p, id, alert)
				if err != nil {
					return err
				}
				return a.show(x, func() { a.printExplanation(x, e) })
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&alert, "alert", "", "ask about one alert")
	return cmd
}

func (a *app) printExplanation(x *soc.Explanation, e *soc.Engine) {
	fmt.Fprintf(a.out, "Incident %d  %s\n", x.Incident, x.Title)
	titles := map[string]string{}
	for _, al := range e.Alerts() {
		titles[al.ID] = al.Title
	}
	if len(x.Together) > 0 {
		a.heading("Together (alerts that share an entity within %s)", value.FormatTimespan(x.Window))
		for _, l := range x.Together {
			fmt.Fprintf(a.out, "  %s\n      %s\n", titles[l.Alert], l.Says)
		}
	}
	if len(x.Apart) > 0 {
		a.heading("Not among them")
		for _, p := range x.Apart {
			fmt.Fprintf(a.out, "  %s (alert %s, incident %d)\n      %s\n", p.Title, clip(p.Alert, 10), p.Incident, p.Why)
		}
	}
}
