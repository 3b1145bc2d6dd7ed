package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newMigrateCommand(a *app) *cobra.Command {
	var d desk
	var to string
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: "Check rules, saved queries, bookmarks and automation for what a newer platform changes",
		Long: `Check the content of a tenant's SOC against a newer platform profile. Nothing is changed: every finding names the piece,
what changes, and what to do about it. It exits with 1 when there is something to do.`,
		Example: `  socrates migrate --to 2026-07
  socrates migrate --to 2026-07 --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			target, err := profile.Load(to)
			if err != nil {
				return err
			}
			var found []soc.Migrated
			err = a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				if e.Profile().AsOf >= target.AsOf {
					return fmt.Errorf("the tenant stands at profile %s, which is not older than %s; there is nothing to migrate", e.Profile().ID, target.ID)
				}
				found = append([]soc.Migrated{}, e.Migration(target)...)
				return a.show(found, func() { a.printMigration(target, found) })
			})
			if err == nil && len(found) > 0 {
				err = &exitError{code: 1, quiet: true, err: fmt.Errorf("%d findings", len(found))}
			}
			return err
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&to, "to", "2026-07", "the platform profile to move to")
	return cmd
}

func (a *app) printMigration(to *profile.Profile, found []soc.Migrated) {
	for _, f := range found {
		place := f.Kind + " " + f.Name
		if f.Line > 1 {
			place += fmt.Sprintf(", line %d", f.Line)
		}
		fmt.Fprintf(a.out, "%s\n  %s: was %s; is %s [%s]\n  to do: %s\n", place, f.Says, f.Was, f.Is, f.Fact, f.Todo)
	}
	fmt.Fprintf(a.out, "%d findings on the way to %s (%s)\n", len(found), to.ID, to.Name)
	if len(found) == 0 {
		fmt.Fprintln(a.out, "Automation rules and playbooks go on working; so does everything else here.")
	}
}
