package syntax

import "strings"

// Nearest finds the candidate that word was probably meant to be: equal but for case, or at most two
// slips away (one in short words), where a slip is a letter too many, too few, wrong, or swapped with
// its neighbour. The first of equally near candidates wins.
func Nearest(word string, candidates []string) (string, bool) {
	best, limit := "", 3
	if len(word) < 5 {
		limit = 2
	}
	for _, c := range candidates {
		if strings.EqualFold(c, word) {
			return c, true
		}
		if d := slips(strings.ToLower(word), c, limit); d < limit {
			best, limit = c, d
		}
	}
	return best, best != ""
}

// slips is the edit distance (optimal string alignment) of a and b, or limit when it is not below.
func slips(a, b string, limit int) int {
	if abs(len(a)-len(b)) >= limit {
		return limit
	}
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return min(last[len(b)], limit)
}

func abs(n int) int { return max(n, -n) }
