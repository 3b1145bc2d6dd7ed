package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/labs"
	"socrates/labs/attempt"
	"socrates/labs/class"
)

func newClassCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "class",
		Short: "Keep a class: who is in it, what is assigned, what was handed in",
		Long: `A class lives in files on the teacher's machine. Learners start labs with --class and hand in result files; class verify
makes each tenant again from its seed, plays the journal in it, and computes every point anew.`,
		Example: `  socrates class create soc-2026 --title "Evening class"
  socrates class enrol soc-2026 ada bob
  socrates class assign soc-2026 one-phish-two-desks --mode assessment --due 2026-12-01T18:00Z
  socrates class verify *.result.json
  socrates class matrix soc-2026
  socrates class export soc-2026 -o grades.csv`,
	}
	cmd.AddCommand(newClassCreateCommand(a), newClassListCommand(a), newClassEnrolCommand(a), newClassAssignCommand(a), newClassVerifyCommand(a),
		newClassMatrixCommand(a), newClassExportCommand(a))
	return cmd
}

func (a *app) classesDir() (string, error) {
	dir, err := a.dataDir()
	return filepath.Join(dir, "classes"), err
}

func (a *app) openClass(name string) (*class.Class, error) {
	home, err := a.classesDir()
	if err != nil {
		return nil, err
	}
	return class.Open(home, name)
}

func newClassCreateCommand(a *app) *cobra.Command {
	var title string
	cmd := &cobra.Command{
		Use:     "create NAME",
		Short:   "Make a class",
		Example: `  socrates class create soc-2026 --title "Evening class"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			home, err := a.classesDir()
			if err != nil {
				return err
			}
			c, err := class.Create(home, args[0], title, time.Now())
			if err != nil {
				return err
			}
			return a.say(c, "Class %s is made. Enrol learners with: socrates class enrol %s NAME…", c.Name, c.Name)
		},
	}
	cmd.Flags().StringVar(&title, "title", "", "what people call it")
	return cmd
}

func newClassListCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the classes",
		Example: "  socrates class list --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			home, err := a.classesDir()
			if err != nil {
				return err
			}
			names, err := class.List(home)
			if err != nil {
				return err
			}
			all := []*class.Class{}
			for _, n := range names {
				c, err := class.Open(home, n)
				if err != nil {
					return err
				}
				all = append(all, c)
			}
			return a.printClasses(all)
		},
	}
}

func (a *app) printClasses(all []*class.Class) error {
	if a.json {
		return a.emit(all)
	}
	if len(all) == 0 {
		fmt.Fprintln(a.out, "There is no class yet. Make one with: socrates class create NAME")
	}
	for _, c := range all {
		fmt.Fprintf(a.out, "%-20s %3d learners, %2d labs assigned  %s\n", c.Name, len(c.Learners), len(c.Assignments), c.Title)
	}
	return nil
}

func newClassEnrolCommand(a *app) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "enrol CLASS [LEARNER…]",
		Short: "Put learners into a class, by the names under which they start labs",
		Example: `  socrates class enrol soc-2026 ada bob
  socrates class enrol soc-2026 -f roster.csv      two columns: name to start labs with, full name`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := a.openClass(args[0])
			if err != nil {
				return err
			}
			who, err := a.roster(args[1:], file)
			if err != nil {
				return err
			}
			added, err := c.Enrol(who...)
			if err != nil {
				return err
			}
			return a.say(c, "%d enrolled, %d in the class now. They begin with: socrates lab start LAB --class %s", added, len(c.Learners), c.Name)
		},
	}
	cmd.Flags().StringVarP(&file, "file", "f", "", "read learners from a CSV file (- for standard input)")
	return cmd
}

func (a *app) roster(names []string, file string) ([]class.Learner, error) {
	var out []class.Learner
	for _, n := range names {
		out = append(out, class.Learner{ID: n})
	}
	if file == "" {
		if len(out) == 0 {
			return nil, errors.New("name the learners, or give a file with -f")
		}
		return out, nil
	}
	in := a.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	more, err := readRoster(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return append(out, more...), nil
}

func readRoster(in io.Reader) ([]class.Learner, error) {
	r := csv.NewReader(in)
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	lines, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	var out []class.Learner
	for i, l := range lines {
		if i == 0 && strings.EqualFold(l[0], "learner") || l[0] == "" {
			continue
		}
		who := class.Learner{ID: l[0]}
		if len(l) > 1 {
			who.Name = l[1]
		}
		out = append(out, who)
	}
	return out, nil
}

func newClassAssignCommand(a *app) *cobra.Command {
	var mode, due string
	cmd := &cobra.Command{
		Use:   "assign CLASS LAB…",
		Short: "Assign labs to a class",
		Example: `  socrates class assign soc-2026 one-phish-two-desks
  socrates class assign soc-2026 one-phish-two-desks --mode assessment --due 2026-12-01T18:00Z`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			c, err := a.openClass(args[0])
			if err != nil {
				return err
			}
			if mode != string(attempt.Practice) && mode != string(attempt.Assessment) {
				return fmt.Errorf("--mode %q is neither practice nor assessment", mode)
			}
			until, err := parseDue(due)
			if err != nil {
				return err
			}
			for _, id := range args[1:] {
				if _, err := labs.Find(id); err != nil {
					return err
				}
				if err := c.Assign(class.Assignment{Lab: id, Mode: attempt.Mode(mode), Due: until}); err != nil {
					return err
				}
			}
			return a.say(c, "%d labs are assigned to class %s.", len(c.Assignments), c.Name)
		},
	}
	cmd.Flags().StringVar(&mode, "mode", "practice", "practice or assessment")
	cmd.Flags().StringVar(&due, "due", "", "when it is due, such as 2026-12-01 or 2026-12-01T18:00Z")
	return cmd
}

func parseDue(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC(), nil
		}
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t.Add(24*time.Hour - time.Second), nil
	}
	return time.Time{}, fmt.Errorf("--due %q is no date; write it like 2026-12-01 or 2026-12-01T18:00Z", text)
}

func newClassVerifyCommand(a *app) *cobra.Command {
	var only bool
	var folders []string
	cmd := &cobra.Command{
		Use:   "verify FILE…",
		Short: "Compute every point of result files anew, and collect them",
		Long: `Make the tenant of each result file again from its seed, play its journal in it, and compute every point anew. The files
are collected into their classes with what was found. Findings make the command fail.`,
		Example: "  socrates class verify ada.result.json bob.result.json\n  socrates class verify ada.result.json --only",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			find, err := labFinder(folders)
			if err != nil {
				return err
			}
			return a.withWorlds(func(ws *labs.Worlds) error {
				return a.verifyFiles(cmd.Context(), args, verifying{only, find, ws})
			})
		},
	}
	cmd.Flags().BoolVar(&only, "only", false, "do not collect them")
	cmd.Flags().StringSliceVar(&folders, "lab", nil, "folder of a lab that is not in the library")
	return cmd
}

// verifying is how result files are checked.
type verifying struct {
	only bool // and not collected
	find func(id string) (*labs.Lab, error)
	ws   *labs.Worlds
}

// labFinder finds the labs of some folders, then those of the library.
func labFinder(folders []string) (func(string) (*labs.Lab, error), error) {
	own := map[string]*labs.Lab{}
	for _, f := range folders {
		abs, err := filepath.Abs(f)
		if err != nil {
			return nil, err
		}
		l, err := labs.Open(abs)
		if err != nil {
			return nil, err
		}
		own[l.ID] = l
	}
	return func(id string) (*labs.Lab, error) {
		if l := own[id]; l != nil {
			return l, nil
		}
		return labs.Find(id)
	}, nil
}

// verifiedFile is a line of class verify, for --json.
type verifiedFile struct {
	File    string `json:"file"`
	Learner string `json:"learner,omitempty"`
	Lab     string `json:"lab,omitempty"`
	*attempt.Verified
	Collected bool `json:"collected"`
}

func (a *app) verifyFiles(ctx context.Context, files []string, how verifying) error {
	out := []verifiedFile{}
	bad := 0
	for _, f := range files {
		v := a.verifyFile(ctx, f, how)
		out = append(out, v)
		if !v.OK() {
			bad++
		}
		if !a.json {
			a.printVerified(v)
		}
	}
	if a.json {
		if err := a.emit(out); err != nil {
			return err
		}
	}
	if bad > 0 {
		return &exitError{code: 1, quiet: true, err: fmt.Errorf("%d of %d files cannot be trusted", bad, len(files))}
	}
	return nil
}

func (a *app) verifyFile(ctx context.Context, file string, how verifying) verifiedFile {
	out := verifiedFile{File: file, Verified: &attempt.Verified{Findings: []string{}}}
	fail := func(err error) verifiedFile {
		out.Findings = append(out.Findings, err.Error())
		return out
	}
	text, err := readText(file)
	if err != nil {
		return fail(err)
	}
	r, err := attempt.ReadResult([]byte(text))
	if err != nil {
		return fail(err)
	}
	out.Learner, out.Lab = r.Start.Learner, r.Start.Lab
	v, err := attempt.Verify(ctx, r, how.find, how.ws)
	if err != nil {
		return fail(err)
	}
	out.Verified = v
	if how.only || r.Start.Class == "" {
		return out
	}
	c, err := a.openClass(r.Start.Class)
	if err == nil {
		err = c.Collect(r, v, time.Now())
	}
	if err != nil {
		return fail(err)
	}
	out.Collected = true
	return out
}

func (a *app) printVerified(v verifiedFile) {
	word := "ok "
	if !v.OK() {
		word = "BAD"
	}
	fmt.Fprintf(a.out, "%s %s", word, v.File)
	if v.Learner != "" { // the file could be read
		fmt.Fprintf(a.out, ": %s, %s: %d of %d points", v.Learner, v.Lab, v.Report.Points, v.Report.Max)
	}
	fmt.Fprintln(a.out)
	for _, f := range v.Findings {
		fmt.Fprintf(a.out, "      %s\n", f)
	}
}
