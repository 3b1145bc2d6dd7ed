package quizzes

import (
	"fmt"
	"slices"
	"strings"
)

// sameRows compares two answers as sets of rows (as sequences when ordered). Columns are compared by
// position; names do not count.
func sameRows(got, want [][]string, ordered bool) bool {
	g, w := keys(got), keys(want)
	if !ordered {
		slices.Sort(g)
		slices.Sort(w)
	}
	return slices.Equal(g, w)
}

func keys(rows [][]string) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = strings.Join(r, "\x1f")
	}
	return out
}

// compareRows tells a near miss what is surplus or missing without giving rows away.
func compareRows(got, want [][]string) string {
	if len(got) > 0 && len(want) > 0 && len(got[0]) != len(want[0]) {
		return fmt.Sprintf("your answer has %d columns, %d were asked for", len(got[0]), len(want[0]))
	}
	count := map[string]int{}
	for _, k := range keys(want) {
		count[k]++
	}
	surplus := 0
	for _, k := range keys(got) {
		if count[k]--; count[k] < 0 {
			surplus++
		}
	}
	missing := len(want) - (len(got) - surplus)
	switch {
	case surplus == 0 && missing == 0:
		return "the rows are right, but not in the order that was asked for"
	case surplus == 0:
		return fmt.Sprintf("every row you have is right, and %d are missing", missing)
	case missing == 0:
		return fmt.Sprintf("all rows are there, and %d more that do not belong", surplus)
	}
	return fmt.Sprintf("%d rows do not belong and %d are missing", surplus, missing)
}
