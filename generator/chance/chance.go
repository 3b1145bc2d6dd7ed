// Package chance is the only source of randomness below the command line: named streams of numbers.
//
// In:  a seed and the names of what is being decided.
// Out: the same numbers for the same names, for ever, on any machine.
//
// Not here: the clock, global state, what the numbers are used for.
//
// A stream is named after what it decides, never shared, so that adding an activity moves no other row.
package chance

import (
	"encoding/hex"
	"math"
	"math/rand/v2"
)

// Rand is one stream. It is not safe for concurrent use; make another stream instead.
type Rand struct {
	*rand.Rand
	src *rand.PCG
}

// Stream opens the stream that seed and names stand for.
func Stream(seed uint64, names ...string) *Rand {
	h := Hash(seed, names...)
	src := rand.NewPCG(h, mix(h^0x9e3779b97f4a7c15))
	return &Rand{rand.New(src), src}
}

// Numbered opens the stream of the n-th thing of a kind that already has a hash of its own, such as the
// n-th activity of a day. It is Stream without the cost of spelling numbers.
func Numbered(base uint64, n ...int64) *Rand {
	h := base
	for _, v := range n {
		h = mix(h ^ uint64(v)*0xff51afd7ed558ccd)
	}
	src := rand.NewPCG(h, mix(h^0x9e3779b97f4a7c15))
	return &Rand{rand.New(src), src}
}

// Hash folds a seed and names into 64 bits (FNV-1a over the names, a zero byte between them, then mixed).
func Hash(seed uint64, names ...string) uint64 {
	h := uint64(14695981039346656037) ^ mix(seed)
	for _, s := range names {
		for i := 0; i < len(s); i++ {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211
	}
	return mix(h)
}

// mix is the finaliser of SplitMix64: every input bit moves every output bit.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Is reports true with probability p.
func (r *Rand) Is(p float64) bool { return r.Float64() < p }

// Between is a whole number from lo to hi, both included.
func (r *Rand) Between(lo, hi int64) int64 {
	if hi <= lo {
		return lo
	}
	return lo + r.Int64N(hi-lo+1)
}

// Around is a duration near mid, never further from it than spread; the middle is likelier than the ends.
func (r *Rand) Around(mid, spread int64) int64 {
	if spread <= 0 {
		return mid
	}
	return mid + (r.Between(-spread, spread)+r.Between(-spread, spread))/2
}

// LogNormal has the given median and a long tail; sigma 0.5 is mild, 1 is heavy.
func (r *Rand) LogNormal(median, sigma float64) float64 {
	return median * math.Exp(sigma*r.NormFloat64())
}

// Zipf picks a rank from 0 to n-1, low ranks far oftener (weight 1/(rank+1)^s, s near 1).
func (r *Rand) Zipf(n int, s float64) int {
	if n <= 1 {
		return 0
	}
	u := r.Float64()
	if s == 1 {
		return min(n-1, int(math.Exp(u*math.Log(float64(n)+1)))-1)
	}
	top := math.Pow(float64(n)+1, 1-s)
	return min(n-1, max(0, int(math.Pow(u*(top-1)+1, 1/(1-s)))-1))
}

// Poisson is a count with the given mean.
func (r *Rand) Poisson(mean float64) int {
	if mean > 30 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*r.NormFloat64())))
	}
	limit, n := math.Exp(-mean), 0
	for p := r.Float64(); p > limit; p *= r.Float64() {
		n++
	}
	return n
}

// Pick is one of the list, each as likely as the other. It panics on an empty list.
func Pick[T any](r *Rand, list []T) T { return list[r.IntN(len(list))] }

// Weighted is an index into weights, as likely as its weight.
func (r *Rand) Weighted(weights ...float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	u := r.Float64() * total
	for i, w := range weights {
		if u -= w; u < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// GUID is a random (version 4) identifier in lower case.
func (r *Rand) GUID() string {
	var b [16]byte
	r.fill(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return FormatGUID(b)
}

// FormatGUID writes 16 bytes as 8-4-4-4-12 hexadecimal digits.
func FormatGUID(b [16]byte) string {
	var out [36]byte
	hex.Encode(out[0:8], b[0:4])
	hex.Encode(out[9:13], b[4:6])
	hex.Encode(out[14:18], b[6:8])
	hex.Encode(out[19:23], b[8:10])
	hex.Encode(out[24:36], b[10:16])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

// Hex is n random hexadecimal digits in lower case.
func (r *Rand) Hex(n int) string {
	raw := make([]byte, (n+1)/2)
	r.fill(raw)
	return hex.EncodeToString(raw)[:n]
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// Token is n random letters and digits.
func (r *Rand) Token(n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(out)
}

func (r *Rand) fill(b []byte) {
	for i := 0; i < len(b); i += 8 {
		v := r.Uint64()
		for j := i; j < len(b) && j < i+8; j++ {
			b[j] = byte(v)
			v >>= 8
		}
	}
}
