package quizzes

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// Schema is the JSON Schema of a file of items, made from the types that read it, so that editors complete and check it.
// quizzes/bank.schema.json holds it; a test keeps the two alike. Each document of a file is held to it by itself.
func Schema() []byte {
	b := schemas{}
	item, kase, series := b.of(reflect.TypeFor[Item]()), b.of(reflect.TypeFor[Case]()), b.of(reflect.TypeFor[Series]())
	list := map[string]any{"type": "array", "items": item}
	root := map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   "Socrates questions",
		"oneOf":   []any{list, kase, series},
		"$defs":   map[string]any(b),
	}
	out, _ := json.MarshalIndent(root, "", "  ") // maps of strings and numbers always marshal
	return append(out, '\n')
}

// required lists what a document cannot be read without.
var required = map[string][]string{
	"Item": {"id", "objective", "level", "type", "source", "stem"}, "Case": {"case", "title", "tabs", "items"}, "Series": {"series", "text", "items"},
	"Option": {"text", "because"}, "Statement": {"text", "because"}, "Step": {"text", "because"}, "Pair": {"source", "target", "because"},
	"Blank": {"label", "accept", "because"}, "Area": {"label", "choices"}, "Query": {"tenant", "scope", "reference", "wrong"},
	"Value": {"name", "query"}, "Wrong": {"query", "because"}, "Tab": {"title", "text"},
}

// values lists what a field may be.
func allowedValues(typ, field string) []string {
	switch typ + "." + field {
	case "Item.level":
		return levels
	case "Item.type":
		var out []string
		for _, k := range Kinds() {
			out = append(out, string(k))
		}
		return out
	case "Item.scoring":
		return []string{string(Whole), string(Cancel)}
	case "Query.scope":
		return []string{"defender", "workspace", "unified"}
	}
	return nil
}

// schemas are the definitions made so far, by type.
type schemas map[string]any

// of describes a type.
func (b schemas) of(t reflect.Type) map[string]any {
	switch t.Kind() {
	case reflect.Pointer:
		return b.of(t.Elem())
	case reflect.Slice:
		return map[string]any{"type": "array", "items": b.of(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": b.of(t.Elem())}
	case reflect.Struct:
		if _, ok := b[t.Name()]; !ok {
			b[t.Name()] = nil // taken, for types within themselves
			b[t.Name()] = b.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	}
	return map[string]any{"type": "string"}
}

func (b schemas) object(t reflect.Type) map[string]any {
	props := map[string]any{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if !f.IsExported() || name == "-" || name == "" {
			continue
		}
		p := b.of(f.Type)
		if values := allowedValues(t.Name(), name); values != nil {
			p["enum"] = values
		}
		props[name] = p
	}
	out := map[string]any{"type": "object", "additionalProperties": false, "properties": props}
	if need := slices.Clone(required[t.Name()]); need != nil {
		out["required"] = need
	}
	return out
}
