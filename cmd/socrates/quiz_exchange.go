package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/journal"
	"socrates/quizzes"
	"socrates/quizzes/exchange"
	"socrates/quizzes/record"
)

const exportFormats = "gift, moodle, qti, anki, markdown, yaml"

func newQuizExportCommand(a *app) *cobra.Command {
	var format, objective, profile, title string
	cmd := &cobra.Command{
		Use:   "export FILE",
		Short: "Write questions for Moodle, QTI tools, Anki, or paper",
		Long: `Write questions as a file of another tool (` + exportFormats + `); - writes to standard output. What a format cannot hold is
reported, question by question.`,
		Example: `  socrates quiz export bank.gift
  socrates quiz export mse.xml --format moodle --objective MSE
  socrates quiz export bank.zip --format qti
  socrates quiz export deck.txt --format anki
  socrates quiz export booklet.md`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			bank, err := a.bank()
			if err != nil {
				return err
			}
			items := slices.DeleteFunc(bank.Select(objective), func(it *quizzes.Item) bool {
				return profile != "" && it.Profile != profile && it.Profile != "any"
			})
			if len(items) == 0 {
				return errors.New("no question fits; `socrates quiz list` shows what there is")
			}
			return a.exportItems(args[0], orGuess(format, args[0]), title, bank, items)
		},
	}
	cmd.Flags().StringVar(&format, "format", "", exportFormats+" (default: by the file's ending)")
	cmd.Flags().StringVar(&objective, "objective", "", "domain, group or objective id")
	cmd.Flags().StringVar(&profile, "profile", "", "only questions that hold for this platform profile")
	cmd.Flags().StringVar(&title, "title", "SC-200 practice", "title of the test, deck or booklet")
	return cmd
}

// orGuess tells a format by the ending of a file.
func orGuess(format, file string) string {
	if format != "" {
		return format
	}
	return map[string]string{".gift": "gift", ".xml": "moodle", ".zip": "qti", ".txt": "anki", ".md": "markdown", ".yaml": "yaml", ".yml": "yaml"}[strings.ToLower(filepath.Ext(file))]
}

func (a *app) exportItems(file, format, title string, bank *quizzes.Bank, items []*quizzes.Item) error {
	write := map[string]func(io.Writer) (*exchange.Report, error){
		"gift":   func(w io.Writer) (*exchange.Report, error) { return exchange.WriteGIFT(w, items) },
		"moodle": func(w io.Writer) (*exchange.Report, error) { return exchange.WriteMoodle(w, items) },
		"qti":    func(w io.Writer) (*exchange.Report, error) { return exchange.WriteQTI(w, items, title) },
		"anki":   func(w io.Writer) (*exchange.Report, error) { return exchange.WriteAnki(w, items, title) },
		"markdown": func(w io.Writer) (*exchange.Report, error) {
			return exchange.WriteMarkdown(w, items, bank.Outline, title)
		},
		"yaml": func(w io.Writer) (*exchange.Report, error) { return exchange.WriteYAML(w, items) },
	}[format]
	if write == nil {
		return fmt.Errorf("no format is told by %q; name one of %s with --format", filepath.Base(file), exportFormats)
	}
	out, err := a.create(file)
	if err != nil {
		return err
	}
	report, err := write(out)
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	return a.printExchange(report, fmt.Sprintf("%d questions written to %s", report.Done, file), file == "-")
}

// create makes a file, or stands for standard output.
func (a *app) create(file string) (io.WriteCloser, error) {
	if file == "-" {
		return standardOut{a.out}, nil
	}
	return os.Create(file)
}

type standardOut struct{ io.Writer }

func (standardOut) Close() error { return nil }

// printExchange reports; quiet keeps standard output for the file itself.
func (a *app) printExchange(r *exchange.Report, done string, quiet bool) error {
	out := a.out
	if quiet {
		out = a.err
	} else if a.json {
		return a.emit(r)
	}
	fmt.Fprintln(out, done)
	printNotes(out, "left out", r.Skipped)
	printNotes(out, "not held by the format", r.Lost)
	return nil
}

// printNotes lists notes, one line for each reason with the questions it is true of.
func printNotes(out io.Writer, what string, notes []exchange.Note) {
	by := map[string][]string{}
	for _, n := range notes {
		by[n.Why] = append(by[n.Why], n.Item)
	}
	for _, reason := range sortedKeys(by) {
		ids := by[reason]
		more := ""
		if len(ids) > 3 {
			more = fmt.Sprintf(" and %d more", len(ids)-3)
		}
		fmt.Fprintf(out, "  %s: %s (%s%s)\n", what, reason, join(ids[:min(3, len(ids))]), more)
	}
}

func newQuizImportCommand(a *app) *cobra.Command {
	var format, to, objective string
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Read questions from GIFT or Moodle XML into your own bank",
		Long: `Read questions from a GIFT or Moodle XML file. They go into a file of your own bank in the data folder, and from then on are
asked like the others; with --to they go into a file that you name. Fields that the rules ask for and the file does not have, such as an
objective, a source, or a reason for each option, are for you to add: socrates quiz check says where.`,
		Example: `  socrates quiz import questions.gift --objective MSE-4.3
  socrates quiz import course.xml --to mine.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if format == "" && strings.EqualFold(filepath.Ext(args[0]), ".txt") {
				format = "gift" // what Moodle names its GIFT files
			}
			return a.importItems(args[0], orGuess(format, args[0]), to, objective)
		},
	}
	cmd.Flags().StringVar(&format, "format", "", "gift or moodle (default: by the file's ending)")
	cmd.Flags().StringVar(&to, "to", "", "YAML file to write (default: one in your own bank)")
	cmd.Flags().StringVar(&objective, "objective", "", "objective of questions that name none")
	return cmd
}

func (a *app) importItems(file, format, to, objective string) error {
	read := map[string]func(io.Reader) ([]*quizzes.Item, *exchange.Report, error){"gift": exchange.ReadGIFT, "moodle": exchange.ReadMoodle}[format]
	if read == nil {
		return fmt.Errorf("no format is told by %q; name gift or moodle with --format", filepath.Base(file))
	}
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	items, report, err := read(in)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	if len(items) == 0 {
		printNotes(a.err, "left out", report.Skipped)
		return fmt.Errorf("%s holds no question that can be read as %s", filepath.Base(file), format)
	}
	bank, err := a.bank()
	if err != nil {
		return err
	}
	if objective != "" {
		if _, ok := bank.Outline.Objective(objective); !ok {
			return fmt.Errorf("there is no objective %q; `socrates quiz list` shows objectives", objective)
		}
	}
	for _, it := range items {
		if it.Objective == "" {
			it.Objective = objective
		}
	}
	if to == "" {
		if to, err = a.ownBankFile(bank, items, file); err != nil {
			return err
		}
	}
	return a.writeItems(to, items, report)
}

// ownBankFile is where imported questions go in the data folder. A question whose id the bank has already is refused,
// since nobody could tell the two apart.
func (a *app) ownBankFile(bank *quizzes.Bank, items []*quizzes.Item, file string) (string, error) {
	for _, it := range items {
		if old, err := bank.Find(it.ID); err == nil {
			return "", fmt.Errorf("the bank has a question %s already (%s); write the file elsewhere with --to, and give it another id", it.ID, old.Where())
		}
	}
	dir, err := a.dataDir()
	if err != nil {
		return "", err
	}
	own := filepath.Join(dir, "quiz", "bank")
	base := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	return filepath.Join(own, base+".yaml"), os.MkdirAll(own, 0o755)
}

func (a *app) writeItems(to string, items []*quizzes.Item, report *exchange.Report) error {
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already; name another file with --to", to)
	}
	if err != nil {
		return err
	}
	if err := errors.Join(quizzes.Write(out, items), out.Close()); err != nil {
		return err
	}
	return a.printExchange(report, fmt.Sprintf("%d questions read into %s\nnext: socrates quiz check", report.Done, to), false)
}

func newQuizSchemaCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of a file of questions",
		Example: "  socrates quiz schema > bank.schema.json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.out.Write(quizzes.Schema())
			return err
		},
	}
}

// allAnswers gathers the answers of the data folder and of further record files.
func (a *app) allAnswers(ctx context.Context, files []string) (answers []*record.Answer, err error) {
	book, closer, err := a.openRecord(ctx)
	if err != nil {
		return nil, err
	}
	answers = book.Answers("")
	if err := closer.Close(); err != nil {
		return nil, err
	}
	for _, file := range files {
		more, err := recordFile(ctx, file)
		if err != nil {
			return nil, err
		}
		answers = append(answers, more...)
	}
	slices.SortStableFunc(answers, func(x, y *record.Answer) int { return x.At.Compare(y.At) })
	return answers, nil
}

func recordFile(ctx context.Context, file string) (answers []*record.Answer, err error) {
	if _, err := os.Stat(file); err != nil {
		return nil, err
	}
	log, err := journal.Open(ctx, file)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	book, err := record.Open(ctx, log)
	if err != nil {
		return nil, err
	}
	return book.Answers(""), nil
}
