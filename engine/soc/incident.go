package soc

import (
	"slices"

	"socrates/engine/soc/profile"
)

// Incident is one case of the unified queue with its two faces: what the Defender side says and what
// the Sentinel side says. They differ while a change is on its way.
type Incident struct {
	ID     int64  `json:"id"`     // number in the unified queue
	Number int64  `json:"number"` // Sentinel's IncidentNumber; 0 until it is there
	Origin Portal `json:"origin"` // Defender, or Azure for an incident that Sentinel made
	Manual bool   `json:"manual,omitempty"`
	Rule   string `json:"rule,omitempty"` // the analytics rule, for an incident of Sentinel's own grouping
	Title  string `json:"title"`
	// TitleFixed keeps a title that was given rather than composed.
	TitleFixed bool         `json:"titleFixed,omitempty"`
	Created    int64        `json:"created"`
	First      int64        `json:"first"` // activity
	Last       int64        `json:"last"`
	Alerts     []string     `json:"alerts"` // ids, in order of joining
	Links      []Link       `json:"links,omitempty"`
	Refused    []NotMerged  `json:"refused,omitempty"`
	Defender   Face         `json:"defender"`
	Sentinel   Face         `json:"sentinel"`
	Redirect   int64        `json:"redirect,omitempty"` // where a merged incident went
	Merged     []int64      `json:"merged,omitempty"`   // what was merged into this one
	Group      *GroupWindow `json:"group,omitempty"`
	Tasks      []Todo       `json:"tasks,omitempty"`
	Seen       *seen        `json:"seen,omitempty"` // what automation saw last
	Log        []Entry      `json:"log"`
}

// Face is one side's view of an incident. Each Field remembers who set it when, and the later setting
// wins wherever two meet.
type Face struct {
	Since    int64         `json:"since"` // when the incident appeared on this side; 0: not there
	State    Field[State]  `json:"state"`
	Severity Field[string] `json:"severity"`
	Owner    Field[string] `json:"owner"` // UPN; "" is unassigned
	Tags     []Tag         `json:"tags,omitempty"`
	Comments []Comment     `json:"comments,omitempty"`
	Changed  int64         `json:"changed"`
	// Edited marks that this side has news for the other; Due is when it is delivered.
	Edited bool  `json:"edited,omitempty"`
	Due    int64 `json:"due,omitempty"`
}

// State is what closing an incident sets; it travels as one, so that no verdict is torn apart.
type State struct {
	Status string `json:"status"` // New, Active, Closed
	// Verdict and Determination are Defender's words, Classification and Reason Sentinel's.
	Verdict        string `json:"verdict,omitempty"`
	Determination  string `json:"determination,omitempty"`
	Classification string `json:"classification,omitempty"`
	Reason         string `json:"reason,omitempty"`
	Comment        string `json:"comment,omitempty"`
}

// Field is a value with its stamp. Fresh says that the other side has not heard of it yet.
type Field[T comparable] struct {
	Value T     `json:"value"`
	Stamp Stamp `json:"stamp"`
	Fresh bool  `json:"fresh,omitempty"`
}

// Stamp orders settings of a field: by time, then by sequence.
type Stamp struct {
	At   int64  `json:"at"`
	Seq  int64  `json:"seq"`
	Side Portal `json:"side,omitempty"`
	By   string `json:"by,omitempty"`
}

// Before is the total order in which the later setting wins.
func (s Stamp) Before(o Stamp) bool { return s.At < o.At || s.At == o.At && s.Seq < o.Seq }

// Tag is a label; a removed one is remembered so that the removal travels too.
type Tag struct {
	Name  string `json:"name"`
	Gone  bool   `json:"gone,omitempty"`
	Stamp Stamp  `json:"stamp"`
}

// Comment is a note of a person or of automation. Comments only ever accumulate.
type Comment struct {
	ID   int64  `json:"id"`
	At   int64  `json:"at"`
	By   string `json:"by"`
	Text string `json:"text"`
	Side Portal `json:"side"`
}

// Link says why an alert is in an incident.
type Link struct {
	Alert  string `json:"alert"`
	Other  string `json:"other,omitempty"` // the alert already there that it shares Key with
	Key    string `json:"key,omitempty"`   // e.g. user:ada@contoso.example
	Apart  int64  `json:"apart"`           // ticks between the activity of the two
	Window int64  `json:"window"`
	Says   string `json:"says"`
}

// NotMerged says why a related incident stayed apart.
type NotMerged struct {
	Other int64  `json:"other"`
	At    int64  `json:"at"`
	Key   string `json:"key"`
	Why   string `json:"why"`
}

// GroupWindow is the state of a rule's own grouping on an incident.
type GroupWindow struct {
	Rule  string `json:"rule"`
	Key   string `json:"key"`
	Until int64  `json:"until"`
}

// Entry is a line of the activity log.
type Entry struct {
	At   int64  `json:"at"`
	By   string `json:"by"`
	Side Portal `json:"side,omitempty"`
	What string `json:"what"` // created, alert, status, severity, owner, tag, comment, sync, conflict, merge, automation, …
	Says string `json:"says"`
}

// Face returns one side's view.
func (i *Incident) Face(side Portal) *Face {
	if side == profile.Azure {
		return &i.Sentinel
	}
	return &i.Defender
}

// SentinelOnly reports an incident whose alerts all come from the workspace.
func (i *Incident) SentinelOnly() bool { return i.Origin == profile.Azure && i.Redirect == 0 }

// Open reports that a side has not closed the incident.
func (f *Face) Open() bool { return f.State.Value.Status != Closed }

// TagNames lists the tags that are set.
func (f *Face) TagNames() []string {
	var names []string
	for _, t := range f.Tags {
		if !t.Gone {
			names = append(names, t.Name)
		}
	}
	slices.Sort(names)
	return names
}

// The states of an incident as SecurityIncident spells them; Defender says Active, In progress, Resolved.
const (
	StatusNew = "New"
	Active    = "Active"
	Closed    = "Closed"
)
