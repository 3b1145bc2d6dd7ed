package assist

import (
	"fmt"
	"strings"

	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
)

// Doc is what hovering over a word shows.
type Doc struct {
	At    source.Span // the word
	Title string      // a signature, a column and its type, …
	Text  string      // one sentence or more
}

// Hover explains the word at a byte offset: an operator, a function, a comparison, a table or a column.
func Hover(text string, offset int, s Scope) (Doc, bool) {
	at, word := wordAt(text, offset)
	if word == "" {
		return Doc{}, false
	}
	doc, ok := explain(text, at, word, s)
	doc.At = at
	return doc, ok
}

func explain(text string, at source.Span, word string, s Scope) (Doc, bool) {
	if doc, ok := hoverTable(word, s); ok {
		return doc, true
	}
	pages := Help(word)
	if called(text, at.End) && len(pages) > 1 && pages[0].Kind == "operator" {
		pages = pages[1:]
	}
	if len(pages) > 0 && (called(text, at.End) || pages[0].Kind != "function") {
		return Doc{Title: strings.Join(pages[0].Syntax, "\n"), Text: pages[0].Doc}, true
	}
	for _, c := range placeAt(text, at.Start).columns(s) {
		if c.Name == strings.Trim(word, `['"]`) {
			return Doc{Title: fmt.Sprintf("%s: %s", c.Name, c.Type), Text: "a column of this step"}, true
		}
	}
	return Doc{}, false
}

func called(text string, end int) bool {
	return strings.HasPrefix(strings.TrimLeft(text[end:], " "), "(")
}

func hoverTable(word string, s Scope) (Doc, bool) {
	if s.Catalog == nil {
		return Doc{}, false
	}
	if t, missing := s.Catalog.Table(word); t != nil {
		var cols []string
		for _, c := range t.Columns {
			cols = append(cols, c.Name+": "+c.Type.String())
		}
		return Doc{Title: "table " + t.Name, Text: strings.Join(cols, ", ")}, true
	} else if missing != nil {
		return Doc{Title: "table " + word, Text: missing.Msg + ". " + missing.Hint}, true
	}
	if f, ok := s.Catalog.Function(word); ok {
		return Doc{Title: "function " + f.Name, Text: f.Doc}, true
	}
	return Doc{}, false
}

// wordAt finds the word that covers an offset; hyphenated operators and signs such as =~ are words too.
func wordAt(text string, offset int) (source.Span, string) {
	tokens := syntax.Tokens(text)
	for i, t := range tokens {
		if t.At.Start > offset || offset >= t.At.End {
			continue
		}
		for _, joined := range hyphenated(tokens, i) {
			if name := text[joined.Start:joined.End]; isOperator(name) {
				return joined, name
			}
		}
		if t.Kind == syntax.TokenWord || t.Kind == syntax.TokenSign {
			return t.At, t.Text
		}
	}
	return source.Span{}, ""
}

// hyphenated lists the longer words that token i may belong to, the longest first.
func hyphenated(tokens []syntax.Token, i int) []source.Span {
	var out []source.Span
	for n := 5; n >= 3; n -= 2 {
		for first := max(0, i-n+1); first <= i && first+n <= len(tokens); first++ {
			if run := tokens[first : first+n]; adjacent(run) {
				out = append(out, run[0].At.Cover(run[n-1].At))
			}
		}
	}
	return out
}

func adjacent(run []syntax.Token) bool {
	for i, t := range run {
		if i > 0 && t.At.Start != run[i-1].At.End || i%2 == 1 && t.Text != "-" {
			return false
		}
	}
	return true
}
