package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/hub"
)

// Installed is what a person did to a solution of the content hub. A solution that nobody touched is as it shipped.
type Installed struct {
	Version string `json:"version"` // "" when it is uninstalled
	At      int64  `json:"at"`      // datetime ticks
	By      string `json:"by"`
}

// SolutionStatus is a solution as the content hub lists it.
type SolutionStatus struct {
	*hub.Solution        // as the installed version has it; the newest when it is not installed
	State         string `json:"state"` // installed, update available, not installed
	Newest        string `json:"newest"`
	At            int64  `json:"at,omitempty"` // when a person installed it
	By            string `json:"by,omitempty"`
	// News are the changes that an update would bring.
	News []hub.Change `json:"news,omitempty"`
}

// The states of a solution.
const (
	SolutionInstalled = "installed"
	UpdateAvailable   = "update available"
	NotInstalled      = "not installed"
)

// OneSolution is the data of "content.install", "content.update" and "content.uninstall".
type OneSolution struct {
	ID string `json:"id"` // or its title
}

func init() {
	register("content.install", "content", "install a solution of the content hub", func(_ context.Context, e *Engine, a Action, o OneSolution) (Outcome, error) {
		return e.installSolution(a, o)
	})
	register("content.update", "content", "update a solution to its newest version", func(_ context.Context, e *Engine, a Action, o OneSolution) (Outcome, error) {
		return e.updateSolution(a, o)
	})
	register("content.uninstall", "content", "uninstall a solution; what was made from its templates stays", func(_ context.Context, e *Engine, a Action, o OneSolution) (Outcome, error) {
		return e.uninstallSolution(a, o)
	})
}

// version is the version of a solution that the workspace has, "" for none.
func (e *Engine) version(s *hub.Solution) string {
	if i := e.st.Hub[s.ID]; i != nil {
		return i.Version
	}
	return s.Shipped
}

// installed lists the solutions that the workspace has, each as its version has it, by id.
func (e *Engine) installed() []*hub.Solution {
	var out []*hub.Solution
	for _, s := range e.content.Solutions {
		if v := e.version(s); v != "" {
			out = append(out, s.At(v))
		}
	}
	return out
}

// Solutions lists the content hub by title.
func (e *Engine) Solutions() []SolutionStatus {
	out := []SolutionStatus{}
	for _, s := range e.content.Solutions {
		out = append(out, e.statusOf(s))
	}
	slices.SortFunc(out, func(a, b SolutionStatus) int {
		return strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title))
	})
	return out
}

func (e *Engine) statusOf(s *hub.Solution) SolutionStatus {
	st := SolutionStatus{Solution: s, State: NotInstalled, Newest: s.Version}
	if i := e.st.Hub[s.ID]; i != nil {
		st.At, st.By = i.At, i.By
	}
	if v := e.version(s); v != "" {
		st.Solution, st.State, st.News = s.At(v), SolutionInstalled, s.Since(v)
		if hub.Older(v, s.Version) {
			st.State = UpdateAvailable
		}
	}
	return st
}

// Solution finds a solution by its id, its title, or what either begins with.
func (e *Engine) Solution(name string) (SolutionStatus, error) {
	s, err := e.solution(name)
	if err != nil {
		return SolutionStatus{}, err
	}
	return e.statusOf(s), nil
}

func (e *Engine) solution(name string) (*hub.Solution, error) {
	low := strings.ToLower(strings.TrimSpace(name))
	var fits []*hub.Solution
	var ids []string
	for _, s := range e.content.Solutions {
		switch title := strings.ToLower(s.Title); {
		case low == s.ID || low == title:
			return s, nil
		case low != "" && (strings.HasPrefix(s.ID, low) || strings.HasPrefix(title, low)):
			fits, ids = append(fits, s), append(ids, s.ID)
		}
	}
	switch len(fits) {
	case 1:
		return fits[0], nil
	case 0:
		return nil, refuse(NotFound, "socrates content list shows the content hub", "the content hub has no solution %q", name)
	}
	return nil, refuse(Invalid, "write more of it: "+strings.Join(ids, ", "), "%q fits %d solutions", name, len(fits))
}

func (e *Engine) installSolution(a Action, o OneSolution) (Outcome, error) {
	s, err := e.solution(o.ID)
	if err != nil {
		return Outcome{}, err
	}
	if v := e.version(s); v != "" {
		hint := ""
		if hub.Older(v, s.Version) {
			hint = "version " + s.Version + " is out: socrates content update " + s.ID
		}
		return Outcome{}, refuse(Conflict, hint, "%s is installed already, version %s", s.Title, v)
	}
	e.setVersion(a, s, s.Version)
	return Outcome{ID: s.ID, Message: fmt.Sprintf("%s %s is installed", s.Title, s.Version), Notes: e.brings(s)}, nil
}

// brings tells what to do with what a solution holds: nothing of it is at work yet.
func (e *Engine) brings(s *hub.Solution) []string {
	var notes []string
	say := func(n int, what, next string) {
		switch {
		case n > 1:
			what += "s"
			fallthrough
		case n == 1:
			notes = append(notes, fmt.Sprintf("%d %s: %s", n, strings.Replace(what, "querys", "queries", 1), next))
		}
	}
	say(len(s.Rules), "rule template", "no rule runs until you make one: socrates rule create --template NAME")
	say(len(s.Queries), "hunting query", "socrates query list --all")
	say(len(s.Workbooks), "workbook template", "socrates workbook show NAME")
	say(len(s.Watchlists), "watchlist template", "socrates watchlist create ALIAS --template NAME --file FILE")
	say(len(s.Playbooks), "playbook template", "socrates playbook create NAME --template NAME")
	say(len(s.Parsers), "parser", "queries of the workspace can call it by name")
	for _, id := range s.Connectors {
		if on, _ := e.connection(id); !on {
			notes = append(notes, fmt.Sprintf("the data connector %s is installed, and not connected: socrates connector connect %s", id, id))
		}
	}
	return notes
}

func (e *Engine) updateSolution(a Action, o OneSolution) (Outcome, error) {
	s, err := e.solution(o.ID)
	if err != nil {
		return Outcome{}, err
	}
	v := e.version(s)
	switch {
	case v == "":
		return Outcome{}, refuse(Conflict, "install it: socrates content install "+s.ID, "%s is not installed", s.Title)
	case v == s.Version:
		return Outcome{}, refuse(Conflict, "", "%s has its newest version already, %s", s.Title, v)
	}
	out := Outcome{ID: s.ID, Message: fmt.Sprintf("%s is updated from %s to %s", s.Title, v, s.Version)}
	for _, c := range s.Since(v) {
		out.Notes = append(out.Notes, c.Version+": "+c.Says)
	}
	e.setVersion(a, s, s.Version)
	return out, nil
}

// uninstallSolution takes templates, queries, parsers and the connector's page away. Rules, workbooks, watchlists and playbooks that
// were made from templates stay, and a connection goes on bringing rows.
func (e *Engine) uninstallSolution(a Action, o OneSolution) (Outcome, error) {
	s, err := e.solution(o.ID)
	if err != nil {
		return Outcome{}, err
	}
	if e.version(s) == "" {
		return Outcome{}, refuse(Conflict, "", "%s is not installed", s.Title)
	}
	out := Outcome{ID: s.ID, Message: s.Title + " is uninstalled"}
	stay := 0
	for _, id := range s.Rules {
		if e.rule(id) != nil {
			stay++
		}
	}
	if stay > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("what was made from its rule templates stays and runs on: %d of its rules", stay))
	}
	for _, id := range s.Connectors {
		if on, _ := e.connection(id); on {
			out.Notes = append(out.Notes, "the connection of "+id+" stays and brings rows; its page is gone until the solution is installed again")
		}
	}
	e.setVersion(a, s, "")
	return out, nil
}

// setVersion keeps what a person did, and leaves the row that Azure writes about it.
func (e *Engine) setVersion(a Action, s *hub.Solution, version string) {
	e.st.Hub[s.ID] = &Installed{version, e.st.Now, a.Actor}
	verb := "write"
	if version == "" {
		verb = "delete"
	}
	clear(e.sweeps) // a parser may have come or gone
	e.putAzure(a, "Microsoft.SecurityInsights/contentPackages/"+verb, "contentPackages/"+s.ID)
}

// putAzure writes the row of AzureActivity about a change of the workspace.
func (e *Engine) putAzure(a Action, operation, resource string) {
	id := fmt.Sprintf("/subscriptions/%s/resourceGroups/%s/providers/Microsoft.OperationalInsights/workspaces/%s/providers/Microsoft.SecurityInsights/%s",
		e.ws.SubscriptionID, e.ws.ResourceGroup, e.ws.Name, resource)
	correlation := e.guid(fmt.Sprint("azure", operation, resource, e.st.Now))
	e.put("AzureActivity", cells{"ActivityStatusValue": "Success", "ActivitySubstatusValue": "OK", "Caller": a.Actor, "CategoryValue": "Administrative", "CorrelationId": correlation,
		"EventDataId": e.guid("event" + correlation), "EventSubmissionTimestamp": e.st.Now, "Level": "Informational", "OperationId": correlation, "OperationName": operation,
		"OperationNameValue": strings.ToUpper(operation), "ResourceGroup": strings.ToUpper(e.ws.ResourceGroup), "ResourceId": id, "_ResourceId": strings.ToLower(id),
		"ResourceProviderValue": "MICROSOFT.SECURITYINSIGHTS", "SubscriptionId": e.ws.SubscriptionID, "SourceSystem": "Azure"})
}
