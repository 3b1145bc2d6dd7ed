package syntax

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
)

// lexer cuts a text into tokens.
type lexer struct {
	text   string
	pos    int
	tokens []token
	diags  source.List
}

// lex returns the tokens of text; the last one is eof.
func lex(text string) ([]token, source.List) {
	l := &lexer{text: text}
	for {
		newline, space := l.blank()
		start := l.pos
		t := l.next()
		t.at = source.Span{Start: start, End: l.pos}
		t.raw = text[start:l.pos]
		t.newline, t.space = newline, space
		l.tokens = append(l.tokens, t)
		if t.kind == eof {
			return l.tokens, l.diags
		}
	}
}

// blank skips white space and comments.
func (l *lexer) blank() (newline, space bool) {
	start := l.pos
	for l.pos < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[l.pos:])
		switch {
		case r == '\n':
			newline = true
		case unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B':
		case strings.HasPrefix(l.text[l.pos:], "//"):
			size = strings.IndexByte(l.text[l.pos:], '\n')
			if size < 0 {
				size = len(l.text) - l.pos
			}
		default:
			return newline, l.pos > start
		}
		l.pos += size
	}
	return newline, l.pos > start
}

func (l *lexer) next() token {
	if l.pos >= len(l.text) {
		return token{kind: eof}
	}
	c := l.text[l.pos]
	switch {
	case l.stringStart():
		return l.str()
	case c >= '0' && c <= '9':
		return l.num()
	case c == '$' || c == '_' || isLetter(l.rune()):
		return l.word()
	}
	return l.sign()
}

func (l *lexer) rune() rune {
	r, _ := utf8.DecodeRuneInString(l.text[l.pos:])
	return r
}

func isLetter(r rune) bool { return unicode.IsLetter(r) }

func isWordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// wordEnd is the offset behind the word characters that begin at i.
func (l *lexer) wordEnd(i int) int {
	for i < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[i:])
		if !isWordRune(r) {
			break
		}
		i += size
	}
	return i
}

// word is an identifier, a keyword, or the start of a typed literal such as datetime(2020-01-01).
func (l *lexer) word() token {
	start := l.pos
	l.pos = l.wordEnd(l.pos + 1)
	if c := l.text[start]; c >= utf8.RuneSelf {
		l.pos = l.wordEnd(start)
	}
	name := l.text[start:l.pos]
	if t, ok := typedLiterals[name]; ok && !l.afterDot() {
		if body, end, open, ok := l.typedBody(); ok {
			l.pos = end
			return token{kind: typed, t: t, s: body, open: open}
		}
	}
	if name == "in" || name == "has_any" {
		l.tilde(name)
	}
	return token{kind: word}
}

// tilde takes the ~ of in~.
func (l *lexer) tilde(name string) {
	if name == "in" && l.pos < len(l.text) && l.text[l.pos] == '~' {
		l.pos++
	}
}

func (l *lexer) afterDot() bool {
	return len(l.tokens) > 0 && l.tokens[len(l.tokens)-1].is(".")
}

// typedBody finds the parenthesis after a type's name and what it holds.
func (l *lexer) typedBody() (body string, end int, open, ok bool) {
	i := l.pos
	for i < len(l.text) && (l.text[i] == ' ' || l.text[i] == '\t') {
		i++
	}
	if i >= len(l.text) || l.text[i] != '(' {
		return "", 0, false, false
	}
	for j := i + 1; j < len(l.text); j++ {
		switch l.text[j] {
		case ')':
			return l.text[i+1 : j], j + 1, false, true
		case '\n', '|', ';':
			return strings.TrimRight(l.text[i+1:j], " \t\r"), i + 1 + len(strings.TrimRight(l.text[i+1:j], " \t\r")), true, true
		}
	}
	rest := strings.TrimRight(l.text[i+1:], " \t\r")
	return rest, i + 1 + len(rest), true, true
}

// num is a long, real or timespan; digits that run on into letters are a name, as in `4688_events`.
func (l *lexer) num() token {
	start := l.pos
	if l.hex() {
		n, ok := value.ParseLong(l.text[start:l.pos])
		return l.literal(start, value.Long(n), ok)
	}
	l.digits()
	real := l.fraction()
	if end := l.wordEnd(l.pos); end > l.pos {
		suffix := l.text[l.pos:end]
		switch {
		case value.IsUnit(suffix):
			l.pos = end
			n, ok := value.ParseTimespan(l.text[start:l.pos])
			return l.literal(start, value.Timespan(n), ok)
		case l.exponent():
			real = true
		case !real:
			l.pos = end
			return token{kind: word}
		}
	}
	if real {
		f, ok := value.ParseReal(l.text[start:l.pos])
		return l.literal(start, value.Real(f), ok)
	}
	n, ok := value.ParseLong(l.text[start:l.pos])
	return l.literal(start, value.Long(n), ok)
}

func (l *lexer) literal(start int, v value.Value, ok bool) token {
	if !ok {
		at := source.Span{Start: start, End: l.pos}
		l.diags = append(l.diags, badNumber(at, l.text[start:l.pos]))
	}
	return token{kind: number, v: v}
}

func (l *lexer) hex() bool {
	rest := l.text[l.pos:]
	if len(rest) < 3 || rest[0] != '0' || rest[1]|0x20 != 'x' {
		return false
	}
	n := 2
	for n < len(rest) && strings.IndexByte("0123456789abcdefABCDEF", rest[n]) >= 0 {
		n++
	}
	if n == 2 {
		return false
	}
	l.pos += n
	return true
}

func (l *lexer) digits() {
	for l.pos < len(l.text) && l.text[l.pos] >= '0' && l.text[l.pos] <= '9' {
		l.pos++
	}
}

// fraction takes a point and digits; `1..5` is a range and `1.x` a path, and neither has one.
func (l *lexer) fraction() bool {
	rest := l.text[l.pos:]
	if len(rest) == 0 || rest[0] != '.' {
		return false
	}
	if len(rest) > 1 && (rest[1] == '.' || isLetter(rune(rest[1])) || rest[1] == '_') {
		return false
	}
	l.pos++
	l.digits()
	return true
}

func (l *lexer) exponent() bool {
	i := l.pos + 1
	if l.text[l.pos]|0x20 != 'e' {
		return false
	}
	if i < len(l.text) && (l.text[i] == '+' || l.text[i] == '-') {
		i++
	}
	if i >= len(l.text) || l.text[i] < '0' || l.text[i] > '9' {
		return false
	}
	l.pos = i
	l.digits()
	return true
}

// bangWords are the operators that are a word after an exclamation mark.
var bangWords = map[string]bool{
	"in": true, "in~": true, "has": true, "has_cs": true, "hasprefix": true, "hasprefix_cs": true,
	"hassuffix": true, "hassuffix_cs": true, "contains": true, "contains_cs": true, "startswith": true,
	"startswith_cs": true, "endswith": true, "endswith_cs": true, "between": true, "has_any": true,
	"has_all": true,
}

var signs = []string{
	"==", "!=", "=~", "!~", "<=", ">=", "<>", "=>", "..", "&&", "||",
	"=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", "{", "}", ",", ";", ":", "|", ".",
}

func (l *lexer) sign() token {
	rest := l.text[l.pos:]
	if rest[0] == '!' {
		if end := l.wordEnd(l.pos + 1); end > l.pos+1 && bangWords[l.text[l.pos+1:end]] {
			name := l.text[l.pos+1 : end]
			l.pos = end
			l.tilde(name)
			return token{kind: sign}
		}
	}
	for _, s := range signs {
		if strings.HasPrefix(rest, s) {
			l.pos += len(s)
			if s == "&&" || s == "||" {
				return token{kind: wrong}
			}
			return token{kind: sign}
		}
	}
	_, size := utf8.DecodeRuneInString(rest)
	l.pos += size
	return token{kind: wrong}
}
