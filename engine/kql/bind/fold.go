package bind

import (
	"math"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// fold computes an operator over constants where the result is beyond doubt. It is needed where a
// function wants a constant (a regular expression put together with +, a negative number), not for
// speed: DuckDB folds by itself.
func fold(op string, args []plan.Expr) (value.Value, bool) {
	vs := make([]value.Value, len(args))
	for i, a := range args {
		v, ok := constant(a)
		if !ok || v.Null {
			return value.Value{}, false
		}
		vs[i] = v
	}
	if len(vs) == 1 {
		return foldMinus(op, vs[0])
	}
	if len(vs) != 2 {
		return value.Value{}, false
	}
	return foldTwo(op, vs[0], vs[1])
}

func foldMinus(op string, v value.Value) (value.Value, bool) {
	if op != "unary-" || v.I == math.MinInt64 {
		return value.Value{}, false
	}
	switch v.Type {
	case schema.Long, schema.Timespan:
		v.I = -v.I
		return v, true
	case schema.Int:
		if v.I == math.MinInt32 {
			return value.Value{}, false
		}
		return value.Int(int32(-v.I)), true
	case schema.Real:
		return value.Real(-v.F), true
	}
	return value.Value{}, false
}

func foldTwo(op string, x, y value.Value) (value.Value, bool) {
	switch {
	case x.Type == schema.Long && y.Type == schema.Long:
		i, ok := foldInt(op, x.I, y.I)
		return value.Long(i), ok
	case x.Type == schema.Real && y.Type == schema.Real:
		f, ok := foldReal(op, x.F, y.F)
		return value.Real(f), ok
	case x.Type == schema.Timespan && y.Type == schema.Timespan && (op == "+" || op == "-"):
		i, ok := foldInt(op, x.I, y.I)
		return value.Timespan(i), ok
	case x.Type == schema.Timespan && y.Type == schema.Long && op == "*":
		i, ok := foldInt(op, x.I, y.I)
		return value.Timespan(i), ok
	case x.Type == schema.Long && y.Type == schema.Timespan && op == "*":
		i, ok := foldInt(op, x.I, y.I)
		return value.Timespan(i), ok
	case x.Type == schema.Datetime && y.Type == schema.Timespan && (op == "+" || op == "-"):
		i, ok := foldInt(op, x.I, y.I)
		return value.Datetime(i), ok && i >= 0 && i <= value.MaxDatetime
	}
	return value.Value{}, false
}

// foldInt computes in 64 bits and gives up where they do not suffice.
func foldInt(op string, x, y int64) (int64, bool) {
	switch op {
	case "+":
		return x + y, (x+y > x) == (y > 0)
	case "-":
		return x - y, (x-y < x) == (y > 0)
	case "*":
		if x != 0 && (x*y/x != y || x == -1 && y == math.MinInt64) {
			return 0, false
		}
		return x * y, true
	}
	return 0, false
}

func foldReal(op string, x, y float64) (float64, bool) {
	switch op {
	case "+":
		return x + y, true
	case "-":
		return x - y, true
	case "*":
		return x * y, true
	}
	return 0, false
}
