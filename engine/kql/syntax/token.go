package syntax

import (
	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// kind says what a token is.
type kind uint8

const (
	eof    kind = iota
	word        // an identifier or keyword, also $left
	text        // a string literal; its contents are in token.s
	number      // a long, real or timespan literal; its value is in token.v
	typed       // datetime(…), guid(…) and their like: the type is in token.t, the contents in token.s
	sign        // an operator or bracket
	wrong       // characters that the language does not have
)

// token is one lexical element. raw is its text as written.
type token struct {
	kind    kind
	at      source.Span
	raw     string
	s       string
	v       value.Value
	t       schema.Type
	newline bool // a line break stands between the token before and this one
	space   bool // white space or a comment stands between the token before and this one
	open    bool // a string without its closing quote, a typed literal without its parenthesis
}

// is reports whether the token is the sign or the word s.
func (t token) is(s string) bool { return (t.kind == sign || t.kind == word) && t.raw == s }

// typedLiterals are the words that make a literal when a parenthesis follows.
var typedLiterals = map[string]schema.Type{
	"bool": schema.Bool, "boolean": schema.Bool, "int": schema.Int, "long": schema.Long,
	"real": schema.Real, "double": schema.Real, "decimal": schema.Decimal,
	"datetime": schema.Datetime, "date": schema.Datetime, "time": schema.Timespan,
	"timespan": schema.Timespan, "guid": schema.Guid,
}
