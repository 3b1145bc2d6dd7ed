package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/kql/value"
	"socrates/engine/tenant"
)

func newClockCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "clock",
		Short: "Read and move a tenant's simulated clock",
		Long: `A tenant has a clock of its own: now() and ago() read it, and rows, alerts and sync arrive on it. It stands still
until it is moved, up to the end of the data. A rewind turns it back and undoes what was done since; socrates soc watch lets it run.`,
		Example: `  socrates clock show
  socrates clock advance 30m
  socrates clock set 2026-03-05T16:00Z
  socrates clock rewind 1h`,
	}
	cmd.AddCommand(newClockShowCommand(a), newClockAdvanceCommand(a), newClockSetCommand(a), newClockRewindCommand(a))
	return cmd
}

func newClockShowCommand(a *app) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:     "show",
		Short:   "Tell the time in a tenant",
		Example: "  socrates clock show --tenant hunt1",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withTenant(cmd.Context(), name, a.printClock)
		},
	}
	tenantFlag(cmd, &name)
	return cmd
}

func (a *app) printClock(t *tenant.Tenant) error {
	now, m := tenant.Instant(t.Now()), t.Manifest()
	return a.say(map[string]tenant.Instant{"now": now, "start": m.Start, "opens": m.Opens, "horizon": m.Horizon},
		"%s  (data from %s, to %s)", clockText(now), clockText(m.Start), clockText(m.Horizon))
}

func newClockAdvanceCommand(a *app) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:     "advance SPAN",
		Short:   "Let time pass",
		Example: "  socrates clock advance 30m\n  socrates clock advance 1.5h --tenant hunt1",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			span, ok := value.ParseTimespan(args[0])
			if !ok || span <= 0 {
				return fmt.Errorf("%q is no span of time; write it like 30m, 1.5h, 1d or 02:30:00", args[0])
			}
			return a.moveClock(cmd.Context(), name, func(t *tenant.Tenant) int64 { return t.Now() + span })
		},
	}
	tenantFlag(cmd, &name)
	return cmd
}

func newClockSetCommand(a *app) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:     "set TIME",
		Short:   "Let time pass up to a moment, or to the end of the data",
		Example: "  socrates clock set 2026-03-05T16:00Z\n  socrates clock set end",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			to, ok := value.ParseDatetime(args[0])
			if !ok && args[0] != "end" {
				return fmt.Errorf("%q is no time; write it like 2026-03-05T16:00Z, or write end", args[0])
			}
			return a.moveClock(cmd.Context(), name, func(t *tenant.Tenant) int64 {
				if args[0] == "end" {
					return int64(t.Manifest().Horizon)
				}
				return to
			})
		},
	}
	tenantFlag(cmd, &name)
	return cmd
}

func newClockRewindCommand(a *app) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:   "rewind SPAN|TIME",
		Short: "Turn the clock back; what was done since is undone",
		Long: `Turn the clock back by a span or to a moment. Everything done since is undone and stays on record in the journal. To before
the moment at which the tenant opened works, too: back to the start of its data.`,
		Example: "  socrates clock rewind 1h\n  socrates clock rewind 2026-03-05T09:00Z",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			span, isSpan := value.ParseTimespan(args[0])
			to, isTime := value.ParseDatetime(args[0])
			if !isSpan && !isTime || isSpan && span <= 0 {
				return fmt.Errorf("%q is neither a span like 1h nor a time like 2026-03-05T09:00Z", args[0])
			}
			return a.withTenant(cmd.Context(), name, func(t *tenant.Tenant) error {
				if isSpan {
					to = t.Now() - span
				}
				bar := a.startBar("The days are lived again")
				err := t.Rewind(cmd.Context(), actor(), time.Now(), to)
				bar.stop()
				if err != nil {
					return err
				}
				return a.printClock(t)
			})
		},
	}
	tenantFlag(cmd, &name)
	return cmd
}

func (a *app) moveClock(ctx context.Context, name string, to func(*tenant.Tenant) int64) error {
	return a.withTenant(ctx, name, func(t *tenant.Tenant) error {
		bar := a.startBar("The mini-SOC works")
		err := t.Advance(ctx, actor(), time.Now(), to(t))
		bar.stop()
		if err != nil {
			return err
		}
		return a.printClock(t)
	})
}
