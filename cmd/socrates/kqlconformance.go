package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// newKQLConformanceCommand runs the language against recorded answers and writes the page that shows the result.
func newKQLConformanceCommand(a *app) *cobra.Command {
	var shared, out string
	cmd := &cobra.Command{
		Use:   "conformance --shared FOLDER",
		Short: "Run the language against recorded answers of Kusto and write the page of the result",
		Long: `Runs the comparers of the corpora in a folder (kql-oracle, kql-conformance, kql-broken, kql-realworld)
over this program and writes docs/kql/conformance.md: the figures of every area, and every case that falls short.
The comparers are Python 3 programs that come with the corpora.`,
		Example: "  socrates kql conformance --shared ../shared\n  socrates kql conformance --shared ../shared --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			runs, err := measureCorpora(cmd.Context(), shared)
			if err != nil {
				return err
			}
			if a.json {
				return a.emit(runs)
			}
			if err := os.WriteFile(out, []byte(conformancePage(runs)), 0o644); err != nil {
				return fmt.Errorf("write the page: %w; choose another place with --out", err)
			}
			for _, r := range runs {
				fmt.Fprintf(a.out, "%-16s %d of %d\n", r.Name, r.passed(), r.total())
			}
			fmt.Fprintln(a.err, "wrote", out)
			return nil
		},
	}
	cmd.Flags().StringVar(&shared, "shared", "", "folder that holds the corpora")
	cmd.Flags().StringVar(&out, "out", "docs/kql/conformance.md", "page to write")
	_ = cmd.MarkFlagRequired("shared")
	return cmd
}

// corpusRun is what one corpus said.
type corpusRun struct {
	Name     string       `json:"name"`
	Says     string       `json:"says"`
	Areas    []corpusArea `json:"areas"`
	Failures []shortfall  `json:"failures"`
	Notes    []string     `json:"notes,omitempty"`
}

type corpusArea struct {
	Name   string `json:"name"`
	Passed int    `json:"passed"`
	Total  int    `json:"total"`
}

// shortfall is a case that fails, and how.
type shortfall struct{ Case, Why string }

func (r corpusRun) passed() (n int) {
	for _, a := range r.Areas {
		n += a.Passed
	}
	return n
}

func (r corpusRun) total() (n int) {
	for _, a := range r.Areas {
		n += a.Total
	}
	return n
}

func measureCorpora(ctx context.Context, shared string) ([]corpusRun, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if _, err := exec.LookPath("python3"); err != nil {
		return nil, errors.New("the comparers of the corpora need Python 3; install python3")
	}
	var out []corpusRun
	for _, m := range []func(context.Context, string, string) (corpusRun, error){measureOracle, measureExamples, measureBroken, measureRealWorld} {
		r, err := m(ctx, self, shared)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// compareWith runs a comparer of a corpus. That it ends with a failure only says that some case fails.
func compareWith(ctx context.Context, shared, corpus, program string, args ...string) (string, error) {
	script := filepath.Join(shared, corpus, program)
	if _, err := os.Stat(script); err != nil {
		return "", fmt.Errorf("%s holds no %s; give the folder of the corpora with --shared", shared, filepath.Join(corpus, program))
	}
	var text bytes.Buffer
	c := exec.CommandContext(ctx, "python3", append([]string{script}, args...)...)
	c.Stdout, c.Stderr = &text, &text
	err := c.Run()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		return "", fmt.Errorf("run %s: %w", script, err)
	}
	if !tally.MatchString(text.String()) && !strings.Contains(text.String(), "seconds per query") {
		return "", fmt.Errorf("%s did not finish: %s", script, lastLine(text.String()))
	}
	return text.String(), nil
}

var (
	tally     = regexp.MustCompile(`(?m)^[0-9]+ passed, [0-9]+ failed$`)
	areaLine  = regexp.MustCompile(`^([a-z0-9-]+): ([0-9]+) of ([0-9]+)(?: refused, ([0-9]+) at the right place)?$`)
	shortLine = regexp.MustCompile(`^([0-9a-f]{12}) ([a-z0-9-]+):? (.*)$`)
)

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// readAreas reads the lines of areas and of failed cases that two of the comparers print.
func readAreas(text string, r *corpusRun) {
	lines := bufio.NewScanner(strings.NewReader(text))
	lines.Buffer(nil, 1<<24)
	query := false
	for lines.Scan() {
		line := lines.Text()
		if m := areaLine.FindStringSubmatch(line); m != nil {
			passed, total := number(m[2]), number(m[3])
			if m[4] != "" {
				passed = number(m[4])
			}
			r.Areas = append(r.Areas, corpusArea{m[1], passed, total})
		} else if m := shortLine.FindStringSubmatch(line); m != nil {
			r.Failures = append(r.Failures, shortfall{m[1] + " (" + m[2] + ")", m[3]})
			query = true
			continue
		} else if query && strings.HasPrefix(line, "    ") {
			last := &r.Failures[len(r.Failures)-1]
			last.Case = strings.TrimSpace(line) + " — " + last.Case
		}
		query = false
	}
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func measureOracle(ctx context.Context, self, shared string) (corpusRun, error) {
	r := corpusRun{Name: "kql-oracle", Says: "Small queries with the answer that a real Kusto engine gave: values, types of null, column names, order."}
	text, err := compareWith(ctx, shared, "kql-oracle", "compare.py", "--cases", filepath.Join(shared, "kql-oracle", "dev.jsonl"),
		"--cmd", quoteArg(self)+" kql batch", "--show", "100")
	readAreas(text, &r)
	return r, err
}

func measureBroken(ctx context.Context, self, shared string) (corpusRun, error) {
	r := corpusRun{Name: "kql-broken", Says: "Security queries with one mistake each, as learners make them: refused, and at the place where the official analyser sees it."}
	schema := filepath.Join(shared, "kql-realworld", "schema.json")
	text, err := compareWith(ctx, shared, "kql-broken", "compare.py", "--cases", filepath.Join(shared, "kql-broken", "dev.jsonl"),
		"--cmd", quoteArg(self)+" kql batch --schema "+quoteArg(schema), "--show", "100")
	readAreas(text, &r)
	if m := regexp.MustCompile(`(?m)^with a hint: (.*)$`).FindStringSubmatch(text); m != nil {
		r.Notes = append(r.Notes, "Refused with a hint: "+m[1]+".")
	}
	return r, err
}

// measureExamples runs the documentation's examples; their comparer writes its findings as JSON.
func measureExamples(ctx context.Context, self, shared string) (corpusRun, error) {
	r := corpusRun{Name: "kql-conformance", Says: "The examples of the public documentation of KQL, with recorded answers."}
	var found struct {
		Groups map[string]struct{ Passed, Failed int }
		Cases  []struct{ ID, Status, Detail, Reason, Error string }
	}
	text, err := reported(ctx, &found, shared, "kql-conformance", "compare.py", "--json", "--cases", filepath.Join(shared, "kql-conformance", "dev.jsonl"),
		"--batch-cmd", quoteArg(self)+" kql batch")
	if err != nil {
		return r, err
	}
	for name, g := range found.Groups {
		r.Areas = append(r.Areas, corpusArea{name, g.Passed, g.Passed + g.Failed})
	}
	slices.SortFunc(r.Areas, func(a, b corpusArea) int { return strings.Compare(a.Name, b.Name) })
	for _, m := range regexp.MustCompile(`(?m)^FAIL (\S+) (.*)$`).FindAllStringSubmatch(text, -1) {
		r.Failures = append(r.Failures, shortfall{m[1], m[2]})
	}
	return r, nil
}

// reported runs a comparer that writes its findings to a file.
func reported(ctx context.Context, into any, shared, corpus, program, flag string, args ...string) (string, error) {
	f, err := os.CreateTemp("", "socrates-*.json")
	if err != nil {
		return "", err
	}
	f.Close()
	defer os.Remove(f.Name())
	text, err := compareWith(ctx, shared, corpus, program, append(args, flag, f.Name())...)
	if err != nil {
		return text, err
	}
	js, err := os.ReadFile(f.Name())
	if err != nil {
		return text, err
	}
	return text, json.Unmarshal(js, into)
}

// measureRealWorld runs public detection and hunting queries; what counts is that they run.
func measureRealWorld(ctx context.Context, self, shared string) (corpusRun, error) {
	r := corpusRun{Name: "kql-realworld", Says: "Public detection and hunting queries over the declared tables, without rows: run without an error."}
	folder := filepath.Join(shared, "kql-realworld")
	var found struct {
		Groups map[string]struct {
			N       int `json:"n"`
			Ran     int `json:"ran"`
			SchemaN int `json:"schema_n"`
			Schema  int `json:"schema"`
		}
		Errors      [][]any
		Differences [][]any
	}
	// the corpus is an argument by place, and stands before the report
	_, err := reported(ctx, &found, shared, "kql-realworld", "run.py", "--report", filepath.Join(folder, "dev.jsonl"),
		"--cmd", quoteArg(self)+" kql batch --schema "+quoteArg(filepath.Join(folder, "schema.json")))
	if err != nil {
		return r, err
	}
	for _, name := range []string{"plain (no class)", "with a class"} {
		g := found.Groups[name]
		r.Areas = append(r.Areas, corpusArea{name, g.Ran, g.N})
	}
	all := found.Groups["all"]
	r.Notes = append(r.Notes, fmt.Sprintf("Columns and types as the official analyser has them: %d of the %d queries whose schema is known.", all.Schema, all.SchemaN))
	for _, e := range found.Errors {
		r.Failures = append(r.Failures, shortfall{"refused", strings.Trim(fmt.Sprint(e), "[]")})
	}
	for _, e := range found.Differences {
		r.Failures = append(r.Failures, shortfall{"another schema", strings.Trim(fmt.Sprint(e), "[]")})
	}
	return r, nil
}

// quoteArg protects an argument of a command line that a shell takes apart.
func quoteArg(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// peers are the shares that the Go engine gokql reaches on two of the corpora.
var peers = map[string]string{"kql-oracle": "27%", "kql-conformance": "24%"}

func conformancePage(runs []corpusRun) string {
	var out strings.Builder
	out.WriteString("# How the language compares with Kusto\n\n<!-- Written by `socrates kql conformance --shared FOLDER`; do not edit. -->\n\n" +
		"Figures over the corpora that come beside the checkout. What differs by design stands in [differences.md](differences.md).\n\n" +
		"| corpus | passed | of | share | gokql |\n|---|---:|---:|---:|---:|\n")
	for _, r := range runs {
		fmt.Fprintf(&out, "| %s | %d | %d | %.1f%% | %s |\n", r.Name, r.passed(), r.total(), 100*float64(r.passed())/float64(max(1, r.total())), peers[r.Name])
	}
	for _, r := range runs {
		fmt.Fprintf(&out, "\n## %s\n\n%s\n\n| area | passed | of |\n|---|---:|---:|\n", r.Name, r.Says)
		for _, a := range r.Areas {
			fmt.Fprintf(&out, "| %s | %d | %d |\n", a.Name, a.Passed, a.Total)
		}
		for _, n := range r.Notes {
			out.WriteString("\n" + n + "\n")
		}
		writeShortfalls(&out, r.Failures)
	}
	return out.String()
}

func writeShortfalls(out *strings.Builder, list []shortfall) {
	if len(list) == 0 {
		return
	}
	out.WriteString("\nWhat falls short:\n\n")
	for _, f := range list {
		why := strings.Join(strings.Fields(f.Why), " ")
		if len(why) > 300 {
			why = strings.ToValidUTF8(why[:300], "") + " …"
		}
		fmt.Fprintf(out, "- `%s`: %s\n", strings.ReplaceAll(f.Case, "`", "'"), strings.NewReplacer("<", "&lt;", "|", `\|`).Replace(why))
	}
}
