package funcs

import "socrates/engine/schema"

var (
	argX = P("x", realNumber)
	beta = []Param{argX, P("alpha", realNumber), P("beta", realNumber)}
)

func statsRow(name, doc string, params []Param, returns schema.Type, sql string, examples ...Example) Func {
	return Func{
		Name: name, Group: "statistics", Doc: doc, Examples: examples,
		Sigs: []Sig{{Params: params, Returns: returns, SQL: sql}},
	}
}

// unitRow is one of the functions that convert units of a kind.
func unitRow(kind, doc, example, result string) Func {
	return Func{
		Name: "convert_" + kind, Group: "conversion", Doc: doc,
		Sigs: []Sig{{
			Params: []Param{P("value", realNumber), P("from", Strings), P("to", Strings)}, Returns: schema.Real,
			SQL: "kql_convert('" + kind + "', $value::DOUBLE, $from, $to)",
		}},
		Examples: []Example{{"round(convert_" + kind + "(" + example + "), 6)", result}},
	}
}

var statsFuncs = []Func{
	statsRow("gamma", "The gamma function: (x-1)! for whole numbers.", []Param{argX}, schema.Real, "kql_gamma($x::DOUBLE)",
		Example{`round(gamma(5), 9)`, `24.0`}),
	statsRow("loggamma", "The logarithm of the gamma function's size.", []Param{argX}, schema.Real, "kql_loggamma($x::DOUBLE)",
		Example{`round(loggamma(5), 6)`, `3.178054`}),
	statsRow("erf", "The error function.", []Param{argX}, schema.Real, "kql_erf($x::DOUBLE)", Example{`erf(0)`, `0.0`}),
	statsRow("erfc", "One less the error function.", []Param{argX}, schema.Real, "kql_erfc($x::DOUBLE)", Example{`erfc(0)`, `1.0`}),
	statsRow("beta_cdf", "How much of the beta distribution lies below x.", beta, schema.Real,
		"kql_beta_cdf($x::DOUBLE, $alpha::DOUBLE, $beta::DOUBLE)", Example{`round(beta_cdf(0.5, 2, 2), 9)`, `0.5`}),
	statsRow("beta_inv", "The point below which a share x of the beta distribution lies.", beta, schema.Real,
		"kql_beta_inv($x::DOUBLE, $alpha::DOUBLE, $beta::DOUBLE)", Example{`round(beta_inv(0.5, 2, 2), 9)`, `0.5`}),
	statsRow("beta_pdf", "The density of the beta distribution at x.", beta, schema.Real,
		"kql_beta_pdf($x::DOUBLE, $alpha::DOUBLE, $beta::DOUBLE)", Example{`round(beta_pdf(0.5, 2, 2), 9)`, `1.5`}),
	statsRow("welch_test", "The p-value of Welch's t-test: how likely two samples with one mean would differ so much.",
		[]Param{
			P("mean1", realNumber), P("variance1", realNumber), P("count1", realNumber),
			P("mean2", realNumber), P("variance2", realNumber), P("count2", realNumber),
		}, schema.Real,
		"kql_welch_test($mean1::DOUBLE, $variance1::DOUBLE, $count1::DOUBLE, $mean2::DOUBLE, $variance2::DOUBLE, $count2::DOUBLE)",
		Example{`round(welch_test(20.82, 7.867429, 15, 22.986667, 3.812667, 15), 4)`, `0.0214`}),
	statsRow("bitset_count_ones", "How many bits of a number are set.", []Param{P("value", Integers)}, schema.Long,
		"kql_bitset_count_ones($value)", Example{`bitset_count_ones(42)`, `3`}, Example{`bitset_count_ones(-1)`, `64`}),
	unitRow("angle", "An angle in another unit.", `1.2, "Degree", "Arcminute"`, `72.0`),
	unitRow("energy", "An energy in another unit.", `1.2, "Joule", "BritishThermalUnit"`, `0.001137`),
	unitRow("force", "A force in another unit.", `1.2, "Newton", "Kilopond"`, `0.122366`),
	unitRow("length", "A length in another unit.", `1.2, "Foot", "Meter"`, `0.36576`),
	unitRow("mass", "A mass in another unit.", `1.2, "Kilogram", "Pound"`, `2.645547`),
	unitRow("speed", "A speed in another unit.", `1.2, "MeterPerSecond", "CentimeterPerSecond"`, `120.0`),
	unitRow("temperature", "A temperature in another unit.", `100, "DegreeCelsius", "DegreeFahrenheit"`, `212.0`),
	unitRow("volume", "A volume in another unit.", `1.2, "CubicMeter", "Liter"`, `1200.0`),
}
