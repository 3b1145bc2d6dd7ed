package value

import (
	"math"
	"strings"

	"socrates/engine/schema"
)

// Parse reads what stands between the parentheses of a typed literal, such as the text of
// datetime(2020-01-01), guid(…), int(null) or real(nan). Quotes around the whole text are allowed, as
// in Kusto. It does not read dynamic: its contents are syntax.
func Parse(t schema.Type, text string) (Value, bool) {
	text = unquote(strings.TrimSpace(text))
	if strings.EqualFold(text, "null") && t != schema.String {
		return NullOf(t), true
	}
	switch t {
	case schema.Bool:
		b, ok := ParseBool(text)
		return Bool(b), ok
	case schema.Int:
		n, ok := ParseLong(text)
		return Int(int32(n)), ok && n >= math.MinInt32 && n <= math.MaxInt32
	case schema.Long:
		n, ok := ParseLong(text)
		return Long(n), ok
	case schema.Real:
		f, ok := ParseReal(text)
		return Real(f), ok
	case schema.Decimal:
		d, ok := ParseDecimal(text)
		return Decimal(d), ok
	case schema.Datetime:
		n, ok := ParseDatetime(text)
		return Datetime(n), ok
	case schema.Timespan:
		n, ok := ParseTimespan(text)
		return Timespan(n), ok
	case schema.Guid:
		g, ok := ParseGuid(text)
		return Guid(g), ok
	case schema.String:
		return String(text), true
	}
	return Value{}, false
}

func unquote(text string) string {
	if n := len(text); n >= 2 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0] {
		return text[1 : n-1]
	}
	return text
}

// ParseBool reads true or false in any case, or a whole number: 0 is false, every other true.
func ParseBool(text string) (b, ok bool) {
	switch text = strings.TrimSpace(text); {
	case strings.EqualFold(text, "true"):
		return true, true
	case strings.EqualFold(text, "false"):
		return false, true
	}
	n, ok := ParseLong(text)
	return n != 0, ok
}

// ParseGuid reads 32 hexadecimal digits, with the usual four hyphens or none, in braces or
// parentheses or not, and returns them in lower case with hyphens.
func ParseGuid(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if n := len(text); n > 2 && (text[0] == '{' && text[n-1] == '}' || text[0] == '(' && text[n-1] == ')') {
		text = text[1 : n-1]
	}
	if len(text) == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-' {
		text = text[:8] + text[9:13] + text[14:18] + text[19:23] + text[24:]
	}
	text = strings.ToLower(text)
	if len(text) != 32 || strings.Trim(text, "0123456789abcdef") != "" {
		return "", false
	}
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:], true
}
