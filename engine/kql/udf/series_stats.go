package udf

import (
	"math"
	"slices"
)

// Statistics and outliers of a series.

var seriesStatsFuncs = []Func{
	{Name: "kql_series_stats", In: []Type{Text, Bool}, Out: Text, Fn: Of2(seriesStats)},
	{Name: "kql_series_stats_dynamic", In: []Type{Text, Bool}, Out: Text, Fn: Of2(seriesStatsDynamic)},
	{Name: "kql_series_outliers", In: []Type{Text, Text, Text, Real, Real}, Out: Text, Fn: seriesOutliers},
}

// stats of the numbers of a series; positions count all its elements.
type stats struct {
	min, max, avg, stdev, variance, sum float64
	minAt, maxAt, count                 int
	nonFinite                           bool
}

func statsOf(s []num, finiteOnly bool) stats {
	out := stats{min: math.NaN(), max: math.NaN(), minAt: -1, maxAt: -1}
	var values []float64
	for i, n := range s {
		finite := !math.IsNaN(n.f) && !math.IsInf(n.f, 0)
		if n.none || finiteOnly && !finite {
			continue
		}
		out.nonFinite = out.nonFinite || !finite
		values = append(values, n.f)
		if out.minAt < 0 || n.f < out.min {
			out.min, out.minAt = n.f, i
		}
		if out.maxAt < 0 || n.f > out.max {
			out.max, out.maxAt = n.f, i
		}
		out.sum += n.f
	}
	out.count = len(values)
	out.avg, out.variance = mean(values), variance(values)
	out.stdev = math.Sqrt(out.variance)
	return out
}

// seriesStats: min, min_idx, max, max_idx, avg, stdev, variance. A value that is not finite makes them all
// unknown unless such values are ignored.
func seriesStats(js string, ignore bool) (string, bool) {
	s, ok := readSeries(js)
	v := statsOf(s, ignore)
	if !ok || v.count == 0 || v.nonFinite {
		return "[null,null,null,null,null,null,null]", ok
	}
	return tuple(v.min, v.minAt, v.max, v.maxAt, v.avg, v.stdev, v.variance), true
}

func seriesStatsDynamic(js string, ignore bool) (string, bool) {
	s, ok := readSeries(js)
	v := statsOf(s, ignore)
	if !ok || v.count == 0 || v.nonFinite {
		return "{}", ok
	}
	return `{"min":` + realJSON(v.min) + `,"min_idx":` + longJSON(int64(v.minAt)) + `,"max":` + realJSON(v.max) +
		`,"max_idx":` + longJSON(int64(v.maxAt)) + `,"avg":` + realJSON(v.avg) + `,"stdev":` + realJSON(v.stdev) +
		`,"variance":` + realJSON(v.variance) + `,"sum":` + realJSON(v.sum) + `,"len":` + longJSON(int64(v.count)) + "}", true
}

// quartile is how many standard deviations lie between the mean and the third quartile of a normal variable.
const quartile = 0.6744897501960817

// outlierScores says how far each point lies outside two percentiles, in normal interquartile ranges: the
// range between the percentiles, scaled to what it would be between the quartiles of a normal variable, so
// that 1.5 means the same whatever the percentiles. Inside it is 0. Where the percentiles fall together the
// standard deviation takes the range's place. A missing point scores 0.
func outlierScores(s []num, low, high float64) []float64 {
	scores := make([]float64, len(s))
	var known []float64
	for _, n := range s {
		if !n.none && !math.IsNaN(n.f) && !math.IsInf(n.f, 0) {
			known = append(known, n.f)
		}
	}
	if len(known) == 0 {
		return scores
	}
	spread := math.Sqrt(variance(known)) * 2 * quartile
	slices.Sort(known)
	bottom, top := quantile(known, low/100), quantile(known, high/100)
	if top > bottom {
		spread = (top - bottom) * 2 * quartile / (normalQuantile(high/100) - normalQuantile(low/100))
	}
	for i, n := range s {
		switch {
		case n.none || math.IsNaN(n.f) || spread == 0:
		case n.f > top:
			scores[i] = (n.f - top) / spread
		case n.f < bottom:
			scores[i] = (n.f - bottom) / spread
		}
	}
	return scores
}

// quantile interpolates between the two nearest of ordered values.
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (sorted[i+1]-sorted[i])*(at-float64(i))
}

func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// percentilesOf are the percentiles of a kind of Tukey's test.
func percentilesOf(kind string, low, high float64) (float64, float64, bool) {
	if kind == "tukey" {
		return 25, 75, true
	}
	return low, high, kind == "ctukey" && low >= 2 && high <= 98 && low < high
}
