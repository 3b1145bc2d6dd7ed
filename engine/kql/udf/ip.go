package udf

import (
	"encoding/hex"
	"math/bits"
	"net/netip"
	"strconv"
	"strings"

	"socrates/engine/kql/value"
)

// Addresses are texts in KQL, possibly with a prefix length: 10.1.2.3/16 stands for the network 10.1.0.0.
// Where two addresses are compared, the shortest prefix at hand decides how many bits count.

var ipFuncs = []Func{
	{Name: "kql_parse_ipv4", In: []Type{Text}, Out: Long, Fn: Of1(parseIPv4)},
	{Name: "kql_parse_ipv4_mask", In: []Type{Text, Long}, Out: Long, Fn: Of2(parseIPv4Mask)},
	{Name: "kql_ipv4_netmask_suffix", In: []Type{Text}, Out: Long, Fn: Of1(netmaskSuffix)},
	{Name: "kql_ipv4_compare", In: []Type{Text, Text, Long}, Out: Long, Fn: Of3(compareIPv4)},
	{Name: "kql_ipv4_is_match", In: []Type{Text, Text, Long}, Out: Bool, Fn: Of3(matchIPv4)},
	{Name: "kql_ipv4_is_in_range", In: []Type{Text, Text}, Out: Bool, Fn: Of2(inRangeIPv4)},
	{Name: "kql_ipv4_is_in_any_range", In: []Type{Text, Text}, Out: Bool, Fn: Of2(inAnyRangeIPv4)},
	{Name: "kql_ipv4_is_private", In: []Type{Text}, Out: Bool, Fn: Of1(isPrivateIPv4)},
	{Name: "kql_ipv4_range_to_cidr_list", In: []Type{Text, Text}, Out: Text, Fn: Of2(cidrList)},
	{Name: "kql_format_ipv4", In: []Type{Text, Long}, Out: Text, Fn: Of2(formatIPv4)},
	{Name: "kql_format_ipv4_mask", In: []Type{Text, Long}, Out: Text, Fn: Of2(formatIPv4Mask)},
	{Name: "kql_parse_ipv6_mask", In: []Type{Text, Long}, Out: Text, Fn: Of2(parseIPv6Mask)},
	{Name: "kql_ipv6_compare", In: []Type{Text, Text, Long}, Out: Long, Fn: Of3(compareIPv6)},
	{Name: "kql_ipv6_is_match", In: []Type{Text, Text, Long}, Out: Bool, Fn: Of3(matchIPv6)},
	{Name: "kql_ipv6_is_in_range", In: []Type{Text, Text}, Out: Bool, Fn: Of2(inRangeIPv6)},
	{Name: "kql_ipv6_is_in_any_range", In: []Type{Text, Text}, Out: Bool, Fn: Of2(inAnyRangeIPv6)},
	{Name: "kql_has_any_ipv4", In: []Type{Text, Text}, Out: Bool, Fn: Of2(hasAnyIPv4)},
	{Name: "kql_has_any_ipv4_prefix", In: []Type{Text, Text}, Out: Bool, Fn: Of2(hasAnyIPv4Prefix)},
}

// splitPrefix cuts 10.1.2.3/16 into the address and the prefix length, which is full without a slash.
func splitPrefix(text string, full int) (addr string, prefix int, ok bool) {
	addr, suffix, has := strings.Cut(strings.TrimSpace(text), "/")
	if !has {
		return addr, full, true
	}
	prefix, err := strconv.Atoi(suffix)
	return addr, prefix, err == nil && prefix >= 0 && prefix <= full
}

// ipv4 is an address as its 32 bits and how many of them count.
type ipv4 struct {
	addr   uint32
	prefix int
}

func (a ipv4) masked() uint32 { return a.addr & mask4(a.prefix) }

func mask4(prefix int) uint32 {
	if prefix <= 0 {
		return 0
	}
	return ^uint32(0) << (32 - min(prefix, 32))
}

func readIPv4(text string) (ipv4, bool) {
	addr, prefix, ok := splitPrefix(text, 32)
	if !ok {
		return ipv4{}, false
	}
	var out uint32
	parts := strings.Split(addr, ".")
	if len(parts) != 4 {
		return ipv4{}, false
	}
	for _, p := range parts {
		n, err := strconv.ParseUint(p, 10, 8)
		if err != nil || len(p) > 3 {
			return ipv4{}, false
		}
		out = out<<8 | uint32(n)
	}
	return ipv4{out, prefix}, true
}

func textOfIPv4(addr uint32) string {
	return netip.AddrFrom4([4]byte{byte(addr >> 24), byte(addr >> 16), byte(addr >> 8), byte(addr)}).String()
}

func parseIPv4(text string) (int64, bool) {
	a, ok := readIPv4(text)
	return int64(a.masked()), ok
}

func parseIPv4Mask(text string, prefix int64) (int64, bool) {
	a, ok := readIPv4(text)
	if prefix < 0 || prefix > 32 {
		return 0, false
	}
	a.prefix = min(a.prefix, int(prefix))
	return int64(a.masked()), ok
}

func netmaskSuffix(text string) (int64, bool) {
	a, ok := readIPv4(text)
	return int64(a.prefix), ok
}

// compareIPv4 says -1, 0 or 1: the first address is less, equal or greater.
func compareIPv4(text1, text2 string, prefix int64) (int64, bool) {
	a, ok1 := readIPv4(text1)
	b, ok2 := readIPv4(text2)
	if !ok1 || !ok2 || prefix < 0 || prefix > 32 {
		return 0, false
	}
	m := mask4(min(a.prefix, b.prefix, int(prefix)))
	return sign(uint64(a.addr&m), uint64(b.addr&m)), true
}

func sign(a, b uint64) int64 {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func matchIPv4(text1, text2 string, prefix int64) (bool, bool) {
	c, ok := compareIPv4(text1, text2, prefix)
	return c == 0, ok
}

// inRangeIPv4 asks whether an address, or the whole network it names, lies in a network.
func inRangeIPv4(text, network string) (bool, bool) {
	a, ok1 := readIPv4(text)
	n, ok2 := readIPv4(network)
	return a.prefix >= n.prefix && a.addr&mask4(n.prefix) == n.masked(), ok1 && ok2
}

// inAny asks about each range of a JSON array of texts. One that holds is enough; otherwise one that is no
// address makes the answer unknown.
func inAny(text, ranges string, in func(string, string) (bool, bool)) (bool, bool) {
	known := true
	for _, e := range value.Elements(ranges) {
		yes, ok := in(text, value.Text(e))
		if yes && ok {
			return true, true
		}
		known = known && ok
	}
	return false, known
}

func inAnyRangeIPv4(text, ranges string) (bool, bool) { return inAny(text, ranges, inRangeIPv4) }

var private = []ipv4{{10 << 24, 8}, {172<<24 | 16<<16, 12}, {192<<24 | 168<<16, 16}}

// isPrivateIPv4 asks whether an address belongs to one of the networks of RFC 1918.
func isPrivateIPv4(text string) (bool, bool) {
	a, ok := readIPv4(text)
	for _, n := range private {
		if a.prefix >= n.prefix && a.addr&mask4(n.prefix) == n.addr {
			return true, ok
		}
	}
	return false, ok
}

// cidrList covers the addresses from first to last with as few networks as possible.
func cidrList(first, last string) (string, bool) {
	a, ok1 := readIPv4(first)
	b, ok2 := readIPv4(last)
	if !ok1 || !ok2 || a.addr > b.addr {
		return "", false
	}
	var out []string
	for at, end := uint64(a.addr), uint64(b.addr)+1; at < end; {
		size := min(bits.TrailingZeros64(at|1<<32), bits.Len64(end-at)-1)
		out = append(out, `"`+textOfIPv4(uint32(at))+"/"+strconv.Itoa(32-size)+`"`)
		at += 1 << size
	}
	return joinJSON(out), true
}

// readIPv4OrNumber also takes an address written as a number.
func readIPv4OrNumber(text string) (ipv4, bool) {
	if n, err := strconv.ParseUint(text, 10, 32); err == nil {
		return ipv4{uint32(n), 32}, true
	}
	return readIPv4(text)
}

func formatIPv4(text string, prefix int64) (string, bool) {
	a, ok := readIPv4OrNumber(text)
	if !ok || prefix < 0 || prefix > 32 {
		return "", true
	}
	a.prefix = min(a.prefix, int(prefix))
	return textOfIPv4(a.masked()), true
}

func formatIPv4Mask(text string, prefix int64) (string, bool) {
	out, _ := formatIPv4(text, prefix)
	if out == "" {
		return "", true
	}
	a, _ := readIPv4OrNumber(text)
	return out + "/" + strconv.Itoa(min(a.prefix, int(prefix))), true
}

// ipv6 is an address as its 128 bits; v4 says that it was written as an IPv4 address.
type ipv6 struct {
	addr   [16]byte
	prefix int
	v4     bool
}

// readIPv6 also takes IPv4 addresses, which stand for ::ffff:a.b.c.d, and IPv4 addresses behind two colons,
// which Kusto takes for the same.
func readIPv6(text string) (ipv6, bool) {
	if a, ok := readIPv4(strings.TrimPrefix(strings.TrimSpace(text), "::")); ok {
		mapped := netip.AddrFrom4([4]byte{byte(a.addr >> 24), byte(a.addr >> 16), byte(a.addr >> 8), byte(a.addr)}).As16()
		return ipv6{mapped, 96 + a.prefix, true}, true
	}
	addr, prefix, ok := splitPrefix(text, 128)
	ip, err := netip.ParseAddr(addr)
	if !ok || err != nil || !ip.Is6() || ip.Zone() != "" {
		return ipv6{}, false
	}
	return ipv6{ip.As16(), prefix, false}, true
}

func (a ipv6) masked(prefix int) [16]byte {
	for i := range a.addr {
		switch left := prefix - 8*i; {
		case left <= 0:
			a.addr[i] = 0
		case left < 8:
			a.addr[i] &= 0xff << (8 - left)
		}
	}
	return a.addr
}

// parseIPv6Mask writes an address out in full, 0000:…, with only prefix bits left.
func parseIPv6Mask(text string, prefix int64) (string, bool) {
	a, ok := readIPv6(text)
	if !ok || prefix < 0 || prefix > 128 {
		return "", true
	}
	return groups(a.masked(min(a.prefix, int(prefix)))), true
}

// groups writes eight groups of four hexadecimal digits.
func groups(addr [16]byte) string {
	digits := hex.EncodeToString(addr[:])
	var out []string
	for i := 0; i < len(digits); i += 4 {
		out = append(out, digits[i:i+4])
	}
	return strings.Join(out, ":")
}

func compareIPv6(text1, text2 string, prefix int64) (int64, bool) {
	a, ok1 := readIPv6(text1)
	b, ok2 := readIPv6(text2)
	if !ok1 || !ok2 || prefix < 0 || prefix > 128 {
		return 0, false
	}
	bitsThatCount := int(prefix)
	if a.v4 && b.v4 && bitsThatCount <= 32 {
		bitsThatCount += 96 // two IPv4 addresses: so many of their own bits
	}
	n := min(a.prefix, b.prefix, bitsThatCount)
	x, y := a.masked(n), b.masked(n)
	return int64(strings.Compare(string(x[:]), string(y[:]))), true
}

func matchIPv6(text1, text2 string, prefix int64) (bool, bool) {
	c, ok := compareIPv6(text1, text2, prefix)
	return c == 0, ok
}

func inRangeIPv6(text, network string) (bool, bool) {
	a, ok1 := readIPv6(text)
	n, ok2 := readIPv6(network)
	return a.prefix >= n.prefix && a.masked(n.prefix) == n.masked(n.prefix), ok1 && ok2
}

func inAnyRangeIPv6(text, ranges string) (bool, bool) { return inAny(text, ranges, inRangeIPv6) }

// addressesIn lists the IPv4 addresses of a text. What stands before and after one is not a letter and not a digit.
func addressesIn(text string) []string {
	var out []string
	for i := 0; i < len(text); {
		if !isDigit(text[i]) || i > 0 && isAlnum(text[i-1]) {
			i++
			continue
		}
		end := i
		for dots := 0; end < len(text) && (isDigit(text[end]) || text[end] == '.' && dots < 3); end++ {
			if text[end] == '.' {
				dots++
			}
		}
		if _, ok := readIPv4(text[i:end]); ok && (end == len(text) || !isAlnum(text[end])) {
			out = append(out, text[i:end])
			i = end
			continue
		}
		i++
	}
	return out
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isAlnum(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 }

func hasAnyIPv4(text, wanted string) (bool, bool) {
	found := addressesIn(text)
	for _, e := range value.Elements(wanted) {
		w, ok := readIPv4(value.Text(e))
		for _, f := range found {
			if a, _ := readIPv4(f); ok && a == w {
				return true, true
			}
		}
	}
	return false, true
}

// hasAnyIPv4Prefix looks for addresses that begin with a prefix: whole numbers followed by a dot, or a whole
// address.
func hasAnyIPv4Prefix(text, wanted string) (bool, bool) {
	found := addressesIn(text)
	for _, e := range value.Elements(wanted) {
		w := value.Text(e)
		_, whole := readIPv4(w)
		for _, f := range found {
			if whole && f == w || strings.HasSuffix(w, ".") && strings.HasPrefix(f, w) {
				return true, true
			}
		}
	}
	return false, true
}
