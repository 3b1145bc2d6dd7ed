package rule

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// find lists the nodes that are rules: the document itself, the members of a list, or the rules among the resources of a
// template, wherever they are nested.
func find(n *yaml.Node) []*yaml.Node {
	switch n.Kind {
	case yaml.SequenceNode:
		var out []*yaml.Node
		for _, item := range n.Content {
			out = append(out, find(item)...)
		}
		return out
	case yaml.MappingNode:
	default:
		return nil
	}
	if isResource(n) || value(n, "query") != nil && value(n, "resources") == nil {
		return []*yaml.Node{n}
	}
	out := inside(n, "resources", "value", "properties", "mainTemplate", "template", "rules")
	if len(out) == 0 && (value(n, "severity") != nil || value(n, "id") != nil && value(n, "name") != nil) { // a rule that lost its query: let the check say so
		return []*yaml.Node{n}
	}
	return out
}

// inside looks for rules below the given keys. A resource of another type, such as a saved search with a query of its own, can
// only hold a template.
func inside(n *yaml.Node, keys ...string) []*yaml.Node {
	var out []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch key, below := n.Content[i].Value, n.Content[i+1]; {
		case !slices.Contains(keys, key):
		case key == "properties" && strings.Contains(text(value(n, "type")), "/"):
			out = append(out, inside(below, "mainTemplate", "template")...)
		default:
			out = append(out, find(below)...)
		}
	}
	return out
}
