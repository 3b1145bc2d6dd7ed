package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"socrates/quizzes"
)

func newQuizCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "quiz",
		Short: "Ask exam questions and explain every option",
		Example: `  socrates quiz start                  five questions from all objectives
  socrates quiz start --objective RSI  only one domain, group or objective
  socrates quiz show close-in-defender --answer b
  socrates quiz check`,
	}
	cmd.AddCommand(newQuizStartCommand(a), newQuizListCommand(a), newQuizShowCommand(a), newQuizCheckCommand(a))
	return cmd
}

func newQuizListCommand(a *app) *cobra.Command {
	var objective string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the questions of the bank",
		Example: "  socrates quiz list --objective RSI-1.7",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			bank, err := a.bank()
			if err != nil {
				return err
			}
			return a.listItems(bank, bank.Select(objective))
		},
	}
	cmd.Flags().StringVar(&objective, "objective", "", "domain, group or objective id, such as RSI, RSI-1, RSI-1.7")
	return cmd
}

func (a *app) listItems(bank *quizzes.Bank, items []*quizzes.Item) error {
	type row struct {
		ID, Objective, Name, Level, Type string
	}
	rows := make([]row, 0, len(items))
	for _, it := range items {
		ob, _ := bank.Outline.Objective(it.Objective)
		rows = append(rows, row{it.ID, it.Objective, ob.Name, it.Level, string(it.Kind)})
	}
	if a.json {
		return a.emit(rows)
	}
	if len(rows) == 0 {
		fmt.Fprintln(a.out, "No questions there yet. `socrates quiz list` shows all.")
	}
	for _, r := range rows {
		fmt.Fprintf(a.out, "%-32s %-9s %-8s %-9s %s\n", r.ID, r.Objective, r.Level, r.Type, r.Name)
	}
	return nil
}

// reportFindings prints what a check found; findings make the command fail.
func (a *app) reportFindings(what string, found []string) error {
	if a.json {
		if err := a.emit(map[string]any{"checked": what, "findings": found}); err != nil {
			return err
		}
	} else {
		for _, f := range found {
			fmt.Fprintln(a.out, f)
		}
		fmt.Fprintf(a.out, "%s checked, %d findings\n", what, len(found))
	}
	if len(found) > 0 {
		return &exitError{code: 1, quiet: true, err: fmt.Errorf("%d findings", len(found))}
	}
	return nil
}

func newQuizShowCommand(a *app) *cobra.Command {
	var answers []string
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show one question; with --answer, judge and explain an answer",
		Example: `  socrates quiz show close-in-defender
  socrates quiz show close-in-defender --answer b --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			bank, err := a.bank()
			if err != nil {
				return err
			}
			it, err := bank.Find(args[0])
			if err != nil {
				return err
			}
			return a.showItem(cmd.Context(), it, answers)
		},
	}
	cmd.Flags().StringSliceVar(&answers, "answer", nil, "answers, one for each part: letters as in the file, or text")
	return cmd
}

func (a *app) showItem(ctx context.Context, it *quizzes.Item, answers []string) error {
	if len(answers) == 0 {
		if a.json {
			return a.emit(map[string]any{"id": it.ID, "stem": it.Stem, "exhibit": it.Exhibit, "parts": it.Parts()})
		}
		asking{a.out, nil, rand.New(rand.NewPCG(0, 0))}.pose(it, false)
		return nil
	}
	result, err := it.Grade(ctx, answers, nil)
	if err != nil {
		return err
	}
	if a.json {
		return a.emit(result)
	}
	explain(a.out, result)
	return nil
}

func newQuizStartCommand(a *app) *cobra.Command {
	var objective string
	var count int
	var seed uint64
	cmd := &cobra.Command{
		Use:   "start",
		Short: "Ask questions one by one, explaining each after its answer",
		Example: `  socrates quiz start
  socrates quiz start --objective MSE-1 --items 10
  printf 'b\n' | socrates quiz start --items 1 --seed 7`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			bank, err := a.bank()
			if err != nil {
				return err
			}
			if !cmd.Flags().Changed("seed") {
				seed = rand.Uint64()
			}
			return a.askItems(cmd.Context(), bank.Select(objective), count, seed)
		},
	}
	cmd.Flags().StringVar(&objective, "objective", "", "domain, group or objective id")
	cmd.Flags().IntVar(&count, "items", 5, "how many questions")
	cmd.Flags().Uint64Var(&seed, "seed", 0, "fix the choice and order of questions and options")
	return cmd
}

// askItems asks count items in an order drawn from seed and sums up.
func (a *app) askItems(ctx context.Context, items []*quizzes.Item, count int, seed uint64) error {
	items = slices.DeleteFunc(slices.Clone(items), func(it *quizzes.Item) bool { return it.Kind == quizzes.KQL })
	if len(items) == 0 {
		return fmt.Errorf("no questions for that objective; `socrates quiz list` shows what there is")
	}
	rng := rand.New(rand.NewPCG(seed, 0x71756973))
	rng.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	ask := asking{a.out, bufio.NewReader(a.in), rng}
	points, most := 0, 0
	var results []*quizzes.Result
	for i, it := range items[:min(count, len(items))] {
		fmt.Fprintf(a.out, "\nQuestion %d of %d\n", i+1, min(count, len(items)))
		r, err := ask.one(ctx, it)
		if err != nil {
			return err
		}
		explain(a.out, r)
		results = append(results, r)
		points, most = points+r.Points, most+r.Max
	}
	fmt.Fprintf(a.out, "\n%d of %d points.\n", points, most)
	if a.json {
		return a.emit(results)
	}
	return nil
}

// asking poses items on a terminal. Letters shown are in shuffled order; ids go to the grader.
type asking struct {
	out io.Writer
	in  *bufio.Reader
	rng *rand.Rand
}

// pose prints an item and returns, for each part, the choices in the order shown.
func (q asking) pose(it *quizzes.Item, shuffle bool) [][]quizzes.Choice {
	fmt.Fprintf(q.out, "\n%s\n", strings.TrimSpace(it.Stem))
	if it.Exhibit != "" {
		fmt.Fprintf(q.out, "\n%s\n", strings.TrimRight(it.Exhibit, "\n"))
	}
	var shown [][]quizzes.Choice
	parts := it.Parts()
	for i, p := range parts {
		cs := p.Choices
		switch {
		case i > 0 && (it.Kind == quizzes.Multiple || it.Kind == quizzes.Ordering || it.Kind == quizzes.Matching):
			shown = append(shown, shown[0])
			continue
		case shuffle:
			cs = p.Shuffled(q.rng)
		}
		shown = append(shown, cs)
		q.printChoices(it.Kind, p, cs)
	}
	return shown
}

func (q asking) printChoices(kind quizzes.Kind, p quizzes.Part, cs []quizzes.Choice) {
	if p.Label != "" && kind != quizzes.Ordering && kind != quizzes.Matching {
		fmt.Fprintf(q.out, "\n  %s\n", p.Label)
	} else {
		fmt.Fprintln(q.out)
	}
	for i, c := range cs {
		fmt.Fprintf(q.out, "  %s) %s\n", letterOf(i), c.Text)
	}
}

func letterOf(i int) string { return string(rune('a' + i)) }

func (q asking) one(ctx context.Context, it *quizzes.Item) (*quizzes.Result, error) {
	shown := q.pose(it, true)
	parts := it.Parts()
	var answers []string
	for i, p := range parts {
		answer, err := q.read(cmp.Or(p.Label, prompt(it, i, len(parts))), shown[i])
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	return it.Grade(ctx, answers, nil)
}

func prompt(it *quizzes.Item, i, n int) string {
	if it.Kind == quizzes.Multiple {
		return fmt.Sprintf("choice %d of %d", i+1, n)
	}
	return "answer"
}

// read asks until the answer is one of the letters shown, or any text for a blank; an empty line leaves
// the part unanswered.
func (q asking) read(label string, shown []quizzes.Choice) (string, error) {
	for {
		fmt.Fprintf(q.out, "%s> ", label)
		line, err := q.in.ReadString('\n')
		if err != nil && line == "" {
			return "", fmt.Errorf("input ended before the last question; nothing was graded after that")
		}
		line = strings.TrimSpace(line)
		if len(shown) == 0 || line == "" {
			return line, nil
		}
		for i, c := range shown {
			if strings.EqualFold(line, letterOf(i)) || strings.EqualFold(line, c.ID) && len(c.ID) > 1 {
				return c.ID, nil
			}
		}
		fmt.Fprintf(q.out, "Answer with a letter from a to %s, or an empty line to skip.\n", letterOf(len(shown)-1))
	}
}

// explain prints a result: each part, and the reason of every option.
func explain(out io.Writer, r *quizzes.Result) {
	for _, p := range r.Parts {
		verdict := "wrong"
		if p.Right {
			verdict = "right"
		}
		fmt.Fprintf(out, "\n%s: %s\n", verdict, cmp.Or(p.Answer, "(no answer)"))
		if !p.Right {
			fmt.Fprintf(out, "the answer: %s\n", p.Want)
		}
		for _, why := range p.Because {
			fmt.Fprintf(out, "  %s %s\n      %s\n", mark(why), why.Text, why.Because)
		}
	}
	if r.Explain != "" {
		fmt.Fprintf(out, "\n%s\n", strings.TrimSpace(r.Explain))
	}
}

func mark(why quizzes.Reason) string {
	switch {
	case why.Correct:
		return "+"
	case why.Chosen:
		return "x"
	}
	return "-"
}
