package udf

import (
	"encoding/json"
	"slices"
	"sort"
	"strings"

	"socrates/engine/kql/value"
)

var bagPathFuncs = []Func{
	{Name: "kql_bag_set_key", In: []Type{Text, Text, Text}, Out: Text, Fn: Of3(bagSetKey)},
	{Name: "kql_bag_zip", In: []Type{Text, Text}, Out: Text, Fn: Of2(bagZip)},
	{Name: "kql_sorted_json", In: []Type{Text}, Out: Text, Fn: Of1(Sure(sortedJSON))},
}

// keyPath reads a key of a bag: a name, or a JSON path such as $.a.b or $['a']['b'].
func keyPath(key string) []string {
	if !strings.HasPrefix(key, "$") {
		return []string{key}
	}
	return pathKeys(key)
}

// bagFind reports whether the bag has the property at the path.
func bagFind(js string, path []string) bool {
	for _, p := range properties(js) {
		if p.key == path[0] {
			return len(path) == 1 || bagFind(p.val, path[1:])
		}
	}
	return false
}

// bagDrop is the bag without the property at the path.
func bagDrop(js string, path []string) string {
	ps, ok := bagOf(js)
	if !ok {
		return js
	}
	if len(path) == 1 {
		return writeBag(slices.DeleteFunc(ps, func(p property) bool { return p.key == path[0] }))
	}
	for i, p := range ps {
		if p.key == path[0] {
			ps[i].val = bagDrop(p.val, path[1:])
		}
	}
	return writeBag(ps)
}

// bagPut sets the property at the path. A property that is there already moves to the end.
func bagPut(js string, path []string, v string) string {
	ps, ok := bagOf(js)
	if !ok {
		ps = nil
	}
	if len(path) == 1 {
		ps = slices.DeleteFunc(ps, func(p property) bool { return p.key == path[0] })
		return writeBag(append(ps, property{path[0], v}))
	}
	for i, p := range ps {
		if p.key == path[0] {
			ps[i].val = bagPut(p.val, path[1:], v)
			return writeBag(ps)
		}
	}
	return writeBag(append(ps, property{path[0], bagPut("{}", path[1:], v)}))
}

func bagSetKey(js, key, v string) (string, bool) {
	path := keyPath(key)
	if _, ok := bagOf(js); !ok || len(path) == 0 {
		return "", false
	}
	return bagPut(js, path, v), true
}

// bagZip pairs keys with values. A key that is no text is left out with its value; a key without a value
// gets null.
func bagZip(keys, values string) (string, bool) {
	ks, okK := list(keys)
	vs, okV := list(values)
	var out []property
	for i, k := range ks {
		var name string
		if json.Unmarshal([]byte(k), &name) != nil || !strings.HasPrefix(k, `"`) {
			continue
		}
		p := property{name, "null"}
		if i < len(vs) {
			p.val = vs[i]
		}
		out = append(out, p)
	}
	return writeBag(out), okK && okV
}

// sortedJSON writes a value compactly with the properties of every bag in the order of their names.
func sortedJSON(js string) string {
	if ps, ok := bagOf(js); ok {
		sort.SliceStable(ps, func(i, j int) bool { return ps[i].key < ps[j].key })
		for i := range ps {
			ps[i].val = sortedJSON(ps[i].val)
		}
		return writeBag(ps)
	}
	if l, ok := list(js); ok {
		for i := range l {
			l[i] = sortedJSON(l[i])
		}
		return array(l)
	}
	return js
}

func bagHasKey(js, key string) (bool, bool) {
	_, ok := bagOf(js)
	path := keyPath(key)
	return len(path) > 0 && bagFind(js, path), ok
}

func bagRemove(js, keys string) (string, bool) {
	_, ok := bagOf(js)
	for _, k := range value.Elements(keys) {
		if path := keyPath(value.Text(k)); len(path) > 0 && strings.HasPrefix(k, `"`) {
			js = bagDrop(js, path)
		}
	}
	return js, ok
}
