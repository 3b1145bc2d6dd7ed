package udf

import (
	"database/sql/driver"
	"encoding/json"
	"math"
	"testing"
)

// columns reads the columns of a tuple.
func columns(t *testing.T, js any) []any {
	t.Helper()
	text, _ := js.(string)
	var out []any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%v: %v", js, err)
	}
	return out
}

func near(t *testing.T, what string, got any, want, tolerance float64) {
	t.Helper()
	f, ok := got.(float64)
	if !ok || math.Abs(f-want) > tolerance {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// Expected values are those of Microsoft's reference pages and of a recorded Kusto.
func TestSeriesElementByElement(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		got        string
	}{
		{"whole numbers stay whole", `[-3,0,3]`, first(seriesBinary("-", "[1,2,4]", "[4,2,1]"))},
		{"a quotient is real", `[0.25,1.0,4.0]`, first(seriesBinary("/", "[1,2,4]", "[4,2,1]"))},
		{"a power is real", `[1.0,4.0,27.0,2.0]`, first(seriesBinary("^", "[1,2,3,4]", "[1,2,3,0.5]"))},
		{"a number stands for a series of it", `[2,3]`, first(seriesBinary("+", "[1,2]", "1"))},
		{"what is missing gives null", `[2,null,null]`, first(seriesBinary("+", "[1,null,3]", `[1,1,"x"]`))},
		{"the shorter is filled up", `[2,null]`, first(seriesBinary("+", "[1,2]", "[1]"))},
		{"compare", `[false,false,true]`, first(seriesCompare(">", "[1,2,4]", "[4,2,1]"))},
		{"sign", `[-1,0,1]`, first(seriesUnary("sign", "[-6,0,8]"))},
		{"ceiling", `[-1.0,1.0,3.0]`, first(seriesUnary("ceiling", "[-1.5,1,2.5]"))},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, tt.got, tt.want)
		}
	}
	dot, _ := dotProduct("[1,2,4]", "[4,2,1]")
	near(t, "dot product", dot, 12, 0)
	cos, _ := cosineSimilarity("[0.1,0.2,0.1,0.2]", "[0.11,0.2,0.11,0.21]")
	near(t, "cosine similarity", cos, 0.9993534382550399, 1e-12)
	r, _ := pearson("[1,2,3]", "[2,4,6]")
	near(t, "correlation", r, 1, 1e-12)
	if _, ok := seriesSum("7"); ok {
		t.Error("a number is no series")
	}
}

func first(s string, _ bool) string { return s }

func TestSeriesFill(t *testing.T) {
	gaps := `[null,111.0,null,36.0,41.0,null,null,16.0,61.0,33.0,null,null]`
	for _, tt := range []struct{ name, got, want string }{
		{"constant", first(fillConst("[111,null,36]", "0.0", "null")), "[111,0.0,36]"},
		{"constant for a number", first(fillConst("[1,0,2]", "9", "0.0")), "[1,9,2]"},
		{"forward", first(fillForward("[null,1,null,null,2]", "null")), "[null,1,1,1,2]"},
		{"backward", first(fillBackward("[111,null,36,41,null,null]", "null")), "[111,36,36,41,null,null]"},
		{"edges", first(fillLinear(`[null,1,null,2,null]`, "null", true, "0.0")), "[1,1,1,2,2]"},
		{"no edges", first(fillLinear(`[null,1.0,null,2.0,null]`, "null", false, "0.0")), "[null,1.0,1.5,2.0,null]"},
		{"nothing but gaps", first(fillLinear(`[null,null]`, "null", true, "3.14")), "[3.14,3.14]"},
		{"whole numbers", first(fillLinear(`[null,111,null,36,41,null,null,16]`, "null", true, "0.0")), "[111,111,73,36,41,32,24,16]"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, tt.got, tt.want)
		}
	}
	got := columns(t, first(fillLinear(gaps, "null", true, "0.0")))
	for i, want := range []float64{111, 111, 73.5, 36, 41, 32.667, 24.333, 16, 61, 33, 33, 33} {
		near(t, "filled point", got[i], want, 0.001)
	}
}

func TestSeriesFilters(t *testing.T) {
	run := func(in ...driver.Value) any { out, _ := fir(in); return out }
	for _, tt := range []struct {
		name string
		got  any
		want any
	}{
		{"difference", run("[5,15,10,20]", "[1,-1]", false, false), "[5,10,-5,10]"},
		{"moving average", run("[3,3,3,3]", "[1,1,1]", nil, false), "[1.0,2.0,3.0,3.0]"},
		{"centered", run("[0,0,3,0,0]", "[1,1,1]", true, true), "[0.0,1.0,1.0,1.0,0.0]"},
		{"a negative filter is not normalized", run("[1]", "[1,-1]", true, false), nil},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, tt.got, tt.want)
		}
	}
	if got, _ := iir("[1.0,2.0,3.0]", "[1]", "[1,-1]"); got != "[1.0,3.0,6.0]" {
		t.Errorf("cumulative sum %s", got)
	}
}

// A transform of any length is undone by its inverse, and a cosine has two peaks.
func TestFourier(t *testing.T) {
	for _, n := range []int{1, 4, 7, 12} {
		x := make([]float64, n)
		for i := range x {
			x[i] = math.Cos(2*math.Pi*float64(i)/float64(n)) + 0.25
		}
		f, _ := fft(writeReals(x), "[]")
		parts := columns(t, f)
		re, _ := json.Marshal(parts[0])
		im, _ := json.Marshal(parts[1])
		back, _ := ifft(string(re), string(im))
		for i, v := range columns(t, back)[0].([]any) {
			near(t, "transformed back", v, x[i], 1e-9)
		}
		if n == 12 {
			near(t, "at frequency 1", parts[0].([]any)[1], 6, 1e-9)
			near(t, "at frequency 0", parts[0].([]any)[0], 3, 1e-9)
		}
	}
}

func TestSeriesStats(t *testing.T) {
	got := columns(t, first(seriesStats("[23,46,23,87,4,8,3,75,2,56,13,75,32,16,29]", false)))
	for i, want := range []float64{2, 8, 87, 3, 32.8, 28.5036338535483, 812.457142857143} {
		near(t, "statistic", got[i], want, 1e-9)
	}
	want := `{"min":10.0,"min_idx":0,"max":20.0,"max_idx":1,"avg":15.0,"stdev":7.0710678118654759,"variance":50.0,"sum":30.0,"len":2}`
	if got, _ := seriesStatsDynamic("[10,20]", false); got != want {
		t.Errorf("bag %s", got)
	}
}

func TestSeriesFits(t *testing.T) {
	got := columns(t, first(fitLine("[2,5,6,8,11,15,17,18,25,26,30,30]")))
	for i, want := range []float64{0.982, 2.730, 98.628, 1.686, -1.666} {
		near(t, "fit_line", got[i], want, 0.001)
	}
	near(t, "first of the line", got[5].([]any)[0], 1.064, 0.001)
	two := columns(t, first(fit2Lines("[1,2,3,4,10,9,8,7]")))
	near(t, "two lines fit", two[0], 1, 1e-9)
	near(t, "split", two[1], 4, 0)
	near(t, "right slope", two[6], -1, 1e-9)
	near(t, "left slope", two[11], 1, 1e-9)
	poly := columns(t, first(fitPoly("[6,11,18,27]", "[1,2,3,4]", 2))) // x² + 2x + 3
	for i, want := range []float64{1, 2, 3} {
		near(t, "coefficient", poly[1].([]any)[i], want, 1e-9)
	}
}

// The example of the reference pages: traffic twice a day, with a week of 14 points.
const traffic = `[80,139,87,110,68,54,50,51,53,133,86,141,97,156,94,149,95,140,77,61,50,54,47,133,72,152,94,148,105,162,101,160,87,63,53,55,54,151,103,189,108,183,113,175,113,178,90,71,62,62,65,165,109,181,115,182,121,178,114,170]`

func TestSeriesPeriods(t *testing.T) {
	got := columns(t, first(periodsDetect(traffic, 0, 50, 2)))
	periods, scores := got[0].([]any), got[1].([]any)
	near(t, "period", periods[0], 14, 0)
	near(t, "its score", scores[0], 0.84, 0.005)
	near(t, "no second period", periods[1], 0, 0)
	valid := columns(t, first(periodsValidate(traffic, "[14.0,10.0]")))
	near(t, "weekly", valid[1].([]any)[0], 0.84, 0.005)
	near(t, "five days", valid[1].([]any)[1], 0, 0)
	if got, _ := periodsDetect("[5,5,5,5,5,5,5,5,5]", 0, 50, 1); got != "[[0.0],[0.0]]" {
		t.Errorf("a flat series has a period: %s", got)
	}
}

func TestSeriesSeasonal(t *testing.T) {
	for in, want := range map[string]string{
		"[1,3,5,1,3,5,2,4,6]":       "[1.0,3.0,5.0,1.0,3.0,5.0,1.0,3.0,5.0]",
		"[1,3,5,2,4,6,1,3,5,2,4,6]": "[1.5,3.5,5.5,1.5,3.5,5.5,1.5,3.5,5.5,1.5,3.5,5.5]",
	} {
		if got, _ := seriesSeasonal(in, 3, 0); got != want {
			t.Errorf("seasonal of %s is %s, want %s", in, got, want)
		}
	}
}

// A weekly pattern with a spike and a dip: both are flagged, nothing else is, and the baseline is the pattern.
func TestAnomaliesAreFlagged(t *testing.T) {
	y := make([]float64, 7*6)
	for i := range y {
		y[i] = []float64{100, 110, 120, 130, 120, 30, 20}[i%7] + float64(i*i%5)
	}
	y[17] += 60
	y[30] -= 60
	out, _ := anomaliesFn([]driver.Value{writeReals(y), 1.5, int64(-1), "avg", int64(0), "ctukey", 0.6})
	got := columns(t, out)
	for i, f := range got[0].([]any) {
		want := 0.0
		switch i {
		case 17:
			want = 1
		case 30:
			want = -1
		}
		near(t, "flag", f, want, 0)
	}
	near(t, "baseline under the spike", got[2].([]any)[17], 130, 5)
	lonely, _ := anomaliesFn([]driver.Value{"[0,0,0,0,0,0,0,0,9,0,0,0]", 1.5, int64(0), "avg", int64(0), "ctukey", 0.6})
	near(t, "a spike on a flat series", columns(t, lonely)[0].([]any)[8], 1, 0)
	if got, _ := anomaliesFn([]driver.Value{"[1,2]", 1.5, int64(0), "line", int64(0), "ctukey", 0.6}); got != nil {
		t.Errorf("an unknown trend gives %v", got)
	}
}

func TestForecastContinuesTheLine(t *testing.T) {
	out, _ := forecastFn([]driver.Value{"[1,2,3,4,5,6,0,0]", int64(2), int64(0), "linefit", 0.6})
	for i, v := range columns(t, out) {
		near(t, "forecast", v, float64(i+1), 1e-9)
	}
}
