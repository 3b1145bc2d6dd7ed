package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/kql/source"
	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/telemetry"
	"socrates/engine/telemetry/encode"
	"socrates/engine/tenant"
)

func newQueryCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use: "query", Short: "Hunting queries that you keep",
		Example: `  socrates query save clicks "UrlClickEvents | where ActionType == 'ClickAllowed'"
  socrates query list
  socrates hunt "$(socrates query show clicks)"`,
	}
	cmd.AddCommand(newQueryListCommand(a), newQueryShowCommand(a), newQuerySaveCommand(a), newQueryDeleteCommand(a))
	return cmd
}

func newQueryListCommand(a *app) *cobra.Command {
	var d desk
	var all bool
	cmd := &cobra.Command{
		Use: "list", Short: "List the saved queries", Example: "  socrates query list\n  socrates query list --all --json", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				own, hunting := append([]*soc.SavedQuery{}, e.SavedQueries()...), e.HuntingQueries()
				if all {
					return a.show(map[string]any{"saved": own, "solutions": hunting}, func() {
						a.printQueries(own)
						a.printHunting(hunting)
					})
				}
				return a.show(own, func() {
					a.printQueries(own)
					fmt.Fprintf(a.out, "(%d more come with the installed solutions: socrates query list --all)\n", len(hunting))
				})
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().BoolVar(&all, "all", false, "those of the installed solutions as well")
	return cmd
}

func (a *app) printHunting(list []soc.HuntingQuery) {
	a.heading("Hunting queries of the installed solutions")
	lines := [][]string{{"NAME", "TACTICS", "SOLUTION", "SAYS"}}
	for _, q := range list {
		lines = append(lines, []string{q.Name, dash(join(q.Tactics)), q.Solution, clip(q.Says, 70)})
	}
	a.grid(lines)
}

func (a *app) printQueries(all []*soc.SavedQuery) {
	if len(all) == 0 {
		fmt.Fprintln(a.out, "No saved queries yet. Keep one: socrates query save NAME QUERY")
		return
	}
	lines := [][]string{{"NAME", "KEPT", "QUERY"}}
	for _, q := range all {
		lines = append(lines, []string{q.Name, when(q.At), clip(strings.Join(strings.Fields(q.KQL), " "), 80)})
	}
	a.grid(lines)
}

func newQueryShowCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "show NAME", Short: "Print a saved query, or one of an installed solution", Example: "  socrates query show clicks\n  socrates hunt \"$(socrates query show 'Rare operations in Azure')\" --scope workspace", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				for _, q := range e.SavedQueries() {
					if q.Name == args[0] {
						return a.show(q, func() { fmt.Fprintln(a.out, q.KQL) })
					}
				}
				q, err := e.HuntingQuery(args[0])
				if err != nil {
					return err
				}
				return a.show(q, func() { fmt.Fprint(a.out, q.KQL) })
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func newQuerySaveCommand(a *app) *cobra.Command {
	var d desk
	var s soc.SaveQuery
	cmd := &cobra.Command{
		Use: "save NAME QUERY", Short: "Keep a query under a name; the name's old query is replaced", Args: cobra.ExactArgs(2),
		Example: `  socrates query save failed "SigninLogs | where ResultType != '0'" --portal azure`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s.Name, s.KQL = args[0], args[1]
			return a.act(cmd.Context(), d, "query.save", s)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&s.Notes, "notes", "", "what it is for")
	return cmd
}

func newQueryDeleteCommand(a *app) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use: "delete NAME", Short: "Drop a saved query", Args: cobra.ExactArgs(1), Example: "  socrates query delete clicks",
	}, "query.delete", func(args []string) any { return soc.SaveQuery{Name: args[0]} })
}

func newBookmarkCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use: "bookmark", Short: "Rows of answers that you keep as evidence",
		Example: `  socrates bookmark add "odd sign-in" "SigninLogs | where IPAddress == '203.0.113.9' | take 1" --notes "from a hosting provider"
  socrates bookmark list`,
	}
	cmd.AddCommand(newBookmarkListCommand(a), newBookmarkAddCommand(a), newBookmarkRemoveCommand(a))
	return cmd
}

func newBookmarkListCommand(a *app) *cobra.Command {
	return a.page("list", "List the bookmarks", "  socrates bookmark list --json", func(_ context.Context, e *soc.Engine) (any, func(), error) {
		all := append([]*soc.Bookmark{}, e.Bookmarks()...)
		return all, func() { a.printBookmarks(all) }, nil
	})
}

func (a *app) printBookmarks(all []*soc.Bookmark) {
	if len(all) == 0 {
		fmt.Fprintln(a.out, "No bookmarks yet. Keep a row: socrates bookmark add NAME QUERY")
		return
	}
	lines := [][]string{{"NAME", "KEPT", "BY", "NOTES", "QUERY"}}
	for _, b := range all {
		lines = append(lines, []string{b.Name, when(b.At), b.By, clip(dash(b.Notes), 40), clip(strings.Join(strings.Fields(b.KQL), " "), 60)})
	}
	a.grid(lines)
}

func newBookmarkAddCommand(a *app) *cobra.Command {
	var d desk
	var b soc.AddBookmark
	cmd := &cobra.Command{
		Use: "add NAME QUERY", Short: "Keep the first row of a query's answer", Args: cobra.ExactArgs(2),
		Example: `  socrates bookmark add "first click" "UrlClickEvents | top 1 by Timestamp asc" --tag phish --portal azure`,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			b.Name, b.KQL = args[0], args[1]
			if b.Row, err = a.firstRow(cmd.Context(), d, b.KQL); err != nil {
				return err
			}
			return a.act(cmd.Context(), d, "bookmark.add", b)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&b.Notes, "notes", "", "why it matters")
	cmd.Flags().StringSliceVar(&b.Tags, "tag", nil, "tags")
	return cmd
}

func newBookmarkRemoveCommand(a *app) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use: "remove NAME", Short: "Drop a bookmark", Args: cobra.ExactArgs(1), Example: "  socrates bookmark remove \"first click\" --portal azure",
	}, "bookmark.remove", func(args []string) any { return soc.RemoveBookmark{ID: args[0]} })
}

// firstRow runs a query and returns its first row by column.
func (a *app) firstRow(ctx context.Context, d desk, text string) (map[string]any, error) {
	side, err := d.side()
	if err != nil {
		return nil, err
	}
	scope := map[profile.Portal]soc.Scope{profile.Defender: soc.Unified, profile.Azure: soc.WorkspaceScope}[side]
	var row map[string]any
	return row, a.withTenant(ctx, d.tenant, func(t *tenant.Tenant) error {
		res, diags, err := t.Hunt(ctx, scope, text, telemetry.Limits{Rows: 1})
		switch {
		case err != nil:
			return err
		case res == nil:
			return fmt.Errorf("the query is at fault:\n%s", source.Render("", text, diags))
		case len(res.Rows) == 0:
			return fmt.Errorf("the query finds no row as of %s; there is nothing to keep", clockText(tenant.Instant(t.Now())))
		}
		row = map[string]any{}
		for i, cell := range encode.Rows(res)[0] {
			row[res.Columns[i].Name] = cell
		}
		return nil
	})
}
