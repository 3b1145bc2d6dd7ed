package udf

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"socrates/engine/kql/value"
)

var parseFuncs = []Func{
	{Name: "kql_parse_version", In: []Type{Text}, Out: Text, Fn: Of1(parseVersion)},
	{Name: "kql_parse_urlquery", In: []Type{Text}, Out: Text, Fn: Of1(Sure(parseURLQuery))},
	{Name: "kql_indexof_regex", In: []Type{Text, Text, Long, Long, Long}, Out: Long, Fn: Of5(indexOfRegex)},
	{Name: "kql_has_any_index", In: []Type{Text, Text}, Out: Long, Fn: Of2(hasAnyIndex)},
	{Name: "kql_replace_strings", In: []Type{Text, Text, Text}, Out: Text, Fn: Of3(replaceStrings)},
	{Name: "kql_extract_groups", In: []Type{Text, Text, Text}, Out: Text, Fn: Of3(extractGroups)},
	{Name: "kql_format_bytes", In: []Type{Real, Long, Text}, Out: Text, Fn: Of3(formatBytes)},
	{Name: "kql_decimal", In: []Type{Text, Text, Text}, Out: Text, Fn: Of3(decimalOp)},
}

// parseVersion reads up to four numbers with points between; each weighs 10^8 times the next, so that
// versions compare as numbers.
func parseVersion(s string) (string, bool) {
	parts := strings.Split(s, ".")
	if len(parts) > 4 {
		return "", false
	}
	out := ""
	for i := range 4 {
		n := uint64(0)
		if i < len(parts) {
			var err error
			if n, err = strconv.ParseUint(parts[i], 10, 64); err != nil || n > 99999999 {
				return "", false
			}
		}
		out += padded(int64(n), 8)
	}
	out = strings.TrimLeft(out, "0")
	if out == "" {
		return "0", true
	}
	return out, true
}

func parseURLQuery(s string) string {
	return writeBag([]property{{"Query Parameters", writeBag(queryParameters(s))}})
}

func queryParameters(s string) []property {
	var out []property
	for _, pair := range strings.FieldsFunc(s, func(r rune) bool { return r == '&' }) {
		name, v, _ := strings.Cut(pair, "=")
		out = append(out, property{urlDecode(name), quoteJSON(urlDecode(v))})
	}
	return out
}

// indexOfRegex is the position in characters of the n-th match between start and start+length.
func indexOfRegex(text, pattern string, start, length, n int64) (int64, bool) {
	re := compiled(pattern)
	if re == nil || n < 1 || length < -1 || start < 0 {
		return 0, false
	}
	runes := []rune(text)
	size := int64(len(runes))
	start = min(start, size)
	end := size
	if length >= 0 {
		end = start + min(length, size-start)
	}
	window := string(runes[start:end])
	for _, at := range re.FindAllStringIndex(window, -1) {
		if n--; n == 0 {
			return start + int64(utf8.RuneCountInString(window[:at[0]])), true
		}
	}
	return -1, true
}

// hasAnyIndex is the position of the first term of the list that the text has; -1 when it has none.
func hasAnyIndex(text, js string) (int64, bool) {
	for i, e := range value.Elements(js) {
		if hasTerm(text, value.Text(e), true, true, true) {
			return int64(i), true
		}
	}
	return -1, true
}

// replaceStrings replaces each lookup by the rewrite of the same position, reading the text once from the
// left. A pair that is not of texts leaves what it meets as it is.
func replaceStrings(text, lookups, rewrites string) (string, bool) {
	ls, okL := list(lookups)
	rs, okR := list(rewrites)
	if !okL || !okR || len(ls) != len(rs) {
		return text, true
	}
	var pairs []string
	for i, l := range ls {
		from := value.Text(l)
		if from == "" || l == "null" {
			continue
		}
		to := from
		if strings.HasPrefix(rs[i], `"`) && strings.HasPrefix(l, `"`) {
			to = value.Text(rs[i])
		}
		pairs = append(pairs, from, to)
	}
	if !fits(len(text), len(rewrites)) {
		return text, true
	}
	return strings.NewReplacer(pairs...).Replace(text), true
}

// extractGroups is extract_all with the groups that are wanted, by number or name.
func extractGroups(pattern, groups, text string) (string, bool) {
	re := compiled(pattern)
	if re == nil {
		return "", false
	}
	wanted, ok := groupNumbers(re, groups)
	if !ok {
		return "", false
	}
	var out []string
	for _, m := range re.FindAllStringSubmatch(text, -1) {
		parts := make([]string, len(wanted))
		for i, g := range wanted {
			parts[i] = quoteJSON(m[g])
		}
		if len(parts) == 1 {
			out = append(out, parts[0])
			continue
		}
		out = append(out, array(parts))
	}
	return array(out), len(out) > 0
}

func groupNumbers(re *regexp.Regexp, groups string) ([]int, bool) {
	var out []int
	for _, e := range value.Elements(groups) {
		n, ok := value.ParseLong(e)
		if !ok {
			n = int64(re.SubexpIndex(value.Text(e)))
		}
		if n < 0 || n > int64(re.NumSubexp()) {
			return nil, false
		}
		out = append(out, int(n))
	}
	return out, len(out) > 0
}

var byteUnits = []string{"Bytes", "KB", "MB", "GB", "TB", "PB", "EB"}

// formatBytes writes a number of bytes in a unit, or in the largest that gives at least one.
func formatBytes(size float64, precision int64, wanted string) (string, bool) {
	unit := 0
	for i, u := range byteUnits {
		if strings.EqualFold(u, wanted) {
			unit = i
		}
	}
	if wanted == "" {
		for n := size; (n >= 1024 || n <= -1024) && unit < len(byteUnits)-1; n /= 1024 {
			unit++
		}
	}
	for range unit {
		size /= 1024
	}
	text := strconv.FormatFloat(size, 'f', int(min(max(precision, 0), 10)), 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text + " " + byteUnits[unit], true
}

// decimalOp computes a product, quotient or remainder of decimals to 18 digits after the point.
func decimalOp(op, left, right string) (string, bool) {
	l, okL := new(big.Rat).SetString(left)
	r, okR := new(big.Rat).SetString(right)
	if !okL || !okR {
		return "", false
	}
	if op == "*" {
		return l.Mul(l, r).FloatString(18), true
	}
	if r.Sign() == 0 {
		return "", false
	}
	quotient := new(big.Rat).Quo(l, r)
	if op == "/" {
		return quotient.FloatString(18), true
	}
	whole := new(big.Int).Quo(quotient.Num(), quotient.Denom())
	rest := l.Sub(l, new(big.Rat).Mul(r, new(big.Rat).SetInt(whole)))
	if rest.Sign() < 0 {
		rest.Add(rest, r.Abs(r))
	}
	return rest.FloatString(18), true
}
