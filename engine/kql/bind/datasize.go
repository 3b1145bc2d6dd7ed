package bind

import (
	"socrates/engine/kql/plan"
	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// typeSizes are the bytes of a value whose size does not depend on it. A text has its own, a dynamic that of
// its JSON.
var typeSizes = map[schema.Type]int64{
	schema.Bool: 1, schema.Int: 4, schema.Long: 8, schema.Real: 8, schema.Datetime: 8, schema.Timespan: 8, schema.Guid: 16, schema.Decimal: 34,
}

// estimateDataSize is `estimate_data_size(a, b)` or `estimate_data_size(*)`: the bytes that values take.
func (b *binder) estimateDataSize(x *syntax.Call, e env) plan.Expr {
	if len(x.Args) == 0 {
		b.err(CodeArity, x.Span(), "estimate_data_size() takes at least 1 argument, not 0", "", "it is used as `estimate_data_size(Column, …)` or `estimate_data_size(*)`")
		return unknown()
	}
	var values []plan.Expr
	for _, a := range x.Args {
		w, ok := a.(*syntax.Wildcard)
		if !ok {
			values = append(values, b.scalar(a, e))
			continue
		}
		if e.row == nil {
			continue
		}
		for _, c := range e.row.cols {
			if matches(w.Pattern, c.Name) {
				values = append(values, ref(c))
			}
		}
	}
	total := long(0)
	for _, v := range values {
		total = b.apply("+", total, b.sizeOf(v))
	}
	return total
}

func (b *binder) sizeOf(x plan.Expr) plan.Expr {
	switch t := x.Type(); t {
	case schema.Unknown:
		return long(0)
	case schema.String, schema.Dynamic:
		return b.callScalar("string_size", b.cast(x, schema.String))
	default:
		return long(typeSizes[t])
	}
}
