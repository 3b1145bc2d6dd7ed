package udf

import (
	"slices"
	"strings"

	"socrates/engine/kql/value"
)

var arrayFuncs = []Func{
	{Name: "kql_array_rotate", In: []Type{Text, Long}, Out: Text, Fn: Of2(arrayRotate)},
	{Name: "kql_array_shift", In: []Type{Text, Long, Text}, Out: Text, Fn: Of3(arrayShift)},
	{Name: "kql_array_split", In: []Type{Text, Text}, Out: Text, Fn: Of2(arraySplit)},
	{Name: "kql_array_iff", In: []Type{Text, Text, Text}, Out: Text, Fn: Of3(arrayIff)},
	{Name: "kql_array_find", In: []Type{Text, Text, Long, Long, Long}, Out: Long, Fn: Of5(arrayFind)},
	{Name: "kql_jaccard", In: []Type{Text, Text}, Out: Real, Fn: Of2(jaccard)},
	{Name: "kql_repeat", In: []Type{Text, Long}, Out: Text, Fn: Of2(repeatValue)},
	{Name: "kql_range_real", In: []Type{Real, Real, Real}, Out: Text, Fn: Of3(rangeReal)},
	{Name: "kql_range_timespan", In: []Type{Long, Long, Long}, Out: Text, Fn: Of3(rangeTimespan)},
	{Name: "kql_tree_paths", In: []Type{Text}, Out: Text, Fn: Of1(treePaths)},
	{Name: "kql_pack_nonempty", In: []Type{Text}, Out: Text, Fn: Of1(packNonEmpty)},
}

// arrayRotate moves the elements n places to the left, those that fall out coming in on the right.
func arrayRotate(js string, n int64) (string, bool) {
	l, ok := list(js)
	if size := int64(len(l)); size > 0 {
		n = (n%size + size) % size
		l = append(l[n:len(l):len(l)], l[:n]...)
	}
	return array(l), ok
}

// arrayShift moves the elements n places to the left and fills the free places.
func arrayShift(js string, n int64, fill string) (string, bool) {
	l, ok := list(js)
	size := int64(len(l))
	n = max(min(n, size), -size)
	free := slices.Repeat([]string{fill}, int(max(n, -n)))
	if n >= 0 {
		return array(append(l[n:len(l):len(l)], free...)), ok
	}
	return array(append(free, l[:size+n]...)), ok
}

// arraySplit cuts before each position; positions is a number or an array of them, negative ones counted
// from the end.
func arraySplit(js, positions string) (string, bool) {
	l, ok := list(js)
	var parts []string
	at := 0
	for _, p := range value.Elements(positions) {
		n, isLong := value.ParseLong(p)
		if !isLong {
			return "", false
		}
		if n < 0 {
			n = max(n+int64(len(l)), 0)
		}
		cut := max(int(min(n, int64(len(l)))), at)
		parts = append(parts, array(l[at:cut]))
		at = cut
	}
	return array(append(parts, array(l[at:]))), ok
}

// arrayIff picks for each condition the element of one of two arrays; a value that is no array serves for
// every position.
func arrayIff(conditions, yes, no string) (string, bool) {
	cs, ok := list(conditions)
	for i, c := range cs {
		truth, known := jsonTruth(c)
		switch {
		case !known:
			cs[i] = "null"
		case truth:
			cs[i] = elementAt(yes, i)
		default:
			cs[i] = elementAt(no, i)
		}
	}
	return array(cs), ok
}

func jsonTruth(js string) (truth, known bool) {
	if js == "true" || js == "false" {
		return js == "true", true
	}
	f, ok := value.ParseReal(js)
	return f != 0, ok
}

func elementAt(js string, i int) string {
	l, ok := list(js)
	switch {
	case !ok:
		return js
	case i < len(l):
		return l[i]
	}
	return "null"
}

// arrayFind gives the position of the n-th occurrence of an element between start and start+length; -1
// when there is none. A negative start counts from the end, length -1 means to the end.
func arrayFind(js, element string, start, length, n int64) (int64, bool) {
	l, ok := list(js)
	size := int64(len(l))
	if start < 0 {
		start = max(start+size, 0)
	}
	end := size
	if length >= 0 {
		end = min(size, start+length)
	}
	for i := start; i < end && n > 0; i++ {
		if sameJSON(l[i], element) {
			if n--; n == 0 {
				return i, ok
			}
		}
	}
	return -1, ok
}

// sameJSON compares two elements; 15 and 15.0 are the same number.
func sameJSON(a, b string) bool {
	if a == b {
		return true
	}
	if strings.HasPrefix(a, `"`) || strings.HasPrefix(b, `"`) {
		return false
	}
	x, okX := value.ParseReal(a)
	y, okY := value.ParseReal(b)
	return okX && okY && x == y
}

// jaccard is the share of the elements of both sets that stand in each.
func jaccard(a, b string) (float64, bool) {
	x, okX := list(a)
	y, okY := list(b)
	if !okX || !okY {
		return 0, false
	}
	x, y = unique(x), unique(y)
	common := 0
	for _, e := range x {
		if slices.Contains(y, e) {
			common++
		}
	}
	all := len(x) + len(y) - common
	return float64(common) / float64(all), all > 0
}

// repeatValue makes an array of n equal elements, at most as many as range() makes.
func repeatValue(js string, n int64) (string, bool) {
	return array(slices.Repeat([]string{js}, int(min(max(n, 0), maxRange, maxText/int64(len(js)+1))))), true
}

func rangeReal(start, stop, step float64) (string, bool) {
	var out []string
	for i := 0; step != 0 && i < maxRange; i++ {
		v := start + float64(i)*step
		if step > 0 && v > stop || step < 0 && v < stop || v != v {
			break
		}
		out = append(out, realJSON(v))
	}
	return array(out), true
}

func rangeTimespan(start, stop, step int64) (string, bool) {
	return steps(start, stop, step, func(v int64) string { return quoteJSON(value.FormatTimespan(v)) })
}

// treePaths lists the paths of all parts of a value, as ['a']['b'] and ['c'][0].
func treePaths(js string) (string, bool) {
	var out []string
	walkPaths(js, "", &out)
	seen := map[string]bool{}
	out = slices.DeleteFunc(out, func(p string) bool {
		again := seen[p]
		seen[p] = true
		return again
	})
	return texts(out), len(out) > 0
}

func walkPaths(js, prefix string, out *[]string) {
	if prefix != "" {
		*out = append(*out, prefix)
	}
	if ps, ok := bagOf(js); ok {
		for _, p := range ps {
			walkPaths(p.val, prefix+"['"+p.key+"']", out)
		}
	} else if l, ok := list(js); ok {
		for _, e := range l { // [0] stands for any place in an array
			walkPaths(e, prefix+"[0]", out)
		}
	}
}

// packNonEmpty drops the properties of a bag that are null or the empty text.
func packNonEmpty(js string) (string, bool) {
	ps, ok := bagOf(js)
	return writeBag(slices.DeleteFunc(ps, func(p property) bool { return p.val == "null" || p.val == `""` })), ok
}
