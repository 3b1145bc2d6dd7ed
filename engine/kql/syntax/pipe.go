package syntax

import (
	"fmt"
	"strings"

	"socrates/engine/kql/source"
)

// pipe reads a source and the steps behind it. A source without steps is returned as it is.
func (p *parser) pipe() Expr {
	start := p.cur().at.Start
	first, ok := p.firstStep()
	if ok {
		return p.steps(start, nil, []Operator{first})
	}
	return p.steps(start, p.source(), nil)
}

// firstStep reads an operator that can begin a pipeline: union, search, find, and plugins.
func (p *parser) firstStep() (Operator, bool) {
	t, after := p.cur(), p.peek(1)
	if !t.is("union") && !t.is("search") && !t.is("find") && !t.is("evaluate") {
		return nil, false
	}
	alone := after.kind == eof || after.kind == sign && !after.is("(") && !after.is("*") && !after.is("[")
	if alone || after.is("(") && t.is("evaluate") {
		return nil, false
	}
	return p.operator(), true
}

// steps reads `| operator …` as long as there are any.
func (p *parser) steps(start int, src Expr, ops []Operator) Expr {
	depth := len(p.brackets)
	for {
		if len(ops) == 0 && depth > 0 && neverTable(src) {
			return src // a pipe behind it belongs to what is outside the bracket
		}
		if len(ops) > 0 || p.is("|") {
			p.endStep(depth)
		}
		switch {
		case p.got("|"):
		case p.lostStep():
			p.lostPipe()
		case len(ops) == 0:
			return src
		default:
			return &Pipe{p.from(start), src, ops}
		}
		ops = append(ops, p.operator())
	}
}

// neverTable reports whether x cannot be the source of a pipeline, whatever its names mean.
func neverTable(x Expr) bool {
	switch x.(type) {
	case *Literal, *DynamicLiteral, *Unary, *Binary, *In, *Between, *TypeOf, *Index:
		return true
	}
	return false
}

// subPipe reads steps without a source, as in mv-apply … on ( where x ).
func (p *parser) subPipe() *Pipe {
	start := p.cur().at.Start
	if !p.is("(") {
		p.expect("(", "a subquery in parentheses")
		return &Pipe{At: p.from(start)}
	}
	p.open()
	defer p.close()
	start = p.cur().at.Start
	if !p.enter() {
		p.leave()
		return &Pipe{At: p.from(start)}
	}
	defer p.leave()
	return p.openSteps(start)
}

// openSteps reads steps whose first has no pipe before it, up to the closing bracket.
func (p *parser) openSteps(start int) *Pipe {
	p.got("|")
	if p.boundary() {
		p.fail(missingOperator(p.here()))
		return &Pipe{At: p.from(start)}
	}
	x := p.steps(start, nil, []Operator{p.operator()})
	return x.(*Pipe)
}

// endStep reports what is left over of a step.
func (p *parser) endStep(depth int) {
	for !p.boundary() && !p.lostStep() {
		if p.endsOuter() && depth > 0 && p.brackets[depth-1].is("(") {
			return // `join (T | where x == 1 on Id`: the parenthesis reports itself
		}
		if p.cur().newline && p.cur().kind == word && depth == 0 {
			if p.startsStatement() {
				return
			}
		}
		p.unexpected()
		before := p.i
		p.skip(false)
		if p.i == before {
			p.next()
		}
	}
	for depth == 0 && (p.is(")") || p.is("]") || p.is("}")) && len(p.brackets) == 0 {
		p.unexpected()
		p.next()
		p.skip(false)
	}
}

// startsStatement reports whether a word at the start of a line begins a statement of its own, whose
// predecessor lost its semicolon.
func (p *parser) startsStatement() bool {
	return p.isAny("let", "set", "declare", "print", "union", "range", "datatable") && p.peek(1).kind != eof ||
		p.peek(1).is("|") || p.peek(1).newline && p.peek(1).is("|")
}

// lostStep reports whether an operator's word comes next without a pipe before it.
func (p *parser) lostStep() bool {
	t, after := p.cur(), p.peek(1)
	if t.kind != word || !isOperatorWord(t.raw) || p.i == 0 {
		return false
	}
	if after.is("=") || after.is(",") || after.is(".") || after.is("==") || after.is(")") || after.is(":") || after.is("=>") {
		return false
	}
	if t.newline {
		return !alsoStatement[t.raw]
	}
	return surelyStep[t.raw] && (after.kind == word || p.operatorWord(0) > 1)
}

// alsoStatement are the operators whose word may begin a statement on a new line.
var alsoStatement = map[string]bool{"union": true, "search": true, "find": true}

// surelyStep are the operators recognised without a pipe in the middle of a line too.
var surelyStep = map[string]bool{"where": true, "extend": true, "project": true, "summarize": true}

func (p *parser) lostPipe() {
	t := p.cur()
	p.fail(source.Diag{Code: MissingPipe, Span: t.at, Msg: fmt.Sprintf("missing | before %s", t.raw),
		Label: "each step begins with a pipe", Hints: []string{"write | " + t.raw},
		Mend: []source.Edit{{Span: source.At(t.at.Start), New: "| "}}})
}

func missingOperator(at source.Span) source.Diag {
	return source.Diag{Code: MissingOperator, Span: at, Msg: "expected an operator after |",
		Label: "such as where, project, summarize or take", Hints: []string{"remove the pipe, or say what the step does"}}
}

// source reads what a pipeline begins with.
func (p *parser) source() Expr {
	t, after := p.cur(), p.peek(1)
	switch {
	case t.is("print") && !after.is("|") && !after.is("="):
		return p.print()
	case t.is("range") && after.kind == word:
		return p.rangeSource()
	case t.is("datatable") && (after.is("(") || after.is("[")):
		return p.datatable()
	case (t.is("externaldata") || t.is("external_data")) && after.is("("):
		return p.externalData()
	}
	return p.expr()
}

func (p *parser) print() Expr {
	start := p.next().at.Start
	items := p.some()
	return &Print{p.from(start), items}
}

func (p *parser) rangeSource() Expr {
	start := p.next().at.Start
	out := &Range{Name: p.name("a column's name")}
	out.From, out.To, out.Step = p.bad(), p.bad(), p.bad()
	if p.expect("from", "range x from 1 to 10 step 1") {
		out.From = p.expr()
		if p.expect("to", "range x from 1 to 10 step 1") {
			out.To = p.expr()
			if p.expect("step", "range x from 1 to 10 step 1") {
				out.Step = p.expr()
			}
		}
	}
	out.At = p.from(start)
	return out
}

func (p *parser) datatable() Expr {
	start := p.next().at.Start
	out := &Datatable{}
	out.Columns, _ = p.params()
	if p.got("with") && p.is("(") {
		p.props()
	}
	if !p.is("[") {
		p.expect("[", "a datatable's values stand in square brackets")
		out.At = p.from(start)
		return out
	}
	out.Values = p.bracketed()
	out.At = p.from(start)
	return out
}

// bracketed reads [ a, b, … ]; a comma may end it.
func (p *parser) bracketed() []Expr {
	p.open()
	var list []Expr
	p.elements(func() { list = append(list, p.expr()) })
	p.close()
	return list
}

func (p *parser) externalData() Expr {
	start := p.next().at.Start
	out := &ExternalData{}
	out.Columns, _ = p.params()
	if p.is("[") {
		out.URIs = p.bracketed()
	} else {
		p.expect("[", "the addresses to read from stand in square brackets")
	}
	if p.is("with") {
		p.next()
		out.Props = p.props()
	}
	out.At = p.from(start)
	return out
}

// props reads `( name = value, … )`, or the same without parentheses up to the end of the step.
func (p *parser) props() []*NamedExpr {
	paren := p.is("(")
	if paren {
		p.open()
	}
	var list []*NamedExpr
	for p.atName() {
		list = append(list, p.prop())
		if !p.boundary() && !p.is(",") && !p.atName() {
			p.unexpected()
			p.skip(true)
		}
		p.got(",")
	}
	if paren {
		if !p.boundary() {
			p.unexpected()
			p.skip(false)
		}
		p.close()
	}
	return list
}

// prop reads name = value, where the value may be a list: ycolumns = a, b.
func (p *parser) prop() *NamedExpr {
	start := p.cur().at.Start
	name := p.name("a property's name")
	for p.is(".") || p.is("-") {
		p.next()
		name.Text += "." + p.name("the rest of the property's name").Text
	}
	out := &NamedExpr{Names: []*Name{name}}
	if p.expect("=", "properties are written name = value") {
		out.X = p.propValue()
	} else {
		out.X = p.bad()
		p.skip(true)
	}
	out.At = p.from(start)
	return out
}

func (p *parser) propValue() Expr {
	start := p.cur().at.Start
	first := p.unary()
	list := []Expr{first}
	for p.is(",") && p.valueFollows() {
		p.next()
		list = append(list, p.unary())
	}
	if len(list) == 1 {
		return first
	}
	return &List{p.from(start), list}
}

// valueFollows reports whether the comma here continues a list of values, not the list of properties.
func (p *parser) valueFollows() bool {
	t := p.peek(1)
	return (t.kind == word || t.is("[")) && !p.peek(2).is("=") && !(t.is("[") && p.peek(4).is("="))
}

// tableRef reads a table of union, find and search: a name with wildcards, a path, a call or a subquery.
func (p *parser) tableRef() Expr {
	if w := p.wildcard(); w != nil {
		return w
	}
	x := p.path(p.primary())
	if path, ok := x.(*Path); ok && p.is("*") && !p.cur().space {
		path.Name.Text += p.next().raw
		path.At = p.from(path.At.At.Start)
	}
	return x
}

// wildcard reads a name pattern such as Device* or *_CL; nil when none comes next.
func (p *parser) wildcard() Expr {
	stars, n := 0, 0
	for ; ; n++ {
		t := p.peek(n)
		if n > 0 && t.space || t.kind != word && t.kind != number && !t.is("*") {
			break
		}
		if t.is("*") {
			stars++
		}
	}
	if stars == 0 {
		return nil
	}
	start := p.cur().at.Start
	var pattern strings.Builder
	for range n {
		pattern.WriteString(p.next().raw)
	}
	return &Wildcard{p.from(start), pattern.String()}
}

// columnRefs reads a list of columns with wildcards.
func (p *parser) columnRefs() []Expr {
	var list []Expr
	for {
		if p.boundary() {
			return append(list, p.missingExpr())
		}
		if w := p.wildcard(); w != nil {
			list = append(list, w)
		} else {
			list = append(list, p.expr())
		}
		if !p.boundary() && !p.is(",") && !p.lostStep() {
			p.unexpected()
			p.skip(true)
		}
		if !p.got(",") {
			return list
		}
	}
}
