package soc

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/content"
	"socrates/engine/soc/feed"
)

// Cut is a time in which a data connector brought nothing, because it was not connected: rows ingested in From < time <= To
// never reached the workspace. Datetime ticks; To is 0 while it lasts.
type Cut struct {
	From int64 `json:"from"`
	To   int64 `json:"to,omitempty"`
}

// OneConnector is the data of "connector.connect" and "connector.disconnect": a data connector by its id or title; the Microsoft
// Defender XDR connector if left out.
type OneConnector struct {
	Connector string `json:"connector,omitempty"`
}

// solutionOf is the installed solution that brings a connector; "" when its page is not there.
func (e *Engine) solutionOf(connector string) string {
	for _, s := range e.installed() {
		if slices.Contains(s.Connectors, connector) {
			return s.Title
		}
	}
	return ""
}

// connection tells whether a data connector is connected, and since when it is as it is. Those of solutions that a new workspace
// has are connected from the start.
func (e *Engine) connection(id string) (on bool, since int64) {
	if id == content.DefenderXDR {
		return e.st.Connector.Incidents, e.st.Connector.Since
	}
	cuts := e.cuts(id)
	if len(cuts) == 0 {
		return true, e.start
	}
	last := cuts[len(cuts)-1]
	return last.To != 0, cmp.Or(last.To, last.From)
}

// cuts are the times in which a connector was not connected, oldest first.
func (e *Engine) cuts(id string) []Cut {
	if cuts, ok := e.st.Cuts[id]; ok {
		return cuts
	}
	for _, s := range e.content.Solutions {
		if slices.Contains(s.Connectors, id) && s.Shipped == "" {
			return []Cut{{From: e.start}}
		}
	}
	return nil
}

// Cuts are the times, by table, whose rows did not reach the workspace.
func (e *Engine) Cuts() map[string][]Cut {
	out := map[string][]Cut{}
	for _, c := range feed.Connectors() {
		for _, t := range c.Tables {
			if cuts := e.cuts(c.ID); len(cuts) > 0 {
				out[t] = slices.Clone(cuts)
			}
		}
	}
	return out
}

// feedNamed finds a connector whose page is there, by its id, its title, or what either begins with.
func (e *Engine) feedNamed(name string) (feed.Connector, error) {
	var there []feed.Connector
	for _, c := range feed.Connectors() {
		if e.solutionOf(c.ID) != "" {
			there = append(there, c)
		} else if strings.EqualFold(c.ID, name) || strings.EqualFold(c.Title, name) {
			return c, refuse(NotFound, "install the solution that brings it: socrates content list "+c.ID, "the data connector %s is not installed", c.Title)
		}
	}
	low := strings.ToLower(name)
	begins := func(c feed.Connector) bool { return low != "" && strings.HasPrefix(strings.ToLower(c.ID), low) }
	if i := slices.IndexFunc(there, begins); i >= 0 && !slices.ContainsFunc(there[i+1:], begins) {
		return there[i], nil
	}
	return pick("data connector", name, there, func(c feed.Connector) (string, string) { return c.ID, c.Title }, "socrates connector list shows those of the installed solutions")
}

// IsDefenderXDR recognises the connector that has a choice of tables, by id or title; it is meant when none is named.
func IsDefenderXDR(name string) bool {
	return name == "" || strings.EqualFold(name, content.DefenderXDR) || strings.EqualFold(name, ConnectorName)
}

// connectFeed starts or stops what a data connector brings. Rows of the time between do not come later.
func (e *Engine) connectFeed(name string, on bool) (Outcome, error) {
	c, err := e.feedNamed(name)
	if err != nil {
		return Outcome{}, err
	}
	word := map[bool]string{true: "connected", false: "disconnected"}[on]
	if now, _ := e.connection(c.ID); now == on {
		return Outcome{}, refuse(Conflict, "", "the data connector %s is %s already", c.Title, word)
	}
	cuts := slices.Clone(e.cuts(c.ID))
	out := Outcome{ID: c.ID, Message: "the data connector " + c.Title + " is " + word}
	if on {
		cuts[len(cuts)-1].To = e.st.Now
		out.Notes = []string{"rows arrive from now on; what happened while it was disconnected does not come later"}
	} else {
		cuts = append(cuts, Cut{From: e.st.Now})
		out.Notes = []string{fmt.Sprintf("no new rows of %s reach the workspace; those that are there stay", strings.Join(c.Tables, ", "))}
	}
	e.st.Cuts[c.ID] = cuts
	clear(e.sweeps)
	return out, nil
}
