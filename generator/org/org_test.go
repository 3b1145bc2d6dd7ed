package org

import (
	"net/netip"
	"testing"
)

// A large organisation has one tree of managers, whose branches stay short, and no address twice.
func TestLargeOrganisation(t *testing.T) {
	o, err := Build(1, 20_000)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.People) != 20_000 {
		t.Fatalf("%d people", len(o.People))
	}
	for _, p := range o.People[1:] {
		depth := 0
		for q := p; q != o.People[0]; q = q.Manager {
			if depth++; q.Manager == nil || depth > 8 {
				t.Fatalf("%s has no way to the chief executive in 8 steps", p.Display)
			}
		}
		if p.Reports > 9 {
			t.Errorf("%s has %d reports", p.Display, p.Reports)
		}
	}
	seen := map[string]string{}
	for _, d := range o.Devices {
		if _, err := netip.ParseAddr(d.IP); err != nil {
			t.Fatalf("%s has no address: %q", d.Name, d.IP)
		}
		if other := seen[d.IP]; other != "" {
			t.Fatalf("%s and %s have the address %s", other, d.Name, d.IP)
		}
		seen[d.IP] = d.Name
	}
}
