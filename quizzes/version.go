package quizzes

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// Version is a digest of what the item asks and what it takes for right, so that answers to an earlier
// wording are told apart. Reasons, sources and dates do not count.
func (it *Item) Version() string {
	type option struct {
		Text string
		Key  bool
	}
	options := func(in []Option) []option {
		return mapped(in, func(o Option) option { return option{o.Text, o.Correct} })
	}
	var areas [][]option
	for _, a := range it.Areas {
		areas = append(areas, append(options(a.Choices), option{Text: a.Label}))
	}
	query := ""
	if it.Query != nil {
		query = it.Query.Reference
	}
	raw, err := json.Marshal([]any{
		it.Kind, it.Stem, it.Exhibit, options(it.Options), it.Choose, areas, it.Targets, it.Vary, it.Variants, query,
		mapped(it.Statements, func(s Statement) option { return option{s.Text, s.Yes} }),
		mapped(it.Steps, func(s Step) option { return option{s.Text, s.Extra} }),
		mapped(it.Pairs, func(p Pair) [2]string { return [2]string{p.Source, p.Target} }),
		mapped(it.Blanks, func(b Blank) []string { return append([]string{b.Label}, b.Accept...) }),
	})
	if err != nil {
		return "unknown" // strings and numbers always marshal
	}
	return fmt.Sprintf("%x", sha256.Sum256(raw))[:12]
}
