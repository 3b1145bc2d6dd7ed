package udf

import (
	"math"

	"socrates/engine/kql/value"
)

// Filling the gaps of a series. What is no gap is kept as it was written.

var seriesFillFuncs = []Func{
	{Name: "kql_series_fill_const", In: []Type{Text, Text, Text}, Out: Text, Fn: Of3(fillConst)},
	{Name: "kql_series_fill_forward", In: []Type{Text, Text}, Out: Text, Fn: Of2(fillForward)},
	{Name: "kql_series_fill_backward", In: []Type{Text, Text}, Out: Text, Fn: Of2(fillBackward)},
	{Name: "kql_series_fill_linear", In: []Type{Text, Text, Bool, Text}, Out: Text, Fn: Of4(fillLinear)},
}

// isGap asks whether an element is the placeholder for a missing value; numbers compare by value.
func isGap(element, placeholder string) bool {
	if element == placeholder {
		return true
	}
	a, b := readNum(element), readNum(placeholder)
	return !a.none && !b.none && a.f == b.f
}

func fillConst(js, constant, placeholder string) (string, bool) {
	s := value.Elements(js)
	for i, e := range s {
		if isGap(e, placeholder) {
			s[i] = constant
		}
	}
	return joinJSON(s), isArray(js)
}

func fillForward(js, placeholder string) (string, bool) {
	s := value.Elements(js)
	for i := 1; i < len(s); i++ {
		if isGap(s[i], placeholder) {
			s[i] = s[i-1]
		}
	}
	return joinJSON(s), isArray(js)
}

func fillBackward(js, placeholder string) (string, bool) {
	s := value.Elements(js)
	for i := len(s) - 2; i >= 0; i-- {
		if isGap(s[i], placeholder) {
			s[i] = s[i+1]
		}
	}
	return joinJSON(s), isArray(js)
}

// fillLinear draws a line over each gap. Gaps at the ends take the nearest value if edges says so; a series
// of nothing but gaps takes the constant. Between whole numbers the line is cut down to whole numbers.
func fillLinear(js, placeholder string, edges bool, constant string) (string, bool) {
	s := value.Elements(js)
	var known []int
	whole := true
	for i, e := range s {
		if !isGap(e, placeholder) {
			known = append(known, i)
			whole = whole && readNum(e).whole
		}
	}
	if len(known) == 0 {
		for i := range s {
			s[i] = constant
		}
		return joinJSON(s), isArray(js)
	}
	if edges {
		fillEdges(s, known)
	}
	for k := 1; k < len(known); k++ {
		bridge(s, known[k-1], known[k], whole)
	}
	return joinJSON(s), isArray(js)
}

func fillEdges(s []string, known []int) {
	first, last := known[0], known[len(known)-1]
	for i := range first {
		s[i] = s[first]
	}
	for i := last + 1; i < len(s); i++ {
		s[i] = s[last]
	}
}

// bridge fills the places between from and to.
func bridge(s []string, from, to int, whole bool) {
	a, b := readNum(s[from]), readNum(s[to])
	if a.none || b.none {
		return
	}
	for i := from + 1; i < to; i++ {
		f := a.f + (b.f-a.f)*float64(i-from)/float64(to-from)
		if whole {
			s[i] = longJSON(int64(math.Trunc(f)))
			continue
		}
		s[i] = realJSON(f)
	}
}
