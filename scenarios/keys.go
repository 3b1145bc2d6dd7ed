package scenarios

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The shape of a file, before its meaning: every key is one that exists, stands once, and holds what it should. The shape is that of
// the structs of file.go.

// shape reports what of n does not fit t.
func (c *checker) shape(n *yaml.Node, t reflect.Type, path string) {
	if t == reflect.TypeFor[yaml.Node]() {
		if n.Kind != yaml.ScalarNode {
			c.add(n.Line, path+" holds "+kindOf(n)+", and one value is wanted", "write it as name: value")
		}
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		c.shape(n, t.Elem(), path)
	case reflect.Struct:
		c.mapping(n, path, func(key string) (reflect.Type, []string) { return field(t, key) })
	case reflect.Map:
		c.mapping(n, path, func(string) (reflect.Type, []string) { return t.Elem(), nil })
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			c.add(n.Line, path+" holds "+kindOf(n)+", and a list is wanted", "begin each entry with a dash: - …")
			return
		}
		for i, entry := range n.Content {
			c.shape(entry, t.Elem(), fmt.Sprintf("%s[%d]", path, i+1))
		}
	default:
		c.scalar(n, t, path)
	}
}

// mapping goes through the keys of a mapping; of tells the type of a key's value, or which keys there are.
func (c *checker) mapping(n *yaml.Node, path string, of func(key string) (reflect.Type, []string)) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return // a key with nothing behind it
	}
	if n.Kind != yaml.MappingNode {
		c.add(n.Line, strings.TrimSuffix(path+" holds "+kindOf(n)+", and names with values are wanted", " "), "write {name: value}, or name: value on lines of their own")
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if line, twice := seen[key.Value]; twice {
			c.add(key.Line, fmt.Sprintf("%s stands twice; it is on line %d already", key.Value, line), "keep one of the two")
			continue
		}
		seen[key.Value] = key.Line
		t, known := of(key.Value)
		if t == nil {
			c.add(key.Line, fmt.Sprintf("there is no key %q%s", key.Value, within(path)), near(key.Value, known))
			continue
		}
		c.shape(value, t, strings.TrimPrefix(path+"."+key.Value, "."))
	}
}

func within(path string) string {
	if path == "" {
		return ""
	}
	return " in " + path
}

// field finds the struct field of a YAML key, or the keys that there are.
func field(t reflect.Type, key string) (reflect.Type, []string) {
	var known []string
	for i := range t.NumField() {
		tag := t.Field(i).Tag.Get("yaml")
		if tag == key && tag != "-" {
			return t.Field(i).Type, nil
		}
		if tag != "" && tag != "-" {
			known = append(known, tag)
		}
	}
	return nil, known
}

func (c *checker) scalar(n *yaml.Node, t reflect.Type, path string) {
	if n.Kind != yaml.ScalarNode {
		c.add(n.Line, path+" holds "+kindOf(n)+", and one value is wanted", "")
		return
	}
	var err error
	want := ""
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		_, err = strconv.ParseInt(n.Value, 10, 64)
		want = "a whole number"
	case reflect.Float64:
		_, err = strconv.ParseFloat(n.Value, 64)
		want = "a number"
	}
	if err != nil && n.Tag != "!!null" {
		c.add(n.Line, fmt.Sprintf("%s is %q, and %s is wanted", path, n.Value, want), "write it in digits, such as 3")
	}
}

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "names with values"
	case yaml.SequenceNode:
		return "a list"
	}
	return fmt.Sprintf("%q", n.Value)
}

// at finds the node behind a path of keys, and the line of its key; the line of what surrounds it when it is not there.
func (c *checker) at(path ...string) int {
	n, line := c.root, 1
	for _, key := range path {
		if n == nil || n.Kind != yaml.MappingNode {
			return line
		}
		var next *yaml.Node
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				next, line = n.Content[i+1], n.Content[i].Line
			}
		}
		n = next
	}
	return line
}
