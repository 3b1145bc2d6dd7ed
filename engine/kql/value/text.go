package value

import (
	"strconv"

	"socrates/engine/schema"
)

// Text writes the value as tostring does: True, 1.0, 2020-01-01T00:00:00.0000000Z, 1.00:00:00; the
// empty string for null.
func (v Value) Text() string {
	if v.Null {
		return ""
	}
	switch v.Type {
	case schema.Bool:
		if v.B {
			return "True"
		}
		return "False"
	case schema.Int, schema.Long:
		return strconv.FormatInt(v.I, 10)
	case schema.Real:
		return FormatReal(v.F)
	case schema.Datetime:
		return FormatDatetime(v.I)
	case schema.Timespan:
		return FormatTimespan(v.I)
	}
	return v.S
}
