package assist

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// Page is what can be said about one operator or function.
type Page struct {
	Name       string
	Kind       string // "operator", "function", "aggregate", "window function", "comparison"
	Group      string
	Syntax     []string
	Doc        string
	Examples   []Example
	Aliases    []string
	Deprecated string // what to use instead; empty when the word is current
}

// Example is a query or expression and its answer; Want is empty where none is given.
type Example struct {
	KQL  string
	Want string
}

// Help finds the page of an operator or function by its name or an older spelling of it. A name that is
// both, such as count, has the operator's page first.
func Help(name string) []Page {
	var out []Page
	for _, o := range pages {
		if o.Name == name || slices.Contains(o.Aliases, name) {
			out = append(out, o.page())
		}
	}
	for _, k := range []funcs.Kind{funcs.Scalar, funcs.Aggregate, funcs.Window, funcs.Operator} {
		if f, ok := funcs.Lookup(name, k); ok {
			out = append(out, functionPage(f))
		}
	}
	return out
}

// Names lists every word that Help knows.
func Names() []string {
	var out []string
	for _, o := range pages {
		out = append(append(out, o.Name), o.Aliases...)
	}
	for _, k := range []funcs.Kind{funcs.Scalar, funcs.Aggregate, funcs.Window, funcs.Operator} {
		out = append(out, funcs.Names(k)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Near suggests what a name that has no page was meant to be.
func Near(name string) (string, bool) { return syntax.Nearest(name, Names()) }

func (o OperatorPage) page() Page {
	p := Page{Name: o.Name, Kind: cmp.Or(o.Kind, "operator"), Group: o.Group, Syntax: []string{o.Syntax}, Doc: o.Doc, Aliases: o.Aliases}
	if o.Example != "" {
		p.Examples = []Example{{o.Example, strings.Join(o.Want, "\n")}}
	}
	return p
}

var kindNames = map[funcs.Kind]string{funcs.Scalar: "function", funcs.Aggregate: "aggregate",
	funcs.Window: "window function", funcs.Operator: "comparison"}

func functionPage(f *funcs.Func) Page {
	p := Page{Name: f.Name, Kind: kindNames[f.Kind], Group: f.Group, Doc: f.Doc, Aliases: f.Aliases, Deprecated: f.Deprecated}
	for i := range f.Sigs {
		if s := Signature(f, &f.Sigs[i]); !slices.Contains(p.Syntax, s) {
			p.Syntax = append(p.Syntax, s)
		}
	}
	for _, e := range f.Examples {
		p.Examples = append(p.Examples, Example{e.KQL, e.Want})
	}
	return p
}

// Signature writes one way to call a function: split(text: string, delimiter: string, [index: long]) -> dynamic.
func Signature(f *funcs.Func, s *funcs.Sig) string {
	if f.Kind == funcs.Operator {
		return infixSignature(f, s)
	}
	var params []string
	for _, p := range s.Params {
		one := p.Name + ": " + typesText(p.Types)
		if p.Optional {
			one = "[" + one + "]"
		}
		params = append(params, one)
	}
	if s.Rest != nil {
		params = append(params, s.Rest.Name+": "+typesText(s.Rest.Types)+" …")
	}
	return fmt.Sprintf("%s(%s)%s", f.Name, strings.Join(params, ", "), returns(s))
}

func infixSignature(f *funcs.Func, s *funcs.Sig) string {
	if len(s.Params) == 1 {
		return fmt.Sprintf("%s %s%s", f.Name, typesText(s.Params[0].Types), returns(s))
	}
	if len(s.Params) == 0 {
		return f.Name
	}
	return fmt.Sprintf("%s %s %s%s", typesText(s.Params[0].Types), f.Name, typesText(s.Params[1].Types), returns(s))
}

func returns(s *funcs.Sig) string {
	if s.Returns == schema.Unknown {
		return ""
	}
	return " -> " + s.Returns.String()
}

// typesText names a set of types as a reader wants it: any, number, or the types themselves.
func typesText(set funcs.TypeSet) string {
	switch set {
	case funcs.AnyType:
		return "any"
	case funcs.Numbers:
		return "number"
	case funcs.Texts:
		return "string"
	}
	var names []string
	for _, t := range schema.Types() {
		if set.Has(t) {
			names = append(names, t.String())
		}
	}
	return strings.Join(names, "|")
}

// Text writes the page for a terminal.
func (p Page) Text() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s (%s)\n\n", p.Name, strings.TrimSuffix(p.Kind+", "+strings.ToLower(p.Group), ", "))
	fmt.Fprintf(&out, "%s\n", p.Doc)
	if p.Deprecated != "" {
		fmt.Fprintf(&out, "An older spelling; use %s.\n", p.Deprecated)
	}
	if len(p.Aliases) > 0 {
		fmt.Fprintf(&out, "Also written %s.\n", strings.Join(p.Aliases, ", "))
	}
	out.WriteByte('\n')
	for _, s := range p.Syntax {
		fmt.Fprintf(&out, "  %s\n", s)
	}
	for i, e := range p.Examples {
		if i == 0 {
			out.WriteString("\nExamples\n")
		}
		out.WriteString("\n" + indent(e.KQL) + "\n")
		if e.Want != "" {
			out.WriteString(indent("= "+strings.ReplaceAll(e.Want, "\n", "\n  ")) + "\n")
		}
	}
	return out.String()
}

func indent(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") }
