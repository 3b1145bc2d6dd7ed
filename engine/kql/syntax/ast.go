package syntax

import (
	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// The tree stays as written: parentheses, optional words and order are kept, and nothing is resolved.
// A tabular pipeline is an expression too (*Pipe), because Kusto lets one stand wherever a table may:
// in join ( … ), toscalar( … ), x in ( … ), let t = … .

// Node is anything with a place in the text.
type Node interface{ Span() source.Span }

// At is embedded by every node and holds the text that the node covers.
type At struct{ At source.Span }

// Span returns the text that the node covers.
func (a At) Span() source.Span { return a.At }

// Query is a whole text: statements separated by semicolons.
type Query struct {
	At
	Statements []Statement
}

// ---- statements

// Statement is one of *Let, *Set, *DeclareParams, *DeclarePattern, *Alias, *Restrict, *ExprStatement.
type Statement interface {
	Node
	statement()
}

type (
	// Let is `let Name = Value`. Value is an expression, a *Lambda, or a *Pipe.
	Let struct {
		At
		Name  *Name
		Value Expr
	}
	// Set is `set name` or `set name = value`.
	Set struct {
		At
		Name  *Name
		Value Expr // nil when absent
	}
	// DeclareParams is `declare query_parameters(a:string = "x", …)`.
	DeclareParams struct {
		At
		Params []*Param
	}
	// DeclarePattern is `declare pattern …`: recognised, so that it can be refused with a reason.
	DeclarePattern struct{ At }
	// Alias is `alias database x = cluster(…).database(…)`.
	Alias struct {
		At
		Name  *Name
		Value Expr
	}
	// Restrict is `restrict access to (…)`: recognised, so that it can be refused with a reason.
	Restrict struct{ At }
	// ExprStatement is a query proper; the last one of a text gives the answer.
	ExprStatement struct {
		At
		X Expr
	}
)

func (*Let) statement()            {}
func (*Set) statement()            {}
func (*DeclareParams) statement()  {}
func (*DeclarePattern) statement() {}
func (*Alias) statement()          {}
func (*Restrict) statement()       {}
func (*ExprStatement) statement()  {}

// ---- expressions

// Expr is a scalar or tabular expression.
type Expr interface {
	Node
	expr()
}

type (
	// Name is an identifier. Quoted tells ['name'] and ["name"] from a bare word.
	Name struct {
		At
		Text   string // without quotes
		Quoted bool
	}
	// Wildcard is a name pattern: `Device*`, or `*` alone.
	Wildcard struct {
		At
		Pattern string
	}
	// Literal is a constant of any type but dynamic; Value.Null for `int(null)` and its like.
	Literal struct {
		At
		Value value.Value
		Text  string // as written
	}
	// DynamicLiteral is `dynamic(…)`; JSON is compact and valid, "" for dynamic(null).
	DynamicLiteral struct {
		At
		JSON string
	}
	// TypeOf is `typeof(string)`, or a schema `typeof(a:string, b:long)` where Columns is set.
	TypeOf struct {
		At
		Type    schema.Type
		Columns []*Param
		Star    bool // the schema ends with or begins with *
	}
	// List is several values where one is usual, as in `ycolumns = a, b` of render.
	List struct {
		At
		Items []Expr
	}
	// Paren is a parenthesised expression; the pipeline inside, if tabular, is a *Pipe or a source.
	Paren struct {
		At
		X Expr
	}
	// Unary is `-x` or `+x`.
	Unary struct {
		At
		Op string
		X  Expr
	}
	// Binary is `x Op y` for or, and, comparison, arithmetic and the string operators
	// (==, !=, =~, !~, has, !has_cs, contains, startswith, matches regex, : …), Op spelt as in the
	// language with a single space in "matches regex".
	Binary struct {
		At
		Op   string
		OpAt source.Span
		X, Y Expr
	}
	// Between is `x between (Lo .. Hi)`, Not for !between.
	Between struct {
		At
		X      Expr
		Not    bool
		Lo, Hi Expr
	}
	// In is `x in (…)` and its like: Op is in, in~, !in, !in~, has_any or has_all.
	In struct {
		At
		X    Expr
		Op   string
		OpAt source.Span
		List []Expr // one element may be a tabular expression
	}
	// Path is `X.Name`.
	Path struct {
		At
		X    Expr
		Name *Name
	}
	// Index is `X[Index]`.
	Index struct {
		At
		X, Index Expr
	}
	// Call is `Fn(args)`. A method-like call (`cluster("c").database("d").T`) is a Path whose X is a
	// Call, or a Call whose On is set: `x.f(1)` has On = x.
	Call struct {
		At
		On   Expr // nil for a plain call
		Fn   *Name
		Args []Expr // *NamedExpr for `name = value`, *Wildcard for `*`
		// Broken says that a mistake between the parentheses was reported, or that one of them is
		// missing: number and types of the arguments mean nothing.
		Broken bool
	}
	// NamedExpr is `name = x` or `(a, b) = x`. Names has more than one element, or Tuple is set, only
	// for the second form.
	NamedExpr struct {
		At
		Names []*Name
		Tuple bool
		X     Expr
	}
	// Lambda is `(a:string, T:(x:long, *)) { statements; expression }`.
	Lambda struct {
		At
		View   bool
		Params []*Param
		Body   []Statement // the last is an *ExprStatement, unless the text was broken
	}
	// Bad stands where an expression could not be parsed; a diagnostic was given.
	Bad struct{ At }
)

// Param is one parameter or typed column: `Name:type = default`, or `T:(a:long, *)`.
type Param struct {
	At
	Name    *Name
	Type    schema.Type // Unknown when Tabular or when the type's name is none
	TypeAt  source.Span
	Tabular bool
	Columns []*Param // of a tabular parameter
	Star    bool     // the tabular parameter allows further columns
	Default Expr     // nil when absent
}

// Pipe is a tabular pipeline: a source and operators.
type Pipe struct {
	At
	Source Expr // a name, call, Paren, Wildcard, or one of the sources below; nil in `T | fork (where x)` and like subqueries
	Ops    []Operator
}

type (
	// Datatable is `datatable (a:long, …) [ … ]`.
	Datatable struct {
		At
		Columns []*Param
		Values  []Expr
	}
	// ExternalData is `externaldata (a:long, …) [ "uri", … ] with (…)`.
	ExternalData struct {
		At
		Columns []*Param
		URIs    []Expr
		Props   []*NamedExpr
	}
	// Range is `range x from A to B step C`.
	Range struct {
		At
		Name           *Name
		From, To, Step Expr
	}
	// Print is `print a = 1, 2`.
	Print struct {
		At
		Items []Expr
	}
)

func (*Name) expr()           {}
func (*Wildcard) expr()       {}
func (*Literal) expr()        {}
func (*DynamicLiteral) expr() {}
func (*TypeOf) expr()         {}
func (*Paren) expr()          {}
func (*List) expr()           {}
func (*Unary) expr()          {}
func (*Binary) expr()         {}
func (*Between) expr()        {}
func (*In) expr()             {}
func (*Path) expr()           {}
func (*Index) expr()          {}
func (*Call) expr()           {}
func (*NamedExpr) expr()      {}
func (*Lambda) expr()         {}
func (*Bad) expr()            {}
func (*Pipe) expr()           {}
func (*Datatable) expr()      {}
func (*ExternalData) expr()   {}
func (*Range) expr()          {}
func (*Print) expr()          {}
