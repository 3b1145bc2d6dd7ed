package udf

import (
	"strconv"
	"strings"
	"unicode"
)

// The words of a text, for the reduce operator: runs of letters and digits, save for characters that the
// query names as separators.

var reduceFuncs = []Func{
	{Name: "kql_reduce_words", In: []Type{Text, Text}, Out: Texts, Fn: Of2(reduceWords)},
	{Name: "kql_reduce_pattern", In: []Type{Text, Text, Texts}, Out: Text, Fn: Of3(reducePattern)},
}

// others is the pattern of a text that shares no word with enough others.
const others = "others"

// piece is a word, or one separator between words.
type piece struct {
	text string
	word bool
	own  bool // a separator that the query named
}

func pieces(s, seps string) []piece {
	var out []piece
	from := 0
	for i, r := range s {
		own := strings.ContainsRune(seps, r)
		if !own && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			continue
		}
		if i > from {
			out = append(out, piece{text: s[from:i], word: true})
		}
		from = i + len(string(r))
		out = append(out, piece{text: s[i:from], own: own})
	}
	if from < len(s) {
		out = append(out, piece{text: s[from:], word: true})
	}
	return out
}

// placed is a word together with its place among the words.
func placed(n int, word string) string { return strconv.Itoa(n) + ":" + word }

func reduceWords(s, seps string) ([]string, bool) {
	out := []string{}
	for _, p := range pieces(s, seps) {
		if p.word {
			out = append(out, placed(len(out), p.text))
		}
	}
	return out, true
}

// reducePattern keeps the frequent words and puts a star for every run of others. A separator that the query
// named goes under in the star beside it.
func reducePattern(s, seps string, frequent []any) (string, bool) {
	keep := map[string]bool{}
	for _, f := range frequent {
		if t, ok := f.(string); ok {
			keep[t] = true
		}
	}
	var out strings.Builder
	n, star, known := 0, false, false
	pending := ""
	for _, p := range pieces(s, seps) {
		switch {
		case !p.word && p.own:
			pending += p.text
			continue
		case !p.word:
		case !keep[placed(n, p.text)]:
			n++
			if !star {
				out.WriteByte('*')
			}
			star, pending = true, ""
			continue
		default:
			n++
			known = true
		}
		if !star {
			out.WriteString(pending)
		}
		pending, star = "", false
		out.WriteString(p.text)
	}
	if !known {
		return others, true
	}
	return out.String(), true
}
