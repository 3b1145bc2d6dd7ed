// Package class is a class as its teacher keeps it, in files: who is in it, what is assigned, what was handed in, and what
// can be read from that.
//
// In:  names, assignments, result files and what their check found.
// Out: a matrix of progress, the statistics of tasks, a gradebook, evidence for a person to weigh.
//
// Not here: the check of a result file (labs/attempt), drawing (cmd). No judgement: evidence is shown, never acted on.
package class

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"socrates/labs/attempt"
)

// Class is class.json.
type Class struct {
	Name        string       `json:"name"`
	Title       string       `json:"title,omitempty"`
	Created     time.Time    `json:"created"`
	Learners    []Learner    `json:"learners"`
	Assignments []Assignment `json:"assignments"`

	dir string
}

// Learner is somebody in the class. ID is the name under which they start labs; it decides their tenants.
type Learner struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Assignment is a lab that everybody is to do.
type Assignment struct {
	Lab  string       `json:"lab"`
	Mode attempt.Mode `json:"mode"`
	Due  time.Time    `json:"due,omitzero"`
}

// Handed is a result file that was collected, with what its check found.
type Handed struct {
	Collected time.Time         `json:"collected"`
	Verified  *attempt.Verified `json:"verified"`
	Result    *attempt.Result   `json:"result"`
}

var goodName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}$`)

// Create makes a class in the folder home.
func Create(home, name, title string, wall time.Time) (*Class, error) {
	if !goodName.MatchString(name) {
		return nil, fmt.Errorf("%q is no name for a class: use lower-case letters, digits, '-', '_' and '.'", name)
	}
	c := &Class{Name: name, Title: title, Created: wall.UTC().Truncate(time.Second), Learners: []Learner{}, Assignments: []Assignment{}, dir: filepath.Join(home, name)}
	if _, err := os.Stat(c.dir); err == nil {
		return nil, fmt.Errorf("there is a class %q already", name)
	}
	return c, c.save()
}

// Open reads a class.
func Open(home, name string) (*Class, error) {
	c := &Class{dir: filepath.Join(home, name)}
	text, err := os.ReadFile(filepath.Join(c.dir, "class.json"))
	if errors.Is(err, fs.ErrNotExist) || !goodName.MatchString(name) {
		return nil, fmt.Errorf("there is no class %q; make it with: socrates class create %s", name, name)
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, c); err != nil {
		return nil, fmt.Errorf("class %s: class.json is damaged: %w", name, err)
	}
	return c, nil
}

// List names the classes of a folder.
func List(home string) ([]string, error) {
	entries, err := os.ReadDir(home)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var out []string
	for _, e := range entries {
		if _, err := os.Stat(filepath.Join(home, e.Name(), "class.json")); err == nil {
			out = append(out, e.Name())
		}
	}
	return out, err
}

func (c *Class) save() error { return writeJSON(filepath.Join(c.dir, "class.json"), c) }

// writeJSON replaces a file so that a crash leaves the old text or the new.
func writeJSON(path string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	tmp := path + ".new"
	if err := os.WriteFile(tmp, append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

// Enrol adds learners. One who is there already gets the name given. It returns how many are new.
func (c *Class) Enrol(learners ...Learner) (added int, err error) {
	for _, l := range learners {
		if l.ID = strings.TrimSpace(l.ID); l.ID == "" {
			return added, errors.New("a learner needs an id: the name under which they start labs")
		}
		if i := c.place(l.ID); i >= 0 {
			if l.Name != "" {
				c.Learners[i].Name = l.Name
			}
			continue
		}
		c.Learners = append(c.Learners, l)
		added++
	}
	return added, c.save()
}

func (c *Class) place(id string) int {
	return slices.IndexFunc(c.Learners, func(l Learner) bool { return l.ID == id })
}

// Assign assigns a lab; assigned again in the same mode, its due date is changed.
func (c *Class) Assign(a Assignment) error {
	i := slices.IndexFunc(c.Assignments, func(b Assignment) bool { return b.Lab == a.Lab && b.Mode == a.Mode })
	if i >= 0 {
		c.Assignments[i] = a
	} else {
		c.Assignments = append(c.Assignments, a)
	}
	return c.save()
}

// Collect keeps a result file with what its check found. It refuses one of another class or of nobody in the class.
func (c *Class) Collect(r *attempt.Result, v *attempt.Verified, wall time.Time) error {
	switch {
	case r.Start.Class != c.Name:
		return fmt.Errorf("this result is of class %q, not of %q", r.Start.Class, c.Name)
	case c.place(r.Start.Learner) < 0:
		return fmt.Errorf("%s is not in class %s; enrol them with: socrates class enrol %s %s", r.Start.Learner, c.Name, c.Name, r.Start.Learner)
	}
	return writeJSON(filepath.Join(c.dir, "results", fileOf(r.Start)), Handed{wall.UTC().Truncate(time.Second), v, r})
}

// fileOf is a file's name for one learner's attempt. Names of people may hold anything.
func fileOf(s attempt.Start) string {
	safe := regexp.MustCompile(`[^a-zA-Z0-9._@-]`).ReplaceAllStringFunc(s.Learner, func(x string) string { return fmt.Sprintf("%%%x", x) })
	return fmt.Sprintf("%s--%s--%s-%d.json", safe, s.Lab, s.Mode, s.Variant)
}

// Results reads what was collected, by file name.
func (c *Class) Results() ([]*Handed, error) {
	files, err := filepath.Glob(filepath.Join(c.dir, "results", "*.json"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var out []*Handed
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		var h Handed
		if err := json.Unmarshal(text, &h); err != nil || h.Result == nil || h.Verified == nil {
			return nil, fmt.Errorf("%s is damaged: %w; remove it and collect the result again", f, err)
		}
		out = append(out, &h)
	}
	return out, nil
}
