// Package plan is the bound tree: what a query means, in terms that SQL can say.
//
// In:  nothing; it is built by bind and read by sqlgen.
// Out: relations (Rel) over columns with unique ids, and typed expressions (Expr).
//
// KQL's operators do not appear here. The binder spells each of them in a small algebra: scan,
// project, filter, aggregate, join, sort, limit, union, unnest, window, and a few more. A new operator
// therefore seldom needs a new node.
//
// Not here: names and how they were found (bind), SQL text (sqlgen), the tree as written (syntax).
package plan

import (
	"socrates/engine/kql/funcs"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// ColID names a column uniquely within one compilation; sqlgen calls it c<ID>, so that the visible
// names, which are case-sensitive and may repeat DuckDB words, never reach SQL.
type ColID int

// Col is a column of a relation.
type Col struct {
	ID   ColID
	Name string
	Type schema.Type
}

// Item computes a column.
type Item struct {
	Col
	X Expr
}

// Rel is a relation. Cols are the columns it offers, in order; hidden helper columns (an ordinal, a
// join mark) have an empty Name and are dropped by the outermost projection.
type Rel interface {
	Cols() []Col
	rel()
}

type (
	// Scan reads a table that the caller's resolver knows. From is trusted SQL for a FROM clause;
	// Source[i] is the physical column, already quoted SQL, of Columns[i]. A table without rows has no
	// From, and its Source is not read. Time and Ingested are the SQL of a row's own time and of its
	// arrival, both ticks; empty when unknown.
	Scan struct {
		Name           string
		From           string
		Columns        []Col
		Source         []string
		Time, Ingested string
	}
	// Values is literal rows. Ordinal, when set, is a hidden column that numbers the rows from 0.
	Values struct {
		Columns []Col
		Rows    [][]Expr
		Ordinal *Col
	}
	// Series is `range`: From, From+Step, … up to and including To. Type decides the arithmetic.
	Series struct {
		Column         Col
		From, To, Step Expr
	}
	// Filter keeps rows whose Pred is true (null drops the row).
	Filter struct {
		In   Rel
		Pred Expr
	}
	// Project computes exactly Items from In.
	Project struct {
		In    Rel
		Items []Item
	}
	// Aggregate groups by By and computes Aggs, whose expressions are *AggCall or scalar expressions
	// over *AggCall and By columns. Without By it gives one row, also for no input rows.
	Aggregate struct {
		In   Rel
		By   []Item
		Aggs []Item
	}
	// Distinct drops repeated rows.
	Distinct struct{ In Rel }
	// PickOne keeps one row for each combination of By: the first in the order of Keys (any row when
	// there are none). arg_max(t, *) and innerunique are spelt with it.
	PickOne struct {
		In   Rel
		By   []Expr
		Keys []SortKey
	}
	// Join combines L and R where On holds. Cols are L's then R's (only L's for Semi and Anti).
	Join struct {
		Kind JoinKind
		L, R Rel
		On   Expr
	}
	// Unnest gives, for each row of In, one row for each element of Lists zipped together, padded with
	// null. Elems are the new columns, Index (optional) counts from 0. KeepEmpty keeps a row whose
	// lists are all empty or null, with null elements. Limit caps elements per row; 0 means no cap.
	Unnest struct {
		In        Rel
		Lists     []Expr // dynamic arrays or bags
		Elems     []Col  // dynamic
		Bag       []BagMode
		Index     *Col
		KeepEmpty bool
		Limit     int64
	}
	// Union stacks relations. Map[i][j] is the expression over Ins[i] that fills Columns[j].
	Union struct {
		Ins     []Rel
		Columns []Col
		Map     [][]Expr
		Ordered bool // keep Ins in this order, rows of each in its own order
	}
	// Sort orders rows. The order is kept by Project, Filter and Limit above it and is lost elsewhere.
	Sort struct {
		In   Rel
		Keys []SortKey
	}
	// Limit takes the first N rows in In's order.
	Limit struct {
		In Rel
		N  Expr
	}
	// Sample takes N rows at random.
	Sample struct {
		In Rel
		N  Expr
	}
	// Window adds Items, computed by *WinCall over rows in the order of In (or of Keys when given),
	// and keeps that order.
	Window struct {
		In     Rel
		PartBy []Expr
		Keys   []SortKey
		Items  []Item
	}
	// Shared is a relation used more than once; sqlgen makes it one CTE by ID. Materialize demands
	// that it be computed once.
	Shared struct {
		ID          int
		In          Rel
		Materialize bool
		Columns     []Col // fresh ids for this use, one for each of In's visible columns
	}
	// Raw is SQL that no node above can say. SQL holds {0}, {1} … for the parenthesised input
	// relations and reads their columns as c<ID>; it must produce Columns under theirs.
	Raw struct {
		Ins     []Rel
		SQL     string
		Columns []Col
		Ordered bool
	}
)

// BagMode says how an Unnest list treats a property bag.
type BagMode uint8

const (
	BagAsBags   BagMode = iota // {"a":1,"b":2} gives {"a":1} and {"b":2}
	BagAsArrays                // … gives ["a",1] and ["b",2]
)

// SortKey orders by X.
type SortKey struct {
	X          Expr
	Desc       bool
	NullsFirst bool
}

// JoinKind is one of the joins of SQL that the ten kinds of KQL are built from.
type JoinKind uint8

const (
	Inner JoinKind = iota
	Left
	Right
	Full
	Semi
	Anti
	Cross
)

// ---- expressions

// Expr is a typed scalar expression over the columns of the relation it stands in.
// A String expression is never NULL in SQL; every other type may be.
type Expr interface {
	Type() schema.Type
	expr()
}

type (
	// Ref reads a column.
	Ref struct {
		ID ColID
		T  schema.Type
	}
	// Lit is a constant.
	Lit struct{ V value.Value }
	// Call applies a scalar function or operator. Sig is the signature the binder chose.
	Call struct {
		Fn   *funcs.Func
		Sig  *funcs.Sig
		Args []Expr
		T    schema.Type
	}
	// AggCall is an aggregate function; Filter is the predicate of its …if form (nil when none).
	AggCall struct {
		Fn       *funcs.Func
		Sig      *funcs.Sig
		Args     []Expr
		Filter   Expr
		Distinct bool
		T        schema.Type
	}
	// WinCall is a window function over the rows of a Window.
	WinCall struct {
		Fn   *funcs.Func
		Sig  *funcs.Sig
		Args []Expr
		T    schema.Type
	}
	// Case is case(…) and iff(…): the first true When gives its Then. Arms have one type.
	Case struct {
		When []Expr
		Then []Expr
		Else Expr
		T    schema.Type
	}
	// Cast converts by Kusto's rules (tolong("12"), tostring(…) and implicit widening alike).
	Cast struct {
		X  Expr
		To schema.Type
	}
	// Access reads a property or element of a dynamic: Key by name (String) or position (Long,
	// negative from the end). The result is dynamic.
	Access struct {
		X   Expr
		Key Expr
	}
	// Scalar is toscalar(rel): the first column of the first row.
	Scalar struct {
		In Rel
		T  schema.Type
	}
	// InRel is `x in (rel)`: membership in the first column of In, which has X's type.
	InRel struct {
		X          Expr
		In         Rel
		Not        bool
		IgnoreCase bool
	}
	// ListOf is the rows of a one-column relation as a dynamic array, for has_any (T) and its like.
	ListOf struct{ In Rel }
)

// Type of each expression.
func (e *Ref) Type() schema.Type     { return e.T }
func (e *Lit) Type() schema.Type     { return e.V.Type }
func (e *Call) Type() schema.Type    { return e.T }
func (e *AggCall) Type() schema.Type { return e.T }
func (e *WinCall) Type() schema.Type { return e.T }
func (e *Case) Type() schema.Type    { return e.T }
func (e *Cast) Type() schema.Type    { return e.To }
func (*Access) Type() schema.Type    { return schema.Dynamic }
func (e *Scalar) Type() schema.Type  { return e.T }
func (*InRel) Type() schema.Type     { return schema.Bool }
func (*ListOf) Type() schema.Type    { return schema.Dynamic }

func (*Ref) expr()     {}
func (*Lit) expr()     {}
func (*Call) expr()    {}
func (*AggCall) expr() {}
func (*WinCall) expr() {}
func (*Case) expr()    {}
func (*Cast) expr()    {}
func (*Access) expr()  {}
func (*Scalar) expr()  {}
func (*InRel) expr()   {}
func (*ListOf) expr()  {}
