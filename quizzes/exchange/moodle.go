package exchange

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"socrates/quizzes"
)

// The parts of Moodle's XML that are used here.
type mdQuiz struct {
	XMLName   xml.Name     `xml:"quiz"`
	Questions []mdQuestion `xml:"question"`
}

type mdQuestion struct {
	Type         string   `xml:"type,attr"`
	Category     *mdText  `xml:"category"`
	Name         *mdText  `xml:"name"`
	Text         *mdRich  `xml:"questiontext"`
	General      *mdRich  `xml:"generalfeedback"`
	Grade        string   `xml:"defaultgrade,omitempty"`
	Penalty      string   `xml:"penalty,omitempty"`
	IDNumber     string   `xml:"idnumber,omitempty"`
	Single       string   `xml:"single,omitempty"`
	Shuffle      string   `xml:"shuffleanswers,omitempty"`
	Numbering    string   `xml:"answernumbering,omitempty"`
	UseCase      string   `xml:"usecase,omitempty"`
	LayoutType   string   `xml:"layouttype,omitempty"`
	SelectType   string   `xml:"selecttype,omitempty"`
	GradingType  string   `xml:"gradingtype,omitempty"`
	Answers      []mdAns  `xml:"answer"`
	Subquestions []mdSub  `xml:"subquestion"`
	Tags         []mdText `xml:"tags>tag"`
}

type mdText struct {
	Text string `xml:"text"`
}

type mdRich struct {
	Format string `xml:"format,attr,omitempty"`
	Text   string `xml:"text"`
}

type mdAns struct {
	Fraction string  `xml:"fraction,attr"`
	Format   string  `xml:"format,attr,omitempty"`
	Text     string  `xml:"text"`
	Feedback *mdRich `xml:"feedback"`
}

type mdSub struct {
	Format string `xml:"format,attr,omitempty"`
	Text   string `xml:"text"`
	Answer mdText `xml:"answer"`
}

const markdown = "markdown"

func rich(s string) *mdRich { return &mdRich{Format: markdown, Text: marked(strings.TrimSpace(s))} }

// WriteMoodle writes items as Moodle XML, one category for each objective. Hot spots and fill-ins with several blanks become
// cloze questions; live items have no form there and are skipped.
func WriteMoodle(w io.Writer, items []*quizzes.Item) (*Report, error) {
	r := newReport("Moodle XML")
	var quiz mdQuiz
	category := ""
	for _, it := range items {
		if it.Kind == quizzes.KQL {
			r.skip(it.ID, "Moodle cannot grade a query by its rows")
			continue
		}
		it = r.plain(it)
		if it.Objective != category {
			category = it.Objective
			quiz.Questions = append(quiz.Questions, mdQuestion{Type: "category", Category: &mdText{"$course$/top/" + category}})
		}
		quiz.Questions = append(quiz.Questions, mdFrom(it, r))
		r.Done++
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return nil, err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(quiz); err != nil {
		return nil, err
	}
	_, err := io.WriteString(w, "\n")
	return r, err
}

func mdFrom(it *quizzes.Item, r *Report) mdQuestion {
	q := mdQuestion{Name: &mdText{it.ID}, Text: rich(stemText(it)), IDNumber: it.ID, Grade: "1.0000000", Penalty: "0.3333333"}
	for _, t := range tags(it) {
		q.Tags = append(q.Tags, mdText{t})
	}
	var reasons []why
	switch it.Kind {
	case quizzes.Single, quizzes.Multiple:
		q.choice(it, r)
	case quizzes.Ordering:
		reasons = q.ordering(it)
	case quizzes.YesNo, quizzes.Matching:
		reasons = q.matching(it)
	case quizzes.Fill:
		if len(it.Blanks) > 1 {
			q.cloze(it)
			break
		}
		q.short(it.Blanks[0])
	case quizzes.HotSpot:
		q.cloze(it)
	}
	q.General = rich(generalFeedback(it, reasons))
	return q
}

func (q *mdQuestion) choice(it *quizzes.Item, r *Report) {
	q.Type, q.Single, q.Shuffle, q.Numbering = "multichoice", "true", "true", "abc"
	choose := 1
	if it.Kind == quizzes.Multiple {
		q.Single, choose = "false", it.Choose
		r.lose(it.ID, "a wrong pick takes points away there, since the number of picks cannot be limited")
	}
	for _, o := range it.Options {
		share := fraction(o.Correct, choose)
		if choose == 1 && !o.Correct {
			share = "0"
		}
		q.Answers = append(q.Answers, mdAns{Fraction: share, Format: markdown, Text: marked(o.Text), Feedback: rich(o.Because)})
	}
}

// ordering writes the steps that belong; Moodle's ordering has no place for others, so with some the item is a matching.
func (q *mdQuestion) ordering(it *quizzes.Item) []why {
	pairs, _ := pairsOf(it)
	for _, s := range it.Steps {
		if s.Extra {
			return q.matching(it)
		}
	}
	q.Type, q.LayoutType, q.SelectType, q.GradingType = "ordering", "VERTICAL", "ALL", "ABSOLUTE_POSITION"
	for i, s := range it.Steps {
		q.Answers = append(q.Answers, mdAns{Fraction: fmt.Sprintf("%d.0000000", i+1), Format: markdown, Text: marked(s.Text)})
	}
	return reasonsOf(pairs)
}

func (q *mdQuestion) matching(it *quizzes.Item) []why {
	q.Type, q.Shuffle = "matching", "true"
	pairs, spare := pairsOf(it)
	for _, p := range pairs {
		q.Subquestions = append(q.Subquestions, mdSub{Format: markdown, Text: marked(p.Source), Answer: mdText{p.Target}})
	}
	for _, t := range spare {
		q.Subquestions = append(q.Subquestions, mdSub{Format: markdown, Answer: mdText{t}})
	}
	return reasonsOf(pairs)
}

func (q *mdQuestion) short(b quizzes.Blank) {
	q.Type, q.UseCase = "shortanswer", "0"
	if b.Exact {
		q.UseCase = "1"
	}
	for _, a := range b.Accept {
		q.Answers = append(q.Answers, mdAns{Fraction: "100", Format: "plain_text", Text: a, Feedback: rich(b.Because)})
	}
}
