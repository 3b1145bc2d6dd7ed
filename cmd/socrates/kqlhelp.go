package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/kql/assist"
)

func newKQLHelpCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "help [NAME]",
		Short: "Explain an operator, a function or a comparison",
		Example: `  socrates kql help summarize
  socrates kql help indexof
  socrates kql help '=~'`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.kqlContents()
			}
			return a.kqlHelp(args[0])
		},
	}
}

func (a *app) kqlHelp(name string) error {
	pages := assist.Help(name)
	if len(pages) == 0 {
		hint := "socrates kql help lists them all"
		if near, ok := assist.Near(name); ok {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		return fmt.Errorf("there is no operator or function %q; %s", name, hint)
	}
	if a.json {
		return a.emit(pages)
	}
	for i, p := range pages {
		if i > 0 {
			fmt.Fprintln(a.out)
		}
		fmt.Fprint(a.out, p.Text())
	}
	return nil
}

// kqlContents lists what there is to explain, by group.
func (a *app) kqlContents() error {
	contents := assist.Contents()
	if a.json {
		return a.emit(contents)
	}
	for _, g := range contents {
		fmt.Fprintf(a.out, "%s\n  %s\n", g.Title, strings.Join(g.Names, " "))
	}
	return nil
}
