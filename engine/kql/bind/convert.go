package bind

import (
	"strconv"

	"socrates/engine/kql/plan"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// cast converts by Kusto's rules, at once where the operand is a constant and nothing can be lost.
func (b *binder) cast(x plan.Expr, to schema.Type) plan.Expr {
	if x.Type() == to || to == schema.Unknown {
		return x
	}
	if v, ok := constant(x); ok {
		if w, ok := castValue(v, to); ok {
			return lit(w)
		}
	}
	if x.Type() == schema.Unknown {
		return lit(value.NullOf(to))
	}
	return &plan.Cast{X: x, To: to}
}

// castValue converts a constant; false where the conversion is better left to SQL.
func castValue(v value.Value, to schema.Type) (value.Value, bool) {
	switch {
	case v.Null && v.Type != schema.Dynamic:
		return value.NullOf(to), true
	case v.Type == schema.Int && to == schema.Long:
		return value.Long(v.I), true
	case v.Type == schema.Long && to == schema.Int && v.I == int64(int32(v.I)):
		return value.Int(int32(v.I)), true
	case (v.Type == schema.Int || v.Type == schema.Long) && to == schema.Real:
		return value.Real(float64(v.I)), true
	case (v.Type == schema.Int || v.Type == schema.Long) && to == schema.Decimal:
		return value.Decimal(strconv.FormatInt(v.I, 10)), true
	}
	return value.Value{}, false
}

// common is the type that values of several types are brought to, as the branches of iff are. ok is
// false where Kusto has no such type.
func common(types ...schema.Type) (schema.Type, bool) {
	out := schema.Unknown
	for _, t := range types {
		switch {
		case t == schema.Unknown || t == out:
		case out == schema.Unknown:
			out = t
		case out.Numeric() && t.Numeric():
			out = wider(out, t)
		case out == schema.Dynamic:
			out = t
		case t == schema.Dynamic:
		default:
			return schema.Unknown, false
		}
	}
	return out, true
}

var widths = map[schema.Type]int{schema.Int: 1, schema.Long: 2, schema.Real: 3, schema.Decimal: 4}

func wider(a, b schema.Type) schema.Type {
	if widths[a] >= widths[b] {
		return a
	}
	return b
}
