package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/quizzes"
	"socrates/quizzes/ability"
	"socrates/quizzes/analysis"
	"socrates/quizzes/exam"
	"socrates/quizzes/practice"
)

func newQuizStatsCommand(a *app) *cobra.Command {
	var learner string
	var class bool
	var records []string
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Show where you stand; with --class, how the questions do",
		Long: `Show where you stand: by domain with an estimate of your ability, by objective, how well you know what you know, and what is
due. Readiness is the estimated chance of passing a mock exam today.

With --class, an instructor sees the questions instead: difficulty, discrimination, what was chosen, how long it took, and which
questions misbehave, over the first answers of all learners on record. Records of other machines are added with --record.`,
		Example: `  socrates quiz stats
  socrates quiz stats --learner ada --json
  socrates quiz stats --class --record ada/record.sqlite --record bob/record.sqlite`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if class {
				return a.classStats(cmd.Context(), records)
			}
			return a.learnerStats(cmd.Context(), learner)
		},
	}
	cmd.Flags().StringVar(&learner, "learner", "", "whose (default: you)")
	cmd.Flags().BoolVar(&class, "class", false, "statistics of the questions, over all learners")
	cmd.Flags().StringArrayVar(&records, "record", nil, "with --class: a further record file")
	return cmd
}

// learnerStanding is what quiz stats tells of a learner.
type learnerStanding struct {
	Learner     string                    `json:"learner"`
	Answers     int                       `json:"answers"`
	Ability     ability.Posterior         `json:"ability"`
	Domains     map[string]domainStanding `json:"domains"`
	Objectives  []practice.Standing       `json:"objectives"`
	Readiness   float64                   `json:"readiness"` // chance of passing a mock exam, an estimate
	Calibration practice.Calibration      `json:"calibration"`
	Due         int                       `json:"due"`
	Scheduled   []practice.Scheduled      `json:"scheduled"`
}

type domainStanding struct {
	Answers int               `json:"answers"`
	Score   float64           `json:"score"`
	Ability ability.Posterior `json:"ability"`
}

func (a *app) learnerStats(ctx context.Context, learner string) (err error) {
	if learner == "" {
		learner = actor()
	}
	bank, err := a.bank()
	if err != nil {
		return err
	}
	book, closer, err := a.openRecord(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closer.Close()) }()
	coach := practice.New(bank, book.Answers(""), learner, time.Time{})
	st := standingOf(bank, coach)
	if a.json {
		return a.emit(st)
	}
	if st.Answers == 0 {
		fmt.Fprintf(a.out, "%s has not answered any question yet. `socrates quiz start` asks the first.\n", learner)
		return nil
	}
	a.printStanding(bank, st)
	return nil
}

func standingOf(bank *quizzes.Bank, coach *practice.Coach) learnerStanding {
	now := time.Now()
	st := learnerStanding{
		Learner: coach.Learner, Answers: len(coach.Answers()), Ability: coach.Model.Ability(coach.Learner, ""), Objectives: coach.Standings(),
		Calibration: practice.Calibrate(coach.Answers()), Due: len(coach.Due(now)), Scheduled: coach.Cards(now), Domains: map[string]domainStanding{},
	}
	for _, d := range bank.Outline.Domains {
		ds := domainStanding{Ability: coach.Model.Ability(coach.Learner, d.ID)}
		for _, x := range coach.Answers() {
			if in, ok := bank.Outline.Domain(x.Objective); ok && in.ID == d.ID {
				ds.Answers++
				ds.Score += x.Score()
			}
		}
		ds.Score /= float64(max(ds.Answers, 1))
		st.Domains[d.ID] = ds
	}
	if form, err := exam.Build(bank, exam.Plan{Items: 50, Profile: defaultProfile}, nil, 1); err == nil {
		st.Readiness = coach.Model.Readiness(coach.Learner, form.Items(), exam.Cut)
	}
	return st
}

func (a *app) printStanding(bank *quizzes.Bank, st learnerStanding) {
	fmt.Fprintf(a.out, "%s: %d answers. Ability %.1f ± %.1f (0 is average, 1 is able).\n", st.Learner, st.Answers, st.Ability.Mean, st.Ability.Error)
	if st.Ability.Error < 0.4 {
		fmt.Fprintf(a.out, "Estimated chance of passing a mock exam today: %.0f%%\n", st.Readiness*100)
	} else {
		fmt.Fprintln(a.out, "Too few answers to say how ready you are; about thirty will do.")
	}
	fmt.Fprintln(a.out)
	for _, d := range bank.Outline.Domains {
		ds := st.Domains[d.ID]
		fmt.Fprintf(a.out, "%-4s %s %3.0f%%  %4d answers  %s\n", d.ID, drawBar(ds.Score, 20), ds.Score*100, ds.Answers, d.Name)
	}
	fmt.Fprintln(a.out, "\nWeakest objectives:")
	shown := 0
	for _, o := range st.Objectives {
		if o.Answers == 0 || shown == 8 {
			continue
		}
		shown++
		ob, _ := bank.Outline.Objective(o.Objective)
		fmt.Fprintf(a.out, "  %-8s %s %3.0f%%  %3d answers  %s\n", o.Objective, drawBar(o.Score, 10), o.Score*100, o.Answers, ob.Name)
	}
	printCalibration(a.out, st.Calibration)
	fmt.Fprintf(a.out, "\n%d of %d objectives and concepts are due. `socrates quiz review` asks them.\n", st.Due, len(st.Scheduled))
}

// drawBar draws a share of the whole, 0 to 1.
func drawBar(share float64, width int) string {
	full := min(max(int(share*float64(width)+0.5), 0), width)
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

func printCalibration(out io.Writer, c practice.Calibration) {
	if c.Answers == 0 {
		return
	}
	fmt.Fprintln(out, "\nHow sure you were, and how often you were right:")
	for _, l := range c.Levels {
		if l.Answers > 0 {
			fmt.Fprintf(out, "  %2d%% sure  %s %3.0f%% right, %d answers\n", l.Confidence, drawBar(l.Right, 10), l.Right*100, l.Answers)
		}
	}
	switch {
	case c.Answers < 10:
	case c.Over > 0.1:
		fmt.Fprintln(out, "  You are surer than you are right: read every option before you decide.")
	case c.Over < -0.1:
		fmt.Fprintln(out, "  You know more than you think.")
	}
}

func (a *app) printScheduled(coach *practice.Coach) error {
	cards := coach.Cards(time.Now())
	if a.json {
		return a.emit(cards)
	}
	if len(cards) == 0 {
		fmt.Fprintln(a.out, "Nothing is scheduled yet. `socrates quiz start` asks the first questions.")
	}
	for _, c := range cards {
		fmt.Fprintf(a.out, "%-40s due %s  remembered with %.0f%%\n", c.Card, c.Due.Local().Format("2006-01-02 15:04"), c.Recall*100)
	}
	return nil
}

func (a *app) classStats(ctx context.Context, files []string) (err error) {
	bank, err := a.bank()
	if err != nil {
		return err
	}
	answers, err := a.allAnswers(ctx, files)
	if err != nil {
		return err
	}
	report := analysis.New(bank, answers)
	if a.json {
		return a.emit(report)
	}
	fmt.Fprintf(a.out, "%d learners, %d first answers to %d questions.\n", report.Learners, report.Answers, len(report.Items))
	if report.Reliability != nil {
		r := report.Reliability
		fmt.Fprintf(a.out, "Reliability (alpha) %.2f over %d questions and %d learners; a score is good to ±%.1f points.\n", r.Alpha, r.Items, r.Learners, r.SEM)
	}
	few := 0
	for _, it := range report.Items {
		if it.Answers < analysis.Fewest {
			few++
			continue
		}
		a.printItemStats(it)
	}
	if few > 0 {
		fmt.Fprintf(a.out, "%d questions have fewer than %d first answers: nothing is said of them yet.\n", few, analysis.Fewest)
	}
	return nil
}

func (a *app) printItemStats(it analysis.Item) {
	fmt.Fprintf(a.out, "\n%s  %d answers  difficulty %.2f  discrimination %s  upper-lower %+.2f  time %.0f s (p90 %.0f s)\n",
		it.ID, it.Answers, it.Difficulty, optional(it.PointBiserial), it.UpperLower, it.Median, it.P90)
	for _, o := range it.Options {
		key := " "
		if o.Key {
			key = "+"
		}
		fmt.Fprintf(a.out, "  %s %s) %3.0f%%  %s  fifths %s\n", key, o.ID, o.Share*100, optional(o.PointBiserial), fifths(o.Fifths))
	}
	for _, f := range it.Flags {
		fmt.Fprintf(a.out, "  ! %s\n", f)
	}
}

func optional(v *float64) string {
	if v == nil {
		return "  -  "
	}
	return fmt.Sprintf("%+.2f", *v)
}

// fifths shows the share choosing an option in each fifth of ability, the weakest first.
func fifths(v []float64) string {
	var out []string
	for _, x := range v {
		out = append(out, fmt.Sprintf("%.0f%%", x*100))
	}
	return strings.Join(out, " ")
}
