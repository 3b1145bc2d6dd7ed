package udf

import (
	"encoding/json"
	"math"
	"math/bits"
	"strings"

	"socrates/engine/kql/value"
)

var convertFuncs = []Func{
	{Name: "kql_real_text", In: []Type{Real}, Out: Text, Fn: Of1(Sure(value.FormatReal))},
	{Name: "kql_real_json", In: []Type{Real}, Out: Text, Fn: Of1(Sure(realJSON))},
	{Name: "kql_decimal_text", In: []Type{Text}, Out: Text, Fn: Of1(Sure(decimalText))},
	{Name: "kql_timespan_text", In: []Type{Long}, Out: Text, Fn: Of1(Sure(value.FormatTimespan))},
	{Name: "kql_parse_datetime", In: []Type{Text}, Out: Long, Fn: Of1(value.ParseDatetime)},
	{Name: "kql_parse_timespan", In: []Type{Text}, Out: Long, Fn: Of1(value.ParseTimespan)},
	{Name: "kql_parse_guid", In: []Type{Text}, Out: Text, Fn: Of1(value.ParseGuid)},
	{Name: "kql_parse_bool", In: []Type{Text}, Out: Bool, Fn: Of1(value.ParseBool)},
	{Name: "kql_parse_long", In: []Type{Text}, Out: Long, Fn: Of1(parseLong)},
	{Name: "kql_parse_real", In: []Type{Text}, Out: Real, Fn: Of1(value.ParseReal)},
	{Name: "kql_parse_json", In: []Type{Text}, Out: Text, Fn: Of1(parseJSON)},
	{Name: "kql_multiply", In: []Type{Long, Long}, Out: Long, Fn: Of2(multiply)},
}

// parseLong takes whole numbers, and cuts the fraction off others.
func parseLong(s string) (int64, bool) {
	if i, ok := value.ParseLong(s); ok {
		return i, true
	}
	f, ok := value.ParseReal(s)
	if !ok || math.IsNaN(f) || math.Abs(f) >= math.MaxInt64 {
		return 0, false
	}
	return int64(f), true
}

// multiply wraps around at 64 bits.
func multiply(a, b int64) (int64, bool) {
	_, lo := bits.Mul64(uint64(a), uint64(b))
	return int64(lo), true
}

func decimalText(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// parseJSON gives compact JSON; a text that is no JSON is a JSON string, an empty one null.
func parseJSON(s string) (string, bool) {
	trimmed := strings.TrimSpace(s)
	if trimmed == "" || trimmed == "null" {
		return "", false
	}
	if !json.Valid([]byte(trimmed)) {
		return quoteJSON(s), true
	}
	return compactJSON(trimmed), true
}
