package source

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// LineCol gives the line and the column, both counted from 1, of a byte offset; columns count characters.
func LineCol(text string, offset int) (line, col int) {
	offset = clamp(offset, len(text))
	start := lineStart(text, offset)
	return strings.Count(text[:start], "\n") + 1, utf8.RuneCountInString(text[start:offset]) + 1
}

// UTF16 gives a span's start and length in UTF-16 units, as editors and the official analyser count.
func (s Span) UTF16(text string) (start, length int) {
	from, to := clamp(s.Start, len(text)), clamp(s.End, len(text))
	start = units16(text[:from])
	return start, units16(text[from:max(from, to)])
}

// FromUTF16 gives the byte offset of a position that is counted in UTF-16 units.
func FromUTF16(text string, units int) int {
	for i, r := range text {
		if units <= 0 {
			return i
		}
		units -= width16(r)
	}
	return len(text)
}

func units16(text string) int {
	n := 0
	for _, r := range text {
		n += width16(r)
	}
	return n
}

func width16(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

func clamp(i, n int) int { return max(0, min(i, n)) }

func lineStart(text string, offset int) int { return strings.LastIndexByte(text[:offset], '\n') + 1 }

func lineEnd(text string, offset int) int {
	if i := strings.IndexByte(text[offset:], '\n'); i >= 0 {
		return offset + i
	}
	return len(text)
}

// Sort orders the findings by their place in the text; those at one place keep their order.
func (l List) Sort() {
	sort.SliceStable(l, func(i, j int) bool {
		a, b := l[i].Span, l[j].Span
		if a.Start != b.Start {
			return a.Start < b.Start
		}
		return a.End < b.End
	})
}

// Join adds the findings of a later phase to those of an earlier one. A later error that touches a place
// already at fault is left out: it would blame the same words twice.
func (l List) Join(later List) List {
	out := append(List(nil), l...)
	for _, d := range later {
		if d.Severity != Error || !l.covers(d.Span) {
			out = append(out, d)
		}
	}
	out.Sort()
	return out
}

func (l List) covers(s Span) bool {
	for _, d := range l {
		if at := d.Span; d.Severity == Error && s.Start <= at.End && at.Start <= s.End {
			return true
		}
	}
	return false
}

// Apply carries out edits, which must not overlap, and returns the new text.
func Apply(text string, edits []Edit) string {
	sorted := append([]Edit(nil), edits...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Span.Start < sorted[j].Span.Start })
	var out strings.Builder
	at := 0
	for _, e := range sorted {
		if e.Span.Start < at || e.Span.End > len(text) {
			continue
		}
		out.WriteString(text[at:e.Span.Start])
		out.WriteString(e.New)
		at = e.Span.End
	}
	out.WriteString(text[at:])
	return out.String()
}
