package quizzes

import (
	"fmt"
	"strings"
)

// Fact is what the bank knows of a fact that items rest on: how sure it is, not what it says.
type Fact struct {
	Confidence string // high, medium, low, conflict
	AsOf       string // as the source was dated
}

// Shaky reports whether no key may rest on the fact.
func (f Fact) Shaky() bool { return f.Confidence == "low" || f.Confidence == "conflict" }

// readFacts reads lines "A2 high 2026-09-24"; # begins a comment.
func readFacts(name, text string) (map[string]Fact, error) {
	out := map[string]Fact{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line, _, _ = strings.Cut(line, "#")
		w := strings.Fields(line)
		if len(w) == 0 {
			continue
		}
		if len(w) < 2 {
			return nil, fmt.Errorf("%s: a fact is written: id confidence date", place(name, n))
		}
		if _, twice := out[w[0]]; twice {
			return nil, fmt.Errorf("%s: fact %s stands twice", place(name, n), w[0])
		}
		out[w[0]] = Fact{Confidence: w[1], AsOf: strings.Join(w[2:], " ")}
	}
	return out, nil
}
