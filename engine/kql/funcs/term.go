package funcs

import "unicode"

// isTermRune reports whether a character belongs to a term.
func isTermRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
