package generator

import (
	"socrates/generator/attack"
	"socrates/generator/org"
)

// Plan is all that a run needs. The same plan gives the same rows, byte for byte, on any machine.
type Plan struct {
	Seed     uint64
	Scenario string // id of the scenario that was compiled; part of the attack's streams
	People   int

	Start   int64 // first instant of the data, datetime ticks
	Now     int64 // where the tenant's clock stands when it is opened
	Horizon int64 // rows run on to here, so that the clock can be moved

	Org    *org.Org      // the organisation, built from Seed by org.Build
	Attack attack.Script // stages and decoys, cast resolved, placed in time; empty for a quiet tenant
	Facts  []Fact        // named answers, for labs
}

// Progress tells how far a run is. Done and Total count simulated ticks.
type Progress struct {
	Done, Total int64
	Rows        int64
}

// Summary tells what a run made.
type Summary struct {
	Tables []TableCount // by name; only tables with rows
	Rows   int64
	Labels int64 // rows caused by the attack or a decoy

	Suspicious []ActCount // acts that look suspicious and are innocent, by kind; org.Org.Suspicious sets their rate
}

// ActCount is the number of acts of one kind, of the list life.Suspicious.
type ActCount struct {
	Kind string
	Acts int
}

// TableCount is the number of rows of one table.
type TableCount struct {
	Table string
	Rows  int64
}
