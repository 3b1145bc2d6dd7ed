// Package regex turns Kusto's regular expressions into those of RE2, which DuckDB and Go share.
//
// In:  a pattern as a query has it.
// Out: RE2, the same pattern in RE2's terms, or what is wrong with it.
//
// Kusto's expressions are RE2's but for a few things: \s knows all blanks of Unicode, and characters may
// be written \u00e9. What RE2 lacks altogether (looking ahead or behind, references to groups) Kusto
// lacks too.
//
// Not here: matching (DuckDB, package udf), the functions that take patterns (funcs).
package regex

import (
	"regexp"
	"strings"
)

// blanks is what \s stands for inside a class, and notBlanks what \S stands for outside one.
const (
	blanks    = `\s\x0B\x{85}\p{Z}`
	notBlanks = `[^` + blanks + `]`
)

// RE2 rewrites a pattern for RE2. The error is that of Go's regexp package.
func RE2(pattern string) (string, error) {
	out := rewrite(pattern)
	_, err := regexp.Compile(out)
	return out, err
}

func rewrite(pattern string) string {
	if !strings.Contains(pattern, `\`) {
		return pattern
	}
	var out strings.Builder
	class := false
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		if c == '\\' && i+1 < len(pattern) {
			sql, n := escape(pattern[i:], class)
			out.WriteString(sql)
			i += n - 1
			continue
		}
		class = c == '[' || class && c != ']'
		out.WriteByte(c)
	}
	return out.String()
}

// escape rewrites the escape sequence that s begins with, and says how long it is.
func escape(s string, class bool) (string, int) {
	switch s[1] {
	case 's':
		if class {
			return blanks, 2
		}
		return `[` + blanks + `]`, 2
	case 'S':
		if !class {
			return notBlanks, 2
		}
	case 'Q': // quoted up to \E
		if end := strings.Index(s, `\E`); end > 0 {
			return s[:end+2], end + 2
		}
		return s, len(s)
	case 'u', 'U':
		if digits := hexDigits(s[2:]); digits != "" {
			return `\x{` + digits + `}`, 2 + len(digits)
		}
		if strings.HasPrefix(s[2:], "{") {
			return `\x`, 2
		}
	}
	return s[:2], 2
}

// hexDigits are the four hexadecimal digits that s begins with.
func hexDigits(s string) string {
	if len(s) < 4 || strings.Trim(s[:4], "0123456789abcdefABCDEF") != "" {
		return ""
	}
	return s[:4]
}
