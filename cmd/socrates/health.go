package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newHealthCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use:   "health",
		Short: "The data connectors of the workspace and whether rows arrive",
		Example: `  socrates health --portal azure
  socrates hunt "SentinelHealth | where Status != 'Success'" --scope workspace`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, side profile.Portal) error {
				if err := e.Offered(side, "health"); err != nil {
					return err
				}
				all, err := e.Health(cmd.Context())
				if err != nil {
					return err
				}
				return a.show(map[string]any{"defenderXDR": e.Connector(), "connectors": all}, func() { a.printHealth(e, all) })
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func (a *app) printHealth(e *soc.Engine, all []soc.FeedStatus) {
	lines := [][]string{{"CONNECTOR", "STATE", "LAST ROW", "ROWS/DAY", "TABLES"}}
	c := e.Connector()
	lines = append(lines, []string{c.Name, map[bool]string{true: "connected", false: "disconnected"}[c.Connected], "", "", "socrates connector show"})
	for _, f := range all {
		lines = append(lines, []string{f.Title, f.State, dash(when(f.Last)), thousands(f.Rows), join(f.Tables)})
	}
	a.grid(lines)
	failed := 0
	for _, r := range e.Rules() {
		if n := len(r.Runs); n > 0 && r.Runs[n-1].Error != "" {
			failed++
		}
	}
	if failed > 0 {
		fmt.Fprintf(a.out, "\n%d analytics rules failed at their last run: socrates rule list\n", failed)
	}
}
