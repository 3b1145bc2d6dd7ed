package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"socrates/labs/class"
)

func newClassMatrixCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "matrix CLASS",
		Short: "Show who did what, where the class stumbles, and what a person should look at",
		Long: `Show the progress of a class: the best attempt of every learner at every assigned lab, then every task with its tries,
hints, times and most common wrong answer, then evidence of work that may not be somebody's own. Evidence is for a person to
weigh; nothing follows from it by itself.`,
		Example: "  socrates class matrix soc-2026\n  socrates class matrix soc-2026 --json",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := a.openClass(args[0])
			if err != nil {
				return err
			}
			handed, err := c.Results()
			if err != nil {
				return err
			}
			return a.printMatrix(class.NewMatrix(c, handed), class.Stats(c, handed), class.Find(c, handed))
		},
	}
}

func (a *app) printMatrix(m class.Matrix, stats []class.TaskStats, found []class.Evidence) error {
	if a.json {
		if found == nil {
			found = []class.Evidence{}
		}
		return a.emit(map[string]any{"matrix": m, "tasks": stats, "evidence": found})
	}
	if len(m.Labs) == 0 || len(m.Rows) == 0 {
		fmt.Fprintf(a.out, "Class %s has %d learners and %d labs assigned; add with class enrol and class assign.\n", m.Class, len(m.Rows), len(m.Labs))
		return nil
	}
	for i, l := range m.Labs {
		fmt.Fprintf(a.out, "%c  %s (%s, %d points)%s\n", 'A'+i%26, l.Lab, l.Mode, l.Max, dueText(l))
	}
	fmt.Fprintf(a.out, "\n%-20s", "")
	for i := range m.Labs {
		fmt.Fprintf(a.out, " %-16c", 'A'+i%26)
	}
	fmt.Fprintln(a.out)
	for _, r := range m.Rows {
		fmt.Fprintf(a.out, "%-20s", r.Learner.ID)
		for _, c := range r.Cells {
			fmt.Fprintf(a.out, " %-16s", cellText(c))
		}
		fmt.Fprintf(a.out, " %d\n", r.Points)
	}
	fmt.Fprintf(a.out, "\npoints, tasks solved, minutes; ! cannot be trusted, late: after the due date\n")
	a.printTaskStats(stats)
	for i, e := range found {
		if i == 0 {
			fmt.Fprintf(a.out, "\nTo be looked at by a person:\n")
		}
		fmt.Fprintf(a.out, "  %-14s %-16s %s %s: %s\n", e.Kind, e.Learner, e.Lab, e.Task, e.Says)
	}
	return nil
}

func dueText(l class.Column) string {
	if l.Due.IsZero() {
		return ""
	}
	return ", due " + l.Due.Format("2006-01-02 15:04 UTC")
}

func cellText(c class.Cell) string {
	if !c.Handed {
		return "-"
	}
	text := fmt.Sprintf("%d %d/%d %dm", c.Points, c.Solved, c.Tasks, c.Minutes)
	if c.Late {
		text += " late"
	}
	if !c.Trusted {
		text += " !"
	}
	return text
}

func (a *app) printTaskStats(stats []class.TaskStats) {
	fmt.Fprintf(a.out, "\n%-28s %-11s %-24s %-9s %-6s %-6s %-8s %s\n", "LAB", "MODE", "TASK", "SOLVED", "TRIES", "HINTS", "MINUTES", "MOST COMMON WRONG ANSWER")
	for _, s := range stats {
		wrong := s.Wrong
		if r := []rune(wrong); len(r) > 48 {
			wrong = string(r[:47]) + "…"
		}
		if s.WrongCount > 1 {
			wrong += fmt.Sprintf(" (%d times)", s.WrongCount)
		}
		if s.Turn != "" {
			wrong += " [" + s.Turn + "]"
		}
		if s.Attempts == 0 {
			continue
		}
		fmt.Fprintf(a.out, "%-28s %-11s %-24s %-9s %-6.1f %-6.1f %-8.0f %s\n", s.Lab, s.Mode, s.Task, fmt.Sprintf("%d of %d", s.Solved, s.Attempts), s.Tries, s.Hints, s.Minutes, wrong)
	}
}

func newClassExportCommand(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:     "export CLASS",
		Short:   "Write the gradebook as CSV",
		Example: "  socrates class export soc-2026 -o grades.csv",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := a.openClass(args[0])
			if err != nil {
				return err
			}
			handed, err := c.Results()
			if err != nil {
				return err
			}
			m := class.NewMatrix(c, handed)
			if a.json {
				return a.emit(m)
			}
			if out == "" || out == "-" {
				return m.Gradebook(a.out)
			}
			f, err := os.Create(out)
			if err != nil {
				return err
			}
			if err := errors.Join(m.Gradebook(f), f.Close()); err != nil {
				return err
			}
			return a.say(nil, "%s: %d learners, %d labs.", out, len(m.Rows), len(m.Labs))
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "file (default: standard output)")
	return cmd
}
