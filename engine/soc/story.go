package soc

import (
	"cmp"
	"slices"
	"strings"

	"socrates/engine/soc/entity"
)

// Story is the attack story of an incident: its alerts in the order of what happened, and the graph of what they
// have in common.
type Story struct {
	Steps []Step `json:"steps"`
	Nodes []Node `json:"nodes"`
	Edges []Edge `json:"edges"`
}

// Step is an alert in the story.
type Step struct {
	At       int64    `json:"at"` // first activity, datetime ticks
	Alert    string   `json:"alert"`
	Title    string   `json:"title"`
	Product  string   `json:"product"`
	Category string   `json:"category"`
	On       []string `json:"on"` // the impacted entities
	// Because is what ties the alert to an earlier one of the story; empty for the first.
	Because string `json:"because,omitempty"`
}

// Node is an entity of the graph. At is when an alert first named it.
type Node struct {
	Key  string      `json:"key"`
	Type entity.Type `json:"type"`
	Name string      `json:"name"`
	Role entity.Role `json:"role"`
	At   int64       `json:"at"`
}

// Edge joins two entities that one alert names together: the impacted one and what was used against it.
type Edge struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Alert string `json:"alert"`
	At    int64  `json:"at"`
}

func (e *Engine) story(i *Incident) Story {
	alerts := e.alertsOf(i)
	slices.SortStableFunc(alerts, func(a, b *Alert) int { return cmp.Or(cmp.Compare(a.First, b.First), strings.Compare(a.ID, b.ID)) })
	s := Story{Steps: []Step{}, Nodes: []Node{}, Edges: []Edge{}}
	for n, a := range alerts {
		s.Steps = append(s.Steps, step(a, alerts[:n]))
		s.draw(a)
	}
	return s
}

func step(a *Alert, earlier []*Alert) Step {
	out := Step{At: a.First, Alert: a.ID, Title: a.Title, Product: a.Product, Category: a.Category, On: []string{}}
	for _, en := range a.Entities {
		if en.Role == entity.Impacted || IsAsset(en) {
			out.On = append(out.On, en.Name())
		}
	}
	for n := len(earlier) - 1; n >= 0 && out.Because == ""; n-- {
		out.Because = entity.Shared(earlier[n].Entities, a.Entities)
	}
	return out
}

// draw adds an alert's entities, and its edges from impacted to the others. Without an impacted entity the first
// one stands in the middle.
func (s *Story) draw(a *Alert) {
	hub := ""
	for _, en := range a.Entities {
		if hub == "" || en.Role == entity.Impacted {
			hub = s.node(en, a.First)
		}
		if en.Role == entity.Impacted {
			break
		}
	}
	for _, en := range a.Entities {
		if key := s.node(en, a.First); key != hub {
			s.Edges = append(s.Edges, Edge{hub, key, a.ID, a.First})
		}
	}
}

// node finds or adds an entity and returns its key.
func (s *Story) node(en entity.Entity, at int64) string {
	key := thingKey(en)
	if keys := en.Keys(); len(keys) > 0 {
		key = keys[0]
	}
	for n := range s.Nodes {
		if s.Nodes[n].Key == key {
			s.Nodes[n].At = min(s.Nodes[n].At, at)
			return key
		}
	}
	s.Nodes = append(s.Nodes, Node{key, en.Type, en.Name(), cmp.Or(en.Role, entity.Related), at})
	return key
}
