// Package tenant is one learner's simulated world: generated once, then lived in.
//
// A tenant is a pure function of (scenario, organisation size, seed, the learner's actions). The first three
// become rows in a data file; the actions are a journal. What the mini-SOC shows is the fold of the journal
// over the rows, on the tenant's own clock, and can be thrown away and folded again at any time.
//
//	NAME/
//	  tenant.json       what the tenant was made from
//	  telemetry.duckdb  the rows up to the horizon, and ground truth; never written again
//	  journal.sqlite    the actions; the only file that cannot be made again
//	  fold.cache        the state at some entry of the journal, to open quickly; may be deleted
//
// In:  a generator.Plan; actions, each with its author and wall time; KQL.
// Out: rows as of the clock, the mini-SOC, ground truth for those who grade.
//
// This is the one place where generator, telemetry and the mini-SOC meet.
//
// Not here: scenarios, labs, printing, the wall clock (callers pass it in).
package tenant
