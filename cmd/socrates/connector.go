package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newConnectorCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "connector",
		Short: "The Microsoft Defender XDR data connector of the workspace",
		Long: `The connector brings incidents, alerts and the chosen hunting tables of Defender XDR into the Sentinel workspace. A table that is not
selected does not exist for workspace queries and analytics rules, and stays in Defender hunting.`,
		Example: `  socrates connector show
  socrates connector tables --off DeviceInfo,DeviceNetworkInfo --portal azure
  socrates connector disconnect --portal azure`,
	}
	cmd.AddCommand(newConnectorShowCommand(a), newConnectorSwitchCommand(a, "connect", "Connect incidents and alerts"),
		newConnectorSwitchCommand(a, "disconnect", "Disconnect incidents and alerts"), newConnectorTablesCommand(a))
	return cmd
}

func newConnectorShowCommand(a *app) *cobra.Command {
	example := "  socrates connector show\n  socrates connector show --json"
	return a.page("show", "Show the connector and the tables it streams", example, func(_ context.Context, e *soc.Engine) (any, func(), error) {
		c := e.Connector()
		return c, func() { a.printConnector(c) }, nil
	})
}

func (a *app) printConnector(c soc.ConnectorStatus) {
	fmt.Fprintf(a.out, "%s: incidents and alerts %s since %s\n\n", c.Name, map[bool]string{true: "connected", false: "disconnected"}[c.Connected], when(c.Since))
	lines := [][]string{{"TABLE", "STREAMED", "PRODUCT", "ADVICE"}}
	for _, t := range c.Tables {
		lines = append(lines, []string{t.Table, map[bool]string{true: "yes", false: "no"}[t.Selected], t.Product, t.Advice})
	}
	a.grid(lines)
}

func newConnectorSwitchCommand(a *app, verb, says string) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use:     verb,
		Short:   says,
		Example: "  socrates connector " + verb + " --portal azure",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.act(cmd.Context(), d, "connector."+verb, struct{}{})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func newConnectorTablesCommand(a *app) *cobra.Command {
	var d desk
	var on, off []string
	cmd := &cobra.Command{
		Use:   "tables",
		Short: "Choose the tables that are streamed",
		Long: `Choose the tables that are streamed to the workspace. Names may be table names, a prefix with a star (DeviceTvm*), or all.
Without --on and --off it lists what is selected.`,
		Example: `  socrates connector tables
  socrates connector tables --off "DeviceTvm*" --portal azure
  socrates connector tables --off all --on DeviceProcessEvents,EmailEvents --portal azure`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if len(on)+len(off) == 0 {
				return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
					c := e.Connector()
					return a.show(c.Tables, func() { a.printConnector(c) })
				})
			}
			choice, err := chooseTables(on, off)
			if err != nil {
				return err
			}
			return a.act(cmd.Context(), d, "connector.tables", soc.SelectTables{Tables: choice})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringSliceVar(&on, "on", nil, "tables to select")
	cmd.Flags().StringSliceVar(&off, "off", nil, "tables to deselect")
	return cmd
}

// chooseTables expands patterns; what is named by both --off and --on is on.
func chooseTables(on, off []string) (map[string]bool, error) {
	out := map[string]bool{}
	for _, list := range []struct {
		names []string
		to    bool
	}{{off, false}, {on, true}} {
		for _, name := range list.names {
			fits := tablesLike(name)
			if len(fits) == 0 {
				return nil, fmt.Errorf("the connector streams no table like %q; socrates connector show lists them", name)
			}
			for _, t := range fits {
				out[t] = list.to
			}
		}
	}
	return out, nil
}

func tablesLike(pattern string) []string {
	var out []string
	for _, t := range soc.Streamable() {
		prefix, star := strings.CutSuffix(pattern, "*")
		if pattern == "all" || strings.EqualFold(t.Name, pattern) || star && strings.HasPrefix(strings.ToLower(t.Name), strings.ToLower(prefix)) {
			out = append(out, t.Name)
		}
	}
	return slices.Compact(out)
}
