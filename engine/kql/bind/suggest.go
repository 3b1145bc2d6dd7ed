package bind

import (
	"slices"
	"strings"
	"unicode"
)

// nearest picks the candidate that a misspelt name most probably means: the same letters in another
// case, else the fewest edits, at most one in three letters. Empty when nothing is near.
func nearest(name string, candidates []string) string {
	best, least := "", 1+min(4, max(1, len(name)/3))
	for _, c := range candidates {
		if c == name {
			continue
		}
		if strings.EqualFold(c, name) {
			return c
		}
		if d := distance(strings.ToLower(name), strings.ToLower(c), least); d < least {
			best, least = c, d
		}
	}
	if best == "" {
		return sameWords(name, candidates)
	}
	return best
}

// sameWords finds the candidate that differs only by underscores: columnifexists, column_ifexists.
func sameWords(name string, candidates []string) string {
	bare := strings.ToLower(strings.ReplaceAll(name, "_", ""))
	for _, c := range candidates {
		if strings.ToLower(strings.ReplaceAll(c, "_", "")) == bare {
			return c
		}
	}
	return ""
}

// distance counts insertions, deletions, replacements and swaps of neighbours; it stops at limit.
func distance(a, b string, limit int) int {
	if n := len(a) - len(b); n >= limit || -n >= limit {
		return limit
	}
	prev2, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+differ(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least >= limit {
			return limit
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}

func differ(a, b byte) int {
	if a == b {
		return 0
	}
	return 1
}

// bareName reports whether a name can stand in a query without quotes.
func bareName(name string) bool {
	for i, r := range name {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return name != ""
}

// quoted writes a name as it has to stand in a query.
func quoted(name string) string {
	if bareName(name) || isQualifier(name) {
		return name
	}
	return "['" + strings.ReplaceAll(name, "'", `\'`) + "']"
}

func sortedNames(names []string) []string {
	slices.Sort(names)
	return names
}
