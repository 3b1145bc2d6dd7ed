// Package funcs is the list of KQL's functions and operators: one row a function.
//
// In:  nothing but the rows written here, grouped by family, one file a family.
// Out: All, Lookup, Names, Resolve; a row's SQL for given arguments (Sig.Write); Convert, the SQL of a
// conversion between types; Quote, the SQL of a text.
//
// A row says everything about its function: name, signatures, SQL, documentation and examples. The
// examples are the tests. What DuckDB cannot say is a Go function in package udf, which a row's SQL
// calls by name.
//
// Not here: the tree, names of columns, when a function may be called (bind), running anything.
package funcs

import (
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// Kind says where a function may stand.
type Kind uint8

const (
	Scalar    Kind = iota
	Aggregate      // in summarize, make-series and their like
	Window         // over serialized rows: prev, next, row_number, …
	Operator       // == + has …: Name is the operator as spelt in the language
)

// Func is one row of the list.
type Func struct {
	Name       string
	Aliases    []string // other spellings Kusto accepts, such as makeset for make_set
	Kind       Kind
	Group      string // family for the reference: "string", "datetime", "dynamic", …
	Doc        string // one sentence in our own words
	Sigs       []Sig  // tried in order; the first that fits is taken
	Examples   []Example
	Deprecated string // the name to use instead, if any
	Volatile   bool   // rand(), new_guid(): differs from row to row

	// ResultName gives the automatic column name of an aggregate or function, such as count_ or
	// sum_x, from the names of its arguments: "" for an argument that has none; a number's name is
	// its text with _ for the point, so that percentile(x, 99.9) is percentile_x_99_9. Nil: Kusto's
	// general rules apply (see bind).
	ResultName func(args []string) string

	// Tuple lists the columns of a scalar function that gives several at once, such as series_stats;
	// `extend (a, b) = f(x)` renames the first two. The row's SQL gives a dynamic array with one
	// element for each column, and a call where one value is wanted has the first. Nil for all others.
	Tuple func(args []Arg) []schema.Column
	// Split is set for an aggregate that is several calls of another at once, such as percentiles.
	Split *Split
}

// Split says how an aggregate of several columns comes apart: each call of To takes the first Shared
// arguments and one of the others. percentiles(x, 5, 95) is percentile(x, 5), percentile(x, 95).
type Split struct {
	To     string
	Shared int
}

// Sig is one way to call a function.
type Sig struct {
	Params  []Param
	Rest    *Param      // further arguments, any number
	MinRest int         // at least so many of them
	Returns schema.Type // Unknown: ReturnsOf decides
	// ReturnsOf computes the type where it depends on the arguments.
	ReturnsOf func(args []Arg) schema.Type

	// SQL is a template: $name stands for a parameter's SQL (parenthesised as needed), $$ for a
	// dollar, $rest for the further arguments separated by commas, $now for the query's clock in
	// ticks. An absent optional parameter stands for its Default.
	SQL string
	// Lower builds the SQL where a template cannot. Exactly one of SQL and Lower is set.
	Lower func(c *Call) (string, error)

	// An aggregate writes $filter where its FILTER clause goes and, when its answer depends on the
	// order of rows, $order for the ORDER BY clause inside its parentheses; see Call.Order.
	//
	// A window function writes $over, or $part and $order (PARTITION BY …, ORDER BY …, each possibly
	// empty) to build a frame. When it has a parameter called "restart" and the call gives it, sqlgen
	// first counts the restarts so far in one SELECT below and partitions by that count. Step, when
	// set, is computed in that lower SELECT too, over the unpartitioned rows ($order, and $restart,
	// which is false when absent); SQL reads it as $step.
	Step string
	// Fold marks a window function that no SQL window can say, because each row needs the state left by
	// the one before. Its SQL aggregates all rows into a list with one element for each row, in order
	// (it writes list($x $order)); sqlgen spreads the list over the rows again by their number.
	Fold bool
}

// Param is one parameter.
type Param struct {
	Name     string
	Types    TypeSet
	Optional bool
	Default  string // SQL for an absent optional parameter; NULL when empty
	Const    bool   // must be a constant; Arg.Const is then set
	Text     bool   // any scalar is taken, as its text; Types is string
}

// Example is a call and the value it must give, as KQL: {`indexof("abc", "c")`, `2`}. Both are printed by
// a query and must come out equal and of one type.
type Example struct{ KQL, Want string }

// Arg is an argument as lowering sees it.
type Arg struct {
	SQL    string // an SQL operand: a column, a literal or a parenthesised expression
	Type   schema.Type
	Const  *value.Value // set when the argument is a constant
	Absent bool         // an optional parameter that the call leaves out; SQL is its Default
}

// Call is one application being lowered. Args stand in the order of Params, absent optional ones
// included (Absent true), then the further arguments.
type Call struct {
	Fn   *Func
	Args []Arg
	Now  int64 // the query's clock, datetime ticks
	T    schema.Type

	Filter string // an aggregate's FILTER (WHERE …), or empty
	Over   string // a window function's OVER (…)
	Part   string // its PARTITION BY …, or empty
	// Order is its ORDER BY …; for an aggregate that of its input, or empty when the rows have none:
	// then the answer should not depend on the order in which threads meet the rows.
	Order string
	Step  string // the helper column of a window function whose signature has a Step
}

// TypeSet is a set of types a parameter accepts without conversion.
type TypeSet uint16

// Of makes a set.
func Of(types ...schema.Type) TypeSet {
	var s TypeSet
	for _, t := range types {
		s |= 1 << t
	}
	return s
}

// Has reports whether t is in the set. Unknown is in every set, so that one mistake is reported once.
func (s TypeSet) Has(t schema.Type) bool { return t == schema.Unknown || s&(1<<t) != 0 }

// The sets that signatures use most.
var (
	AnyType   = Of(schema.Types()...)
	Numbers   = Of(schema.Int, schema.Long, schema.Real, schema.Decimal)
	Integers  = Of(schema.Int, schema.Long)
	Strings   = Of(schema.String)
	Texts     = Of(schema.String, schema.Dynamic) // a dynamic is read as its text
	Dynamics  = Of(schema.Dynamic)
	Datetimes = Of(schema.Datetime)
	Timespans = Of(schema.Timespan)
	Bools     = Of(schema.Bool)
)
