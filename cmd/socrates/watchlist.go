package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newWatchlistCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "watchlist",
		Short: "Lists of your own that queries read with _GetWatchlist",
		Example: `  socrates watchlist create vip --file vip.csv --key UserPrincipalName --portal azure
  socrates watchlist list
  socrates hunt "_GetWatchlist('vip') | take 10" --scope workspace`,
	}
	cmd.AddCommand(newWatchlistListCommand(a), newWatchlistShowCommand(a), newWatchlistCreateCommand(a), newWatchlistAddCommand(a),
		newWatchlistRemoveCommand(a), newWatchlistDeleteCommand(a), newWatchlistTemplatesCommand(a))
	return cmd
}

func newWatchlistListCommand(a *app) *cobra.Command {
	return a.page("list", "List the watchlists", "  socrates watchlist list --json", func(ctx context.Context, e *soc.Engine) (any, func(), error) {
		all, err := e.Watchlists(ctx)
		return append([]*soc.Watchlist{}, all...), func() { a.printWatchlists(all) }, err
	})
}

func (a *app) printWatchlists(all []*soc.Watchlist) {
	if len(all) == 0 {
		fmt.Fprintln(a.out, "No watchlists yet. Make one: socrates watchlist create ALIAS --file list.csv --key COLUMN")
		return
	}
	lines := [][]string{{"ALIAS", "ROWS", "SEARCH KEY", "UPDATED", "NAME"}}
	for _, w := range all {
		lines = append(lines, []string{w.Alias, fmt.Sprint(len(w.Items)), w.SearchKey, when(w.Updated), w.Name})
	}
	a.grid(lines)
}

func newWatchlistShowCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "show ALIAS", Short: "Show the rows of a watchlist", Example: "  socrates watchlist show vip", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				all, err := e.Watchlists(cmd.Context())
				if err != nil {
					return err
				}
				for _, w := range all {
					if w.Alias == args[0] {
						return a.show(w, func() { a.printWatchlist(w) })
					}
				}
				return fmt.Errorf("there is no watchlist %q; socrates watchlist list shows them", args[0])
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func (a *app) printWatchlist(w *soc.Watchlist) {
	lines := [][]string{w.Columns}
	for _, i := range w.Items {
		lines = append(lines, i.Cells)
	}
	a.grid(lines)
	fmt.Fprintf(a.out, "(%d rows; search key %s)\n", len(w.Items), w.SearchKey)
}

func newWatchlistCreateCommand(a *app) *cobra.Command {
	var d desk
	var c soc.CreateWatchlist
	var file string
	cmd := &cobra.Command{
		Use: "create ALIAS", Short: "Make a watchlist from a CSV file with a header line", Args: cobra.ExactArgs(1),
		Example: `  socrates watchlist create vip --file vip.csv --key UserPrincipalName --portal azure
  socrates watchlist create vip --file vip.csv --template VIPUsers --portal azure
  socrates watchlist create scanners --file scanners.csv --key IP --name "Our vulnerability scanners"`,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			c.Alias = args[0]
			if (c.Template == "") == (c.SearchKey == "") {
				return errors.New("give --key COLUMN, or --template with its own search key; watchlist templates lists them")
			}
			if c.CSV, err = readText(file); err != nil {
				return err
			}
			return a.act(cmd.Context(), d, "watchlist.create", c)
		},
	}
	deskFlags(cmd, &d)
	fileFlag(cmd, &file)
	cmd.Flags().StringVar(&c.SearchKey, "key", "", "the column that joins use (SearchKey)")
	cmd.Flags().StringVar(&c.Name, "name", "", "a name to read (default: the alias)")
	cmd.Flags().StringVar(&c.Description, "description", "", "what it is for")
	cmd.Flags().StringVar(&c.Template, "template", "", "a template of an installed solution: the file has its header")
	return cmd
}

func newWatchlistAddCommand(a *app) *cobra.Command {
	var d desk
	var file string
	cmd := &cobra.Command{
		Use: "add ALIAS", Short: "Add rows of a CSV file; a row with a known search key replaces it", Args: cobra.ExactArgs(1),
		Example: "  socrates watchlist add vip --file more.csv --portal azure",
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := readText(file)
			if err != nil {
				return err
			}
			return a.act(cmd.Context(), d, "watchlist.add", soc.ChangeWatchlist{Alias: args[0], CSV: text})
		},
	}
	deskFlags(cmd, &d)
	fileFlag(cmd, &file)
	return cmd
}

func newWatchlistRemoveCommand(a *app) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use: "remove ALIAS KEY...", Short: "Remove rows by their search key", Args: cobra.MinimumNArgs(2),
		Example: "  socrates watchlist remove vip ada@contoso.example --portal azure",
	}, "watchlist.remove", func(args []string) any { return soc.ChangeWatchlist{Alias: args[0], Keys: args[1:]} })
}

func newWatchlistDeleteCommand(a *app) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use: "delete ALIAS", Short: "Delete a watchlist", Args: cobra.ExactArgs(1),
		Example: "  socrates watchlist delete vip --portal azure",
	}, "watchlist.delete", func(args []string) any { return soc.ChangeWatchlist{Alias: args[0]} })
}

func fileFlag(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVar(file, "file", "", "the file to read")
	cmd.MarkFlagRequired("file")
}

// readText reads a file that a person named.
func readText(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s cannot be read; is the path right?", file)
	}
	return string(text), nil
}
