package udf

import (
	"database/sql/driver"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// awkward lists values of each type that functions tend to stumble over.
var awkward = map[Type][]driver.Value{
	Text: {
		"", "null", "[]", "{}", "[[]]", "[1,2,3,4,5,4,3,2,1,2,3]", `[1,null,"x",true,{"a":1}]`, `{"a":{"b":[1,2]},"c":null}`, `"text"`, "3", "-0.5",
		"1.2.3.4", "1.2.3.4/33", "::1/128", "fe80::1%eth0", "POINT (", "aé\x00\u2028", "2020-01-02T03:04:05Z", "\\", "(", "*", "%", "yyyy-MM-dd",
		"tukey", "avg", "linefit", "browser", "abs", "+", "<=", "length", "Foot",
		`{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]}`, `{"type":"Polygon","coordinates":[[[0,0],[0,0],[0,0],[0,0]]]}`,
		`{"type":"LineString","coordinates":[[0,0],[180,0]]}`, `{"type":"LineString","coordinates":[[0,90],[0,-90]]}`,
		`{"type":"MultiPolygon","coordinates":[[[[0,0],[2,0],[2,2],[0,0]]],[[[1,1],[3,1],[3,3],[1,1]]]]}`, `{"type":"Polygon","coordinates":[[[]]]}`,
		"862a1072fffffff", "89c259", "sunny", "e30=", "H4sIAAAAAAAA",
	},
	Long:  {int64(0), int64(1), int64(-1), int64(3), int64(16), int64(100), int64(math.MaxInt64), int64(math.MinInt64)},
	Int:   {int32(0), int32(1), int32(-1), int32(math.MaxInt32), int32(math.MinInt32)},
	Real:  {0.0, 1.0, -1.0, 0.5, 45.0, 181.0, 1e300, math.Inf(1), math.Inf(-1), math.NaN()},
	Bool:  {true, false},
	Blob:  {[]byte{}, []byte{0xff, 0}},
	Reals: {[]any{}, []any{1.0, nil, math.NaN()}},
	Longs: {[]any{}, []any{int64(3), nil, int64(-1)}, []any{int64(1), int64(2), int64(3)}},
	Texts: {[]any{}, []any{"a", nil, "[]"}, []any{`{"h":[1,2]}`, "[[1,2]]"}},
}

// No argument makes a function panic: its query would end with a message that teaches nothing. Functions that
// build long values from large numbers are left out: their sizes are capped, which is tested elsewhere.
func TestNoFunctionPanics(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, f := range All() {
		if strings.HasPrefix(f.Name, "kql_range") || f.Name == "kql_repeat" {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			for range 150 {
				in := f.awkwardArgs(rng)
				if why := f.panics(in); why != "" {
					t.Fatalf("%q: %s", in, why)
				}
			}
		})
	}
}

func (f Func) awkwardArgs(rng *rand.Rand) []driver.Value {
	var in []driver.Value
	for _, typ := range f.In {
		if f.Nulls && rng.IntN(8) == 0 {
			in = append(in, nil)
			continue
		}
		in = append(in, awkward[typ][rng.IntN(len(awkward[typ]))])
	}
	return in
}

func (f Func) panics(in []driver.Value) (why string) {
	defer func() {
		if r := recover(); r != nil {
			why = fmt.Sprint(r)
		}
	}()
	_, _ = f.Fn(in)
	return ""
}
