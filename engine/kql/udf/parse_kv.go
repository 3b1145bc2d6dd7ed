package udf

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// kvFuncs serve the operator parse-kv.
var kvFuncs = []Func{
	{Name: "kql_parse_kv", In: []Type{Text, Text, Text}, Out: Text, Fn: Of3(parseKV)},
}

// kvSpec is the options of parse-kv; an empty delimiter means any character that is no letter, digit,
// underscore or quote.
type kvSpec struct {
	Pair   string `json:"pair_delimiter"`
	KV     string `json:"kv_delimiter"`
	Quote  string `json:"quote"`
	Escape string `json:"escape"`
	Greedy string `json:"greedy"`
	Regex  string `json:"regex"`
	re     *regexp.Regexp
}

var kvSpecs sync.Map // text of the options -> *kvSpec

// parseKV finds the first value of a key in a text of pairs; "" when it is not there.
func parseKV(text, key, options string) (string, bool) {
	spec := kvSpecOf(options)
	if spec.re != nil {
		return spec.byRegex(text, key), true
	}
	if spec.Pair == "" && spec.KV == "" {
		return spec.loose(text, key), true
	}
	for _, p := range spec.split(text) {
		k, v, ok := strings.Cut(p, spec.KV)
		if ok && strings.TrimSpace(k) == key {
			return spec.unquote(strings.TrimSpace(v)), true
		}
	}
	return "", true
}

func kvSpecOf(options string) *kvSpec {
	if s, ok := kvSpecs.Load(options); ok {
		return s.(*kvSpec)
	}
	s := &kvSpec{}
	_ = json.Unmarshal([]byte(options), s) // written by the compiler
	if s.Regex != "" {
		s.re, _ = regexp.Compile(s.Regex)
	}
	kvSpecs.Store(options, s)
	return s
}

// byRegex reads pairs as the first two groups of an expression.
func (s *kvSpec) byRegex(text, key string) string {
	for _, m := range s.re.FindAllStringSubmatch(text, -1) {
		if len(m) > 2 && m[1] == key {
			return m[2]
		}
	}
	return ""
}

// split cuts a text at the pair delimiter, but not inside quotes. With greedy, a pair without a key
// belongs to the value before it.
func (s *kvSpec) split(text string) []string {
	if s.Pair == "" {
		return []string{text}
	}
	var out []string
	start, quoted := 0, false
	for i := 0; i < len(text); {
		switch {
		case quoted && s.Escape != "" && strings.HasPrefix(text[i:], s.Escape):
			i += len(s.Escape) + 1
			continue
		case s.Quote != "" && strings.HasPrefix(text[i:], s.Quote[:1]), quoted && strings.HasPrefix(text[i:], s.Quote[len(s.Quote)-1:]):
			quoted = !quoted
		case !quoted && strings.HasPrefix(text[i:], s.Pair):
			out = append(out, text[start:i])
			i += len(s.Pair)
			start = i
			continue
		}
		i++
	}
	return s.glue(append(out, text[min(start, len(text)):]))
}

func (s *kvSpec) glue(pairs []string) []string {
	if s.Greedy != "true" {
		return pairs
	}
	var out []string
	for _, p := range pairs {
		if len(out) > 0 && !strings.Contains(p, s.KV) {
			out[len(out)-1] += s.Pair + p
			continue
		}
		out = append(out, p)
	}
	return out
}

// unquote takes the quotes off a value and carries out its escapes.
func (s *kvSpec) unquote(v string) string {
	if s.Quote == "" || len(v) < 2 || v[0] != s.Quote[0] || v[len(v)-1] != s.Quote[len(s.Quote)-1] {
		return v
	}
	v = v[1 : len(v)-1]
	if s.Escape == "" {
		return v
	}
	var out strings.Builder
	for i := 0; i < len(v); i++ {
		if strings.HasPrefix(v[i:], s.Escape) && i+len(s.Escape) < len(v) {
			i += len(s.Escape)
		}
		out.WriteByte(v[i])
	}
	return out.String()
}

// loose reads pairs without delimiters: a key, then characters that are no letter or digit, then the
// value, which ends at the next comma or white space before another key, or at its quote.
func (s *kvSpec) loose(text, key string) string {
	for from := 0; ; {
		i := strings.Index(text[from:], key)
		if i < 0 || key == "" {
			return ""
		}
		i += from
		from = i + 1
		if i > 0 && word(lastRune(text[:i])) {
			continue
		}
		rest := text[i+len(key):]
		v := strings.TrimLeftFunc(rest, func(r rune) bool { return !word(r) && !s.isQuote(r) })
		if v == rest {
			continue
		}
		return s.looseValue(v)
	}
}

func (s *kvSpec) looseValue(v string) string {
	if s.Quote != "" && v != "" && v[0] == s.Quote[0] {
		for i := 1; i < len(v); i++ {
			if s.Escape != "" && strings.HasPrefix(v[i:], s.Escape) {
				i += len(s.Escape)
				continue
			}
			if v[i] == s.Quote[len(s.Quote)-1] {
				return s.unquote(v[:i+1])
			}
		}
	}
	if i := strings.IndexFunc(v, func(r rune) bool { return !word(r) }); i >= 0 {
		return v[:i]
	}
	return v
}

func (s *kvSpec) isQuote(r rune) bool { return s.Quote != "" && strings.ContainsRune(s.Quote, r) }

func word(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func lastRune(s string) rune {
	r := ' '
	for _, c := range s {
		r = c
	}
	return r
}
