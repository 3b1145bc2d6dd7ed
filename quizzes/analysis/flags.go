package analysis

import (
	"fmt"

	"socrates/quizzes"
)

// flags says what is wrong with an item that enough learners have answered.
func flags(it *quizzes.Item, x Item) []string {
	out := []string{}
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	switch {
	case x.Difficulty > 0.95:
		say("nearly everyone is right: it tells nothing apart")
	case x.Difficulty < 0.25:
		say("hardly anyone is right: check the key and the wording")
	}
	if r := x.PointBiserial; r != nil {
		switch {
		case *r < 0 && x.Answers >= Enough:
			say("the able are wrong more often than the weak: the key is suspect; take it out until it is checked")
		case *r < 0:
			say("the able are wrong more often than the weak: the key is suspect")
		case *r < 0.1:
			say("it hardly tells able from weak learners (correlation %.2f)", *r)
		}
	}
	for _, o := range x.Options {
		switch {
		case o.Key:
		case o.PointBiserial != nil && *o.PointBiserial > 0.05 && o.Share >= 0.05:
			say("the able choose %s: ambiguous, or the key is wrong", o.ID)
		case o.Share < 0.05:
			say("hardly anyone chooses %s: it does no work", o.ID)
		}
	}
	if planned := it.PlannedSeconds(); x.Median > 2*planned {
		say("it takes %.0f s where %.0f s are planned: too much to read", x.Median, planned)
	}
	return out
}
