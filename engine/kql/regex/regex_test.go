package regex

import (
	"regexp"
	"testing"
)

func TestRE2(t *testing.T) {
	for _, tt := range []struct {
		name, pattern, text string
		want                bool
	}{
		{"a blank of Unicode", `^a\sb$`, "a\u00A0b", true},
		{"a plain blank", `^a\sb$`, "a b", true},
		{"a blank inside a class", `^[x\s]+$`, "x\u00A0 ", true},
		{"no blank", `^a\Sb$`, "a\u00A0b", false},
		{"a character by its number", `^\u00e9$`, "é", true},
		{"an escaped backslash before an s", `^\\s$`, `\s`, true},
		{"a quoted backslash s", `^\Q\s\E$`, `\s`, true},
		{"the end of a class is seen", `^[ab]\s$`, "a\u00A0", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			re2, err := RE2(tt.pattern)
			if err != nil {
				t.Fatal(err)
			}
			if got := regexp.MustCompile(re2).MatchString(tt.text); got != tt.want {
				t.Errorf("%s on %q: %v, want %v", tt.pattern, tt.text, got, tt.want)
			}
		})
	}
}

func TestRE2Refuses(t *testing.T) {
	for _, pattern := range []string{`(`, `[a`, `a(?=b)`, `\`} {
		if _, err := RE2(pattern); err == nil {
			t.Errorf("RE2(%q) has no error", pattern)
		}
	}
}
