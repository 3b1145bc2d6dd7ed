// Package generator invents an organisation, lives its ordinary days, attacks it, and hands on the rows that
// the products of a Microsoft security stack would have written, with the ground truth beside them.
//
// In:  a Plan: seed, times, organisation, attack.
// Out: batches of rows per table in time order, and Truth, through a Sink.
//
// Not here: files, DuckDB, detections, alerts, what a learner sees. An attack does not know who is watching.
package generator

import "socrates/engine/schema/rows"

// Sink takes what a run makes. Its methods are called from one goroutine.
type Sink interface {
	// Append takes rows of one table; successive batches of a table are in time order. The batch's slices
	// are reused as soon as Append returns.
	Append(b *rows.Batch) error
	// Truth takes what only graders may know.
	Truth(t *Truth) error
}

// A Still sink wants nothing else to go on while it takes a batch: no rows are made ahead of it. It is for measurements.
type Still interface {
	Sink
	StandStill()
}

// Truth is the ground truth of a run.
type Truth struct {
	Stages []Stage
	Labels []Label
	Facts  []Fact
}

// Stage is one step of the attack as it was placed in time.
type Stage struct {
	ID         string   // e.g. "replay"
	Says       string   // the sentence that tells it
	Technique  string   // ATT&CK id
	Tactic     string   // ATT&CK tactic name as Microsoft spells it, e.g. InitialAccess
	Start, End int64    // datetime ticks
	After      []string // stages that must have happened
	Needs      []Need   // what a response can take away
}

// Need is something a stage depends on. Taking it away before the stage starts stops the stage and all
// that come after it.
type Need struct {
	Kind string // device, account, session, mail, address, domain, file, app, launch (of an implant on a device)
	ID   string // DeviceId, AccountObjectId, NetworkMessageId, IP, domain, SHA256, application id
}

// Label ties a row to the stage that caused it. Decoys carry the decoy's id as Stage and Decoy set.
type Label struct {
	Table string
	Row   int64 // rows.Batch.ID
	Stage string
	Decoy bool
}

// Fact is a named answer, such as attacker.ip or victim.upn. Value is JSON.
type Fact struct {
	Name  string
	Value string
}
