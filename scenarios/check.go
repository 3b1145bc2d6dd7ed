package scenarios

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/lithammer/fuzzysearch/fuzzy"
	"go.yaml.in/yaml/v3"

	"socrates/generator/attack"
	"socrates/generator/org"
)

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// yamlProblem turns the message of the YAML reader about text that is no YAML into a problem.
func yamlProblem(file string, err error) Problem {
	p := Problem{File: file, Line: 1, Msg: "this is no YAML: " + strings.TrimPrefix(err.Error(), "yaml: "),
		Hint: "look at the indentation, at quotes left open, and at a colon or brace inside a text without quotes"}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		p.Line, _ = strconv.Atoi(m[1])
		p.Msg = "this is no YAML: " + m[2]
	}
	return p
}

// checker collects every mistake of a file.
type checker struct {
	s    *Scenario
	root *yaml.Node // the mapping that is the file
	used map[string]bool
	env  map[string]any // what expressions may name, with values that mean nothing
	out  Problems
}

// read takes the file in and reports what is wrong with it, in the order of its lines.
func (s *Scenario) read(text []byte) Problems {
	var file yaml.Node
	if err := yaml.Unmarshal(text, &file); err != nil {
		return Problems{yamlProblem(s.file, err)}
	}
	if len(file.Content) == 0 {
		return Problems{{s.file, 1, "the file is empty", "socrates scenario new writes one that works"}}
	}
	if file.Content[0].Kind != yaml.MappingNode {
		return Problems{{s.file, file.Content[0].Line, "the file holds " + kindOf(file.Content[0]) + ", and names with values are wanted", "it begins with id: my-attack; socrates scenario new writes one that works"}}
	}
	c := &checker{s: s, root: file.Content[0], used: map[string]bool{}}
	c.shape(c.root, reflect.TypeFor[document](), "")
	err := c.root.Decode(&s.doc) // what does not fit was said above; the rest is read all the same
	var partly *yaml.TypeError
	if err != nil && !errors.As(err, &partly) && len(c.out) == 0 {
		return Problems{yamlProblem(s.file, err)}
	}
	c.meaning()
	slices.SortStableFunc(c.out, func(a, b Problem) int { return a.Line - b.Line })
	return slices.Compact(c.out)
}

var scenarioID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (c *checker) meaning() {
	d := &c.s.doc
	for _, key := range []string{"id", "title", "summary"} {
		if v := map[string]string{"id": d.ID, "title": d.Title, "summary": d.Summary}[key]; v == "" {
			c.add(c.at(key), key+" is missing", "every scenario has id, title and summary")
		}
	}
	if d.ID != "" && !scenarioID.MatchString(d.ID) {
		c.add(c.at("id"), fmt.Sprintf("the id %q is not in small letters, digits and hyphens", d.ID), "such as my-attack")
	}
	if levels := []string{"beginner", "intermediate", "advanced"}; d.Level != "" && !slices.Contains(levels, d.Level) {
		c.add(c.at("level"), fmt.Sprintf("there is no level %q", d.Level), near(d.Level, levels))
	}
	c.size()
	c.env = c.pretend()
	c.cast()
	c.actor()
	c.stages()
	c.truths()
	c.facts()
	c.unused()
}

func (c *checker) size() {
	d := &c.s.doc
	if d.People != 0 && d.People < 8 {
		c.add(c.at("people"), fmt.Sprintf("an organisation needs at least 8 people, not %d", d.People), "50 is usual")
	}
	if d.Days < 0 {
		c.add(c.at("days"), fmt.Sprintf("%d days", d.Days), "whole days of data before the day of the clock; 3 is usual")
	}
	if n := d.Noise.Suspicious; n != nil && (*n < 0 || *n > 20) {
		c.add(c.at("noise", "suspicious"), fmt.Sprintf("noise: suspicious is %g", *n), "0 is none, 1 the usual rate, 20 the most")
	}
	if h, err := span(orElse(d.Horizon, "12h")); err != nil || h <= 0 {
		c.add(c.at("horizon"), fmt.Sprintf("horizon: %q is no time to run on for", d.Horizon), "horizon: 12h")
	}
	d.People, d.Days = orElse(d.People, 50), orElse(max(d.Days, 0), 3)
}

func (c *checker) add(line int, msg, hint string) {
	c.out = append(c.out, Problem{c.s.file, max(line, 1), msg, hint})
}

func (c *checker) cast() {
	for _, name := range sorted(c.s.doc.Cast) {
		spec := c.s.doc.Cast[name]
		line := c.at("cast", name)
		cond, env := spec.Person, any(personEnv{})
		if spec.Device != "" {
			cond, env = spec.Device, deviceEnv{}
		}
		if (spec.Person == "") == (spec.Device == "") {
			c.add(line, "cast "+name+" needs either person or device", "person: Department == 'Finance'")
			continue
		}
		if _, err := expr.Compile(cond, expr.Env(env), expr.AsBool()); err != nil {
			c.add(line, "cast "+name+": "+firstLine(err), "it may use "+strings.Join(fieldsOf(env), ", "))
		}
		from, to, err := presence(spec.Present)
		switch {
		case err != nil:
			c.add(line, "cast "+name+": present: "+err.Error(), "present: -6h..-1h")
		case spec.Present != "" && spec.Device != "":
			c.add(line, "cast "+name+": a device is always there; present is for people", "leave it out")
		case from > to:
			c.add(line, "cast "+name+": present ends before it begins", "the earlier time comes first: -6h..-1h")
		}
	}
}

func fieldsOf(env any) (names []string) {
	t := reflect.TypeOf(env)
	for i := range t.NumField() {
		names = append(names, t.Field(i).Name)
	}
	return names
}

func firstLine(err error) string { return strings.SplitN(err.Error(), "\n", 2)[0] }

func (c *checker) actor() {
	a := c.s.doc.Actor
	for _, n := range sorted(a.Domains) {
		if domainKinds[a.Domains[n]] == nil {
			c.add(c.at("actor", "domains", n), fmt.Sprintf("domain %s: there is no kind %q", n, a.Domains[n]), near(a.Domains[n], sorted(domainKinds)))
		}
	}
	countries := []string{"any"}
	for _, p := range org.Hosting {
		countries = append(countries, p.Country)
	}
	for _, n := range sorted(a.Addresses) {
		if v := a.Addresses[n]; v != "" && !slices.Contains(countries, v) {
			slices.Sort(countries)
			c.add(c.at("actor", "addresses", n), fmt.Sprintf("address %s: nobody rents out servers in %q", n, v), "one of: "+strings.Join(slices.Compact(countries), ", "))
		}
	}
	for _, n := range sorted(a.Files) {
		if f := a.Files[n]; f.Name == "" || strings.ContainsAny(f.Name, `/\`) {
			c.add(c.at("actor", "files", n), fmt.Sprintf("file %s has the name %q", n, f.Name), "name: tool.exe, and folder: for where it lies")
		}
	}
}

func (c *checker) facts() {
	for _, name := range sorted(c.s.doc.Facts) {
		if _, err := evalText(c.env, c.s.doc.Facts[name]); err != nil {
			c.expression(c.at("facts", name), "fact "+name, c.s.doc.Facts[name], err, c.env)
		}
		c.mentions(c.s.doc.Facts[name])
	}
}

// near is a hint for a word that is not on the list: the one that was meant, or the list.
func near(word string, list []string) string {
	list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "" })
	slices.Sort(list)
	if word != "" {
		if m := fuzzy.RankFindNormalizedFold(word, list); len(m) > 0 {
			return fmt.Sprintf("did you mean %s?", m[0].Target)
		}
		best, dist := "", max(2, min(4, len(word)/2+1))
		for _, l := range list {
			if d := fuzzy.LevenshteinDistance(strings.ToLower(word), strings.ToLower(l)); d < dist {
				best, dist = l, d
			}
		}
		if best != "" {
			return fmt.Sprintf("did you mean %s?", best)
		}
	}
	if len(list) == 0 {
		return "there is none yet"
	}
	if len(list) > longList {
		return "one of: " + strings.Join(list[:longList], ", ") + ", …"
	}
	return "one of: " + strings.Join(list, ", ")
}

const longList = 24

// names lists what a reference of this kind may name; nil when it is no reference.
func (c *checker) names(k attack.Kind) []string {
	d := c.s.doc
	var list []string
	switch k {
	case attack.PersonKind:
		list = slices.DeleteFunc(sorted(d.Cast), func(n string) bool { return d.Cast[n].Device != "" })
	case attack.DeviceKind:
		list = sorted(d.Cast)
	case attack.AddressKind:
		list = sorted(d.Actor.Addresses)
	case attack.DomainKind:
		list = sorted(d.Actor.Domains)
	case attack.FileKind:
		list = slices.Collect(maps.Keys(d.Actor.Files))
	default:
		return nil
	}
	return append(list, "") // an optional one may be left empty
}
