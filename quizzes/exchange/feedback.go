package exchange

import (
	"fmt"
	"strconv"
	"strings"

	"socrates/quizzes"
)

// Headings of the lines in a general feedback.
const (
	whyHead    = "Why: "
	sourceHead = "Source: "
	asOfHead   = "As of: "
	factsHead  = "Facts: "
	minuteHead = "Minutes: "
	labelHead  = "Blank: "
)

// why is the reason of a part that has no feedback of its own in the format.
type why struct{ text, because string }

// generalFeedback is the explanation and, in lines of their own, reasons and where they come from.
func generalFeedback(it *quizzes.Item, reasons []why) string {
	var lines []string
	if e := strings.TrimSpace(it.Explain); e != "" {
		lines = append(lines, e, "")
	}
	for _, w := range reasons {
		lines = append(lines, whyHead+oneLine(w.text)+" | "+oneLine(w.because))
	}
	if it.Kind == quizzes.Fill {
		for _, b := range it.Blanks {
			lines = append(lines, labelHead+oneLine(b.Label))
		}
	}
	add := func(head, value string) {
		if value != "" {
			lines = append(lines, head+oneLine(value))
		}
	}
	add(sourceHead, it.Source)
	add(asOfHead, it.AsOf)
	add(factsHead, strings.Join(it.Facts, ", "))
	if it.Minutes > 0 {
		add(minuteHead, strconv.FormatFloat(it.Minutes, 'f', -1, 64))
	}
	return strings.Join(lines, "\n")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// learned is what a general feedback says beside the explanation.
type learned struct {
	why    map[string]string // by text
	labels []string
}

// takeFeedback reads what generalFeedback wrote; anything else is the explanation.
func takeFeedback(it *quizzes.Item, text string) learned {
	l := learned{why: map[string]string{}}
	var explain []string
	for _, line := range strings.Split(text, "\n") {
		if !l.take(it, line) {
			explain = append(explain, line)
		}
	}
	it.Explain = strings.TrimSpace(strings.Join(explain, "\n"))
	return l
}

func (l *learned) take(it *quizzes.Item, line string) bool {
	cut := func(head string) (string, bool) { return strings.CutPrefix(line, head) }
	if rest, ok := cut(whyHead); ok {
		text, because, _ := strings.Cut(rest, " | ")
		l.why[text] = because
		return true
	}
	if rest, ok := cut(labelHead); ok {
		l.labels = append(l.labels, rest)
		return true
	}
	if rest, ok := cut(sourceHead); ok {
		it.Source = rest
		return true
	}
	if rest, ok := cut(asOfHead); ok {
		it.AsOf = rest
		return true
	}
	if rest, ok := cut(factsHead); ok {
		it.Facts = strings.Split(rest, ", ")
		return true
	}
	if rest, ok := cut(minuteHead); ok {
		_, err := fmt.Sscan(rest, &it.Minutes)
		return err == nil
	}
	return false
}

// reason finds the reason of a text.
func (l learned) reason(text string) string { return l.why[oneLine(text)] }

// label is the label of blank i.
func (l learned) label(i int) string {
	if i < len(l.labels) {
		return l.labels[i]
	}
	return fmt.Sprintf("answer %d", i+1)
}
