package udf

import (
	"math"
	"strconv"

	"socrates/engine/kql/value"
)

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
