// Package labs grades work: guided exercises on a tenant, their checks, feedback and points.
//
// In:  a lab's folder (lab.yaml, brief.md, solution/, wrong/*), a World to play it in, submissions.
// Out: a rendered brief, a verdict with feedback for each submission, a score.
//
// Not here: the terminal (cmd), how a tenant is made (engine/tenant), exam questions (quizzes).
package labs

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed library
var libraryFiles embed.FS

// Lab is one exercise as its folder has it. docs/authoring-labs.md explains every key.
type Lab struct {
	ID         string   `yaml:"id" json:"id"`
	Title      string   `yaml:"title" json:"title"`
	Teaches    string   `yaml:"teaches" json:"teaches"`         // one sentence
	Order      int      `yaml:"order" json:"order"`             // place in the curriculum
	Minutes    int      `yaml:"minutes" json:"minutes"`         // expected duration
	Limit      int      `yaml:"limit" json:"limit,omitempty"`   // minutes of an assessment; 0 means twice the expected
	Objectives []string `yaml:"objectives" json:"objectives"`   // ids of the exam's outline
	Covers     []string `yaml:"covers" json:"covers,omitempty"` // points of a course that are seen here, free words
	Scenario   string   `yaml:"scenario" json:"scenario"`
	People     int      `yaml:"people" json:"people"`
	Days       int      `yaml:"days" json:"days"`
	Profile    string   `yaml:"profile" json:"profile"`
	Early      string   `yaml:"early" json:"early,omitempty"` // a timespan such as 345m: the tenant opens that much before the scenario's own time, so that the end of the story is still to come
	Setup      []Step   `yaml:"setup" json:"-"`               // done before the learner comes
	Tasks      []*Task  `yaml:"tasks" json:"tasks"`

	Brief    string            `yaml:"-" json:"-"`
	Solution Script            `yaml:"-" json:"-"`
	Wrong    map[string]Script `yaml:"-" json:"-"` // by the folder's name
	folder   fs.FS
	lines    lines
}

// Task is one step of a lab. Exactly one of Answer to Choice says how it is graded.
type Task struct {
	ID       string         `yaml:"id" json:"id"`
	Says     string         `yaml:"says" json:"-"`                // what to do, a template like the brief
	Points   int            `yaml:"points" json:"points"`         // for doing it right
	Needs    []string       `yaml:"needs" json:"needs,omitempty"` // tasks that must hold first
	Hints    []Hint         `yaml:"hints" json:"-"`
	Answer   *AnswerCheck   `yaml:"answer" json:"-"`
	Query    *QueryCheck    `yaml:"query" json:"-"`
	Rule     *RuleCheck     `yaml:"rule" json:"-"`
	Verdict  *VerdictCheck  `yaml:"verdict" json:"-"`
	State    *StateCheck    `yaml:"state" json:"-"`
	Timeline *TimelineCheck `yaml:"timeline" json:"-"`
	Choice   *ChoiceCheck   `yaml:"choice" json:"-"`
	Wrong    []WrongTurn    `yaml:"wrong" json:"-"`
	After    string         `yaml:"after" json:"-"` // said when the task holds: what it shows
}

// Kind names the check of a task: answer, query, rule, verdict, state, timeline, choice; "" when there is none.
func (t *Task) Kind() string {
	for _, k := range t.kinds() {
		return k
	}
	return ""
}

func (t *Task) kinds() []string {
	var out []string
	for _, k := range []struct {
		name string
		has  bool
	}{{"answer", t.Answer != nil}, {"query", t.Query != nil}, {"rule", t.Rule != nil}, {"verdict", t.Verdict != nil},
		{"state", t.State != nil}, {"timeline", t.Timeline != nil}, {"choice", t.Choice != nil}} {
		if k.has {
			out = append(out, k.name)
		}
	}
	return out
}

// Hint is one rung of the ladder; its cost in points is charged only if the task is solved.
type Hint struct {
	Cost int    `yaml:"cost"`
	Text string `yaml:"text"`
}

// WrongTurn is a mistake the author foresaw: it is recognised by its result and earns its own feedback. One of
// Fact, Value, Query and When tells it.
type WrongTurn struct {
	ID     string `yaml:"id"`
	Fact   string `yaml:"fact"`  // the answer equals this fact of the tenant
	Value  string `yaml:"value"` // … or this text, a template
	Query  string `yaml:"query"` // … or what this query answers (a file of the lab)
	When   string `yaml:"when"`  // … or this condition holds
	Points int    `yaml:"points"`
	Hint   string `yaml:"hint"`
}

// Script is a file script.yaml of solution/ or wrong/*: what somebody would do, step by step.
type Script struct {
	Says  string `yaml:"says"`
	Steps []Step `yaml:"steps"`
	// Misses tells, for a wrong turn, the tasks that must not hold and the wrong turn recognised ("" for
	// an unnamed miss).
	Misses map[string]string `yaml:"misses"`
}

// Step is one act of a script. Exactly one of Answer, Query, File, Do and Advance is set.
type Step struct {
	Task    string         `yaml:"task"`    // the task an answer, query or file is submitted for
	Answer  string         `yaml:"answer"`  // a text, a template
	Query   string         `yaml:"query"`   // a file of the lab with KQL, a template
	File    string         `yaml:"file"`    // a file of the lab as it is: a rule, a timeline
	Do      map[string]any `yaml:"do"`      // an action on the mini-SOC, a template in its strings
	Each    string         `yaml:"each"`    // with do: once for every incident for which this condition holds, as its data's incident
	Refused bool           `yaml:"refused"` // the platform is expected to refuse it
	Advance string         `yaml:"advance"` // let time pass: a timespan, or "end" for the end of the data
}

// List returns the labs that ship with the program, in the order of the curriculum.
func List() ([]*Lab, error) {
	entries, err := libraryFiles.ReadDir("library")
	if err != nil {
		return nil, err
	}
	var out []*Lab
	var failed []error
	for _, e := range entries {
		sub, err := fs.Sub(libraryFiles, path.Join("library", e.Name()))
		if err != nil {
			return nil, err
		}
		lab, err := Load(sub, e.Name())
		out, failed = append(out, lab), append(failed, err)
	}
	if err := errors.Join(failed...); err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b *Lab) int { return a.Order - b.Order })
	return out, nil
}

// Find returns a lab of the library by id.
func Find(id string) (*Lab, error) {
	if goodID.MatchString(id) {
		if folder, err := fs.Sub(libraryFiles, path.Join("library", id)); err == nil {
			if _, err := fs.Stat(folder, "lab.yaml"); err == nil {
				return Load(folder, id)
			}
		}
	}
	return nil, fmt.Errorf("no lab %q; `socrates lab list` shows what there is", id)
}

// Open returns a lab of the library by id, or loads the folder when the argument is a path.
func Open(idOrPath string) (*Lab, error) {
	if !strings.ContainsAny(idOrPath, `/\`) {
		return Find(idOrPath)
	}
	if info, err := os.Stat(idOrPath); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("there is no lab folder %s; make one with: socrates lab new %s", idOrPath, filepath.Base(idOrPath))
	}
	abs, err := filepath.Abs(idOrPath)
	if err != nil {
		return nil, err
	}
	return Load(os.DirFS(abs), filepath.Base(abs))
}

// Task finds a task by id.
func (l *Lab) Task(id string) (*Task, error) {
	for _, t := range l.Tasks {
		if t.ID == id {
			return t, nil
		}
	}
	ids := make([]string, len(l.Tasks))
	for i, t := range l.Tasks {
		ids[i] = t.ID
	}
	return nil, fmt.Errorf("lab %s has no task %q; it has %s", l.ID, id, strings.Join(ids, ", "))
}

// Max is the points of all tasks.
func (l *Lab) Max() int {
	n := 0
	for _, t := range l.Tasks {
		n += t.Points
	}
	return n
}

// Load reads a lab's folder. name is the folder's own name, which must be the lab's id.
func Load(folder fs.FS, name string) (*Lab, error) {
	l := &Lab{folder: folder, Wrong: map[string]Script{}}
	if err := l.readYAML("lab.yaml", l); err != nil {
		return nil, fmt.Errorf("lab %s: %w", name, err)
	}
	if l.ID != name {
		return nil, fmt.Errorf("lab %s: lab.yaml says id %q; it must be the folder's name", name, l.ID)
	}
	brief, err := fs.ReadFile(folder, "brief.md")
	if err != nil {
		return nil, fmt.Errorf("lab %s: %w", name, err)
	}
	l.Brief = string(brief)
	l.lines = readLines(folder)
	return l, l.loadScripts()
}

func (l *Lab) loadScripts() error {
	if err := l.readYAML("solution/script.yaml", &l.Solution); err != nil {
		return fmt.Errorf("lab %s: %w", l.ID, err)
	}
	turns, err := fs.ReadDir(l.folder, "wrong")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("lab %s: %w", l.ID, err)
	}
	for _, t := range turns {
		var s Script
		if err := l.readYAML(path.Join("wrong", t.Name(), "script.yaml"), &s); err != nil {
			return fmt.Errorf("lab %s: %w", l.ID, err)
		}
		l.Wrong[t.Name()] = s
	}
	return nil
}

func (l *Lab) readYAML(name string, into any) error {
	text, err := fs.ReadFile(l.folder, name)
	if err != nil {
		return err
	}
	dec := yaml.NewDecoder(strings.NewReader(string(text)))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// File reads a file of the lab, such as a reference query.
func (l *Lab) File(name string) (string, error) {
	text, err := fs.ReadFile(l.folder, name)
	if err != nil {
		return "", fmt.Errorf("lab %s: no file %s in its folder", l.ID, name)
	}
	return string(text), nil
}

// Digest tells one version of a lab from another: a sum over all its files.
func (l *Lab) Digest() string {
	h := sha256.New()
	_ = fs.WalkDir(l.folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(l.folder, name)
		fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
		return err
	})
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// TimeLimit is how many minutes an assessment of the lab takes at most.
func (l *Lab) TimeLimit() int { return cmp.Or(l.Limit, 2*l.Minutes) }
