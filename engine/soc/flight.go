package soc

import "fmt"

// Flight is something on its way: it happens when the clock gets there.
type Flight struct {
	Due      int64  `json:"due"` // datetime ticks
	What     string `json:"what"`
	Incident int64  `json:"incident,omitempty"`
}

// InFlight lists what is on its way, the nearest first: incidents and edits between the sides, alerts to the
// workspace, responses, investigations. Runs of rules are not listed.
func (e *Engine) InFlight() []Flight {
	out := []Flight{}
	for _, j := range e.st.Jobs {
		f := Flight{Due: j.Due, Incident: j.Ref}
		switch j.Kind {
		case "arrive":
			f.What = fmt.Sprintf("incident %d arrives in %s", j.Ref, j.Side.Title())
		case "sync":
			f.What = fmt.Sprintf("changes of incident %d travel to %s", j.Ref, j.Side.Other().Title())
		case "stream":
			a := e.ix.alerts[j.ID]
			f.What, f.Incident = fmt.Sprintf("alert %q is streamed to the workspace", a.Title), a.Incident
		case "response":
			x := e.response(j.ID)
			f.What, f.Incident = fmt.Sprintf("%s on %s takes effect (%s)", x.Kind, x.Name, x.ID), x.Incident
		case "investigate":
			f.What = "investigation " + j.ID + " ends"
		case "disrupt":
			f.What = fmt.Sprintf("attack disruption acts on incident %d", j.Ref)
		default:
			continue
		}
		out = append(out, f)
	}
	return out
}

// Status is the mini-SOC at a glance.
type Status struct {
	Now        int64          `json:"now"`
	Profile    string         `json:"profile"`
	Connected  bool           `json:"connected"`
	Disruption bool           `json:"disruption"`
	Incidents  map[string]int `json:"incidents"` // by status, as Sentinel spells it
	Unassigned int            `json:"unassigned"`
	Alerts     int            `json:"alerts"`
	Hidden     int            `json:"hidden"` // alerts that were tuned away or allowed
	Pending    int            `json:"pending"`
	InForce    int            `json:"inForce"`  // responses
	Failures   int            `json:"failures"` // runs of automation rules and playbooks that failed
	InFlight   []Flight       `json:"inFlight"`
}

// Status tells how things stand, from the Defender side where the sides differ.
func (e *Engine) Status() Status {
	s := Status{Now: e.st.Now, Profile: e.profile.ID, Connected: e.st.Connector.Incidents, Disruption: e.Disrupts(), Incidents: map[string]int{StatusNew: 0, Active: 0, Closed: 0},
		Alerts: len(e.st.Alerts), InFlight: e.InFlight()}
	for _, i := range e.st.Incidents {
		if i.Redirect != 0 {
			continue
		}
		f := i.Face(i.Origin)
		s.Incidents[f.State.Value.Status]++
		if f.Open() && f.Owner.Value == "" {
			s.Unassigned++
		}
	}
	for _, a := range e.st.Alerts {
		if a.Hidden != "" {
			s.Hidden++
		}
	}
	for _, x := range e.st.Responses {
		switch {
		case x.Status == Pending:
			s.Pending++
		case x.Status == Completed && remedies[x.Kind].undo != "":
			s.InForce++
		}
	}
	for _, r := range e.st.Automations {
		s.Failures += failures(r.Runs, func(x AutoRun) string { return x.Status })
	}
	for _, p := range e.st.Playbooks {
		s.Failures += failures(p.Runs, func(x PlayRun) string { return x.Status })
	}
	return s
}

func failures[T any](runs []T, status func(T) string) (n int) {
	for _, r := range runs {
		if status(r) != RunSuccess {
			n++
		}
	}
	return n
}
