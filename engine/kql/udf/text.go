package udf

import (
	"encoding/base64"
	"encoding/csv"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"socrates/engine/kql/regex"
	"socrates/engine/kql/value"
)

var textFuncs = []Func{
	{Name: "kql_has", In: []Type{Text, Text, Bool, Bool, Bool}, Out: Bool, Fn: Of5(has)},
	{Name: "kql_matches", In: []Type{Text, Text}, Out: Bool, Fn: Of2(matches)},
	{Name: "kql_has_list", In: []Type{Text, Text, Bool}, Out: Bool, Fn: Of3(hasList)},
	{Name: "kql_url_encode", In: []Type{Text}, Out: Text, Fn: Of1(Sure(urlEncode))},
	{Name: "kql_url_decode", In: []Type{Text}, Out: Text, Fn: Of1(Sure(urlDecode))},
	{Name: "kql_base64_decode", In: []Type{Text}, Out: Text, Fn: Of1(Sure(base64Decode))},
	{Name: "kql_substring", In: []Type{Text, Long, Long}, Out: Text, Fn: Of3(substring)},
	{Name: "kql_indexof", In: []Type{Text, Text, Long, Long, Long}, Out: Long, Fn: Of5(indexOf)},
	{Name: "kql_countof", In: []Type{Text, Text, Text}, Out: Long, Fn: Of3(countOf)},
	{Name: "kql_split", In: []Type{Text, Text, Long}, Out: Text, Fn: Of3(split)},
	{Name: "kql_replace_regex", In: []Type{Text, Text, Text}, Out: Text, Fn: Of3(replaceRegex)},
	{Name: "kql_repeat_text", In: []Type{Text, Long, Text}, Out: Text, Fn: Of3(repeatText)},
	{Name: "kql_trim", In: []Type{Text, Text, Bool, Bool}, Out: Text, Fn: Of4(trim)},
	{Name: "kql_translate", In: []Type{Text, Text, Text}, Out: Text, Fn: Of3(translate)},
	{Name: "kql_extract", In: []Type{Text, Long, Text}, Out: Text, Fn: Of3(extract)},
	{Name: "kql_extract_all", In: []Type{Text, Text}, Out: Text, Fn: Of2(extractAll)},
	{Name: "kql_parse_path", In: []Type{Text}, Out: Text, Fn: Of1(Sure(parsePath))},
	{Name: "kql_parse_url", In: []Type{Text}, Out: Text, Fn: Of1(Sure(parseURL))},
	{Name: "kql_parse_command_line", In: []Type{Text}, Out: Text, Fn: Of1(Sure(commandLine))},
	{Name: "kql_parse_csv", In: []Type{Text}, Out: Text, Fn: Of1(parseCSV)},
}

// patterns caches compiled regular expressions; nil marks one that does not compile. It is emptied when a
// column of patterns has filled it.
var (
	patterns     sync.Map
	patternCount atomic.Int64
)

const maxPatterns = 4096

func compiled(pattern string) *regexp.Regexp {
	if re, ok := patterns.Load(pattern); ok {
		return re.(*regexp.Regexp)
	}
	var re *regexp.Regexp
	if re2, err := regex.RE2(pattern); err == nil {
		re = regexp.MustCompile(re2)
	}
	if patternCount.Add(1) > maxPatterns {
		patterns.Clear()
		patternCount.Store(0)
	}
	patterns.Store(pattern, re)
	return re
}

func matches(text, pattern string) (bool, bool) {
	re := compiled(pattern)
	return re != nil && re.MatchString(text), true
}

// hasTerm looks for needle with the borders of terms before and after it, where asked for.
func hasTerm(text, needle string, before, after, fold bool) bool {
	if fold {
		text, needle = strings.ToLower(text), strings.ToLower(needle)
	}
	if needle == "" {
		return true
	}
	first, _ := utf8.DecodeRuneInString(needle)
	last, _ := utf8.DecodeLastRuneInString(needle)
	before, after = before && inTerm(first), after && inTerm(last)
	for at := 0; ; {
		i := strings.Index(text[at:], needle)
		if i < 0 {
			return false
		}
		i += at
		l, _ := utf8.DecodeLastRuneInString(text[:i])
		r, _ := utf8.DecodeRuneInString(text[i+len(needle):])
		if !(before && i > 0 && inTerm(l)) && !(after && i+len(needle) < len(text) && inTerm(r)) {
			return true
		}
		at = i + 1
	}
}

func inTerm(r rune) bool { return r != '_' && word(r) }

// has is hasTerm as SQL calls it: there always is an answer.
func has(text, needle string, before, after, fold bool) (bool, bool) {
	return hasTerm(text, needle, before, after, fold), true
}

func hasList(text, js string, all bool) (bool, bool) {
	for _, e := range value.Elements(js) {
		if hasTerm(text, value.Text(e), true, true, true) != all {
			return !all, true
		}
	}
	return all, true
}

func urlDecode(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	return s
}

// base64Decode gives nothing for what is no Base64 with its padding, or does not decode to UTF-8.
func base64Decode(s string) string {
	out, err := base64.StdEncoding.DecodeString(s)
	if err != nil || !utf8.Valid(out) {
		return ""
	}
	return string(out)
}

func substring(s string, start, length int64) (string, bool) {
	runes := []rune(s)
	n := int64(len(runes))
	if start < 0 {
		start += n
	}
	if start < 0 || start >= n || length <= 0 {
		return "", true
	}
	return string(runes[start : start+min(length, n-start)]), true
}

// indexOf counts characters; an empty lookup has no position.
func indexOf(text, lookup string, start, length, occurrence int64) (int64, bool) {
	if lookup == "" || occurrence < 1 {
		return 0, false
	}
	runes, want := []rune(text), []rune(lookup)
	n := int64(len(runes))
	if start < 0 {
		start = max(start+n, 0)
	}
	start = min(start, n)
	for i, end := start, reach(start, length, n); i+int64(len(want)) <= end; i++ {
		if string(runes[i:i+int64(len(want))]) != lookup {
			continue
		}
		if occurrence--; occurrence == 0 {
			return i, true
		}
		end = reach(i+1, length, n) // as Kusto does: every further occurrence is looked for over the whole length
	}
	return -1, true
}

// reach is where a search of some length ends in a text of n characters; a negative length has no end.
func reach(start, length, n int64) int64 {
	if length < 0 {
		return n
	}
	return start + min(length, n-start)
}

// countOf counts overlapping occurrences of a text, or matches of an expression.
func countOf(text, search, kind string) (int64, bool) {
	if kind == "regex" {
		re := compiled(search)
		if re == nil {
			return 0, false
		}
		return int64(len(re.FindAllStringIndex(text, -1))), true
	}
	n := int64(0)
	for i := 0; search != "" && i+len(search) <= len(text); i++ {
		if strings.HasPrefix(text[i:], search) {
			n++
		}
	}
	return n, true
}

func texts(parts []string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = quoteJSON(p)
	}
	return array(out)
}

func split(text, delimiter string, index int64) (string, bool) {
	parts := strings.Split(text, delimiter)
	if index < 0 {
		return texts(parts), true
	}
	if index >= int64(len(parts)) {
		return "[]", true
	}
	return texts(parts[index : index+1]), true
}

var backslashGroup = regexp.MustCompile(`\\(\d)`)

func replaceRegex(text, pattern, rewrite string) (string, bool) {
	re := compiled(pattern)
	if re == nil {
		return text, true
	}
	if !fits(len(text)+1, len(rewrite)) {
		return text, true
	}
	rewrite = strings.ReplaceAll(rewrite, "$", "$$")
	return re.ReplaceAllString(text, backslashGroup.ReplaceAllString(rewrite, "$${$1}")), true
}

// maxRepeat caps how many times strrep repeats, as Kusto does.
const maxRepeat = 1024

func repeatText(text string, times int64, delimiter string) (string, bool) {
	n := int(min(max(times, 0), maxRepeat, maxText/int64(len(text)+len(delimiter)+1)))
	return strings.Join(slices.Repeat([]string{text}, n), delimiter), true
}

// trim takes one match of the pattern away at each end that is asked for.
func trim(pattern, text string, start, end bool) (string, bool) {
	if start {
		if re := compiled(`^(?:` + pattern + `)`); re != nil {
			text = text[len(re.FindString(text)):]
		}
	}
	if end {
		if re := compiled(`(?:` + pattern + `)$`); re != nil {
			if at := re.FindStringIndex(text); at != nil {
				text = text[:at[0]]
			}
		}
	}
	return text, true
}

// translate replaces the i-th character of from by the i-th of to; the last of to serves for the rest.
func translate(from, to, text string) (string, bool) {
	a, b := []rune(from), []rune(to)
	return strings.Map(func(r rune) rune {
		for i, c := range a {
			if c == r {
				if len(b) == 0 {
					return -1
				}
				return b[min(i, len(b)-1)]
			}
		}
		return r
	}, text), true
}

func extract(pattern string, group int64, text string) (string, bool) {
	re := compiled(pattern)
	if re == nil {
		return "", false
	}
	m := re.FindStringSubmatch(text)
	if group < 0 || int(group) >= len(m) {
		return "", false
	}
	return m[group], true
}

func extractAll(pattern, text string) (string, bool) {
	re := compiled(pattern)
	if re == nil {
		return "", false
	}
	var out []string
	for _, m := range re.FindAllStringSubmatch(text, -1) {
		switch len(m) {
		case 1, 2:
			out = append(out, quoteJSON(m[len(m)-1]))
		default:
			out = append(out, texts(m[1:]))
		}
	}
	return array(out), len(out) > 0
}

var pathForm = regexp.MustCompile(`^(?:([A-Za-z][A-Za-z0-9+.-]+)://)?(.*)$`)

func parsePath(p string) string {
	m := pathForm.FindStringSubmatch(strings.ReplaceAll(p, "\n", ""))
	rest := m[2]
	cut := strings.LastIndexAny(rest, `\/`)
	dir, name := "", rest
	if cut >= 0 {
		dir, name = rest[:cut], rest[cut+1:]
	}
	root, alternate, extension := "", "", ""
	if len(rest) > 1 && rest[1] == ':' {
		root = rest[:2]
	}
	if i := strings.Index(name, ":"); i > 0 {
		name, alternate = name[:i], name[i+1:]
	}
	if i := strings.LastIndex(name, "."); i >= 0 {
		extension = name[i+1:]
	}
	directory := dir[strings.LastIndexAny(dir, `\/`)+1:]
	return writeBag([]property{
		{"Scheme", quoteJSON(m[1])}, {"RootPath", quoteJSON(root)}, {"DirectoryPath", quoteJSON(dir)}, {"DirectoryName", quoteJSON(directory)},
		{"Filename", quoteJSON(name)}, {"Extension", quoteJSON(extension)}, {"AlternateDataStreamName", quoteJSON(alternate)},
	})
}

func parseURL(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		u = &url.URL{}
	}
	user, password := "", ""
	if u.User != nil {
		user = u.User.Username()
		password, _ = u.User.Password()
	}
	query := queryParameters(u.RawQuery)
	return writeBag([]property{
		{"Scheme", quoteJSON(u.Scheme)}, {"Host", quoteJSON(u.Hostname())}, {"Port", quoteJSON(u.Port())}, {"Path", quoteJSON(u.Path)},
		{"Username", quoteJSON(user)}, {"Password", quoteJSON(password)}, {"Query Parameters", writeBag(query)}, {"Fragment", quoteJSON(u.Fragment)},
	})
}

// commandLine splits as Windows programs do: quotes keep blanks together, backslashes escape quotes.
func commandLine(s string) string {
	var out []string
	var b strings.Builder
	quoted, some := false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			n := 0
			for i < len(s) && s[i] == '\\' {
				n, i = n+1, i+1
			}
			if i < len(s) && s[i] == '"' {
				b.WriteString(strings.Repeat(`\`, n/2))
				if n%2 == 1 {
					b.WriteByte('"')
				} else {
					quoted = !quoted
				}
			} else {
				b.WriteString(strings.Repeat(`\`, n))
				i--
			}
			some = true
		case c == '"':
			quoted, some = !quoted, true
		case (c == ' ' || c == '\t') && !quoted:
			if some {
				out = append(out, b.String())
				b.Reset()
				some = false
			}
		default:
			b.WriteByte(c)
			some = true
		}
	}
	if some {
		out = append(out, b.String())
	}
	return texts(out)
}

func parseCSV(s string) (string, bool) {
	r := csv.NewReader(strings.NewReader(s))
	r.LazyQuotes = true
	record, err := r.Read()
	if err != nil {
		return texts([]string{s}), true
	}
	return texts(record), true
}
