package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/labs"
	"socrates/labs/attempt"
)

// startFlags are what lab start asks for.
type startFlags struct {
	learner, class, mode string
	fresh, guided        bool
}

func newLabStartCommand(a *app) *cobra.Command {
	var f startFlags
	cmd := &cobra.Command{
		Use:   "start LAB|FOLDER",
		Short: "Begin a lab in a tenant of your own, or go on with it",
		Long: `Begin a lab: a tenant is made whose seed follows from you, your class and the lab. In a terminal a prompt opens, at which
queries, answers and every other command are given; elsewhere the brief is printed, and answers are given with lab submit.
Until lab leave, other commands work in the lab's tenant.`,
		Example: `  socrates lab start one-phish-two-desks
  socrates lab start one-phish-two-desks --new                     another variant
  socrates lab start one-phish-two-desks --class soc-2026 --mode assessment`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.startLab(cmd.Context(), args[0], f) },
	}
	cmd.Flags().StringVar(&f.learner, "learner", "", "your name in the class (default: $SOCRATES_USER, or your name on this computer)")
	cmd.Flags().StringVar(&f.class, "class", "", "the class that it is done for")
	cmd.Flags().StringVar(&f.mode, "mode", "practice", "practice, or assessment: time limit, no feedback until it is finished, later tries earn less")
	cmd.Flags().BoolVar(&f.fresh, "new", false, "a new variant: other names, other numbers")
	cmd.Flags().BoolVar(&f.guided, "guided", false, "open the prompt even if this is no terminal")
	return cmd
}

func (a *app) startLab(ctx context.Context, name string, f startFlags) error {
	l, err := labs.Open(name)
	if err != nil {
		return err
	}
	s := attempt.Start{Learner: cmp.Or(f.learner, actor()), Class: f.class, Mode: attempt.Mode(f.mode)}
	if strings.ContainsAny(name, `/\`) {
		if s.Folder, err = filepath.Abs(name); err != nil {
			return err
		}
	}
	there, err := a.attemptsAt(ctx, l.ID, s)
	if err != nil {
		return err
	}
	if n := len(there); n > 0 && !f.fresh {
		return a.withAttempt(ctx, there[n-1].Name, func(at *attempt.Attempt) error { return a.play(ctx, at, f.guided) })
	}
	s.Variant = len(there) + 1
	if s.Mode == attempt.Assessment && s.Variant > 1 {
		return fmt.Errorf("an assessment has one variant; go on with it: socrates lab resume %s", there[0].Name)
	}
	return a.beginLab(ctx, l, s, f.guided)
}

// attemptsAt are the learner's attempts at a lab in the same class and mode, in the order in which they were begun.
func (a *app) attemptsAt(ctx context.Context, lab string, s attempt.Start) ([]*attempt.Info, error) {
	home, err := a.tenantsDir()
	if err != nil {
		return nil, err
	}
	all, err := attempt.List(ctx, home)
	var out []*attempt.Info
	for _, i := range all {
		if i.Start.Lab == lab && i.Start.Learner == s.Learner && i.Start.Class == s.Class && i.Start.Mode == s.Mode {
			out = append(out, i)
		}
	}
	return out, err
}

func (a *app) beginLab(ctx context.Context, l *labs.Lab, s attempt.Start, guided bool) error {
	home, err := a.tenantsDir()
	if err != nil {
		return err
	}
	return a.withWorlds(func(ws *labs.Worlds) error {
		bar := a.startBar("A tenant for " + l.ID)
		ws.Progress = bar.generated
		at, err := attempt.Begin(ctx, home, l, s, attempt.Options{Wall: time.Now, Worlds: ws})
		bar.stop()
		ws.Progress = nil
		if err != nil {
			return err
		}
		return a.during(at, func() error { return a.play(ctx, at, guided) })
	})
}

// play shows the brief, and in a terminal opens the prompt.
func (a *app) play(ctx context.Context, at *attempt.Attempt, guided bool) error {
	if err := a.setCurrent(at.Name()); err != nil {
		return err
	}
	if guided || terminal(a.in) && terminal(a.out) && !a.json {
		return a.guide(ctx, at)
	}
	return a.showLab(ctx, at, nil)
}

// withWorlds lends a place for copies and hidden worlds.
func (a *app) withWorlds(do func(*labs.Worlds) error) (err error) {
	ws := labs.NewWorlds("", time.Now)
	defer func() { err = errors.Join(err, ws.Close()) }()
	return do(ws)
}

// withAttempt opens an attempt, the current one for "", runs do, and closes it.
func (a *app) withAttempt(ctx context.Context, name string, do func(*attempt.Attempt) error) error {
	dir, err := a.attemptDir(name)
	if err != nil {
		return err
	}
	return a.withWorlds(func(ws *labs.Worlds) error {
		at, err := attempt.Resume(ctx, dir, attempt.Options{Wall: time.Now, Worlds: ws})
		if err != nil {
			return err
		}
		return a.during(at, func() error { return do(at) })
	})
}

func (a *app) during(at *attempt.Attempt, do func() error) (err error) {
	defer func() { err = errors.Join(err, at.Close()) }()
	return do()
}

// attemptDir finds the folder of an attempt by its name, by the lab's id when there is only one, or the current one.
func (a *app) attemptDir(name string) (string, error) {
	home, err := a.tenantsDir()
	if err != nil {
		return "", err
	}
	if name == "" {
		if name = a.current(); name == "" {
			return "", errors.New("you are in no lab; begin one with: socrates lab start LAB, or see yours with: socrates lab status")
		}
	}
	dir := filepath.Join(home, name)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	last := ""
	for n := 1; ; n++ {
		next := filepath.Join(home, fmt.Sprintf("%s-%d", name, n))
		if _, err := os.Stat(next); err != nil {
			break
		}
		last = next
	}
	if last == "" {
		return "", fmt.Errorf("there is no attempt %q; see yours with: socrates lab status", name)
	}
	return last, nil
}

// The current attempt is the one that was begun or resumed last.
func (a *app) currentFile() (string, error) {
	dir, err := a.dataDir()
	return filepath.Join(dir, "lab.current"), err
}

// current is the name of the current attempt; "" when there is none any more.
func (a *app) current() string {
	path, err := a.currentFile()
	if err != nil {
		return ""
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	name := strings.TrimSpace(string(text))
	home, err := a.tenantsDir()
	if err != nil || name == "" {
		return ""
	}
	if _, err := os.Stat(filepath.Join(home, name)); err != nil {
		return ""
	}
	return name
}

func (a *app) setCurrent(name string) error {
	path, err := a.currentFile()
	if err != nil {
		return err
	}
	return os.WriteFile(path, []byte(name+"\n"), 0o644)
}

func newLabLeaveCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "leave",
		Short:   "Leave the lab: other commands no longer work in its tenant",
		Example: "  socrates lab leave",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			path, err := a.currentFile()
			if err != nil {
				return err
			}
			if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
			return a.say(map[string]any{"left": true}, "You are in no lab now. Nothing is lost: socrates lab status lists what you began.")
		},
	}
}

func newLabResumeCommand(a *app) *cobra.Command {
	var guided bool
	cmd := &cobra.Command{
		Use:     "resume [ATTEMPT]",
		Short:   "Go on with a lab where you left it",
		Example: "  socrates lab resume\n  socrates lab resume one-phish-two-desks-1",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withAttempt(cmd.Context(), first(args), func(at *attempt.Attempt) error { return a.play(cmd.Context(), at, guided) })
		},
	}
	cmd.Flags().BoolVar(&guided, "guided", false, "open the prompt even if this is no terminal")
	return cmd
}

func newLabSubmitCommand(a *app) *cobra.Command {
	var name, file string
	cmd := &cobra.Command{
		Use:   "submit TASK [ANSWER…]",
		Short: "Hand in an answer, a choice, a verdict, a timeline, a query or a rule",
		Long: `Hand something in for a task, named by its id or its number. Without an answer, a query task takes the query that was
asked last. A task about the state of the SOC needs nothing: it is looked at.`,
		Example: `  socrates lab submit victim ada@contoso.example
  socrates lab submit 2 hunt.kql                    a file, where a query, a rule or a timeline is asked for
  socrates lab submit command-and-control           the query asked last
  socrates lab submit verdict "True positive, Multistage attack, 90%"`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := a.submitted(args[1:], file)
			if err != nil {
				return err
			}
			return a.withAttempt(cmd.Context(), name, func(at *attempt.Attempt) error { return a.submit(cmd.Context(), at, args[0], text) })
		},
	}
	attemptFlag(cmd, &name)
	cmd.Flags().StringVarP(&file, "file", "f", "", "read what is handed in from a file (- for standard input)")
	return cmd
}

func attemptFlag(cmd *cobra.Command, name *string) {
	cmd.Flags().StringVar(name, "attempt", "", "name of the attempt (default: the current one)")
}

func (a *app) submitted(words []string, file string) (string, error) {
	switch {
	case file == "":
		return strings.Join(words, " "), nil
	case len(words) > 0:
		return "", errors.New("the answer is given twice: as an argument and with --file")
	case file == "-":
		text, err := io.ReadAll(io.LimitReader(a.in, 1<<20))
		return string(text), err
	}
	return readText(file)
}

// orFile takes the name of a file for what is in it, where a task wants a query, a rule or a timeline.
func orFile(t *labs.Task, text string) (string, error) {
	written := t.Query != nil || t.Rule != nil || t.Timeline != nil
	name := strings.TrimPrefix(strings.TrimSpace(text), "@")
	if !written || strings.ContainsAny(name, "|\n") || !slices.Contains([]string{".kql", ".csl", ".yaml", ".yml", ".json", ".txt", ".md"}, filepath.Ext(name)) {
		return text, nil
	}
	return readText(name)
}

// taskOf finds a task by id or by its number in the list.
func taskOf(l *labs.Lab, name string) (*labs.Task, error) {
	for i, t := range l.Tasks {
		if name == fmt.Sprint(i+1) {
			return t, nil
		}
	}
	return l.Task(name)
}

func (a *app) submit(ctx context.Context, at *attempt.Attempt, task, text string) error {
	t, err := taskOf(at.Lab, task)
	if err != nil {
		return err
	}
	if text, err = orFile(t, text); err != nil {
		return err
	}
	ticked, err := at.Look(ctx)
	if err != nil {
		return err
	}
	if t.Query != nil && strings.TrimSpace(text) == "" {
		if text, err = at.LastQuery(ctx); err != nil {
			return err
		}
	}
	v, err := at.Submit(ctx, t.ID, text)
	if err != nil {
		return err
	}
	if a.json {
		return a.emit(v)
	}
	for _, other := range ticked {
		if other.Task != t.ID {
			a.printVerdict(other)
		}
	}
	a.printVerdict(v)
	return nil
}

func newLabHintCommand(a *app) *cobra.Command {
	var name string
	var price bool
	cmd := &cobra.Command{
		Use:   "hint TASK",
		Short: "Open the next hint of a task; its price is charged only if you solve the task",
		Example: `  socrates lab hint victim --price     what it would cost
  socrates lab hint victim`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withAttempt(cmd.Context(), name, func(at *attempt.Attempt) error { return a.hint(cmd.Context(), at, args[0], price) })
		},
	}
	attemptFlag(cmd, &name)
	cmd.Flags().BoolVar(&price, "price", false, "only tell what the next hint costs")
	return cmd
}

func (a *app) hint(ctx context.Context, at *attempt.Attempt, task string, price bool) error {
	t, err := taskOf(at.Lab, task)
	if err != nil {
		return err
	}
	if price {
		h, ok, err := at.NextHint(t.ID)
		if err != nil {
			return err
		}
		if !ok {
			return a.say(h, "All %d hints of task %s are open.", h.Of, h.Task)
		}
		return a.say(h, "Hint %d of %d for task %s costs %d points, charged only if you solve the task.", h.Rung, h.Of, h.Task, h.Cost)
	}
	h, err := at.OpenHint(ctx, t.ID)
	if err != nil {
		return err
	}
	return a.say(h, "Hint %d of %d for task %s (%d points):\n  %s", h.Rung, h.Of, h.Task, h.Cost, indent(h.Text))
}

func indent(text string) string { return strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ") }

func newLabResetCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "reset [ATTEMPT]",
		Short:   "Begin a practice anew in the same tenant",
		Example: "  socrates lab reset\n  socrates lab start one-phish-two-desks --new     other names and numbers instead",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := a.attemptDir(first(args))
			if err != nil {
				return err
			}
			return a.withWorlds(func(ws *labs.Worlds) error {
				at, err := attempt.Reset(cmd.Context(), dir, attempt.Options{Wall: time.Now, Worlds: ws})
				if err != nil {
					return err
				}
				return a.during(at, func() error {
					return a.say(map[string]any{"reset": at.Name()}, "%s is as it was when you began.", at.Name())
				})
			})
		},
	}
}

func newLabSolutionCommand(a *app) *cobra.Command {
	var sure bool
	cmd := &cobra.Command{
		Use:     "solution [ATTEMPT]",
		Short:   "Show how the lab is solved; what you solve after that earns nothing",
		Example: "  socrates lab solution --yes",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !sure {
				return errors.New("what you solve after you have seen the solution earns nothing; say that you want it with --yes, or open a hint: socrates lab hint TASK")
			}
			return a.withAttempt(cmd.Context(), first(args), func(at *attempt.Attempt) error {
				text, err := at.Reveal(cmd.Context())
				if err != nil {
					return err
				}
				return a.say(map[string]any{"solution": text}, "%s", a.markdown(text))
			})
		},
	}
	cmd.Flags().BoolVar(&sure, "yes", false, "show it")
	return cmd
}

func newLabFinishCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "finish [ATTEMPT]",
		Short:   "End an assessment: nothing more is taken, and its result is told",
		Example: "  socrates lab finish\n  socrates lab export -o ada.result.json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withAttempt(cmd.Context(), first(args), func(at *attempt.Attempt) error {
				if err := at.Finish(cmd.Context()); err != nil {
					return err
				}
				return a.printResult(cmd.Context(), at)
			})
		},
	}
}

func newLabExportCommand(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "export [ATTEMPT]",
		Short: "Write the result file of an attempt, to be handed in",
		Long: `Write the result file of an attempt. It carries the whole journal, so that class verify can make the tenant again from
its seed and compute every point anew.`,
		Example: "  socrates lab export\n  socrates lab export one-phish-two-desks-1 -o ada.result.json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withAttempt(cmd.Context(), first(args), func(at *attempt.Attempt) error { return a.exportAttempt(cmd.Context(), at, out) })
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "file (default: LEARNER-ATTEMPT.result.json; - for standard output)")
	return cmd
}

func (a *app) exportAttempt(ctx context.Context, at *attempt.Attempt, out string) error {
	r, err := at.Result(ctx, "socrates "+version)
	if err != nil {
		return err
	}
	if out == "-" {
		return r.Write(a.out)
	}
	if out == "" {
		out = fileName(at.Start.Learner) + "-" + at.Name() + ".result.json"
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := errors.Join(r.Write(f), f.Close()); err != nil {
		return err
	}
	return a.say(map[string]any{"file": out, "points": r.Report.Points, "max": r.Report.Max}, "%s: %d of %d points, computed by playing the journal again.", out, r.Report.Points, r.Report.Max)
}

// fileName keeps of a name what may stand in a file's.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>| `, r) {
			return '_'
		}
		return r
	}, s)
}
