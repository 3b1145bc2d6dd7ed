package syntax

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"socrates/engine/kql/source"
)

// String literals: "…" and '…' with escapes, @"…" without (a doubled quote stands for one), ```…``` and
// ~~~…~~~ over several lines, each also with h or H before it (kept out of logs by Kusto).

func (l *lexer) stringStart() bool {
	rest := l.text[l.pos:]
	if rest[0]|0x20 == 'h' {
		rest = rest[1:]
	}
	if rest == "" {
		return false
	}
	if rest[0] == '@' && len(rest) > 1 {
		rest = rest[1:]
	}
	return rest[0] == '"' || rest[0] == '\'' || strings.HasPrefix(rest, "```") || strings.HasPrefix(rest, "~~~")
}

// str reads a string literal; stringStart has seen that one begins here.
func (l *lexer) str() token {
	start := l.pos
	if l.text[l.pos]|0x20 == 'h' {
		l.pos++
	}
	verbatim := l.text[l.pos] == '@'
	if verbatim {
		l.pos++
	}
	rest := l.text[l.pos:]
	for _, fence := range []string{"```", "~~~"} {
		if strings.HasPrefix(rest, fence) {
			return l.fenced(start, fence)
		}
	}
	quote := rest[0]
	l.pos++
	var out strings.Builder
	for l.pos < len(l.text) && l.text[l.pos] != '\n' && l.text[l.pos] != '\r' {
		c := l.text[l.pos]
		switch {
		case c == quote && verbatim && strings.HasPrefix(l.text[l.pos+1:], string(quote)):
			out.WriteByte(quote)
			l.pos += 2
		case c == quote:
			l.pos++
			return token{kind: text, s: out.String()}
		case c == '\\' && !verbatim:
			l.escape(&out)
		default:
			out.WriteByte(c)
			l.pos++
		}
	}
	l.unclosed(start, quote)
	return token{kind: text, s: out.String(), open: true}
}

// unclosed reports a string that the end of its line cut off, and guesses that it was to end before the
// next comma, bracket or semicolon, so that what follows is read as usual.
func (l *lexer) unclosed(start int, quote byte) {
	end := start + len(strings.TrimRight(l.text[start:l.pos], " \t"))
	l.pos = end
	body := strings.IndexByte(l.text[start:end], quote) + start + 1
	if i := strings.IndexAny(l.text[body:end], ",;)]|"); i >= 0 {
		l.pos = body + i
	}
	l.diags = append(l.diags, unclosedString(source.Span{Start: start, End: end}, l.text[start:l.pos], string(quote)))
}

func (l *lexer) fenced(start int, fence string) token {
	l.pos += len(fence)
	body, _, closed := strings.Cut(l.text[l.pos:], fence)
	l.pos += len(body)
	if !closed {
		l.diags = append(l.diags, unclosedFence(source.Span{Start: start, End: l.pos}, fence))
		return token{kind: text, s: body, open: true}
	}
	l.pos += len(fence)
	return token{kind: text, s: body}
}

var simpleEscapes = map[byte]byte{
	'\\': '\\', '"': '"', '\'': '\'', 'n': '\n', 't': '\t', 'r': '\r', '0': 0, 'a': '\a', 'b': '\b',
	'f': '\f', 'v': '\v',
}

// escape reads a backslash and what it stands for.
func (l *lexer) escape(out *strings.Builder) {
	start := l.pos
	rest := l.text[l.pos+1:]
	if rest == "" || rest[0] == '\n' || rest[0] == '\r' {
		l.pos++
		return
	}
	width := map[byte]int{'x': 2, 'u': 4, 'U': 8}[rest[0]]
	if width > 0 && len(rest) > width {
		if n, err := strconv.ParseUint(rest[1:1+width], 16, 32); err == nil && n <= utf8.MaxRune {
			l.pos += 2 + width
			l.codeUnit(rune(n), out)
			return
		}
	}
	if c, ok := simpleEscapes[rest[0]]; ok && (rest[0] != '0' || !octal(rest)) {
		out.WriteByte(c)
		l.pos += 2
		return
	}
	if octal(rest) {
		n, _ := strconv.ParseUint(rest[:3], 8, 32)
		out.WriteRune(rune(n))
		l.pos += 4
		return
	}
	_, size := utf8.DecodeRuneInString(rest)
	l.pos += 1 + size
	l.diags = append(l.diags, badEscape(source.Span{Start: start, End: l.pos}, l.text[start:l.pos]))
	out.WriteString(l.text[start:l.pos])
}

func octal(rest string) bool {
	return len(rest) >= 3 && strings.Trim(rest[:3], "01234567") == "" && rest[0] < '4'
}

// codeUnit writes a character; two surrogate escapes in a row make one.
func (l *lexer) codeUnit(r rune, out *strings.Builder) {
	if r >= 0xD800 && r < 0xDC00 && strings.HasPrefix(l.text[l.pos:], `\u`) && len(l.text) >= l.pos+6 {
		low, err := strconv.ParseUint(l.text[l.pos+2:l.pos+6], 16, 32)
		if err == nil && low >= 0xDC00 && low < 0xE000 {
			r = (r-0xD800)<<10 + rune(low) - 0xDC00 + 0x10000
			l.pos += 6
		}
	}
	out.WriteRune(r)
}
