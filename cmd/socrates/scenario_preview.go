package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/tenant"
	"socrates/generator"
	"socrates/generator/tick"
	"socrates/scenarios"
)

func newScenarioPreviewCommand(a *app) *cobra.Command {
	var p scenarios.Params
	var quick bool
	cmd := &cobra.Command{
		Use:   "preview FILE|ID",
		Short: "Show the timeline, the techniques, the rows and the alerts of a scenario",
		Long: `Show what a scenario leaves in an organisation: its stages in time, its techniques in the matrix of ATT&CK, the rows of
every stage by table, and what the mini-SOC makes of it: each alert, with the stage it falls into, and those that ordinary life
and the decoys raise without any attack. --quick leaves the mini-SOC out.`,
		Example: `  socrates scenario preview ransomware --seed 3 --people 80
  socrates scenario preview my-attack.yaml --quick`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.previewScenario(c.Context(), args[0], p, quick) },
	}
	cmd.Flags().Uint64Var(&p.Seed, "seed", 1, "seed of the organisation")
	cmd.Flags().IntVar(&p.People, "people", 0, "size of the organisation (default: the scenario's)")
	cmd.Flags().IntVar(&p.Days, "days", 0, "days of data (default: the scenario's)")
	cmd.Flags().BoolVar(&quick, "quick", false, "without the mini-SOC")
	return cmd
}

// fired is an alert of a preview.
type fired struct {
	Time     string `json:"time"`
	At       int64  `json:"-"`
	Product  string `json:"product"`
	Severity string `json:"severity"`
	Title    string `json:"title"`
	Source   string `json:"source"`
	Stage    string `json:"stage,omitempty"` // under way when the alert's first row was written
	Noise    bool   `json:"noise"`           // raised without the attack as well
}

// place says where an alert belongs. A scheduled rule looks back over a window, in which several stages may lie.
func (f fired) place() string {
	switch {
	case f.Noise:
		return "(ordinary life)"
	case f.Product == "scheduled":
		return "(rule)"
	}
	return f.Stage
}

func (a *app) previewScenario(ctx context.Context, id string, p scenarios.Params, quick bool) error {
	s, err := scenarios.Load(id)
	if err != nil {
		return err
	}
	v, err := s.Look(ctx, p)
	if err != nil {
		return err
	}
	slices.SortStableFunc(v.Stages, func(x, y scenarios.StagePreview) int { return cmp.Compare(x.Start, y.Start) })
	var alerts []fired
	if !quick {
		if alerts, err = a.whatFires(ctx, s, p, v); err != nil {
			return err
		}
	}
	if a.json {
		return a.emit(struct {
			*scenarios.Preview
			Alerts []fired `json:"alerts,omitempty"`
		}{v, alerts})
	}
	fmt.Fprintf(a.out, "%s, at %s; the clock stands at %s\n", s.Title, v.Organisation, tick.ISO(v.Now)[:16])
	drawTimeline(a.out, v)
	drawMatrix(a.out, v)
	drawRows(a.out, v)
	if !quick {
		drawAlerts(a.out, alerts)
	}
	for _, n := range s.Notice {
		fmt.Fprintln(a.out, "notice: "+n)
	}
	return nil
}

// timelineWidth is how many characters the bars of the timeline take.
const timelineWidth = 48

// drawTimeline draws each stage as a bar between the first stage and the end of the data; a line marks the clock.
func drawTimeline(out io.Writer, v *scenarios.Preview) {
	if len(v.Stages) == 0 {
		return
	}
	from, to := v.Stages[0].Start, v.Now
	for _, st := range v.Stages {
		to = max(to, st.End)
	}
	place := func(t int64) int { return min(timelineWidth-1, int((t-from)*(timelineWidth-1)/max(1, to-from))) }
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w)
	for _, st := range v.Stages {
		bar := []rune(strings.Repeat("·", timelineWidth))
		bar[place(v.Now)] = '│'
		for i := place(st.Start); i <= place(st.End); i++ {
			bar[i] = '█'
		}
		kind := st.Technique
		if st.Decoy {
			kind = "decoy"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", tick.ISO(st.Start)[5:16], string(bar), st.ID, kind)
	}
	w.Flush()
}

// drawMatrix draws the tactics in the order of ATT&CK, each with the techniques of its stages.
func drawMatrix(out io.Writer, v *scenarios.Preview) {
	techniques := map[string][]string{}
	for _, st := range v.Stages {
		if cell := st.Technique + " " + st.ID; !st.Decoy {
			techniques[st.Tactic] = append(techniques[st.Tactic], cell)
		}
	}
	if len(techniques) == 0 {
		return
	}
	fmt.Fprintln(out)
	for _, tactic := range scenarios.Tactics {
		cells := "·"
		if list := techniques[tactic]; len(list) > 0 {
			cells = "■ " + strings.Join(list, "  ■ ")
		}
		fmt.Fprintf(out, "%-20s %s\n", tactic, cells)
	}
}

// drawRows sets the rows of the stages beside those of the whole, table by table.
func drawRows(out io.Writer, v *scenarios.Preview) {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w)
	for _, t := range v.Tables {
		var parts []string
		for _, st := range v.Stages {
			if n := st.Rows[t.Table]; n > 0 {
				parts = append(parts, fmt.Sprintf("%s %d", st.ID, n))
			}
		}
		fmt.Fprintf(w, "%s\t%d\t%s\n", t.Table, t.Rows, strings.Join(parts, ", "))
	}
	fmt.Fprintf(w, "all rows\t%d\t%d of the attack or a decoy\n", v.Rows, v.Labels)
	for _, n := range v.Suspicious {
		fmt.Fprintf(w, "innocent\t%d\t%s\n", n.Acts, n.Kind)
	}
	w.Flush()
}

func drawAlerts(out io.Writer, alerts []fired) {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	noise := 0
	fmt.Fprintln(w)
	for i, f := range alerts {
		if f.Noise {
			noise++
		}
		same := func(x fired) bool { return x.Source == f.Source && x.Title == f.Title && x.Noise == f.Noise }
		if slices.ContainsFunc(alerts[:i], same) {
			continue // told with the first of its kind
		}
		n := 0
		for _, x := range alerts {
			if same(x) {
				n++
			}
		}
		fmt.Fprintf(w, "%s\t%d×\t%s\t%s\t%s\t%s\n", f.Time, n, f.place(), f.Product, f.Severity, f.Title)
	}
	fmt.Fprintf(w, "%s would fire, %d of them without any attack\n", plural(len(alerts), "alert"), noise)
	w.Flush()
}

// whatFires lets the mini-SOC work on the scenario to the end of its data, with the attack and without.
func (a *app) whatFires(ctx context.Context, s *scenarios.Scenario, p scenarios.Params, v *scenarios.Preview) ([]fired, error) {
	plan, err := s.Compile(p)
	if err != nil {
		return nil, err
	}
	home, err := os.MkdirTemp("", "socrates-preview-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)
	bar := a.startBar("The mini-SOC looks at " + s.ID)
	defer bar.stop()
	dir, err := tenant.Create(ctx, home, tenant.Spec{Name: "preview", Plan: plan, Profile: defaultProfile, Created: time.Unix(0, 0)}, bar.generated)
	if err != nil {
		return nil, err
	}
	found, err := alertsOf(ctx, dir, plan, nil)
	if err != nil {
		return nil, err
	}
	var attack []string
	for _, st := range v.Stages {
		if !st.Decoy {
			attack = append(attack, st.ID)
		}
	}
	noise, err := alertsOf(ctx, dir, plan, attack)
	for i := range found {
		f := &found[i]
		f.Stage = stageAt(v, f.At)
		f.Noise = slices.ContainsFunc(noise, func(n fired) bool { return n.Source == f.Source && n.At == f.At && n.Title == f.Title })
	}
	return found, err
}

func alertsOf(ctx context.Context, dir string, plan generator.Plan, absent []string) (list []fired, err error) {
	t, err := tenant.Open(ctx, dir, tenant.Options{Rebuild: true, Absent: absent})
	if err != nil {
		return nil, err
	}
	defer t.Close()
	if err := t.Advance(ctx, "preview", time.Unix(0, 0), plan.Horizon); err != nil {
		return nil, err
	}
	err = t.SOC(ctx, func(e *soc.Engine) error {
		for _, x := range e.Alerts() {
			list = append(list, fired{Time: tick.ISO(x.First)[5:16], At: x.First, Product: x.Product, Severity: x.Severity, Title: x.Title, Source: x.Source})
		}
		return nil
	})
	slices.SortStableFunc(list, func(x, y fired) int { return cmp.Compare(x.At, y.At) })
	return list, err
}

// stageAt is the stage that began last before a moment, or a minute after it: a detection names the first row it saw.
func stageAt(v *scenarios.Preview, at int64) (id string) {
	for _, st := range v.Stages {
		if !st.Decoy && st.Start <= at+tick.Minute {
			id = st.ID
		}
	}
	return id
}

// plural counts things: 1 alert, 2 alerts.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
