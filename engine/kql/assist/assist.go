// Package assist helps the person who writes a query: what could stand at the cursor, what a word means,
// and a reference page for every operator and function.
//
// In:  the text, a position, the scope the query would run in.
// Out: completion items, hover documentation, help pages, the generated reference in docs/kql.
//
// What it knows about functions comes from the rows of funcs; what it knows about operators stands here,
// one row an operator. Columns at a position come from the binder, which is given the text before it.
//
// Not here: running queries, drawing (the prompt and the portal do that).
package assist

import "socrates/engine/kql/bind"

// Scope is where the query would run.
type Scope struct {
	Catalog bind.Catalog
	Now     int64 // what now() would answer, in datetime ticks
	// Values lists the values that a column is known to hold, such as the action types of a table; nil
	// or an empty list where that is not known.
	Values func(column string) []string
}

// Item is one thing that could stand at the cursor.
type Item struct {
	Text   string // what to insert, in place of the word at the cursor
	Kind   Kind
	Detail string // a type, a signature, or a syntax line
	Doc    string // one sentence
}

// Kind says what an Item is.
type Kind string

const (
	Table     Kind = "table"
	Column    Kind = "column"
	Function  Kind = "function"
	Aggregate Kind = "aggregate"
	Operator  Kind = "operator" // behind a pipe
	Infix     Kind = "infix"    // between operands: has, ==, and
	Keyword   Kind = "keyword"  // a word that belongs to a step: by, asc, on
	Variable  Kind = "variable" // a let
	Value     Kind = "value"    // a known value of the column on the left
)
