package soc

import (
	"strings"

	"socrates/engine/kql/value"
)

// clock writes a moment of the simulated clock to the second.
func clock(ticks int64) string {
	return strings.TrimSuffix(value.FormatDatetime(ticks/value.Second*value.Second), ".0000000Z") + "Z"
}
