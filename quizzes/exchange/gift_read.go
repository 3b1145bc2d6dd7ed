package exchange

import (
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"socrates/quizzes"
)

// ReadGIFT reads a GIFT file. Essays, descriptions and numerical ranges are skipped, and the report says so.
func ReadGIFT(in io.Reader) ([]*quizzes.Item, *Report, error) {
	raw, err := io.ReadAll(in)
	if err != nil {
		return nil, nil, err
	}
	r := newReport("GIFT")
	var items []*quizzes.Item
	text := strings.TrimPrefix(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\ufeff")
	for n, block := range giftBlocks(text) {
		it := &quizzes.Item{}
		q := giftQuestion{it: it, report: r, name: fmt.Sprintf("question %d", n+1)}
		if q.read(block) {
			items = append(items, it)
			r.Done++
		}
	}
	return items, r, nil
}

// giftBlocks parts a file at blank lines outside of braces; blocks that hold a category alone are left out.
func giftBlocks(text string) []string {
	var blocks []string
	var block []string
	depth := 0
	flush := func() {
		if b := strings.Join(block, "\n"); strings.TrimSpace(b) != "" {
			blocks = append(blocks, b)
		}
		block = nil
	}
	for _, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		comment := strings.HasPrefix(trimmed, "//")
		if strings.HasPrefix(trimmed, "$CATEGORY:") || trimmed == "" && depth == 0 {
			flush()
			continue
		}
		if !comment {
			bare := giftHide(line)
			depth += strings.Count(bare, "{") - strings.Count(bare, "}")
		}
		block = append(block, line)
	}
	flush()
	return blocks
}

// Escaped characters are hidden behind private ones, so that what is left has its meaning.
const hidden = '\uE000'

const giftSpecial = `~=#{}:\`

func giftHide(s string) string {
	var out strings.Builder
	rs := []rune(s)
	for i := 0; i < len(rs); i++ {
		if rs[i] == '\\' && i+1 < len(rs) {
			if k := strings.IndexRune(giftSpecial, rs[i+1]); k >= 0 {
				out.WriteRune(hidden + rune(k))
				i++
				continue
			}
			if rs[i+1] == 'n' {
				out.WriteRune('\n')
				i++
				continue
			}
		}
		out.WriteRune(rs[i])
	}
	return out.String()
}

func giftShow(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if k := r - hidden; k >= 0 && int(k) < len(giftSpecial) {
			return rune(giftSpecial[k])
		}
		return r
	}, s))
}

type giftQuestion struct {
	it     *quizzes.Item
	report *Report
	name   string
	format string
}

var (
	giftID     = regexp.MustCompile(`\[id:([^\]]*)\]`)
	giftTag    = regexp.MustCompile(`\[tag:([^\]]*)\]`)
	giftFormat = regexp.MustCompile(`^\s*\[(html|moodle|plain|markdown)\]`)
)

func (q *giftQuestion) skip(format string, args ...any) bool {
	q.report.skip(q.name, format, args...)
	return false
}

func (q *giftQuestion) read(block string) bool {
	var lines []string
	for _, line := range strings.Split(block, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "//") {
			lines = append(lines, line)
			continue
		}
		if m := giftID.FindStringSubmatch(line); m != nil {
			q.it.ID = m[1]
		}
		for _, m := range giftTag.FindAllStringSubmatch(line, -1) {
			takeTags(q.it, []string{m[1]})
		}
	}
	text := giftHide(strings.Join(lines, "\n"))
	if strings.TrimSpace(text) == "" {
		return false
	}
	if rest, ok := strings.CutPrefix(strings.TrimSpace(text), "::"); ok {
		if title, body, ok := strings.Cut(rest, "::"); ok {
			q.name, text = giftShow(title), body
		}
	}
	if q.it.ID == "" {
		q.it.ID = id(q.name)
	}
	if m := giftFormat.FindStringSubmatch(text); m != nil {
		q.format = m[1]
		text = text[len(giftFormat.FindString(text)):]
	}
	open := strings.Index(text, "{")
	end := strings.LastIndex(text, "}")
	if open < 0 || end < open {
		return q.skip("it has no answers: a description")
	}
	before, answers, after := text[:open], text[open+1:end], strings.TrimSpace(text[end+1:])
	if after != "" { // the gap stands within the sentence
		before = strings.TrimRight(before, " ") + " _____ " + after
	}
	q.it.Stem, q.it.Exhibit = splitStem(q.show(before))
	return q.answers(answers)
}

// show is a text as it is to be read; HTML becomes plain.
func (q *giftQuestion) show(s string) string {
	switch q.format {
	case "html":
		return plainText(giftShow(s))
	case markdown:
		return unmarked(giftShow(s))
	}
	return giftShow(s)
}

func (q *giftQuestion) answers(text string) bool {
	general := ""
	if i := strings.LastIndex(text, "####"); i >= 0 {
		text, general = text[:i], text[i+4:]
	}
	kind := q.it.Kind
	l := takeFeedback(q.it, q.show(general))
	body := strings.TrimSpace(text)
	switch {
	case body == "":
		return q.skip("it is an essay")
	case strings.HasPrefix(body, "#"):
		return q.skip("it is answered by a number within a range")
	case giftTrueFalse.MatchString(body):
		return q.trueFalse(body)
	}
	parts := giftParts(body)
	if len(parts) == 0 {
		return q.skip("its answers cannot be read")
	}
	switch {
	case !giftHasWrong(parts) && strings.Contains(parts[0].text, "->"):
		return q.pairs(parts, l)
	case kind == quizzes.Fill, !giftHasWrong(parts):
		return q.fill(parts, l)
	}
	return q.choice(parts)
}

var giftTrueFalse = regexp.MustCompile(`(?i)^(T|TRUE|F|FALSE)\s*(#|$)`)

func (q *giftQuestion) trueFalse(body string) bool {
	fields := strings.Split(body, "#")
	s := quizzes.Statement{Yes: strings.HasPrefix(strings.ToUpper(strings.TrimSpace(fields[0])), "T")}
	if len(fields) > 1 {
		s.Because = q.show(fields[len(fields)-1])
	}
	s.Text = q.it.Stem
	if i := strings.LastIndex(q.it.Stem, "\n\n"); i >= 0 {
		q.it.Stem, s.Text = strings.TrimSpace(q.it.Stem[:i]), strings.TrimSpace(q.it.Stem[i:])
	}
	q.it.Kind, q.it.Statements = quizzes.YesNo, []quizzes.Statement{s}
	return true
}

// giftPart is an answer: its mark, weight in percent, text and feedback, all but the mark still hidden.
type giftPart struct {
	right          bool
	weight         float64
	weighted       bool
	text, feedback string
}

var giftWeight = regexp.MustCompile(`^\s*%(-?[\d.]+)%`)

func giftParts(body string) []giftPart {
	var out []giftPart
	for i := 0; i < len(body); {
		next := strings.IndexAny(body[i+1:], "=~")
		end := len(body)
		if next >= 0 {
			end = i + 1 + next
		}
		if body[i] == '=' || body[i] == '~' {
			p := giftPart{right: body[i] == '='}
			text := body[i+1 : end]
			if m := giftWeight.FindStringSubmatch(text); m != nil {
				p.weight, _ = strconv.ParseFloat(m[1], 64)
				p.weighted = true
				text = text[len(giftWeight.FindString(text)):]
			}
			p.text, p.feedback, _ = strings.Cut(text, "#")
			out = append(out, p)
		}
		i = end
	}
	return out
}

func giftHasWrong(parts []giftPart) bool {
	for _, p := range parts {
		if !p.right {
			return true
		}
	}
	return false
}

func (q *giftQuestion) choice(parts []giftPart) bool {
	right := 0
	for _, p := range parts {
		o := quizzes.Option{Text: q.show(p.text), Because: q.show(p.feedback), Correct: p.right || p.weighted && p.weight > 0}
		if o.Correct {
			right++
		}
		q.it.Options = append(q.it.Options, o)
	}
	return finishChoice(q.it, right, q.skip)
}

// finishChoice sets the type of an item with options by how many are right.
func finishChoice(it *quizzes.Item, right int, skip func(string, ...any) bool) bool {
	switch {
	case right == 0:
		return skip("no option is right")
	case right == 1 && it.Kind != quizzes.Multiple:
		it.Kind = quizzes.Single
	default:
		it.Kind, it.Choose = quizzes.Multiple, right
	}
	return true
}

func (q *giftQuestion) fill(parts []giftPart, l learned) bool {
	b := quizzes.Blank{Label: l.label(0)}
	for _, p := range parts {
		b.Accept = append(b.Accept, q.show(p.text))
		if b.Because == "" {
			b.Because = q.show(p.feedback)
		}
	}
	q.it.Kind, q.it.Blanks = quizzes.Fill, []quizzes.Blank{b}
	return true
}

func (q *giftQuestion) pairs(parts []giftPart, l learned) bool {
	var pairs []quizzes.Pair
	var spare []string
	for _, p := range parts {
		source, target, ok := strings.Cut(p.text, "->")
		if !ok {
			return q.skip("a pair has no arrow")
		}
		if strings.TrimSpace(source) == "" {
			spare = append(spare, q.show(target))
			continue
		}
		text := q.show(source)
		pairs = append(pairs, quizzes.Pair{Source: text, Target: q.show(target), Because: l.reason(text)})
	}
	takePairs(q.it, pairs, spare)
	return true
}
