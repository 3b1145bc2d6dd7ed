package exchange

import (
	"strings"

	"socrates/quizzes"
)

// tags are the metadata of an item that fit into a short word.
func tags(it *quizzes.Item) []string {
	var out []string
	add := func(name, value string) {
		if value != "" {
			out = append(out, name+":"+value)
		}
	}
	add("objective", it.Objective)
	add("level", it.Level)
	add("type", string(it.Kind))
	add("profile", it.Profile)
	add("concept", it.Concept)
	for _, id := range it.Enemies {
		add("enemy", id)
	}
	add("lab", it.Lab)
	add("scoring", string(it.Scoring))
	if it.Case != nil {
		add("case", it.Case.ID)
	}
	return out
}

// takeTags reads what tags wrote; tags of other tools are left.
func takeTags(it *quizzes.Item, tags []string) {
	for _, t := range tags {
		name, value, _ := strings.Cut(t, ":")
		switch name {
		case "objective":
			it.Objective = value
		case "level":
			it.Level = value
		case "type":
			it.Kind = quizzes.Kind(value)
		case "profile":
			it.Profile = value
		case "concept":
			it.Concept = value
		case "enemy":
			it.Enemies = append(it.Enemies, value)
		case "lab":
			it.Lab = value
		case "scoring":
			it.Scoring = quizzes.Scoring(value)
		}
	}
}
