package exchange

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"socrates/quizzes"
)

// ReadMoodle reads Moodle XML. Types that have no counterpart are skipped, and the report says so.
func ReadMoodle(in io.Reader) ([]*quizzes.Item, *Report, error) {
	var quiz mdQuiz
	dec := xml.NewDecoder(in)
	dec.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("the file is in %s; save it as UTF-8", label)
	}
	if err := dec.Decode(&quiz); err != nil {
		return nil, nil, fmt.Errorf("this is not Moodle XML: %w", err)
	}
	r := newReport("Moodle XML")
	var items []*quizzes.Item
	for n, q := range quiz.Questions {
		if q.Type == "category" {
			continue
		}
		it := &quizzes.Item{ID: q.IDNumber}
		name := fmt.Sprintf("question %d", n+1)
		if q.Name != nil && strings.TrimSpace(q.Name.Text) != "" {
			name = strings.TrimSpace(q.Name.Text)
		}
		if it.ID == "" {
			it.ID = id(name)
		}
		if mdTake(it, q, func(format string, args ...any) bool { r.skip(name, format, args...); return false }) {
			items = append(items, it)
			r.Done++
		}
	}
	return items, r, nil
}

// text is the plain text of a rich one.
func (t *mdRich) text() string {
	switch {
	case t == nil:
		return ""
	case t.Format == "html" || t.Format == "moodle_auto_format" || t.Format == "":
		return plainText(t.Text)
	case t.Format == markdown:
		return unmarked(strings.TrimSpace(t.Text))
	}
	return strings.TrimSpace(t.Text)
}

func mdTake(it *quizzes.Item, q mdQuestion, skip func(string, ...any) bool) bool {
	var names []string
	for _, t := range q.Tags {
		names = append(names, t.Text)
	}
	takeTags(it, names)
	l := takeFeedback(it, q.General.text())
	it.Stem, it.Exhibit = splitStem(q.Text.text())
	switch q.Type {
	case "multichoice":
		right := 0
		for _, a := range q.Answers {
			o := quizzes.Option{Text: a.text(), Because: a.Feedback.text(), Correct: a.share() > 0}
			if o.Correct {
				right++
			}
			it.Options = append(it.Options, o)
		}
		return finishChoice(it, right, skip)
	case "truefalse":
		return mdTrueFalse(it, q, skip)
	case "shortanswer":
		return mdShort(it, q, l)
	case "matching":
		return mdMatching(it, q, l)
	case "ordering":
		it.Kind = quizzes.Ordering
		for _, a := range q.Answers {
			text := a.text()
			it.Steps = append(it.Steps, quizzes.Step{Text: text, Because: l.reason(text)})
		}
		return true
	case "cloze":
		return takeCloze(it, q.Text.text()) || skip("a cloze with gaps within its sentences has no counterpart")
	}
	return skip("a question of type %s has no counterpart", q.Type)
}

func (a mdAns) text() string { return (&mdRich{Format: a.Format, Text: a.Text}).text() }

func (a mdAns) share() float64 {
	f, _ := strconv.ParseFloat(a.Fraction, 64) // anything else is 0
	return f
}

func mdTrueFalse(it *quizzes.Item, q mdQuestion, skip func(string, ...any) bool) bool {
	for _, a := range q.Answers {
		if a.share() > 0 {
			s := quizzes.Statement{Text: it.Stem, Yes: strings.EqualFold(a.text(), "true"), Because: a.Feedback.text()}
			it.Kind, it.Statements = quizzes.YesNo, []quizzes.Statement{s}
			return true
		}
	}
	return skip("neither true nor false is right")
}

func mdShort(it *quizzes.Item, q mdQuestion, l learned) bool {
	b := quizzes.Blank{Label: l.label(0), Exact: q.UseCase == "1"}
	for _, a := range q.Answers {
		if a.share() <= 0 {
			continue
		}
		b.Accept = append(b.Accept, strings.TrimSpace(a.Text))
		if b.Because == "" {
			b.Because = a.Feedback.text()
		}
	}
	it.Kind, it.Blanks = quizzes.Fill, []quizzes.Blank{b}
	return true
}

func mdMatching(it *quizzes.Item, q mdQuestion, l learned) bool {
	var pairs []quizzes.Pair
	var spare []string
	for _, s := range q.Subquestions {
		text := (&mdRich{Format: s.Format, Text: s.Text}).text()
		if text == "" {
			spare = append(spare, strings.TrimSpace(s.Answer.Text))
			continue
		}
		pairs = append(pairs, quizzes.Pair{Source: text, Target: strings.TrimSpace(s.Answer.Text), Because: l.reason(text)})
	}
	takePairs(it, pairs, spare)
	return true
}
