package syntax

import (
	"slices"
	"strings"

	"socrates/engine/kql/source"
)

// A lost quote shifts the meaning of every quote behind it, up to the end of the line: text becomes
// words, and a string stays open at the end. Here the findings of such a line become one.

// maxJoined bounds the work on a text that is no query at all.
const maxJoined = 20

// joinQuotes keeps one finding for each line with a string that does not end.
func (p *parser) joinQuotes() {
	for i, d := range slices.Clone(p.diags) {
		if i < maxJoined && d.Code == UnclosedString && strings.IndexByte("`~", p.text[d.Span.Start]) < 0 {
			p.joinLine(d)
		}
	}
}

func (p *parser) joinLine(open source.Diag) {
	k := slices.IndexFunc(p.tokens, func(t token) bool { return t.at.Start == open.Span.Start })
	start := p.wordsBefore(k)
	first := slices.IndexFunc(p.diags, func(d source.Diag) bool {
		return d.Code != UnclosedString && d.Span.Start <= open.Span.Start && p.sameLine(d.Span.Start, open.Span.Start)
	})
	var keep source.Diag
	switch {
	case start > 0 && start < k && awaitsValue(p.tokens[start-1]):
		keep = lostOpening(p.tokens[start], p.tokens[k])
	case first >= 0:
		keep = p.diags[first]
		keep.Also = append(keep.Also, source.Mark{Span: open.Span, Label: "this quote has no partner"})
		keep.Hints = []string{"a quotation mark is missing on this line: put one where the string begins or ends"}
		keep.Mend = nil
	default:
		keep = open
	}
	p.diags = slices.DeleteFunc(p.diags, func(d source.Diag) bool {
		at := d.Span.Start
		return p.sameLine(min(at, open.Span.Start), max(at, open.Span.Start)) || p.swallowed(d, open)
	})
	p.diags = append(p.diags, keep)
}

// swallowed reports whether d is about a bracket later in the statement, whose partner the string may
// have swallowed.
func (p *parser) swallowed(d, open source.Diag) bool {
	if d.Span.Start < open.Span.Start || strings.Contains(p.text[open.Span.End:max(open.Span.End, d.Span.Start)], ";") {
		return false
	}
	rest := p.text[d.Span.Start:d.Span.End]
	return d.Code == MissingClose || d.Code == StrayClose || d.Code == Unexpected && (rest == "," || rest == ")")
}

// wordsBefore is the first of the tokens right before token k that may be the text of a string.
func (p *parser) wordsBefore(k int) int {
	for k > 0 && !p.tokens[k].newline && textLike(p.tokens[k-1]) {
		k--
	}
	return k
}

// awaitsValue reports whether a value must follow t.
func awaitsValue(t token) bool {
	return t.kind == sign && !t.is(")") && !t.is("]") || t.kind == word && infixWord(t.raw)
}

func textLike(t token) bool {
	switch t.kind {
	case word:
		return !infixWord(t.raw) && !keepsWord[t.raw] && !isOperatorWord(t.raw)
	case number, wrong:
		return true
	}
	return t.is(".") || t.is("-") || t.is("/") || t.is(":")
}

// lostOpening is a closing quote whose opening one is missing; the string probably began at from.
func lostOpening(from, open token) source.Diag {
	quote := open.raw[:1]
	at := source.Span{Start: from.at.Start, End: open.at.Start + 1}
	insert := source.At(from.at.Start)
	if from.raw == "@" {
		insert = source.At(from.at.End)
	}
	return source.Diag{Code: UnclosedString, Span: at, Msg: "this string has no opening " + quote,
		Label: "a quote ends it, and none begins it", Hints: []string{"put " + quote + " where the text begins"},
		Mend: []source.Edit{{Span: insert, New: quote}}}
}

func (p *parser) sameLine(a, b int) bool { return !strings.Contains(p.text[a:b], "\n") }
