package bind

import (
	"bytes"
	"encoding/json"

	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// jsonTexts writes an array of texts as compact JSON.
func jsonTexts(texts []string) string {
	out := []byte{'['}
	for i, t := range texts {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, jsonText(t)...)
	}
	return string(append(out, ']'))
}

func jsonText(s string) string {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return `""`
	}
	return string(bytes.TrimSuffix(buf.Bytes(), []byte("\n")))
}

// namesIn reads a text, or an array of texts.
func namesIn(v value.Value) []string {
	if v.Type == schema.String {
		return []string{v.S}
	}
	var out []string
	if json.Unmarshal([]byte(v.S), &out) != nil {
		return nil
	}
	return out
}
