// Package quizzes asks exam questions: the item bank, its checks, the grading of answers.
//
// In:  the bank's YAML files, an answer, for live items the rows of a query.
// Out: items, findings about the bank, points with a reason for every part.
//
// Not here: the terminal (cmd), running queries (a Runner is passed in), guided exercises (labs).
package quizzes

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
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
	Items   []*Item // those of case studies and series included
	Cases   []*Case
	Series  []*Series
	Tenants []*Tenant
	Facts   map[string]Fact // nil when the bank has no table of facts
}

// Outline is the list of objectives the exam measures.
type Outline struct {
	ID        string        `yaml:"outline"`
	AsOf      string        `yaml:"as_of"`
	Blueprint map[int][]int `yaml:"blueprint"` // length of a mock exam -> items of each domain
	Domains   []Domain      `yaml:"domains"`
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

// Enemies lists, for every item that has any, the items that must not stand on one paper with it, whichever side names
// the other.
func (b *Bank) Enemies() map[string][]string {
	out := map[string][]string{}
	for _, it := range b.Items {
		for _, id := range it.Enemies {
			out[it.ID] = append(out[it.ID], id)
			out[id] = append(out[id], it.ID)
		}
	}
	return out
}

// Default is the bank that ships with the program.
func Default() (*Bank, error) {
	sub, err := fs.Sub(bankFiles, "bank")
	if err != nil {
		return nil, err
	}
	return Load(sub)
}

// Load reads outline.yaml, tenants.yaml, facts.txt and, from every other .yaml file below root, items. A
// file that is not the expected YAML is an error; what is wrong with the items themselves is Check's to say.
func Load(root fs.FS) (*Bank, error) {
	b := &Bank{Outline: &Outline{}}
	if err := b.Add(root); err != nil {
		return nil, err
	}
	return b, nil
}

// Add reads further items into the bank. An outline or table in root takes the place of the bank's.
func (b *Bank) Add(root fs.FS) error {
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return b.addFile(root, name)
	})
	if err != nil {
		return fmt.Errorf("load the question bank: %w", err)
	}
	return nil
}

func (b *Bank) addFile(root fs.FS, name string) error {
	if path.Ext(name) != ".yaml" && name != "facts.txt" {
		return nil
	}
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return err
	}
	switch name {
	case "outline.yaml":
		b.Outline = &Outline{}
		return decode(name, text, b.Outline)
	case "tenants.yaml":
		b.Tenants = nil
		return decode(name, text, &b.Tenants)
	case "facts.txt":
		b.Facts, err = readFacts(name, string(text))
		return err
	}
	return b.addItems(name, text)
}

func decode(name string, text []byte, into any) error {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// addItems reads the documents of a file: lists of items, case studies, series. Each is read twice: as
// nodes, for its form and the lines things stand on, and then strictly.
func (b *Bank) addItems(name string, text []byte) error {
	loose, strict := yaml.NewDecoder(bytes.NewReader(text)), yaml.NewDecoder(bytes.NewReader(text))
	strict.KnownFields(true)
	for {
		var doc yaml.Node
		err := loose.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = b.addDocument(name, &doc, strict)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}

func (b *Bank) addDocument(name string, doc *yaml.Node, strict *yaml.Decoder) error {
	body := doc.Content[0]
	switch {
	case body.Kind == yaml.SequenceNode:
		var items []*Item
		if err := strict.Decode(&items); err != nil {
			return err
		}
		b.take(name, items, body)
	case child(body, "case") != nil:
		c := &Case{file: name, line: body.Line}
		if err := strict.Decode(c); err != nil {
			return err
		}
		for _, it := range c.Items {
			it.Case, it.Profile, it.AsOf = c, cmp.Or(it.Profile, c.Profile), cmp.Or(it.AsOf, c.AsOf)
		}
		b.Cases = append(b.Cases, c)
		b.take(name, c.Items, child(body, "items"))
	case child(body, "series") != nil:
		s := &Series{file: name, line: body.Line}
		if err := strict.Decode(s); err != nil {
			return err
		}
		for _, it := range s.Items {
			it.Series, it.Profile, it.AsOf = s, cmp.Or(it.Profile, s.Profile), cmp.Or(it.AsOf, s.AsOf)
		}
		b.Series = append(b.Series, s)
		b.take(name, s.Items, child(body, "items"))
	default:
		return fmt.Errorf("line %d: neither a list of items, nor a document with case: or series:", body.Line)
	}
	return nil
}

func (b *Bank) take(name string, items []*Item, at *yaml.Node) {
	for i, it := range items {
		it.file, it.line = name, at.Content[i].Line
	}
	b.Items = append(b.Items, items...)
}

// child is the value of a key of a mapping, or nil.
func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
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

// Tenant returns a tenant description by id.
func (b *Bank) Tenant(id string) (*Tenant, error) {
	for _, t := range b.Tenants {
		if t.ID == id {
			return t, nil
		}
	}
	return nil, fmt.Errorf("no tenant %q in the bank's tenants.yaml", id)
}

// Domain returns the domain that an objective belongs to.
func (o *Outline) Domain(objective string) (Domain, bool) {
	for _, d := range o.Domains {
		for _, ob := range d.Objectives {
			if ob.ID == objective {
				return d, true
			}
		}
	}
	return Domain{}, false
}

func place(file string, line int) string { return fmt.Sprintf("%s:%d", file, line) }
