package udf

import (
	"math"
	"strings"
	"unicode/utf8"
)

// Punycode (RFC 3492) writes a text of any characters in ASCII: the ASCII characters first, then, behind
// the last hyphen, where the others go, as differences in a number system of variable base.

var punycodeFuncs = []Func{
	{Name: "kql_punycode_decode", In: []Type{Text}, Out: Text, Fn: Of1(punycodeDecode)},
	{Name: "kql_punycode_encode", In: []Type{Text}, Out: Text, Fn: Of1(Sure(punycodeEncode))},
	{Name: "kql_punycode_domain_decode", In: []Type{Text}, Out: Text, Fn: Of1(punycodeDomainDecode)},
	{Name: "kql_punycode_domain_encode", In: []Type{Text}, Out: Text, Fn: Of1(Sure(punycodeDomainEncode))},
}

// The parameters of RFC 3492, section 5.
const (
	punyBase  = 36
	punyTMin  = 1
	punyTMax  = 26
	punySkew  = 38
	punyDamp  = 700
	punyBias  = 72
	punyStart = 128
)

func punyAdapt(delta, points int, first bool) int {
	if first {
		delta /= punyDamp
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for delta > (punyBase-punyTMin)*punyTMax/2 {
		delta /= punyBase - punyTMin
		k += punyBase
	}
	return k + (punyBase-punyTMin+1)*delta/(delta+punySkew)
}

func punyThreshold(k, bias int) int { return max(punyTMin, min(punyTMax, k-bias)) }

func punyDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c-'0') + 26
	case c|0x20 >= 'a' && c|0x20 <= 'z':
		return int(c|0x20) - 'a'
	}
	return punyBase
}

func punycodeDecode(s string) (string, bool) {
	var out []rune
	rest := s
	if cut := strings.LastIndexByte(s, '-'); cut >= 0 {
		out, rest = []rune(s[:cut]), s[cut+1:]
	}
	n, at, bias := punyStart, 0, punyBias
	for rest != "" {
		from, weight := at, 1
		for k := punyBase; ; k += punyBase {
			if rest == "" {
				return "", false
			}
			digit := punyDigit(rest[0])
			rest = rest[1:]
			if digit >= punyBase || digit > (math.MaxInt32-at)/weight {
				return "", false
			}
			at += digit * weight
			t := punyThreshold(k, bias)
			if digit < t {
				break
			}
			if weight > math.MaxInt32/punyBase {
				return "", false
			}
			weight *= punyBase - t
		}
		size := len(out) + 1
		bias = punyAdapt(at-from, size, from == 0)
		n, at = n+at/size, at%size
		if n > utf8.MaxRune {
			return "", false
		}
		out = append(out[:at], append([]rune{rune(n)}, out[at:]...)...)
		at++
	}
	return string(out), true
}

func punycodeEncode(s string) string {
	runes := []rune(s)
	var out []byte
	for _, r := range runes {
		if r < punyStart {
			out = append(out, byte(r))
		}
	}
	done := len(out)
	basic := done
	if done > 0 {
		out = append(out, '-')
	}
	n, delta, bias := rune(punyStart), 0, punyBias
	for done < len(runes) {
		next := rune(utf8.MaxRune)
		for _, r := range runes {
			if r >= n {
				next = min(next, r)
			}
		}
		delta += int(next-n) * (done + 1)
		n = next
		for _, r := range runes {
			if r < n {
				delta++
			}
			if r == n {
				out = punyNumber(out, delta, bias)
				bias = punyAdapt(delta, done+1, done == basic)
				delta = 0
				done++
			}
		}
		delta++
		n++
	}
	return string(out)
}

// punyNumber appends delta in the variable base.
func punyNumber(out []byte, delta, bias int) []byte {
	const digits = "abcdefghijklmnopqrstuvwxyz0123456789"
	for k := punyBase; ; k += punyBase {
		t := punyThreshold(k, bias)
		if delta < t {
			return append(out, digits[delta])
		}
		out = append(out, digits[t+(delta-t)%(punyBase-t)])
		delta = (delta - t) / (punyBase - t)
	}
}

// punycodeDomainDecode decodes the labels of a domain that begin with xn--.
func punycodeDomainDecode(domain string) (string, bool) {
	labels := strings.Split(domain, ".")
	for i, l := range labels {
		if len(l) < 4 || !strings.EqualFold(l[:4], "xn--") {
			continue
		}
		decoded, ok := punycodeDecode(l[4:])
		if !ok {
			return "", false
		}
		labels[i] = decoded
	}
	return strings.Join(labels, "."), true
}

func punycodeDomainEncode(domain string) string {
	labels := strings.Split(domain, ".")
	for i, l := range labels {
		if strings.IndexFunc(l, func(r rune) bool { return r >= punyStart }) >= 0 {
			labels[i] = "xn--" + punycodeEncode(l)
		}
	}
	return strings.Join(labels, ".")
}
