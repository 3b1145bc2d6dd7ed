package udf

import "math"

// Element by element.

var seriesMathFuncs = []Func{
	{Name: "kql_series_unary", In: []Type{Text, Text}, Out: Text, Fn: Of2(seriesUnary)},
	{Name: "kql_series_binary", In: []Type{Text, Text, Text}, Out: Text, Fn: Of3(seriesBinary)},
	{Name: "kql_series_compare", In: []Type{Text, Text, Text}, Out: Text, Fn: Of3(seriesCompare)},
	{Name: "kql_series_sum", In: []Type{Text}, Out: Real, Fn: Of1(seriesSum)},
	{Name: "kql_series_product", In: []Type{Text}, Out: Real, Fn: Of1(seriesProduct)},
	{Name: "kql_series_magnitude", In: []Type{Text}, Out: Real, Fn: Of1(seriesMagnitude)},
	{Name: "kql_series_dot_product", In: []Type{Text, Text}, Out: Real, Fn: Of2(dotProduct)},
	{Name: "kql_series_cosine_similarity", In: []Type{Text, Text}, Out: Real, Fn: Of2(cosineSimilarity)},
	{Name: "kql_series_pearson", In: []Type{Text, Text}, Out: Real, Fn: Of2(pearson)},
}

var unaries = map[string]func(float64) float64{
	"acos": math.Acos, "asin": math.Asin, "atan": math.Atan, "ceiling": math.Ceil, "cos": math.Cos, "exp": math.Exp,
	"floor": math.Floor, "log": math.Log, "sin": math.Sin, "tan": math.Tan,
}

// seriesUnary applies a function of unaries, or abs or sign, which keep whole numbers whole.
func seriesUnary(name, js string) (string, bool) {
	s, ok := readSeries(js)
	f, keepsWhole := unaries[name], name == "abs" || name == "sign"
	if f == nil && !keepsWhole {
		return "", false
	}
	for i, n := range s {
		if n.none {
			continue
		}
		switch name {
		case "abs":
			s[i] = absNum(n)
		case "sign":
			s[i] = signNum(n)
		default:
			s[i] = realNum(f(n.f))
		}
	}
	return writeSeries(s), ok
}

func absNum(n num) num {
	if n.whole {
		return longNum(max(n.i, -n.i))
	}
	return realNum(math.Abs(n.f))
}

func signNum(n num) num {
	switch {
	case n.f > 0:
		return longNum(1)
	case n.f < 0:
		return longNum(-1)
	}
	return longNum(0)
}

// pair reads two operands, of which one may be a single number: it then stands for a whole series of it.
// The shorter series is filled up with missing elements.
func pair(js1, js2 string) (a, b []num, ok bool) {
	a, ok1 := readSeries(js1)
	b, ok2 := readSeries(js2)
	switch {
	case ok1 && !ok2:
		b, ok2 = repeated(readNum(js2), len(a)), true
	case ok2 && !ok1:
		a, ok1 = repeated(readNum(js1), len(b)), true
	}
	return filled(a, len(b)), filled(b, len(a)), ok1 && ok2
}

func repeated(n num, times int) []num {
	out := make([]num, times)
	for i := range out {
		out[i] = n
	}
	return out
}

func filled(s []num, size int) []num {
	for len(s) < size {
		s = append(s, missing)
	}
	return s
}

func seriesBinary(name, js1, js2 string) (string, bool) {
	a, b, ok := pair(js1, js2)
	out := make([]num, len(a))
	for i := range a {
		out[i] = combine(name, a[i], b[i])
	}
	return writeSeries(out), ok
}

// combine computes + - * / or ^. Whole numbers wrap around; a quotient and a power are reals.
func combine(op string, a, b num) num {
	if a.none || b.none {
		return missing
	}
	whole := a.whole && b.whole
	switch op {
	case "+":
		if whole {
			return longNum(a.i + b.i)
		}
		return realNum(a.f + b.f)
	case "-":
		if whole {
			return longNum(a.i - b.i)
		}
		return realNum(a.f - b.f)
	case "*":
		if whole {
			return longNum(a.i * b.i)
		}
		return realNum(a.f * b.f)
	case "/":
		return realNum(a.f / b.f)
	}
	return realNum(math.Pow(a.f, b.f))
}

// seriesCompare answers each pair with true, false or, where one is missing, null.
func seriesCompare(op, js1, js2 string) (string, bool) {
	a, b, ok := pair(js1, js2)
	out := make([]string, len(a))
	for i := range a {
		switch {
		case a[i].none || b[i].none:
			out[i] = "null"
		case compares(op, a[i].f, b[i].f):
			out[i] = "true"
		default:
			out[i] = "false"
		}
	}
	return joinJSON(out), ok
}

func compares(op string, a, b float64) bool {
	switch op {
	case "==":
		return a == b
	case "!=":
		return a != b
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	}
	return a >= b
}

func seriesSum(js string) (float64, bool) {
	s, ok := readReals(js)
	sum := 0.0
	for _, f := range s {
		sum += f
	}
	return sum, ok
}

func seriesProduct(js string) (float64, bool) {
	s, ok := readSeries(js)
	product := 1.0
	for _, n := range s {
		if n.none {
			return 0, false
		}
		product *= n.f
	}
	return product, ok
}

func seriesMagnitude(js string) (float64, bool) {
	dot, ok := dotProduct(js, js)
	return math.Sqrt(dot), ok
}

// dotProduct multiplies two series of numbers; elements beyond the shorter one's end count for nothing.
func dotProduct(js1, js2 string) (float64, bool) {
	a, ok1 := readNumbers(js1)
	b, ok2 := readNumbers(js2)
	sum := 0.0
	for i := range min(len(a), len(b)) {
		sum += a[i] * b[i]
	}
	return sum, ok1 && ok2
}

func cosineSimilarity(js1, js2 string) (float64, bool) {
	dot, ok := dotProduct(js1, js2)
	a, _ := seriesMagnitude(js1)
	b, _ := seriesMagnitude(js2)
	return dot / (a * b), ok && a > 0 && b > 0
}

// pearson is the correlation of two series of one length; without spread there is none.
func pearson(js1, js2 string) (float64, bool) {
	a, ok1 := readNumbers(js1)
	b, ok2 := readNumbers(js2)
	if !ok1 || !ok2 || len(a) != len(b) || len(a) == 0 {
		return 0, false
	}
	ma, mb := mean(a), mean(b)
	var ab, aa, bb float64
	for i := range a {
		x, y := a[i]-ma, b[i]-mb
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab / math.Sqrt(aa*bb), true
}

func mean(s []float64) float64 {
	sum := 0.0
	for _, f := range s {
		sum += f
	}
	return sum / float64(len(s))
}
