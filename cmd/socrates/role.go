package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
)

func newRoleCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use: "role", Short: "Who may do what in the workspace",
		Long: `Assign roles to users. A user without a role owns the tenant and may do everything; SOCRATES_USER says who you are.`,
		Example: `  socrates role list
  socrates role assign ada "Microsoft Sentinel Reader" --portal azure
  SOCRATES_USER=ada socrates incident close 1       refused, with the role that it takes`,
	}
	cmd.AddCommand(newRoleListCommand(a), newRoleChangeCommand(a, "assign", "Give a user a role; roles add up"), newRoleChangeCommand(a, "remove", "Take a role from a user"))
	return cmd
}

func newRoleListCommand(a *app) *cobra.Command {
	return a.page("list", "List the roles, what each may do, and who has which", "  socrates role list --json", func(_ context.Context, e *soc.Engine) (any, func(), error) {
		return map[string]any{"roles": e.Profile().Roles, "users": e.Roles()}, func() { a.printRoles(e) }, nil
	})
}

func (a *app) printRoles(e *soc.Engine) {
	for _, r := range e.Profile().Roles {
		may := strings.Join(r.Tasks, ", ")
		if may == "*" {
			may = "everything"
		}
		fmt.Fprintf(a.out, "%s\n    %s\n", r.Name, may)
	}
	a.heading("Users")
	if len(e.Holders()) == 0 {
		fmt.Fprintln(a.out, "Nobody has a role; everybody acts as the owner of the tenant.")
		return
	}
	var lines [][]string
	for _, h := range e.Holders() {
		lines = append(lines, h[:])
	}
	a.grid(lines)
}

func newRoleChangeCommand(a *app, verb, says string) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use: verb + " USER ROLE", Short: says, Args: cobra.ExactArgs(2),
		Example: fmt.Sprintf("  socrates role %s ada \"Microsoft Sentinel Responder\" --portal azure", verb),
	}, "role."+verb, func(args []string) any { return soc.GrantRole{User: args[0], Role: args[1]} })
}
