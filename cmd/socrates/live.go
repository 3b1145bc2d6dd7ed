package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/tenant"
)

func newLiveCommand(a *app) *cobra.Command {
	var d desk
	var c soc.ConnectLive
	var lines []string
	cmd := &cobra.Command{
		Use:   "live-response DEVICE",
		Short: "Work on the console of a device",
		Long: `Open a live response session on a device and run its commands: help lists them. Lines come from --command, or from standard input;
the session ends with them, or with the line exit. What the commands show is what the sensor has told of the device until now; what
they remove is gone at once, stands in the action centre, and can be undone there.`,
		Example: `  socrates respond live-response ws-12
  socrates respond live-response ws-12 --command processes --command "connections"
  socrates respond live-response ws-12 --command "remediate file C:\Users\ada\AppData\Roaming\x.exe" --incident 3
  echo "persistence" | socrates respond live-response ws-12 --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c.Device = args[0]
			return a.refusal(a.live(cmd.Context(), d, c, lines))
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringArrayVarP(&lines, "command", "c", nil, "a command to run; may be given several times")
	cmd.Flags().Int64Var(&c.Incident, "incident", 0, "the incident that it belongs to")
	cmd.Flags().StringVar(&c.Comment, "comment", "", "why")
	return cmd
}

// live holds one session from its connection to its end.
func (a *app) live(ctx context.Context, d desk, c soc.ConnectLive, lines []string) error {
	side, err := d.side()
	if err != nil {
		return err
	}
	return a.withTenant(ctx, d.tenant, func(t *tenant.Tenant) error {
		act := func(kind string, data any) (soc.Outcome, error) {
			return t.Do(ctx, actor(), time.Now(), soc.NewAction(kind, side, actor(), data))
		}
		out, err := act("liveresponse.connect", c)
		if err != nil {
			return err
		}
		fmt.Fprintln(a.err, sentence(out.Message))
		err = a.console(lines, func(line string) error {
			got, err := act("liveresponse.command", soc.RunLive{Session: out.ID, Line: line})
			if err != nil {
				return err
			}
			return a.showLive(got)
		})
		end, ended := act("liveresponse.disconnect", soc.OneSession{Session: out.ID})
		if ended == nil {
			fmt.Fprintln(a.err, sentence(end.Message))
		}
		return err
	})
}

// console feeds lines to a session: those given, or those typed. A line that is refused does not end a typed session.
func (a *app) console(lines []string, run func(string) error) error {
	for _, line := range lines {
		if err := run(line); err != nil {
			return err
		}
	}
	if len(lines) > 0 {
		return nil
	}
	info, err := os.Stdin.Stat()
	typed := a.in == os.Stdin && err == nil && info.Mode()&os.ModeCharDevice != 0
	in := bufio.NewScanner(a.in)
	for {
		if typed {
			fmt.Fprint(a.err, "> ")
		}
		if !in.Scan() {
			return in.Err()
		}
		line := strings.TrimSpace(in.Text())
		if line == "exit" || line == "disconnect" {
			return nil
		}
		if line == "" {
			continue
		}
		if err := run(line); err != nil {
			if _, refused := soc.AsRefusal(err); !refused || !typed {
				return err
			}
			fmt.Fprintln(a.err, "error:", err)
		}
	}
}

func (a *app) showLive(out soc.Outcome) error {
	got, ok := out.Data.(*soc.LiveAnswer)
	if !ok || a.json || got.Format == "json" {
		return a.emit(out.Data)
	}
	if got.Sheet != nil && len(got.Rows) > 0 {
		a.printSheet(got.Sheet)
	}
	fmt.Fprintln(a.out, sentence(got.Says))
	return nil
}

// printSheet prints a small table; long cells are cut.
func (a *app) printSheet(s *soc.Sheet) {
	lines := [][]string{s.Columns}
	for _, r := range s.Rows {
		line := make([]string, len(r))
		for i, cell := range r {
			line[i] = clip(dash(cell), 70)
		}
		lines = append(lines, line)
	}
	a.grid(lines)
}

func newLiveSessionsCommand(a *app) *cobra.Command {
	return a.page("live-sessions", "List the live response sessions with their commands", "  socrates respond live-sessions --json", func(_ context.Context, e *soc.Engine) (any, func(), error) {
		list := e.LiveSessions()
		return list, func() {
			if len(list) == 0 {
				fmt.Fprintln(a.out, "There was no session yet: socrates respond live-response --help")
			}
			for _, s := range list {
				fmt.Fprintf(a.out, "%s  %s  %s  %s to %s  %s\n", s.ID, s.Device.Name(), s.By, when(s.Since), dash(when(s.Ended)), dash(s.End))
				for _, l := range s.Log {
					fmt.Fprintf(a.out, "    %s  %s: %s\n", when(l.At), clip(l.Line, 60), clip(l.Says, 60))
				}
			}
		}, nil
	})
}

func newLiveSettingsCommand(a *app) *cobra.Command {
	var d desk
	var enabled, servers, unsigned string
	cmd := &cobra.Command{
		Use:   "live-settings",
		Short: "Show or change the settings of live response",
		Example: `  socrates respond live-settings
  socrates respond live-settings --servers off --unsigned on`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var s soc.LiveSettings
			for _, f := range []struct {
				name, text string
				into       **bool
			}{{"enabled", enabled, &s.Enabled}, {"servers", servers, &s.Servers}, {"unsigned", unsigned, &s.Unsigned}} {
				switch f.text {
				case "":
				case "on", "off":
					*f.into = new(f.text == "on")
				default:
					return fmt.Errorf("--%s %q is neither on nor off", f.name, f.text)
				}
			}
			if s == (soc.LiveSettings{}) {
				return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error { return a.emit(e.LiveSettings()) })
			}
			return a.act(cmd.Context(), d, "liveresponse.settings", s)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&enabled, "enabled", "", "live response: on or off")
	cmd.Flags().StringVar(&servers, "servers", "", "live response for servers: on or off")
	cmd.Flags().StringVar(&unsigned, "unsigned", "", "PowerShell scripts without a signature: on or off")
	return cmd
}

func newScriptLibraryCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "library",
		Short: "The scripts that a live response session can run",
		Example: `  socrates respond library list
  socrates respond library add mine.ps1 --says "Recent logons" --query "DeviceLogonEvents | where DeviceId == Device | take 20"
  socrates respond library delete mine.ps1`,
	}
	cmd.AddCommand(a.page("list", "List the library", "  socrates respond library list --json", func(_ context.Context, e *soc.Engine) (any, func(), error) {
		list := e.Scripts()
		return list, func() {
			lines := [][]string{{"NAME", "PARAMETER", "BY", "WHAT IT DOES"}}
			for _, s := range list {
				lines = append(lines, []string{s.Name, dash(clip(s.Parameter, 40)), dash(s.By), clip(s.Says, 90)})
			}
			a.grid(lines)
		}, nil
	}), newScriptAddCommand(a), a.actCommand(&cobra.Command{
		Use: "delete NAME", Short: "Delete a script from the library", Example: "  socrates respond library delete mine.ps1", Args: cobra.ExactArgs(1),
	}, "liveresponse.library.delete", func(args []string) any { return soc.OneScript{Name: args[0]} }))
	return cmd
}

func newScriptAddCommand(a *app) *cobra.Command {
	var s soc.AddScript
	cmd := a.actCommand(&cobra.Command{
		Use:     "add NAME",
		Short:   "Upload a script: a query over the device's rows, in which Device is its DeviceId and Parameter what the session gives",
		Example: `  socrates respond library add mine.ps1 --says "Recent logons" --query "DeviceLogonEvents | where DeviceId == Device | take 20"`,
		Args:    cobra.ExactArgs(1),
	}, "liveresponse.library.add", func(args []string) any { s.Name = args[0]; return s })
	cmd.Flags().StringVar(&s.Says, "says", "", "what it does")
	cmd.Flags().StringVar(&s.KQL, "query", "", "what it reports, in KQL")
	cmd.Flags().StringVar(&s.Parameter, "parameter", "", "what it wants to be given")
	cmd.Flags().BoolVar(&s.Overwrite, "overwrite", false, "replace a script of that name")
	return cmd
}
