// Package quizzes asks exam questions: the item bank, its checks, the grading of answers.
//
// In:  the bank's YAML files, an answer, for live items the rows of a query.
// Out: items, findings about the bank, points with a reason for every part.
//
// Not here: the terminal (cmd), running queries (a Runner is passed in), guided exercises (labs).
package quizzes

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed bank
var bankFiles embed.FS

// Bank is a set of items over an outline.
type Bank struct {
	Outline *Outline
	Items   []*Item
}

// Outline is the list of objectives the exam measures.
type Outline struct {
	ID      string   `yaml:"outline"`
	AsOf    string   `yaml:"as_of"`
	Domains []Domain `yaml:"domains"`
}

// Domain is a part of the exam; Weight is its least and greatest share in percent.
type Domain struct {
	ID         string      `yaml:"id"`
	Name       string      `yaml:"name"`
	Weight     [2]int      `yaml:"weight"`
	Objectives []Objective `yaml:"objectives"`
}

// Objective is one thing a candidate is expected to do.
type Objective struct {
	ID    string `yaml:"id"`
	Group string `yaml:"group"`
	Name  string `yaml:"name"`
}

// Objective finds an objective by id.
func (o *Outline) Objective(id string) (Objective, bool) {
	for _, d := range o.Domains {
		for _, ob := range d.Objectives {
			if ob.ID == id {
				return ob, true
			}
		}
	}
	return Objective{}, false
}

// Default is the bank that ships with the program.
func Default() (*Bank, error) {
	sub, err := fs.Sub(bankFiles, "bank")
	if err != nil {
		return nil, err
	}
	return Load(sub)
}

// Load reads outline.yaml and every other .yaml file below root. A file that is not the expected YAML
// is an error; what is wrong with the items themselves is Check's to say.
func Load(root fs.FS) (*Bank, error) {
	b := &Bank{Outline: &Outline{}}
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		if name == "outline.yaml" {
			return decode(name, text, b.Outline)
		}
		return b.addFile(name, text)
	})
	if err != nil {
		return nil, fmt.Errorf("load the question bank: %w", err)
	}
	return b, nil
}

func decode(name string, text []byte, into any) error {
	dec := yaml.NewDecoder(strings.NewReader(string(text)))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// addFile reads a list of items. It is decoded twice: strictly for the items, and as nodes for the
// lines they stand on.
func (b *Bank) addFile(name string, text []byte) error {
	var items []*Item
	if err := decode(name, text, &items); err != nil {
		return err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i, it := range items {
		it.file, it.line = name, doc.Content[0].Content[i].Line
	}
	b.Items = append(b.Items, items...)
	return nil
}

// Find returns an item by id.
func (b *Bank) Find(id string) (*Item, error) {
	for _, it := range b.Items {
		if it.ID == id {
			return it, nil
		}
	}
	return nil, fmt.Errorf("no question %q in the bank; `socrates quiz list` shows what there is", id)
}

// Select returns the items of an objective, group or domain (its id is a prefix of theirs: "MSE",
// "MSE-1", "MSE-1.2"), or all of them for "".
func (b *Bank) Select(objective string) []*Item {
	return slices.DeleteFunc(slices.Clone(b.Items), func(it *Item) bool {
		rest, ok := strings.CutPrefix(it.Objective, objective)
		return !ok || objective != "" && rest != "" && rest[0] != '-' && rest[0] != '.'
	})
}

func place(file string, line int) string { return fmt.Sprintf("%s:%d", file, line) }
