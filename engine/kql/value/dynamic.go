package value

import (
	"bytes"
	"encoding/json"
)

// Elements are the elements of a JSON array, each as JSON; another value is its own only element.
// Nothing comes of null or broken JSON.
func Elements(js string) []string {
	var list []json.RawMessage
	if json.Unmarshal([]byte(js), &list) == nil {
		out := make([]string, len(list))
		for i, e := range list {
			out[i] = string(bytes.TrimSpace(e))
		}
		return out
	}
	if !json.Valid([]byte(js)) || js == "null" {
		return nil
	}
	return []string{js}
}

// Text is tostring() of a dynamic: a string without its quotes, anything else as JSON, nothing for null.
func Text(js string) string {
	var s string
	if json.Unmarshal([]byte(js), &s) == nil {
		return s
	}
	return js
}
