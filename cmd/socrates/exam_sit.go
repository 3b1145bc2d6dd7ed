package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"socrates/quizzes"
	"socrates/quizzes/exam"
)

const examHelp = `Answer with the letters shown. Every answer is kept at once and can be changed until the section is left.
  next, or an empty line   the next question
  back                     the one before
  go 12                    question 12
  flag                     mark it for review, or take the mark away
  review                   what is answered, open and flagged
  case                     the case study again
  time                     what is left
  end                      leave the section; it closes
  quit                     take a break; the time runs on
Before a free text or a query, write them with a dot: .next
`

// candidate sits at an exam.
type candidate struct {
	room  *examRoom
	s     *exam.Sitting
	ask   *asking
	out   io.Writer
	place int // in the open section
	told  int // the section whose head was shown, from 1
}

var errBreak = errors.New("break")

// sit lets the candidate work until the paper is handed in, the time is over, or they take a break.
func (r *examRoom) sit(ctx context.Context, s *exam.Sitting) error {
	d := &candidate{room: r, s: s, ask: newAsking(ctx, r.app.in, r.app.talk()), out: r.app.talk()}
	fmt.Fprintf(d.out, "%s: %d questions, %d minutes left. `help` lists what you can do besides answering.\n", s.ID, s.Form.Len(), minutes(s.Left(time.Now())))
	d.ask.try = r.try
	d.place = d.firstOpen()
	for s.Section < len(s.Form.Sections) {
		err := d.question(ctx)
		switch {
		case errors.Is(err, errBreak):
			fmt.Fprintf(d.out, "\nBreak. The time runs on, until %s: socrates exam resume\n", s.Deadline.Local().Format("15:04"))
			return nil
		case errors.Is(err, exam.ErrTime):
			fmt.Fprintln(d.out, "\nThe time is over. What was answered until then counts.")
			return d.handIn(ctx)
		case errors.Is(err, io.EOF):
			return errors.New("the input ended; what was answered is kept, and the time runs on: socrates exam resume")
		case err != nil:
			return err
		}
	}
	return d.handIn(ctx)
}

func (d *candidate) handIn(ctx context.Context) error {
	if err := d.s.Finish(ctx, time.Now(), d.room.run); err != nil {
		return err
	}
	return d.room.printReport(d.s)
}

func minutes(d time.Duration) int { return int(d.Round(time.Minute).Minutes()) }

// firstOpen is the place of the first question of the open section that waits for an answer.
func (d *candidate) firstOpen() int {
	if d.s.Section >= len(d.s.Form.Sections) {
		return 0
	}
	from := d.s.Form.First(d.s.Section)
	for i := range d.s.Form.Sections[d.s.Section].Slots {
		if st := d.s.Slots[from+i]; !st.Answered() && !st.Closed {
			return i
		}
	}
	return 0
}

func (d *candidate) section() exam.Section { return d.s.Form.Sections[d.s.Section] }

// question poses the present question and does what is answered or ordered.
func (d *candidate) question(ctx context.Context) error {
	if d.place >= len(d.section().Slots) {
		return d.atEnd(ctx)
	}
	n := d.s.Form.First(d.s.Section) + d.place
	if d.s.Slots[n].Closed {
		d.place++
		return nil
	}
	if d.s.Left(time.Now()) == 0 {
		return exam.ErrTime
	}
	it, err := d.item(ctx, n)
	if err != nil {
		return err
	}
	d.head(n, it)
	sh := newSheet(it, rand.New(rand.NewPCG(d.s.Form.Seed, uint64(n))))
	d.ask.show(sh)
	if st := d.s.Slots[n]; st.Answered() {
		fmt.Fprintf(d.out, "Your answer: %s\n", sh.letters(st.Given))
	}
	began := time.Now()
	given, cmd, err := d.ask.answer(sh, d.commands(sh))
	if err != nil {
		return err
	}
	if cmd == "" && len(given) == 0 || cmd != "" {
		return d.obey(ctx, n, strings.TrimPrefix(strings.ToLower(cmd), "."))
	}
	return d.keep(ctx, n, given, time.Since(began))
}

func (d *candidate) item(ctx context.Context, n int) (*quizzes.Item, error) {
	it, err := d.s.Item(n)
	if err != nil {
		return nil, err
	}
	return it.Resolve(ctx, d.room.run)
}

func (d *candidate) keep(ctx context.Context, n int, given []string, took time.Duration) error {
	err := d.s.Answer(ctx, n, given, took.Round(100*time.Millisecond).Seconds(), time.Now())
	var no *exam.Refusal
	switch {
	case errors.As(err, &no):
		fmt.Fprintf(d.out, "Not possible: %v.\n", no)
		return nil
	case err != nil:
		return err
	}
	fmt.Fprintln(d.out, "Kept.")
	d.place++
	return nil
}

func (d *candidate) head(n int, it *quizzes.Item) {
	sec := d.section()
	if d.told != d.s.Section+1 {
		d.told = d.s.Section + 1
		fmt.Fprintf(d.out, "\n=== Section %d of %d: %s ===\n", d.s.Section+1, len(d.s.Form.Sections), sectionNames[sec.Kind])
		if it.Case != nil {
			d.ask.tabs(it.Case)
		}
	}
	flag := map[bool]string{true: "  [flagged]"}[d.s.Slots[n].Flag]
	fmt.Fprintf(d.out, "\nQuestion %d of %d  %d minutes left%s\n", n+1, d.s.Form.Len(), minutes(d.s.Left(time.Now())), flag)
}

var sectionNames = map[string]string{
	exam.CaseSection:    "case study",
	exam.GeneralSection: "questions",
	exam.SeriesSection:  "yes/no; there is no way back to any of these",
}

// commands recognises orders: bare words where letters are expected, words with a dot everywhere, and an empty first line.
func (d *candidate) commands(sh sheet) func(string) bool {
	lettered := len(sh.shown) > 0 && len(sh.shown[0]) > 0
	asked := 0
	return func(line string) bool {
		asked++
		line = strings.ToLower(line)
		word, _, _ := strings.Cut(strings.TrimPrefix(line, "."), " ")
		known := slices.Contains([]string{"next", "back", "go", "flag", "review", "case", "time", "end", "quit", "help"}, word)
		return line == "" && asked == 1 || known && (lettered || line[0] == '.')
	}
}

// obey carries out an order at question n.
func (d *candidate) obey(ctx context.Context, n int, line string) error {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "", "next":
		return d.move(ctx, n, func() { d.place++ })
	case "back":
		return d.move(ctx, n, d.back)
	case "go":
		return d.move(ctx, n, func() { d.goTo(rest) })
	case "flag":
		return d.refusedIsTold(d.s.Flag(ctx, n, !d.s.Slots[n].Flag, time.Now()))
	case "review":
		d.overview()
	case "case":
		if it, err := d.s.Item(n); err == nil && it.Case != nil {
			d.ask.tabs(it.Case)
		} else {
			fmt.Fprintln(d.out, "This question has no case study.")
		}
	case "time":
		fmt.Fprintf(d.out, "%d minutes left.\n", minutes(d.s.Left(time.Now())))
	case "end":
		d.place = len(d.section().Slots)
	case "quit":
		return errBreak
	case "help":
		fmt.Fprint(d.out, examHelp)
	}
	return nil
}

// move leaves question n. A yes/no question closes with that.
func (d *candidate) move(ctx context.Context, n int, to func()) error {
	if d.s.Final(n) {
		if err := d.s.Answer(ctx, n, nil, 0, time.Now()); err != nil {
			return err
		}
		fmt.Fprintln(d.out, "Closed without an answer.")
	}
	to()
	return nil
}

// back goes to the question before that is still open.
func (d *candidate) back() {
	from := d.s.Form.First(d.s.Section)
	for i := d.place - 1; i >= 0; i-- {
		if !d.s.Slots[from+i].Closed {
			d.place = i
			return
		}
	}
	fmt.Fprintln(d.out, "There is no way back from here.")
}

func (d *candidate) refusedIsTold(err error) error {
	var no *exam.Refusal
	if errors.As(err, &no) {
		fmt.Fprintf(d.out, "Not possible: %v.\n", no)
		return nil
	}
	return err
}

// goTo moves to a question of the open section.
func (d *candidate) goTo(number string) {
	n, err := strconv.Atoi(strings.TrimSpace(number))
	place := n - 1 - d.s.Form.First(d.s.Section)
	switch {
	case err != nil:
		fmt.Fprintln(d.out, "Write the number of a question, such as: go 12")
	case place < 0 || place >= len(d.section().Slots):
		first := d.s.Form.First(d.s.Section)
		fmt.Fprintf(d.out, "This section has questions %d to %d.\n", first+1, first+len(d.section().Slots))
	case d.s.Slots[n-1].Closed: // place holds, so n is a slot
		fmt.Fprintln(d.out, "There is no way back to a yes/no question.")
	default:
		d.place = place
	}
}

// overview is the review screen of the open section.
func (d *candidate) overview() {
	from := d.s.Form.First(d.s.Section)
	fmt.Fprintln(d.out, "\nReview of this section:")
	for i := range d.section().Slots {
		st := d.s.Slots[from+i]
		state := "open"
		if st.Answered() {
			state = "answered"
		} else if st.Closed {
			state = "left without an answer"
		}
		fmt.Fprintf(d.out, "  %3d  %-22s %s\n", from+i+1, state, map[bool]string{true: "flagged"}[st.Flag])
	}
}

// atEnd asks before a section closes; one without a way back closes by itself.
func (d *candidate) atEnd(ctx context.Context) error {
	if d.section().Kind == exam.SeriesSection {
		return d.leave(ctx)
	}
	d.overview()
	line, err := d.ask.Prompt("Number of a question to return to, or `end` to close this section for good> ")
	if err != nil {
		return err
	}
	switch line = strings.ToLower(strings.TrimSpace(line)); line {
	case "end":
		return d.leave(ctx)
	case "quit":
		return errBreak
	case "":
		return nil
	}
	d.goTo(strings.TrimPrefix(line, "go "))
	return nil
}

func (d *candidate) leave(ctx context.Context) error {
	d.place = 0
	if err := d.s.Leave(ctx, time.Now()); err != nil {
		return err
	}
	d.place = d.firstOpen()
	return nil
}
