// Package exchange carries questions to and from other tools: GIFT and Moodle XML both ways, QTI 2.2, Anki and Markdown
// outwards.
//
// In:  items of a bank, or a file of another tool.
// Out: the file, or items, and a report of what was left out and what the format could not hold.
//
// What a format has no place for goes where it has room for text: metadata into tags, reasons, source and date into the
// general feedback, in lines that the readers here understand again. So a file that comes back is the same questions.
//
// Not here: the bank's own files (quizzes), choosing items, printing.
package exchange

import (
	"fmt"
	"strings"

	"socrates/quizzes"
)

// Report says what became of the items.
type Report struct {
	Format  string `json:"format"`
	Done    int    `json:"done"`
	Skipped []Note `json:"skipped"` // not written or not read at all
	Lost    []Note `json:"lost"`    // written or read without something
}

// Note is about one item, or with an empty Item about all.
type Note struct {
	Item string `json:"item,omitempty"`
	Why  string `json:"why"`
}

func (n Note) String() string {
	if n.Item == "" {
		return n.Why
	}
	return n.Item + ": " + n.Why
}

func newReport(format string) *Report {
	return &Report{Format: format, Skipped: []Note{}, Lost: []Note{}}
}

func (r *Report) skip(item, format string, args ...any) {
	r.Skipped = append(r.Skipped, Note{item, fmt.Sprintf(format, args...)})
}

func (r *Report) lose(item, format string, args ...any) {
	r.Lost = append(r.Lost, Note{item, fmt.Sprintf(format, args...)})
}

// plain puts an item the first way and notes what no other tool has: cases, series, variants.
func (r *Report) plain(it *quizzes.Item) *quizzes.Item {
	if n := it.Variations(); n > 1 {
		r.lose(it.ID, "one of its %d variations is written", n)
	}
	if it.Case != nil {
		r.lose(it.ID, "the tabs of its case study are written into its text")
	}
	if it.Series != nil {
		r.lose(it.ID, "it stands by itself; the series that allows no way back is not kept")
	}
	if it.Query != nil && len(it.Query.Values) > 0 {
		r.lose(it.ID, "its placeholders are filled from a tenant and stay open")
	}
	return it.Variation(0)
}

// fence marks an exhibit in the text of a question.
const fence = "```"

// stemText is everything shown above the answers: case study, series, stem, exhibit.
func stemText(it *quizzes.Item) string {
	var parts []string
	if it.Case != nil {
		parts = append(parts, "**"+it.Case.Title+"**")
		for _, t := range it.Case.Tabs {
			parts = append(parts, "**"+t.Title+"**", strings.TrimSpace(t.Text))
		}
	}
	if it.Series != nil {
		parts = append(parts, strings.TrimSpace(it.Series.Text))
	}
	parts = append(parts, strings.TrimSpace(it.Stem))
	if it.Exhibit != "" {
		parts = append(parts, fence+"\n"+strings.TrimRight(it.Exhibit, "\n")+"\n"+fence)
	}
	return strings.Join(parts, "\n\n")
}

// splitStem takes stem and exhibit apart again.
func splitStem(text string) (stem, exhibit string) {
	text = strings.TrimSpace(text)
	head, tail, ok := strings.Cut(text, "\n\n"+fence+"\n")
	if body, closed := strings.CutSuffix(tail, "\n"+fence); ok && closed && !strings.Contains(body, fence) {
		return head, body + "\n"
	}
	return text, ""
}
