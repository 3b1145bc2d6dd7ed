package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/tenant"
	"socrates/labs"
	"socrates/labs/attempt"
)

func newLabShowCommand(a *app) *cobra.Command {
	var name string
	cmd := &cobra.Command{
		Use:     "show [TASK…]",
		Short:   "Show the brief, the tasks, and the hints that are open",
		Example: "  socrates lab show\n  socrates lab show victim\n  socrates lab show --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withAttempt(cmd.Context(), name, func(at *attempt.Attempt) error { return a.showLab(cmd.Context(), at, args) })
		},
	}
	attemptFlag(cmd, &name)
	return cmd
}

// shownLab is what a learner reads, for --json.
type shownLab struct {
	Attempt string         `json:"attempt"`
	Lab     string         `json:"lab"`
	Title   string         `json:"title"`
	Mode    attempt.Mode   `json:"mode"`
	Clock   tenant.Instant `json:"clock"`
	Brief   string         `json:"brief"`
	Tasks   []shownTask    `json:"tasks"`
}

type shownTask struct {
	attempt.TaskReport
	Text string         `json:"text"`
	Open []attempt.Hint `json:"hintsOpen,omitempty"`
}

// showLab prints the brief and the tasks, or only the tasks named.
func (a *app) showLab(ctx context.Context, at *attempt.Attempt, only []string) error {
	if _, err := at.Look(ctx); err != nil {
		return err
	}
	brief, err := at.Lab.RenderBrief(ctx, at.World())
	if err != nil {
		return err
	}
	out := shownLab{at.Name(), at.Lab.ID, at.Lab.Title, at.Start.Mode, tenant.Instant(at.Tenant().Now()), brief, nil}
	if out.Tasks, err = shownTasks(ctx, at, only); err != nil {
		return err
	}
	if a.json {
		return a.emit(out)
	}
	if len(only) == 0 {
		fmt.Fprintf(a.out, "%s\n\n", strings.TrimSpace(a.markdown(brief)))
	}
	for i, t := range out.Tasks {
		a.printTask(i, t, len(only) == 0)
	}
	if len(only) == 0 {
		a.printFoot(at)
	}
	return nil
}

func shownTasks(ctx context.Context, at *attempt.Attempt, only []string) ([]shownTask, error) {
	wanted := map[string]bool{}
	for _, name := range only {
		t, err := taskOf(at.Lab, name)
		if err != nil {
			return nil, err
		}
		wanted[t.ID] = true
	}
	var out []shownTask
	report := at.Report()
	for i, t := range at.Lab.Tasks {
		if len(only) > 0 && !wanted[t.ID] {
			continue
		}
		text, err := at.Lab.RenderTask(ctx, at.World(), t)
		if err != nil {
			return nil, err
		}
		open, err := at.OpenHints(ctx, t)
		if err != nil {
			return nil, err
		}
		out = append(out, shownTask{report.Tasks[i], text, open})
	}
	return out, nil
}

func (a *app) printTask(i int, t shownTask, numbered bool) {
	head := fmt.Sprintf("%s %s  (%s, %d points)", markOf(t.Ending), t.Task, t.Kind, t.Max)
	if numbered {
		head = fmt.Sprintf("%s %d. %s  (%s, %d points)", markOf(t.Ending), i+1, t.Task, t.Kind, t.Max)
	}
	fmt.Fprintf(a.out, "%s\n    %s\n", head, strings.ReplaceAll(a.filled(t.Text, 4), "\n", "\n    "))
	for _, h := range t.Open {
		fmt.Fprintf(a.out, "    hint %d of %d (%d points): %s\n", h.Rung, h.Of, h.Cost, h.Text)
	}
}

// filled fills paragraphs for a terminal, leaving room for an indent.
func (a *app) filled(text string, indent int) string {
	if !terminal(a.out) {
		return text
	}
	return drawMarkdown(text, min(a.width(), 110)-indent)
}

func markOf(e labs.Ending) string {
	switch e {
	case labs.Pass:
		return "[x]"
	case labs.Miss:
		return "[-]"
	case attempt.Taken:
		return "[*]"
	}
	return "[ ]"
}

func (a *app) printFoot(at *attempt.Attempt) {
	r := at.Report()
	fmt.Fprintf(a.out, "\nAttempt %s, tenant clock %s. %s\n", at.Name(), clockText(tenant.Instant(at.Tenant().Now())), standing(at, r))
	fmt.Fprintf(a.out, "Hunt with socrates hunt, hand in with socrates lab submit TASK ANSWER, open a hint with socrates lab hint TASK.\n")
}

// standing is one line on how an attempt stands.
func standing(at *attempt.Attempt, r attempt.Report) string {
	left, timed := at.Left()
	switch {
	case at.Sealed():
		return "The assessment has ended."
	case timed && left <= 0:
		return "Time is up; end it with: socrates lab finish"
	case timed:
		return fmt.Sprintf("Assessment, %s left; end it with: socrates lab finish", left.Round(time.Second))
	case r.Solved == len(r.Tasks):
		return fmt.Sprintf("All tasks hold: %d of %d points.", r.Points, r.Max)
	}
	return fmt.Sprintf("%d of %d tasks hold, %d of %d points.", r.Solved, len(r.Tasks), r.Points, r.Max)
}

func (a *app) printVerdict(v labs.Verdict) {
	word := map[labs.Ending]string{labs.Pass: "[x] holds", labs.Miss: "[-] not yet", labs.Skipped: "[ ] waits", labs.Broke: "[!] broke", attempt.Taken: "[*] taken"}[v.Ending]
	switch {
	case v.Ending == labs.Pass || v.Ending == labs.Miss && v.Points > 0:
		fmt.Fprintf(a.out, "%s: %s, %d of %d points\n", word, v.Task, v.Points, v.Max)
	default:
		fmt.Fprintf(a.out, "%s: %s\n", word, v.Task)
	}
	if v.Says != "" {
		fmt.Fprintf(a.out, "    %s\n", strings.ReplaceAll(strings.TrimSpace(v.Says), "\n", "\n    "))
	}
}

func newLabStatusCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "status [ATTEMPT]",
		Short: "Tell how an attempt stands, or list all that were begun",
		Example: `  socrates lab status                          all attempts
  socrates lab status one-phish-two-desks-1    one, task by task`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listAttempts(cmd.Context())
			}
			return a.withAttempt(cmd.Context(), args[0], func(at *attempt.Attempt) error { return a.printAttempt(cmd.Context(), at) })
		},
	}
}

type listedAttempt struct {
	Name    string        `json:"attempt"`
	Start   attempt.Start `json:"start"`
	Points  int           `json:"points"`
	Max     int           `json:"max"`
	Solved  int           `json:"solved"`
	Tasks   int           `json:"tasks"`
	Last    time.Time     `json:"last"`
	Sealed  bool          `json:"sealed"`
	Current bool          `json:"current"`
}

func (a *app) listAttempts(ctx context.Context) error {
	home, err := a.tenantsDir()
	if err != nil {
		return err
	}
	infos, err := attempt.List(ctx, home)
	if err != nil {
		return err
	}
	out := []listedAttempt{}
	for _, i := range infos {
		l, err := i.Start.OpenLab()
		if err != nil {
			continue // a lab that is gone
		}
		r := i.Report(l)
		out = append(out, listedAttempt{i.Name, i.Start, r.Points, r.Max, r.Solved, len(r.Tasks), r.Last, r.Sealed, i.Name == a.current()})
	}
	if a.json {
		return a.emit(out)
	}
	if len(out) == 0 {
		fmt.Fprintln(a.out, "No lab was begun yet. See what there is with: socrates lab list")
	}
	for _, l := range out {
		a.printAttemptLine(l)
	}
	return nil
}

func (a *app) printAttemptLine(l listedAttempt) {
	points := fmt.Sprintf("%d of %d points", l.Points, l.Max)
	if l.Start.Mode == attempt.Assessment {
		points = map[bool]string{true: "ended", false: "open"}[l.Sealed]
	}
	current := " "
	if l.Current {
		current = ">"
	}
	fmt.Fprintf(a.out, "%s %-32s %-11s %d of %d tasks  %-16s %s\n", current, l.Name, l.Start.Mode, l.Solved, l.Tasks, points, l.Last.Local().Format("2006-01-02 15:04"))
}

func (a *app) printAttempt(ctx context.Context, at *attempt.Attempt) error {
	if at.Sealed() {
		return a.printResult(ctx, at)
	}
	ticked, err := at.Look(ctx)
	if err != nil {
		return err
	}
	r := at.Report()
	if a.json {
		return a.emit(r)
	}
	for _, v := range ticked {
		a.printVerdict(v)
	}
	a.printReport(r)
	fmt.Fprintln(a.out, standing(at, r))
	return nil
}

func (a *app) printReport(r attempt.Report) {
	for i, t := range r.Tasks {
		points := fmt.Sprintf("%d of %d", t.Points, t.Max)
		if t.Ending == attempt.Taken {
			points = "waits"
		}
		fmt.Fprintf(a.out, "%s %d. %-28s %-9s %-10s %s\n", markOf(t.Ending), i+1, t.Task, t.Kind, points, triesText(t))
	}
}

func triesText(t attempt.TaskReport) string {
	var parts []string
	if t.Tries > 0 {
		parts = append(parts, fmt.Sprintf("%d tries", t.Tries))
	}
	if t.Hints > 0 {
		parts = append(parts, fmt.Sprintf("%d hints (-%d)", t.Hints, t.Charged))
	}
	return strings.Join(parts, ", ")
}

// printResult plays the journal again and prints what every try was worth.
func (a *app) printResult(ctx context.Context, at *attempt.Attempt) error {
	bar := a.startBar("Grading: everything is played again")
	r, err := at.Result(ctx, "socrates "+version)
	bar.stop()
	if err != nil {
		return err
	}
	if a.json {
		return a.emit(r.Report)
	}
	a.printReport(r.Report)
	for _, t := range r.Report.Tasks {
		if t.Says != "" {
			fmt.Fprintf(a.out, "\n%s: %s\n", t.Task, t.Says)
		}
	}
	fmt.Fprintf(a.out, "\n%d of %d points. Hand it in with: socrates lab export %s\n", r.Report.Points, r.Report.Max, at.Name())
	return nil
}
