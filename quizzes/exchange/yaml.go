package exchange

import (
	"io"

	"socrates/quizzes"
)

// WriteYAML writes items as a file of the bank: everything but the case studies and series that they belong to.
func WriteYAML(w io.Writer, items []*quizzes.Item) (*Report, error) {
	r := newReport("YAML")
	for _, it := range items {
		if it.Case != nil {
			r.lose(it.ID, "the case study it belongs to is not written")
		}
		if it.Series != nil {
			r.lose(it.ID, "the series it belongs to is not written")
		}
		r.Done++
	}
	return r, quizzes.Write(w, items)
}
