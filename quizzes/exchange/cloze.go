package exchange

import (
	"fmt"
	"regexp"
	"strings"

	"socrates/quizzes"
)

// A cloze is a question with its answers in the text, {1:MULTICHOICE:=right#why~wrong#why}. Each stands on a line of its own
// below the text, behind the label of its part.

var clozeEscaper = strings.NewReplacer(`\`, `\\`, "}", `\}`, "#", `\#`, "~", `\~`, "/", `\/`, `"`, `\"`)

// cloze adds the parts of a hot spot or of a fill-in to the text.
func (q *mdQuestion) cloze(it *quizzes.Item) {
	q.Type, q.Grade, q.Penalty = "cloze", "", ""
	lines := []string{q.Text.Text, ""}
	for i, a := range it.Areas {
		lines = append(lines, fmt.Sprintf("[%d] %s: {1:MULTICHOICE:%s}", i+1, oneLine(a.Label), clozeOptions(a.Choices)))
	}
	for i, b := range it.Blanks {
		kind := "SHORTANSWER"
		if b.Exact {
			kind = "SHORTANSWER_C"
		}
		var answers []string
		for _, a := range b.Accept {
			answers = append(answers, "="+clozeText(a)+"#"+clozeEscaper.Replace(marked(oneLine(b.Because))))
		}
		lines = append(lines, fmt.Sprintf("[%d] %s: {1:%s:%s}", i+1, oneLine(b.Label), kind, strings.Join(answers, "~")))
	}
	q.Text.Text = strings.Join(lines, "\n")
}

// clozeText escapes an answer. One that begins with a mark of its own is written with an entity, since no escape is
// known for that.
func clozeText(s string) string {
	s = clozeEscaper.Replace(marked(s))
	switch {
	case strings.HasPrefix(s, "="):
		return "&equals;" + s[1:]
	case strings.HasPrefix(s, "%"):
		return "&percnt;" + s[1:]
	}
	return s
}

var clozeEntities = strings.NewReplacer("&equals;", "=", "&percnt;", "%")

func clozeOptions(options []quizzes.Option) string {
	var out []string
	for _, o := range options {
		out = append(out, map[bool]string{true: "="}[o.Correct]+clozeText(o.Text)+"#"+clozeEscaper.Replace(marked(oneLine(o.Because))))
	}
	return strings.Join(out, "~")
}

var clozeLine = regexp.MustCompile(`(?m)^\[\d+\] (.*): \{\d*:(MULTICHOICE|MC|SHORTANSWER|SA|SHORTANSWER_C|SAC):((?:[^}\\]|\\.)*)\}$`)

// takeCloze reads a cloze that was written here; false for any other.
func takeCloze(it *quizzes.Item, text string) bool {
	found := clozeLine.FindAllStringSubmatch(text, -1)
	if len(found) == 0 || strings.Count(text, "{") < len(found) {
		return false
	}
	it.Stem, it.Exhibit = splitStem(clozeLine.ReplaceAllString(text, ""))
	for _, m := range found {
		options := clozeRead(m[3])
		if strings.HasPrefix(m[2], "M") {
			it.Kind = quizzes.HotSpot
			it.Areas = append(it.Areas, quizzes.Area{Label: m[1], Choices: options})
			continue
		}
		it.Kind = quizzes.Fill
		b := quizzes.Blank{Label: m[1], Exact: strings.HasSuffix(m[2], "C")}
		for _, o := range options {
			b.Accept, b.Because = append(b.Accept, o.Text), o.Because
		}
		it.Blanks = append(it.Blanks, b)
	}
	return true
}

// clozeRead reads "=right#why~wrong#why" with escapes.
func clozeRead(s string) []quizzes.Option {
	var out []quizzes.Option
	var fields [2]strings.Builder // text, feedback
	field, right, fresh := 0, false, true
	flush := func() {
		out = append(out, quizzes.Option{Text: clozeEntities.Replace(unmarked(fields[0].String())), Because: unmarked(fields[1].String()), Correct: right})
		fields = [2]strings.Builder{}
		field, right, fresh = 0, false, true
	}
	rs := []rune(s)
	for i := 0; i < len(rs); i++ {
		switch c := rs[i]; {
		case c == '\\' && i+1 < len(rs):
			i++
			fields[field].WriteRune(rs[i])
		case c == '~':
			flush()
			continue
		case c == '#' && field == 0:
			field = 1
		case c == '=' && fresh:
			right = true
		default:
			fields[field].WriteRune(c)
		}
		fresh = false
	}
	flush()
	return out
}
