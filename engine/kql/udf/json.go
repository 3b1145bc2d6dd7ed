package udf

import (
	"bytes"
	"encoding/json"
	"slices"
	"sort"
	"strings"

	"socrates/engine/kql/value"
)

var jsonFuncs = []Func{
	{Name: "kql_array", In: []Type{Text}, Out: Text, Fn: Of1(Sure(asArray))},
	{Name: "kql_bag_keys", In: []Type{Text}, Out: Text, Fn: Of1(bagKeys)},
	{Name: "kql_bag_has_key", In: []Type{Text, Text}, Out: Bool, Fn: Of2(bagHasKey)},
	{Name: "kql_bag_remove", In: []Type{Text, Text}, Out: Text, Fn: Of2(bagRemove)},
	{Name: "kql_bag_merge", In: []Type{Text}, Out: Text, Fn: Of1(bagMerge)},
	{Name: "kql_array_sort", In: []Type{Text, Bool, Bool}, Out: Text, Fn: Of3(arraySort)},
	{Name: "kql_arrays_sort", In: []Type{Text, Bool, Bool}, Out: Text, Fn: Of3(arraysSort)},
	{Name: "kql_array_reverse", In: []Type{Text}, Out: Text, Fn: Of1(arrayReverse)},
	{Name: "kql_array_slice", In: []Type{Text, Long, Long}, Out: Text, Fn: Of3(arraySlice)},
	{Name: "kql_array_concat", In: []Type{Text}, Out: Text, Fn: Of1(arrayConcat)},
	{Name: "kql_array_sum", In: []Type{Text}, Out: Real, Fn: Of1(arraySum)},
	{Name: "kql_set_union", In: []Type{Text}, Out: Text, Fn: Of1(setUnion)},
	{Name: "kql_set_intersect", In: []Type{Text}, Out: Text, Fn: Of1(setIntersect)},
	{Name: "kql_set_difference", In: []Type{Text}, Out: Text, Fn: Of1(setDifference)},
	{Name: "kql_zip", In: []Type{Text}, Out: Text, Fn: Of1(zip)},
	{Name: "kql_strcat_array", In: []Type{Text, Text}, Out: Text, Fn: Of2(strcatArray)},
	{Name: "kql_json_path", In: []Type{Text, Text}, Out: Text, Fn: Of2(jsonPath)},
}

func compactJSON(s string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(s)) != nil {
		return s
	}
	return b.String()
}

func array(parts []string) string { return "[" + strings.Join(parts, ",") + "]" }

// list reads an array; ok is false for any other value.
func list(js string) (out []string, ok bool) {
	if !strings.HasPrefix(strings.TrimSpace(js), "[") {
		return nil, false
	}
	return value.Elements(js), true
}

// lists reads an array of arrays.
func lists(js string) ([][]string, bool) {
	var out [][]string
	for _, e := range value.Elements(js) {
		l, ok := list(e)
		if !ok {
			return nil, false
		}
		out = append(out, l)
	}
	return out, len(out) > 0
}

func asArray(js string) string {
	if l, ok := list(js); ok {
		return array(l)
	}
	return array(value.Elements(js))
}

// bagOf reads a bag; ok is false for any other value.
func bagOf(js string) ([]property, bool) {
	return properties(js), strings.HasPrefix(strings.TrimSpace(js), "{")
}

func writeBag(ps []property) string {
	parts := make([]string, len(ps))
	for i, p := range ps {
		parts[i] = quoteJSON(p.key) + ":" + p.val
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func bagKeys(js string) (string, bool) {
	ps, ok := bagOf(js)
	if !ok {
		return "", false
	}
	names := make([]string, len(ps))
	for i, p := range ps {
		names[i] = quoteJSON(p.key)
	}
	return array(names), true
}

func bagMerge(js string) (string, bool) {
	var out []property
	some := false
	for _, bag := range value.Elements(js) {
		ps, ok := bagOf(bag)
		some = some || ok
		for _, p := range ps {
			if !slices.ContainsFunc(out, func(q property) bool { return q.key == p.key }) {
				out = append(out, p)
			}
		}
	}
	return writeBag(out), some
}

// arraySort orders numbers by size and texts by character; numbers come before texts.
func arraySort(js string, desc, nullsLast bool) (string, bool) {
	l, ok := list(js)
	return array(permuted(l, sortedOrder(l, desc, nullsLast))), ok
}

// arraysSort sorts the first of several arrays and puts the others in the same order; one of another length
// becomes null.
func arraysSort(js string, desc, nullsLast bool) (string, bool) {
	all := value.Elements(js)
	if len(all) == 0 {
		return "", false
	}
	first, ok := list(all[0])
	order := sortedOrder(first, desc, nullsLast)
	for i, e := range all {
		l, isList := list(e)
		if !isList || len(l) != len(first) {
			all[i] = "null"
			continue
		}
		all[i] = array(permuted(l, order))
	}
	return array(all), ok
}

// sortedOrder gives the positions of l's elements in their order.
func sortedOrder(l []string, desc, nullsLast bool) []int {
	order := make([]int, len(l))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool {
		a, b := l[order[i]], l[order[j]]
		switch {
		case a == "null" || b == "null":
			return a != b && (b == "null") == nullsLast
		case desc:
			return lessJSON(b, a)
		}
		return lessJSON(a, b)
	})
	return order
}

func permuted(l []string, order []int) []string {
	out := make([]string, len(l))
	for i, at := range order {
		out[i] = l[at]
	}
	return out
}

func lessJSON(a, b string) bool {
	x, okX := value.ParseReal(a)
	y, okY := value.ParseReal(b)
	switch {
	case okX && okY:
		return x < y
	case okX != okY:
		return okX
	}
	return value.Text(a) < value.Text(b)
}

func arrayReverse(js string) (string, bool) {
	l, ok := list(js)
	slices.Reverse(l)
	return array(l), ok
}

func arraySlice(js string, from, to int64) (string, bool) {
	l, ok := list(js)
	n := int64(len(l))
	if from < 0 {
		from = max(from+n, 0)
	}
	if to < 0 {
		to += n
	}
	to = min(to, n-1)
	if from > to {
		return "[]", ok
	}
	return array(l[from : to+1]), ok
}

// arrayConcat joins the arrays among its arguments; what is none is skipped.
func arrayConcat(js string) (string, bool) {
	var out []string
	some := false
	for _, e := range value.Elements(js) {
		l, ok := list(e)
		out, some = append(out, l...), some || ok
	}
	return array(out), some
}

func arraySum(js string) (float64, bool) {
	l, ok := list(js)
	sum := 0.0
	for _, e := range l {
		f, _ := value.ParseReal(e)
		sum += f
	}
	return sum, ok
}

func unique(l []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(l), func(e string) bool {
		again := seen[e]
		seen[e] = true
		return again
	})
}

func setUnion(js string) (string, bool) {
	ls, ok := lists(js)
	return array(unique(slices.Concat(ls...))), ok
}

func setIntersect(js string) (string, bool) {
	ls, ok := lists(js)
	if !ok {
		return "", false
	}
	out := unique(ls[0])
	for _, l := range ls[1:] {
		out = slices.DeleteFunc(out, func(e string) bool { return !slices.Contains(l, e) })
	}
	return array(out), true
}

func setDifference(js string) (string, bool) {
	ls, ok := lists(js)
	if !ok {
		return "", false
	}
	out := unique(ls[0])
	for _, l := range ls[1:] {
		out = slices.DeleteFunc(out, func(e string) bool { return slices.Contains(l, e) })
	}
	return array(out), true
}

func zip(js string) (string, bool) {
	ls, ok := lists(js)
	n := 0
	for _, l := range ls {
		n = max(n, len(l))
	}
	rows := make([]string, n)
	for i := range rows {
		row := make([]string, len(ls))
		for j, l := range ls {
			row[j] = "null"
			if i < len(l) {
				row[j] = l[i]
			}
		}
		rows[i] = array(row)
	}
	return array(rows), ok
}

func strcatArray(js, delimiter string) (string, bool) {
	l, ok := list(js)
	if !fits(len(l), len(delimiter)) {
		return "", false
	}
	for i, e := range l {
		if e == "null" {
			l[i] = ""
			continue
		}
		l[i] = value.Text(e)
	}
	return strings.Join(l, delimiter), ok
}

// jsonPath reads $.a.b[0]['c'] of a JSON text.
func jsonPath(path, js string) (string, bool) {
	var at any
	dec := json.NewDecoder(strings.NewReader(js))
	dec.UseNumber()
	if dec.Decode(&at) != nil {
		return "", false
	}
	for _, key := range pathKeys(path) {
		switch v := at.(type) {
		case map[string]any:
			at = v[key]
		case []any:
			i, ok := value.ParseLong(key)
			if !ok || i < 0 || int(i) >= len(v) {
				return "", false
			}
			at = v[i]
		default:
			return "", false
		}
	}
	if at == nil {
		return "", false
	}
	text, err := json.Marshal(at)
	return value.Text(string(text)), err == nil
}

func pathKeys(path string) []string {
	path = strings.TrimPrefix(strings.TrimSpace(path), "$")
	return strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[]'\"", r) })
}
