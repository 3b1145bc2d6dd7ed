package rule

import (
	"regexp"
	"slices"

	"go.yaml.in/yaml/v3"
)

var (
	// reference is a text that stands for a variable or a parameter of a template: [variables('a').b], [parameters('c')].
	reference = regexp.MustCompile(`^\[(variables|parameters)\('([^']+)'\)((?:\.\w+|\['[^']+'\])*)\]$`)
	step      = regexp.MustCompile(`\.(\w+)|\['([^']+)'\]`)
)

// deepest is how far a variable may refer to others; a template in a circle ends there.
const deepest = 10

// fillIn puts the values of variables, and the default values of parameters, where the resources of a template name them. A
// solution keeps the ids of its rules there. Other expressions stay as they are.
func fillIn(root *yaml.Node) {
	if value(root, "resources") == nil {
		return
	}
	named := map[string]*yaml.Node{}
	collect(root, named)
	replace(root, named)
}

// collect gathers the variables and parameters of a template and of those nested in it; the outermost of a name wins, since
// it is the one that nested templates are written with.
func collect(n *yaml.Node, named map[string]*yaml.Node) {
	for _, kind := range []string{"variables", "parameters"} {
		for i, at := 0, value(n, kind); at != nil && i+1 < len(at.Content); i += 2 {
			v := at.Content[i+1]
			if kind == "parameters" {
				v = value(v, "defaultValue")
			}
			if key := kind + " " + at.Content[i].Value; v != nil && named[key] == nil {
				named[key] = v
			}
		}
	}
	for _, c := range n.Content {
		collect(c, named)
	}
}

func replace(n *yaml.Node, named map[string]*yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		for range deepest {
			v := referred(n.Value, named)
			if v == nil || v.Kind != yaml.ScalarNode && refers(v) { // so no node can come to hold itself
				break
			}
			line := n.Line
			*n = *v
			n.Line = line
		}
	}
	for _, c := range n.Content {
		replace(c, named)
	}
}

// refers reports that a reference stands anywhere below.
func refers(n *yaml.Node) bool {
	return reference.MatchString(n.Value) || slices.ContainsFunc(n.Content, refers)
}

// referred is what a text refers to, nil if it is no reference or leads nowhere.
func referred(text string, named map[string]*yaml.Node) *yaml.Node {
	m := reference.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	n := named[m[1]+" "+m[2]]
	for _, s := range step.FindAllStringSubmatch(m[3], -1) {
		n = value(n, s[1]+s[2])
	}
	return n
}
