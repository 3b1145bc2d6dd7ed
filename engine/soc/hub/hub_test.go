package hub

import (
	"strings"
	"testing"
)

const example = `
id: dns
title: DNS
publisher: Us
version: 1.10.0
shipped: 1.2.0
says: Names that are asked for.
connectors: [WindowsDNS]
rules: [tunnel, failures]
queries:
  - {name: Rare names, says: Names asked for once., query: DnsEvents | summarize count() by Name}
changes:
  - {version: 1.2.0, says: a rule, adds: [failures]}
  - {version: 1.10.0, says: a query, adds: [Rare names]}
`

func ids(file string) (string, bool) {
	id, ok := map[string]string{"tunnel": "id-1", "failures": "id-2"}[file]
	return id, ok
}

// 1.10.0 comes after 1.2.0: versions are compared part by part as numbers.
func TestAVersionHoldsWhatItHad(t *testing.T) {
	s, err := Parse("dns.yaml", []byte(example), ids)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		version, rules string
		queries, news  int
	}{
		{"1.0.0", "id-1", 0, 2},
		{"1.2.0", "id-1 id-2", 0, 1},
		{"1.9.9", "id-1 id-2", 0, 1},
		{"1.10.0", "id-1 id-2", 1, 0},
	} {
		at := s.At(tt.version)
		if got := strings.Join(at.Rules, " "); got != tt.rules || len(at.Queries) != tt.queries || len(s.Since(tt.version)) != tt.news {
			t.Errorf("%s holds rules %s, %d queries, and %d changes follow", tt.version, got, len(at.Queries), len(s.Since(tt.version)))
		}
	}
	if len(s.Rules) != 2 || len(s.Queries) != 1 {
		t.Errorf("At changed the solution itself: %+v", s)
	}
}

func TestABadFileIsRefused(t *testing.T) {
	for _, tt := range []struct{ name, old, new, want string }{
		{"unknown rule", "[tunnel,", "[tunel,", `no rule file "tunel"`},
		{"unknown key", "says: Names", "sayz: Names", "sayz"},
		{"bad version", "version: 1.10.0\nshipped", "version: 1.10\nshipped", "not like 1.2.0"},
		{"shipped later than the newest", "shipped: 1.2.0", "shipped: 2.0.0", "no version up to"},
		{"broken query", "summarize count() by Name", "summarize count( by Name", `query "Rare names" is no KQL`},
		{"unknown item", "adds: [Rare names]", "adds: [Rarer names]", "does not hold"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(example, tt.old, tt.new, 1)
			if text == example {
				t.Fatal("the case changes nothing")
			}
			if _, err := Parse("dns.yaml", []byte(text), ids); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("want %q, got %v", tt.want, err)
			}
		})
	}
}
