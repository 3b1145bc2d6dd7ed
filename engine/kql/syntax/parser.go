package syntax

import (
	"fmt"
	"slices"

	"socrates/engine/kql/source"
)

// maxDepth is how deep brackets and subqueries may nest; a person's query stays below 30.
const maxDepth = 200

// maxDiags is how many mistakes are told apart; a text with more is no query.
const maxDiags = 100

// parser reads tokens into the tree. It never goes back, and every loop of it consumes a token.
type parser struct {
	text     string
	tokens   []token
	i        int
	diags    source.List
	failedAt int     // the token at which the last mistake was reported; one token, one mistake
	brackets []token // those open at this point
	depth    int
	searched bool // the place of a lost quote was searched for
	search   bool // in the predicate of search, where `:` compares
}

// Parse reads a query. The tree is never nil; it is whole when the list holds no error.
func Parse(text string) (*Query, source.List) {
	p, q := read(text)
	if !p.diags.HasErrors() && !hasQuery(q.Statements) {
		p.noQuery()
	}
	p.joinQuotes()
	p.diags.Sort()
	return q, p.diags
}

// read parses a text; its findings are not sorted yet, and those of a lost quote not yet joined.
func read(text string) (*parser, *Query) {
	tokens, found := lex(text)
	found = found[:min(len(found), maxDiags)]
	p := &parser{text: text, tokens: tokens, diags: found, failedAt: -1}
	q := &Query{At: At{source.Span{Start: 0, End: len(text)}}, Statements: p.statements("")}
	return p, q
}

func hasQuery(list []Statement) bool {
	return slices.ContainsFunc(list, func(s Statement) bool { _, ok := s.(*ExprStatement); return ok })
}

func (p *parser) noQuery() {
	end := p.end()
	p.diags = append(p.diags, source.Diag{Code: NoQuery, Span: source.At(end), Msg: "there is nothing to run here",
		Label: "a text ends with a query",
		Hints: []string{"name a table to look at, or a let variable: SigninLogs | take 10"}})
}

// ---- tokens

func (p *parser) cur() token { return p.tokens[p.i] }

func (p *parser) peek(n int) token { return p.tokens[min(p.i+n, len(p.tokens)-1)] }

func (p *parser) is(s string) bool { return p.cur().is(s) }

func (p *parser) isAny(list ...string) bool { return slices.ContainsFunc(list, p.is) }

// next consumes a token; the last one, eof, stays.
func (p *parser) next() token {
	t := p.cur()
	if t.kind != eof {
		p.i++
	}
	return t
}

// got consumes the sign or word s if it comes next.
func (p *parser) got(s string) bool {
	ok := p.is(s)
	if ok {
		p.i++
	}
	return ok
}

// end is the offset behind the last token consumed.
func (p *parser) end() int {
	if p.i == 0 {
		return 0
	}
	return p.tokens[p.i-1].at.End
}

// from is the span from start to what was consumed last.
func (p *parser) from(start int) At { return At{source.Span{Start: start, End: max(start, p.end())}} }

// here is where something is missing: behind the last token when a line ends there, otherwise the
// token that stands in its place.
func (p *parser) here() source.Span {
	if t := p.cur(); !t.newline && t.kind != eof {
		return t.at
	}
	return source.At(p.end())
}

// bad is the node for an expression that is missing behind the last token.
func (p *parser) bad() *Bad { return &Bad{At{source.At(p.end())}} }

// ---- mistakes

// fail reports a mistake at the current token, unless one was reported there already.
func (p *parser) fail(d source.Diag) {
	if p.failedAt == p.i {
		return
	}
	p.failedAt = p.i
	if len(p.diags) >= maxDiags {
		return
	}
	if p.i > 0 && p.tokens[p.i-1].open && p.tokens[p.i-1].kind != typed {
		return // the lost quote before it was reported, and this may be its doing
	}
	p.diags = append(p.diags, d)
}

// enter counts a level of nesting; when there are too many it gives up on the rest of the text.
func (p *parser) enter() bool {
	p.depth++
	if p.depth <= maxDepth {
		return true
	}
	p.fail(source.Diag{Code: TooDeep, Span: p.cur().at, Msg: fmt.Sprintf("brackets nest deeper than %d levels", maxDepth),
		Label: "the level too many", Hints: []string{"give inner parts a name with let"}})
	p.i = len(p.tokens) - 1
	p.failedAt = p.i
	return false
}

func (p *parser) leave() { p.depth-- }

// ---- brackets

// open consumes an opening bracket.
func (p *parser) open() {
	p.brackets = append(p.brackets, p.next())
}

// close consumes the partner of the innermost bracket, or says that it is missing.
func (p *parser) close() (closed bool) {
	last := len(p.brackets) - 1
	open := p.brackets[last]
	p.brackets = p.brackets[:last]
	if p.got(partner(open.raw)) {
		return true
	}
	p.missingClose(open)
	return false
}

func partner(open string) string { return map[string]string{"(": ")", "[": "]", "{": "}"}[open] }

func (p *parser) missingClose(open token) {
	if p.failedAt == p.i {
		return
	}
	for i := p.i - 1; i >= 0 && p.tokens[i].at.Start > open.at.Start; i-- {
		if p.tokens[i].open {
			return // the string that swallowed it was reported
		}
	}
	at, want := p.here(), partner(open.raw)
	d := source.Diag{Code: MissingClose, Span: at, Msg: fmt.Sprintf("missing %s", want), Label: "expected before this",
		Also:  []source.Mark{{Span: open.at, Label: "opened here"}},
		Hints: []string{fmt.Sprintf("close it: put %s here", want)},
		Mend:  []source.Edit{{Span: source.At(p.end()), New: want}}}
	if at.Len() == 0 {
		d.Label = "expected here"
	}
	p.fail(d)
}

// ---- going on after a mistake

// boundary reports whether the current token ends a step whatever the step is.
func (p *parser) boundary() bool {
	t := p.cur()
	return t.kind == eof || t.is("|") || t.is(";") || t.is(")") || t.is("]") || t.is("}") || t.is("..")
}

// elements calls one for each element of a list, up to the end of the step or the closing bracket; one
// must consume something or report a mistake. A comma may end the list.
func (p *parser) elements(one func()) {
	for !p.boundary() && !p.endsOuter() {
		one()
		if !p.boundary() && !p.is(",") && !p.endsOuter() {
			p.unexpected()
			p.skip(true)
		}
		if !p.got(",") {
			return
		}
	}
}

// skip passes over text up to the end of the step, or to a comma when commas is set.
func (p *parser) skip(commas bool) {
	for !p.boundary() && !(commas && p.is(",")) && !p.lostStep() {
		t := p.next()
		if partner(t.raw) != "" && t.kind == sign {
			p.skipGroup(partner(t.raw))
		}
	}
}

// skipGroup passes over text up to and including a closing bracket.
func (p *parser) skipGroup(closing string) {
	for depth := 1; depth > 0 && p.cur().kind != eof && !p.is(";"); {
		t := p.next()
		switch {
		case t.kind == sign && partner(t.raw) == closing:
			depth++
		case t.is(closing):
			depth--
		}
	}
}

// expect consumes a word or sign that a step needs.
func (p *parser) expect(s, why string) bool {
	if p.got(s) {
		return true
	}
	d := source.Diag{Code: MissingKeyword, Span: p.here(), Msg: fmt.Sprintf("expected %s", s), Label: why}
	d.Hints = []string{fmt.Sprintf("put %s here: %s", s, why)}
	if isWord(s) && !p.boundary() {
		d.Mend = []source.Edit{{Span: source.At(p.end()), New: " " + s}}
	}
	p.fail(d)
	return false
}

func isWord(s string) bool { return s != "" && isLetter(rune(s[0])) }
