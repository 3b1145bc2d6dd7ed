// Package scenarios is the language of authored attacks: it loads a YAML file, checks it, and compiles it to a
// generator plan.
//
// In:  a scenario id or a path; seed, size and time of the tenant.
// Out: generator.Plan; or every mistake of the file, each with its line, cause and hint.
//
// Not here: rows, DuckDB, what the mini-SOC makes of it.
package scenarios

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"socrates/generator/attack"
)

//go:embed library/*.yaml
var library embed.FS

// Info is a line of the library's list.
type Info struct {
	ID, Title, Summary, Level string
	Tactics                   []string
	People, Days              int
}

// Scenario is one authored attack, loaded and checked.
type Scenario struct {
	Info
	Truths []Truth
	Notice []string // what a SOC should notice
	Quiet  []string // what must stay quiet
	doc    document
	file   string
}

// Problem is one mistake of a scenario file.
type Problem struct {
	File string
	Line int
	Msg  string
	Hint string
}

func (p Problem) String() string {
	s := fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Msg)
	if p.Hint != "" {
		s += "\n  hint: " + p.Hint
	}
	return s
}

// Problems is every mistake of a file, in the order of its lines.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, x := range p {
		lines[i] = x.String()
	}
	return strings.Join(lines, "\n")
}

// List tells what the built-in library holds, by id.
func List() ([]Info, error) {
	entries, err := library.ReadDir("library")
	if err != nil {
		return nil, err
	}
	var list []Info
	for _, e := range entries {
		s, err := Load(strings.TrimSuffix(e.Name(), ".yaml"))
		if err != nil {
			return nil, err
		}
		list = append(list, s.Info)
	}
	return list, nil
}

// Load finds a scenario of the library by id, or reads a file when the argument ends in .yaml or .yml. The error is
// Problems when the file has mistakes.
func Load(idOrPath string) (*Scenario, error) {
	if ext := filepath.Ext(idOrPath); ext == ".yaml" || ext == ".yml" {
		text, err := os.ReadFile(idOrPath)
		if err != nil {
			return nil, fmt.Errorf("read scenario %s: %w", idOrPath, err)
		}
		return Parse(idOrPath, text)
	}
	text, err := library.ReadFile("library/" + idOrPath + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("no scenario %q in the library; it has %s (a path must end in .yaml)", idOrPath, strings.Join(ids(), ", "))
	}
	return Parse(idOrPath+".yaml", text)
}

func ids() (list []string) {
	entries, _ := library.ReadDir("library")
	for _, e := range entries {
		list = append(list, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return list
}

// Parse reads the text of a scenario file and checks it.
func Parse(file string, text []byte) (*Scenario, error) {
	s := &Scenario{file: file}
	if problems := s.read(text); len(problems) > 0 {
		return nil, problems
	}
	d := s.doc
	s.Info = Info{ID: d.ID, Title: d.Title, Summary: strings.TrimSpace(d.Summary), Level: d.Level, People: d.People, Days: d.Days, Tactics: s.tactics()}
	s.Truths, s.Notice, s.Quiet = d.Truths, d.Notice, d.Quiet
	return s, nil
}

func (s *Scenario) tactics() (list []string) {
	for _, st := range s.doc.Stages {
		t := st.Tactic
		if a, ok := attack.Find(st.Do); ok && t == "" {
			t = a.Tactic
		}
		if !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}
