package quizzes

import (
	"fmt"
	"slices"
	"strings"
)

// sameRows compares two answers as bags of rows (as sequences when ordered). Neither the names of columns
// nor their order decide: columns are paired by what they hold.
func sameRows(got, want [][]string, ordered bool) bool {
	if len(got) != len(want) {
		return false
	}
	if len(want) == 0 {
		return true
	}
	if len(got[0]) != len(want[0]) {
		return false
	}
	return pairing(got, want, ordered, nil)
}

// pairing tries to find, column by column of want, a column of got that holds the same; at gives the ones
// found so far. Columns that hold the same values are tried in turn.
func pairing(got, want [][]string, ordered bool, at []int) bool {
	width := len(want[0])
	if len(at) == width {
		return equalRows(project(got, at), project(want, count(width)), ordered)
	}
	need := project(want, []int{len(at)})
	for c := range width {
		if !slices.Contains(at, c) && equalRows(project(got, []int{c}), need, ordered) &&
			pairing(got, want, ordered, append(slices.Clone(at), c)) {
			return true
		}
	}
	return false
}

func count(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func equalRows(a, b []string, ordered bool) bool {
	if !ordered {
		slices.Sort(a)
		slices.Sort(b)
	}
	return slices.Equal(a, b)
}

// project gives each row as one text of the chosen columns.
func project(rows [][]string, at []int) []string {
	out := make([]string, len(rows))
	cells := make([]string, len(at))
	for i, r := range rows {
		for j, c := range at {
			cells[j] = r[c]
		}
		out[i] = strings.Join(cells, "\x1f")
	}
	return out
}

// compareRows tells a near miss what is surplus or missing without giving rows away.
func compareRows(got, want [][]string) string {
	switch {
	case len(got) == 0:
		return "your query runs and finds nothing"
	case len(want) > 0 && len(got[0]) != len(want[0]):
		return fmt.Sprintf("your answer has %d columns, %d were asked for", len(got[0]), len(want[0]))
	}
	counts := map[string]int{}
	for _, k := range project(want, count(len(want[0]))) {
		counts[k]++
	}
	surplus := 0
	for _, k := range project(got, count(len(got[0]))) {
		if counts[k]--; counts[k] < 0 {
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
