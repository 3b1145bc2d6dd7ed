package udf

import "math"

// Lines and polynomials through series. Variances are those of a sample (divided by n-1), also of residuals.

var seriesFitFuncs = []Func{
	{Name: "kql_series_fit_line", In: []Type{Text}, Out: Text, Fn: Of1(fitLine)},
	{Name: "kql_series_fit_2lines", In: []Type{Text}, Out: Text, Fn: Of1(fit2Lines)},
	{Name: "kql_series_fit_poly", In: []Type{Text, Text, Long}, Out: Text, Fn: Of3(fitPoly)},
}

// line is a regression over x = 1, 2, …
type line struct {
	rsquare, slope, variance, rvariance, interception float64
	fit                                               []float64
}

// fittedLine is the regression through y, whose first point has x = start+1.
func fittedLine(y []float64, start int) line {
	n := float64(len(y))
	xm, ym := (n-1)/2, mean(y)
	var xy, xx float64
	for i, v := range y {
		x := float64(i) - xm
		xy, xx = xy+x*(v-ym), xx+x*x
	}
	l := line{fit: make([]float64, len(y))}
	if xx > 0 {
		l.slope = xy / xx
	}
	at0 := ym - l.slope*xm
	l.interception = at0 - l.slope*float64(start+1)
	residuals := make([]float64, len(y))
	for i := range y {
		l.fit[i] = at0 + l.slope*float64(i)
		residuals[i] = y[i] - l.fit[i]
	}
	l.variance, l.rvariance = variance(y), variance(residuals)
	l.rsquare = rsquare(l.variance, l.rvariance)
	return l
}

// rsquare is the share of the variance that a fit explains; all of it when there is none to explain.
func rsquare(variance, rvariance float64) float64 {
	if variance == 0 {
		return 1
	}
	return 1 - rvariance/variance
}

func variance(s []float64) float64 {
	if len(s) < 2 {
		return 0
	}
	m, sum := mean(s), 0.0
	for _, f := range s {
		sum += (f - m) * (f - m)
	}
	return sum / float64(len(s)-1)
}

// fitLine: rsquare, slope, variance, rvariance, interception, line_fit.
func fitLine(js string) (string, bool) {
	y, ok := readNumbers(js)
	if !ok || len(y) == 0 {
		return "", false
	}
	l := fittedLine(y, 0)
	return tuple(l.rsquare, l.slope, l.variance, l.rvariance, l.interception, l.fit), true
}

// sums holds sums over the first i points of a series, so that the residual of any stretch costs nothing.
type sums struct{ y, yy, xy []float64 }

func newSums(y []float64) sums {
	s := sums{make([]float64, len(y)+1), make([]float64, len(y)+1), make([]float64, len(y)+1)}
	for i, v := range y {
		s.y[i+1] = s.y[i] + v
		s.yy[i+1] = s.yy[i] + v*v
		s.xy[i+1] = s.xy[i] + float64(i)*v
	}
	return s
}

// residual is the sum of squares that a line through the points from a to below b leaves.
func (s sums) residual(a, b int) float64 {
	n := float64(b - a)
	sy, syy := s.y[b]-s.y[a], s.yy[b]-s.yy[a]
	sxy := s.xy[b] - s.xy[a] - float64(a)*sy
	xm := (n - 1) / 2
	xx := n * (n*n - 1) / 12
	rest := syy - sy*sy/n
	if xx > 0 {
		xy := sxy - xm*sy
		rest -= xy * xy / xx
	}
	return math.Max(rest, 0)
}

// fit2Lines: rsquare, split_idx, variance, rvariance, line_fit, then rsquare, slope, interception, variance and
// rvariance of the right line and of the left one. The split is where both lines together leave least.
func fit2Lines(js string) (string, bool) {
	y, ok := readNumbers(js)
	if !ok || len(y) < 4 {
		return "", false
	}
	m := mean(y)
	centered := make([]float64, len(y))
	for i := range y {
		centered[i] = y[i] - m
	}
	s, split, best := newSums(centered), 2, math.Inf(1)
	for at := 2; at <= len(y)-2; at++ {
		if r := s.residual(0, at) + s.residual(at, len(y)); r < best {
			split, best = at, r
		}
	}
	left, right := fittedLine(y[:split], 0), fittedLine(y[split:], split)
	fit := append(append([]float64(nil), left.fit...), right.fit...)
	residuals := make([]float64, len(y))
	for i := range y {
		residuals[i] = y[i] - fit[i]
	}
	v, rv := variance(y), variance(residuals)
	return tuple(rsquare(v, rv), split, v, rv, fit,
		right.rsquare, right.slope, right.interception, right.variance, right.rvariance,
		left.rsquare, left.slope, left.interception, left.variance, left.rvariance), true
}

// fitPoly: rsquare, coefficients from the highest power down, variance, rvariance, poly_fit. Without x the
// points lie at 1, 2, …
func fitPoly(js, xs string, degree int64) (string, bool) {
	y, ok := readNumbers(js)
	x, given := readNumbers(xs)
	if !given || len(x) == 0 {
		x = make([]float64, len(y))
		for i := range x {
			x[i] = float64(i + 1)
		}
	}
	if !ok || len(x) != len(y) || degree < 1 || degree > 20 || len(y) <= int(degree) {
		return "", false
	}
	c, ok := leastSquares(x, y, int(degree))
	if !ok {
		return "", false
	}
	fit, residuals := make([]float64, len(y)), make([]float64, len(y))
	for i := range x {
		for _, k := range c {
			fit[i] = fit[i]*x[i] + k
		}
		residuals[i] = y[i] - fit[i]
	}
	v, rv := variance(y), variance(residuals)
	return tuple(rsquare(v, rv), c, v, rv, fit), true
}

// leastSquares solves for the coefficients, highest power first, by Householder reflections, which stay
// accurate where the normal equations do not.
func leastSquares(x, y []float64, degree int) ([]float64, bool) {
	rows, cols := len(x), degree+1
	a := make([][]float64, rows)
	for i := range a {
		a[i] = make([]float64, cols+1)
		a[i][cols-1], a[i][cols] = 1, y[i]
		for j := cols - 2; j >= 0; j-- {
			a[i][j] = a[i][j+1] * x[i]
		}
	}
	for k := range cols {
		if !mirror(a, k) {
			return nil, false
		}
	}
	c := make([]float64, cols)
	for k := cols - 1; k >= 0; k-- {
		c[k] = a[k][cols]
		for j := k + 1; j < cols; j++ {
			c[k] -= a[k][j] * c[j]
		}
		c[k] /= a[k][k]
	}
	return c, true
}

// mirror clears column k below the diagonal.
func mirror(a [][]float64, k int) bool {
	norm := 0.0
	for i := k; i < len(a); i++ {
		norm = math.Hypot(norm, a[i][k])
	}
	if norm == 0 {
		return false
	}
	if a[k][k] > 0 {
		norm = -norm
	}
	v := make([]float64, len(a))
	for i := k; i < len(a); i++ {
		v[i] = a[i][k]
	}
	v[k] -= norm
	vv := 0.0
	for i := k; i < len(a); i++ {
		vv += v[i] * v[i]
	}
	for j := k; j < len(a[k]); j++ {
		dot := 0.0
		for i := k; i < len(a); i++ {
			dot += v[i] * a[i][j]
		}
		for i := k; i < len(a); i++ {
			a[i][j] -= 2 * dot / vv * v[i]
		}
	}
	return true
}
