package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/kql/value"
	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/tenant"
)

// watchFlags are what soc watch asks for.
type watchFlags struct {
	desk  desk
	speed float64
	span  string
	lines int
}

func newSOCWatchCommand(a *app) *cobra.Command {
	var f watchFlags
	cmd := &cobra.Command{
		Use:   "watch",
		Short: "Let the clock run and watch: alerts arriving, incidents forming, sync in flight",
		Long: `Let the tenant's clock run and watch the mini-SOC at work. In a terminal it is a live screen; anywhere else it prints a line for
everything that happens. It ends at the end of the data, after --for, or with Ctrl-C; what has passed has passed.`,
		Example: `  socrates soc watch                          a simulated minute a second
  socrates soc watch --speed 600 --for 4h     ten minutes a second, for four simulated hours
  socrates soc watch --speed 3600 --for 2h | tee night.log`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.watch(cmd.Context(), f) },
	}
	deskFlags(cmd, &f.desk)
	cmd.Flags().Float64Var(&f.speed, "speed", 60, "simulated seconds that pass in a second")
	cmd.Flags().StringVar(&f.span, "for", "", "simulated time to watch, such as 4h")
	cmd.Flags().IntVar(&f.lines, "lines", 12, "events that the live screen keeps")
	return cmd
}

func (a *app) watch(ctx context.Context, f watchFlags) error {
	side, err := f.desk.side()
	if err != nil {
		return err
	}
	if f.speed <= 0 || f.speed > 1e6 || f.lines < 1 {
		return fmt.Errorf("--speed is more than 0 and at most 1000000, --lines at least 1")
	}
	return a.withTenant(ctx, f.desk.tenant, func(t *tenant.Tenant) error {
		end := int64(t.Manifest().Horizon)
		if f.span != "" {
			span, ok := value.ParseTimespan(f.span)
			if !ok || span <= 0 {
				return fmt.Errorf("--for %q is no span of time; write it like 4h", f.span)
			}
			end = min(end, t.Now()+span)
		}
		w := &watcher{app: a, t: t, side: side, flags: f, live: terminal(a.out) && !a.json, logs: map[int64]int{}}
		err := w.run(ctx, end)
		if errors.Is(err, context.Canceled) {
			return nil // Ctrl-C is how one leaves
		}
		return err
	})
}

// watcher lets time pass and tells what happens.
type watcher struct {
	app   *app
	t     *tenant.Tenant
	side  profile.Portal
	flags watchFlags
	live  bool

	alerts int           // how many have been told
	logs   map[int64]int // lines of each incident's log that have been told
	told   []string      // the last lines, for the screen
}

// event is a line of what happened.
type event struct {
	At   int64  `json:"at"`
	What string `json:"what"` // alert, or the kind of a line of an incident's log
	Says string `json:"says"`
}

// frame is how often the picture changes.
const frame = 500 * time.Millisecond

func (w *watcher) run(ctx context.Context, end int64) error {
	if _, err := w.events(ctx); err != nil { // what was there before
		return err
	}
	tick := time.NewTicker(frame)
	defer tick.Stop()
	for {
		if err := w.show(ctx); err != nil {
			return err
		}
		if w.t.Now() >= end {
			return nil
		}
		step := int64(w.flags.speed * frame.Seconds() * float64(value.Second))
		if err := w.t.Advance(ctx, actor(), time.Now(), min(end, w.t.Now()+max(step, 1))); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// events lists what happened since the last call, in order of time.
func (w *watcher) events(ctx context.Context) ([]event, error) {
	var out []event
	err := w.t.SOC(ctx, func(e *soc.Engine) error {
		all := e.Alerts()
		for _, a := range all[min(w.alerts, len(all)):] {
			out = append(out, event{a.Created, "alert", fmt.Sprintf("%s (%s, %s)", a.Title, a.Product, a.Severity)})
		}
		w.alerts = len(all)
		for _, i := range e.Incidents() {
			for _, l := range i.Log[min(w.logs[i.ID], len(i.Log)):] {
				out = append(out, event{l.At, l.What, fmt.Sprintf("incident %d: %s", i.ID, l.Says)})
			}
			w.logs[i.ID] = len(i.Log)
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b event) int { return int(min(1, max(-1, a.At-b.At))) })
	return out, err
}

func (w *watcher) show(ctx context.Context) error {
	events, err := w.events(ctx)
	if err != nil {
		return err
	}
	for _, ev := range events {
		line := fmt.Sprintf("%s  %-13s %s", when(ev.At), ev.What, ev.Says)
		w.told = append(w.told, line)
		switch {
		case w.app.json:
			if err := w.app.emitLine(ev); err != nil {
				return err
			}
		case !w.live:
			fmt.Fprintln(w.app.out, line)
		}
	}
	w.told = w.told[max(0, len(w.told)-w.flags.lines):]
	if !w.live {
		return nil
	}
	return w.t.SOC(ctx, w.screen)
}

// screen draws the whole picture anew.
func (w *watcher) screen(e *soc.Engine) error {
	q, err := e.Queue(w.side, soc.Filter{Statuses: []string{"new", "in-progress"}, Sort: "changed"})
	if err != nil {
		return err
	}
	fmt.Fprint(w.app.out, "\x1b[H\x1b[2J")
	s := e.Status()
	s.InFlight = s.InFlight[:min(len(s.InFlight), 6)]
	w.app.printStatus(s)
	w.app.heading("Open incidents, the last changed first")
	w.app.printQueue(q[:min(len(q), 8)], w.side)
	w.app.heading("What happened (x%g, Ctrl-C to leave)", w.flags.speed)
	fmt.Fprintln(w.app.out, strings.Join(w.told, "\n"))
	return nil
}
