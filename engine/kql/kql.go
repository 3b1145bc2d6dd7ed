// Package kql compiles the Kusto Query Language to one DuckDB statement.
//
// In:  a query's text, the scope it runs in (Catalog), the clock it reads.
// Out: a Program (SQL and the shape of its answer), or diagnostics that teach.
//
// The work is done in the rooms below: syntax reads the text into a tree, bind gives every name a
// meaning and a type, sqlgen writes the SQL; funcs lists the functions, udf holds those that DuckDB
// cannot say, source draws what is wrong.
//
// Not here: files, security, tenants, running the statement (telemetry does).
package kql

import (
	"context"

	"socrates/engine/kql/bind"
	"socrates/engine/kql/source"
	"socrates/engine/schema"
)

// Options is the scope and the circumstances of a compilation.
type Options struct {
	Catalog bind.Catalog
	Now     int64             // what now() answers, in datetime ticks
	Params  map[string]string // values of declared query parameters, as KQL literals or bare text
	Probe   bind.Probe        // see bind.Probe; may be nil
	Context context.Context   // ends a probe; nil means context.Background
	Files   bool              // externaldata may read local files
}

// Program is a compiled query.
type Program struct {
	SQL     string
	Columns []schema.Column // the visible names and types; the SQL's columns stand in this order
	Ordered bool            // the query promises an order
	Streams bool            // rows of one table pass through one by one: nothing is sorted, grouped or joined
	Render  *Render         // how to draw the answer; nil without a render operator
}

// Render is what a render operator asked for.
type Render struct {
	Chart string            // timechart, columnchart, …
	Props map[string]string // title, xcolumn, ycolumns, …
}

// Diags is what a compilation found.
type Diags = source.List
