package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/spf13/cobra"

	"socrates/quizzes/practice"
	"socrates/quizzes/record"
)

func newQuizResumeCommand(a *app) *cobra.Command {
	var f quizStart
	cmd := &cobra.Command{
		Use:   "resume",
		Short: "Go on with a session of practice that was cut off",
		Long: `Go on with a session of practice that did not come to its end, because a terminal was closed or a machine stopped: the
questions that wait for an answer, in the variants in which they were drawn. What was answered is kept.`,
		Example: "  socrates quiz resume",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.seed, f.resume, f.way, f.wish.Items = freshSeed(), true, string(practice.Mixed), 1
			return a.practise(cmd.Context(), f)
		},
	}
	cmd.Flags().BoolVar(&f.unasked, "no-confidence", false, "do not ask how sure you are")
	return cmd
}

// planned chooses what a session asks: what was left when the last one was cut off, or what the learner wished for.
func planned(f quizStart, coach *practice.Coach, book *record.Book, rng *rand.Rand) (record.Plan, error) {
	if f.resume {
		left, _, ok := book.CutOff(coach.Learner)
		if !ok {
			return left, errors.New("no session was cut off; `socrates quiz start` begins one")
		}
		return left, nil
	}
	items := coach.Pick(f.wish, time.Now(), rng)
	if len(items) == 0 {
		return record.Plan{}, nothingToAsk(f, coach)
	}
	p := record.Plan{Session: "practice-" + time.Now().UTC().Format("20060102T150405.000")}
	for _, it := range items {
		p.Items = append(p.Items, record.Planned{Item: it.ID, Variation: rng.IntN(it.Variations())})
	}
	return p, nil
}

// sit asks the questions of a plan and says in the end how it went.
func (s *session) sit(ctx context.Context, p record.Plan) error {
	before := s.takeUp(p)
	for i, q := range p.Items {
		it, err := s.bank.Find(q.Item)
		if err != nil {
			fmt.Fprintf(s.ask.out, "\nQuestion %d is left out: %v\n", before+i+1, err)
			continue
		}
		ob, _ := s.bank.Outline.Objective(it.Objective)
		fmt.Fprintf(s.ask.out, "\nQuestion %d of %d  %s  %s\n%s (platform: %s)\n", before+i+1, before+len(p.Items), it.Objective, it.Level, ob.Name, it.Profile)
		more, err := s.one(ctx, it, q.Variation)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	if err := s.end(ctx); err != nil {
		return err
	}
	return s.sum()
}

// takeUp finds what the session has answered already, and returns how many those are. A plan that is new goes on record
// with its first answer: until then the last session can still be resumed.
func (s *session) takeUp(p record.Plan) (answered int) {
	left, answered, ok := s.book.CutOff(s.coach.Learner)
	if !ok || left.Session != p.Session {
		if ok {
			fmt.Fprintf(s.ask.out, "\nYour last session was cut off, with %s left: socrates quiz resume\n", countOf(len(left.Items), "question", "questions"))
		}
		s.plan = &p
		return 0
	}
	for _, a := range s.coach.Answers() {
		if a.Session == p.Session {
			s.given = append(s.given, a)
		}
	}
	return answered
}

// end puts on record that nothing is left to resume, if anything ever was.
func (s *session) end(ctx context.Context) error {
	if s.plan != nil {
		return nil
	}
	return s.book.AddPlan(ctx, s.coach.Learner, time.Now(), record.Plan{Session: s.id, Ended: true})
}
