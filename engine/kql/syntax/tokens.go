package syntax

import "socrates/engine/kql/source"

// TokenKind says what a token is, for colouring and completion.
type TokenKind uint8

const (
	TokenWord   TokenKind = iota // a name or keyword
	TokenString                  // a string literal
	TokenNumber                  // a number, timespan or typed literal
	TokenSign                    // an operator or bracket
	TokenWrong                   // a character outside the language
)

// Token is one lexical element. Comments and white space are what lies between tokens.
type Token struct {
	Kind TokenKind
	At   source.Span
	Text string // as written
	Open bool   // a string without its closing quote
}

// Tokens cuts a text into its lexical elements.
func Tokens(s string) []Token {
	tokens, _ := lex(s)
	out := make([]Token, 0, len(tokens)-1)
	for _, t := range tokens[:len(tokens)-1] {
		out = append(out, Token{tokenKinds[t.kind], t.at, t.raw, t.open})
	}
	return out
}

var tokenKinds = map[kind]TokenKind{word: TokenWord, text: TokenString, number: TokenNumber, typed: TokenNumber, sign: TokenSign, wrong: TokenWrong}
