package anomaly

import (
	"strings"
	"testing"
)

func TestAWrongTemplateIsRefused(t *testing.T) {
	whole := "id: x\nname: N\ndescription: D\nversion: 1.0.0\nevery: 12h\nthreshold: 0.5\nquery: print 1\n"
	if _, err := Parse("x.yaml", []byte(whole)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"is not the name of the file": strings.Replace(whole, "id: x", "id: y", 1),
		"is not between 0 and 1":      strings.Replace(whole, "0.5", "5", 1),
		"such as 12h":                 strings.Replace(whole, "every: 12h\n", "", 1),
		"has a name":                  strings.Replace(whole, "name: N\n", "", 1),
		"not found in type":           whole + "colour: red\n",
	} {
		if _, err := Parse("x.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q, got %v", name, err)
		}
	}
}
