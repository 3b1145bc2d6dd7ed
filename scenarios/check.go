package scenarios

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/lithammer/fuzzysearch/fuzzy"
	"go.yaml.in/yaml/v3"

	"socrates/generator/attack"
)

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// yamlProblems turns the messages of the YAML reader into problems.
func yamlProblems(file string, err error) Problems {
	var te *yaml.TypeError
	lines := []string{err.Error()}
	if errors.As(err, &te) {
		lines = nil
		for _, e := range te.Errors {
			lines = append(lines, fmt.Sprint(e))
		}
	}
	var out Problems
	for _, l := range lines {
		p := Problem{File: file, Line: 1, Msg: strings.TrimPrefix(l, "yaml: "), Hint: "the keys are listed in docs/authoring-scenarios.md"}
		if m := yamlLine.FindStringSubmatch(l); m != nil {
			p.Line, _ = strconv.Atoi(m[1])
			p.Msg = strings.ReplaceAll(m[2], "not found in type scenarios.", "is no key of ")
		}
		out = append(out, p)
	}
	return out
}

type checker struct {
	s   *Scenario
	out Problems
}

func (s *Scenario) check() Problems {
	c := &checker{s: s}
	d := &s.doc
	for key, v := range map[string]string{"id": d.ID, "title": d.Title, "summary": d.Summary} {
		if v == "" {
			c.add(1, key+" is missing", "every scenario has id, title and summary")
		}
	}
	if d.People == 0 {
		d.People = 50
	}
	if d.Days == 0 {
		d.Days = 3
	}
	if n := d.Noise.Suspicious; n != nil && (*n < 0 || *n > 20) {
		c.add(1, fmt.Sprintf("noise: suspicious is %g", *n), "0 is none, 1 the usual rate, 20 the most")
	}
	c.cast()
	seen := map[string]bool{}
	for i := range d.Stages {
		c.stage(&d.Stages[i], seen)
	}
	for _, list := range [][]stageSpec{d.Decoys, d.Intel} {
		for i := range list {
			c.stage(&list[i], seen)
		}
	}
	slices.SortFunc(c.out, func(a, b Problem) int { return a.Line - b.Line })
	return c.out
}

func (c *checker) add(line int, msg, hint string) {
	c.out = append(c.out, Problem{c.s.file, line, msg, hint})
}

func (c *checker) cast() {
	for name, spec := range c.s.doc.Cast {
		cond, env := spec.Person, any(personEnv{})
		if spec.Device != "" {
			cond, env = spec.Device, deviceEnv{}
		}
		if (spec.Person == "") == (spec.Device == "") {
			c.add(spec.line, "cast "+name+" needs either person or device", "person: department == 'Finance'")
			continue
		}
		if _, err := expr.Compile(cond, expr.Env(env), expr.AsBool()); err != nil {
			c.add(spec.line, "cast "+name+": "+firstLine(err), "the names that a condition may use are in docs/authoring-scenarios.md")
		}
		if _, _, err := presence(spec.Present); err != nil {
			c.add(spec.line, "cast "+name+": "+err.Error(), "present: -6h..-1h")
		}
	}
}

func firstLine(err error) string { return strings.SplitN(err.Error(), "\n", 2)[0] }

func (c *checker) stage(st *stageSpec, seen map[string]bool) {
	if st.ID == "" || seen[st.ID] {
		c.add(st.line, fmt.Sprintf("stage id %q is missing or stands twice", st.ID), "every stage has an id of its own")
	}
	if st.After != "" && !seen[st.After] {
		c.add(st.line, fmt.Sprintf("stage %s comes after %q, which is no earlier stage", st.ID, st.After), near(st.After, slices.Collect(maps.Keys(seen))))
	}
	seen[st.ID] = true
	if _, err := moment(st.At); st.At != "" && err != nil {
		c.add(st.line, "at: "+err.Error(), "at: now - 5h")
	}
	if _, _, err := wait(st.Wait); err != nil {
		c.add(st.line, "wait: "+err.Error(), "wait: 4m ± 90s")
	}
	if st.At == "" && st.After == "" {
		c.add(st.line, "stage "+st.ID+" has no time", "give it at: now - 5h, or after: and wait:")
	}
	a, ok := attack.Find(st.Do)
	if !ok {
		c.add(st.line, fmt.Sprintf("no activity %q", st.Do), near(st.Do, attack.Names()))
		return
	}
	c.params(st, a)
}

func (c *checker) params(st *stageSpec, a *attack.Activity) {
	known := map[string]attack.Param{}
	for _, p := range a.Params {
		known[p.Name] = p
		if _, has := st.With[p.Name]; !has && !p.Optional {
			c.add(st.line, fmt.Sprintf("stage %s: activity %s needs %q", st.ID, a.Name, p.Name), p.Doc)
		}
	}
	for name, node := range st.With {
		p, ok := known[name]
		if !ok {
			c.add(node.Line, fmt.Sprintf("activity %s has no parameter %q", a.Name, name), near(name, slices.Collect(maps.Keys(known))))
			continue
		}
		if names := c.names(p.Kind); names != nil && !slices.Contains(names, node.Value) {
			c.add(node.Line, fmt.Sprintf("%s: no %s is called %q", name, p.Kind, node.Value), near(node.Value, names))
		}
	}
}

// names lists what a reference of this kind may name; nil when it is no reference.
func (c *checker) names(k attack.Kind) []string {
	d := c.s.doc
	switch k {
	case attack.PersonKind, attack.DeviceKind:
		return append(slices.Collect(maps.Keys(d.Cast)), "")
	case attack.AddressKind:
		return append(slices.Collect(maps.Keys(d.Actor.Addresses)), "")
	case attack.DomainKind:
		return append(slices.Collect(maps.Keys(d.Actor.Domains)), "")
	case attack.FileKind:
		return append(slices.Collect(maps.Keys(d.Actor.Files)), "")
	}
	return nil
}

func near(word string, list []string) string {
	slices.Sort(list)
	if m := fuzzy.RankFindNormalizedFold(word, list); len(m) > 0 {
		return fmt.Sprintf("did you mean %s?", m[0].Target)
	}
	best, dist := "", 4
	for _, l := range list {
		if d := fuzzy.LevenshteinDistance(word, l); d < dist {
			best, dist = l, d
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %s?", best)
	}
	return "one of: " + strings.Join(slices.DeleteFunc(list, func(s string) bool { return s == "" }), ", ")
}
