package udf

import (
	"database/sql/driver"
	"encoding/json"
	"math"
	"math/bits"
	"slices"
	"sort"

	"github.com/cespare/xxhash/v2"

	"socrates/engine/kql/value"
)

// The inner form of sketches. hll: {"h":[hashes]} up to maxExact distinct values, which makes small counts
// exact, then {"r":[registers]}, a HyperLogLog of 2^14 registers. tdigest: [[mean, weight], …] in order of
// means, merged down to about maxCentroids pairs.
const (
	maxExact     = 4096
	hllBits      = 14
	maxCentroids = 2000
)

var sketchFuncs = []Func{
	{Name: "kql_hll", In: []Type{Texts}, Out: Text, Nulls: true, Fn: listFn(hllOf)},
	{Name: "kql_hll_merge", In: []Type{Texts}, Out: Text, Nulls: true, Fn: listFn(hllMerge)},
	{Name: "kql_hll_intersect", In: []Type{Texts}, Out: Long, Fn: Of1(hllIntersect)},
	{Name: "kql_dcount_hll", In: []Type{Text}, Out: Long, Fn: Of1(hllCount)},
	{Name: "kql_tdigest", In: []Type{Reals, Reals}, Out: Text, Nulls: true, Fn: tdigestFn},
	{Name: "kql_tdigest_merge", In: []Type{Texts}, Out: Text, Nulls: true, Fn: listFn(tdigestMerge)},
	{Name: "kql_percentile_tdigest", In: []Type{Text, Real}, Out: Text, Fn: Of2(percentileTdigest)},
	{Name: "kql_percentiles_tdigest", In: []Type{Text, Text}, Out: Text, Fn: Of2(percentilesTdigest)},
	{Name: "kql_rank_tdigest", In: []Type{Text, Real}, Out: Real, Fn: Of2(rankTdigest)},
	{Name: "kql_percentrank_tdigest", In: []Type{Text, Real}, Out: Real, Fn: Of2(percentrankTdigest)},
}

// listFn makes an Fn of a function over a list of texts; no list is an empty one, nulls are left out.
func listFn(f func([]string) string) Fn {
	return func(in []driver.Value) (any, error) {
		list, _ := in[0].([]any)
		texts := make([]string, 0, len(list))
		for _, e := range list {
			if s, ok := e.(string); ok {
				texts = append(texts, s)
			}
		}
		return f(texts), nil
	}
}

// hll is a sketch: either hashes or registers.
type hll struct {
	Hashes    []uint64 `json:"h,omitempty"`
	Registers []uint8  `json:"r,omitempty"`
}

func (h *hll) add(hash uint64) {
	if h.Registers == nil {
		h.Hashes = append(h.Hashes, hash)
		return
	}
	i := hash >> (64 - hllBits)
	rank := uint8(bits.LeadingZeros64(hash<<hllBits|1<<(hllBits-1))) + 1
	h.Registers[i] = max(h.Registers[i], rank)
}

// settle sorts the hashes and goes over to registers when there are too many.
func (h *hll) settle() {
	slices.Sort(h.Hashes)
	h.Hashes = slices.Compact(h.Hashes)
	if len(h.Hashes) <= maxExact {
		return
	}
	old := h.Hashes
	h.Hashes, h.Registers = nil, make([]uint8, 1<<hllBits)
	for _, x := range old {
		h.add(x)
	}
}

func (h *hll) text() string {
	h.settle()
	type registers []int // a []uint8 would be written as base64
	out := struct {
		Hashes    []uint64  `json:"h,omitempty"`
		Registers registers `json:"r,omitempty"`
	}{Hashes: h.Hashes}
	for _, r := range h.Registers {
		out.Registers = append(out.Registers, int(r))
	}
	js, _ := json.Marshal(out)
	return string(js)
}

func readHLL(js string) (*hll, bool) {
	var in struct {
		Hashes    []uint64 `json:"h"`
		Registers []int    `json:"r"`
	}
	if json.Unmarshal([]byte(js), &in) != nil || len(in.Registers) != 0 && len(in.Registers) != 1<<hllBits {
		return nil, false
	}
	h := &hll{Hashes: in.Hashes}
	for _, r := range in.Registers {
		h.Registers = append(h.Registers, uint8(r))
	}
	return h, true
}

func hllOf(values []string) string {
	h := &hll{}
	for _, v := range values {
		h.add(xxhash.Sum64String(v))
	}
	return h.text()
}

func hllMerge(sketches []string) string {
	out := &hll{}
	for _, s := range sketches {
		if h, ok := readHLL(s); ok {
			out.merge(h)
		}
	}
	return out.text()
}

func (h *hll) merge(other *hll) {
	if other.Registers != nil && h.Registers == nil {
		old := h.Hashes
		h.Hashes, h.Registers = nil, make([]uint8, 1<<hllBits)
		for _, x := range old {
			h.add(x)
		}
	}
	for i, r := range other.Registers {
		h.Registers[i] = max(h.Registers[i], r)
	}
	for _, x := range other.Hashes {
		h.add(x)
	}
}

// hllCount estimates as Flajolet et al. do, with linear counting while many registers are empty.
func hllCount(js string) (int64, bool) {
	h, ok := readHLL(js)
	if !ok {
		return 0, false
	}
	if h.Registers == nil {
		return int64(len(h.Hashes)), true
	}
	m, sum, empty := float64(len(h.Registers)), 0.0, 0
	for _, r := range h.Registers {
		sum += math.Ldexp(1, -int(r))
		if r == 0 {
			empty++
		}
	}
	estimate := 0.7213 / (1 + 1.079/m) * m * m / sum
	if estimate <= 2.5*m && empty > 0 {
		estimate = m * math.Log(m/float64(empty))
	}
	return int64(math.Round(estimate)), true
}

// hllIntersect counts what sketches have in common: exactly while they hold hashes, else by the sizes of
// their unions.
func hllIntersect(sketches []any) (int64, bool) {
	if len(sketches) == 0 {
		return 0, false
	}
	var hs []*hll
	exact := true
	for _, s := range sketches {
		js, _ := s.(string)
		h, ok := readHLL(js)
		if !ok {
			return 0, false
		}
		hs, exact = append(hs, h), exact && h.Registers == nil
	}
	if exact {
		return int64(len(commonHashes(hs))), true
	}
	return max(0, unionSizes(hs)), true
}

func commonHashes(hs []*hll) []uint64 {
	out := slices.Clone(hs[0].Hashes)
	for _, h := range hs[1:] {
		out = slices.DeleteFunc(out, func(x uint64) bool { return !slices.Contains(h.Hashes, x) })
	}
	return out
}

// unionSizes is the size of the common part by inclusion and exclusion.
func unionSizes(hs []*hll) int64 {
	total := int64(0)
	for set := 1; set < 1<<len(hs); set++ {
		u := &hll{}
		for i, h := range hs {
			if set>>i&1 == 1 {
				u.merge(h)
			}
		}
		n, _ := hllCount(u.text())
		if bits.OnesCount(uint(set))%2 == 0 {
			n = -n
		}
		total += n
	}
	return total
}

// centroid is a mean and how many values it stands for.
type centroid [2]float64

func tdigestFn(in []driver.Value) (any, error) {
	xs, _ := in[0].([]any)
	ws, _ := in[1].([]any)
	var out []centroid
	for i, x := range xs[:min(len(xs), len(ws))] {
		v, ok := x.(float64)
		w, weighted := ws[i].(float64)
		if ok && weighted && w > 0 && !math.IsNaN(v) && !math.IsInf(v, 0) {
			out = append(out, centroid{v, w})
		}
	}
	return tdigestText(out), nil
}

// tdigestText sorts centroids, joins equal means, merges neighbours down to maxCentroids and writes them.
func tdigestText(cs []centroid) string {
	sort.Slice(cs, func(i, j int) bool { return cs[i][0] < cs[j][0] })
	cs = mergeCentroids(cs, 0)
	if len(cs) > maxCentroids {
		total := 0.0
		for _, c := range cs {
			total += c[1]
		}
		cs = mergeCentroids(cs, 2*total/maxCentroids)
	}
	if cs == nil {
		return "[]"
	}
	js, _ := json.Marshal(cs)
	return string(js)
}

// mergeCentroids joins ordered neighbours that are equal or together weigh no more than limit.
func mergeCentroids(cs []centroid, limit float64) []centroid {
	var out []centroid
	for _, c := range cs {
		if n := len(out) - 1; n >= 0 && (out[n][0] == c[0] || out[n][1]+c[1] <= limit) {
			w := out[n][1] + c[1]
			out[n] = centroid{out[n][0] + (c[0]-out[n][0])*c[1]/w, w}
			continue
		}
		out = append(out, c)
	}
	return out
}

func readTdigest(js string) ([]centroid, float64) {
	var cs []centroid
	if json.Unmarshal([]byte(js), &cs) != nil {
		return nil, 0
	}
	total := 0.0
	for _, c := range cs {
		total += c[1]
	}
	return cs, total
}

func tdigestMerge(sketches []string) string {
	var all []centroid
	for _, s := range sketches {
		cs, _ := readTdigest(s)
		all = append(all, cs...)
	}
	return tdigestText(all)
}

// percentileTdigest is the nearest rank at a percentage from 0 to 100.
func percentileTdigest(js string, p float64) (string, bool) {
	cs, total := readTdigest(js)
	sum := 0.0
	for _, c := range cs {
		if sum += c[1]; sum >= total*p/100-1e-9 {
			return realJSON(c[0]), true
		}
	}
	return "", false
}

func percentilesTdigest(js, percentages string) (string, bool) {
	var out []string
	for _, e := range value.Elements(percentages) {
		p, ok := value.ParseReal(e)
		r, found := percentileTdigest(js, p)
		if !ok || !found {
			r = "null"
		}
		out = append(out, r)
	}
	return joinJSON(out), true
}

func rankTdigest(js string, v float64) (float64, bool) {
	cs, _ := readTdigest(js)
	sum := 0.0
	for _, c := range cs {
		if c[0] <= v {
			sum += c[1]
		}
	}
	return sum, cs != nil
}

func percentrankTdigest(js string, v float64) (float64, bool) {
	_, total := readTdigest(js)
	rank, ok := rankTdigest(js, v)
	return 100 * rank / total, ok && total > 0
}
