package soc

import (
	"encoding/json"
	"errors"
	"fmt"

	"socrates/engine/soc/profile"
)

// Portal is the desk an act is done at.
type Portal = profile.Portal

// Action is one act of a person, as the journal keeps it. Data is the JSON of the kind's own struct,
// which stands in the file of its subject (UpdateIncident in update.go, for one).
type Action struct {
	Kind   string          `json:"kind"`
	Portal Portal          `json:"portal,omitempty"` // empty means the Defender portal
	Actor  string          `json:"actor"`            // who; shown in logs and as owner
	Data   json.RawMessage `json:"data,omitempty"`
}

// NewAction makes an action with data.
func NewAction(kind string, portal Portal, actor string, data any) Action {
	text, err := json.Marshal(data)
	if err != nil {
		panic(fmt.Sprintf("soc: action %s: %v", kind, err)) // the data structs are plain
	}
	return Action{Kind: kind, Portal: portal, Actor: actor, Data: text}
}

// Outcome tells what an action did.
type Outcome struct {
	Message  string   `json:"message"`            // one sentence
	Notes    []string `json:"notes,omitempty"`    // what else follows from it, such as when the other side will know
	Incident int64    `json:"incident,omitempty"` // unified id, when it was about one
	ID       string   `json:"id,omitempty"`       // of what was made: a rule, an indicator, a response
	Data     any      `json:"data,omitempty"`     // what was found, for acts that find
}

// Code says which kind of refusal it was.
type Code string

const (
	NotFound    Code = "not-found"
	WrongPortal Code = "wrong-portal"
	Invalid     Code = "invalid"
	NotAllowed  Code = "not-allowed" // the platform does not do that
	Conflict    Code = "conflict"    // not in this state
	LimitHit    Code = "limit"
)

// Refusal is an act that the platform refuses: what, why, and what to do instead. A refused action
// changes nothing.
type Refusal struct {
	Code Code   `json:"code"`
	Msg  string `json:"message"`
	Hint string `json:"hint,omitempty"`
}

func (r *Refusal) Error() string {
	if r.Hint == "" {
		return r.Msg
	}
	return r.Msg + "\nhint: " + r.Hint
}

// AsRefusal unwraps a refusal.
func AsRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	return r, errors.As(err, &r)
}

func refuse(code Code, hint, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Msg: fmt.Sprintf(format, args...), Hint: hint}
}
