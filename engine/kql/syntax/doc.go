// Package syntax reads the text of a query into a tree.
//
// In:  text.
// Out: a *Query whose nodes know their place, and the mistakes in the text, each once. A text with
// mistakes still gives a tree, with Bad nodes where nothing could be read, so that completion and the
// binder can work on it.
//
// The lexer turns the text into tokens; the parser is recursive descent for statements and operators
// and climbs precedence for expressions. After a mistake it goes on at the next comma, pipe, semicolon
// or closing bracket of the same depth. Typical slips (a single =, &&, SQL words, a lost pipe, quote or
// parenthesis) are recognised and named.
//
// Not here: what names mean and which types fit (bind), SQL (sqlgen).
package syntax
