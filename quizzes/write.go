package quizzes

import (
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// Write writes items as a file of the bank. Case studies and series that items belong to are left out.
func Write(w io.Writer, items []*Item) error {
	var doc yaml.Node
	if err := doc.Encode(items); err != nil {
		return fmt.Errorf("write questions: %w", err)
	}
	prune(&doc)
	enc := yaml.NewEncoder(w)
	enc.SetIndent(2)
	if err := enc.Encode(&doc); err != nil {
		return fmt.Errorf("write questions: %w", err)
	}
	return enc.Close()
}

// prune takes out keys whose value says nothing.
func prune(n *yaml.Node) {
	if n.Kind == yaml.MappingNode {
		var kept []*yaml.Node
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !empty(n.Content[i+1]) {
				kept = append(kept, n.Content[i], n.Content[i+1])
			}
		}
		n.Content = kept
	}
	for _, c := range n.Content {
		prune(c)
	}
}

func empty(n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode {
		return len(n.Content) == 0
	}
	return n.Tag == "!!null" || n.Value == "" || n.Tag == "!!bool" && n.Value == "false" || n.Tag == "!!int" && n.Value == "0"
}
