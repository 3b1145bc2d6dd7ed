package source

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"
)

// Render draws findings for a terminal or a test: what is wrong, where (name:line:column), the lines
// concerned with carets under the fault and dashes under what explains it, and hints.
//
//	error[B003]: no column "IPAddress" at this step
//	  --> hunt.kql:3:11
//	 2 | | summarize Tries = count() by UserPrincipalName
//	   |   ---------------------------------------------- keeps UserPrincipalName, Tries
//	 3 | | project IPAddress, Tries
//	   |           ^^^^^^^^^ summarize did not keep it
//	   = hint: add it to "by", or gather it: make_set(IPAddress)
func Render(name, text string, list List) string {
	var out strings.Builder
	for i, d := range list {
		if i > 0 {
			out.WriteByte('\n')
		}
		render(&out, name, text, d)
	}
	return out.String()
}

// String names the severity as diagnostics print it.
func (s Severity) String() string { return [...]string{"error", "warning", "info"}[s] }

func render(out *strings.Builder, name, text string, d Diag) {
	line, col := LineCol(text, d.Span.Start)
	fmt.Fprintf(out, "%s[%s]: %s\n  --> %s:%d:%d\n", d.Severity, d.Code, d.Msg, name, line, col)
	rows := underlines(text, d)
	width := 0
	for _, r := range rows {
		width = max(width, len(fmt.Sprint(r.line)))
	}
	shown := 0
	for _, r := range rows {
		if r.line != shown {
			fmt.Fprintf(out, " %*d | %s\n", width, r.line, r.text)
			shown = r.line
		}
		fmt.Fprintf(out, " %*s | %s\n", width, "", r.mark)
	}
	for _, h := range d.Hints {
		fmt.Fprintf(out, " %*s = hint: %s\n", width, "", h)
	}
}

// underline is one line of the text and what is drawn below it.
type underline struct {
	line       int
	text, mark string
}

// underlines draws the finding and its other marks, in the order of the text. A span of several lines
// is drawn under its first.
func underlines(text string, d Diag) []underline {
	marks := []underline{underlineOf(text, Mark{d.Span, d.Label}, '^')}
	for _, m := range d.Also {
		marks = append(marks, underlineOf(text, m, '-'))
	}
	sort.SliceStable(marks, func(i, j int) bool { return marks[i].line < marks[j].line })
	return marks
}

func underlineOf(text string, m Mark, stroke byte) underline {
	start := clamp(m.Span.Start, len(text))
	from, to := lineStart(text, start), lineEnd(text, start)
	full := strings.TrimRight(text[from:to], "\r")
	indent := blank(text[from:start])
	length := utf8.RuneCountInString(text[start:clamp(min(m.Span.End, to), len(text))])
	line, _ := LineCol(text, start)
	mark := indent + strings.Repeat(string(stroke), max(1, length))
	if m.Label != "" {
		mark += " " + m.Label
	}
	return underline{line: line, text: strings.ReplaceAll(full, "\t", "    "), mark: mark}
}

// blank is as wide as text is drawn.
func blank(text string) string {
	n := utf8.RuneCountInString(text) + 3*strings.Count(text, "\t")
	return strings.Repeat(" ", n)
}
