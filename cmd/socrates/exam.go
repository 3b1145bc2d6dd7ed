package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"socrates/quizzes"
	"socrates/quizzes/exam"
	"socrates/quizzes/record"
)

func newExamCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "exam",
		Short: "Sit a mock exam under the rules of the real one",
		Long: `A mock exam: questions in the proportions of the skills outline, 100 minutes, sections that close behind you, a case study first
or last, flags and a review screen, no way back into yes/no questions. The score runs from 1 to 1000 and 700 passes; it is an
estimate, since the real cut is not public. Every answer is kept at once: after a crash the exam goes on where it was, and
the time has run on.`,
		Example: `  socrates exam start                 50 questions
  socrates exam start --items 40
  socrates exam resume                after a break or a crash; the clock did not stop
  socrates exam status
  socrates exam report`,
	}
	cmd.AddCommand(newExamStartCommand(a), newExamResumeCommand(a), newExamStatusCommand(a), newExamReportCommand(a))
	return cmd
}

func newExamStartCommand(a *app) *cobra.Command {
	p := exam.Plan{}
	var seed uint64
	cmd := &cobra.Command{
		Use:     "start",
		Short:   "Begin an exam",
		Example: "  socrates exam start --items 60\n  socrates exam start --live 2      with two questions that are answered by a query",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("seed") {
				seed = freshSeed()
			}
			return a.withExams(cmd.Context(), func(ctx context.Context, room *examRoom) error { return room.start(ctx, p, seed) })
		},
	}
	cmd.Flags().IntVar(&p.Items, "items", 50, "questions: 40, 50 or 60")
	cmd.Flags().StringVar(&p.Profile, "profile", defaultProfile, "platform profile that the keys hold for")
	cmd.Flags().IntVar(&p.Live, "live", 0, "how many of them are answered by a query on a tenant")
	cmd.Flags().Uint64Var(&seed, "seed", 0, "fix the paper")
	return cmd
}

func newExamResumeCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "resume",
		Short:   "Go on with the exam that is under way",
		Example: "  socrates exam resume",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withExams(cmd.Context(), func(ctx context.Context, room *examRoom) error {
				s, err := exam.Resume(room.book, room.bank, actor())
				if err != nil {
					return err
				}
				return room.sit(ctx, s)
			})
		},
	}
}

func newExamStatusCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "status",
		Short:   "Tell what is under way and what was sat",
		Example: "  socrates exam status --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withExams(cmd.Context(), func(ctx context.Context, room *examRoom) error { return room.status(ctx) })
		},
	}
}

func newExamReportCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "report [EXAM]",
		Short:   "Show the result of an exam, by domain and objective",
		Example: "  socrates exam report\n  socrates exam report exam-1 --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withExams(cmd.Context(), func(ctx context.Context, room *examRoom) error { return room.report(ctx, first(args)) })
		},
	}
}

// examRoom is what the exam commands share.
type examRoom struct {
	app  *app
	bank *quizzes.Bank
	book *record.Book
	run  quizzes.Runner
	try  trial
}

func (a *app) withExams(ctx context.Context, do func(context.Context, *examRoom) error) (err error) {
	bank, err := a.bank()
	if err != nil {
		return err
	}
	book, closer, err := a.openRecord(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closer.Close()) }()
	tenants, err := a.learnerRange(bank)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tenants.Close()) }()
	seed := learnerSeed(actor())
	return do(ctx, &examRoom{a, bank, book, tenants.Runner(seed), tryOn(tenants, seed, a.talk())})
}

func (r *examRoom) start(ctx context.Context, p exam.Plan, seed uint64) error {
	if err := r.handInOverdue(ctx); err != nil {
		return err
	}
	s, err := exam.Start(ctx, r.book, r.bank, actor(), p, seed, time.Now())
	if err != nil {
		return err
	}
	return r.sit(ctx, s)
}

// handInOverdue ends an exam whose time ran out while nobody sat at it.
func (r *examRoom) handInOverdue(ctx context.Context) error {
	s, err := exam.Resume(r.book, r.bank, actor())
	if errors.Is(err, exam.ErrNone) {
		return nil
	}
	if err != nil || s.Left(time.Now()) > 0 {
		return err
	}
	fmt.Fprintf(r.app.talk(), "The time of %s ran out; it was handed in as it was.\n", s.ID)
	return s.Finish(ctx, time.Now(), r.run)
}

func (r *examRoom) status(ctx context.Context) error {
	if err := r.handInOverdue(ctx); err != nil {
		return err
	}
	all, err := exam.All(r.book, r.bank, actor())
	if err != nil {
		return err
	}
	rows := make([]examRow, 0, len(all))
	for _, s := range all {
		rows = append(rows, examRowOf(s))
	}
	if r.app.json {
		return r.app.emit(rows)
	}
	if len(rows) == 0 {
		fmt.Fprintln(r.app.out, "No exam yet. `socrates exam start` begins one.")
	}
	for _, x := range rows {
		if x.Report == nil {
			fmt.Fprintf(r.app.out, "%-8s under way, %.0f minutes left, %d of %d answered, %d flagged: socrates exam resume\n", x.ID, x.Left, x.Answered, x.Items, x.Flagged)
			continue
		}
		fmt.Fprintf(r.app.out, "%-8s %s  %s\n", x.ID, x.Began.Local().Format("2006-01-02 15:04"), examVerdict(x.Report))
	}
	return nil
}

// examRow is a line of the status.
type examRow struct {
	ID       string       `json:"id"`
	Began    time.Time    `json:"began"`
	Deadline time.Time    `json:"deadline"`
	Left     float64      `json:"minutesLeft"`
	Items    int          `json:"items"`
	Answered int          `json:"answered"`
	Flagged  int          `json:"flagged"`
	Report   *exam.Report `json:"report,omitempty"`
}

func examRowOf(s *exam.Sitting) examRow {
	x := examRow{ID: s.ID, Began: s.Began, Deadline: s.Deadline, Items: s.Form.Len()}
	for _, st := range s.Slots {
		if st.Answered() {
			x.Answered++
		}
		if st.Flag {
			x.Flagged++
		}
	}
	if s.Ended.IsZero() {
		x.Left = s.Left(time.Now()).Minutes()
	} else {
		x.Report = s.Report()
	}
	return x
}

func examVerdict(r *exam.Report) string {
	words := "not passed"
	if r.Pass {
		words = "passed"
	}
	return fmt.Sprintf("%d of %d, %s (estimate; %d passes)", r.Score, exam.TopScore, words, exam.PassScore)
}

func (r *examRoom) report(ctx context.Context, id string) error {
	if err := r.handInOverdue(ctx); err != nil {
		return err
	}
	all, err := exam.All(r.book, r.bank, actor())
	if err != nil {
		return err
	}
	for i := len(all) - 1; i >= 0; i-- {
		s := all[i]
		switch {
		case id != "" && s.ID != id:
		case !s.Ended.IsZero():
			return r.printReport(s)
		case id != "":
			return fmt.Errorf("%s is still under way; its report comes when it is handed in: socrates exam resume", id)
		}
	}
	if id != "" {
		return fmt.Errorf("there is no exam %q; `socrates exam status` lists yours", id)
	}
	return errors.New("no exam has been finished yet; `socrates exam start` begins one")
}

func (r *examRoom) printReport(s *exam.Sitting) error {
	rep := s.Report()
	if r.app.json {
		return r.app.emit(rep)
	}
	out := r.app.out
	fmt.Fprintf(out, "\n%s  %s\n", rep.ID, examVerdict(rep))
	fmt.Fprintf(out, "%d of %d points in %d questions, %d without an answer, %.0f of %d minutes%s\n\n",
		rep.Points, rep.Max, rep.Items, rep.Unanswered, rep.Minutes, exam.Minutes, map[bool]string{true: ", time over"}[rep.TimeOver])
	if rep.Void > 0 {
		fmt.Fprintf(out, "%d questions have been changed in the bank since the paper was made and count for nothing.\n\n", rep.Void)
	}
	for _, b := range rep.Domains {
		if b.Few {
			fmt.Fprintf(out, "%-4s %s\n     too few questions to tell\n", b.ID, b.Name)
			continue
		}
		fmt.Fprintf(out, "%-4s %s\n     %s %3.0f%%\n", b.ID, b.Name, drawBar(b.Share, 40), b.Share*100)
	}
	fmt.Fprintln(out)
	for _, b := range rep.Objectives {
		fmt.Fprintf(out, "  %-8s %s %d of %d  %s\n", b.ID, drawBar(b.Share, 10), b.Points, b.Max, b.Name)
	}
	fmt.Fprintln(out, "\nBars compare areas; they do not add up to the score.")
	r.offerTraining(out, s, rep)
	return nil
}

// offerTraining names what to do about the weakest objectives.
func (r *examRoom) offerTraining(out io.Writer, s *exam.Sitting, rep *exam.Report) {
	told := map[string]bool{}
	for _, a := range s.Results {
		if a.Max == 0 || a.Right() || len(told) == 5 || told[a.Objective] {
			continue
		}
		told[a.Objective] = true
		fmt.Fprintf(out, "\n%s was missed: socrates quiz start --objective %s\n", a.Objective, a.Objective)
		for _, lab := range labsFor(r.bank, a) {
			fmt.Fprintf(out, "  a lab that trains it, in a fresh tenant: socrates lab start %s\n", lab)
		}
	}
}
