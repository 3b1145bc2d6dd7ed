package udf

import (
	"math"
	"strconv"

	"socrates/engine/kql/value"
)

var numberFuncs = []Func{
	{Name: "kql_shift_left", In: []Type{Long, Long}, Out: Long, Fn: Of2(shiftLeft)},
	{Name: "kql_shift_right", In: []Type{Long, Long}, Out: Long, Fn: Of2(shiftRight)},
}

// shiftLeft moves bits by places modulo 64; a negative number of places has no result.
func shiftLeft(x, places int64) (int64, bool) { return x << uint64(places%64), places >= 0 }

func shiftRight(x, places int64) (int64, bool) { return x >> uint64(places%64), places >= 0 }

// realJSON writes a real as an element of a dynamic value. JSON has no NaN and no infinity: they are texts.
func realJSON(f float64) string {
	switch {
	case math.IsNaN(f):
		return `"NaN"`
	case math.IsInf(f, 1):
		return `"Infinity"`
	case math.IsInf(f, -1):
		return `"-Infinity"`
	}
	return value.FormatReal(f)
}

func longJSON(i int64) string { return strconv.FormatInt(i, 10) }
