package exchange

import "strings"

// marked is a text as Markdown: an angle bracket outside of a fenced block would begin HTML there, so it is written as an
// entity.
func marked(s string) string { return outsideFences(s, "<", "&lt;") }

// unmarked takes back what marked did.
func unmarked(s string) string { return outsideFences(s, "&lt;", "<") }

func outsideFences(s, from, to string) string {
	parts := strings.Split(s, fence)
	for i := 0; i < len(parts); i += 2 {
		parts[i] = strings.ReplaceAll(parts[i], from, to)
	}
	return strings.Join(parts, fence)
}
