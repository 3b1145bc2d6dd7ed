// Package labs grades work: guided exercises on a tenant, their checks, feedback and points.
//
// In:  a lab's folder (lab.yaml, brief.md, solution/, wrong/*), a World to play it in, submissions.
// Out: a rendered brief, a verdict with feedback for each submission, a score.
//
// Not here: the terminal (cmd), how a tenant is made (engine/tenant), exam questions (quizzes).
package labs

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed library
var libraryFiles embed.FS

// Lab is one exercise as its folder has it.
type Lab struct {
	ID         string   `yaml:"id"`
	Title      string   `yaml:"title"`
	Order      int      `yaml:"order"` // place in the curriculum
	Minutes    int      `yaml:"minutes"`
	Objectives []string `yaml:"objectives"`
	Scenario   string   `yaml:"scenario"`
	People     int      `yaml:"people"`
	Days       int      `yaml:"days"`
	Profile    string   `yaml:"profile"`
	Tasks      []*Task  `yaml:"tasks"`

	Brief    string            `yaml:"-"`
	Solution Script            `yaml:"-"`
	Wrong    map[string]Script `yaml:"-"` // by the folder's name
	folder   fs.FS
}

// Task is one step of a lab. Exactly one of Answer, Query, State and Choice says how it is graded.
type Task struct {
	ID     string       `yaml:"id"`
	Says   string       `yaml:"says"`   // what to do, a template like the brief
	Points int          `yaml:"points"` // for doing it right
	Needs  []string     `yaml:"needs"`  // tasks that must hold first
	Hints  []Hint       `yaml:"hints"`
	Answer *AnswerCheck `yaml:"answer"`
	Query  *QueryCheck  `yaml:"query"`
	State  *StateCheck  `yaml:"state"`
	Choice *ChoiceCheck `yaml:"choice"`
	Wrong  []WrongTurn  `yaml:"wrong"`
	After  string       `yaml:"after"` // said when the task holds: what it shows
}

// Hint is one rung of the ladder; its cost in points is charged only if the task is solved.
type Hint struct {
	Cost int    `yaml:"cost"`
	Text string `yaml:"text"`
}

// WrongTurn is a mistake the author foresaw: it is recognised by its result and earns its own feedback.
type WrongTurn struct {
	ID     string `yaml:"id"`
	Fact   string `yaml:"fact"`  // the answer equals this fact of the tenant
	Value  string `yaml:"value"` // … or this text
	Query  string `yaml:"query"` // … or the rows equal this query's (a file of the lab)
	When   string `yaml:"when"`  // … or this condition on the state holds
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

// Step is one act of a script. Exactly one field besides Task is set.
type Step struct {
	Task    string         `yaml:"task"`   // the task an answer or query is submitted for
	Answer  string         `yaml:"answer"` // a template
	Query   string         `yaml:"query"`  // a file of the lab
	Do      map[string]any `yaml:"do"`     // an action on the mini-SOC, a template in its strings
	Advance string         `yaml:"advance"`
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

// Find returns a lab by id.
func Find(id string) (*Lab, error) {
	all, err := List()
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if l.ID == id {
			return l, nil
		}
	}
	return nil, fmt.Errorf("no lab %q; `socrates lab list` shows what there is", id)
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
	return l, l.loadScripts()
}

func (l *Lab) loadScripts() error {
	if err := l.readYAML("solution/script.yaml", &l.Solution); err != nil {
		return fmt.Errorf("lab %s: %w", l.ID, err)
	}
	turns, err := fs.ReadDir(l.folder, "wrong")
	if err != nil {
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
		return "", fmt.Errorf("lab %s: %w", l.ID, err)
	}
	return string(text), nil
}
