package quizzes

import (
	"encoding/json"
	"strings"
	"testing"
)

// What is shown before an answer holds no key and no reason, in any kind of item.
func TestPartsInJSONHideTheKey(t *testing.T) {
	b, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range b.Items {
		raw, err := json.Marshal(it.Parts())
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ToLower(string(raw))
		for _, word := range []string{"because", "correct", "right", "accept"} {
			if strings.Contains(text, `"`+word+`":`) {
				t.Errorf("%s shows %q: %s", it.ID, word, raw)
			}
		}
	}
}
