package scenarios

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"socrates/generator/attack"
	"socrates/generator/org"
)

// truths checks what is said to be found. Whether a query finds it is for the proof.
func (c *checker) truths() {
	stages := map[string]any{}
	for _, st := range c.s.doc.Stages {
		stages[st.ID] = map[string]any{"start": "2026-01-01T00:00:00Z"}
	}
	env := maps.Clone(c.env)
	env["stage"] = stages
	seen := map[string]bool{}
	for i := range c.s.doc.Truths {
		t := &c.s.doc.Truths[i]
		if t.ID == "" || seen[t.ID] {
			c.add(t.line, fmt.Sprintf("truth id %q is missing or stands twice", t.ID), "every truth has an id of its own")
		}
		seen[t.ID] = true
		if stages[t.Stage] == nil {
			c.add(t.line, fmt.Sprintf("truth %s: there is no stage %q", t.ID, t.Stage), near(t.Stage, sorted(stages)))
		}
		if strings.TrimSpace(t.Query) == "" {
			c.add(t.line, "truth "+t.ID+" has no query", "a query in KQL that finds the stage, and nothing without it")
		}
		c.text(t.line, "truth "+t.ID, t.Query, env)
	}
}

// pretend is the world of expressions with everybody in it and nothing known about them: enough to see which names there are.
func (c *checker) pretend() map[string]any {
	fake := newCompiler(c.s, Params{}, &org.Org{})
	nobody := &org.Person{Account: &org.Account{}}
	for name, spec := range c.s.doc.Cast {
		fake.devices[name] = &org.Device{}
		if spec.Device == "" {
			fake.people[name] = nobody
		}
	}
	for name := range c.s.doc.Actor.Addresses {
		fake.addresses[name] = &attack.Address{Place: &org.Place{}}
	}
	for name := range c.s.doc.Actor.Domains {
		fake.domains[name] = ""
	}
	for name := range c.s.doc.Actor.Files {
		fake.files[name] = &org.Image{}
	}
	return fake.env()
}

var word = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_-]*`)

// mentions notes the names that a text's expressions, or an expression, speak of.
func (c *checker) mentions(text string) {
	for _, w := range word.FindAllString(text, -1) {
		c.used[w] = true
	}
}

// unused reports what was made and is never used: most often a name that is spelt in two ways.
func (c *checker) unused() {
	d := &c.s.doc
	for _, group := range []struct {
		what  string
		path  []string
		names []string
	}{
		{"cast", []string{"cast"}, sorted(d.Cast)},
		{"domain", []string{"actor", "domains"}, sorted(d.Actor.Domains)},
		{"address", []string{"actor", "addresses"}, sorted(d.Actor.Addresses)},
		{"file", []string{"actor", "files"}, sorted(d.Actor.Files)},
	} {
		for _, n := range group.names {
			if !c.used[n] {
				c.add(c.at(append(slices.Clone(group.path), n)...), fmt.Sprintf("%s %s is used by no stage", group.what, n), "use it, or remove it")
			}
		}
	}
}
