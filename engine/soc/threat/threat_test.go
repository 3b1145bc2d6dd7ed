package threat

import (
	"strings"
	"testing"
)

func TestAWrongReportIsRefused(t *testing.T) {
	whole := "id: x\ntitle: T\nkind: Attack campaign\nsummary: S\nchain: [{tactic: Impact, what: W, techniques: [T1486]}]\n" +
		"related: []\nhunts: [{name: H, kql: print 1}]\nmitigations: [{name: M, why: W}]\n"
	if _, err := Parse("x.yaml", []byte(whole)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"is not the name of the file": strings.Replace(whole, "id: x", "id: y", 1),
		"is none of":                  strings.Replace(whole, "Attack campaign", "Rumour", 1),
		"no technique id":             strings.Replace(whole, "T1486", "T14", 1),
		"has a title":                 strings.Replace(whole, "title: T\n", "", 1),
		"not found in type":           whole + "colour: red\n",
	} {
		if _, err := Parse("x.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q, got %v", name, err)
		}
	}
}
