package udf

import (
	"database/sql/driver"
	"math"
	"math/bits"
	"strings"
)

// Statistics, and numbers that DuckDB has no function for.

var statsFuncs = []Func{
	{Name: "kql_gamma", In: []Type{Real}, Out: Real, Fn: Of1(Sure(math.Gamma))},
	{Name: "kql_loggamma", In: []Type{Real}, Out: Real, Fn: Of1(Sure(logGamma))},
	{Name: "kql_erf", In: []Type{Real}, Out: Real, Fn: Of1(Sure(math.Erf))},
	{Name: "kql_erfc", In: []Type{Real}, Out: Real, Fn: Of1(Sure(math.Erfc))},
	{Name: "kql_beta_cdf", In: []Type{Real, Real, Real}, Out: Real, Fn: Of3(betaCDF)},
	{Name: "kql_beta_inv", In: []Type{Real, Real, Real}, Out: Real, Fn: Of3(betaInv)},
	{Name: "kql_beta_pdf", In: []Type{Real, Real, Real}, Out: Real, Fn: Of3(betaPDF)},
	{Name: "kql_welch_test", In: []Type{Real, Real, Real, Real, Real, Real}, Out: Real, Fn: welchFn},
	{Name: "kql_bitset_count_ones", In: []Type{Long}, Out: Long, Fn: Of1(Sure(countOnes))},
	{Name: "kql_convert", In: []Type{Text, Real, Text, Text}, Out: Real, Fn: Of4(convertUnit)},
}

func logGamma(x float64) float64 {
	l, _ := math.Lgamma(x)
	return l
}

func countOnes(n int64) int64 { return int64(bits.OnesCount64(uint64(n))) }

func logBeta(a, b float64) float64 { return logGamma(a) + logGamma(b) - logGamma(a+b) }

// betaPDF is the density of the beta distribution at x, from 0 to 1.
func betaPDF(x, a, b float64) (float64, bool) {
	if x < 0 || x > 1 || a <= 0 || b <= 0 {
		return 0, false
	}
	return math.Exp((a-1)*math.Log(x) + (b-1)*math.Log1p(-x) - logBeta(a, b)), true
}

// betaCDF is the regularized incomplete beta function, by its continued fraction, which converges quickly
// left of the mean; right of it the distribution is mirrored.
func betaCDF(x, a, b float64) (float64, bool) {
	switch {
	case x < 0 || x > 1 || a <= 0 || b <= 0 || math.IsNaN(x):
		return 0, false
	case x == 0 || x == 1:
		return x, true
	case x > (a+1)/(a+b+2):
		rest, ok := betaCDF(1-x, b, a)
		return 1 - rest, ok
	}
	front := math.Exp(a*math.Log(x)+b*math.Log1p(-x)-logBeta(a, b)) / a
	return front * betaFraction(x, a, b), true
}

// betaFraction is the continued fraction of the incomplete beta function, by Lentz's method.
func betaFraction(x, a, b float64) float64 {
	const tiny = 1e-300
	nonzero := func(f float64) float64 {
		if math.Abs(f) < tiny {
			return tiny
		}
		return f
	}
	c, d := 1.0, 1/nonzero(1-(a+b)*x/(a+1))
	f := d
	for m := 1.0; m <= 500; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d, c = 1/nonzero(1+even*d), nonzero(1+even/c)
		f *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d, c = 1/nonzero(1+odd*d), nonzero(1+odd/c)
		if f *= d * c; math.Abs(d*c-1) < 1e-16 {
			break
		}
	}
	return f
}

// betaInv finds the x at which the distribution reaches p, by halving.
func betaInv(p, a, b float64) (float64, bool) {
	if p < 0 || p > 1 || a <= 0 || b <= 0 || math.IsNaN(p) {
		return 0, false
	}
	lo, hi := 0.0, 1.0
	for range 200 {
		mid := (lo + hi) / 2
		if at, _ := betaCDF(mid, a, b); at < p {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2, true
}

// welch is the two-sided p-value of Welch's t-test of two means: of samples of size n with variance v.
func welch(mean1, v1, n1, mean2, v2, n2 float64) (float64, bool) {
	if n1 < 2 || n2 < 2 || v1 < 0 || v2 < 0 {
		return 0, false
	}
	e1, e2 := v1/n1, v2/n2
	t := (mean1 - mean2) / math.Sqrt(e1+e2)
	freedom := (e1 + e2) * (e1 + e2) / (e1*e1/(n1-1) + e2*e2/(n2-1))
	return betaCDF(freedom/(freedom+t*t), freedom/2, 0.5)
}

// convertUnit converts between units of one kind, such as ("length", 1.2, "Foot", "Meter"); an unknown
// unit gives null. Names are compared without regard to case.
func convertUnit(kind string, x float64, from, to string) (float64, bool) {
	if kind == "temperature" {
		return convertTemperature(x, strings.ToLower(from), strings.ToLower(to))
	}
	a, ok1 := units[kind][strings.ToLower(from)]
	b, ok2 := units[kind][strings.ToLower(to)]
	return x * a / b, ok1 && ok2
}

// kelvin says how a temperature becomes kelvin: factor * (x + offset).
var kelvin = map[string][2]float64{
	"kelvin": {1, 0}, "degreecelsius": {1, 273.15}, "degreefahrenheit": {5.0 / 9, 459.67}, "degreerankine": {5.0 / 9, 0},
	"degreedelisle": {-2.0 / 3, -559.725}, "degreenewton": {100.0 / 33, 90.1395}, "degreereaumur": {1.25, 218.52},
	"degreeroemer": {40.0 / 21, 135.90375}, "millidegreecelsius": {0.001, 273150}, "solartemperature": {5778, 0},
}

func convertTemperature(x float64, from, to string) (float64, bool) {
	a, ok1 := kelvin[from]
	b, ok2 := kelvin[to]
	if !ok1 || !ok2 {
		return 0, false
	}
	return a[0]*(x+a[1])/b[0] - b[1], true
}

func welchFn(in []driver.Value) (any, error) {
	f := func(i int) float64 { return in[i].(float64) }
	return null(welch(f(0), f(1), f(2), f(3), f(4), f(5)))
}
