package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/kql/value"
	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/tenant"
)

// desk is where a person sits: which tenant, which portal.
type desk struct {
	tenant, portal string
}

// deskFlags adds --tenant and --portal.
func deskFlags(cmd *cobra.Command, d *desk) {
	tenantFlag(cmd, &d.tenant)
	cmd.Flags().StringVar(&d.portal, "portal", "defender", "the portal to work in: defender or azure")
}

func (d desk) side() (profile.Portal, error) {
	switch p := profile.Portal(strings.ToLower(d.portal)); p {
	case profile.Defender, profile.Azure:
		return p, nil
	}
	return "", fmt.Errorf("--portal %q is neither defender nor azure", d.portal)
}

// act does one act in a tenant, records it in the journal, and says what came of it.
func (a *app) act(ctx context.Context, d desk, kind string, data any) error {
	out, err := a.perform(ctx, d, kind, data)
	if err != nil {
		return a.refusal(err)
	}
	return a.sayOutcome(out)
}

// actCommand completes a command that does one act, with its arguments as data.
func (a *app) actCommand(cmd *cobra.Command, kind string, data func(args []string) any) *cobra.Command {
	var d desk
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return a.act(cmd.Context(), d, kind, data(args)) }
	deskFlags(cmd, &d)
	return cmd
}

// perform does one act and returns its outcome unprinted.
func (a *app) perform(ctx context.Context, d desk, kind string, data any) (out soc.Outcome, err error) {
	side, err := d.side()
	if err != nil {
		return out, err
	}
	return out, a.withTenant(ctx, d.tenant, func(t *tenant.Tenant) error {
		out, err = t.Do(ctx, actor(), time.Now(), soc.NewAction(kind, side, actor(), data))
		return err
	})
}

func (a *app) sayOutcome(out soc.Outcome) error {
	if a.json {
		return a.emit(out)
	}
	fmt.Fprintln(a.out, sentence(out.Message))
	for _, n := range out.Notes {
		fmt.Fprintln(a.out, "  "+n)
	}
	return nil
}

// refusal turns what the platform refuses into the answer of a command: text on the error stream, or JSON.
func (a *app) refusal(err error) error {
	r, refused := soc.AsRefusal(err)
	if !refused || !a.json {
		return err
	}
	return errors.Join(a.emit(map[string]*soc.Refusal{"refused": r}), &exitError{code: 1, quiet: true, err: err})
}

// look reads the mini-SOC of a tenant without changing it.
func (a *app) look(ctx context.Context, d desk, do func(*soc.Engine, profile.Portal) error) error {
	side, err := d.side()
	if err != nil {
		return err
	}
	return a.refusal(a.withTenant(ctx, d.tenant, func(t *tenant.Tenant) error {
		return t.SOC(ctx, func(e *soc.Engine) error { return do(e, side) })
	}))
}

// page is a command without arguments that shows something of the mini-SOC: read gives it, and how to draw it.
func (a *app) page(use, short, example string, read func(context.Context, *soc.Engine) (v any, draw func(), err error)) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: use, Short: short, Example: example, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				v, draw, err := read(cmd.Context(), e)
				if err != nil {
					return err
				}
				return a.show(v, draw)
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

// show prints v in JSON, or lets text draw it.
func (a *app) show(v any, text func()) error {
	if a.json {
		return a.emit(v)
	}
	text()
	return nil
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}

// incidentNumber reads the number of an incident.
func incidentNumber(text string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is no incident number; socrates incident list shows them", text)
	}
	return n, nil
}

// grid prints lines of cells in columns; the first line is the head.
func (a *app) grid(lines [][]string) {
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	for _, l := range lines {
		fmt.Fprintln(w, strings.TrimRight(strings.Join(l, "\t"), "\t "))
	}
	w.Flush()
}

// heading prints the title of a part of a page.
func (a *app) heading(format string, args ...any) {
	fmt.Fprintf(a.out, "\n"+format+"\n", args...)
}

// when writes a moment in the tables of a page; nothing for a moment that has not come.
func when(ticks int64) string {
	if ticks == 0 {
		return ""
	}
	return tenant.Instant(ticks).Time().Format("01-02 15:04:05")
}

// clip cuts a text that is too long for a column.
func clip(s string, n int) string {
	r := []rune(strings.ReplaceAll(s, "\n", " "))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// actNow is act for data that depends on the tenant's clock.
func (a *app) actNow(ctx context.Context, d desk, kind string, data func(now int64) (any, error)) error {
	side, err := d.side()
	if err != nil {
		return err
	}
	err = a.withTenant(ctx, d.tenant, func(t *tenant.Tenant) error {
		v, err := data(t.Now())
		if err != nil {
			return err
		}
		out, err := t.Do(ctx, actor(), time.Now(), soc.NewAction(kind, side, actor(), v))
		if err != nil {
			return err
		}
		return a.sayOutcome(out)
	})
	return a.refusal(err)
}

// untilFlag reads a span from now on, or a moment.
func untilFlag(text string, now int64) (int64, error) {
	if span, ok := value.ParseTimespan(text); ok && span > 0 {
		return now + span, nil
	}
	if at, ok := value.ParseDatetime(text); ok {
		return at, nil
	}
	return 0, fmt.Errorf("%q is neither a span like 7d nor a time like 2026-03-05T14:00Z", text)
}
