package quizzes

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// A Part is one thing to decide in an item and one point. Every kind but KQL is a list of parts, so that
// asking and grading know only one shape.
type Part struct {
	Label   string   `json:"label,omitempty"`   // the statement, source, blank or area; "" for an item that is one decision
	Choices []Choice `json:"choices,omitempty"` // what may be answered; nil for free text
	Right   string   `json:"-"`                 // the right answer as it is shown; the key, so it travels in no JSON
	accept  func(answer string) bool
}

// Choice is something to pick. ID is what an answer names.
type Choice struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	because string
}

func letter(i int) string { return string(rune('a' + i)) }

func choices(options []Option) []Choice {
	out := make([]Choice, len(options))
	for i, o := range options {
		out[i] = Choice{letter(i), o.Text, o.Because}
	}
	return out
}

// Parts spells an item out. A multiple item has one part for each option to choose, all with the same
// choices; Grade sees to it that an option counts once.
func (it *Item) Parts() []Part {
	switch it.Kind {
	case Single:
		return []Part{optionPart("", it.Options)}
	case Multiple:
		return slices.Repeat([]Part{optionPart("", it.Options)}, max(it.Choose, 1))
	case YesNo:
		return mapped(it.Statements, yesNoPart)
	case Ordering:
		return it.orderParts()
	case Matching:
		return it.matchParts()
	case Fill:
		return mapped(it.Blanks, blankPart)
	case HotSpot:
		return mapped(it.Areas, func(a Area) Part { return optionPart(a.Label, a.Choices) })
	}
	return nil
}

func mapped[T, U any](in []T, f func(T) U) []U {
	out := make([]U, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}

func optionPart(label string, options []Option) Part {
	var right []string
	var shown []string
	for i, o := range options {
		if o.Correct {
			right = append(right, letter(i))
			shown = append(shown, o.Text)
		}
	}
	return Part{
		Label: label, Choices: choices(options), Right: strings.Join(shown, "; "),
		accept: func(a string) bool { return slices.Contains(right, a) },
	}
}

func yesNoPart(s Statement) Part {
	right := map[bool]string{true: "yes", false: "no"}[s.Yes]
	return Part{
		Label: s.Text, Right: right,
		Choices: []Choice{{"yes", "Yes", s.Because}, {"no", "No", s.Because}},
		accept:  func(a string) bool { return a == right },
	}
}

func blankPart(b Blank) Part {
	return Part{Label: b.Label, Right: strings.Join(b.Accept[:min(len(b.Accept), 1)], ""), accept: func(a string) bool {
		return slices.ContainsFunc(b.Accept, func(want string) bool {
			a, want := strings.TrimSpace(a), strings.TrimSpace(want)
			return a == want || !b.Exact && strings.EqualFold(a, want)
		})
	}}
}

// orderParts offers the steps by the alphabet, since the file has them in the order that is asked for.
func (it *Item) orderParts() []Part {
	steps := slices.Clone(it.Steps)
	slices.SortStableFunc(steps, func(a, b Step) int { return cmp.Compare(a.Text, b.Text) })
	all := make([]Choice, len(steps))
	for i, s := range steps {
		all[i] = Choice{letter(i), s.Text, s.Because}
	}
	var out []Part
	for _, s := range it.Steps {
		if s.Extra {
			continue
		}
		right := letter(slices.Index(steps, s))
		out = append(out, Part{
			Label: fmt.Sprintf("step %d", len(out)+1), Choices: all, Right: s.Text,
			accept: func(a string) bool { return a == right },
		})
	}
	return out
}

func (it *Item) matchParts() []Part {
	targets := slices.Clone(it.Targets)
	for _, p := range it.Pairs {
		if !slices.Contains(targets, p.Target) {
			targets = append(targets, p.Target)
		}
	}
	slices.Sort(targets)
	return mapped(it.Pairs, func(p Pair) Part {
		cs := make([]Choice, len(targets))
		for i, t := range targets {
			cs[i] = Choice{letter(i), t, p.Because}
		}
		right := letter(slices.Index(targets, p.Target))
		return Part{Label: p.Source, Choices: cs, Right: p.Target, accept: func(a string) bool { return a == right }}
	})
}

// Shuffled returns the choices in an order drawn from rng. Yes/no keeps its order, and so do choices
// that are all numbers, which are shown ascending as the file has them.
func (p Part) Shuffled(rng *rand.Rand) []Choice {
	out := slices.Clone(p.Choices)
	numeric := !slices.ContainsFunc(out, func(c Choice) bool { return c.Text == "" || c.Text[0] < '0' || c.Text[0] > '9' })
	if numeric || len(out) == 2 && out[0].ID == "yes" {
		return out
	}
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}
