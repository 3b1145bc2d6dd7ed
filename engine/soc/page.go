package soc

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/entity"
)

// Page is all that a portal shows about one incident.
type Page struct {
	Line
	Other    Beside    `json:"other"` // what the other portal says meanwhile
	Alerts   []*Alert  `json:"alertList"`
	Assets   []Thing   `json:"assets"`   // impacted devices, users, mailboxes, applications
	Evidence []Thing   `json:"evidence"` // everything else the alerts name, with its verdict
	Story    Story     `json:"story"`
	Comments []Comment `json:"comments"`
	Tasks    []Todo    `json:"tasks"`
	Log      []Entry   `json:"log"`
	Similar  []Similar `json:"similar"`

	Responses      []*Response      `json:"responses"`
	Investigations []*Investigation `json:"investigations"`
}

// Beside is the other side's view of an incident.
type Beside struct {
	Portal   Portal `json:"portal"`
	There    bool   `json:"there"`
	Why      string `json:"why,omitempty"` // why it is not there
	Status   string `json:"status,omitempty"`
	Severity string `json:"severity,omitempty"`
	Owner    string `json:"owner,omitempty"`
}

// Thing is an entity of an incident.
type Thing struct {
	Type    entity.Type       `json:"type"`
	Name    string            `json:"name"`
	Role    entity.Role       `json:"role"`
	IDs     map[string]string `json:"ids"`
	Keys    []string          `json:"keys"`
	Alerts  int               `json:"alerts"` // how many name it
	Verdict string            `json:"verdict,omitempty"`
	// State is what has been done about it: the response in force, or waiting for approval.
	State string `json:"state,omitempty"`
}

// Similar is another incident and what it has in common.
type Similar struct {
	ID     int64  `json:"id"`
	Title  string `json:"title"`
	Status string `json:"status"`
	Why    string `json:"why"`
}

// similarMost is how many similar incidents a page lists.
const similarMost = 20

// Page shows an incident as a portal does. Errors are *Refusal: no such incident, not there yet.
func (e *Engine) Page(portal Portal, id int64) (*Page, error) {
	i, err := e.find(id, portal)
	if err != nil {
		return nil, err
	}
	p := &Page{Line: e.line(i, portal), Other: e.beside(i, portal.Other()), Alerts: e.alertsOf(i), Story: e.story(i), Similar: e.similar(i, portal),
		Comments: append([]Comment{}, i.Face(portal).Comments...), Tasks: append([]Todo{}, i.Tasks...), Log: append([]Entry{}, i.Log...),
		Responses: e.responsesOf(i), Investigations: e.investigationsOf(i)}
	p.Assets, p.Evidence = e.things(i)
	return p, nil
}

func (e *Engine) beside(i *Incident, side Portal) Beside {
	f := i.Face(side)
	if f.Since == 0 {
		r, _ := AsRefusal(e.notThere(i, side))
		return Beside{Portal: side, Why: r.Msg}
	}
	return Beside{Portal: side, There: true, Status: StatusWord(side, f.State.Value.Status), Severity: f.Severity.Value, Owner: f.Owner.Value}
}

// things splits the entities of an incident into assets and evidence.
func (e *Engine) things(i *Incident) (assets, evidence []Thing) {
	assets, evidence = []Thing{}, []Thing{}
	verdicts := e.verdictsOf(i)
	for _, en := range e.entitiesOf(i) {
		t := Thing{Type: en.Type, Name: en.Name(), Role: cmp.Or(en.Role, entity.Related), IDs: en.IDs, Keys: list(en.Keys()), State: e.standing(en)}
		for _, a := range e.alertsOf(i) {
			if slices.ContainsFunc(a.Entities, func(x entity.Entity) bool { return entity.Same(x, en) }) {
				t.Alerts++
			}
		}
		if IsAsset(en) {
			assets = append(assets, t)
			continue
		}
		t.Verdict = verdicts[thingKey(en)]
		evidence = append(evidence, t)
	}
	return assets, evidence
}

// IsAsset reports an entity that belongs to the organisation and was hit: a device, user, mailbox or application.
func IsAsset(en entity.Entity) bool {
	switch en.Type {
	case entity.Host, entity.Account, entity.Mailbox:
		return true
	case entity.CloudApp, entity.AzureResource:
		return en.Role == entity.Impacted
	}
	return false
}

// thingKey names an entity within one incident.
func thingKey(en entity.Entity) string {
	return string(en.Type) + ":" + strings.ToLower(en.Name())
}

// similar finds other incidents that share an entity, or the same detection or rule, newest first.
func (e *Engine) similar(i *Incident, portal Portal) []Similar {
	out := []Similar{}
	mine := e.entitiesOf(i)
	for n := len(e.st.Incidents) - 1; n >= 0 && len(out) < similarMost; n-- {
		o := e.st.Incidents[n]
		if o == i || o.Redirect != 0 || o.Face(portal).Since == 0 {
			continue
		}
		var why []string
		if key := entity.Shared(mine, e.entitiesOf(o)); key != "" {
			why = append(why, "shares "+key)
		}
		if title := e.sameSource(i, o); title != "" {
			why = append(why, fmt.Sprintf("also raised by %q", title))
		}
		if len(why) > 0 {
			out = append(out, Similar{o.ID, o.Title, StatusWord(portal, o.Face(portal).State.Value.Status), strings.Join(why, "; ")})
		}
	}
	return out
}

func (e *Engine) sameSource(i, o *Incident) string {
	for _, a := range e.alertsOf(i) {
		for _, b := range e.alertsOf(o) {
			if a.Source == b.Source {
				return a.Title
			}
		}
	}
	return ""
}
