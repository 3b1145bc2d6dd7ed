package udf

import (
	"database/sql/driver"
	"slices"
)

// Decomposition of a series as Kusto documents it: the seasonal component is the median of the points in the same
// phase; the trend is the mean, or a line, of what is left; the baseline is their sum, the residual the rest.
// The last test points are predicted but not learned from. Missing points count as zero.

var seriesDecomposeFuncs = []Func{
	{Name: "kql_series_decompose", In: []Type{Text, Long, Text, Long, Real}, Out: Text, Fn: decomposeFn},
	{Name: "kql_series_decompose_forecast", In: []Type{Text, Long, Long, Text, Real}, Out: Text, Fn: forecastFn},
	{Name: "kql_series_decompose_anomalies", In: []Type{Text, Real, Long, Text, Long, Text, Real}, Out: Text, Fn: anomaliesFn},
	{Name: "kql_series_seasonal", In: []Type{Text, Long, Long}, Out: Text, Fn: Of3(seriesSeasonal)},
}

// model says how to take a series apart.
type model struct {
	period    int64 // -1: find it; 0: none
	trend     string
	test      int64
	threshold float64 // the least score of a period that is found
}

type components struct{ baseline, seasonal, trend, residual []float64 }

// decompose takes y apart; not ok for a trend that is not known.
func (m model) decompose(y []float64) (components, bool) {
	test := min(max(m.test, 0), int64(len(y)))
	learn := len(y) - int(test)
	c := components{
		baseline: make([]float64, len(y)), seasonal: make([]float64, len(y)), residual: make([]float64, len(y)),
	}
	if p := m.periodOf(y[:learn]); p > 0 {
		c.seasonal = seasonalOf(y, learn, p)
	}
	deseasoned := make([]float64, learn)
	for i := range deseasoned {
		deseasoned[i] = y[i] - c.seasonal[i]
	}
	var ok bool
	if c.trend, ok = m.trendOf(deseasoned, len(y)); !ok {
		return c, false
	}
	for i := range y {
		c.baseline[i] = c.seasonal[i] + c.trend[i]
		c.residual[i] = y[i] - c.baseline[i]
	}
	return c, true
}

func (m model) periodOf(y []float64) int {
	if m.period >= 0 {
		return int(min(m.period, maxSeries))
	}
	found := periodsOf(y, leastPeriod, float64((len(y)-1)/2)) // one that is seen in more than two rounds
	if len(found) > 0 && found[0].score >= m.threshold {
		return found[0].period
	}
	return 0
}

// trendOf is the trend of what was learned, continued to a length.
func (m model) trendOf(y []float64, length int) ([]float64, bool) {
	out := make([]float64, length)
	if len(y) == 0 {
		return out, true
	}
	switch m.trend {
	case "avg":
		avg := mean(y)
		for i := range out {
			out[i] = avg
		}
	case "linefit":
		l := fittedLine(y, 0)
		for i := range out {
			out[i] = l.fit[0] + l.slope*float64(i)
		}
	case "none":
	default:
		return nil, false
	}
	return out, true
}

// seasonalOf repeats the medians of each phase of the first learn points.
func seasonalOf(y []float64, learn, period int) []float64 {
	out := make([]float64, len(y))
	for phase := range min(period, len(y)) {
		var same []float64
		for i := phase; i < learn; i += period {
			same = append(same, y[i])
		}
		for i := phase; i < len(y); i += period {
			out[i] = median(same)
		}
	}
	return out
}

func median(s []float64) float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	return quantile(sorted, 0.5)
}

// decomposeFn: baseline, seasonal, trend, residual.
func decomposeFn(in []driver.Value) (any, error) {
	y, ok := readReals(in[0].(string))
	c, known := model{in[1].(int64), in[2].(string), in[3].(int64), in[4].(float64)}.decompose(y)
	if !ok || !known {
		return nil, nil
	}
	return tuple(c.baseline, c.seasonal, c.trend, c.residual), nil
}

// forecastFn gives the baseline, learned without the last points.
func forecastFn(in []driver.Value) (any, error) {
	y, ok := readReals(in[0].(string))
	c, known := model{in[2].(int64), in[3].(string), in[1].(int64), in[4].(float64)}.decompose(y)
	if !ok || !known {
		return nil, nil
	}
	return writeReals(c.baseline), nil
}

// anomaliesFn: ad_flag (1, -1 or 0), ad_score, baseline.
func anomaliesFn(in []driver.Value) (any, error) {
	y, ok := readReals(in[0].(string))
	threshold := in[1].(float64)
	c, known := model{in[2].(int64), in[3].(string), in[4].(int64), in[6].(float64)}.decompose(y)
	low, high, tukey := percentilesOf(in[5].(string), 10, 90)
	if !ok || !known || !tukey {
		return nil, nil
	}
	residual := make([]num, len(y))
	for i, f := range c.residual {
		residual[i] = realNum(f)
	}
	scores := outlierScores(residual, low, high)
	flags := make([]num, len(y))
	for i, s := range scores {
		flags[i] = longNum(0)
		if s >= threshold || s <= -threshold {
			flags[i] = signNum(realNum(s))
		}
	}
	return tuple(writeSeries(flags), scores, c.baseline), nil
}

// seriesSeasonal is the seasonal component alone; period -1 finds the period, and without one all is zero.
func seriesSeasonal(js string, period, test int64) (string, bool) {
	y, ok := readReals(js)
	c, _ := model{period, "none", test, 0.6}.decompose(y)
	return writeReals(c.seasonal), ok
}
