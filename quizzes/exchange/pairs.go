package exchange

import (
	"strconv"
	"strings"

	"socrates/quizzes"
)

// Matching is the one form of many parts that all tools know, so yes/no items and orderings travel as matchings, and the
// tag type: says what they were.

// Targets of an ordering and of a yes/no item.
const (
	notNeeded = "not needed"
	yes       = "Yes"
	no        = "No"
)

// pairsOf writes an item as pairs; spare are targets that nothing matches.
func pairsOf(it *quizzes.Item) (pairs []quizzes.Pair, spare []string) {
	switch it.Kind {
	case quizzes.YesNo:
		for _, s := range it.Statements {
			pairs = append(pairs, quizzes.Pair{Source: s.Text, Target: map[bool]string{true: yes, false: no}[s.Yes], Because: s.Because})
		}
	case quizzes.Ordering:
		n := 0
		for _, s := range it.Steps {
			p := quizzes.Pair{Source: s.Text, Target: notNeeded, Because: s.Because}
			if !s.Extra {
				n++
				p.Target = strconv.Itoa(n)
			}
			pairs = append(pairs, p)
		}
	case quizzes.Matching:
		return it.Pairs, it.Targets
	}
	return pairs, spare
}

// takePairs makes an item of pairs what its type says, matching when it says none.
func takePairs(it *quizzes.Item, pairs []quizzes.Pair, spare []string) {
	switch it.Kind {
	case quizzes.YesNo:
		for _, p := range pairs {
			it.Statements = append(it.Statements, quizzes.Statement{Text: p.Source, Yes: p.Target == yes, Because: p.Because})
		}
	case quizzes.Ordering:
		at := map[string]quizzes.Pair{}
		var extra []quizzes.Step
		for _, p := range pairs {
			if p.Target == notNeeded {
				extra = append(extra, quizzes.Step{Text: p.Source, Extra: true, Because: p.Because})
			}
			at[p.Target] = p
		}
		for n := 1; n <= len(pairs)-len(extra); n++ {
			p := at[strconv.Itoa(n)]
			it.Steps = append(it.Steps, quizzes.Step{Text: p.Source, Because: p.Because})
		}
		it.Steps = append(it.Steps, extra...)
	default:
		it.Kind = quizzes.Matching
		it.Pairs, it.Targets = pairs, spare
	}
}

func reasonsOf(pairs []quizzes.Pair) []why {
	var out []why
	for _, p := range pairs {
		out = append(out, why{p.Source, p.Because})
	}
	return out
}

// id makes an identifier of a title.
func id(title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') })
	return strings.Join(words[:min(len(words), 8)], "-")
}
