// Package feed lists the data connectors of the workspace and what each of them brings.
//
// In:  one embedded YAML file.
// Out: Connectors.
//
// Not here: whether rows arrive (the mini-SOC looks), the Defender XDR connector, which has a choice of tables.
package feed

import (
	_ "embed"
	"sync"

	"go.yaml.in/yaml/v3"
)

// Connector is a data connector of the workspace.
type Connector struct {
	ID        string   `yaml:"id" json:"id"`
	Title     string   `yaml:"title" json:"title"`
	Publisher string   `yaml:"publisher" json:"publisher"`
	Tables    []string `yaml:"tables" json:"tables"`
	How       string   `yaml:"how" json:"how"`     // how rows get in
	Pulls     bool     `yaml:"pulls" json:"pulls"` // it asks an API, and tells SentinelHealth about it
}

//go:embed connectors.yaml
var text []byte

// Connectors lists all of them; treat as read-only.
var Connectors = sync.OnceValue(func() []Connector {
	var all []Connector
	if err := yaml.Unmarshal(text, &all); err != nil {
		panic("connectors.yaml: " + err.Error()) // it is compiled in; a test reads it
	}
	return all
})
