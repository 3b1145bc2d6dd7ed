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

func newRespondCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "respond",
		Short: "Response actions and the action centre",
		Long: `Act against an attack. A response takes effect after a while on the tenant's clock, and what it takes away the attack cannot use any
more: stages that would have needed it do not happen. What comes too late changes nothing. The action centre keeps all of it.`,
		Example: `  socrates respond isolate-device ws-12 --incident 3
  socrates respond disable-user ada@contoso.example --comment "stolen session"
  socrates respond block-indicator 203.0.113.9
  socrates respond pending && socrates respond approve R2
  socrates respond undo R1`,
	}
	for _, r := range soc.Remedies() {
		cmd.AddCommand(newRemedyCommand(a, r.Kind, r.Says, r.Ways...))
		if r.Undo != "" {
			cmd.AddCommand(newRemedyCommand(a, r.Undo, "undo "+r.Kind))
		}
	}
	cmd.AddCommand(newRespondHistoryCommand(a, "history", "List the action centre", func(*soc.Response) bool { return true }),
		newRespondHistoryCommand(a, "pending", "List what waits for approval", func(x *soc.Response) bool { return x.Status == soc.Pending }),
		newDecisionCommand(a, "undo", "Undo a response"), newDecisionCommand(a, "approve", "Approve a pending action"), newDecisionCommand(a, "reject", "Reject a pending action"),
		newRespondShowCommand(a), newLiveCommand(a), newLiveSessionsCommand(a), newLiveSettingsCommand(a), newScriptLibraryCommand(a), newEnforceCommand(a), newUnenforceCommand(a), newEnforcedCommand(a), newLevelCommand(a), newDisruptionCommand(a))
	return cmd
}

// remedyTargets are examples of what each kind acts on.
func remedyTarget(kind string) (use, example string) {
	switch {
	case strings.Contains(kind, "device"), strings.Contains(kind, "app-"), kind == "collect-package", kind == "run-antivirus":
		return "DEVICE", "ws-12"
	case strings.Contains(kind, "user"), strings.Contains(kind, "session"), strings.Contains(kind, "password"), strings.Contains(kind, "compromised"):
		return "USER", "ada@contoso.example"
	case strings.Contains(kind, "sender"):
		return "ADDRESS|DOMAIN", "evil.example"
	case strings.Contains(kind, "mail"):
		return "MESSAGE", "f816a6e4-2bba-419a-ad72-c7f184c062e9"
	case strings.Contains(kind, "app"):
		return "APPLICATION", "devops-pipeline"
	case strings.Contains(kind, "file"):
		return "FILE", "dropper.exe"
	}
	return "HASH|ADDRESS|URL|DOMAIN", "203.0.113.9"
}

func newRemedyCommand(a *app, kind, says string, ways ...string) *cobra.Command {
	var d desk
	var r soc.Respond
	use, example := remedyTarget(kind)
	cmd := &cobra.Command{
		Use:     kind + " " + use,
		Short:   sentence(says),
		Example: fmt.Sprintf("  socrates respond %s %s\n  socrates respond %s %s --incident 3 --comment \"seen in incident 3\"", kind, example, kind, example),
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r.Target = args[0]
			return a.act(cmd.Context(), d, "respond."+kind, r)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().Int64Var(&r.Incident, "incident", 0, "the incident that it belongs to")
	cmd.Flags().StringVar(&r.Comment, "comment", "", "why")
	if len(ways) > 0 {
		cmd.Flags().StringVar(&r.Way, "way", "", join(ways)+" (default: "+ways[0]+")")
	}
	return cmd
}

func newRespondHistoryCommand(a *app, use, says string, keep func(*soc.Response) bool) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use:     use,
		Short:   says,
		Example: "  socrates respond " + use + "\n  socrates respond " + use + " --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				list := slices.DeleteFunc(e.Responses(), func(x *soc.Response) bool { return !keep(x) })
				return a.show(list, func() {
					if len(list) == 0 {
						fmt.Fprintln(a.out, "Nothing. What can be done: socrates respond --help")
					}
					a.grid(responseLines(list))
				})
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func newRespondShowCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use:     "show ID",
		Short:   "Show one entry of the action centre with what it found",
		Example: "  socrates respond show R3",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				for _, x := range e.Responses() {
					if strings.EqualFold(x.ID, args[0]) {
						return a.emit(x)
					}
				}
				return fmt.Errorf("there is no response %q; socrates respond history shows them", args[0])
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func newDecisionCommand(a *app, verb, says string) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use:     verb + " ID...",
		Short:   says,
		Example: "  socrates respond " + verb + " R2",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, id := range args {
				if err := a.act(cmd.Context(), d, "respond."+verb, soc.OneResponse{ID: id}); err != nil {
					return err
				}
			}
			return nil
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func newEnforceCommand(a *app) *cobra.Command {
	var d desk
	var x soc.Enforce
	var until string
	cmd := &cobra.Command{
		Use:   "enforce VALUE",
		Short: "Put a file hash, address, URL or domain on the devices' list: allow, audit or block",
		Example: `  socrates respond enforce 203.0.113.9 --do block
  socrates respond enforce files.partner.example --do allow --for 7d`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			x.Value = args[0]
			if until != "" {
				return a.actNow(cmd.Context(), d, "indicator.endpoint.add", func(now int64) (any, error) {
					at, err := untilFlag(until, now)
					x.Expires = at
					return x, err
				})
			}
			return a.act(cmd.Context(), d, "indicator.endpoint.add", x)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&x.Action, "do", "block", "allow, audit or block")
	cmd.Flags().StringVar(&until, "for", "", "how long (7d), or until when; for ever if left out")
	cmd.Flags().Int64Var(&x.Incident, "incident", 0, "the incident that it belongs to")
	cmd.Flags().StringVar(&x.Comment, "comment", "", "why")
	return cmd
}

func newUnenforceCommand(a *app) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use:     "unenforce VALUE",
		Short:   "Take a file hash, address, URL or domain off the devices' list",
		Example: "  socrates respond unenforce 203.0.113.9",
		Args:    cobra.ExactArgs(1),
	}, "indicator.endpoint.remove", func(args []string) any { return soc.Unenforce{Value: args[0]} })
}

func newEnforcedCommand(a *app) *cobra.Command {
	return a.page("enforced", "Show the list that devices enforce", "  socrates respond enforced", func(_ context.Context, e *soc.Engine) (any, func(), error) {
		list := e.EnforcedList()
		return list, func() { a.printEnforced(list) }, nil
	})
}

func (a *app) printEnforced(list []*soc.Enforced) {
	if len(list) == 0 {
		fmt.Fprintln(a.out, "Devices allow and block nothing on your word yet; socrates respond enforce --help shows how.")
		return
	}
	lines := [][]string{{"ID", "ACTION", "VALUE", "SINCE", "EXPIRES", "ENDED", "BY"}}
	for _, x := range list {
		lines = append(lines, []string{x.ID, x.Action, x.Name, when(x.Since), dash(when(x.Expires)), dash(when(x.Ended)), x.By})
	}
	a.grid(lines)
}

func newLevelCommand(a *app) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use:   "level GROUP LEVEL",
		Short: "Set how far an automated investigation may go alone on the devices of a group",
		Long:  "Set the automation level of a device group (MachineGroup in DeviceInfo). The levels, the loosest first: " + join(soc.Levels()) + ".",
		Example: `  socrates respond level Workstations full
  socrates respond level "" semi-core                    devices without a group`,
		Args: cobra.ExactArgs(2),
	}, "devicegroup.level", func(args []string) any { return soc.SetLevel{Group: args[0], Level: args[1]} })
}

func newDisruptionCommand(a *app) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use:       "disruption on|off",
		Short:     "Turn automatic attack disruption on or off",
		Example:   "  socrates respond disruption on",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"on", "off"},
	}, "disruption.set", func(args []string) any { return soc.SetDisruption{On: args[0] == "on"} })
}
