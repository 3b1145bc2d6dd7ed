package soc

import (
	"regexp"
	"slices"
	"strings"

	"socrates/engine/soc/profile"
)

// Migrated is a piece of a SOC's own content that a newer platform treats differently.
type Migrated struct {
	Kind string `json:"kind"` // rule, query, bookmark, automation rule, playbook
	Name string `json:"name"`
	Line int    `json:"line,omitempty"` // of the query, from 1
	Fact string `json:"fact"`
	Says string `json:"says"` // what changes
	Was  string `json:"was"`
	Is   string `json:"is"`
	Todo string `json:"todo"`
}

// Migration checks saved queries, bookmarks, rules and automation for what changes on the way from this tenant's
// profile to another. A profile lists its changes against the one before it, so the way goes forward.
func (e *Engine) Migration(to *profile.Profile) []Migrated {
	var out []Migrated
	for _, c := range to.Moved {
		if c.Finds.Text == "" && c.Finds.Setting == "" {
			continue
		}
		for _, p := range e.pieces() {
			if line, ok := p.shows(c.Finds); ok {
				out = append(out, Migrated{p.kind, p.name, line, c.Fact, c.Says, c.Was, c.Is, c.Todo})
			}
		}
	}
	return out
}

// piece is something of the SOC's own that may have to change.
type piece struct {
	kind, name string
	text       string   // KQL, or what else it says
	settings   []string // switches that are on
}

func (e *Engine) pieces() []piece {
	var out []piece
	for _, r := range e.rules() {
		p := piece{kind: "rule", name: r.Name, text: r.Query}
		if r.Incident.Grouping.Reopen {
			p.settings = append(p.settings, "reopenClosedIncident")
		}
		out = append(out, p)
	}
	for _, q := range e.SavedQueries() {
		p := piece{kind: "query", name: q.Name, text: q.KQL}
		if q.unshared() {
			p.settings = append(p.settings, "savedInAzure")
		}
		out = append(out, p)
	}
	for _, b := range e.Bookmarks() {
		out = append(out, piece{kind: "bookmark", name: b.Name, text: b.KQL, settings: []string{"bookmark"}})
	}
	for _, a := range e.st.Automations {
		p := piece{kind: "automation rule", name: a.Name}
		for _, c := range a.Conditions {
			p.text += strings.ToLower(c.Property) + " " + c.Operator + " " + strings.Join(c.Values, " ") + "\n"
		}
		out = append(out, p)
	}
	return out
}

var kqlComment = regexp.MustCompile(`(?m)//.*$`)

// shows finds the first line that a change touches.
func (p piece) shows(f profile.Finds) (line int, ok bool) {
	if len(f.In) > 0 && !slices.Contains(f.In, p.kind) {
		return 0, false
	}
	if f.Setting != "" {
		return 0, slices.Contains(p.settings, f.Setting)
	}
	text := p.text
	if p.kind != "automation rule" {
		text = kqlComment.ReplaceAllStringFunc(text, func(c string) string { return strings.Repeat(" ", len(c)) })
	}
	at := f.Pattern().FindStringIndex(text)
	if at == nil {
		return 0, false
	}
	return 1 + strings.Count(text[:at[0]], "\n"), true
}
