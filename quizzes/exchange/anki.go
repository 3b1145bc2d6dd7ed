package exchange

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"strings"

	"socrates/quizzes"
)

// WriteAnki writes items as a text file for Anki's importer: one note of type Basic for each, question in front, key and
// reasons behind. The id is the note's GUID, so a later import updates notes instead of doubling them.
func WriteAnki(w io.Writer, items []*quizzes.Item, deck string) (*Report, error) {
	r := newReport("Anki")
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "#separator:tab\n#html:true\n#notetype:Basic\n#deck:%s\n#guid column:1\n#tags column:4\n", oneLine(deck))
	for _, it := range items {
		it = r.plain(it)
		cells := []string{"socrates-" + it.ID, front(it), back(it), strings.Join(ankiTags(it), " ")}
		for i, c := range cells {
			cells[i] = strings.NewReplacer("\t", "    ", "\n", "<br>", "\r", "").Replace(c)
		}
		for i, c := range cells { // a quote begins a quoted cell there
			if strings.Contains(c, `"`) {
				cells[i] = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
			}
		}
		fmt.Fprintln(out, strings.Join(cells, "\t"))
		r.Done++
	}
	return r, out.Flush()
}

func ankiTags(it *quizzes.Item) []string {
	var out []string
	for _, t := range tags(it) {
		out = append(out, strings.Replace(t, ":", "::", 1))
	}
	return out
}

// front is the question with what it offers, as HTML.
func front(it *quizzes.Item) string {
	var out strings.Builder
	out.WriteString(htmlText(stemText(it)))
	parts := it.Parts()
	for i, p := range parts {
		if p.Label != "" && it.Kind != quizzes.Ordering {
			fmt.Fprintf(&out, "<p>%d. %s</p>", i+1, html.EscapeString(p.Label))
		}
		shared := it.Kind == quizzes.Multiple || it.Kind == quizzes.Ordering || it.Kind == quizzes.Matching
		if shared && i < len(parts)-1 || it.Kind == quizzes.YesNo || len(p.Choices) == 0 {
			continue
		}
		out.WriteString(`<ol type="a">`)
		for _, c := range sorted(it.Kind, p.Choices) {
			out.WriteString("<li>" + html.EscapeString(c.Text) + "</li>")
		}
		out.WriteString("</ol>")
	}
	if it.Kind == quizzes.YesNo {
		out.WriteString("<p>Yes or no?</p>")
	}
	return out.String()
}

// sorted hides the order of an ordering.
func sorted(kind quizzes.Kind, cs []quizzes.Choice) []quizzes.Choice {
	if kind != quizzes.Ordering {
		return cs
	}
	return byText(cs)
}

// back is the key with every reason, as HTML.
func back(it *quizzes.Item) string {
	var out strings.Builder
	say := func(mark, text, because string) {
		fmt.Fprintf(&out, "<p>%s <b>%s</b><br>%s</p>", mark, html.EscapeString(text), html.EscapeString(oneLine(because)))
	}
	for _, a := range answersOf(it) {
		say(map[bool]string{true: "✓", false: "✗"}[a.right], a.text, a.because)
	}
	if it.Query != nil {
		out.WriteString("<pre>" + html.EscapeString(strings.TrimSpace(it.Query.Reference)) + "</pre>")
	}
	if it.Explain != "" {
		out.WriteString(htmlText(it.Explain))
	}
	fmt.Fprintf(&out, "<p><i>%s, %s</i></p>", html.EscapeString(it.Source), it.AsOf)
	return out.String()
}
