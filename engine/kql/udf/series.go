package udf

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"socrates/engine/kql/value"
)

// A series is a JSON array of numbers. Elements that are no numbers, null among them, are missing: a
// computation with one gives null. Arithmetic on whole numbers gives whole numbers, as in Kusto.

// maxSeries caps what one call computes with; Kusto's own series end at about a million elements.
const maxSeries = 1 << 20

// num is one element.
type num struct {
	f     float64
	i     int64
	whole bool // i holds the value, and f a copy of it
	none  bool
}

var missing = num{none: true, f: math.NaN()}

func realNum(f float64) num { return num{f: f} }
func longNum(i int64) num   { return num{f: float64(i), i: i, whole: true} }

// readNum reads one JSON value. The texts NaN and Infinity are numbers too.
func readNum(js string) num {
	if i, err := strconv.ParseInt(js, 10, 64); err == nil {
		return longNum(i)
	}
	if f, err := strconv.ParseFloat(js, 64); err == nil && js != "" && (js[0] == '-' || isDigit(js[0])) {
		return realNum(f)
	}
	switch js {
	case `"NaN"`:
		return realNum(math.NaN())
	case `"Infinity"`:
		return realNum(math.Inf(1))
	case `"-Infinity"`:
		return realNum(math.Inf(-1))
	}
	return ticksOf(js)
}

// ticksOf is a datetime or timespan in the form that arrays hold it in, as ticks.
func ticksOf(js string) num {
	if len(js) < len(`"00:00:00"`) || js[0] != '"' || js[len(js)-4] != ':' && js[len(js)-2] != 'Z' && js[len(js)-9] != '.' {
		return missing
	}
	text := js[1 : len(js)-1]
	if at, ok := value.ParseDatetime(text); ok && len(text) == len("2020-01-01T00:00:00.0000000Z") && text[10] == 'T' {
		return longNum(at)
	}
	if span, ok := value.ParseTimespan(text); ok {
		return longNum(span)
	}
	return missing
}

func (n num) json() string {
	switch {
	case n.none:
		return "null"
	case n.whole:
		return longJSON(n.i)
	}
	return realJSON(n.f)
}

// readSeries reads an array; anything else is no series.
func readSeries(js string) ([]num, bool) {
	if !isArray(js) {
		return nil, false
	}
	es := value.Elements(js)
	if len(es) > maxSeries {
		return nil, false
	}
	out := make([]num, len(es))
	for i, e := range es {
		out[i] = readNum(e)
	}
	return out, true
}

func isArray(js string) bool { return strings.HasPrefix(strings.TrimSpace(js), "[") }

func writeSeries(s []num) string {
	out := make([]string, len(s))
	for i, n := range s {
		out[i] = n.json()
	}
	return joinJSON(out)
}

// readReals reads a series whose missing elements count as zero, for filters and transforms.
func readReals(js string) ([]float64, bool) {
	s, ok := readSeries(js)
	out := make([]float64, len(s))
	for i, n := range s {
		if !n.none {
			out[i] = n.f
		}
	}
	return out, ok
}

func writeReals(s []float64) string {
	out := make([]string, len(s))
	for i, f := range s {
		out[i] = realJSON(f)
	}
	return joinJSON(out)
}

// readNumbers reads a series in which every element is a finite number.
func readNumbers(js string) ([]float64, bool) {
	s, ok := readSeries(js)
	out := make([]float64, len(s))
	for i, n := range s {
		if n.none || math.IsNaN(n.f) || math.IsInf(n.f, 0) {
			return nil, false
		}
		out[i] = n.f
	}
	return out, ok
}

// tuple writes the columns of a function that has several.
func tuple(columns ...any) string {
	out := make([]string, len(columns))
	for i, c := range columns {
		switch c := c.(type) {
		case float64:
			out[i] = realJSON(c)
		case int:
			out[i] = strconv.Itoa(c)
		case []float64:
			out[i] = writeReals(c)
		case string: // JSON already
			out[i] = c
		default:
			js, _ := json.Marshal(c)
			out[i] = string(js)
		}
	}
	return joinJSON(out)
}
