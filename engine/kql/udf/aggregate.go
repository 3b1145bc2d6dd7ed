package udf

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"slices"
	"strings"

	"socrates/engine/kql/value"
)

// The second half of some aggregates: DuckDB gathers the values, these make one value of them.

var aggregateFuncs = []Func{
	{Name: "kql_flatten", In: []Type{Text, Long}, Out: Text, Fn: Of2(flatten)},
	{Name: "kql_distinct", In: []Type{Text, Long}, Out: Text, Fn: Of2(distinct)},
	{Name: "kql_merge_bags", In: []Type{Text, Long}, Out: Text, Fn: Of2(mergeBags)},
	{Name: "kql_schema_of", In: []Type{Text}, Out: Text, Fn: Of1(schemaOf)},
	{Name: "kql_weighted_rank", In: []Type{Longs, Real}, Out: Long, Fn: Of2(weightedRank)},
	{Name: "kql_row_window_session", In: []Type{Longs, Long, Long, Longs}, Out: Longs, Nulls: true, Fn: rowWindowSession},
}

// flatten takes apart the arrays among the elements of a JSON array and keeps the first n elements.
func flatten(js string, n int64) (string, bool) {
	out := flat(js)
	return joinJSON(out[:min(int64(len(out)), max(n, 0))]), true
}

func flat(js string) []string {
	var out []string
	for _, e := range value.Elements(js) {
		if e[0] == '[' {
			out = append(out, value.Elements(e)...)
			continue
		}
		out = append(out, e)
	}
	return out
}

// distinct is flatten without repetitions, each element at its first place.
func distinct(js string, n int64) (string, bool) {
	seen := map[string]bool{}
	var out []string
	for _, e := range flat(js) {
		if seen[e] || e == "null" {
			continue
		}
		if int64(len(out)) >= n {
			break
		}
		seen[e] = true
		out = append(out, e)
	}
	return joinJSON(out), true
}

func joinJSON(elements []string) string { return "[" + strings.Join(elements, ",") + "]" }

// mergeBags makes one bag of an array of bags. Keys keep the order in which they first occur, and their
// first value; what is no bag is passed over. At most n keys.
func mergeBags(js string, n int64) (string, bool) {
	seen := map[string]bool{}
	var out []string
	for _, bag := range value.Elements(js) {
		for _, p := range properties(bag) {
			if !seen[p.key] && int64(len(out)) < n {
				seen[p.key] = true
				out = append(out, quoteJSON(p.key)+":"+p.val)
			}
		}
	}
	return "{" + strings.Join(out, ",") + "}", true
}

// property is a key of a bag and its value as JSON.
type property struct{ key, val string }

// properties are those of a bag in its own order; none of another value.
func properties(js string) []property {
	d := json.NewDecoder(strings.NewReader(js))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	var out []property
	for d.More() {
		k, err := d.Token()
		var v json.RawMessage
		if err != nil || d.Decode(&v) != nil {
			return out
		}
		out = append(out, property{k.(string), string(bytes.TrimSpace(v))})
	}
	return out
}

// quoteJSON writes a text as JSON, without escaping < > &.
func quoteJSON(s string) string {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return `""`
	}
	return strings.TrimSpace(out.String())
}

// weightedRank is the position, from 1, of the value at a percentile (from 0 to 1) among ordered values
// that count as often as their weights say. No weights, no rank.
func weightedRank(weights []any, p float64) (int64, bool) {
	var total, sum float64
	for _, w := range weights {
		n, _ := w.(int64)
		total += float64(n)
	}
	for i, w := range weights {
		n, _ := w.(int64)
		if sum += float64(n); sum >= p*total {
			return int64(i + 1), true
		}
	}
	return 0, false
}

// rowWindowSession gives each row the time at which its session began. The arguments: times in order,
// the longest session, the longest gap, and where to begin anew. A row without a time belongs to no
// session and ends none.
func rowWindowSession(in []driver.Value) (any, error) {
	times, _ := in[0].([]any)
	longest, _ := in[1].(int64)
	gap, _ := in[2].(int64)
	restarts, _ := in[3].([]any)
	out := make([]any, len(times))
	var first, last int64
	open := false
	for i, t := range times {
		at, ok := t.(int64)
		if !ok {
			continue
		}
		if !open || i < len(restarts) && restarts[i] == int64(1) || at-first > longest || at-last > gap {
			first, open = at, true
		}
		last, out[i] = at, first
	}
	return out, nil
}

// schemaOf describes the values of a JSON array in the form of Kusto's buildschema: the name of a type,
// a bag of the schemas of keys, {"`indexer`": schema} for an array; several different ones as an array.
func schemaOf(js string) (string, bool) {
	var s shape
	for _, e := range value.Elements(js) {
		s.add(e)
	}
	return s.json(), true
}

// shape is what is known of the values at one place.
type shape struct {
	types []string // names of scalar types, in the order met
	keys  []string
	bag   map[string]*shape
	items *shape
}

func (s *shape) add(js string) {
	switch js[0] {
	case '{':
		s.addBag(js)
	case '[':
		if s.items == nil {
			s.items = &shape{}
		}
		for _, e := range value.Elements(js) {
			s.items.add(e)
		}
	default:
		if t := scalarName(js); t != "" && !slices.Contains(s.types, t) {
			s.types = append(s.types, t)
		}
	}
}

func (s *shape) addBag(js string) {
	if s.bag == nil {
		s.bag = map[string]*shape{}
	}
	for _, p := range properties(js) {
		if s.bag[p.key] == nil {
			s.bag[p.key] = &shape{}
			s.keys = append(s.keys, p.key)
		}
		s.bag[p.key].add(p.val)
	}
}

// scalarName is the type of a scalar in JSON as Kusto names it; null has none.
func scalarName(js string) string {
	switch {
	case js == "null":
		return ""
	case js == "true" || js == "false":
		return "bool"
	case js[0] != '"':
		if strings.ContainsAny(js, ".eE") {
			return "double"
		}
		return "long"
	}
	text := value.Text(js)
	if len(text) >= len("2006-01-02T") && text[4] == '-' {
		if _, ok := value.ParseDatetime(text); ok {
			return "datetime"
		}
	}
	return "string"
}

func (s *shape) json() string {
	var out []string
	for _, t := range s.types {
		out = append(out, quoteJSON(t))
	}
	if s.bag != nil || s.items != nil {
		var parts []string
		if s.items != nil {
			parts = append(parts, "\"`indexer`\":"+s.items.json())
		}
		for _, k := range s.keys {
			parts = append(parts, quoteJSON(k)+":"+s.bag[k].json())
		}
		out = append(out, "{"+strings.Join(parts, ",")+"}")
	}
	if len(out) == 1 {
		return out[0]
	}
	return joinJSON(out)
}
