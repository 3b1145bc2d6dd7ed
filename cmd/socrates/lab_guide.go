package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/peterh/liner"

	"socrates/labs/attempt"
)

const guideHelp = `A query runs at an empty line, or at a semicolon at the end of a line. These begin with a word of their own:
  answer TASK TEXT       hand in an answer, choice, verdict; without TEXT several lines follow (a timeline, a rule),
                         up to an empty line, and a query task takes the query asked last; @FILE reads a file
  hint TASK              open the next hint; price TASK tells what it costs
  tasks, brief, task N   how things stand; the text again; one task
  .tables .schema T .scope NAME .time      as at the prompt of hunt
  incident, alert, clock, rule, …          every command of socrates, in this tenant: clock advance 30m
  quit                   leave; nothing is lost
TASK is a task's name or number.
`

// guide is the session of a lab in one terminal: the brief, then a prompt for queries, answers and commands.
func (a *app) guide(ctx context.Context, at *attempt.Attempt) error {
	if err := a.showLab(ctx, at, nil); err != nil {
		return err
	}
	fmt.Fprintln(a.out, "Type help for what you can do here.")
	h := &hunter{app: a, t: at.Tenant(), scope: scopes["unified"], flags: huntFlags{scope: "unified", format: "table"}}
	g := &guide{app: a, at: at, h: h}
	if terminal(a.in) && terminal(a.out) {
		line := liner.NewLiner()
		defer line.Close()
		line.SetCtrlCAborts(true)
		line.SetMultiLineMode(true)
		line.SetCompleter(h.complete)
		g.in = remembered{line, &h.typed}
		g.remember = line.AppendHistory
	} else {
		g.in = plainLines{bufio.NewReader(a.in)}
		g.remember = func(string) {}
	}
	return g.loop(ctx)
}

type guide struct {
	*app
	at       *attempt.Attempt
	h        *hunter
	in       lineReader
	remember func(string)
}

// plainLines reads lines that are not typed at a terminal.
type plainLines struct{ *bufio.Reader }

func (p plainLines) Prompt(string) (string, error) {
	s, err := p.ReadString('\n')
	if err != nil && s != "" {
		err = nil
	}
	return strings.TrimRight(s, "\r\n"), err
}

func (g *guide) loop(ctx context.Context) error {
	for {
		g.h.typed = nil
		text, err := g.read()
		switch {
		case errors.Is(err, liner.ErrPromptAborted):
			continue
		case errors.Is(err, io.EOF):
			fmt.Fprintln(g.out, "Left. Go on with: socrates lab resume")
			return nil
		case err != nil:
			return err
		case text == "":
			continue
		case text == "quit" || text == "exit" || text == ".quit":
			fmt.Fprintln(g.out, "Left. Go on with: socrates lab resume")
			return nil
		}
		g.remember(strings.Join(strings.Fields(text), " "))
		if err := g.do(ctx, text); err != nil && !refusedQuietly(err) {
			fmt.Fprintln(g.err, "error:", err)
		}
		if err := g.tick(ctx); err != nil {
			return err
		}
	}
}

// tick tells of tasks that hold since the last act.
func (g *guide) tick(ctx context.Context) error {
	before := g.at.Report().Solved
	ticked, err := g.at.Look(ctx)
	if err != nil {
		return err
	}
	for _, v := range ticked {
		g.printVerdict(v)
	}
	if r := g.at.Report(); len(ticked) > 0 && r.Solved > before && r.Solved == len(r.Tasks) {
		fmt.Fprintln(g.out, standing(g.at, r))
	}
	return nil
}

func (g *guide) label() string {
	r := g.at.Report()
	return fmt.Sprintf("%d/%d %s> ", r.Solved, len(r.Tasks), g.h.flags.scope)
}

// read reads a command, which is one line, or a query.
func (g *guide) read() (string, error) {
	first := &firstLine{in: g.in}
	line, err := first.Prompt(g.label())
	if err != nil || g.isCommand(line) {
		return strings.TrimSpace(line), err
	}
	first.again = &line
	return readQuery(first, g.label())
}

// firstLine gives a line that was read already once more.
type firstLine struct {
	in    lineReader
	again *string
}

func (f *firstLine) Prompt(label string) (string, error) {
	if f.again != nil {
		line := *f.again
		f.again = nil
		return line, nil
	}
	return f.in.Prompt(label)
}

var guideWords = []string{"answer", "submit", "hint", "price", "tasks", "status", "brief", "task", "show", "help", "quit", "exit", "socrates"}

func (g *guide) isCommand(line string) bool {
	words := strings.Fields(line)
	if len(words) == 0 {
		return false
	}
	return slices.Contains(guideWords, words[0]) || g.isProgramWord(words[0])
}

func (g *guide) isProgramWord(word string) bool {
	for _, c := range newRoot(&app{}).Commands() {
		if c.Name() == word {
			return true
		}
	}
	return false
}

func (g *guide) do(ctx context.Context, text string) error {
	word, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	switch word {
	case "answer", "submit":
		return g.answer(ctx, rest)
	case "hint":
		return g.hint(ctx, g.at, rest, false)
	case "price":
		return g.hint(ctx, g.at, rest, true)
	case "tasks", "status":
		g.printReport(g.at.Report())
		fmt.Fprintln(g.out, standing(g.at, g.at.Report()))
		return nil
	case "brief", "show":
		return g.showLab(ctx, g.at, strings.Fields(rest))
	case "task":
		return g.showLab(ctx, g.at, []string{rest})
	case "help", "?", ".help":
		_, err := fmt.Fprint(g.out, guideHelp)
		return err
	case "socrates":
		return g.program(ctx, rest)
	}
	if g.isProgramWord(word) {
		return g.program(ctx, text)
	}
	return g.h.answer(ctx, text)
}

// answer hands in what stands behind the task's name, in a file, or in the lines that follow.
func (g *guide) answer(ctx context.Context, rest string) error {
	name, text, _ := strings.Cut(rest, " ")
	if name == "" {
		return errors.New("write answer, the task's name or number, and your answer")
	}
	t, err := taskOf(g.at.Lab, name)
	if err != nil {
		return err
	}
	text = strings.TrimSpace(text)
	if text == "" && (t.Rule != nil || t.Timeline != nil) {
		if text, err = g.lines(); err != nil {
			return err
		}
	}
	return g.submit(ctx, g.at, t.ID, text)
}

// lines reads up to an empty line.
func (g *guide) lines() (string, error) {
	var out []string
	for {
		line, err := g.in.Prompt("... ")
		if err != nil || strings.TrimSpace(line) == "" {
			return strings.Join(out, "\n"), err
		}
		out = append(out, line)
	}
}

// program runs a command line of socrates in the lab's tenant.
func (g *guide) program(ctx context.Context, text string) error {
	args, err := splitWords(text)
	if err != nil {
		return err
	}
	if len(args) > 0 && args[0] == "lab" {
		return errors.New("you are in a lab already; use answer, hint, tasks, brief, or leave it with quit")
	}
	sub := &app{in: g.app.in, out: g.app.out, err: g.app.err, data: g.app.data, tenant: g.at.Name()}
	root := newRoot(sub)
	root.SetArgs(args)
	root.SetIn(sub.in)
	root.SetOut(sub.out)
	root.SetErr(sub.err)
	return root.ExecuteContext(ctx)
}

// splitWords splits a line as a shell does: words, and what stands in quotes.
func splitWords(text string) ([]string, error) {
	var out []string
	var word strings.Builder
	var quote rune
	open := false
	for _, r := range text {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, open = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if open || word.Len() > 0 {
				out = append(out, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(r)
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a quote %c is not closed", quote)
	}
	if open || word.Len() > 0 {
		out = append(out, word.String())
	}
	return out, nil
}
