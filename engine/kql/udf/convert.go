package udf

import (
	"encoding/json"
	"math"
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
	{Name: "kql_parse_guid", In: []Type{Text}, Out: Text, Fn: Of1(parseGuid)},
	{Name: "kql_parse_bool", In: []Type{Text}, Out: Bool, Fn: Of1(parseBool)},
	{Name: "kql_dynamic_bool", In: []Type{Text}, Out: Bool, Fn: Of1(dynamicBool)},
	{Name: "kql_dynamic_long", In: []Type{Text}, Out: Long, Fn: Of1(dynamicLong)},
	{Name: "kql_dynamic_real", In: []Type{Text}, Out: Real, Fn: Of1(dynamicReal)},
	{Name: "kql_parse_decimal", In: []Type{Text}, Out: Text, Fn: Of1(value.ParseDecimal)},
	{Name: "kql_parse_long", In: []Type{Text}, Out: Long, Fn: Of1(parseLong)},
	{Name: "kql_parse_real", In: []Type{Text}, Out: Real, Fn: Of1(parseReal)},
	{Name: "kql_parse_json", In: []Type{Text}, Out: Text, Fn: Of1(parseJSON)},
}

// parseLong takes whole numbers in decimal or, without a sign, in hexadecimal.
func parseLong(s string) (int64, bool) {
	s = strings.TrimSpace(s)
	if len(s) > 1 && (s[0] == '-' || s[0] == '+') && strings.ContainsAny(s, "xX") {
		return 0, false
	}
	return value.ParseLong(s)
}

// parseGuid takes hyphens wherever they stand.
func parseGuid(s string) (string, bool) { return value.ParseGuid(strings.ReplaceAll(s, "-", "")) }

// parseReal knows nan and the infinities in some spellings only, as Kusto does: inf, -inf, Infinity.
func parseReal(s string) (float64, bool) {
	f, ok := value.ParseReal(s)
	if ok && math.IsInf(f, 0) && strings.ContainsAny(s, "nN") {
		sign := strings.TrimLeft(strings.TrimSpace(s), "+-")
		ok = sign == "inf" || sign == "Infinity"
	}
	return f, ok
}

// parseBool takes no blanks around the word or number.
func parseBool(s string) (b, ok bool) {
	if strings.TrimSpace(s) != s {
		return false, false
	}
	return value.ParseBool(s)
}

// dynamicLong reads the text of a dynamic: a number is cut to a whole one, true is 1.
func dynamicLong(s string) (int64, bool) {
	if n, ok := parseLong(s); ok {
		return n, true
	}
	f, ok := dynamicReal(s)
	if !ok || math.IsNaN(f) || math.Abs(f) >= math.MaxInt64 {
		return 0, false
	}
	return int64(f), true
}

func dynamicReal(s string) (float64, bool) {
	switch s {
	case "true":
		return 1, true
	case "false":
		return 0, true
	}
	return parseReal(s)
}

func dynamicBool(s string) (b, ok bool) {
	if b, ok = value.ParseBool(s); ok {
		return b, true
	}
	f, ok := parseReal(s)
	return f != 0, ok
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
