package encode

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"

	"socrates/engine/schema"
	"socrates/engine/telemetry"
)

// widest is how much of a cell a table shows; the other formats show all.
const widest = 60

// writeTable sets a result in columns: numbers to the right, everything else to the left, long texts cut.
func writeTable(w io.Writer, r *telemetry.Result) error {
	lines := make([][]string, 0, len(r.Rows)+1)
	lines = append(lines, names(r))
	for _, row := range r.Rows {
		cells := texts(r, row)
		for i := range cells {
			cells[i] = cut(oneLine(cells[i]))
		}
		lines = append(lines, cells)
	}
	width := widths(lines)
	var b strings.Builder
	for n, cells := range lines {
		writeLine(&b, r, cells, width)
		if n == 0 {
			for i, k := range width {
				cells[i] = strings.Repeat("-", k)
			}
			writeLine(&b, r, cells, width)
		}
	}
	b.WriteString(footer(r))
	_, err := io.WriteString(w, b.String())
	return err
}

func footer(r *telemetry.Result) string {
	rows := "rows"
	if len(r.Rows) == 1 {
		rows = "row"
	}
	if r.Truncated {
		return fmt.Sprintf("(the first %d rows; there are more: summarize, filter, or ask with --rows)\n", len(r.Rows))
	}
	return fmt.Sprintf("(%d %s)\n", len(r.Rows), rows)
}

func widths(lines [][]string) []int {
	width := make([]int, len(lines[0]))
	for _, cells := range lines {
		for i, c := range cells {
			width[i] = max(width[i], runewidth.StringWidth(c))
		}
	}
	return width
}

func writeLine(b *strings.Builder, r *telemetry.Result, cells []string, width []int) {
	var line strings.Builder
	for i, c := range cells {
		if i > 0 {
			line.WriteString("  ")
		}
		pad := strings.Repeat(" ", width[i]-runewidth.StringWidth(c))
		if r.Columns[i].Type.Numeric() {
			line.WriteString(pad + c)
		} else {
			line.WriteString(c + pad)
		}
	}
	b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
}

// oneLine keeps a cell from moving the cursor or colouring the terminal: it may be an attacker's text.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return '·'
		}
		return r
	}, s)
}

func cut(s string) string { return runewidth.Truncate(s, widest, "…") }

func writeMarkdown(w io.Writer, r *telemetry.Result) error {
	var b strings.Builder
	rule := make([]string, len(r.Columns))
	for i, c := range r.Columns {
		rule[i] = markdownRule(c.Type)
	}
	markdownLine(&b, names(r))
	markdownLine(&b, rule)
	for _, row := range r.Rows {
		markdownLine(&b, texts(r, row))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func markdownRule(t schema.Type) string {
	if t.Numeric() {
		return "---:"
	}
	return "---"
}

var markdownSafe = strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ", "<", "&lt;", "&", "&amp;", "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`)

func markdownLine(b *strings.Builder, cells []string) {
	for _, c := range cells {
		if c != "---" && c != "---:" {
			c = markdownSafe.Replace(c)
		}
		b.WriteString("| " + c + " ")
	}
	b.WriteString("|\n")
}
