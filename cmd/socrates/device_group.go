package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newDeviceGroupCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "device-group",
		Short: "Device groups: which devices, how far automation may go alone, who may act on them",
		Long: `A device is in the group of the highest rank whose matching rule fits it; 1 is the highest. One that fits none is ungrouped. The
levels, the loosest first: ` + join(soc.Levels()) + `.`,
		Example: `  socrates device-group list
  socrates device-group create VIP --tag vip --rank 1 --level semi-core
  socrates device-group update Servers --level full --user ada
  socrates device-group separate on            alerts of different groups do not share an incident`,
	}
	cmd.AddCommand(newDeviceGroupListCommand(a), newDeviceGroupShowCommand(a), newDeviceGroupSaveCommand(a, "create", "Make a device group"), newDeviceGroupSaveCommand(a, "update", "Change a device group"),
		a.actCommand(&cobra.Command{
			Use: "delete NAME", Short: "Delete a device group", Example: "  socrates device-group delete VIP", Args: cobra.ExactArgs(1),
		}, "devicegroup.delete", func(args []string) any { return soc.OneGroup{Name: args[0]} }),
		a.actCommand(&cobra.Command{
			Use: "separate on|off", Short: "Keep alerts of different device groups out of one incident, or not", Example: "  socrates device-group separate on",
			Args: cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs), ValidArgs: []string{"on", "off"},
		}, "devicegroup.separate", func(args []string) any { return soc.SetBar{On: args[0] == "on"} }))
	return cmd
}

func newDeviceGroupListCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "list", Short: "List the device groups by rank", Example: "  socrates device-group list --json", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				list, err := e.DeviceGroups(cmd.Context())
				if err != nil {
					return err
				}
				return a.show(list, func() {
					lines := [][]string{{"RANK", "NAME", "LEVEL", "DEVICES", "MATCHES"}}
					for _, g := range list {
						lines = append(lines, []string{dash(strings.TrimSuffix(fmt.Sprint(g.Rank), "0")), g.Name, g.Level, fmt.Sprint(len(g.Devices)), dash(clip(matchText(g), 60))})
					}
					a.grid(lines)
				})
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func matchText(g soc.GroupLine) string {
	if g.Given {
		return "the devices it was given"
	}
	var parts []string
	for _, c := range []struct {
		name   string
		values []string
	}{{"name", g.Match.Names}, {"domain", g.Match.Domains}, {"tag", g.Match.Tags}, {"os", g.Match.OS}} {
		if len(c.values) > 0 {
			parts = append(parts, c.name+" "+strings.Join(c.values, " or "))
		}
	}
	return strings.Join(parts, " and ")
}

func newDeviceGroupShowCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "show NAME", Short: "Show a device group with its devices", Example: "  socrates device-group show Servers", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error { return a.showGroup(cmd.Context(), e, args[0]) })
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func (a *app) showGroup(ctx context.Context, e *soc.Engine, name string) error {
	list, err := e.DeviceGroups(ctx)
	if err != nil {
		return err
	}
	for _, g := range list {
		if !strings.EqualFold(g.Name, name) {
			continue
		}
		return a.show(g, func() {
			fmt.Fprintf(a.out, "%s\n  rank %d, level %s, matches %s\n", g.Name, g.Rank, g.Level, dash(matchText(g)))
			if len(g.Users) > 0 {
				fmt.Fprintf(a.out, "  only %s may act on its devices\n", join(g.Users))
			}
			for _, dev := range g.Devices {
				fmt.Fprintln(a.out, "  "+dev)
			}
		})
	}
	return fmt.Errorf("there is no device group %q; socrates device-group list shows them", name)
}

func newDeviceGroupSaveCommand(a *app, verb, says string) *cobra.Command {
	var d desk
	var s soc.SaveGroup
	var m soc.Matching
	var text, name string
	var users []string
	cmd := &cobra.Command{
		Use: verb + " NAME", Short: says, Args: cobra.ExactArgs(1),
		Example: "  socrates device-group " + verb + " Finance --name \"ws-f*\" --name \"lt-f*\" --os Windows11 --rank 1 --level semi-all",
		RunE: func(cmd *cobra.Command, args []string) error {
			s.Name = args[0]
			given := cmd.Flags().Changed
			if given("name") || given("domain") || given("tag") || given("os") {
				s.Match = &m
			}
			if given("description") {
				s.Says = &text
			}
			if given("user") {
				s.Users = &users
			}
			if verb == "update" && given("rename") {
				s.NewName = &name
			}
			return a.act(cmd.Context(), d, "devicegroup."+verb, s)
		},
	}
	deskFlags(cmd, &d)
	f := cmd.Flags()
	f.StringArrayVar(&m.Names, "name", nil, "device names that match, * for any text; several are or-ed")
	f.StringArrayVar(&m.Domains, "domain", nil, "domains that match")
	f.StringArrayVar(&m.Tags, "tag", nil, "device tags that match")
	f.StringArrayVar(&m.OS, "os", nil, "OSPlatforms that match, such as Windows11")
	f.IntVar(&s.Rank, "rank", 0, "1 is the highest")
	f.StringVar(&s.Level, "level", "", "automation level: "+join(soc.Levels()))
	f.StringVar(&text, "description", "", "what it is for")
	f.StringArrayVar(&users, "user", nil, "who may act on its devices (default: everybody)")
	if verb == "update" {
		f.StringVar(&name, "rename", "", "a new name")
	}
	return cmd
}
