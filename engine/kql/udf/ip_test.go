package udf

import "testing"

// Expected values are those of Microsoft's reference pages for these functions.
func TestIPv4(t *testing.T) {
	num := func(n int64, ok bool) any {
		if !ok {
			return nil
		}
		return n
	}
	yes := func(b, ok bool) any {
		if !ok {
			return nil
		}
		return b
	}
	text := func(s string, ok bool) any {
		if !ok {
			return nil
		}
		return s
	}
	for _, tt := range []struct {
		name      string
		got, want any
	}{
		{"a prefix masks", num(parseIPv4("192.168.1.1/24")), int64(3232235776)},
		{"no prefix", num(parseIPv4("192.168.1.1")), int64(3232235777)},
		{"256 is no byte", num(parseIPv4("127.0.0.256")), nil},
		{"the shorter of two prefixes", num(parseIPv4Mask("192.168.1.1/16", 24)), int64(3232235520)},
		{"prefix beyond 32", num(parseIPv4Mask("1.2.3.4", 33)), nil},
		{"suffix", num(netmaskSuffix("127.0.0.1/16")), int64(16)},
		{"less", num(compareIPv4("192.168.1.1", "192.168.1.255", 32)), int64(-1)},
		{"equal in 24 bits", num(compareIPv4("192.168.1.1/24", "192.168.1.255", 32)), int64(0)},
		{"match by argument", yes(matchIPv4("192.168.1.1", "192.168.1.255", 24)), true},
		{"in range", yes(inRangeIPv4("192.168.1.6", "192.168.1.1/24")), true},
		{"out of range", yes(inRangeIPv4("192.168.1.1", "192.168.2.1/24")), false},
		{"no address", yes(inRangeIPv4("x", "192.168.2.1/24")), nil},
		{"in any range", yes(inAnyRangeIPv4("192.168.1.6", `["10.0.0.0/8","192.168.1.1/24"]`)), true},
		{"a bad range does not hide a good one", yes(inAnyRangeIPv4("10.1.1.1", `["x","10.0.0.0/8"]`)), true},
		{"a bad range leaves it open", yes(inAnyRangeIPv4("11.1.1.1", `["x","10.0.0.0/8"]`)), nil},
		{"private network", yes(isPrivateIPv4("192.168.1.1/24")), true},
		{"172.32 is public", yes(isPrivateIPv4("172.32.0.1")), false},
		{"loopback is not private", yes(isPrivateIPv4("127.0.0.1")), false},
		{"cidr list", text(cidrList("1.1.128.0", "1.1.140.255")), `["1.1.128.0/21","1.1.136.0/22","1.1.140.0/24"]`},
		{"all addresses are one network", text(cidrList("0.0.0.0", "255.255.255.255")), `["0.0.0.0/0"]`},
		{"format a number", text(formatIPv4("3232236031", 24)), "192.168.1.0"},
		{"format with mask", text(formatIPv4Mask("192.168.1.1/24", 32)), "192.168.1.0/24"},
		{"no such prefix", text(formatIPv4("192.168.1.1", -1)), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}

func TestIPv6(t *testing.T) {
	if got, _ := parseIPv6Mask("192.168.255.255/24", 128); got != "0000:0000:0000:0000:0000:ffff:c0a8:ff00" {
		t.Errorf("IPv4 with a prefix is %s", got)
	}
	if got, _ := parseIPv6Mask("fe80::85d:e82c:9446:7994", 120); got != "fe80:0000:0000:0000:085d:e82c:9446:7900" {
		t.Errorf("masked to 120 bits it is %s", got)
	}
	if got, _ := parseIPv6Mask("fe80::zz", 128); got != "" {
		t.Errorf("no address is %s", got)
	}
	for _, tt := range []struct {
		a, b   string
		prefix int64
		want   int64
	}{
		{"fe80::85d:e82c:9446:7994", "fe80::85d:e82c:9446:7995", 128, -1},
		{"fe80::85d:e82c:9446:7994", "fe80::85d:e82c:9446:7995", 127, 0},
		{"192.168.1.1/24", "::ffff:c0a8:01ff", 127, 0},
		{"192.168.1.1", "192.168.2.1", 24, -1},
	} {
		if got, ok := compareIPv6(tt.a, tt.b, tt.prefix); !ok || got != tt.want {
			t.Errorf("%s to %s in %d bits: %d, want %d", tt.a, tt.b, tt.prefix, got, tt.want)
		}
	}
}

func TestAddressesInText(t *testing.T) {
	for _, tt := range []struct {
		text, wanted string
		f            func(string, string) (bool, bool)
		want         bool
	}{
		{"05:04:54 127.0.0.1 GET", `["127.0.0.1"]`, hasAnyIPv4, true},
		{"05:04:54127.0.0.1 GET", `["127.0.0.1"]`, hasAnyIPv4, false},
		{"127.0.0.256", `["127.0.0.256"]`, hasAnyIPv4, false},
		{"(10.0.0.1)", `["127.0.0.1","10.0.0.1"]`, hasAnyIPv4, true},
		{"05:04:54 127.0.0.1 GET", `["127.0."]`, hasAnyIPv4Prefix, true},
		{"05:04:54 127.0.0.1 GET", `["127.0"]`, hasAnyIPv4Prefix, false},
		{"ip=127.0.0.1;", `["127.0.0.1"]`, hasAnyIPv4Prefix, true},
	} {
		if got, _ := tt.f(tt.text, tt.wanted); got != tt.want {
			t.Errorf("%s in %q: %v", tt.wanted, tt.text, got)
		}
	}
}
