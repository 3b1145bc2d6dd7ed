package sqlgen

import (
	"math"
	"strconv"

	"socrates/engine/kql/funcs"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// literal writes a constant, with its type, so that DuckDB does not guess a narrower one.
func literal(v value.Value) string {
	if v.Null {
		return "CAST(NULL AS " + sqlType(v.Type) + ")"
	}
	switch v.Type {
	case schema.Bool:
		return strconv.FormatBool(v.B)
	case schema.Int:
		return "CAST(" + strconv.FormatInt(v.I, 10) + " AS INTEGER)"
	case schema.Long, schema.Datetime, schema.Timespan:
		return "CAST(" + strconv.FormatInt(v.I, 10) + " AS BIGINT)"
	case schema.Real:
		return realLiteral(v.F)
	case schema.Decimal:
		return "TRY_CAST(" + funcs.Quote(v.S) + " AS DECIMAL(38,18))"
	case schema.Dynamic:
		return "CAST(" + funcs.Quote(v.S) + " AS JSON)"
	}
	return funcs.Quote(v.S)
}

func realLiteral(f float64) string {
	switch {
	case math.IsNaN(f):
		return "CAST('NaN' AS DOUBLE)"
	case math.IsInf(f, 1):
		return "CAST('Infinity' AS DOUBLE)"
	case math.IsInf(f, -1):
		return "CAST('-Infinity' AS DOUBLE)"
	}
	return "CAST(" + strconv.FormatFloat(f, 'e', -1, 64) + " AS DOUBLE)"
}
