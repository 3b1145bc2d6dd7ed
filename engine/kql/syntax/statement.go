package syntax

import (
	"fmt"
	"strings"

	"socrates/engine/kql/source"
)

// statements reads statements up to the end of the text, or to the closing brace of a function body.
func (p *parser) statements(closing string) []Statement {
	var list []Statement
	for p.cur().kind != eof && !(closing != "" && p.is(closing)) {
		if p.got(";") {
			continue
		}
		before := p.i
		list = append(list, p.statement())
		p.endStatement(closing)
		if p.i == before { // whatever it is, it begins nothing
			p.unexpected()
			p.next()
		}
	}
	return list
}

// endStatement makes sure that a statement is followed by a semicolon or the end.
func (p *parser) endStatement(closing string) {
	switch {
	case p.cur().kind == eof, p.got(";"), closing != "" && p.is(closing):
		return
	case p.cur().newline && p.cur().kind == word:
		p.missingSemicolon()
		return
	}
	p.unexpected()
	for p.cur().kind != eof && !p.is(";") && !(closing != "" && p.is(closing)) {
		p.next()
	}
	p.got(";")
}

func (p *parser) missingSemicolon() {
	p.fail(source.Diag{Code: MissingSemicolon, Span: source.At(p.end()), Msg: "a statement ends with ;",
		Label: "expected ; here", Also: []source.Mark{{Span: p.cur().at, Label: "the next one begins here"}},
		Hints: []string{"put ; at the end of the line"},
		Mend:  []source.Edit{{Span: source.At(p.end()), New: ";"}}})
}

func (p *parser) statement() Statement {
	t := p.cur()
	switch {
	case t.is("let") && !p.peek(1).is("|"):
		return p.let()
	case t.is("set") && p.peek(1).kind == word:
		return p.set()
	case t.is("declare"):
		return p.declare()
	case t.is("alias") && p.peek(1).is("database"):
		return p.alias()
	case t.is("restrict") && p.peek(1).is("access"):
		p.skipStatement()
		return &Restrict{p.from(t.at.Start)}
	case p.controlCommand(), p.sqlSelect():
		return &ExprStatement{p.from(t.at.Start), &Bad{p.from(t.at.Start)}}
	}
	x := p.pipe()
	return &ExprStatement{p.from(t.at.Start), x}
}

func (p *parser) skipStatement() {
	for p.cur().kind != eof && !p.is(";") {
		p.next()
	}
}

func (p *parser) controlCommand() bool {
	if !p.is(".") {
		return false
	}
	p.fail(source.Diag{Code: ControlCommand, Span: p.cur().at, Msg: "a text that begins with a dot is a control command, not a query",
		Label: "commands such as .show or .create run on the service itself",
		Hints: []string{"begin with a table's name; getschema shows a table's columns: SigninLogs | getschema"}})
	p.skipStatement()
	return true
}

// sqlSelect recognises a statement in SQL and says how it goes here.
func (p *parser) sqlSelect() bool {
	t := p.cur()
	if t.kind != word || !strings.EqualFold(t.raw, "select") || p.peek(1).is("|") {
		return false
	}
	p.fail(source.Diag{Code: SQLWord, Span: t.at, Msg: "this is SQL; a KQL query begins with the table",
		Label: "there is no select", Hints: []string{sqlAsKQL(p.text[t.at.Start:])}})
	p.skipStatement()
	return true
}

// sqlAsKQL spells the start of a simple SELECT as a pipeline.
func sqlAsKQL(sql string) string {
	words := strings.Fields(strings.NewReplacer(";", " ", ",", " , ").Replace(sql))
	table, columns := "Table", "column1, column2"
	for i, w := range words {
		if strings.EqualFold(w, "from") && i+1 < len(words) {
			table = words[i+1]
			columns = strings.ReplaceAll(strings.Join(words[1:i], " "), " ,", ",")
			break
		}
	}
	if columns == "*" || columns == "" {
		return fmt.Sprintf("write: %s | where …", table)
	}
	return fmt.Sprintf("write: %s | where … | project %s", table, columns)
}

func (p *parser) let() Statement {
	start := p.next().at.Start
	out := &Let{Name: p.name("a name after let")}
	if p.expect("=", "let name = value") {
		out.Value = p.letValue()
	} else {
		out.Value = p.bad()
		p.skip(false)
	}
	out.At = p.from(start)
	return out
}

func (p *parser) letValue() Expr {
	if p.atLambda() {
		return p.lambda()
	}
	return p.pipe()
}

// atLambda reports whether `(…) {` with parameters comes next, or `view (…) {`.
func (p *parser) atLambda() bool {
	i := 0
	if p.is("view") && p.peek(1).is("(") {
		i = 1
	}
	if p.is("view") && p.peek(1).is("{") || p.is("{") {
		return true
	}
	if !p.peek(i).is("(") {
		return false
	}
	if p.peek(i + 1).is(")") {
		return p.peek(i + 2).is("{")
	}
	name := 1
	if p.peek(i+1).is("[") && p.peek(i+3).is("]") {
		name = 3
	}
	return (name == 3 || p.peek(i+1).kind == word) && p.peek(i+1+name).is(":")
}

func (p *parser) lambda() Expr {
	start := p.cur().at.Start
	out := &Lambda{View: p.got("view")}
	if p.is("(") {
		out.Params, _ = p.params()
	}
	if !p.is("{") {
		p.expect("{", "a function's body stands in braces")
		out.At = p.from(start)
		return out
	}
	p.open()
	if p.enter() {
		out.Body = p.statements("}")
	}
	p.leave()
	p.close()
	out.At = p.from(start)
	return out
}

func (p *parser) set() Statement {
	start := p.next().at.Start
	out := &Set{Name: p.name("an option after set")}
	if p.got("=") {
		out.Value = p.unary()
	}
	out.At = p.from(start)
	return out
}

func (p *parser) declare() Statement {
	start := p.next().at.Start
	if p.is("pattern") {
		p.skipPattern()
		return &DeclarePattern{p.from(start)}
	}
	p.expect("query_parameters", "declare query_parameters(name:type = default)")
	list, _ := p.params()
	return &DeclareParams{p.from(start), list}
}

// skipPattern passes over a pattern's declaration, whose braces hold semicolons.
func (p *parser) skipPattern() {
	for p.cur().kind != eof && !p.is(";") {
		for depth := 0; p.cur().kind != eof; {
			if t := p.next(); t.is("{") {
				depth++
			} else if t.is("}") {
				depth--
			}
			if depth == 0 {
				break
			}
		}
	}
}

func (p *parser) alias() Statement {
	start := p.next().at.Start
	p.next()
	out := &Alias{Name: p.name("a name for the database")}
	p.expect("=", "alias database name = cluster(…).database(…)")
	out.Value = p.unary()
	out.At = p.from(start)
	return out
}
