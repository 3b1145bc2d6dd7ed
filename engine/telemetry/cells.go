package telemetry

import (
	"database/sql/driver"
	"encoding/json"
	"math/big"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"socrates/engine/schema"
	"socrates/engine/schema/rows"
)

// driverRow is row r of a batch as the driver's appender takes it, with the two hidden cells behind.
func driverRow(b *rows.Batch, r int) []driver.Value {
	out := make([]driver.Value, 0, len(b.Cols)+2)
	for i := range b.Cols {
		out = append(out, driverCell(&b.Cols[i], r))
	}
	return append(out, b.Ingested[r], b.ID[r])
}

func driverCell(v *rows.Vector, r int) driver.Value {
	if v.Type == schema.String {
		if v.S == nil {
			return ""
		}
		return v.S[r]
	}
	if v.Null != nil && v.Null[r] || v.I == nil && v.F == nil && v.S == nil {
		return nil
	}
	switch v.Type {
	case schema.Bool:
		return v.I[r] != 0
	case schema.Int:
		return int32(v.I[r])
	case schema.Real:
		return v.F[r]
	case schema.Guid, schema.Decimal, schema.Dynamic:
		return textCell(v.Type, v.S[r])
	}
	return v.I[r]
}

// textCell gives a text its own type; an empty one is null.
func textCell(t schema.Type, s string) driver.Value {
	switch {
	case s == "":
		return nil
	case t == schema.Dynamic:
		return json.RawMessage(s)
	case t == schema.Decimal:
		return decimalCell(s)
	}
	return s
}

// decimalCell reads digits as a DECIMAL(38,18); null if they are none.
func decimalCell(s string) driver.Value {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil
	}
	r.Mul(r, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(18), nil)))
	return duckdb.Decimal{Width: 38, Scale: 18, Value: new(big.Int).Quo(r.Num(), r.Denom())}
}
