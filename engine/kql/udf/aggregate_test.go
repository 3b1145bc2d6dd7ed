package udf

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"testing"
)

func TestArraysInAListAreTakenApart(t *testing.T) {
	for _, tt := range []struct {
		name, in, want string
		n              int64
		f              func(string, int64) (string, bool)
	}{
		{"flatten one level only", `[[1,[2]],3]`, `[1,[2],3]`, 9, flatten},
		{"a bag stays whole", `[{"a":[1]}]`, `[{"a":[1]}]`, 9, flatten},
		{"no more than asked for", `[[1,2],3]`, `[1,2]`, 2, flatten},
		{"distinct keeps first places", `["b","a","b"]`, `["b","a"]`, 9, distinct},
		{"distinct looks into arrays", `[[1,2],[2,3]]`, `[1,2,3]`, 9, distinct},
		{"the limit counts distinct values", `[5,5,3,9]`, `[5,3]`, 2, distinct},
		{"first value of a key wins", `[{"a":1,"b":2},{"a":10,"c":3}]`, `{"a":1,"b":2,"c":3}`, 9, mergeBags},
		{"what is no bag is passed over", `[1,null,{"a":"<"}]`, `{"a":"<"}`, 9, mergeBags},
		{"no bags make an empty one", `[]`, `{}`, 9, mergeBags},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, _ := tt.f(tt.in, tt.n); got != tt.want {
				t.Errorf("%s gives %s, want %s", tt.in, got, tt.want)
			}
		})
	}
}

// The first case is the example in Microsoft's reference of buildschema.
func TestSchemaOf(t *testing.T) {
	for in, want := range map[string]string{
		`[{"x":1,"y":3.5},{"x":"somevalue","z":[1,2,3]},{"y":{"w":"zzz"},"t":["aa","bb"],"z":["foo"]}]`: `{"x":["long","string"],"y":["double",{"w":"string"}],` +
			"\"z\":{\"`indexer`\":[\"long\",\"string\"]},\"t\":{\"`indexer`\":\"string\"}}",
		`[true,null]`:                      `"bool"`,
		`["2020-01-01T00:00:00.0000000Z"]`: `"datetime"`,
		`[]`:                               `[]`,
	} {
		if got, _ := schemaOf(in); got != want {
			t.Errorf("schema of %s is %s, want %s", in, got, want)
		}
	}
}

func TestWeightedRank(t *testing.T) {
	w := []any{int64(1), int64(8), int64(1)}
	for p, want := range map[float64]int64{0: 1, 0.1: 1, 0.11: 2, 0.9: 2, 0.95: 3, 1: 3} {
		if got, ok := weightedRank(w, p); !ok || got != want {
			t.Errorf("rank at %v is %d, want %d", p, got, want)
		}
	}
	if _, ok := weightedRank(nil, 0.5); ok {
		t.Error("no values have a rank")
	}
}

// Sessions of at most 10 with gaps of at most 3.
func TestRowWindowSession(t *testing.T) {
	times := []any{int64(1), int64(3), int64(9), nil, int64(11), int64(13), int64(15), int64(18), int64(21)}
	zero := make([]any, len(times))
	for i := range zero {
		zero[i] = int64(0)
	}
	zero[6] = int64(1) // a restart at 15
	got, err := rowWindowSession([]driver.Value{times, int64(10), int64(3), zero})
	want := []any{int64(1), int64(1), int64(9), nil, int64(9), int64(9), int64(15), int64(15), int64(15)}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("sessions %v, want %v (%v)", got, want, err)
	}
}

func TestHLLCountsFewExactlyAndManyClosely(t *testing.T) {
	few := hllOf([]string{"a", "b", "a"})
	if n, _ := hllCount(few); n != 2 {
		t.Errorf("counts %d of 2", n)
	}
	var a, b []string
	for i := range 60000 {
		a = append(a, fmt.Sprint("a", i))
		b = append(b, fmt.Sprint("a", i+30000))
	}
	if n, _ := hllCount(hllMerge([]string{hllOf(a), hllOf(b), few})); n < 88200 || n > 91800 {
		t.Errorf("counts %d of 90002, more than 2%% off", n)
	}
}

func TestTdigest(t *testing.T) {
	var xs, ones []any
	for i := range 50000 {
		xs, ones = append(xs, float64(50000-i)), append(ones, 1.0)
	}
	sketch, _ := tdigestFn([]driver.Value{xs, ones})
	if n, _ := readTdigest(sketch.(string)); len(n) > maxCentroids+1 {
		t.Errorf("%d centroids", len(n))
	}
	if r, _ := rankTdigest(sketch.(string), 12500); r < 12400 || r > 12600 {
		t.Errorf("rank of 12500 is %v", r)
	}
	small, _ := tdigestFn([]driver.Value{[]any{2.0, 1.0}, []any{2.0, 1.0}})
	if p, _ := percentileTdigest(small.(string), 50); p != "2.0" {
		t.Errorf("median of 1, 2, 2 is %s", p)
	}
}
