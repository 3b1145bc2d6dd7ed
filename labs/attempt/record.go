package attempt

import (
	"encoding/json"
	"fmt"
	"time"

	"socrates/engine/journal"
	"socrates/labs"
)

// journalKind marks the entries of an attempt in its tenant's journal.
const journalKind = "lab"

// The kinds of events.
const (
	eventStart   = "start"   // Start
	eventReady   = "ready"   // the setup is done
	eventSubmit  = "submit"  // Task, Text
	eventVerdict = "verdict" // Task, Verdict; written in practice only, and never trusted by Verify
	eventHint    = "hint"    // Task, Rung
	eventSeal    = "seal"    // an assessment ended
	eventGraded  = "graded"  // Report; what an ended assessment came to, for its learner; never trusted by Verify
	eventReveal  = "reveal"  // the solution was shown; what is solved after it earns nothing
)

// Event is something that happened in an attempt.
type Event struct {
	Event   string        `json:"event"`
	Start   *Start        `json:"start,omitempty"`
	Task    string        `json:"task,omitempty"`
	Text    string        `json:"text,omitempty"`
	Rung    int           `json:"rung,omitempty"`
	Verdict *labs.Verdict `json:"verdict,omitempty"`
	Report  *Report       `json:"report,omitempty"`

	Wall time.Time `json:"-"` // from the journal
	At   int64     `json:"-"` // the tenant's clock
}

// Record is what happened in an attempt, in order, the start first.
type Record []Event

// readRecord picks an attempt's events out of a journal.
func readRecord(entries []journal.Entry) (Record, error) {
	var out Record
	for _, e := range entries {
		if e.Kind != journalKind {
			continue
		}
		ev := Event{Wall: e.Wall, At: e.At}
		if err := json.Unmarshal(e.Data, &ev); err != nil {
			return nil, fmt.Errorf("journal entry %d: %w", e.Seq, err)
		}
		if len(out) == 0 && ev.Start == nil {
			return nil, fmt.Errorf("journal entry %d: an attempt begins with its start", e.Seq)
		}
		out = append(out, ev)
	}
	return out, nil
}

func (r Record) start() *Start { return r[0].Start }

func (r Record) has(event string) bool {
	for _, e := range r {
		if e.Event == event {
			return true
		}
	}
	return false
}

func (r Record) ready() bool  { return r.has(eventReady) }
func (r Record) sealed() bool { return r.has(eventSeal) }

// rungs is how many hints of a task are open.
func (r Record) rungs(task string) (n int) {
	for _, e := range r {
		if e.Event == eventHint && e.Task == task {
			n = max(n, e.Rung)
		}
	}
	return n
}

// board is the state of the tasks that the recorded verdicts tell.
func (r Record) board(l *labs.Lab, w labs.World) *labs.Board {
	b := labs.NewBoard(l, w)
	for _, e := range r {
		if e.Event == eventVerdict && e.Verdict != nil && b.Verdicts[e.Task].Ending != labs.Pass {
			b.Verdicts[e.Task] = *e.Verdict
		}
	}
	return b
}
