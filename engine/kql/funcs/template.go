package funcs

import (
	"fmt"
	"strconv"
	"strings"

	"socrates/engine/schema"
)

// Write gives the SQL of a call. c.Args stand as Fill leaves them. The template of an aggregate puts
// $filter where its FILTER clause goes and, if the order of rows matters to it, $order behind its last
// argument; that of a window function says $over, or makes its own frame of $part and $order. A Lower
// finds the same texts in c.Filter, c.Over, c.Part and c.Order.
func (s *Sig) Write(c *Call) (string, error) {
	if s.Lower != nil {
		return s.Lower(c)
	}
	return s.expand(c)
}

// Fill puts an Absent argument in the place of every optional parameter that args leaves out, so that
// args[i] belongs to s.Params[i].
func (s *Sig) Fill(args []Arg) []Arg {
	out := append([]Arg(nil), args...)
	for i := len(args); i < len(s.Params); i++ {
		out = append(out, Arg{SQL: s.Params[i].fallback(), Absent: true})
	}
	return out
}

func (p *Param) fallback() string {
	if p.Default == "" {
		return "NULL"
	}
	return p.Default
}

// expand replaces $name, $rest, $now and $$ in s.SQL.
func (s *Sig) expand(c *Call) (string, error) {
	var out strings.Builder
	text := s.SQL
	for {
		before, after, found := strings.Cut(text, "$")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		n := wordLen(after)
		if n == 0 { // $$, or the $ of a JSON path
			out.WriteString("$")
			text = strings.TrimPrefix(after, "$")
			continue
		}
		sql, ok := s.placeholder(after[:n], c)
		if !ok {
			return "", fmt.Errorf("function %s: no parameter $%s in its template", c.Fn.Name, after[:n])
		}
		out.WriteString(sql)
		text = after[n:]
	}
}

func wordLen(s string) int {
	n := 0
	for n < len(s) && (s[n] == '_' || s[n] >= 'a' && s[n] <= 'z' || s[n] >= 'A' && s[n] <= 'Z' || s[n] >= '0' && s[n] <= '9') {
		n++
	}
	return n
}

// placeholder finds a parameter, or else one of the words that every template may use.
func (s *Sig) placeholder(name string, c *Call) (string, bool) {
	for i, p := range s.Params {
		if p.Name == name {
			return c.Args[i].SQL, true
		}
	}
	switch name {
	case "now":
		return strconv.FormatInt(c.Now, 10), true
	case "rest":
		return joinSQL(c.Args[len(s.Params):]), true
	case "filter":
		return c.Filter, true
	case "over":
		return c.Over, true
	case "part":
		return c.Part, true
	case "order":
		return c.Order, true
	case "step":
		return c.Step, true
	}
	return "", false
}

// joinSQL lists the arguments' SQL, separated by commas.
func joinSQL(args []Arg) string {
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = a.SQL
	}
	return strings.Join(parts, ", ")
}

// Quote is the SQL literal of a text. It is the only way a learner's text enters SQL: quotes are
// doubled, bytes that are not UTF-8 become U+FFFD, and NUL, which DuckDB's parser stops at, is chr(0).
func Quote(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	quoted := "'" + strings.ReplaceAll(s, "'", "''") + "'"
	if !strings.Contains(s, "\x00") {
		return quoted
	}
	return "(" + strings.ReplaceAll(quoted, "\x00", "' || chr(0) || '") + ")"
}

// P is a required parameter that accepts the given types.
func P(name string, types TypeSet) Param { return Param{Name: name, Types: types} }

// Opt is an optional parameter; def is its SQL when it is left out.
func Opt(name string, types TypeSet, def string) Param {
	return Param{Name: name, Types: types, Optional: true, Default: def}
}

// AsText is a required parameter that is read as text, whatever scalar it is.
func AsText(name string) Param { return Param{Name: name, Types: Strings, Text: true} }

// Const is a required parameter that must be a constant.
func Const(name string, types TypeSet) Param { return Param{Name: name, Types: types, Const: true} }

// constText is the argument's text when it is a constant string.
func constText(a Arg) (string, bool) {
	if a.Const == nil || a.Const.Type != schema.String {
		return "", false
	}
	return a.Const.S, true
}

// constLong is the argument's value when it is a constant integer, datetime or timespan.
func constLong(a Arg) (int64, bool) {
	if a.Const == nil || a.Const.Null {
		return 0, false
	}
	switch a.Const.Type {
	case schema.Int, schema.Long, schema.Datetime, schema.Timespan:
		return a.Const.I, true
	}
	return 0, false
}
