package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/workbook"
)

func newWorkbookCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "workbook",
		Short: "Workbooks: pages of text, parameters and queries with their pictures",
		Long: `A workbook asks its queries in the workspace and draws the answers. Templates come with the solutions of the content hub; a saved copy is
yours. A file is YAML with title, parameters and items, or the gallery template (JSON) that the portal's editor exports.`,
		Example: `  socrates workbook list
  socrates workbook show "Incident overview" --set TimeRange=1d
  socrates workbook save firewall --as "My firewall" --portal azure
  socrates workbook save --file page.json --portal azure`,
	}
	cmd.AddCommand(newWorkbookListCommand(a), newWorkbookShowCommand(a), newWorkbookSaveCommand(a), newWorkbookDeleteCommand(a))
	return cmd
}

func newWorkbookListCommand(a *app) *cobra.Command {
	return a.page("list", "List saved workbooks and the templates of the installed solutions", "  socrates workbook list --json", func(_ context.Context, e *soc.Engine) (any, func(), error) {
		list := e.Workbooks()
		return list, func() {
			lines := [][]string{{"NAME", "KIND", "FROM", "SAYS"}}
			for _, w := range list {
				lines = append(lines, []string{w.Name, w.Kind, w.Solution + w.By, clip(w.Says, 80)})
			}
			a.grid(lines)
		}, nil
	})
}

func newWorkbookShowCommand(a *app) *cobra.Command {
	var d desk
	var set []string
	cmd := &cobra.Command{
		Use: "show WORKBOOK", Short: "Ask a workbook's queries and draw the answers", Args: cobra.ExactArgs(1),
		Example: `  socrates workbook show Sign-ins --set TimeRange=4h --set Person=ada --portal azure
  socrates workbook show "Incident overview" --set Severity=High,Medium --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			values, err := settings(set)
			if err != nil {
				return err
			}
			return a.look(cmd.Context(), d, func(e *soc.Engine, side profile.Portal) error {
				if err := e.Offered(side, "workbook"); err != nil {
					return err
				}
				page, err := e.OpenWorkbook(cmd.Context(), args[0], values)
				if err != nil {
					return err
				}
				return a.show(page, func() { a.printWorkbook(page) })
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringArrayVar(&set, "set", nil, "a value of a parameter: NAME=VALUE; several values of a choice have commas between")
	return cmd
}

func settings(set []string) (map[string]string, error) {
	out := map[string]string{}
	for _, s := range set {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, fmt.Errorf("--set %q is not like TimeRange=1d", s)
		}
		out[strings.TrimSpace(name)] = value
	}
	return out, nil
}

func newWorkbookSaveCommand(a *app) *cobra.Command {
	var d desk
	var s soc.SaveWorkbook
	var file string
	cmd := &cobra.Command{
		Use: "save [TEMPLATE]", Short: "Keep a workbook: a copy of a template, or the one of a file", Args: cobra.MaximumNArgs(1),
		Example: `  socrates workbook save firewall --as "My firewall" --portal azure
  socrates workbook save --file page.yaml --portal azure
  socrates workbook save --file exported-gallery-template.json --as "From the portal" --portal azure`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s.Template = first(args)
			if (s.Template == "") == (file == "") {
				return errors.New("name a template, or give --file; socrates workbook list shows the templates")
			}
			if file != "" {
				w, err := a.readWorkbook(file)
				if err != nil {
					return err
				}
				s.Workbook = w
			}
			return a.act(cmd.Context(), d, "workbook.save", s)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&file, "file", "", "a workbook in YAML, or a gallery template in JSON")
	cmd.Flags().StringVar(&s.Name, "as", "", "a name of its own")
	return cmd
}

// readWorkbook reads a file and tells on the error stream what of it is left aside.
func (a *app) readWorkbook(file string) (*workbook.Workbook, error) {
	text, err := readText(file)
	if err != nil {
		return nil, err
	}
	w, notes, err := workbook.Read(filepath.Base(file), []byte(text))
	if err != nil {
		return nil, err
	}
	for _, n := range notes {
		fmt.Fprintln(a.err, "not taken:", n)
	}
	return w, nil
}

func newWorkbookDeleteCommand(a *app) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use: "delete NAME", Short: "Delete a saved workbook", Args: cobra.ExactArgs(1), Example: "  socrates workbook delete \"My firewall\" --portal azure",
	}, "workbook.delete", func(args []string) any { return soc.OneWorkbook{Name: args[0]} })
}
