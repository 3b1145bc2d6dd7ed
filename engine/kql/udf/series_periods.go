package udf

import (
	"math"
	"sort"

	"socrates/engine/kql/value"
)

// Periods of a series. The score of a period is taken from the autocorrelation, the correlation of the series
// with itself that many points later: it is the least correlation at the period and its multiples, up to half
// the series, and 0 unless no lag within a
// quarter of the period does better and the correlation is more than noise would give. Kusto's method is not published; on the
// example of its reference page, both answer 0.84 for the true period and 0 for a wrong one.

var seriesPeriodFuncs = []Func{
	{Name: "kql_series_periods_detect", In: []Type{Text, Real, Real, Long}, Out: Text, Fn: Of4(periodsDetect)},
	{Name: "kql_series_periods_validate", In: []Type{Text, Text}, Out: Text, Fn: Of2(periodsValidate)},
}

// leastPeriod is the shortest period that is looked for, in points.
const leastPeriod = 4

// autocorrelation of a series at lags up to half its length, from its power spectrum.
func autocorrelation(y []float64) []float64 {
	n, size := len(y), 1
	for size < 2*n {
		size *= 2
	}
	x, m := make([]complex128, size), mean(y)
	for i, v := range y {
		x[i] = complex(v-m, 0)
	}
	halve(x, -1)
	for i, c := range x {
		x[i] = complex(real(c)*real(c)+imag(c)*imag(c), 0)
	}
	halve(x, 1)
	out := make([]float64, n/2+2)
	for lag := 0; lag < len(out) && lag < n; lag++ {
		out[lag] = real(x[lag]) / real(x[0]) * float64(n) / float64(n-lag)
	}
	return out
}

// isFlat asks whether a series has no spread worth the name.
func isFlat(y []float64) bool {
	m := 0.0
	for _, v := range y {
		m = math.Max(m, math.Abs(v))
	}
	return variance(y) <= m*m*1e-24
}

// score of a period, from 0 to 1.
func score(ac []float64, period int) float64 {
	if period < leastPeriod || period > len(ac)-2 {
		return 0
	}
	for lag := (3*period + 3) / 4; lag <= min(5*period/4, len(ac)-1); lag++ {
		if ac[lag] > ac[period] {
			return 0 // the peak is elsewhere
		}
	}
	least := 1.0
	for at := period; at <= len(ac)-2; at += period {
		least = math.Min(least, ac[at])
	}
	if n := float64(2 * (len(ac) - 2)); least < 2/math.Sqrt(n) {
		return 0 // as good as noise
	}
	return least
}

type scoredPeriod struct {
	period int
	score  float64
}

// periodsOf lists the periods of a series from shortest to longest allowed, the best first. A multiple of a
// better one says nothing new.
func periodsOf(y []float64, shortest, longest float64) []scoredPeriod {
	if len(y) < 2*leastPeriod || isFlat(y) {
		return nil
	}
	ac := autocorrelation(y)
	var all, out []scoredPeriod
	for p := leastPeriod; p <= len(y)/2; p++ {
		if s := score(ac, p); s > 0 {
			all = append(all, scoredPeriod{p, s})
		}
	}
	for _, p := range all {
		fundamental := true
		for _, q := range out {
			fundamental = fundamental && (p.period%q.period != 0 || p.score > q.score+0.1)
		}
		if fundamental && float64(p.period) >= shortest && float64(p.period) <= longest {
			out = append(out, p)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].score > out[j].score })
	return out
}

// periodsDetect gives so many periods and their scores; where there are fewer, zeros.
func periodsDetect(js string, shortest, longest float64, count int64) (string, bool) {
	y, ok := readNumbers(js)
	if !ok || count < 1 || count > 100 {
		return "", false
	}
	periods, scores := make([]float64, count), make([]float64, count)
	for i, p := range periodsOf(y, shortest, longest) {
		if int64(i) < count {
			periods[i], scores[i] = float64(p.period), p.score
		}
	}
	return tuple(periods, scores), true
}

// periodsValidate scores the periods of a JSON array.
func periodsValidate(js, candidates string) (string, bool) {
	y, ok := readNumbers(js)
	if !ok {
		return "", false
	}
	var periods, scores []float64
	var ac []float64
	if len(y) >= 2*leastPeriod && !isFlat(y) {
		ac = autocorrelation(y)
	}
	for _, e := range value.Elements(candidates) {
		p := readNum(e).f
		periods = append(periods, p)
		s := 0.0
		if ac != nil && p >= leastPeriod && p <= float64(len(y)/2) {
			s = score(ac, int(math.Round(p)))
		}
		scores = append(scores, s)
	}
	return tuple(periods, scores), true
}
