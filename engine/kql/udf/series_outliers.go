package udf

import "database/sql/driver"

// seriesOutliers takes the series, "ctukey" or "tukey", the number that stands for a missing value (JSON), and
// the percentiles of ctukey.
func seriesOutliers(in []driver.Value) (any, error) {
	s, ok := readSeries(in[0].(string))
	low, high, known := percentilesOf(in[1].(string), in[3].(float64), in[4].(float64))
	if !ok || !known {
		return nil, nil
	}
	ignored := readNum(in[2].(string))
	for i, n := range s {
		if !ignored.none && n.f == ignored.f {
			s[i] = missing
		}
	}
	return writeReals(outlierScores(s, low, high)), nil
}
