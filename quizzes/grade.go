package quizzes

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Result is what an answer earned.
type Result struct {
	Points  int          `json:"points"`
	Max     int          `json:"max"`
	Parts   []PartResult `json:"parts"`
	Explain string       `json:"explain,omitempty"`
}

// Right reports whether every point was earned.
func (r *Result) Right() bool { return r.Points == r.Max }

// PartResult explains one part: what was answered, whether it is right, and why.
type PartResult struct {
	Label   string   `json:"label,omitempty"`
	Answer  string   `json:"answer"` // as shown; "" when nothing was answered
	Right   bool     `json:"right"`
	Want    string   `json:"want"` // the right answer as shown
	Because []Reason `json:"because"`
}

// Reason explains one choice.
type Reason struct {
	Text    string `json:"text"`
	Correct bool   `json:"correct"`
	Chosen  bool   `json:"chosen"`
	Because string `json:"because"`
}

// Grade judges answers, one for each part (choice ids or free text); missing ones count as nothing.
// A live KQL item takes the query as its only answer and needs run.
func (it *Item) Grade(ctx context.Context, answers []string, run Runner) (*Result, error) {
	if it.Kind == KQL {
		return it.gradeQuery(ctx, strings.TrimSpace(strings.Join(answers, "\n")), run)
	}
	parts := it.Parts()
	if err := it.offered(parts, answers); err != nil {
		return nil, err
	}
	r := &Result{Max: len(parts), Explain: it.Explain}
	used := map[string]bool{}
	for i, p := range parts {
		var a string
		if i < len(answers) {
			a = strings.TrimSpace(answers[i])
		}
		right := a != "" && p.accept(a) && !(it.Kind == Multiple && used[a])
		used[a] = true
		if right {
			r.Points++
		}
		r.Parts = append(r.Parts, it.explain(p, i, a, right))
	}
	it.score(r, answers)
	if it.Kind == Multiple {
		r.Parts = []PartResult{mergePicks(r.Parts, answers)}
	}
	return r, nil
}

// score turns points per part into what the item's scoring makes of them.
func (it *Item) score(r *Result, answers []string) {
	switch it.Scoring {
	case Whole:
		r.Points, r.Max = r.Points/r.Max, 1
	case Cancel:
		for i, p := range r.Parts {
			if !p.Right && i < len(answers) && strings.TrimSpace(answers[i]) != "" {
				r.Points--
			}
		}
		r.Points = max(r.Points, 0)
	}
}

// offered refuses answers that nobody could have chosen, so that a slip of the finger is not graded.
func (it *Item) offered(parts []Part, answers []string) error {
	if len(answers) > len(parts) {
		return fmt.Errorf("question %s takes %d answers, not %d", it.ID, len(parts), len(answers))
	}
	for i, a := range answers {
		var ids []string
		for _, c := range parts[i].Choices {
			ids = append(ids, c.ID)
		}
		if a = strings.TrimSpace(a); a != "" && ids != nil && !slices.Contains(ids, a) {
			return fmt.Errorf("question %s does not offer %q; it offers %s", it.ID, a, strings.Join(ids, ", "))
		}
	}
	return nil
}

// explain says of one part what was chosen and gives the reason of every choice; rows that share one
// reason (yes/no, matching) give it once.
func (it *Item) explain(p Part, i int, answer string, right bool) PartResult {
	out := PartResult{Label: p.Label, Answer: answer, Right: right, Want: p.Right}
	for _, c := range p.Choices {
		if c.ID == answer {
			out.Answer = c.Text
		}
		r := Reason{Text: c.Text, Correct: p.accept(c.ID), Chosen: c.ID == answer, Because: c.because}
		if it.Kind == Single || it.Kind == Multiple || it.Kind == HotSpot || r.Correct {
			out.Because = append(out.Because, r)
		}
	}
	if it.Kind == Fill {
		out.Because = []Reason{{Text: p.Right, Correct: true, Because: it.Blanks[i].Because}}
	}
	return out
}

// mergePicks shows a choose-n item as the one list it is.
func mergePicks(parts []PartResult, answers []string) PartResult {
	out := parts[0]
	out.Right = !slices.ContainsFunc(parts, func(p PartResult) bool { return !p.Right })
	var shown []string
	for _, p := range parts {
		if p.Answer != "" {
			shown = append(shown, p.Answer)
		}
	}
	out.Answer = strings.Join(shown, "; ")
	for i := range out.Because {
		out.Because[i].Chosen = slices.Contains(answers, letter(i))
	}
	return out
}
