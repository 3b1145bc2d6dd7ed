package syntax

import (
	"fmt"

	"socrates/engine/kql/source"
	"socrates/engine/schema"
)

// quotedName reports whether ['name'] or ["name"] comes next.
func (p *parser) quotedName() bool {
	return p.is("[") && p.peek(1).kind == text && p.peek(2).is("]")
}

// atName reports whether a name comes next.
func (p *parser) atName() bool { return p.cur().kind == word || p.quotedName() }

// nameLen is the number of tokens of the name that comes next; 0 when none does.
func (p *parser) nameLen() int {
	switch {
	case p.quotedName():
		return 3
	case p.cur().kind == word:
		return 1
	}
	return 0
}

// name reads a name; what says which one is missing. It never returns nil.
func (p *parser) name(what string) *Name {
	start := p.cur().at.Start
	if p.quotedName() {
		p.next()
		t := p.next()
		p.next()
		return &Name{At: p.from(start), Text: t.s, Quoted: true}
	}
	if p.cur().kind == word {
		t := p.next()
		return &Name{At: At{t.at}, Text: t.raw}
	}
	p.fail(source.Diag{Code: MissingName, Span: p.here(), Msg: "expected " + what, Label: "a name belongs here"})
	return &Name{At: At{source.At(p.end())}}
}

// params reads `(a:string = "x", T:(b:long, *))`; star is set when one of them is `*`.
func (p *parser) params() (list []*Param, star bool) {
	if !p.is("(") {
		p.expect("(", "a list of name:type in parentheses")
		return nil, false
	}
	p.open()
	for !p.boundary() {
		if p.got("*") {
			star = true
		} else {
			list = append(list, p.param())
		}
		if !p.got(",") {
			break
		}
	}
	if !p.boundary() && !p.is("[") && !p.is("{") {
		p.unexpected()
		p.skip(false)
	}
	p.close()
	return list, star
}

func (p *parser) param() *Param {
	start := p.cur().at.Start
	out := &Param{Name: p.name("the name of a column or parameter")}
	if p.expect(":", "a type follows the name, as in a:string") {
		p.paramType(out)
	}
	if p.got("=") {
		out.Default = p.expr()
	}
	out.At = p.from(start)
	return out
}

func (p *parser) paramType(out *Param) {
	if p.is("(") {
		start := p.cur().at.Start
		out.Tabular = true
		out.Columns, out.Star = p.params()
		out.TypeAt = p.from(start).At
		return
	}
	out.Type, out.TypeAt = p.typeName()
}

// typeName reads the name of a scalar type.
func (p *parser) typeName() (schema.Type, source.Span) {
	t := p.cur()
	if t.kind != word {
		p.fail(source.Diag{Code: UnknownType, Span: p.here(), Msg: "expected a type", Label: "such as string, long or datetime"})
		return schema.Unknown, p.here()
	}
	typ, ok := schema.ParseType(t.raw)
	if !ok {
		p.unknownType(t)
	}
	p.next()
	return typ, t.at
}

func (p *parser) unknownType(t token) {
	d := source.Diag{Code: UnknownType, Span: t.at, Msg: fmt.Sprintf("there is no type %q", t.raw),
		Label: "types are bool, int, long, real, decimal, string, datetime, timespan, guid and dynamic"}
	var names []string
	for _, s := range schema.Types() {
		names = append(names, s.String())
	}
	if near, ok := Nearest(t.raw, names); ok {
		d.Hints = []string{fmt.Sprintf("did you mean %s?", near)}
		d.Mend = []source.Edit{{Span: t.at, New: near}}
	}
	p.fail(d)
}

// typeOf reads `typeof(T)`; the word has been seen and not consumed.
func (p *parser) typeOf() *TypeOf {
	start := p.next().at.Start
	out := &TypeOf{}
	switch {
	case !p.is("("):
		p.expect("(", "a type in parentheses")
	case p.peek(1).kind == word && p.peek(2).is(")"):
		p.open()
		out.Type, _ = p.typeName()
		p.close()
	default:
		out.Columns, out.Star = p.params()
	}
	out.At = p.from(start)
	return out
}
