package labs

import (
	"encoding/json"
	"reflect"
	"strings"
)

type object = map[string]any

// enums are the keys that take one of a few words.
var enums = map[string][]string{
	"AnswerCheck.kind": AnswerKinds, "AnswerCheck.scope": {"defender", "workspace", "unified"}, "QueryCheck.scope": {"defender", "workspace", "unified"},
}

var required = map[string][]string{
	"Lab":           {"id", "title", "teaches", "order", "minutes", "objectives", "scenario", "people", "days", "profile", "tasks"},
	"Task":          {"id", "says", "points", "hints"},
	"Hint":          {"cost", "text"},
	"WrongTurn":     {"id", "hint"},
	"AnswerCheck":   {"kind"},
	"QueryCheck":    {"reference"},
	"VerdictCheck":  {"classification"},
	"StateCheck":    {"holds", "else"},
	"TimelineCheck": {"events"},
	"TimelineEvent": {"fact", "words"},
	"ChoiceCheck":   {"options"},
	"ChoiceOption":  {"id", "text", "because"},
	"Script":        {"steps"},
}

// Schema is the JSON Schema of lab.yaml, and ScriptSchema of a script.yaml, so that editors complete and check them.
// labs/lab.schema.json and labs/script.schema.json hold them; a test keeps them alike.
func Schema() []byte { return schemaText("Socrates lab", reflect.TypeFor[Lab]()) }

// ScriptSchema is the JSON Schema of solution/script.yaml and wrong/*/script.yaml.
func ScriptSchema() []byte { return schemaText("Socrates lab script", reflect.TypeFor[Script]()) }

func schemaText(title string, t reflect.Type) []byte {
	root := schemaOf(t)
	root["$schema"], root["title"] = "https://json-schema.org/draft/2020-12/schema", title
	out, _ := json.MarshalIndent(root, "", "  ") // maps of strings and lists always marshal
	return append(out, '\n')
}

func schemaOf(t reflect.Type) object {
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.Slice:
		return object{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Map:
		if t.Elem().Kind() == reflect.Interface {
			return object{"type": "object"}
		}
		return object{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case reflect.Struct:
		return structSchema(t)
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	}
	return object{"type": "string"}
}

func structSchema(t reflect.Type) object {
	properties := object{}
	for i := range t.NumField() {
		key, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if key == "" || key == "-" {
			continue
		}
		s := schemaOf(t.Field(i).Type)
		if words := enums[t.Name()+"."+key]; words != nil {
			s["enum"] = words
		}
		properties[key] = s
	}
	out := object{"type": "object", "additionalProperties": false, "properties": properties}
	if need := required[t.Name()]; need != nil {
		out["required"] = need
	}
	return out
}
