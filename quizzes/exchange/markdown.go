package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"socrates/quizzes"
)

// WriteMarkdown writes a booklet: the questions by objective, then the key with every reason. It holds everything but a
// way to grade.
func WriteMarkdown(w io.Writer, items []*quizzes.Item, outline *quizzes.Outline, title string) (*Report, error) {
	r := newReport("Markdown")
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# %s\n", title)
	asked := make([]*quizzes.Item, len(items))
	for i, it := range items {
		asked[i] = r.plain(it)
	}
	objective := ""
	for i, it := range asked {
		if it.Objective != objective {
			objective = it.Objective
			ob, _ := outline.Objective(objective)
			fmt.Fprintf(out, "\n## %s %s\n", objective, ob.Name)
		}
		fmt.Fprintf(out, "\n### %d. %s\n\n%s\n", i+1, it.ID, stemText(it))
		mdOffer(out, it)
		r.Done++
	}
	fmt.Fprintf(out, "\n# Key\n")
	for i, it := range asked {
		mdKey(out, i+1, it)
	}
	return r, out.Flush()
}

func mdOffer(out io.Writer, it *quizzes.Item) {
	if it.Query != nil {
		fmt.Fprintf(out, "\nAnswer with a KQL query on a tenant (%s, scope %s).\n", it.Query.Tenant, it.Query.Scope)
		return
	}
	parts := it.Parts()
	fmt.Fprintln(out)
	for i, p := range parts {
		if p.Label != "" && it.Kind != quizzes.Ordering {
			fmt.Fprintf(out, "%d. %s\n", i+1, p.Label)
		}
		shared := it.Kind == quizzes.Multiple || it.Kind == quizzes.Ordering || it.Kind == quizzes.Matching
		if shared && i < len(parts)-1 || it.Kind == quizzes.YesNo {
			continue
		}
		for k, c := range sorted(it.Kind, p.Choices) {
			fmt.Fprintf(out, "   - %c) %s\n", 'a'+k, c.Text)
		}
	}
}

func mdKey(out io.Writer, n int, it *quizzes.Item) {
	fmt.Fprintf(out, "\n### %d. %s\n\n", n, it.ID)
	for _, a := range answersOf(it) {
		fmt.Fprintf(out, "- %s **%s** %s\n", map[bool]string{true: "✓", false: "✗"}[a.right], a.text, oneLine(a.because))
	}
	if it.Query != nil {
		fmt.Fprintf(out, "%s\n%s\n%s\n", fence, strings.TrimSpace(it.Query.Reference), fence)
	}
	if it.Explain != "" {
		fmt.Fprintf(out, "\n%s\n", strings.TrimSpace(it.Explain))
	}
	facts := ""
	if len(it.Facts) > 0 {
		facts = ", facts " + strings.Join(it.Facts, " ")
	}
	fmt.Fprintf(out, "\n*%s; %s; as of %s; platform %s%s*\n", it.Level, it.Source, it.AsOf, it.Profile, facts)
}
