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
		keep.Mend = p.findQuote(p.lineOf(open.Span.Start), open.Span.Start)
	default:
		keep = open
	}
	p.diags = slices.DeleteFunc(p.diags, func(d source.Diag) bool {
		at := d.Span.Start
		return p.sameLine(min(at, open.Span.Start), max(at, open.Span.Start)) || p.swallowed(d, open)
	})
	p.diags = append(p.diags, keep)
}

func (p *parser) lineOf(offset int) source.Span {
	start := strings.LastIndexByte(p.text[:offset], '\n') + 1
	if n := strings.IndexByte(p.text[offset:], '\n'); n >= 0 {
		return source.Span{Start: start, End: offset + n}
	}
	return source.Span{Start: start, End: len(p.text)}
}

// The search for the place of a lost quote reads the text up to maxTries times, and is made once for a
// text of at most maxSearched bytes.
const maxTries, maxSearched = 60, 20_000

// findQuote tries a quote, like the one at offset open, at every place of the line where a string could
// begin or end, and returns the first that leaves the fewest mistakes in the text.
func (p *parser) findQuote(line source.Span, open int) []source.Edit {
	if p.searched || len(p.text) > maxSearched {
		return nil
	}
	p.searched = true
	quote := strings.TrimLeft(p.text[open:line.End], "hH@")[:1]
	var best []source.Edit
	fewest, tries := p.errors(), 0
	for i := line.Start; i <= line.End && tries < maxTries && fewest > 0; i++ {
		if !p.quoteFits(line, i) {
			continue
		}
		tries++
		edit := []source.Edit{{Span: source.At(i), New: quote}}
		after, _ := read(source.Apply(p.text, edit))
		if n := after.errors(); n < fewest {
			best, fewest = edit, n
		}
	}
	return best
}

// errors counts the mistakes so far.
func (p *parser) errors() int {
	n := 0
	for _, d := range p.diags {
		if d.Severity == source.Error {
			n++
		}
	}
	return n
}

// quoteFits reports whether a string could begin or end at offset i: between text and what surrounds it.
func (p *parser) quoteFits(line source.Span, i int) bool {
	const around = ",()[]= ;|\t"
	before := i == line.Start || strings.IndexByte(around, p.text[i-1]) >= 0
	after := i == line.End || strings.IndexByte(around, p.text[i]) >= 0
	spaced := after && i < line.End && p.text[i] == ' '
	return before != after && !spaced
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
