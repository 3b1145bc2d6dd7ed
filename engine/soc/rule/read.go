package rule

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Problem is what keeps a rule from being taken.
type Problem struct {
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	Rule string `json:"rule,omitempty"` // its name or id
	Key  string `json:"key,omitempty"`
	Msg  string `json:"message"`
}

func (p *Problem) Error() string {
	where := p.File
	if p.Line > 0 {
		where = fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	if p.Key == "" {
		return where + ": " + p.Msg
	}
	return where + ": " + p.Key + ": " + p.Msg
}

// Source is a rule as it was read, and where its keys stand.
type Source struct {
	*Rule
	File string
	keys map[string]int
	line int // where the rule begins
	text int // where the first line of the query stands
}

// At makes a problem of a key of the rule.
func (s Source) At(key, msg string) *Problem {
	line, ok := s.keys[key]
	if !ok {
		line = s.line
	}
	return &Problem{File: s.File, Line: line, Rule: s.name(), Key: key, Msg: msg}
}

func (s Source) name() string {
	if s.Rule == nil {
		return ""
	}
	if s.Name != "" {
		return s.Name
	}
	return s.ID
}

// Parse reads the only rule of a file and checks it.
func Parse(name string, text []byte) (*Rule, error) {
	list, err := Read(name, text)
	switch {
	case err != nil:
		return nil, err
	case len(list) != 1:
		return nil, &Problem{File: name, Line: 1, Msg: fmt.Sprintf("the file holds %d rules; one is expected", len(list))}
	}
	return list[0].Rule, nil
}

// Read reads the rules of a file: YAML of the community (several documents are fine), a rule as the API gives it, a
// resource template, or a list of these. Keys beyond the schema are left aside. Whatever is wrong is told, each problem with its
// line; rules without problems are returned all the same.
func Read(name string, text []byte) ([]Source, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if start := bytes.TrimSpace(text); len(start) > 0 && (start[0] == '{' || start[0] == '[') {
		text = bytes.ReplaceAll(text, []byte("\t"), []byte(" ")) // YAML reads JSON, but no tabs
	}
	roots, err := documents(name, text)
	if err != nil {
		return nil, err
	}
	var out []Source
	var errs []error
	for _, root := range roots {
		fillIn(root)
		for _, n := range find(root) {
			s, err := decode(name, n)
			if err == nil {
				err = s.check()
			}
			if err != nil {
				errs = append(errs, err)
				continue
			}
			out = append(out, s)
		}
	}
	if len(out) == 0 && len(errs) == 0 {
		errs = append(errs, &Problem{File: name, Line: 1, Msg: "there is no rule in here; a rule has a name, a severity and a query, and a template has resources of the type alertRules"})
	}
	return out, errors.Join(errs...)
}

func documents(name string, text []byte) ([]*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var roots []*yaml.Node
	for {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return roots, nil
		}
		if err != nil {
			return nil, &Problem{File: name, Line: lineOf(err), Msg: "the file cannot be read: " + strings.TrimPrefix(err.Error(), "yaml: ")}
		}
		if len(doc.Content) == 1 {
			roots = append(roots, doc.Content[0])
		}
	}
}

var lineNumber = regexp.MustCompile(`line (\d+)`)

func lineOf(err error) int {
	line := 1
	if m := lineNumber.FindStringSubmatch(err.Error()); m != nil {
		fmt.Sscan(m[1], &line)
	}
	return line
}

// value is the value of a key of a mapping, nil without one.
func value(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func text(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

func decode(file string, n *yaml.Node) (Source, error) {
	s := Source{Rule: &Rule{}, File: file, line: n.Line, keys: map[string]int{}}
	props := n
	if isResource(n) {
		props = value(n, "properties")
		unescape(props)
	}
	for i := 0; i+1 < len(props.Content); i += 2 {
		s.keys[armKeys.of(props.Content[i].Value)] = props.Content[i].Line
		if v := props.Content[i+1]; props.Content[i].Value == "query" {
			if s.text = v.Line; v.Style == yaml.LiteralStyle || v.Style == yaml.FoldedStyle {
				s.text++
			}
		}
	}
	if n := value(props, "triggerThreshold"); n != nil && n.Tag == "!!str" { // some put the number in quotes
		if _, err := strconv.Atoi(strings.TrimSpace(n.Value)); err != nil {
			return s, s.At("triggerThreshold", fmt.Sprintf("%q is no whole number", n.Value))
		}
		n.Tag, n.Style, n.Value = "!!int", 0, strings.TrimSpace(n.Value)
	}
	if err := props.Decode(s.Rule); err != nil {
		return s, s.broken(props, err)
	}
	if props != n || value(n, "displayName") != nil {
		if err := s.fromResource(n, props); err != nil {
			return s, s.broken(props, err)
		}
	}
	s.settle()
	return s, nil
}

// broken tells what a decoder said, with the key that it could not read.
func (s Source) broken(props *yaml.Node, err error) error {
	for i := 0; i+1 < len(props.Content); i += 2 {
		key := props.Content[i]
		one := &yaml.Node{Kind: yaml.MappingNode, Content: props.Content[i : i+2]}
		if e := one.Decode(&Rule{}); e != nil {
			p := s.At(armKeys.of(key.Value), plain(e))
			p.Line = key.Line
			if m := lineNumber.FindString(e.Error()); m != "" {
				p.Line = lineOf(e)
			}
			return p
		}
	}
	return s.At("", plain(err))
}

// plain is what a decoder said without its preamble.
func plain(err error) string {
	msg := err.Error()
	var t *yaml.TypeError
	if errors.As(err, &t) {
		msg = strings.Join(t.Errors, "; ")
	}
	return strings.TrimLeft(lineNumber.ReplaceAllString(strings.TrimPrefix(msg, "yaml: "), ""), ": ")
}

var space = regexp.MustCompile(`[^a-z]`)

// squeeze compares names without regard to case, spaces and what else stands between letters.
func squeeze(s string) string { return space.ReplaceAllString(strings.ToLower(s), "") }

// settle brings the spellings that the wild has for the same thing to one.
func (s Source) settle() {
	r := s.Rule
	for _, kind := range []string{Scheduled, NRT, Custom} {
		if squeeze(r.Kind) == squeeze(kind) {
			r.Kind = kind
		}
	}
	if r.Kind == "" {
		r.Kind = Scheduled
	}
	if r.ID = strings.TrimSpace(r.ID); r.ID == "" && r.Name != "" { // the portal would make one up
		r.ID = nameID(r.Name)
	}
	for _, known := range severities {
		if strings.EqualFold(strings.TrimSpace(r.Severity), known) {
			r.Severity = known
		}
	}
	if op, ok := operators[squeeze(r.Operator)]; ok {
		r.Operator = op
	}
	for i, t := range r.Tactics {
		for _, known := range tactics {
			if squeeze(t) == squeeze(known) || squeeze(strings.ReplaceAll(t, "&", "and")) == squeeze(known) {
				r.Tactics[i] = known
			}
		}
	}
	s.settleMappings()
}

func (s Source) settleMappings() {
	for i := range s.Mappings {
		m := &s.Mappings[i]
		if known, ok := entityNames[squeeze(string(m.Type))]; ok {
			m.Type = known
		}
		for j, f := range m.Fields {
			for _, id := range identifiersOf(m.Type) {
				if strings.EqualFold(id, strings.TrimSpace(f.Identifier)) {
					m.Fields[j].Identifier = id
				}
			}
			m.Fields[j].Column = strings.TrimSpace(f.Column)
		}
	}
}
