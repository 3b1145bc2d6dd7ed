package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newEntityCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "entity",
		Short: "The page of a user, device, address, file, mailbox or domain: profile and timeline over all tables",
		Example: `  socrates entity user ada@contoso.example
  socrates entity device ws-12 --since 6h
  socrates entity ip 203.0.113.9 --portal azure --json`,
	}
	examples := map[string]string{"user": "ada@contoso.example", "device": "ws-12", "ip": "203.0.113.9", "file": "dropper.exe", "mailbox": "ada@contoso.example", "domain": "files.evil.example"}
	for _, kind := range soc.DossierKinds {
		cmd.AddCommand(newDossierCommand(a, kind, examples[kind]))
	}
	return cmd
}

func newDossierCommand(a *app, kind, example string) *cobra.Command {
	var d desk
	var since string
	var most int
	cmd := &cobra.Command{
		Use:     kind + " NAME",
		Short:   fmt.Sprintf("The page of one %s", kind),
		Example: fmt.Sprintf("  socrates entity %s %s\n  socrates entity %s %s --since 4h --rows 200", kind, example, kind, example),
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, p profile.Portal) error {
				from, err := sinceFlag(since, e.Now())
				if err != nil {
					return err
				}
				return a.showDossier(cmd.Context(), e, p, kind, args[0], from, most)
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&since, "since", "", "timeline of the last span (4h), or since a time (default: all)")
	cmd.Flags().IntVar(&most, "rows", 40, "most rows of the timeline")
	return cmd
}

func (a *app) showDossier(ctx context.Context, e *soc.Engine, p profile.Portal, kind, name string, from int64, most int) error {
	if most < 1 || most > 10_000 {
		return fmt.Errorf("--rows %d is not between 1 and 10000", most)
	}
	page, err := e.Dossier(ctx, p, kind, name, from, most)
	if err != nil {
		return err
	}
	return a.show(page, func() { a.printDossier(page) })
}

func (a *app) printDossier(d *soc.Dossier) {
	fmt.Fprintf(a.out, "%s %s\n", strings.ToUpper(d.Kind[:1])+d.Kind[1:], d.Name)
	for _, f := range d.Facts {
		fmt.Fprintf(a.out, "  %-20s %s\n", f.Name, clip(f.Value, 120))
	}
	if d.State != "" {
		fmt.Fprintf(a.out, "  %-20s %s\n", "Responses", d.State)
	}
	if len(d.Alerts) > 0 {
		a.heading("Alerts")
		a.printAlerts(d.Alerts)
	}
	a.heading("Rows that name it")
	var counts []string
	for _, t := range sortedKeys(d.Tables) {
		counts = append(counts, fmt.Sprintf("%s %d", t, d.Tables[t]))
	}
	fmt.Fprintln(a.out, "  "+join(counts))
	a.heading("Timeline, the latest first")
	var lines [][]string
	for _, m := range d.Timeline {
		lines = append(lines, []string{"  " + when(m.At), m.Table, clip(m.What, 30), clip(m.Says, 110)})
	}
	a.grid(lines)
}
