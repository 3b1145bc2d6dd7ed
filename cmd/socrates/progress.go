package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/labs"
	"socrates/labs/attempt"
	"socrates/labs/mastery"
	"socrates/quizzes"
	"socrates/quizzes/practice"
)

func newProgressCommand(a *app) *cobra.Command {
	var learner string
	cmd := &cobra.Command{
		Use:   "progress",
		Short: "Show what you can do by now, objective by objective, and what to do next",
		Long: `Show every lab with its best attempt and the way there, every objective of the exam that labs train or questions were
answered for, what is weak, and which lab comes next. What was solved after looking at a solution does not count. Ten
answers weigh as much as one lab.`,
		Example: "  socrates progress\n  socrates progress --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			m, err := a.masteryOf(cmd.Context(), learner)
			if err != nil {
				return err
			}
			return a.printProgress(m)
		},
	}
	cmd.Flags().StringVar(&learner, "learner", "", "whose (default: yours)")
	return cmd
}

func (a *app) masteryOf(ctx context.Context, learner string) (mastery.Map, error) {
	if learner == "" {
		learner = actor()
	}
	home, err := a.tenantsDir()
	if err != nil {
		return mastery.Map{}, err
	}
	all, err := labs.List()
	if err != nil {
		return mastery.Map{}, err
	}
	infos, err := attempt.List(ctx, home)
	if err != nil {
		return mastery.Map{}, err
	}
	var mine []*attempt.Info
	for _, i := range infos {
		if i.Start.Learner == learner {
			mine = append(mine, i)
		}
	}
	answers, err := a.answersOf(ctx, learner)
	return mastery.Of(all, mine, answers), err
}

// answersOf scores what a learner answered, objective by objective.
func (a *app) answersOf(ctx context.Context, learner string) (_ map[string]mastery.Quiz, err error) {
	bank, err := a.bank()
	if err != nil {
		return nil, err
	}
	book, closer, err := a.openRecord(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closer.Close()) }()
	out := map[string]mastery.Quiz{}
	for _, st := range practice.New(bank, book.Answers(""), learner, time.Time{}).Standings() {
		out[st.Objective] = mastery.Quiz{Answers: st.Answers, Score: st.Score}
	}
	return out, nil
}

func (a *app) printProgress(m mastery.Map) error {
	next, again, ok := m.Next()
	if a.json {
		out := map[string]any{"labs": m.Labs, "objectives": m.Objectives, "weak": m.Weak()}
		if ok {
			out["next"] = map[string]any{"lab": next.ID, "again": again}
		}
		return a.emit(out)
	}
	done := 0
	for _, l := range m.Labs {
		if l.Mastered {
			done++
		}
		fmt.Fprintf(a.out, "%s %-28s %s %3.0f%%  %s\n", map[bool]string{true: "[x]", false: "[ ]"}[l.Mastered], l.ID, gauge(l.Best, 20), l.Best*100, spark(l.Points))
	}
	fmt.Fprintf(a.out, "\n%d of %d labs mastered (from %.0f%% of the points).\n\n", done, len(m.Labs), mastery.Enough*100)
	name := objectiveNames()
	for _, o := range m.Objectives {
		fmt.Fprintf(a.out, "%-9s %s %3.0f%%  %d of %d labs  %-16s %s\n", o.ID, gauge(o.Share, 12), o.Share*100, o.Tried, o.Labs, quizWords(o.Quiz), name(o.ID))
	}
	a.printWeak(m.Weak(), name)
	if ok {
		fmt.Fprintf(a.out, "\nNext: %s (%d min)\n  socrates lab start %s%s\n", next.Title, next.Minutes, next.ID, map[bool]string{true: " --new", false: ""}[again])
	}
	return nil
}

func (a *app) printWeak(weak []mastery.Objective, name func(string) string) {
	for i, o := range weak[:min(len(weak), 3)] {
		if i == 0 {
			fmt.Fprintln(a.out, "\nWeak so far:")
		}
		fmt.Fprintf(a.out, "  %s %s (%.0f%%)\n    socrates quiz start --objective %s\n", o.ID, name(o.ID), o.Tell*100, o.ID)
	}
}

func quizWords(q mastery.Quiz) string {
	if q.Answers == 0 {
		return "no answers"
	}
	return fmt.Sprintf("%.0f%% of %d answers", q.Score*100, q.Answers)
}

// objectiveNames looks objectives up in the outline of the exam.
func objectiveNames() func(string) string {
	bank, err := quizzes.Default()
	return func(id string) string {
		if err != nil {
			return ""
		}
		o, _ := bank.Outline.Objective(id)
		return o.Name
	}
}

// gauge draws a share as a bar.
func gauge(share float64, width int) string {
	full := int(share*float64(width) + 0.5)
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

// spark draws shares in time, one character each.
func spark(shares []float64) string {
	steps := []rune("▁▂▃▄▅▆▇█")
	var b strings.Builder
	for _, s := range shares {
		b.WriteRune(steps[min(int(s*float64(len(steps))), len(steps)-1)])
	}
	return b.String()
}
