package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"socrates/quizzes"
)

// judged is a line of a key: what could be answered, whether it is right, and why.
type judged struct {
	text, because string
	right         bool
}

// answersOf spells out the key of an item with every reason.
func answersOf(it *quizzes.Item) []judged {
	var out []judged
	add := func(right bool, because, format string, args ...any) {
		out = append(out, judged{fmt.Sprintf(format, args...), because, right})
	}
	for _, o := range it.Options {
		add(o.Correct, o.Because, "%s", o.Text)
	}
	for _, s := range it.Statements {
		add(true, s.Because, "%s: %s", strings.TrimSuffix(s.Text, "."), map[bool]string{true: yes, false: no}[s.Yes])
	}
	n := 0
	for _, s := range it.Steps {
		if s.Extra {
			add(false, s.Because, "%s", s.Text)
			continue
		}
		n++
		add(true, s.Because, "%d. %s", n, s.Text)
	}
	for _, p := range it.Pairs {
		add(true, p.Because, "%s → %s", p.Source, p.Target)
	}
	for _, b := range it.Blanks {
		add(true, b.Because, "%s: %s", b.Label, strings.Join(b.Accept, " / "))
	}
	for i, a := range it.Areas {
		for _, o := range a.Choices {
			add(o.Correct, o.Because, "[%d] %s: %s", i+1, a.Label, o.Text)
		}
	}
	return out
}

func byText(cs []quizzes.Choice) []quizzes.Choice {
	return slices.SortedFunc(slices.Values(cs), func(a, b quizzes.Choice) int { return cmp.Compare(a.Text, b.Text) })
}
