package soc

import "socrates/engine/soc/entity"

// Alert is what a detection or an analytics rule raised.
type Alert struct {
	ID          string          `json:"id"`
	Product     string          `json:"product"` // id of the profile's product: endpoint, office365, …, scheduled, nrt
	Source      string          `json:"source"`  // id of the detection or rule
	Title       string          `json:"title"`
	Description string          `json:"description,omitempty"`
	Severity    string          `json:"severity"`             // Informational, Low, Medium, High
	Category    string          `json:"category"`             // Defender's category, a tactic for most
	Tactics     []string        `json:"tactics,omitempty"`    // as Microsoft spells them: InitialAccess
	Techniques  []string        `json:"techniques,omitempty"` // ATT&CK ids
	Entities    []entity.Entity `json:"entities"`
	First       int64           `json:"first"` // activity, datetime ticks
	Last        int64           `json:"last"`
	Created     int64           `json:"created"` // when the alert appeared
	Count       int64           `json:"count"`   // rows behind it
	Group       string          `json:"group,omitempty"`
	Remedy      string          `json:"remedy,omitempty"`
	// Details are custom details and what else ExtendedProperties carries, as JSON values.
	Details map[string]any `json:"details,omitempty"`
	// Sample is one of the rows behind the alert, column by column, for the alert page.
	Sample map[string]any `json:"sample,omitempty"`

	// Properties are columns of its SecurityAlert row that the rule filled from the answer: AlertLink, ProductName, …
	Properties map[string]string `json:"properties,omitempty"`

	Status string `json:"status"` // New, InProgress, Resolved
	Owner  string `json:"owner,omitempty"`
	// Verdict and Determination are the alert's own classification, in Defender's words.
	Verdict       string    `json:"verdict,omitempty"`
	Determination string    `json:"determination,omitempty"`
	Comments      []Comment `json:"comments,omitempty"`
	Incident      int64     `json:"incident"`
	// Hidden alerts were tuned away: they are in the tables, but in no incident.
	Hidden string `json:"hidden,omitempty"`
	// Correlates is fixed when the alert is made: whether Defender's engine may group it.
	Correlates bool `json:"correlates"`
	// Streamed is when the alert's SecurityAlert row was written; zero while it has not been.
	Streamed int64 `json:"streamed,omitempty"`
}

// The states of an alert; SecurityAlert.Status stays at New [E14].
const (
	AlertInProgress = "InProgress"
	AlertResolved   = "Resolved"
)

// Sentinel reports whether the workspace raised the alert.
func (a *Alert) Sentinel() bool {
	return a.Product == "scheduled" || a.Product == "nrt" || a.Product == "ti"
}

var severities = []string{"Informational", "Low", "Medium", "High"}
