package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newSOCCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "soc",
		Short: "The mini-SOC at a glance: how things stand, what is on its way, what each portal offers",
		Example: `  socrates soc status
  socrates soc watch --speed 600
  socrates soc offers --portal azure`,
	}
	cmd.AddCommand(newSOCStatusCommand(a), newSOCOffersCommand(a), newSOCWatchCommand(a), newSOCMetricsCommand(a))
	return cmd
}

func newSOCStatusCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "status", Short: "Tell how things stand", Example: "  socrates soc status --json", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				s := e.Status()
				return a.show(s, func() { a.printStatus(s) })
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func (a *app) printStatus(s soc.Status) {
	onOff := map[bool]string{true: "on", false: "off"}
	fmt.Fprintf(a.out, "%s   profile %s   connector %s   attack disruption %s\n", when(s.Now), s.Profile, onOff[s.Connected], onOff[s.Disruption])
	fmt.Fprintf(a.out, "incidents  %d new, %d active, %d closed; %d open ones have no owner\n", s.Incidents[soc.StatusNew], s.Incidents[soc.Active], s.Incidents[soc.Closed], s.Unassigned)
	fmt.Fprintf(a.out, "alerts     %d, of which %d are hidden\n", s.Alerts, s.Hidden)
	fmt.Fprintf(a.out, "responses  %d in force, %d wait for approval\n", s.InForce, s.Pending)
	if s.Failures > 0 {
		fmt.Fprintf(a.out, "automation %d runs failed: socrates automation runs\n", s.Failures)
	}
	for _, f := range s.InFlight {
		fmt.Fprintf(a.out, "  %s  %s\n", when(f.Due), f.What)
	}
}

func newSOCOffersCommand(a *app) *cobra.Command {
	var d desk
	var acts bool
	cmd := &cobra.Command{
		Use:   "offers",
		Short: "List what a portal offers, and where the rest is done",
		Example: `  socrates soc offers --portal azure
  socrates soc offers --acts              with every kind of act`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, p profile.Portal) error {
				list := e.Offers(p)
				return a.show(list, func() { a.printOffers(list, p, acts) })
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().BoolVar(&acts, "acts", false, "list the kinds of acts of each task as well")
	return cmd
}

func (a *app) printOffers(list []soc.Offer, p profile.Portal, acts bool) {
	for _, offered := range []bool{true, false} {
		fmt.Fprintln(a.out, map[bool]string{true: "In " + p.Title() + ":", false: "\nElsewhere:"}[offered])
		for _, o := range list {
			if o.Offered != offered {
				continue
			}
			fmt.Fprintf(a.out, "  %s\n", o.Says)
			if o.Where != "" {
				fmt.Fprintf(a.out, "      %s\n", o.Where)
			}
			if o.Why != "" && !offered {
				fmt.Fprintf(a.out, "      %s\n", o.Why)
			}
			for _, k := range o.Acts {
				if acts {
					fmt.Fprintf(a.out, "      - %s\n", k)
				}
			}
		}
	}
}
