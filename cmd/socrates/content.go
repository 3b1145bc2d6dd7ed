package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/soc/content"
	"socrates/labs"
	"socrates/quizzes"
	"socrates/scenarios"
)

// section is one kind of content with its proof. check says how much it looked at and what it found;
// step is called after every piece with the share that is done.
type section struct {
	name  string
	check func(ctx context.Context, seeds []uint64, step func(share float64)) (sectionReport, error)
}

type sectionReport struct {
	Section  string   `json:"section"`
	Checked  string   `json:"checked"`
	Findings []string `json:"findings"`
}

// contentSections stand in the order of cost, so that a typing error is told before a lab is proved.
func contentSections() []section {
	return []section{
		{"questions", checkQuestions},
		{"detections", checkDetections},
		{"scenarios", checkScenarios},
		{"labs", proveLabs},
		{"live", proveQuestions},
	}
}

func newContentCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "content",
		Short: "The content hub of the workspace; for authors, the check of all that ships",
		Long: `The content hub offers solutions: bundles of data connectors, analytics rule templates, hunting queries, workbooks, watchlist
templates, playbook templates and parsers. Installing one brings templates; a rule runs once it is made from one, and a connector
brings rows once it is connected. What a workspace has from the start is installed already.`,
		Example: `  socrates content list --portal azure
  socrates content install business-email-compromise --portal azure
  socrates rule create --template "An inbox rule that looks for words of payment"
  socrates content check --only questions            for authors`,
	}
	cmd.AddGroup(&cobra.Group{ID: hubGroup, Title: "The content hub:"}, &cobra.Group{ID: authorGroup, Title: "For authors:"})
	check := newContentCheckCommand(a)
	check.GroupID = authorGroup
	cmd.AddCommand(append(hubCommands(a), check)...)
	return cmd
}

func newContentCheckCommand(a *app) *cobra.Command {
	var seeds []uint
	var only []string
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Prove the content like code: keys, queries, solutions and wrong turns",
		Long: `Check everything that ships with the program.

questions   every item has one key, reasons, an objective, a source and a date; the bank is balanced and
            covers every objective in the outline's weights
detections  every detection and analytics rule loads and names real tables and columns
scenarios   every scenario holds to its schema and compiles on every seed
labs        untouched a lab fails, its solution passes, each wrong turn misses what it names
live        the reference query of every live question solves it, and its wrong queries fail`,
		Example: `  socrates content check
  socrates content check --only questions,scenarios
  socrates content check --seeds 1,2,3,4,5 --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen, err := chooseSections(only)
			if err != nil {
				return err
			}
			return a.checkContent(cmd.Context(), chosen, widen(seeds))
		},
	}
	cmd.Flags().UintSliceVar(&seeds, "seeds", []uint{1, 2}, "seeds to prove scenarios, labs and live questions on")
	cmd.Flags().StringSliceVar(&only, "only", nil, "sections to check: questions, detections, scenarios, labs, live (default: all)")
	return cmd
}

func chooseSections(names []string) ([]section, error) {
	all := contentSections()
	if len(names) == 0 {
		return all, nil
	}
	var chosen []section
	known := make([]string, len(all))
	for i, s := range all {
		known[i] = s.name
	}
	for _, name := range names {
		at := -1
		for i := range all {
			if all[i].name == name {
				at = i
			}
		}
		if at < 0 {
			return nil, fmt.Errorf("there is no section %q; --only takes %s", name, strings.Join(known, ", "))
		}
		chosen = append(chosen, all[at])
	}
	return chosen, nil
}

func (a *app) checkContent(ctx context.Context, chosen []section, seeds []uint64) error {
	var reports []sectionReport
	findings := 0
	for _, s := range chosen {
		b := a.startBar(s.name)
		r, err := s.check(ctx, seeds, b.to)
		b.stop()
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		r.Section, r.Findings = s.name, append([]string{}, r.Findings...)
		reports = append(reports, r)
		findings += len(r.Findings)
		if !a.json {
			a.printSection(r)
		}
	}
	if a.json {
		if err := a.emit(reports); err != nil {
			return err
		}
	}
	if findings > 0 {
		return &exitError{code: 1, quiet: true, err: fmt.Errorf("%d findings", findings)}
	}
	return nil
}

func (a *app) printSection(r sectionReport) {
	for _, f := range r.Findings {
		fmt.Fprintln(a.out, f)
	}
	fmt.Fprintf(a.out, "%-11s %s, %d findings\n", r.Section, r.Checked, len(r.Findings))
}

func checkQuestions(context.Context, []uint64, func(float64)) (sectionReport, error) {
	bank, err := quizzes.Default()
	if err != nil {
		return sectionReport{}, err
	}
	known, err := knownNames()
	if err != nil {
		return sectionReport{}, err
	}
	found := append(bank.Check(known), bank.Coverage(quizzes.DefaultGoals())...)
	return sectionReport{Checked: fmt.Sprintf("%d questions", len(bank.Items)), Findings: findingLines(found)}, nil
}

func proveQuestions(ctx context.Context, seeds []uint64, step func(float64)) (sectionReport, error) {
	bank, err := quizzes.Default()
	if err != nil {
		return sectionReport{}, err
	}
	found, n, err := proveLive(ctx, bank, bank.Items, seeds, step)
	if err != nil {
		return sectionReport{}, err
	}
	return sectionReport{Checked: fmt.Sprintf("%d live questions on %d seeds", n, len(seeds)), Findings: findingLines(found)}, nil
}

func checkDetections(context.Context, []uint64, func(float64)) (sectionReport, error) {
	c, err := content.Load()
	if err != nil {
		return sectionReport{Checked: "what loads", Findings: []string{err.Error()}}, nil
	}
	return sectionReport{Checked: fmt.Sprintf("%d detections and %d analytics rules", len(c.Detections), len(c.Rules))}, nil
}

func checkScenarios(ctx context.Context, seeds []uint64, step func(float64)) (r sectionReport, err error) {
	list, err := scenarios.List()
	if err != nil {
		return r, err
	}
	for i, info := range list {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		r.Findings = append(r.Findings, checkScenario(info.ID, seeds)...)
		step(float64(i+1) / float64(len(list)))
	}
	r.Checked = fmt.Sprintf("%d scenarios on %d seeds", len(list), len(seeds))
	return r, nil
}

func checkScenario(id string, seeds []uint64) (found []string) {
	s, err := scenarios.Load(id)
	if err != nil {
		return []string{err.Error()}
	}
	for _, seed := range seeds {
		if _, err := s.Compile(scenarios.Params{Seed: seed}); err != nil {
			found = append(found, fmt.Sprintf("%s, seed %d: %v", id, seed, err))
		}
	}
	return found
}

func proveLabs(ctx context.Context, seeds []uint64, step func(float64)) (r sectionReport, err error) {
	all, err := labs.List()
	if err != nil {
		return r, err
	}
	ws := labs.NewWorlds("", time.Now)
	defer func() { err = errors.Join(err, ws.Close()) }()
	for i, l := range all {
		for j, seed := range seeds {
			found, err := l.Prove(ctx, ws, seed)
			if err != nil {
				return r, fmt.Errorf("%s, seed %d: %w", l.ID, seed, err)
			}
			r.Findings = append(r.Findings, found...)
			step(float64(i*len(seeds)+j+1) / float64(len(all)*len(seeds)))
		}
	}
	r.Checked = fmt.Sprintf("%d labs on %d seeds", len(all), len(seeds))
	return r, nil
}

func widen(seeds []uint) []uint64 {
	out := make([]uint64, len(seeds))
	for i, s := range seeds {
		out[i] = uint64(s)
	}
	return out
}
