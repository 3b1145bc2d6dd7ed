package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newThreatCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "threat",
		Short: "Threat analytics: reports of attacks, and what this organisation has to do with them",
		Long: `Threat analytics: what a kind of attack is and how it goes, which incidents here belong to it, whom it hit, what stands open to
it, and how to look for it. A report tells of attacks in general; what it says of this organisation comes from its tables and alerts.`,
		Example: `  socrates threat list
  socrates threat show aitm-phishing
  socrates threat hunt aitm-phishing 1`,
	}
	cmd.AddCommand(newThreatListCommand(a), newThreatShowCommand(a), newThreatHuntCommand(a))
	return cmd
}

func newThreatListCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "list", Short: "List the reports, those with active alerts first", Example: "  socrates threat list --json", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, p profile.Portal) error {
				all, err := e.Threats(p)
				if err != nil {
					return err
				}
				return a.show(all, func() { a.printThreats(all) })
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func (a *app) printThreats(all []soc.ThreatLine) {
	lines := [][]string{{"ID", "ACTIVE", "RESOLVED", "ASSETS", "LAST ACTIVITY", "TITLE"}}
	for _, t := range all {
		lines = append(lines, []string{t.ID, fmt.Sprint(t.Active), fmt.Sprint(t.Resolved), fmt.Sprint(t.Assets), when(t.Last), t.Title})
	}
	a.grid(lines)
}

func newThreatShowCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "show ID", Short: "Open a report: the attack, incidents here, impacted assets, exposure, hunting queries",
		Example: "  socrates threat show human-operated-ransomware", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.threat(cmd.Context(), d, args[0], func(p *soc.ThreatPage) error {
				return a.show(p, func() { a.printThreat(p) })
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func (a *app) threat(ctx context.Context, d desk, id string, do func(*soc.ThreatPage) error) error {
	return a.look(ctx, d, func(e *soc.Engine, side profile.Portal) error {
		p, err := e.Threat(ctx, side, id)
		if err != nil {
			return err
		}
		return do(p)
	})
}

func (a *app) printThreat(p *soc.ThreatPage) {
	fmt.Fprintf(a.out, "%s  (%s)\n\n%s\n", p.Title, p.Kind, p.Report.Summary)
	a.heading("How it goes")
	for _, s := range p.Report.Chain {
		fmt.Fprintf(a.out, "  %-18s %s (%s)\n", s.Tactic, s.What, strings.Join(s.Techniques, ", "))
	}
	a.heading("Here: %s, %d resolved", countOf(p.Active, "active alert", "active alerts"), p.Resolved)
	if len(p.Incidents) > 0 {
		a.printQueue(p.Incidents, profile.Defender)
	}
	if len(p.Impacted) > 0 {
		fmt.Fprintf(a.out, "  impacted: %s\n", strings.Join(p.Impacted, ", "))
	}
	a.heading("What stands open to it")
	for _, x := range p.Exposure {
		a.printExposure(x)
	}
	a.heading("How to look for it")
	for i, h := range p.Report.Hunts {
		fmt.Fprintf(a.out, "  %d. %s: socrates threat hunt %s %[1]d\n", i+1, h.Name, p.ID)
	}
}

func (a *app) printExposure(x soc.Exposure) {
	const most = 5
	fmt.Fprintf(a.out, "  %s. %s\n", x.Name, x.Why)
	switch {
	case x.Error != "":
		fmt.Fprintf(a.out, "    could not be measured: %s\n", x.Error)
	case !x.Measured:
	case len(x.Exposed) == 0:
		fmt.Fprintln(a.out, "    nothing stands open")
	default:
		more := ""
		if n := len(x.Exposed) - most; n > 0 {
			more = fmt.Sprintf(" and %d more", n)
		}
		fmt.Fprintf(a.out, "    %d: %s%s\n", len(x.Exposed), strings.Join(x.Exposed[:min(most, len(x.Exposed))], ", "), more)
	}
}

func newThreatHuntCommand(a *app) *cobra.Command {
	var d desk
	var print bool
	cmd := &cobra.Command{
		Use: "hunt ID N", Short: "Run a hunting query of a report", Args: cobra.ExactArgs(2),
		Example: "  socrates threat hunt web-shells 1\n  socrates threat hunt web-shells 1 --print",
		RunE: func(cmd *cobra.Command, args []string) error {
			var kql string
			err := a.threat(cmd.Context(), d, args[0], func(p *soc.ThreatPage) (err error) {
				kql, err = huntOf(p, args[1])
				return err
			})
			if err != nil {
				return err
			}
			if print {
				fmt.Fprint(a.out, kql)
				return nil
			}
			return a.hunt(cmd.Context(), huntFlags{tenant: d.tenant, scope: "unified", format: "table"}, []string{kql})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().BoolVar(&print, "print", false, "only print the query")
	return cmd
}

func huntOf(p *soc.ThreatPage, number string) (string, error) {
	for i, h := range p.Report.Hunts {
		if fmt.Sprint(i+1) == number {
			return h.KQL, nil
		}
	}
	return "", fmt.Errorf("report %s has hunting queries 1 to %d, not %q", p.ID, len(p.Report.Hunts), number)
}
