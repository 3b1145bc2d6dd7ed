package scenarios

import "go.yaml.in/yaml/v3"

// document is a scenario as its author writes it. docs/authoring-scenarios.md explains every key.
type document struct {
	ID      string   `yaml:"id"`
	Title   string   `yaml:"title"`
	Summary string   `yaml:"summary"`
	Level   string   `yaml:"level"`
	People  int      `yaml:"people"`
	Days    int      `yaml:"days"`
	Horizon string   `yaml:"horizon"`
	Tactics []string `yaml:"-"`

	Noise noiseSpec `yaml:"noise"`

	Cast   map[string]castSpec `yaml:"cast"`
	Actor  actorSpec           `yaml:"actor"`
	Stages []stageSpec         `yaml:"stages"`
	Decoys []stageSpec         `yaml:"decoys"`
	Intel  []stageSpec         `yaml:"intel"`
	Facts  map[string]string   `yaml:"facts"`
	Truths []Truth             `yaml:"truths"`
	Notice []string            `yaml:"notice"`
	Quiet  []string            `yaml:"quiet"`
}

// noiseSpec sets how much happens that looks suspicious and is innocent.
type noiseSpec struct {
	Suspicious *float64 `yaml:"suspicious"` // 1 is usual and what holds without it; 0 is none
}

// castSpec picks a person or a device of the organisation.
type castSpec struct {
	Person  string `yaml:"person"`  // condition, in expr, on a person
	Device  string `yaml:"device"`  // condition, in expr, on a device
	Present string `yaml:"present"` // "-6h..-1h": at the office in that span before the tenant's clock
	line    int
}

// actorSpec is the attacker's infrastructure.
type actorSpec struct {
	Name      string              `yaml:"name"`
	Domains   map[string]string   `yaml:"domains"`   // name: kind, one of the kinds in infra.go
	Addresses map[string]string   `yaml:"addresses"` // name: country code or "any"
	Files     map[string]fileSpec `yaml:"files"`
}

type fileSpec struct {
	Name   string `yaml:"name"`
	Folder string `yaml:"folder"`
	Size   int64  `yaml:"size"`
}

// stageSpec is a stage, a decoy, or a delivery of threat intelligence.
type stageSpec struct {
	ID        string               `yaml:"id"`
	Says      string               `yaml:"says"`
	Technique string               `yaml:"technique"`
	Tactic    string               `yaml:"tactic"`
	Do        string               `yaml:"do"`
	At        string               `yaml:"at"`    // "now - 5h"
	After     string               `yaml:"after"` // id of an earlier stage
	Wait      string               `yaml:"wait"`  // "4m ± 90s"
	With      map[string]yaml.Node `yaml:"with"`
	line      int
}

// Truth is something a learner can find: a query that finds it while the stage is there, and nothing without it.
type Truth struct {
	ID    string `yaml:"id"`
	Stage string `yaml:"stage"`
	Says  string `yaml:"says"`
	Query string `yaml:"query"`
	line  int
}

// Line is where the truth stands in its file.
func (t *Truth) Line() int { return t.line }

// UnmarshalYAML keeps the line for messages.
func (t *Truth) UnmarshalYAML(n *yaml.Node) error {
	type plain Truth
	err := n.Decode((*plain)(t))
	t.line = n.Line
	return err
}

// UnmarshalYAML keeps the line for messages.
func (c *castSpec) UnmarshalYAML(n *yaml.Node) error {
	type plain castSpec
	err := n.Decode((*plain)(c))
	c.line = n.Line
	return err
}

// UnmarshalYAML keeps the line for messages.
func (s *stageSpec) UnmarshalYAML(n *yaml.Node) error {
	type plain stageSpec
	err := n.Decode((*plain)(s))
	s.line = n.Line
	return err
}
