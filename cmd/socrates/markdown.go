package main

import (
	"os"
	"regexp"
	"strings"

	"github.com/mattn/go-runewidth"
	"golang.org/x/term"
)

// markdown draws Markdown for a terminal: headings and emphasis, indented code, paragraphs filled to the width. For
// anything else the text stays as it is.
func (a *app) markdown(text string) string {
	if !terminal(a.out) {
		return text
	}
	return drawMarkdown(text, min(a.width(), 110))
}

// width is how many columns the terminal has; 80 when that cannot be told.
func (a *app) width() int {
	if f, ok := a.out.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 20 {
			return w
		}
	}
	return 80
}

const bold, dim, plainText = "\x1b[1m", "\x1b[2m", "\x1b[0m"

var (
	strong = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	code   = regexp.MustCompile("`([^`]+)`")
	item   = regexp.MustCompile(`^(\s*)([-*]|\d+\.)\s+`)
)

func drawMarkdown(text string, width int) string {
	var out, paragraph []string
	flush := func() {
		if len(paragraph) > 0 {
			out = append(out, fill(strings.Join(paragraph, " "), width)...)
			paragraph = nil
		}
	}
	fenced := false
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			flush()
			fenced = !fenced
		case fenced:
			out = append(out, "    "+line)
		case strings.HasPrefix(line, "#"):
			flush()
			out = append(out, bold+strings.TrimLeft(line, "# ")+plainText)
		case strings.TrimSpace(line) == "":
			flush()
			out = append(out, "")
		case item.MatchString(line) || strings.HasPrefix(line, "|") || strings.HasPrefix(line, "    "):
			flush()
			paragraph = []string{line}
			if !item.MatchString(line) {
				out, paragraph = append(out, line), nil
			}
		default:
			paragraph = append(paragraph, strings.TrimSpace(line))
		}
	}
	flush()
	return inline(strings.Join(out, "\n"))
}

func inline(s string) string {
	return code.ReplaceAllString(strong.ReplaceAllString(s, bold+"$1"+plainText), bold+"$1"+plainText)
}

// fill breaks a paragraph into lines of at most width columns; the lines of a list item hang.
func fill(text string, width int) []string {
	hang := ""
	if m := item.FindString(text); m != "" {
		hang = strings.Repeat(" ", len(m))
	}
	var out []string
	line := ""
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
			line = text[:len(text)-len(strings.TrimLeft(text, " "))] + word
		case runewidth.StringWidth(line)+1+runewidth.StringWidth(word) > width:
			out, line = append(out, line), hang+word
		default:
			line += " " + word
		}
	}
	return append(out, line)
}
