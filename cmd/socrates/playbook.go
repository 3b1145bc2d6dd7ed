package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newPlaybookCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "playbook",
		Short: "Playbooks: steps that run on an incident, by hand or from an automation rule",
		Long:  "Playbooks are small workflows. The steps there are:\n\n" + stepHelp(),
		Example: `  socrates playbook create contain --step isolate-device --step revoke-sessions --step "comment contained: {entities}"
  socrates playbook grant contain all
  socrates playbook run contain 3
  socrates playbook list`,
	}
	cmd.AddCommand(newPlaybookCreateCommand(a), newPlaybookListCommand(a), newPlaybookTemplatesCommand(a), newPlaybookRunCommand(a), newGrantCommand(a, "grant", "Let rules run a playbook (run), or give it a permission (all for what it needs)"),
		newGrantCommand(a, "revoke", "Take a right of a playbook away"), newByNameCommand(a, "playbook", "enable", "Enable a playbook"),
		newByNameCommand(a, "playbook", "disable", "Disable a playbook"), newByNameCommand(a, "playbook", "delete", "Delete a playbook"))
	return cmd
}

func stepHelp() string {
	var b strings.Builder
	for _, k := range soc.StepKinds() {
		fmt.Fprintf(&b, "  %-16s %s", k[0], k[1])
		if k[2] != "" {
			fmt.Fprintf(&b, " (needs %s)", k[2])
		}
		b.WriteString("\n")
	}
	return b.String()
}

func newPlaybookCreateCommand(a *app) *cobra.Command {
	var d desk
	var n soc.NewPlaybook
	var steps []string
	cmd := &cobra.Command{
		Use:   "create NAME",
		Short: "Make a playbook",
		Long:  "Make a playbook. A step reads \"WHAT TEXT\"; {title}, {severity}, {incident} and {entities} in a text are filled in. The steps there are:\n\n" + stepHelp(),
		Example: `  socrates playbook create triage --step "tag seen-by-bot" --step "notify soc@contoso.example {severity}: {title}"
  socrates playbook create sessions --template "Revoke sessions of the incident's users"
  socrates playbook create purge --step purge-mail --step "create-task tell the recipients"`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			n.Name = args[0]
			for _, s := range steps {
				do, value, _ := strings.Cut(strings.TrimSpace(s), " ")
				n.Steps = append(n.Steps, soc.PlayStep{Do: do, Value: strings.TrimSpace(value)})
			}
			return a.act(cmd.Context(), d, "playbook.create", n)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringArrayVar(&steps, "step", nil, "a step; they run in order, and the first that fails ends the run")
	cmd.Flags().StringVar(&n.Template, "template", "", "a template of an installed solution in place of steps; playbook templates lists them")
	cmd.Flags().StringVar(&n.Trigger, "on", "incident", "what it starts from: incident or alert")
	return cmd
}

func newPlaybookListCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "list", Short: "List the playbooks with their steps and rights", Example: "  socrates playbook list", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				list := e.Playbooks()
				return a.show(list, func() {
					lines := [][]string{{"ID", "STATE", "ON", "RUNS", "RULES MAY RUN IT", "NAME", "STEPS", "PERMISSIONS"}}
					for _, p := range list {
						var steps []string
						for _, s := range p.Steps {
							steps = append(steps, strings.TrimSpace(s.Do+" "+s.Value))
						}
						lines = append(lines, []string{p.ID, map[bool]string{true: "off", false: "on"}[p.Off], p.Trigger, fmt.Sprint(len(p.Runs)),
							map[bool]string{true: "yes", false: "no"}[p.Runnable], p.Name, strings.Join(steps, "; "), join(p.Granted)})
					}
					a.grid(lines)
				})
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func newPlaybookRunCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "run NAME INCIDENT", Short: "Run a playbook on an incident", Example: "  socrates playbook run contain 3", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := incidentNumber(args[1])
			if err != nil {
				return err
			}
			return a.act(cmd.Context(), d, "playbook.run", soc.RunPlaybook{ID: args[0], Incident: id})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func newGrantCommand(a *app, verb, says string) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use: verb + " NAME PERMISSION", Short: says, Example: fmt.Sprintf("  socrates playbook %s contain run\n  socrates playbook %s contain Machine.Isolate", verb, verb), Args: cobra.ExactArgs(2),
	}, "playbook."+verb, func(args []string) any { return soc.GrantPlaybook{ID: args[0], Permission: args[1]} })
}
