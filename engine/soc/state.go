package soc

import (
	"slices"

	"socrates/engine/soc/rule"
	"socrates/engine/soc/script"
)

// state is everything that Advance and Apply change. It is written as JSON by Snapshot.
type state struct {
	Now    int64 `json:"now"`
	Cursor int64 `json:"cursor"` // products have seen all rows ingested until then
	Seq    int64 `json:"seq"`    // of jobs, stamps, comments
	Jobs   []job `json:"jobs"`   // by due time, then sequence

	Connector Connector             `json:"connector"`
	Alerts    []*Alert              `json:"alerts"`
	Incidents []*Incident           `json:"incidents"` // Incidents[i].ID == i+1
	Numbers   int64                 `json:"numbers"`   // last IncidentNumber given
	Rules     map[string]*RuleState `json:"rules"`
	OwnRules  []*rule.Rule          `json:"ownRules,omitempty"` // imported or made by the learner; custom detections too
	Detects   map[string]bool       `json:"detectionsOff,omitempty"`
	Blocks    []Block               `json:"blocks,omitempty"`
	Turns     int                   `json:"turns,omitempty"` // changes of Blocks: what was read ahead before one is stale

	Watchlists map[string]*Watchlist  `json:"watchlists,omitempty"`
	Dropped    []string               `json:"droppedWatchlists,omitempty"` // deleted by the learner
	Hub        map[string]*Installed  `json:"hub,omitempty"`               // solutions that somebody installed, updated or uninstalled
	Cuts       map[string][]Cut       `json:"cuts,omitempty"`              // by data connector: when it was not connected
	Workbooks  []*SavedWorkbook       `json:"workbooks,omitempty"`
	Feeds      map[string]string      `json:"feeds,omitempty"` // state of data connectors, as SentinelHealth knows it
	Indicators []*Indicator           `json:"indicators,omitempty"`
	Roles      map[string][]string    `json:"roles,omitempty"` // by user
	Saved      map[string]*SavedQuery `json:"savedQueries,omitempty"`
	Bookmarks  []*Bookmark            `json:"bookmarks,omitempty"`

	Responses      []*Response       `json:"responses,omitempty"` // the action centre
	Live           []*LiveSession    `json:"live,omitempty"`
	LiveOff        bool              `json:"liveOff,omitempty"` // the settings of live response, where they are not the usual ones
	LiveNoServers  bool              `json:"liveNoServers,omitempty"`
	LiveUnsigned   bool              `json:"liveUnsigned,omitempty"`
	Scripts        []*script.Script  `json:"scripts,omitempty"`   // uploaded to the live response library
	NoScripts      []string          `json:"noScripts,omitempty"` // that ship and were deleted
	Groups         []*DeviceGroup    `json:"groups,omitempty"`    // device groups by rank, once somebody changed one
	Members        map[string]string `json:"members,omitempty"`   // DeviceId -> the group that it was given when the tenant was made
	InGroup        map[string]Member `json:"inGroup,omitempty"`   // DeviceId -> its group by the rules, once they were changed
	GroupsBar      *bool             `json:"groupsBar,omitempty"` // device groups keep incidents apart, where it is not the profile's
	Enforced       []*Enforced       `json:"enforced,omitempty"`  // what devices allow and block
	Investigations []*Investigation  `json:"investigations,omitempty"`
	Levels         map[string]string `json:"levels,omitempty"`     // device group -> automation level, where it is not the profile's
	Disruption     *bool             `json:"disruption,omitempty"` // attack disruption, where it is not the profile's
	Tunings        []*Tuning         `json:"tunings,omitempty"`

	Automations   []*AutomationRule `json:"automations,omitempty"`
	AutomationIDs int               `json:"automationIds,omitempty"`
	Playbooks     []*Playbook       `json:"playbooks,omitempty"`
	PlaybookIDs   int               `json:"playbookIds,omitempty"`
	Notices       []Notice          `json:"notices,omitempty"`

	Anomalies map[string]*AnomalyState `json:"anomalies,omitempty"` // by anomaly rule

	RowIDs map[string]int64 `json:"rowIds"` // last row id of each published table
}

func newState(o Options) *state {
	return &state{
		Now: o.Start, Cursor: o.Start, Rules: map[string]*RuleState{}, Detects: map[string]bool{},
		RowIDs: map[string]int64{}, Watchlists: map[string]*Watchlist{}, Roles: map[string][]string{}, Feeds: map[string]string{}, Hub: map[string]*Installed{}, Cuts: map[string][]Cut{}, Saved: map[string]*SavedQuery{}, Connector: Connector{Incidents: true, Since: o.Start, Off: map[string]bool{}},
	}
}

// job is a piece of work that is due at a time. What it needs beyond ID and Ref it finds in the state.
type job struct {
	Due   int64      `json:"due"`
	Seq   int64      `json:"seq"`
	Kind  string     `json:"kind"`
	ID    string     `json:"id,omitempty"`
	Ref   int64      `json:"ref,omitempty"`
	Side  Portal     `json:"side,omitempty"`
	Hit   *sighting  `json:"hit,omitempty"`
	Event *autoEvent `json:"event,omitempty"`
}

func (s *state) next() int64 {
	s.Seq++
	return s.Seq
}

// schedule puts a job into the queue behind those that are due at the same time.
func (s *state) schedule(j job) {
	j.Seq = s.next()
	i, _ := slices.BinarySearchFunc(s.Jobs, j, func(a, b job) int {
		if a.Due != b.Due {
			return int(min(1, max(-1, a.Due-b.Due)))
		}
		return int(min(1, max(-1, a.Seq-b.Seq)))
	})
	s.Jobs = slices.Insert(s.Jobs, i, j)
}

func (s *state) peek() (job, bool) {
	if len(s.Jobs) == 0 {
		return job{}, false
	}
	return s.Jobs[0], true
}

func (s *state) pop() job {
	j := s.Jobs[0]
	s.Jobs = slices.Delete(s.Jobs, 0, 1)
	return j
}

// cancel drops the jobs that match.
func (s *state) cancel(match func(job) bool) { s.Jobs = slices.DeleteFunc(s.Jobs, match) }

// index is what is looked up often: it follows from the state.
type index struct {
	alerts map[string]*Alert
	keys   map[string][]*Alert // tying key -> correlating alerts that have it
	groups map[string]*Alert   // detection/group -> its latest alert
}

func (e *Engine) reindex() {
	e.ix = index{alerts: map[string]*Alert{}, keys: map[string][]*Alert{}, groups: map[string]*Alert{}}
	for _, a := range e.st.Alerts {
		e.indexAlert(a)
	}
}
