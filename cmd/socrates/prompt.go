package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"github.com/peterh/liner"

	"socrates/engine/kql/assist"
	"socrates/engine/tenant"
)

const promptHelp = `A query may take several lines; an empty line, or a semicolon at the end of a line, runs it. Ctrl-C drops what you
have typed or stops the query, Ctrl-D leaves.
  .tables          the tables of this scope that hold rows
  .schema TABLE    its columns and types
  .scope NAME      defender, workspace or unified
  .time            the tenant's clock
  .help  .quit
`

// prompt reads queries from a terminal until the person leaves.
func (h *hunter) prompt(ctx context.Context) error {
	line := liner.NewLiner()
	defer line.Close()
	line.SetCtrlCAborts(true)
	line.SetMultiLineMode(true)
	line.SetCompleter(h.complete)
	history, err := h.history()
	if err != nil {
		return err
	}
	if f, err := os.Open(history); err == nil {
		line.ReadHistory(f)
		f.Close()
	}
	fmt.Fprintf(h.app.out, "Tenant %s, %s. An empty line runs a query; .help tells more.\n", h.t.Manifest().Name, clockText(tenant.Instant(h.t.Now())))
	for {
		h.typed = nil
		text, err := readQuery(remembered{line, &h.typed}, h.flags.scope+"> ")
		switch {
		case errors.Is(err, liner.ErrPromptAborted):
			continue
		case errors.Is(err, io.EOF):
			return saveHistory(line, history)
		case err != nil:
			return err
		case text == "":
			continue
		case text == ".quit" || text == ".exit":
			return saveHistory(line, history)
		}
		line.AppendHistory(strings.Join(strings.Fields(text), " "))
		if err := h.answer(ctx, text); err != nil && !refusedQuietly(err) {
			fmt.Fprintln(h.app.err, "error:", err)
		}
	}
}

func refusedQuietly(err error) bool {
	var coded *exitError
	return errors.As(err, &coded) && coded.quiet
}

// answer runs a query or a dot command; Ctrl-C stops it and not the prompt.
func (h *hunter) answer(ctx context.Context, text string) error {
	if strings.HasPrefix(text, ".") {
		return h.command(ctx, strings.Fields(text))
	}
	ctx, stop := signal.NotifyContext(context.WithoutCancel(ctx), os.Interrupt)
	defer stop()
	err := h.run(ctx, text)
	if ctx.Err() != nil {
		return errors.New("stopped")
	}
	return err
}

type lineReader interface {
	Prompt(string) (string, error)
}

// readQuery reads lines up to an empty one or one that ends with a semicolon. A dot command is one line.
func readQuery(in lineReader, prompt string) (string, error) {
	var lines []string
	for {
		s, err := in.Prompt(prompt)
		if err != nil {
			return "", err
		}
		s = strings.TrimRight(s, " \t\r")
		if len(lines) == 0 && strings.HasPrefix(s, ".") {
			return s, nil
		}
		if s == "" {
			return strings.Join(lines, "\n"), nil
		}
		lines = append(lines, s)
		// "let x = 1;" goes on: a query does not end with a let.
		if whole, ok := strings.CutSuffix(s, ";"); ok && !strings.HasPrefix(strings.TrimSpace(lastStatement(lines)), "let ") {
			lines[len(lines)-1] = whole
			return strings.Join(lines, "\n"), nil
		}
		prompt = strings.Repeat(" ", len(prompt)-2) + "| "
	}
}

func lastStatement(lines []string) string {
	text := strings.TrimSuffix(strings.Join(lines, "\n"), ";")
	return text[strings.LastIndex(text, ";")+1:]
}

func (h *hunter) command(ctx context.Context, words []string) error {
	s, err := h.t.Look(ctx)
	if err != nil {
		return err
	}
	catalog := s.Catalog(h.scope)
	switch words[0] {
	case ".help":
		fmt.Fprint(h.app.out, promptHelp)
	case ".time":
		fmt.Fprintln(h.app.out, clockText(tenant.Instant(s.Now())))
	case ".tables":
		fmt.Fprintln(h.app.out, strings.Join(catalog.TableNames(), "\n"))
	case ".scope":
		if len(words) != 2 {
			return errors.New("write .scope defender, .scope workspace or .scope unified")
		}
		where, err := parseScope(words[1])
		if err != nil {
			return err
		}
		h.scope, h.flags.scope = where, words[1]
	case ".schema":
		if len(words) != 2 {
			return errors.New("write .schema and the name of a table")
		}
		return h.run(ctx, "['"+strings.ReplaceAll(words[1], "'", "")+"'] | getschema | project ColumnName, ColumnType")
	default:
		return fmt.Errorf("%s is no command; .help lists them", words[0])
	}
	return nil
}

// remembered keeps the lines of a query that were typed before the current one, for completion.
type remembered struct {
	lineReader
	lines *[]string
}

func (r remembered) Prompt(prompt string) (string, error) {
	s, err := r.lineReader.Prompt(prompt)
	*r.lines = append(*r.lines, s)
	return s, err
}

// complete offers what could stand at the end of a line: operators, tables, columns, functions.
func (h *hunter) complete(line string) []string {
	s, err := h.t.Look(context.Background())
	if err != nil {
		return nil
	}
	text := strings.Join(append(slices.Clone(h.typed), line), "\n")
	var out []string
	for _, it := range assist.Complete(text, len(text), assist.Scope{Catalog: s.Catalog(h.scope), Now: h.t.Now()}) {
		out = append(out, line[:len(line)-len(assist.Word(text, len(text)))]+it.Text)
	}
	return out
}

func (h *hunter) history() (string, error) {
	dir, err := h.app.dataDir()
	return filepath.Join(dir, "hunt.history"), err
}

func saveHistory(line *liner.State, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = line.WriteHistory(f)
	return errors.Join(err, f.Close())
}
