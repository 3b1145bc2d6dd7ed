package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/kql"
	"socrates/engine/kql/bind"
	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
	"socrates/engine/telemetry"
	"socrates/engine/telemetry/encode"
)

// bench is where a query of the language alone is compiled and run.
type bench struct {
	db    *telemetry.DB
	scope bind.Catalog
	now   int64
	files bool         // a query may read local files: not in a tenant
	close func() error // ends it all
}

// benchFlags are the flags that kql run, check and batch share.
type benchFlags struct {
	app           *app
	schema, now   string
	tenant, where string
}

func (f *benchFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.schema, "schema", "", "JSON file that declares tables without rows")
	cmd.Flags().StringVar(&f.tenant, "tenant", "", "run against the tables of a tenant, by name or folder, as of its clock")
	cmd.Flags().StringVar(&f.where, "scope", "unified", "with --tenant: defender, workspace or unified")
	cmd.Flags().StringVar(&f.now, "now", "", "fix the clock that now() reads, such as 2026-11-24T09:00:00Z")
}

func (f *benchFlags) open(ctx context.Context) (*bench, error) {
	open := f.bare
	if f.tenant != "" {
		open = f.inTenant
	}
	b, err := open(ctx)
	if err != nil || f.now == "" {
		return b, err
	}
	at, ok := value.ParseDatetime(f.now)
	if !ok {
		return nil, errors.Join(fmt.Errorf("--now %q is not a time; write it like 2026-11-24T09:00:00Z", f.now), b.close())
	}
	b.now = at
	return b, nil
}

// bare is the language alone, on the wall clock.
func (f *benchFlags) bare(ctx context.Context) (*bench, error) {
	scope := newBareScope()
	if f.schema != "" {
		if err := scope.readSchema(f.schema); err != nil {
			return nil, err
		}
	}
	db, err := telemetry.Open(ctx, telemetry.Options{})
	if err != nil {
		return nil, err
	}
	now := value.UnixEpoch + time.Now().UnixMicro()*value.Microsecond
	return &bench{db: db, scope: scope, now: now, files: true, close: db.Close}, nil
}

// inTenant is a tenant's tables and clock.
func (f *benchFlags) inTenant(ctx context.Context) (*bench, error) {
	if f.schema != "" {
		return nil, errors.New("--schema declares tables for the language alone; leave it out with --tenant")
	}
	where, err := parseScope(f.where)
	if err != nil {
		return nil, err
	}
	t, err := f.app.openTenant(ctx, f.tenant)
	if err != nil {
		return nil, err
	}
	s, err := t.Look(ctx)
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return &bench{db: t.DB(), scope: s.Catalog(where), now: s.Now(), close: t.Close}, nil
}

func (b *bench) compile(ctx context.Context, text string) (*kql.Program, kql.Diags) {
	return kql.Compile(text, kql.Options{Catalog: b.scope, Now: b.now, Probe: b.db.Rows, Context: ctx, Files: b.files})
}

func newKQLCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "kql",
		Short: "The query language alone, without a tenant",
		Example: `  socrates kql run 'range x from 1 to 3 step 1 | summarize sum(x)'
  socrates kql check hunt.kql
  echo '{"id":"1","query":"print 1"}' | socrates kql batch`,
	}
	cmd.AddCommand(newKQLRunCommand(a), newKQLCheckCommand(a), newKQLBatchCommand(a), newKQLHelpCommand(a), newKQLDocsCommand(a), newKQLConformanceCommand(a), newKQLBenchCommand(a))
	return cmd
}

// kqlText takes a query from the arguments, a file, or standard input ("-" or nothing).
func (a *app) kqlText(args []string) (name, text string, err error) {
	if len(args) == 0 || args[0] == "-" {
		b, err := io.ReadAll(a.in)
		return "query", string(b), err
	}
	if b, err := os.ReadFile(args[0]); err == nil {
		return args[0], string(b), nil
	}
	return "query", args[0], nil
}

func newKQLRunCommand(a *app) *cobra.Command {
	flags := benchFlags{app: a}
	var format string
	cmd := &cobra.Command{
		Use:     "run [QUERY|FILE]",
		Short:   "Run a query that brings its own data",
		Example: "  socrates kql run 'datatable(a:string)[\"x\",\"y\"] | count'\n  socrates kql run --format csv hunt.kql",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.json {
				format = "json"
			}
			if err := encode.Check(format); err != nil {
				return err
			}
			name, text, err := a.kqlText(args)
			if err != nil {
				return err
			}
			b, err := flags.open(cmd.Context())
			if err != nil {
				return err
			}
			defer b.close()
			return a.runQuery(cmd.Context(), b, name, text, format)
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&format, "format", "table", "table, json, csv or markdown")
	return cmd
}

func (a *app) runQuery(ctx context.Context, b *bench, name, text, format string) error {
	p, found := b.compile(ctx, text)
	if err := a.showFindings(name, text, found); err != nil {
		return err
	}
	r, err := b.db.Run(ctx, p, telemetry.Limits{})
	if err != nil {
		return err
	}
	return encode.Write(a.out, format, r)
}

// showFindings draws what a compilation found; errors end the command.
func (a *app) showFindings(name, text string, found kql.Diags) error {
	if len(found) > 0 {
		fmt.Fprint(a.err, source.Render(name, text, found))
	}
	if found.HasErrors() {
		return &exitError{code: 1, quiet: true, err: errors.New("the query was refused")}
	}
	return nil
}

func newKQLCheckCommand(a *app) *cobra.Command {
	flags := benchFlags{app: a}
	cmd := &cobra.Command{
		Use:     "check [QUERY|FILE]",
		Short:   "Check a query without running it",
		Example: "  socrates kql check --schema tables.json hunt.kql",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name, text, err := a.kqlText(args)
			if err != nil {
				return err
			}
			b, err := flags.open(cmd.Context())
			if err != nil {
				return err
			}
			defer b.close()
			_, found := b.compile(cmd.Context(), text)
			if a.json {
				return a.emit(encode.Diagnostics(text, found))
			}
			return a.showFindings(name, text, found)
		},
	}
	flags.add(cmd)
	return cmd
}

func newKQLBatchCommand(a *app) *cobra.Command {
	flags := benchFlags{app: a}
	cmd := &cobra.Command{
		Use:     "batch",
		Short:   "Answer JSON lines {\"id\",\"query\"} on standard input, one line each",
		Example: `  echo '{"id":"1","query":"print x = 1"}' | socrates kql batch`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b, err := flags.open(cmd.Context())
			if err != nil {
				return err
			}
			defer b.close()
			return b.answerAll(cmd.Context(), a.in, a.out)
		},
	}
	flags.add(cmd)
	return cmd
}

// question and answer are the lines of kql batch.
type question struct {
	ID    string `json:"id"`
	Query string `json:"query"`
}

type answer struct {
	ID          string           `json:"id"`
	Columns     []encode.Column  `json:"columns,omitempty"`
	Rows        [][]any          `json:"rows"`
	Diagnostics []encode.Finding `json:"diagnostics,omitempty"`
}

func (b *bench) answerAll(ctx context.Context, in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 1<<20)
	for {
		line, err := lines.ReadString('\n')
		if strings.TrimSpace(line) != "" {
			if err := b.answerLine(ctx, line, out); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (b *bench) answerLine(ctx context.Context, line string, out io.Writer) error {
	var q question
	if err := json.Unmarshal([]byte(line), &q); err != nil {
		return fmt.Errorf("a line is not JSON of the form {\"id\": \"1\", \"query\": \"print 1\"}: %.60s", strings.TrimSpace(line))
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(b.answer(ctx, q))
}

func (b *bench) answer(ctx context.Context, q question) any {
	p, found := b.compile(ctx, q.Query)
	diags := encode.Diagnostics(q.Query, found)
	if found.HasErrors() {
		return refusal{q.ID, firstError(found), diags}
	}
	r, err := b.db.Run(ctx, p, telemetry.Limits{})
	if err != nil {
		return refusal{q.ID, err.Error(), diags}
	}
	return answer{ID: q.ID, Columns: encode.Columns(r.Columns), Rows: encode.Rows(r), Diagnostics: diags}
}

type refusal struct {
	ID          string           `json:"id"`
	Error       string           `json:"error"`
	Diagnostics []encode.Finding `json:"diagnostics"`
}

func firstError(found kql.Diags) string {
	for _, d := range found {
		if d.Severity == source.Error {
			return d.Msg
		}
	}
	return ""
}
