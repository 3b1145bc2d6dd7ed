package main

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/journal"
	"socrates/labs"
	"socrates/quizzes"
	"socrates/quizzes/fsrs"
	"socrates/quizzes/live"
	"socrates/quizzes/practice"
	"socrates/quizzes/record"
)

// quizStart is what quiz start asks for.
type quizStart struct {
	wish     practice.Wish
	way      string
	kinds    []string
	seed     uint64
	examDay  string
	unasked  bool // no confidence
	listOnly bool
	resume   bool // go on with the session that was cut off
}

func newQuizStartCommand(a *app) *cobra.Command {
	var f quizStart
	cmd := &cobra.Command{
		Use:   "start",
		Short: "Practise: questions one by one, each explained after its answer",
		Long: `Practise. Before each answer you are asked how sure you are; afterwards every option is explained. Answers are kept, and a
scheduler (FSRS-6) brings every objective up again, with another question, shortly before you would forget it.

Questions are chosen in one of four ways: mixed (what is due, then your weakest objectives), due, weak, or any. Live questions are
answered with a KQL query on a small tenant of your own.`,
		Example: `  socrates quiz start
  socrates quiz start --objective MSE-1 --items 10
  socrates quiz start --way weak --exam 2026-12-18
  socrates quiz start --type kql --items 3
  printf '3\nb\n' | socrates quiz start --items 1 --seed 7 --type single`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("seed") {
				f.seed = freshSeed()
			}
			return a.practise(cmd.Context(), f)
		},
	}
	practiceFlags(cmd, &f)
	cmd.Flags().StringVar(&f.way, "way", "mixed", "how to choose: mixed, due, weak or any")
	return cmd
}

func newQuizReviewCommand(a *app) *cobra.Command {
	f := quizStart{way: "due"}
	cmd := &cobra.Command{
		Use:     "review",
		Short:   "Practise what is due",
		Example: "  socrates quiz review\n  socrates quiz review --list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("seed") {
				f.seed = freshSeed()
			}
			return a.practise(cmd.Context(), f)
		},
	}
	practiceFlags(cmd, &f)
	cmd.Flags().BoolVar(&f.listOnly, "list", false, "only list what is scheduled, and when")
	return cmd
}

func practiceFlags(cmd *cobra.Command, f *quizStart) {
	cmd.Flags().StringVar(&f.wish.Objective, "objective", "", "domain, group or objective id")
	cmd.Flags().IntVar(&f.wish.Items, "items", 5, "how many questions")
	cmd.Flags().StringSliceVar(&f.kinds, "type", nil, "only these types: single, multiple, yesno, ordering, matching, fill, hotspot, kql")
	cmd.Flags().StringVar(&f.wish.Profile, "profile", "", "only questions that hold for this platform profile")
	cmd.Flags().BoolVar(&f.wish.NoLive, "no-live", false, "leave out questions that are answered by a query")
	cmd.Flags().Uint64Var(&f.seed, "seed", 0, "fix the choice and order of questions and options")
	cmd.Flags().StringVar(&f.examDay, "exam", "", "day of your exam, such as 2026-12-18: everything comes up again before it")
	cmd.Flags().BoolVar(&f.unasked, "no-confidence", false, "do not ask how sure you are")
}

// openRecord opens the record of answers in the data folder.
func (a *app) openRecord(ctx context.Context) (*record.Book, io.Closer, error) {
	dir, err := a.dataDir()
	if err != nil {
		return nil, nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "quiz"), 0o755); err != nil {
		return nil, nil, err
	}
	log, err := journal.Open(ctx, filepath.Join(dir, "quiz", "record.sqlite"))
	if err != nil {
		return nil, nil, err
	}
	book, err := record.Open(ctx, log)
	if err != nil {
		log.Close()
		return nil, nil, err
	}
	return book, log, nil
}

// learnerSeed gives each learner tenants of their own.
func learnerSeed(learner string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(learner))
	return 1 + h.Sum64()%999_999_999
}

// talk is where questions are put: not among the results when those are JSON.
func (a *app) talk() io.Writer {
	if a.json {
		return a.err
	}
	return a.out
}

func (f *quizStart) check() error {
	if !slices.Contains([]string{"mixed", "due", "weak", "any"}, f.way) {
		return fmt.Errorf("--way %q is none of mixed, due, weak, any", f.way)
	}
	f.wish.Way = practice.Way(f.way)
	if f.wish.Items < 1 {
		return fmt.Errorf("--items %d: ask for one question at least", f.wish.Items)
	}
	for _, k := range f.kinds {
		if !slices.Contains(quizzes.Kinds(), quizzes.Kind(k)) {
			return fmt.Errorf("--type %q is none of %v", k, quizzes.Kinds())
		}
		f.wish.Kinds = append(f.wish.Kinds, quizzes.Kind(k))
	}
	return nil
}

// examDate reads --exam; zero when it is not given.
func examDate(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, time.Local)
	if err != nil {
		return day, fmt.Errorf("--exam %q is no day; write it like 2026-12-18", text)
	}
	return day, nil
}

func (a *app) practise(ctx context.Context, f quizStart) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	day, err := examDate(f.examDay)
	if err != nil {
		return err
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
	coach := practice.New(bank, book.Answers(""), actor(), day)
	if f.listOnly {
		return a.printScheduled(coach)
	}
	rng := rand.New(rand.NewPCG(f.seed, 0x71756973))
	plan, err := planned(f, coach, book, rng)
	if err != nil {
		return err
	}
	tenants, err := a.learnerRange(bank)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tenants.Close()) }()
	s := &session{
		app: a, ask: newAsking(ctx, a.in, a.talk()), bank: bank, book: book, coach: coach, rng: rng, confidence: !f.unasked,
		id: plan.Session, tenants: tenants,
	}
	return s.sit(ctx, plan)
}

func nothingToAsk(f quizStart, coach *practice.Coach) error {
	if f.wish.Way == practice.Due {
		if cards := coach.Cards(time.Now()); len(cards) > 0 {
			return fmt.Errorf("nothing is due; the next is %s on %s. `socrates quiz start` asks something new", cards[0].Card, cards[0].Due.Local().Format("2006-01-02 15:04"))
		}
		return errors.New("nothing is scheduled yet; `socrates quiz start` asks the first questions")
	}
	return errors.New("no question fits; `socrates quiz list` shows what there is")
}

// session is one sitting of practice.
type session struct {
	app        *app
	ask        *asking
	bank       *quizzes.Bank
	book       *record.Book
	coach      *practice.Coach
	rng        *rand.Rand
	confidence bool
	id         string
	plan       *record.Plan // not yet on record
	tenants    *live.Range
	told       *quizzes.Case // the case study that was shown last
	given      []*record.Answer
	results    []*quizzes.Result
}

// one asks the n-th variation of an item; false when the learner has had enough.
func (s *session) one(ctx context.Context, it *quizzes.Item, n int) (bool, error) {
	if it.Case != nil && it.Case != s.told {
		s.ask.tabs(it.Case)
	}
	s.told = it.Case
	run := s.tenants.Runner(learnerSeed(s.coach.Learner))
	asked, err := it.Variation(n).Resolve(ctx, run)
	if err != nil {
		return false, err
	}
	sh := newSheet(asked, s.rng)
	s.ask.show(sh)
	began := time.Now()
	quit := func(line string) bool {
		return line == "quit" && len(sh.shown) > 0 && len(sh.shown[0]) > 0 || line == ".quit"
	}
	sure, stop, err := s.howSure(quit)
	if stop || err != nil {
		return false, err
	}
	s.ask.try = tryOn(s.tenants, learnerSeed(s.coach.Learner), s.ask.out)
	given, cmd, err := s.ask.answer(sh, quit)
	if err != nil {
		return false, endOfInput(err)
	}
	if cmd != "" {
		return false, nil
	}
	r, err := asked.Grade(ctx, given, run)
	if err != nil {
		return false, err
	}
	a := &record.Answer{
		Item: it.ID, Version: it.Version(), Variation: n, Objective: it.Objective, Card: it.Card(), Given: given, Points: r.Points, Max: r.Max,
		Confidence: sure, Seconds: time.Since(began).Round(100 * time.Millisecond).Seconds(), Planned: it.PlannedSeconds(),
	}
	if it.Kind == quizzes.KQL {
		a.Seed = learnerSeed(s.coach.Learner)
	}
	if err := s.keep(ctx, a); err != nil {
		return false, err
	}
	s.results = append(s.results, r)
	explain(s.ask.out, r)
	return true, nil
}

// keep puts an answer on record before anything is said of it.
func (s *session) keep(ctx context.Context, a *record.Answer) error {
	a.Learner, a.At, a.Mode, a.Session, a.Scheduler = s.coach.Learner, time.Now(), record.Practice, s.id, fsrs.Version
	a.Grade = int(practice.GradeOf(a))
	if s.plan != nil {
		if err := s.book.AddPlan(ctx, a.Learner, a.At, *s.plan); err != nil {
			return err
		}
		s.plan = nil
	}
	if err := s.book.AddAnswer(ctx, a); err != nil {
		return err
	}
	s.coach.Take(a)
	s.given = append(s.given, a)
	return nil
}

func endOfInput(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("the input ended before the last question; what was answered is kept, and `socrates quiz resume` goes on")
	}
	return err
}

// howSure asks for confidence before the answer; 0 when it is not given.
func (s *session) howSure(quit func(string) bool) (percent int, stop bool, err error) {
	if !s.confidence {
		return 0, false, nil
	}
	for {
		line, err := s.ask.Prompt("How sure are you? 1 a guess, 2 unsure, 3 fairly, 4 certain> ")
		if err != nil {
			return 0, false, endOfInput(err)
		}
		line = strings.TrimSpace(line)
		switch {
		case quit(line):
			return 0, true, nil
		case line == "":
			return 0, false, nil
		case len(line) == 1 && line[0] >= '1' && line[0] <= '4':
			return practice.Confidences[line[0]-'1'], false, nil
		}
		fmt.Fprintln(s.ask.out, "Answer 1, 2, 3 or 4, or an empty line to skip this. The question itself comes next.")
	}
}

// sum says how the session went and what to do about it.
func (s *session) sum() error {
	points, most := 0, 0
	for _, a := range s.given {
		points, most = points+a.Points, most+a.Max
	}
	out := s.ask.out
	fmt.Fprintf(out, "\n%d of %d points.\n", points, most)
	printCalibration(out, practice.Calibrate(s.given))
	offers := s.offers()
	for _, o := range offers {
		fmt.Fprintf(out, "\nMissed: %s %s\n", o.Objective, o.Name)
		for _, lab := range o.Labs {
			fmt.Fprintf(out, "  train it in a fresh tenant: socrates lab start %s\n", lab)
		}
		if len(o.Labs) == 0 {
			fmt.Fprintf(out, "  more of it: socrates quiz start --objective %s\n", o.Objective)
		}
	}
	if cards := s.coach.Cards(time.Now()); len(cards) > 0 {
		fmt.Fprintf(out, "\nNext due: %s, %s\n", cards[0].Card, nextDue(cards[0].Due))
	}
	if s.app.json {
		return s.app.emit(map[string]any{"points": points, "max": most, "answers": s.given, "results": s.results, "missed": offers})
	}
	return nil
}

func nextDue(t time.Time) string {
	if until := time.Until(t); until < time.Hour {
		return "in " + countOf(max(int(until.Minutes())+1, 0), "minute", "minutes")
	}
	return t.Local().Format("2006-01-02 15:04")
}

// offer is a missed objective with the labs that train it.
type offer struct {
	Objective string   `json:"objective"`
	Name      string   `json:"name"`
	Labs      []string `json:"labs"`
}

func (s *session) offers() []offer {
	var out []offer
	for _, a := range s.given {
		if a.Right() || slices.ContainsFunc(out, func(o offer) bool { return o.Objective == a.Objective }) {
			continue
		}
		ob, _ := s.bank.Outline.Objective(a.Objective)
		out = append(out, offer{a.Objective, ob.Name, labsFor(s.bank, a)})
	}
	return out
}

// labsFor lists the labs that train what an answer missed: the one that the question names, then those of its
// objective.
func labsFor(bank *quizzes.Bank, a *record.Answer) []string {
	out := []string{}
	if it, err := bank.Find(a.Item); err == nil && it.Lab != "" {
		out = append(out, it.Lab)
	}
	all, err := labs.List()
	if err != nil {
		return out
	}
	for _, l := range all {
		if slices.Contains(l.Objectives, a.Objective) && !slices.Contains(out, l.ID) {
			out = append(out, l.ID)
		}
	}
	return out
}
