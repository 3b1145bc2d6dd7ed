package udf

import (
	"math"
	"testing"
)

func TestStatistics(t *testing.T) {
	get := func(f float64, ok bool) any {
		if !ok {
			return nil
		}
		return f
	}
	near(t, "loggamma(5) = log 24", logGamma(5), math.Log(24), 1e-12)
	// The example of the reference page, from Wikipedia's article on Welch's test.
	near(t, "welch", get(welch(20.82, 7.86742857142857, 15, 22.98666666666667, 3.81266666666667, 15)), 0.02137800146286441, 1e-9)
	near(t, "beta_cdf(0.5, 2, 2)", get(betaCDF(0.5, 2, 2)), 0.5, 1e-12)
	near(t, "beta_cdf(0.2, 10, 20)", get(betaCDF(0.2, 10, 20)), 0.0490, 0.001)
	near(t, "beta_cdf(0.25, 1, 3) = 1 - 0.75³", get(betaCDF(0.25, 1, 3)), 1-0.75*0.75*0.75, 1e-12)
	near(t, "beta_inv undoes it", get(betaInv(1-0.75*0.75*0.75, 1, 3)), 0.25, 1e-9)
	near(t, "beta_pdf(0.5, 2, 2)", get(betaPDF(0.5, 2, 2)), 1.5, 1e-12)
	if get(betaCDF(1.5, 2, 2)) != nil {
		t.Error("beta_cdf beyond 1 has a value")
	}
}

func TestConvertUnits(t *testing.T) {
	for _, tt := range []struct {
		kind, from, to string
		x, want        float64
	}{
		{"length", "Foot", "Meter", 1.2, 0.36576},
		{"mass", "Kilogram", "Pound", 1.2, 2.6455471462185307},
		{"energy", "Joule", "BritishThermalUnit", 1.2, 0.0011373805443759806},
		{"volume", "CubicMeter", "AcreFoot", 1.2, 0.0009728568},
		{"temperature", "DegreeCelsius", "DegreeFahrenheit", 100, 212},
		{"speed", "MeterPerSecond", "CentimeterPerSecond", 1.2, 120},
		{"angle", "Degree", "Arcminute", 1.2, 72},
	} {
		got, ok := convertUnit(tt.kind, tt.x, tt.from, tt.to)
		if !ok || math.Abs(got-tt.want) > 1e-9*math.Abs(tt.want) {
			t.Errorf("%v %s is %v %s, want %v", tt.x, tt.from, got, tt.to, tt.want)
		}
	}
	if _, ok := convertUnit("length", 1, "Foot", "Pound"); ok {
		t.Error("a foot has pounds")
	}
}
