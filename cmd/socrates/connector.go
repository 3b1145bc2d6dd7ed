package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/content"
	"socrates/engine/soc/profile"
)

func newConnectorCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "connector",
		Short: "The data connectors of the workspace",
		Long: `The Microsoft Defender XDR connector brings incidents, alerts and the chosen hunting tables of Defender XDR into the Sentinel workspace.
A table that is not selected does not exist for workspace queries and analytics rules, and stays in Defender hunting. The other
connectors bring the tables of their source; they come with solutions of the content hub.`,
		Example: `  socrates connector list --portal azure
  socrates connector show
  socrates connector disconnect SyslogAma --portal azure
  socrates connector tables --off DeviceInfo,DeviceNetworkInfo --portal azure
  socrates connector disconnect --portal azure`,
	}
	cmd.AddCommand(newConnectorListCommand(a), newConnectorShowCommand(a), newConnectorSwitchCommand(a, "connect", "Connect incidents and alerts, or a data connector"),
		newConnectorSwitchCommand(a, "disconnect", "Disconnect incidents and alerts, or a data connector"), newConnectorTablesCommand(a))
	return cmd
}

func newConnectorShowCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "show [CONNECTOR]", Short: "Show the Microsoft Defender XDR connector and its tables, or another connector", Args: cobra.MaximumNArgs(1),
		Example: "  socrates connector show\n  socrates connector show EntraID --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				if soc.IsDefenderXDR(first(args)) {
					c := e.Connector()
					return a.show(c, func() { a.printConnector(c) })
				}
				f, err := e.Feed(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				return a.show(f, func() { a.printFeed(f) })
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func (a *app) printFeed(f soc.FeedStatus) {
	fmt.Fprintf(a.out, "%s, by %s: %s since %s\n", f.Title, f.Publisher, map[bool]string{true: "connected", false: "disconnected"}[f.Connected], when(f.Since))
	fmt.Fprintf(a.out, "rows come by %s; the solution is %s\n\n", f.How, f.Solution)
	a.grid(tableRows(f.ByTable))
}

func tableRows(list []soc.TableRow) [][]string {
	lines := [][]string{{"TABLE", "LAST ROW", "ROWS/DAY"}}
	for _, t := range list {
		lines = append(lines, []string{t.Table, dash(when(t.Last)), thousands(t.Rows)})
	}
	return lines
}

func newConnectorListCommand(a *app) *cobra.Command {
	example := "  socrates connector list\n  socrates connector list --json"
	return a.page("list", "List the connectors of the installed solutions: state, last row, tables", example, func(ctx context.Context, e *soc.Engine) (any, func(), error) {
		feeds, err := e.Health(ctx)
		if err != nil {
			return nil, nil, err
		}
		xdr, err := e.XDRHealth(ctx)
		page := map[string]any{"defenderXDR": map[string]any{"connected": e.Connector().Connected, "byTable": xdr}, "connectors": append([]soc.FeedStatus{}, feeds...)}
		return page, func() { a.printConnectors(e.Connector(), xdr, feeds) }, err
	})
}

func (a *app) printConnectors(c soc.ConnectorStatus, xdr []soc.TableRow, feeds []soc.FeedStatus) {
	lines := [][]string{{"ID", "CONNECTOR", "STATE", "LAST ROW", "ROWS/DAY", "TABLES"}}
	var last, rows int64
	for _, t := range xdr {
		last, rows = max(last, t.Last), rows+t.Rows
	}
	state := map[bool]string{true: "connected", false: soc.Disconnected}[c.Connected]
	lines = append(lines, []string{content.DefenderXDR, c.Name, state, dash(when(last)), thousands(rows), fmt.Sprintf("%d with rows", len(xdr))})
	for _, f := range feeds {
		lines = append(lines, []string{f.ID, f.Title, f.State, dash(when(f.Last)), thousands(f.Rows), join(f.Tables)})
	}
	a.grid(lines)
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
	return a.actCommand(&cobra.Command{
		Use:     verb + " [CONNECTOR]",
		Short:   says,
		Example: "  socrates connector " + verb + " --portal azure\n  socrates connector " + verb + " SyslogAma --portal azure",
		Args:    cobra.MaximumNArgs(1),
	}, "connector."+verb, func(args []string) any { return soc.OneConnector{Connector: first(args)} })
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
