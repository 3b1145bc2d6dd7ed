package soc

import (
	"context"

	"socrates/engine/schema"
	"socrates/engine/schema/rows"
)

// Scope is where a query runs, which decides the tables it may name.
type Scope uint8

const (
	Unified        Scope = iota // the Defender portal's hunting over both families
	DefenderScope               // Defender's own tables only
	WorkspaceScope              // Log Analytics: what is in the Sentinel workspace
	// ProductScope is what the products themselves see: every table, whether or not the connector
	// brings it to the workspace. Only built-in detections and the mini-SOC's own bookkeeping use it.
	ProductScope
)

// World is what the mini-SOC can see and leave behind. The tenant implements it; the mini-SOC has no
// other way to the data, and none at all to ground truth.
type World interface {
	// Hunt answers a query as of q.At. A query that is at fault is an error whose text teaches.
	Hunt(ctx context.Context, q Query) (*Answer, error)
	// Publish adds rows of the tables that the mini-SOC itself fills (AlertInfo, AlertEvidence,
	// SecurityAlert, SecurityIncident, SentinelHealth, …); hunting sees them from their Ingested time on.
	Publish(ctx context.Context, b *rows.Batch) error
	// Retract drops everything published, before the log is folded anew.
	Retract(ctx context.Context) error
}

// Fresher is a World that can tell cheaply where something is new.
type Fresher interface {
	// Fresh names the tables that have rows ingested in (after, to].
	Fresh(ctx context.Context, after, to int64) ([]string, error)
}

// Query is a question to the World.
type Query struct {
	KQL   string
	Scope Scope
	At    int64 // the clock: no row ingested later is seen. Datetime ticks
	// Now is what now() and ago() read; zero means At. A delayed rule run looks back from when it was due.
	Now int64
	// After, when not zero, hides rows ingested at or before it: a continuous detection reads only
	// what is new.
	After int64
	// From and To, when not zero, hide rows whose own time (TimeGenerated, or Timestamp) lies outside
	// From < time <= To: the query period of an analytics rule.
	From, To int64
	// Patient takes a name that no table and no function answers to for a table without rows; Answer.Absent tells it.
	Patient bool
}

// Answer is a result. A cell is nil (null), bool, int64 (int, long, ticks of datetime and timespan),
// float64, or string (string, guid, decimal, and dynamic as JSON).
type Answer struct {
	Columns []schema.Column
	Rows    [][]any
	Ordered bool // the query asked for this order; otherwise it is accidental
	Absent  []string
}
