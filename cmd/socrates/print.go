package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"socrates/engine/tenant"
)

// say prints one sentence, or v in JSON.
func (a *app) say(v any, format string, args ...any) error {
	if a.json {
		return a.emit(v)
	}
	_, err := fmt.Fprintf(a.out, format+"\n", args...)
	return err
}

// clockText writes a moment of the simulated clock to the second.
func clockText(i tenant.Instant) string { return i.Time().Format("2006-01-02 15:04:05Z") }

// thousands writes a count with thin groups: 1,234,567.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func first(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[0]
}

func join(words []string) string { return strings.Join(words, ", ") }

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
