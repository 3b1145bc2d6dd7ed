package exchange

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"socrates/quizzes"
)

// qtiItem is one assessmentItem in the making. Every decision of the question is a response R1, R2, …; the score is the sum of
// what they map to.
type qtiItem struct {
	it           *quizzes.Item
	declarations strings.Builder
	body         strings.Builder
	feedback     strings.Builder
	outcomes     strings.Builder // declared beside the score
	conditions   strings.Builder // run before the score is summed
	scores       []string        // expressions that are added up
	chosen       []string        // responses whose choices have feedback
	max          int
}

const qtiHead = `<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.imsglobal.org/xsd/imsqti_v2p2 http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd" identifier="%s" title="%s" label="%s" adaptive="false" timeDependent="false">
`

// qtiXML writes an item as an assessmentItem of QTI 2.2; false for what has no interaction there.
func qtiXML(it *quizzes.Item) (string, bool) {
	q := &qtiItem{it: it}
	q.body.WriteString("<div>" + htmlText(stemText(it)) + "</div>\n")
	var reasons []why
	switch it.Kind {
	case quizzes.Single:
		q.choice("", it.Options, 1)
	case quizzes.Multiple:
		q.choice("", it.Options, it.Choose)
	case quizzes.YesNo:
		for _, s := range it.Statements {
			q.choice(s.Text, []quizzes.Option{{Text: yes, Correct: s.Yes, Because: s.Because}, {Text: no, Correct: !s.Yes, Because: s.Because}}, 1)
		}
	case quizzes.HotSpot:
		for i, a := range it.Areas {
			q.inline(fmt.Sprintf("[%d] %s", i+1, a.Label), a.Choices)
		}
	case quizzes.Fill:
		for _, b := range it.Blanks {
			q.text(b)
			reasons = append(reasons, why{b.Label, b.Because})
		}
	case quizzes.Ordering:
		q.order()
		pairs, _ := pairsOf(it)
		reasons = reasonsOf(pairs)
	case quizzes.Matching:
		q.match()
		reasons = reasonsOf(it.Pairs)
	default:
		return "", false
	}
	q.general(generalFeedback(it, reasons))
	return q.xml(), true
}

func esc(s string) string { return html.EscapeString(strings.TrimSpace(s)) }

func (q *qtiItem) xml() string {
	var out strings.Builder
	fmt.Fprintf(&out, qtiHead, qtiName(q.it.ID), esc(q.it.ID), esc(q.it.Objective))
	out.WriteString(q.declarations.String())
	out.WriteString("<outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>\n")
	fmt.Fprintf(&out, "<outcomeDeclaration identifier=\"MAXSCORE\" cardinality=\"single\" baseType=\"float\"><defaultValue><value>%d</value></defaultValue></outcomeDeclaration>\n", q.best())
	out.WriteString(q.outcomes.String())
	out.WriteString("<outcomeDeclaration identifier=\"FEEDBACK\" cardinality=\"multiple\" baseType=\"identifier\"/>\n")
	out.WriteString("<itemBody>\n" + q.body.String() + "</itemBody>\n")
	out.WriteString("<responseProcessing>\n" + q.processing() + "</responseProcessing>\n")
	out.WriteString(q.feedback.String() + "</assessmentItem>\n")
	return out.String()
}

// best is the highest score.
func (q *qtiItem) best() int {
	if q.it.Scoring == quizzes.Whole {
		return 1
	}
	return q.max
}

func (q *qtiItem) processing() string {
	var out strings.Builder
	out.WriteString(q.conditions.String())
	sum := "<sum>" + strings.Join(q.scores, "") + "</sum>"
	switch q.it.Scoring {
	case quizzes.Whole:
		fmt.Fprintf(&out, "<responseCondition><responseIf><gte>%s<baseValue baseType=\"float\">%d</baseValue></gte>"+
			"<setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">1</baseValue></setOutcomeValue></responseIf></responseCondition>\n", sum, q.max)
	case quizzes.Cancel:
		fmt.Fprintf(&out, "<setOutcomeValue identifier=\"SCORE\"><max>%s<baseValue baseType=\"float\">0</baseValue></max></setOutcomeValue>\n", sum)
	default:
		fmt.Fprintf(&out, "<setOutcomeValue identifier=\"SCORE\">%s</setOutcomeValue>\n", sum)
	}
	fmt.Fprintf(&out, "<setOutcomeValue identifier=\"FEEDBACK\"><multiple>%s<baseValue baseType=\"identifier\">GENERAL</baseValue></multiple></setOutcomeValue>\n", strings.Join(q.chosen, ""))
	return out.String()
}

// respond declares the next response and returns its name.
func (q *qtiItem) respond(cardinality, base, rest string) string {
	name := fmt.Sprintf("R%d", len(q.scores)+1)
	fmt.Fprintf(&q.declarations, "<responseDeclaration identifier=\"%s\" cardinality=\"%s\" baseType=\"%s\">\n%s</responseDeclaration>\n", name, cardinality, base, rest)
	return name
}

// points is a correct response with the points that values earn.
func points(right []string, wrong []string, loss float64) string {
	var out strings.Builder
	out.WriteString("<correctResponse>")
	for _, v := range right {
		fmt.Fprintf(&out, "<value>%s</value>", esc(v))
	}
	out.WriteString("</correctResponse>\n<mapping defaultValue=\"0\">")
	for _, v := range right {
		fmt.Fprintf(&out, "<mapEntry mapKey=\"%s\" mappedValue=\"1\"/>", esc(v))
	}
	for _, v := range wrong {
		if loss != 0 {
			fmt.Fprintf(&out, "<mapEntry mapKey=\"%s\" mappedValue=\"%g\"/>", esc(v), loss)
		}
	}
	out.WriteString("</mapping>\n")
	return out.String()
}

// options declares a response over options and notes their feedback.
func (q *qtiItem) options(options []quizzes.Option, choose int) (name string, ids []string) {
	name = fmt.Sprintf("R%d", len(q.scores)+1)
	var right, wrong []string
	for i, o := range options {
		id := fmt.Sprintf("%s_%c", name, 'a'+i)
		ids = append(ids, id)
		if o.Correct {
			right = append(right, id)
		} else {
			wrong = append(wrong, id)
		}
		if o.Because != "" {
			fmt.Fprintf(&q.feedback, "<modalFeedback outcomeIdentifier=\"FEEDBACK\" identifier=\"%s\" showHide=\"show\">%s</modalFeedback>\n", id, htmlText(o.Text+": "+o.Because))
		}
	}
	loss := 0.0
	if q.it.Scoring == quizzes.Cancel {
		loss = -1
	}
	cardinality := "single"
	if choose > 1 {
		cardinality = "multiple"
	}
	q.respond(cardinality, "identifier", points(right, wrong, loss))
	q.scored(name, choose)
	q.chosen = append(q.chosen, fmt.Sprintf("<variable identifier=\"%s\"/>", name))
	return name, ids
}

func (q *qtiItem) scored(name string, n int) {
	q.scores = append(q.scores, fmt.Sprintf("<mapResponse identifier=\"%s\"/>", name))
	q.max += n
}

func (q *qtiItem) choice(prompt string, options []quizzes.Option, choose int) {
	name, ids := q.options(options, choose)
	fmt.Fprintf(&q.body, "<choiceInteraction responseIdentifier=\"%s\" shuffle=\"%t\" maxChoices=\"%d\">", name, prompt == "", choose)
	if prompt != "" {
		fmt.Fprintf(&q.body, "<prompt>%s</prompt>", esc(prompt))
	}
	for i, o := range options {
		fmt.Fprintf(&q.body, "<simpleChoice identifier=\"%s\">%s</simpleChoice>", ids[i], esc(o.Text))
	}
	q.body.WriteString("</choiceInteraction>\n")
}

func (q *qtiItem) inline(label string, options []quizzes.Option) {
	name, ids := q.options(options, 1)
	fmt.Fprintf(&q.body, "<p>%s <inlineChoiceInteraction responseIdentifier=\"%s\" shuffle=\"true\">", esc(label), name)
	for i, o := range options {
		fmt.Fprintf(&q.body, "<inlineChoice identifier=\"%s\">%s</inlineChoice>", ids[i], esc(o.Text))
	}
	q.body.WriteString("</inlineChoiceInteraction></p>\n")
}

func (q *qtiItem) text(b quizzes.Blank) {
	var entries strings.Builder
	for _, a := range b.Accept {
		fmt.Fprintf(&entries, "<mapEntry mapKey=\"%s\" mappedValue=\"1\" caseSensitive=\"%t\"/>", esc(a), b.Exact)
	}
	name := q.respond("single", "string", fmt.Sprintf("<correctResponse><value>%s</value></correctResponse>\n<mapping defaultValue=\"0\">%s</mapping>\n", esc(b.Accept[0]), entries.String()))
	q.scored(name, 1)
	fmt.Fprintf(&q.body, "<p>%s <textEntryInteraction responseIdentifier=\"%s\" expectedLength=\"40\"/></p>\n", esc(b.Label), name)
}

// order asks for the steps that belong, in order; each at its place is a point, counted by a condition of its own.
func (q *qtiItem) order() {
	var right, all []string
	for i, s := range q.it.Steps {
		id := fmt.Sprintf("S%d", i+1)
		all = append(all, fmt.Sprintf("<simpleChoice identifier=\"%s\">%s</simpleChoice>", id, esc(s.Text)))
		if !s.Extra {
			right = append(right, "<value>"+id+"</value>")
			fmt.Fprintf(&q.conditions, "<responseCondition><responseIf><match><index n=\"%d\"><variable identifier=\"R1\"/></index>"+
				"<baseValue baseType=\"identifier\">%s</baseValue></match><setOutcomeValue identifier=\"PLACES\"><sum><variable identifier=\"PLACES\"/>"+
				"<baseValue baseType=\"float\">1</baseValue></sum></setOutcomeValue></responseIf></responseCondition>\n", len(right), id)
		}
	}
	name := q.respond("ordered", "identifier", "<correctResponse>"+strings.Join(right, "")+"</correctResponse>\n")
	q.outcomes.WriteString("<outcomeDeclaration identifier=\"PLACES\" cardinality=\"single\" baseType=\"float\"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>\n")
	q.scores = append(q.scores, "<variable identifier=\"PLACES\"/>")
	q.max += len(right)
	fmt.Fprintf(&q.body, "<orderInteraction responseIdentifier=\"%s\" shuffle=\"true\" minChoices=\"%d\" maxChoices=\"%d\">%s</orderInteraction>\n",
		name, len(right), len(right), strings.Join(all, ""))
}

// match asks for a target of each source; a target may serve again.
func (q *qtiItem) match() {
	var targets []string
	for _, c := range q.it.Parts()[0].Choices {
		targets = append(targets, c.Text)
	}
	var right, left, to []string
	for i, p := range q.it.Pairs {
		right = append(right, fmt.Sprintf("S%d T%d", i+1, slices.Index(targets, p.Target)+1))
		left = append(left, fmt.Sprintf("<simpleAssociableChoice identifier=\"S%d\" matchMax=\"1\">%s</simpleAssociableChoice>", i+1, esc(p.Source)))
	}
	for i, t := range targets {
		to = append(to, fmt.Sprintf("<simpleAssociableChoice identifier=\"T%d\" matchMax=\"0\">%s</simpleAssociableChoice>", i+1, esc(t)))
	}
	name := q.respond("multiple", "directedPair", points(right, nil, 0))
	q.scored(name, len(right))
	fmt.Fprintf(&q.body, "<matchInteraction responseIdentifier=\"%s\" shuffle=\"true\" maxAssociations=\"%d\"><simpleMatchSet>%s</simpleMatchSet><simpleMatchSet>%s</simpleMatchSet></matchInteraction>\n",
		name, len(right), strings.Join(left, ""), strings.Join(to, ""))
}

// general is the feedback that is always shown.
func (q *qtiItem) general(text string) {
	fmt.Fprintf(&q.feedback, "<modalFeedback outcomeIdentifier=\"FEEDBACK\" identifier=\"GENERAL\" showHide=\"show\">%s</modalFeedback>\n", htmlText(text))
}

// qtiName is an id as an XML name.
func qtiName(id string) string { return "item-" + id }
