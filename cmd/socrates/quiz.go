package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"socrates/quizzes"
)

func newQuizCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "quiz",
		Short: "Ask exam questions and explain every option",
		Example: `  socrates quiz start                  what is due, then what you are weakest in
  socrates quiz start --objective RSI  only one domain, group or objective
  socrates quiz resume                 go on where a session was cut off
  socrates quiz review                 what is due today
  socrates quiz stats                  where you stand, and how well you know it
  socrates quiz show close-in-defender --answer b`,
	}
	cmd.AddCommand(newQuizStartCommand(a), newQuizResumeCommand(a), newQuizReviewCommand(a), newQuizStatsCommand(a), newQuizListCommand(a), newQuizShowCommand(a),
		newQuizCheckCommand(a), newQuizImportCommand(a), newQuizExportCommand(a), newQuizSchemaCommand(a))
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
		ID        string `json:"id"`
		Objective string `json:"objective"`
		Name      string `json:"name"`
		Level     string `json:"level"`
		Type      string `json:"type"`
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
  socrates quiz show close-in-defender --answer b --json
  socrates quiz show bw-clients --answer a,c`,
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
			return a.showItem(cmd.Context(), bank, it.Variation(0), answers)
		},
	}
	cmd.Flags().StringArrayVar(&answers, "answer", nil, "answers, one for each part, with commas between them or the flag again: letters as in the file, text, or a query")
	return cmd
}

// spread takes one value with commas for the answers of an item with several parts. Anywhere else a comma belongs to
// the answer: queries are full of them.
func spread(it *quizzes.Item, answers []string) []string {
	if len(answers) != 1 || it.Kind == quizzes.KQL || len(it.Parts()) < 2 {
		return answers
	}
	return strings.Split(answers[0], ",")
}

// shown is an item without its key, as somebody who is to answer it sees it.
func shown(it *quizzes.Item) map[string]any {
	out := map[string]any{"id": it.ID, "objective": it.Objective, "type": it.Kind, "profile": it.Profile, "stem": it.Stem, "exhibit": it.Exhibit, "parts": it.Parts()}
	if it.Kind == quizzes.Multiple {
		out["choose"] = it.Choose
	}
	if it.Case != nil {
		tabs := []map[string]string{}
		for _, t := range it.Case.Tabs {
			tabs = append(tabs, map[string]string{"title": t.Title, "text": t.Text})
		}
		out["case"] = map[string]any{"title": it.Case.Title, "tabs": tabs}
	}
	if it.Series != nil {
		out["series"] = it.Series.Text
	}
	if it.Query != nil {
		out["scope"] = it.Query.Scope
	}
	return out
}

func (a *app) showItem(ctx context.Context, bank *quizzes.Bank, it *quizzes.Item, answers []string) (err error) {
	var run quizzes.Runner
	if it.Kind == quizzes.KQL {
		r, err2 := a.learnerRange(bank)
		if err2 != nil {
			return err2
		}
		defer func() { err = errors.Join(err, r.Close()) }()
		run = r.Runner(learnerSeed(actor()))
		if it, err = it.Resolve(ctx, run); err != nil {
			return err
		}
	}
	if len(answers) > 0 {
		result, err := it.Grade(ctx, spread(it, answers), run)
		if err != nil {
			return err
		}
		if a.json {
			return a.emit(result)
		}
		explain(a.out, result)
		return nil
	}
	if a.json {
		return a.emit(shown(it))
	}
	ask := newAsking(ctx, a.in, a.out)
	if it.Case != nil {
		ask.tabs(it.Case)
	}
	ask.show(newSheet(it, nil))
	return nil
}
