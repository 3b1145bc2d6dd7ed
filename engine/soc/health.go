package soc

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/soc/feed"
	"socrates/engine/soc/rule"
)

// FeedStatus is the health of a data connector.
type FeedStatus struct {
	feed.Connector
	Solution  string     `json:"solution"` // the installed solution that brings it
	Connected bool       `json:"connected"`
	Since     int64      `json:"since"` // the last change of Connected; datetime ticks
	State     string     `json:"state"` // healthy, silent, no data, disconnected
	Rows      int64      `json:"rowsLastDay"`
	Last      int64      `json:"lastRow"` // datetime ticks; 0 for none
	ByTable   []TableRow `json:"byTable"`
}

// TableRow is what a connector brings into one table.
type TableRow struct {
	Table string `json:"table"`
	Rows  int64  `json:"rowsLastDay"`
	Last  int64  `json:"lastRow"` // datetime ticks; 0 for none
}

// The states of a data connector. Silent is one whose last row is older than silence.
const (
	Healthy      = "healthy"
	Silent       = "silent"
	NoData       = "no data"
	Disconnected = "disconnected"
)

// silence is how long a connector may bring nothing before its page warns. Office hours leave longer gaps than an hour.
const silence = 24 * value.Hour

// Health tells of every data connector that an installed solution brings when it last brought a row, and how many in the last
// day; the Microsoft Defender XDR connector is not among them.
func (e *Engine) Health(ctx context.Context) ([]FeedStatus, error) {
	var list []feed.Connector
	var tables []string
	for _, c := range feed.Connectors() {
		if e.solutionOf(c.ID) != "" {
			list, tables = append(list, c), append(tables, c.Tables...)
		}
	}
	seen, err := e.arrivals(ctx, tables)
	if err != nil {
		return nil, err
	}
	var out []FeedStatus
	for _, c := range list {
		out = append(out, e.feedStatus(c, seen))
	}
	slices.SortStableFunc(out, func(a, b FeedStatus) int { return cmp.Compare(a.Title, b.Title) })
	return out, nil
}

// arrivals looks at tables of the workspace.
func (e *Engine) arrivals(ctx context.Context, tables []string) (map[string]TableRow, error) {
	if len(tables) == 0 {
		return nil, nil
	}
	var legs []string
	for _, t := range tables {
		legs = append(legs, fmt.Sprintf("(%s | summarize Rows=countif(TimeGenerated > ago(1d)), Last=max(TimeGenerated) | extend Table='%[1]s')", t))
	}
	ans, err := e.world.Hunt(ctx, Query{KQL: "union " + strings.Join(legs, ", "), Scope: WorkspaceScope, At: e.st.Now})
	if err != nil {
		return nil, fmt.Errorf("look at the connectors: %w", err)
	}
	out := map[string]TableRow{}
	for _, row := range ans.Rows {
		r := rule.Record(ans.Columns, row)
		t := TableRow{Table: rule.Text(r["Table"])}
		t.Rows, _ = r["Rows"].(int64)
		t.Last, _ = r["Last"].(int64)
		out[t.Table] = t
	}
	return out, nil
}

func (e *Engine) feedStatus(c feed.Connector, seen map[string]TableRow) FeedStatus {
	s := FeedStatus{Connector: c, Solution: e.solutionOf(c.ID)}
	s.Connected, s.Since = e.connection(c.ID)
	for _, name := range c.Tables {
		t := seen[name]
		t.Table = name
		s.ByTable = append(s.ByTable, t)
		s.Rows, s.Last = s.Rows+t.Rows, max(s.Last, t.Last)
	}
	s.State = stateOf(s.Last, e.st.Now)
	if !s.Connected {
		s.State = Disconnected
	}
	return s
}

// XDRHealth is what the Microsoft Defender XDR connector brings: its selected tables that have rows, by name.
func (e *Engine) XDRHealth(ctx context.Context) ([]TableRow, error) {
	var names []string
	for _, t := range Streamable() {
		if ok, _ := e.Visible(WorkspaceScope, t.Name); ok {
			names = append(names, t.Name)
		}
	}
	seen, err := e.arrivals(ctx, names)
	out := []TableRow{}
	for _, name := range names {
		if seen[name].Last != 0 {
			out = append(out, seen[name])
		}
	}
	return out, err
}

func stateOf(last, now int64) string {
	switch {
	case last == 0:
		return NoData
	case now-last > silence:
		return Silent
	}
	return Healthy
}

// feedsEvery is how often the state of connectors that pull is looked at for SentinelHealth.
const feedsEvery = 12 * value.Hour

// watchFeeds writes a row into SentinelHealth for every connector that pulls and whose state has changed.
func (e *Engine) watchFeeds(ctx context.Context) error {
	e.st.schedule(job{Due: e.st.Now + feedsEvery, Kind: "feeds"})
	all, err := e.Health(ctx)
	if err != nil {
		return err
	}
	for _, f := range all {
		if !f.Pulls || f.State == NoData || f.State == Disconnected || e.st.Feeds[f.ID] == f.State {
			continue
		}
		e.st.Feeds[f.ID] = f.State
		status, says := "Success", "Data fetch status changed to success"
		if f.State == Silent {
			status, says = "Failure", "Nothing has been fetched for a day"
		}
		e.put("SentinelHealth", cells{"OperationName": "Data fetch status change", "Status": status, "Description": says, "SentinelResourceName": f.Title, "SentinelResourceId": f.ID,
			"SentinelResourceType": "Data connector", "SentinelResourceKind": f.ID, "WorkspaceId": e.ws.ID, "RecordId": e.guid(fmt.Sprint("feed", f.ID, e.st.Now)),
			"ExtendedProperties": map[string]any{"DestinationTables": f.Tables}})
	}
	return nil
}

// Feed is the health of one data connector, by its id, its title, or what either begins with.
func (e *Engine) Feed(ctx context.Context, name string) (FeedStatus, error) {
	c, err := e.feedNamed(name)
	if err != nil {
		return FeedStatus{}, err
	}
	seen, err := e.arrivals(ctx, c.Tables)
	return e.feedStatus(c, seen), err
}
