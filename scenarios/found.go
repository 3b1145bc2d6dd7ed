package scenarios

import (
	"bytes"
	_ "embed"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// What notices which stage of the library's scenarios stands in found.yaml: the ids of built-in detections and the names of
// analytics rules that raise an alert on it. A stage that is listed with nothing, or not at all, is quiet: what it does looks like
// work, and only hunting finds it. A scenario that is not listed promises that nothing is raised.

//go:embed found.yaml
var foundFile []byte

// Found tells what notices each stage of a scenario of the library, by stage.
func Found(scenario string) (map[string][]string, error) {
	var all map[string]map[string][]string
	dec := yaml.NewDecoder(bytes.NewReader(foundFile))
	if err := dec.Decode(&all); err != nil {
		return nil, fmt.Errorf("found.yaml: %w", err)
	}
	return all[scenario], nil
}
