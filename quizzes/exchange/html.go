package exchange

import (
	"html"
	"regexp"
	"strings"
)

var (
	preBlock  = regexp.MustCompile(`(?is)<pre[^>]*>(.*?)</pre>`)
	lineBreak = regexp.MustCompile(`(?i)<br\s*/?>`)
	blockEnd  = regexp.MustCompile(`(?i)</(p|div|li|h\d|tr)>`)
	anyTag    = regexp.MustCompile(`<[^>]*>`)
	manyLines = regexp.MustCompile(`\n{3,}`)
)

// plainText turns simple HTML into text; preformatted blocks become fenced ones.
func plainText(s string) string {
	s = preBlock.ReplaceAllString(s, "\n\n"+fence+"\n$1\n"+fence)
	s = lineBreak.ReplaceAllString(s, "\n")
	s = blockEnd.ReplaceAllString(s, "\n\n")
	s = html.UnescapeString(anyTag.ReplaceAllString(s, ""))
	return strings.TrimSpace(manyLines.ReplaceAllString(s, "\n\n"))
}

// htmlText turns the text of an item into HTML: paragraphs, fenced blocks, bold.
func htmlText(s string) string {
	var out strings.Builder
	for i, part := range strings.Split(strings.TrimSpace(s), fence) {
		if i%2 == 1 {
			out.WriteString("<pre>" + html.EscapeString(strings.Trim(part, "\n")) + "</pre>")
			continue
		}
		for _, p := range strings.Split(strings.TrimSpace(part), "\n\n") {
			if p = strings.TrimSpace(p); p != "" {
				text := strings.ReplaceAll(html.EscapeString(p), "\n", "<br/>")
				out.WriteString("<p>" + bold.ReplaceAllString(text, "<strong>$1</strong>") + "</p>")
			}
		}
	}
	return out.String()
}

var bold = regexp.MustCompile(`\*\*([^*<]+)\*\*`)
