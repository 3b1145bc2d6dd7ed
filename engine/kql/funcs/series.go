package funcs

import (
	"strconv"

	"socrates/engine/schema"
)

// Functions of series, which are dynamic arrays of numbers such as make-series gives. They are computed in
// Go: package udf says how.

var (
	seriesArg  = P("series", Dynamics)
	series1    = P("series1", Dynamics|Numbers)
	series2    = P("series2", Dynamics|Numbers)
	realNumber = Of(schema.Real, schema.Long, schema.Int, schema.Decimal)
)

func seriesRow(name, doc string, params []Param, returns schema.Type, sql string, examples ...Example) Func {
	return Func{
		Name: name, Group: "series", Doc: doc, Examples: examples,
		Sigs: []Sig{{Params: params, Returns: returns, SQL: sql}},
	}
}

// each is a function of every element.
func each(name, doc, argument, result string) Func {
	return seriesRow("series_"+name, doc, []Param{seriesArg}, schema.Dynamic,
		"kql_series_unary('"+name+"', $series::VARCHAR)::JSON",
		Example{"series_" + name + "(dynamic(" + argument + "))", "dynamic(" + result + ")"})
}

// both is a function of the elements at the same places of two series.
func both(name, function, op, doc, example, result string) Func {
	return seriesRow("series_"+name, doc, []Param{series1, series2}, schema.Dynamic,
		function+"('"+op+"', $series1::VARCHAR, $series2::VARCHAR)::JSON",
		Example{"series_" + name + "(" + example + ")", "dynamic(" + result + ")"})
}

func arithmeticOf(name, op, doc, example, result string) Func {
	return both(name, "kql_series_binary", op, doc, example, result)
}

func comparisonOf(name, op, doc, result string) Func {
	return both(name, "kql_series_compare", op, doc, "dynamic([1,2,4]), dynamic([4,2,1])", result)
}

var seriesMath = []Func{
	each("abs", "The absolute value of each element.", "[-1,2.5,null]", "[1,2.5,null]"),
	each("acos", "The arc cosine of each element.", "[1]", "[0.0]"),
	each("asin", "The arc sine of each element.", "[0]", "[0.0]"),
	each("atan", "The arc tangent of each element.", "[0]", "[0.0]"),
	each("ceiling", "The least whole number that is not below each element.", "[-1.5,1,2.5]", "[-1.0,1.0,3.0]"),
	each("cos", "The cosine of each element, in radians.", "[0]", "[1.0]"),
	each("exp", "e to the power of each element.", "[0]", "[1.0]"),
	each("floor", "The greatest whole number that is not above each element.", "[-1.5,1,2.5]", "[-2.0,1.0,2.0]"),
	each("log", "The natural logarithm of each element.", "[1]", "[0.0]"),
	each("sign", "-1, 0 or 1 for each element, by its sign.", "[-6,0,8]", "[-1,0,1]"),
	each("sin", "The sine of each element, in radians.", "[0]", "[0.0]"),
	each("tan", "The tangent of each element, in radians.", "[0]", "[0.0]"),
	arithmeticOf("add", "+", "Sum of the elements at each place.", "dynamic([1,2,4]), dynamic([4,2,1])", "[5,4,5]"),
	arithmeticOf("subtract", "-", "Difference of the elements at each place.", "dynamic([1,2,4]), dynamic([4,2,1])", "[-3,0,3]"),
	arithmeticOf("multiply", "*", "Product of the elements at each place.", "dynamic([1,2,4]), dynamic([4,2,1])", "[4,4,4]"),
	arithmeticOf("divide", "/", "Quotient of the elements at each place.", "dynamic([1,2,4]), dynamic([4,2,1])", "[0.25,1.0,4.0]"),
	arithmeticOf("pow", "^", "Each element to the power of the other series' element.", "dynamic([1,2,3,4]), dynamic([1,2,3,0.5])", "[1.0,4.0,27.0,2.0]"),
	comparisonOf("equals", "==", "Whether the elements at each place are equal.", "[false,true,false]"),
	comparisonOf("not_equals", "!=", "Whether the elements at each place differ.", "[true,false,true]"),
	comparisonOf("greater", ">", "Whether each element is above the other series' element.", "[false,false,true]"),
	comparisonOf("greater_equals", ">=", "Whether each element is not below the other series' element.", "[false,true,true]"),
	comparisonOf("less", "<", "Whether each element is below the other series' element.", "[true,false,false]"),
	comparisonOf("less_equals", "<=", "Whether each element is not above the other series' element.", "[true,true,false]"),
	seriesRow("series_sum", "Sum of all elements, missing ones apart.", []Param{seriesArg}, schema.Real,
		"kql_series_sum($series::VARCHAR)", Example{`series_sum(dynamic([1,2,null,4]))`, `7.0`}),
	seriesRow("series_product", "Product of all elements.", []Param{seriesArg}, schema.Real,
		"kql_series_product($series::VARCHAR)", Example{`series_product(dynamic([1,2,3,4]))`, `24.0`}),
	seriesRow("series_magnitude", "Length of the series as a vector: the root of the sum of squares.", []Param{seriesArg}, schema.Real,
		"kql_series_magnitude($series::VARCHAR)", Example{`series_magnitude(dynamic([3,4]))`, `5.0`}),
	seriesRow("series_dot_product", "Sum of the products of the elements at each place.", []Param{series1, series2}, schema.Real,
		"kql_series_dot_product($series1::VARCHAR, $series2::VARCHAR)", Example{`series_dot_product(dynamic([1,2,4]), dynamic([4,2,1]))`, `12.0`}),
	seriesRow("series_cosine_similarity", "Cosine of the angle between two series as vectors.",
		[]Param{P("series1", Dynamics), P("series2", Dynamics), Opt("magnitude1", realNumber, ""), Opt("magnitude2", realNumber, "")}, schema.Real,
		"kql_series_cosine_similarity($series1::VARCHAR, $series2::VARCHAR)",
		Example{`round(series_cosine_similarity(dynamic([1,0]), dynamic([1,1])), 6)`, `0.707107`}),
	seriesRow("series_pearson_correlation", "Correlation of two series, from -1 to 1.", []Param{P("series1", Dynamics), P("series2", Dynamics)}, schema.Real,
		"kql_series_pearson($series1::VARCHAR, $series2::VARCHAR)", Example{`series_pearson_correlation(dynamic([1,2,3]), dynamic([6,4,2]))`, `-1.0`}),
}

// placeholder is the value that stands for a missing one; by default null.
var placeholder = Opt("missing_value_placeholder", AnyType, "NULL")

const placeholderJSON = "coalesce(to_json($missing_value_placeholder)::VARCHAR, 'null')"

var seriesFill = []Func{
	seriesRow("series_fill_const", "The series with its gaps filled by a constant.",
		[]Param{seriesArg, P("constant_value", Numbers|Dynamics), placeholder}, schema.Dynamic,
		"kql_series_fill_const($series::VARCHAR, coalesce(to_json($constant_value)::VARCHAR, 'null'), "+placeholderJSON+")::JSON",
		Example{`series_fill_const(dynamic([111,null,36]), 0.0)`, `dynamic([111,0.0,36])`},
		Example{`series_fill_const(dynamic([1,0,2]), -1, 0)`, `dynamic([1,-1,2])`}),
	seriesRow("series_fill_forward", "The series with each gap filled by the value before it.",
		[]Param{seriesArg, placeholder}, schema.Dynamic, "kql_series_fill_forward($series::VARCHAR, "+placeholderJSON+")::JSON",
		Example{`series_fill_forward(dynamic([null,1,null,2]))`, `dynamic([null,1,1,2])`}),
	seriesRow("series_fill_backward", "The series with each gap filled by the value after it.",
		[]Param{seriesArg, placeholder}, schema.Dynamic, "kql_series_fill_backward($series::VARCHAR, "+placeholderJSON+")::JSON",
		Example{`series_fill_backward(dynamic([null,1,null]))`, `dynamic([1,1,null])`}),
	seriesRow("series_fill_linear", "The series with a line drawn over each gap.",
		[]Param{seriesArg, placeholder, Opt("fill_edges", Bools, "true"), Opt("constant_value", Numbers, "0.0::DOUBLE")}, schema.Dynamic,
		"kql_series_fill_linear($series::VARCHAR, "+placeholderJSON+", $fill_edges, coalesce(to_json($constant_value)::VARCHAR, 'null'))::JSON",
		Example{`series_fill_linear(dynamic([null,1.0,null,2.0,null]))`, `dynamic([1.0,1.0,1.5,2.0,2.0])`},
		Example{`series_fill_linear(dynamic([null,111,null,36]), double(null), false)`, `dynamic([null,111,73,36])`}),
}

// tupleOf lists the columns of a function, "name type" each.
func tupleOf(columns ...schema.Column) func([]Arg) []schema.Column {
	return func([]Arg) []schema.Column { return columns }
}

func realCol(name string) schema.Column { return schema.Column{Name: name, Type: schema.Real} }
func longCol(name string) schema.Column { return schema.Column{Name: name, Type: schema.Long} }
func dynCol(name string) schema.Column  { return schema.Column{Name: name, Type: schema.Dynamic} }

func withTuple(f Func, columns ...schema.Column) Func {
	f.Tuple = tupleOf(columns...)
	return f
}

var lineColumns = []schema.Column{
	realCol("rsquare"), realCol("slope"), realCol("variance"), realCol("rvariance"), realCol("interception"), dynCol("line_fit"),
}

var twoLineColumns = []schema.Column{
	realCol("rsquare"), longCol("split_idx"), realCol("variance"), realCol("rvariance"), dynCol("line_fit"),
	realCol("right_rsquare"), realCol("right_slope"), realCol("right_interception"), realCol("right_variance"), realCol("right_rvariance"),
	realCol("left_rsquare"), realCol("left_slope"), realCol("left_interception"), realCol("left_variance"), realCol("left_rvariance"),
}

// bagOf is the SQL that makes a bag of the columns of a tuple.
func bagOf(tuple string, columns []schema.Column) string {
	out := "json_object("
	for i, c := range columns {
		if i > 0 {
			out += ", "
		}
		out += "'" + c.Name + "', json_extract(" + tuple + ", " + strconv.Itoa(i) + ")"
	}
	return "CASE WHEN " + tuple + " IS NOT NULL THEN " + out + ") END"
}

var seriesFit = []Func{
	withTuple(seriesRow("series_fit_line", "The line that fits a series best: r-square, slope, variances, interception and the line itself.",
		[]Param{seriesArg}, schema.Dynamic, "kql_series_fit_line($series::VARCHAR)::JSON",
		Example{`series_fit_line(dynamic([1,3,5]))`, `1.0`}), lineColumns...),
	seriesRow("series_fit_line_dynamic", "Like series_fit_line(), as one bag.",
		[]Param{seriesArg}, schema.Dynamic, bagOf("kql_series_fit_line($series::VARCHAR)::JSON", lineColumns),
		Example{`toreal(series_fit_line_dynamic(dynamic([1,3,5])).slope)`, `2.0`}),
	withTuple(seriesRow("series_fit_2lines", "The two lines, one left and one right of a split, that fit a series best.",
		[]Param{seriesArg}, schema.Dynamic, "kql_series_fit_2lines($series::VARCHAR)::JSON",
		Example{`series_fit_2lines(dynamic([1,2,3,4,10,9,8,7]))`, `1.0`}), twoLineColumns...),
	seriesRow("series_fit_2lines_dynamic", "Like series_fit_2lines(), as one bag.",
		[]Param{seriesArg}, schema.Dynamic, bagOf("kql_series_fit_2lines($series::VARCHAR)::JSON", twoLineColumns),
		Example{`tolong(series_fit_2lines_dynamic(dynamic([1,2,3,4,10,9,8,7])).split_idx)`, `4`}),
	withTuple(seriesRow("series_fit_poly", "The polynomial of a degree that fits a series best; its points lie at 1, 2, … or at the given places.",
		[]Param{seriesArg, Opt("x_series", Dynamics|Numbers, "NULL"), Opt("degree", Integers, "1")}, schema.Dynamic,
		"kql_series_fit_poly($series::VARCHAR, coalesce($x_series::VARCHAR, '[]'), $degree)::JSON",
		Example{`round(series_fit_poly(dynamic([6,11,18,27]), dynamic([1,2,3,4]), 2), 6)`, `1.0`}),
		realCol("rsquare"), dynCol("coefficients"), realCol("variance"), realCol("rvariance"), dynCol("poly_fit")),
}

var seriesStats = []Func{
	withTuple(seriesRow("series_stats", "Least, greatest and mean element of a series and its spread, one column each.",
		[]Param{seriesArg, Opt("ignore_nonfinite", Bools, "false")}, schema.Dynamic, "kql_series_stats($series::VARCHAR, $ignore_nonfinite)::JSON",
		Example{`series_stats(dynamic([23,46,2]))`, `2.0`}),
		realCol("min"), longCol("min_idx"), realCol("max"), longCol("max_idx"), realCol("avg"), realCol("stdev"), realCol("variance")),
	seriesRow("series_stats_dynamic", "Like series_stats(), with sum and length, as one bag.",
		[]Param{seriesArg, Opt("ignore_nonfinite", Bools, "false")}, schema.Dynamic, "kql_series_stats_dynamic($series::VARCHAR, $ignore_nonfinite)::JSON",
		Example{`toreal(series_stats_dynamic(dynamic([10,20])).sum)`, `30.0`}),
	seriesRow("series_outliers", "Score of each element as an outlier by Tukey's test: beyond 1.5 or -1.5 it is one.",
		[]Param{
			seriesArg, Opt("kind", Strings, "'ctukey'"), Opt("ignore_val", Numbers, "NULL"),
			Opt("min_percentile", realNumber, "10"), Opt("max_percentile", realNumber, "90"),
		}, schema.Dynamic,
		"kql_series_outliers($series::VARCHAR, $kind, coalesce(to_json($ignore_val)::VARCHAR, 'null'), $min_percentile::DOUBLE, $max_percentile::DOUBLE)::JSON",
		Example{`toreal(series_outliers(dynamic([1,2,1,2,1,2,1,2,90,1,2,1]))[8]) > 1.5`, `true`},
		Example{`toreal(series_outliers(dynamic([1,2,1,2,1,2,1,2,90,1,2,1]))[0])`, `0.0`}),
}

var seriesFilter = []Func{
	seriesRow("series_fir", "The series through a finite filter: a moving average or difference, by its coefficients.",
		[]Param{seriesArg, P("filter", Dynamics), Opt("normalize", Bools, "NULL::BOOLEAN"), Opt("center", Bools, "false")}, schema.Dynamic,
		"kql_series_fir($series::VARCHAR, $filter::VARCHAR, $normalize, $center)::JSON",
		Example{`series_fir(dynamic([5,15,10,20]), dynamic([1,-1]), false, false)`, `dynamic([5,10,-5,10])`},
		Example{`series_fir(dynamic([3,3,3]), dynamic([1,1,1]))`, `dynamic([1.0,2.0,3.0])`}),
	seriesRow("series_iir", "The series through a recursive filter, given by numerators and denominators.",
		[]Param{seriesArg, P("numerators", Dynamics), P("denominators", Dynamics)}, schema.Dynamic,
		"kql_series_iir($series::VARCHAR, $numerators::VARCHAR, $denominators::VARCHAR)::JSON",
		Example{`series_iir(dynamic([1,2,3]), dynamic([1]), dynamic([1,-1]))`, `dynamic([1.0,3.0,6.0])`}),
	withTuple(seriesRow("series_fft", "The Fourier transform of a series: real and imaginary parts.",
		[]Param{seriesArg, Opt("imaginary", Dynamics, "'[]'")}, schema.Dynamic,
		"kql_series_fft($series::VARCHAR, $imaginary::VARCHAR)::JSON",
		Example{`series_fft(dynamic([1,1,1,1]))`, `dynamic([4.0,0.0,0.0,0.0])`}), dynCol("real"), dynCol("imag")),
	withTuple(seriesRow("series_ifft", "The inverse of series_fft().",
		[]Param{seriesArg, Opt("imaginary", Dynamics, "'[]'")}, schema.Dynamic,
		"kql_series_ifft($series::VARCHAR, $imaginary::VARCHAR)::JSON",
		Example{`series_ifft(dynamic([4,0,0,0]))`, `dynamic([1.0,1.0,1.0,1.0])`}), dynCol("real"), dynCol("imag")),
}

var (
	seasonality = Opt("seasonality", Integers, "-1")
	trend       = Opt("trend", Strings, "'avg'")
	testPoints  = Opt("test_points", Integers, "0")
	seasonScore = Opt("seasonality_threshold", realNumber, "0.6")
)

var seriesDecompose = []Func{
	withTuple(seriesRow("series_decompose", "A series taken apart: baseline, its seasonal and trend components, and what is left.",
		[]Param{seriesArg, seasonality, trend, testPoints, seasonScore}, schema.Dynamic,
		"kql_series_decompose($series::VARCHAR, $seasonality, $trend, $test_points, $seasonality_threshold::DOUBLE)::JSON",
		Example{`series_decompose(dynamic([1,3,5,1,3,5,1,3,5]), 3)`, `dynamic([1.0,3.0,5.0,1.0,3.0,5.0,1.0,3.0,5.0])`}),
		dynCol("baseline"), dynCol("seasonal"), dynCol("trend"), dynCol("residual")),
	withTuple(seriesRow("series_decompose_anomalies", "The points of a series that its seasonal and trend components do not explain: flags (1 up, -1 down), scores and baseline.",
		[]Param{seriesArg, Opt("threshold", realNumber, "1.5"), seasonality, trend, testPoints, Opt("ad_method", Strings, "'ctukey'"), seasonScore}, schema.Dynamic,
		"kql_series_decompose_anomalies($series::VARCHAR, $threshold::DOUBLE, $seasonality, $trend, $test_points, $ad_method, $seasonality_threshold::DOUBLE)::JSON",
		Example{`series_decompose_anomalies(dynamic([1,2,1,2,1,2,1,2,90,1,2,1]), 1.5, 0)`, `dynamic([0,0,0,0,0,0,0,0,1,0,0,0])`}),
		dynCol("ad_flag"), dynCol("ad_score"), dynCol("baseline")),
	seriesRow("series_decompose_forecast", "A series whose last points are predicted from those before.",
		[]Param{seriesArg, P("points", Integers), seasonality, trend, seasonScore}, schema.Dynamic,
		"kql_series_decompose_forecast($series::VARCHAR, $points, $seasonality, $trend, $seasonality_threshold::DOUBLE)::JSON",
		Example{`series_decompose_forecast(dynamic([2,2,2,2,0,0]), 2, 0)`, `dynamic([2.0,2.0,2.0,2.0,2.0,2.0])`}),
	seriesRow("series_seasonal", "The seasonal component of a series: the median of the points in the same phase.",
		[]Param{seriesArg, Opt("period", Integers, "-1"), testPoints}, schema.Dynamic,
		"kql_series_seasonal($series::VARCHAR, $period, $test_points)::JSON",
		Example{`series_seasonal(dynamic([1,3,5,1,3,5,2,4,6]), 3)`, `dynamic([1.0,3.0,5.0,1.0,3.0,5.0,1.0,3.0,5.0])`}),
	withTuple(seriesRow("series_periods_detect", "The strongest periods of a series, in points, and their scores from 0 to 1.",
		[]Param{seriesArg, Opt("min_period", realNumber, "4"), Opt("max_period", realNumber, "1e9"), Opt("num_periods", Integers, "1")}, schema.Dynamic,
		"kql_series_periods_detect($series::VARCHAR, $min_period::DOUBLE, $max_period::DOUBLE, $num_periods)::JSON",
		Example{`series_periods_detect(dynamic([1,2,3,4,5,1,2,3,4,5,1,2,3,4,5,1,2,3,4,5]), 0.0, 10.0, 1)`, `dynamic([5.0])`}),
		dynCol("periods"), dynCol("scores")),
	{
		Name: "series_periods_validate", Group: "series", Doc: "Scores, from 0 to 1, of given periods of a series.",
		Sigs: []Sig{{
			Params: []Param{seriesArg}, Rest: &Param{Name: "period", Types: realNumber}, MinRest: 1, Returns: schema.Dynamic,
			Lower: lowerPeriodsValidate,
		}},
		Tuple:    tupleOf(dynCol("periods"), dynCol("scores")),
		Examples: []Example{{`series_periods_validate(dynamic([1,2,3,4,1,2,3,4,1,2,3,4]), 4.0)`, `dynamic([4.0])`}},
	},
}

func lowerPeriodsValidate(c *Call) (string, error) {
	list := ""
	for i, a := range c.Args[1:] {
		if i > 0 {
			list += ", "
		}
		list += a.SQL + "::DOUBLE"
	}
	return "kql_series_periods_validate(" + c.Args[0].SQL + "::VARCHAR, to_json([" + list + "])::VARCHAR)::JSON", nil
}

// seriesFuncs lists all functions of series.
func seriesFuncs() []Func {
	var out []Func
	for _, rows := range [][]Func{seriesMath, seriesFill, seriesFit, seriesStats, seriesFilter, seriesDecompose} {
		out = append(out, rows...)
	}
	return out
}
