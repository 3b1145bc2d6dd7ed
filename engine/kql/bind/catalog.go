package bind

import (
	"context"

	"socrates/engine/kql/funcs"
	"socrates/engine/schema"
)

// Catalog tells the binder what exists: it is the scope a query runs in. The caller implements it.
type Catalog interface {
	// Table resolves a name. A nil Table with a non-nil Missing says why it is not there; both nil
	// means that nothing of this name is known.
	Table(name string) (*Table, *Missing)
	// TableNames lists what exists, for wildcards, search, find and "did you mean".
	TableNames() []string
	// Function resolves a stored function: a saved query, an ASIM parser, a portal function.
	Function(name string) (*StoredFunction, bool)
	// FunctionNames lists them.
	FunctionNames() []string
}

// Locator is a Catalog that knows where addresses are, for geo_info_from_ip_address(). A tenant's own networks and
// the world that it invented are among its places; without a Locator, only a few public resolvers are known.
type Locator interface {
	// Places lists networks. Of those that hold an address the one with the longest prefix counts.
	Places() []Place
}

// Place is where the addresses of a network are.
type Place = funcs.Place

// Table is a table of the scope. From and each Column.SQL are trusted SQL. A table that is known to have no rows
// has no From; then no SQL of its columns is read.
type Table struct {
	Name    string
	From    string // for a FROM clause, e.g. data."SigninLogs" or (SELECT …)
	Columns []Column
	// Ingested is the SQL of the row's ingestion time in ticks; empty when it has none.
	Ingested string
	// Time is the SQL of the row's own time in ticks, which a window of time is held against; empty when it has none.
	Time string
}

// Column is a column of a Table and the SQL that reads it from Table.From.
type Column struct {
	schema.Column
	SQL string
}

// Missing says why a known table is not in this scope, and what to do about it.
type Missing struct{ Msg, Hint string }

// StoredFunction is a function kept outside the query text. Exactly one of Text and Columns is set.
type StoredFunction struct {
	Name string
	Text string // KQL: a lambda `(a:string = "", T:(*)) { … }`, bound in the catalogue's own scope
	// Columns is the result of a function that exists here with its schema and no rows, whatever its
	// arguments: an ASIM parser in the bare language, say.
	Columns []schema.Column
	Open    bool // the result has further columns, which only data tells; any may be asked of it
	Doc     string
}

// Probe runs SQL that the binder needs an answer to before it can go on, because the shape of a result
// depends on the data (bag_unpack, pivot, narrow …). Nil: such queries get the columns that are known
// without data.
type Probe func(ctx context.Context, sql string) (rows [][]any, err error)
