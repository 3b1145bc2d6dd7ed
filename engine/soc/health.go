package soc

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/soc/feed"
)

// FeedStatus is the health of a data connector.
type FeedStatus struct {
	feed.Connector
	State string `json:"state"` // healthy, silent, no data
	Rows  int64  `json:"rowsLastDay"`
	Last  int64  `json:"lastRow"` // datetime ticks; 0 for none
}

// The states of a data connector. Silent is one whose last row is older than silence.
const (
	Healthy = "healthy"
	Silent  = "silent"
	NoData  = "no data"
)

// silence is how long a connector may bring nothing before its page warns. Office hours leave longer gaps than an hour.
const silence = 24 * value.Hour

// Health tells of every data connector when it last brought a row, and how many in the last day.
func (e *Engine) Health(ctx context.Context) ([]FeedStatus, error) {
	var legs []string
	for _, c := range feed.Connectors() {
		for _, t := range c.Tables {
			legs = append(legs, fmt.Sprintf("(%s | summarize Rows=countif(TimeGenerated > ago(1d)), Last=max(TimeGenerated) | extend Connector='%s')", t, c.ID))
		}
	}
	rows, err := e.query(ctx, "union "+strings.Join(legs, ", ")+" | summarize Rows=sum(Rows), Last=max(Last) by Connector")
	if err != nil {
		return nil, fmt.Errorf("look at the connectors: %w", err)
	}
	var out []FeedStatus
	for _, c := range feed.Connectors() {
		s := FeedStatus{Connector: c, State: NoData}
		if i := slices.IndexFunc(rows, func(r map[string]any) bool { return r["Connector"] == c.ID }); i >= 0 {
			s.Rows, _ = rows[i]["Rows"].(int64)
			s.Last, _ = rows[i]["Last"].(int64)
		}
		s.State = stateOf(s.Last, e.st.Now)
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b FeedStatus) int { return cmp.Compare(a.Title, b.Title) })
	return out, nil
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
		if !f.Pulls || f.State == NoData || e.st.Feeds[f.ID] == f.State {
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
